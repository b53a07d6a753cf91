"""An area owes figures from the month on that an administrator says: whoever has not begun here is late for nobody."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

# Where people have reported already: since their first month.
FILL = """
UPDATE indicators_formarea fa SET begins = (
    SELECT min(r.period) FROM indicators_report r
    WHERE r.area_id = fa.area_id AND r.external_id = '' AND (r.form_id = fa.form_id OR r.form_id IS NULL)
);
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0013_invented_areas")]

    operations = [
        migrations.AddField(
            "formarea",
            "begins",
            models.DateField(
                "staff report here from",
                null=True,
                blank=True,
                validators=[MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2100, 12, 31))],
                help_text="The first month that is owed. Without it the area is late for nobody and gets no reminder.",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
