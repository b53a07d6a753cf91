"""Which months an area has to report with a form."""

from __future__ import annotations

from collections.abc import Iterator

from ..models import Form, FormArea
from ..values.periods import Month, overlap

_EVERY = {Form.Frequency.MONTH: 1, Form.Frequency.QUARTER: 3, Form.Frequency.HALF: 6, Form.Frequency.YEAR: 12}


def duty_months(duty: FormArea, since: Month, until: Month) -> Iterator[Month]:
    """Yield the months from `since` to `until`, both included, that end a period of a form in use by an area in use."""
    for step in range(until.index - since.index + 1):
        month = since.plus(step)
        if month.month % _EVERY[Form.Frequency(duty.form.frequency)] == 0 and in_use(duty, month):
            yield month


def in_use(duty: FormArea, month: Month) -> bool:
    """Return whether the area reported this month with the form, by the dates of the duty, the form and the area."""
    dates = ((dated.valid_from, dated.valid_to) for dated in (duty, duty.form, duty.area))
    return all(overlap(month.first_day, month.last_day, since, until) for since, until in dates)
