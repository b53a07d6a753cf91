"""Sources without an address, and two decimals where published figures have them. Made while others write.

Loading reference data never changes a row that is there, so the decimals of existing indicators change here.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

TWO_DECIMALS = ["agricultural_labour_share", "trained_labour_share", "trained_labour_certified_share"]


def allow_two_decimals(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Change only what is as it was loaded: an administrator may have chosen otherwise."""
    apps.get_model("indicators", "Indicator").objects.filter(slug__in=TWO_DECIMALS, decimals=1).update(decimals=2)


def unique(name: str, field: str, where: str, condition: Q) -> migrations.SeparateDatabaseAndState:
    create = f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON indicators_source ({field}) WHERE {where}"
    return migrations.SeparateDatabaseAndState(
        [migrations.RunSQL(create, f"DROP INDEX {name}")],
        [migrations.AddConstraint("source", models.UniqueConstraint(fields=[field], condition=condition, name=name))],
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("indicators", "0014_duties_begin")]

    operations = [
        migrations.AlterField("source", "url", models.URLField("address", max_length=500, blank=True)),
        migrations.AlterField("source", "publisher", models.CharField("publisher", max_length=200, blank=True)),
        migrations.RemoveConstraint("source", "source_url_unique"),
        unique("source_url_unique", "url", "NOT (url = '')", ~Q(url="")),
        unique("source_without_url_by_title", "title", "url = ''", Q(url="")),
        migrations.RunPython(allow_two_decimals, migrations.RunPython.noop),
    ]
