"""A total order of categories: two dimensions may share a position. Django's own state; the database is not touched."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_area_sums")]

    operations = [
        migrations.AlterModelOptions(
            name="category",
            options={
                "ordering": ["dimension__position", "dimension__slug", "position", "slug"],
                "verbose_name": "category",
                "verbose_name_plural": "categories",
            },
        ),
    ]
