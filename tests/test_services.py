"""What the verbs promise."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from indicators import services
from indicators.models import Area, Category, Change, DraftFigure, Figure, Job, Release, Report, Topic
from indicators.queries.drafts.redline import RedlineKind, redline
from indicators.services.drafts.checks import checklist
from indicators.values.periods import Basis, Month

from .support import factories as make

pytestmark = pytest.mark.django_db


def values(**filters):
    return [
        (str(f.value), f.status, f.superseded_in_id) for f in Figure.objects.filter(**filters).order_by("release_id")
    ]


def test_publish_makes_the_next_release_of_the_cells():
    first = make.published(make.cell(10))
    second = make.published(make.cell(20, "2024-02"), month="2024-02")
    assert (first.number, second.number) == (1, 2)
    assert second.released_at > first.released_at
    assert values() == [("10.0000", "published", None), ("20.0000", "published", None)]


def test_publish_asks_for_the_bulk_files_in_the_same_transaction():
    release = make.published(make.cell(10))
    assert Job.objects.get(key=f"release-files:{release.number}").state == "queued"


def test_publish_supersedes_and_marks_a_revision():
    make.published(make.cell(10))
    make.published(make.cell(11))
    assert values() == [("10.0000", "published", 2), ("11.0000", "revised", None)]


def test_publish_same_value_again_is_no_revision():
    make.published(make.cell(10))
    make.published(make.cell(10))
    assert values() == [("10.0000", "published", 2), ("10.0000", "published", None)]


def test_publish_missing_category_is_a_value_of_its_own():
    loan = make.category("loan")
    make.published(make.cell(10), make.cell(4, category=loan))
    make.published(make.cell(5, category=loan))
    assert values(category=None) == [("10.0000", "published", None)]
    assert values(category=loan) == [("4.0000", "published", 2), ("5.0000", "revised", None)]


def test_illustrative_figures_never_take_a_reported_ones_place():
    make.published(make.cell(10))
    make.published(make.cell(99), make.cell(30, "2024-02"), illustrative=True)
    assert values() == [("10.0000", "published", None), ("30.0000", "illustrative", None)]


def test_reported_figures_take_the_place_of_made_up_ones_without_being_revisions():
    make.published(make.cell(99), illustrative=True)
    make.published(make.cell(10))
    assert values() == [("99.0000", "illustrative", 2), ("10.0000", "published", None)]


def test_publish_refuses_ones_own_entry():
    both = make.reviewer("nhap")
    report = make.submitted([make.cell(10)], report=make.report())
    with pytest.raises(services.Refused):
        services.publish(report=report, by=both)
    assert not Release.objects.exists()


def test_publish_refuses_who_saved_a_cell_even_if_another_submitted():
    report = make.report()
    other = make.entry_staff("khac")
    make.reviewer("khac")
    services.save_cells(report=report, cells=[make.cell(10)], by=other, way="grid")
    services.submit(report=report, by=report.created_by)
    with pytest.raises(services.Refused):
        services.publish(report=report, by=other)


def test_publish_refuses_who_typed_a_number_though_another_saved_a_note_to_it_last():
    both, report = make.entry_staff("ca.hai"), make.report()
    make.reviewer("ca.hai")
    (typed,) = services.save_cells(report=report, cells=[make.cell(12345)], by=both, way="grid")
    noted = make.cell(12345, note="đã kiểm tra", version=typed.version)
    services.save_cells(report=report, cells=[noted], by=report.created_by, way="grid")
    services.submit(report=report, by=report.created_by)
    with pytest.raises(services.Refused):
        services.publish(report=report, by=both)
    assert services.publish(report=report, by=make.reviewer()).number == 1


def test_publish_refuses_who_emptied_a_cell():
    both, report = make.entry_staff("ca.hai"), make.report()
    make.reviewer("ca.hai")
    cells = [make.cell(1), make.cell(2, "2024-02")]
    first, _second = services.save_cells(report=report, cells=cells, by=report.created_by, way="grid")
    services.save_cells(report=report, cells=[make.cell(None, version=first.version)], by=both, way="grid")
    services.submit(report=report, by=report.created_by)
    with pytest.raises(services.Refused):
        services.publish(report=report, by=both)


def test_publish_refuses_a_reviewer_of_another_province():
    report = make.submitted([make.cell(10)], report=make.report())
    other = make.reviewer("xa", make.province("12", "Lai Châu"))
    with pytest.raises(services.Refused):
        services.publish(report=report, by=other)


def test_nothing_is_reported_of_a_month_to_come_or_by_an_area_that_was_not_there():
    make.report("2025-06", area=make.district(valid_to=date(2025, 6, 30)))
    with pytest.raises(services.Refused, match="07/2025"):
        make.report("2025-07", area=Area.objects.get(code="122"))
    with pytest.raises(services.Refused, match="06/2025"):
        make.report("2025-06", area=make.district("123", "Xã mới", valid_from=date(2025, 7, 1)))
    following = Month.of(timezone.localdate()).plus(1)
    with pytest.raises(services.Refused, match=f"{following.year}"):
        make.report(str(following))


def test_withdraw_ends_figures_and_keeps_the_past():
    make.published(make.cell(10))
    release = services.withdraw(figures=[Figure.objects.get().pk], reason="sai", by=make.reviewer())
    assert values() == [("10.0000", "published", release.number)]
    assert (release.kind, release.reports.count()) == ("withdraw", 0)


def test_amend_publishes_only_what_changed_and_withdraws_what_was_left_out():
    make.published(make.cell(1, "2024-01"), make.cell(2, "2024-02"), make.cell(3, "2024-03"))
    report = Report.objects.get()
    draft = services.amend(report=report, by=report.created_by, reason="đính chính")
    cells = [make.cell(22, "2024-02"), make.cell(None, "2024-03")]
    make.submitted(cells, report=draft)
    services.publish(report=draft, by=make.reviewer())
    assert values(period="2024-01-01") == [("1.0000", "published", None)]
    assert values(period="2024-02-01") == [("2.0000", "published", 2), ("22.0000", "revised", None)]
    assert values(period="2024-03-01") == [("3.0000", "published", 2)]


def test_an_amendment_that_holds_nothing_takes_the_only_figure_back():
    make.published(make.cell(10))
    report = Report.objects.get()
    draft = services.amend(report=report, by=report.created_by, reason="số của xã khác")
    make.submitted([make.cell(None)], report=draft)
    release = services.publish(report=draft, by=make.reviewer())
    assert (values(), release.kind) == ([("10.0000", "published", 2)], "amend")


def test_an_amendment_that_takes_nothing_back_and_holds_nothing_is_refused():
    make.published(make.cell(10))
    report = Report.objects.get()
    draft = services.amend(report=report, by=report.created_by, reason="số của xã khác")
    services.withdraw(figures=[Figure.objects.get().pk], reason="sai", by=make.reviewer())
    with pytest.raises(services.Refused):
        make.submitted([make.cell(None)], report=draft)


def test_amendment_does_not_publish_again_what_was_withdrawn_meanwhile():
    make.published(make.cell(1, "2024-01"), make.cell(2, "2024-02"))
    report = Report.objects.get()
    draft = services.amend(report=report, by=report.created_by, reason="đính chính")
    services.withdraw(figures=[Figure.objects.get(value=1).pk], reason="sai", by=make.reviewer())
    submitted = make.submitted([make.cell(22, "2024-02")], report=draft)
    kinds = {difference.kind for difference in redline(submitted, make.reviewer())}
    assert kinds == {RedlineKind.OVERTAKEN, RedlineKind.CHANGED}
    services.publish(report=draft, by=make.reviewer())
    assert list(Figure.objects.filter(superseded_in=None).values_list("value", flat=True)) == [22]


def test_amendment_does_not_undo_what_others_corrected_meanwhile():
    make.published(make.cell(1, "2024-01"), make.cell(2, "2024-02"))
    report = Report.objects.get()
    draft = services.amend(report=report, by=report.created_by, reason="đính chính")
    make.published(make.cell(11, "2024-01"))
    submitted = make.submitted([make.cell(22, "2024-02")], report=draft)
    kinds = {difference.new.period.month: difference.kind for difference in redline(submitted, make.reviewer())}
    assert kinds == {1: RedlineKind.OVERTAKEN, 2: RedlineKind.CHANGED}
    services.publish(report=draft, by=make.reviewer())
    assert set(Figure.objects.filter(superseded_in=None).values_list("value", flat=True)) == {11, 22}


def test_cells_and_differences_stand_in_the_catalogues_order():
    """By topic first; and two dimensions may share a position."""
    late, _ = Topic.objects.get_or_create(slug="a-late", defaults={"name_vi": "x", "name_en": "x", "position": 9})
    first, last = make.indicator("z_first"), make.indicator("a_last", topic=late)
    parts = [make.category("b", of=first, dimension="one"), make.category("a", of=first, dimension="two")]
    cells = [make.cell(1, of=last), *(make.cell(1, of=first, category=part) for part in parts[::-1])]
    report = make.submitted([*cells, make.cell(2, of=first)], report=make.report())
    catalogue = [("z_first", None), ("z_first", "b"), ("z_first", "a"), ("a_last", None)]
    found = [checklist(report).figures, [difference.figure for difference in redline(report, make.reviewer())]]
    for figures in found:
        assert [(f.indicator.slug, f.category and f.category.slug) for f in figures] == catalogue
    assert [part.slug for part in Category.objects.all()] == ["b", "a"]


def test_save_cells_counts_versions_and_leaves_unchanged_cells_alone():
    report = make.report()
    by = report.created_by
    for _ in range(2):
        services.save_cells(report=report, cells=[make.cell(10)], by=by, way="grid")
    services.save_cells(report=report, cells=[make.cell(11, version=1)], by=by, way="grid")
    assert DraftFigure.objects.get().version == 2
    history = Change.objects.filter(table="draft_figure")
    assert [(c.operation, c.actor_id, c.way) for c in history] == [("I", by.pk, "grid"), ("U", by.pk, "grid")]


def test_save_cells_with_an_old_version_saves_nothing_and_gives_both_values():
    report = make.report()
    by = report.created_by
    services.save_cells(report=report, cells=[make.cell(10)], by=by, way="grid")
    cells = [make.cell(99, version=0), make.cell(5, "2024-02")]
    with pytest.raises(services.Conflicts) as caught:
        services.save_cells(report=report, cells=cells, by=by, way="grid")
    (conflict,) = caught.value.conflicts
    assert (conflict.sent.value, conflict.held.value) == (99, 10)
    assert DraftFigure.objects.count() == 1


def test_save_cells_empties_a_cell_that_holds_neither_value_nor_reason():
    report = make.report()
    services.save_cells(report=report, cells=[make.cell(10)], by=report.created_by, way="grid")
    services.save_cells(report=report, cells=[make.cell(None)], by=report.created_by, way="grid")
    assert not DraftFigure.objects.exists()
    assert [c.operation for c in Change.objects.filter(table="draft_figure")] == ["I", "D"]


def test_save_cells_keeps_empty_zero_and_not_available_apart():
    report = make.report()
    cells = [make.cell(0), make.cell(None, "2024-02", missing_reason="chưa thống kê")]
    saved = services.save_cells(report=report, cells=cells, by=report.created_by, way="grid")
    assert {(f.value, f.missing_reason) for f in saved} == {(0, ""), (None, "chưa thống kê")}


def test_save_cells_takes_districts_of_the_province_and_no_other_area():
    report = make.report()
    inside = make.district()
    services.save_cells(report=report, cells=[make.cell(1, area=inside)], by=report.created_by, way="grid")
    outside = make.cell(1, area=make.province("12", "Lai Châu"))
    with pytest.raises(services.Refused):
        services.save_cells(report=report, cells=[outside], by=report.created_by, way="grid")


@pytest.mark.parametrize("step", ["submitted", "published"])
def test_save_cells_is_refused_once_the_report_is_locked(step):
    report = make.submitted([make.cell(10)], report=make.report())
    if step == "published":
        services.publish(report=report, by=make.reviewer())
    with pytest.raises(services.Refused):
        services.save_cells(report=report, cells=[make.cell(11)], by=report.created_by, way="grid")


def test_return_says_why_and_opens_the_report_again():
    report = make.submitted([make.cell(10)], report=make.report())
    with pytest.raises(services.Refused):
        services.return_(report=report, by=make.reviewer(), reason=" ")
    returned = services.return_(report=report, by=make.reviewer(), reason="tổng sai")
    assert (returned.status, returned.return_reason) == ("returned", "tổng sai")
    make.submitted([make.cell(11)], report=returned)


def test_basis_year_and_target_are_filed_under_december():
    make.published(make.cell(8000, basis=Basis.TARGET))
    assert str(Figure.objects.get().month) == "2024-12"


def test_an_amendment_counts_several_years_from_the_first_of_a_month():
    """Published before that was asked for: the amendment can be opened, and its reviewer sees both."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE indicators_draftfigure DROP CONSTRAINT draft_since_first_of_month")
    starts = [date(1960, 5, 2), date(2021, 2, 15), date(2022, 1, 1)]
    cells = [make.cell(value, "2024-01", basis=Basis.SPAN, since=day) for value, day in enumerate(starts)]
    report = make.report_of(make.published(make.cell(10), *cells))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE indicators_draftfigure ADD CHECK (since IS NULL OR extract(day from since) = 1) NOT VALID"
        )
    draft = services.amend(report=report, by=report.created_by, reason="đính chính")
    held = draft.draft_figures.order_by("value").values_list("since", flat=True)
    assert list(held) == [date(1990, 1, 1), date(2021, 2, 1), date(2022, 1, 1), None]


def test_an_amendment_does_not_undo_what_was_corrected_since_it_was_opened():
    make.published(make.cell(100), make.cell(5, "2024-02"))
    report = Report.objects.get()
    draft = services.amend(report=report, by=report.created_by, reason="tháng 2 sai")
    make.published(make.cell(120), month="2024-03")
    make.submitted([make.cell(6, "2024-02")], report=draft)
    services.publish(report=draft, by=make.reviewer())
    assert values(period="2024-01-01")[-1] == ("120.0000", "revised", None)
    assert values(period="2024-02-01")[-1] == ("6.0000", "revised", None)


def test_an_amendment_may_put_an_old_value_back():
    make.published(make.cell(100))
    report = Report.objects.get()
    make.published(make.cell(120), month="2024-03")
    draft = services.amend(report=report, by=report.created_by, reason="số cũ đúng")
    make.submitted([make.cell(100)], report=draft)
    services.publish(report=draft, by=make.reviewer())
    assert values()[-1] == ("100.0000", "revised", None)


def test_amend_refuses_a_second_open_amendment():
    make.published(make.cell(100))
    report = Report.objects.get()
    services.amend(report=report, by=report.created_by, reason="sai")
    with pytest.raises(services.Refused):
        services.amend(report=report, by=report.created_by, reason="sai nữa")


def test_update_report_keeps_the_text_that_figures_were_read_from():
    report = make.report(text="Tháng 1:\r\n10 lao động")
    assert report.text == "Tháng 1:\n10 lao động"
    cell = make.cell(10, text_start=9, text_end=20)
    services.save_cells(report=report, cells=[cell], by=report.created_by, way="reading")
    held = services.update_report(report=report, by=report.created_by, title="Tên mới", text="Tháng 1:\r\n10 lao động")
    assert (held.title, held.text) == ("Tên mới", report.text)
    with pytest.raises(services.Refused):
        services.update_report(report=report, by=report.created_by, text="Khác")


def test_save_cells_takes_a_range_whose_ends_are_equal():
    report = make.report()
    saved = services.save_cells(report=report, cells=[make.cell(500, value_high=500)], by=report.created_by, way="grid")
    assert saved[0].value_high == 500


# --- several reports of one source in one release -------------------------------------------------


def waiting(code, value, *, month="2024-01"):
    """A submitted report of a province, by people of its own."""
    area = make.province(code, f"Tỉnh {code}")
    report = make.report(month, area=area, by=make.entry_staff(f"nhap{code}", area))
    return make.submitted([make.cell(value, month, area=area)], report=report)


def together(*reports):
    reviewer = make.reviewer("duyet", *(report.area for report in reports))
    return services.publish_together(reports=reports, by=reviewer, way="load")


def test_reports_of_one_source_are_published_in_one_release():
    release = together(waiting("14", 10), waiting("12", 20))
    assert (release.number, release.loaded, release.reports.count()) == (1, True, 2)
    assert sorted(Figure.objects.values_list("area__code", "value", "release")) == [("12", 20, 1), ("14", 10, 1)]
    assert {report.status for report in release.reports.all()} == {"published"}


def test_files_of_a_loaded_release_are_made_only_when_asked_for():
    release = together(waiting("14", 10), waiting("12", 20))
    assert not Job.objects.filter(kind=Job.Kind.RELEASE_FILES).exists()
    for _time in range(2):
        services.request_files(release=release, by=release.released_by)
    assert Job.objects.get(kind=Job.Kind.RELEASE_FILES).payload == {"release": release.pk}


def test_a_release_of_several_reports_takes_the_place_of_earlier_figures():
    make.published(make.cell(9))
    together(waiting("14", 10), waiting("12", 20))
    assert values() == [("9.0000", "published", 2), ("10.0000", "revised", None), ("20.0000", "published", None)]


def test_the_same_figure_in_two_reports_of_a_release_is_refused_and_nothing_is_published():
    with pytest.raises(services.Refused, match="1 số liệu"):
        together(waiting("14", 10), make.submitted([make.cell(11)], report=make.report(by=make.entry_staff("b"))))
    assert not Release.objects.exists()
    assert not Figure.objects.exists()


def test_what_a_person_publishes_is_not_called_loaded():
    assert make.published(make.cell(10)).loaded is False
