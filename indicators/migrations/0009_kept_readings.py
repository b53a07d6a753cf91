"""What was read in a report's text is kept with it: a page that shows it need not read it again.

Derived: nothing is lost with the table but the time to read once more.
"""

from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("release_files", "bulk files of a release"), ("import", "import of a file"), ("reading", "reading of a text"),
    ("reminder", "reminder"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("indicators", "0008_bounds")]

    operations = [
        migrations.AlterField("job", "kind", models.CharField("kind", max_length=20, choices=KINDS)),
        migrations.CreateModel(
            "KeptReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("catalogue", models.PositiveBigIntegerField()),
                ("candidates", models.JSONField()),
                ("read_at", models.DateTimeField(auto_now=True)),
                (
                    "report",
                    models.ForeignKey("indicators.report", models.CASCADE, related_name="kept_readings"),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=["report"], name="kept_reading_once"),
                    models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="kept_reading_digest"),
                ],
            },
        ),
    ]
