"""Find the reports of a release and of a source. Made while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("indicators", "0011_sources")]

    operations = [
        AddIndexConcurrently("report", models.Index(fields=["release"], name="report_by_release")),
        AddIndexConcurrently("report", models.Index(fields=["source"], name="report_by_source")),
    ]
