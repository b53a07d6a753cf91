"""The form for a report's document: title, issuing body, dates, text, file."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Area, Form, Report, User
from ..permissions import Role, areas_within
from ..query_forms import MonthField
from ..services import Refused
from ..services.guards import refuse_other_times
from ..values.formatting import period_phrase
from ..values.periods import Basis, Month

#: A scan of a signed report is a few megabytes.
LARGEST_FILE = 20 * 1024 * 1024
SUFFIXES = (".pdf", ".docx", ".doc", ".xlsx", ".xls", ".odt", ".ods", ".jpg", ".jpeg", ".png", ".txt", ".zip")


#: Attributes of an input for a month: a month picker in browsers that have one.
MONTH_PICKER = {"type": "month", "placeholder": "2024-05", "pattern": "[0-9]{4}-[0-9]{2}", "maxlength": 7}


class AddressField(forms.URLField):
    """A field for a web address; `sonla.gov.vn` means https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"assume_scheme": "https"} | kwargs))


class ReportForm(forms.ModelForm):
    """The form for a report. `user` is set by the admin: areas are those in which they enter figures."""

    user: User
    month = MonthField(label=gettext_lazy("Month"), widget=forms.TextInput(attrs=MONTH_PICKER))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)  # the version that the person began with

    class Meta:
        model = Report
        fields = ("area", "title", "form", "body", "url", "published_on", "cut_off", "text", "file", "note")
        field_classes = {"url": AddressField}
        widgets = {
            "file": forms.FileInput,
            "published_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "cut_off": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "text": forms.Textarea(attrs={"rows": 12}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["month"]  # a report's area and month never change
            self.initial["seen"] = self.instance.version
        else:
            del self.fields["seen"]
        if "area" in self.fields:
            self.fields["area"].queryset = entry_areas(self.user)  # type: ignore[attr-defined]
            self.fields["area"].label_from_instance = _told_apart  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            if file.size > LARGEST_FILE:
                raise forms.ValidationError(_("The file is larger than 20 MB."))
            if not file.name.lower().endswith(SUFFIXES):
                raise forms.ValidationError(_("Attach the document as one of: %s.") % ", ".join(SUFFIXES))
        return file

    def clean(self) -> dict[str, Any]:
        """Refuse what somebody else has changed meanwhile: each such field shows both texts, and a person decides."""
        data = super().clean() or {}
        self._refuse_other_times(data)
        seen, now = data.get("seen"), self.instance.version
        if seen is not None and seen != now:
            for name in set(self.changed_data) - {"seen"}:
                self.add_error(name, _changed_meanwhile(self[name].initial))
            again = cast("QueryDict", self.data).copy()
            again[self.add_prefix("seen")] = str(now)  # whoever saves again has read it
            self.data = again
        return data

    def _refuse_other_times(self, data: dict[str, Any]) -> None:
        if data.get("area") and data.get("month"):
            try:
                refuse_other_times(data["area"], data["month"])
            except Refused as refusal:
                self.add_error("month", str(refusal))

    @classmethod
    def initial_from(cls, query: QueryDict, user: User) -> dict[str, Any]:
        """Return the first values of a new report from `?area=CODE&month=YYYY-MM&form=SLUG`, without malformed ones."""
        area = entry_areas(user).filter(public_code=query.get("area", "")).first() if _plain(query, "area") else None
        form = Form.objects.filter(slug=query.get("form", "")).first() if _plain(query, "form") else None
        month = _month(query.get("month", ""))
        initial: dict[str, Any] = {"area": area.pk if area else None, "form": form.pk if form else None}
        if month:
            initial["month"] = str(month)
            if form and area:
                name = form.names.text("vi")
                initial["title"] = f"{name}, {period_phrase(Basis.MONTH, month, 'vi')}, {area.name_vi}"
        return {name: value for name, value in initial.items() if value is not None}


def entry_areas(user: User) -> QuerySet[Area]:
    """Return the areas in which `user` enters figures, and those below them."""
    return areas_within(user, Role.ENTRY)


def _told_apart(area: Area) -> str:
    """Return an area's name; of a former area with its last day: a new one often has the same name."""
    return (
        _("%(area)s (until %(day)s)") % {"area": area, "day": f"{area.valid_to:%d/%m/%Y}"}
        if area.valid_to
        else str(area)
    )


def _changed_meanwhile(theirs: object) -> str:
    """Return the sentence that says what a field holds by now, for the person whose form shows something else."""
    content = str(theirs)[:500] if theirs else _("(empty)")
    return _(
        "Somebody else changed this document meanwhile. Here it now says: %(theirs)s. Save again to put yours."
    ) % {"theirs": content}


def _plain(query: QueryDict, name: str) -> bool:
    return "\x00" not in query.get(name, "")


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except ValueError:
        return None
