"""Files and texts made to do harm: refused soon, in little memory, and nobody else waits (ASVS 1.4.1, 5.2.3)."""

from __future__ import annotations

import io
import os
import signal
import time
from threading import Event, Thread

import docx
import pytest

from indicators.confined import Busy, Ending, Limits, NotDone, TooMuch, Turns, answer, started
from indicators.management.reference_vocabulary import reference_gazetteer, reference_vocabulary
from indicators.reading import MOST_CANDIDATES, read
from indicators.reading.apart import LATER, UnreadText, read_apart
from indicators.reading.shapes import CANDIDATES, Task, knowledge_json
from indicators.reading.text import word
from indicators.reading.text.documents import MAX_CHARACTERS
from indicators.reading.text.pdf import MOST_PIECES
from indicators.reading.text.unfit import Fault, Unfit

from .support import harm

#: What one file may cost: seconds of a processor, and megabytes.
SECONDS, MEGABYTES = 2, 200

HUNGRY = "tests.support.hungry"
MANY = Limits(memory=512 * 2**20, cpu=20, clock=60)

# --- documents ---------------------------------------------------------------------------------

#: Files, with a word of why each is refused; none where nothing is left of the harm, and it is read.
HARMFUL = {
    "a cell over 1,000,000 columns": ("a.docx", lambda: harm.spanning(10**6), None),
    "a cell over 10,000,000 columns": ("a.docx", lambda: harm.spanning(10**7), None),
    "a cell over 2,000,000,000 columns": ("a.docx", lambda: harm.spanning(2 * 10**9), None),
    "500 rows in one cell": ("a.docx", lambda: harm.merged(500), None),
    "900 rows in one cell": ("a.docx", lambda: harm.merged(900), None),
    "3,000 rows in one cell": ("a.docx", lambda: harm.merged(3000), None),
    "3.5 million empty paragraphs": ("a.docx", lambda: harm.word(b"<w:p/>" * 3_500_000), "unpacks"),
    "1.5 million empty paragraphs": ("a.docx", lambda: harm.word(b"<w:p/>" * 1_500_000), "paragraphs and cells"),
    "elements in elements": ("a.docx", lambda: harm.word(b"<w:r>" * 300_000 + b"</w:r>" * 300_000), "damaged"),
    "a billion laughs": ("a.docx", harm.laughs, "damaged"),
    "more letters than are read": (
        "a.docx",
        lambda: harm.word(b"<w:p><w:r><w:t>" + b"x" * (MAX_CHARACTERS + 1) + b"</w:t></w:r></w:p>"),
        "too long",
    ),
    "200,000 pieces on a page": ("a.pdf", lambda: harm.pdf(200_000), "draws more"),
    "as many on each of many pages": ("a.pdf", lambda: harm.pdf(MOST_PIECES, 100), "draws more"),
    "very many pages": ("a.pdf", lambda: harm.pdf(1, 5000), "pages"),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_a_file_made_to_do_harm_costs_little(name: str) -> None:
    file, content, why = HARMFUL[name]
    cost = harm.cost(file, content())
    assert cost.seconds <= SECONDS
    assert cost.megabytes <= MEGABYTES
    assert (why in cost.refusal) if why else not cost.refusal


def test_without_the_walk_by_own_cells_a_small_file_is_laid_out_large() -> None:
    """The control: what a library makes of a thousandth of the worst file, and of 3,000 rows."""
    (row,) = docx.Document(io.BytesIO(harm.spanning(20_000))).tables[0].rows
    assert len(row.cells) == 20_000
    with pytest.raises(RecursionError):
        docx.Document(io.BytesIO(harm.merged(3000))).tables[0].rows[-1].cells  # noqa: B018


def test_a_table_of_five_thousand_figures_still_goes_in() -> None:
    cost = harm.cost("a.docx", harm.table(500, 10))
    assert cost.refusal == ""
    assert cost.text.count("1.250") == 5000
    assert cost.seconds <= SECONDS


def test_an_ordinary_pdf_still_goes_in() -> None:
    cost = harm.cost("a.pdf", harm.pdf(200, 20))
    assert cost.text.count("lao") == 4000


def lines(body: bytes) -> list[str]:
    return word.text_of_word(harm.word(body), 1000).split("\n")


def test_each_cell_of_a_row_is_read_once() -> None:
    def cell(text: bytes, kind: bytes = b"") -> bytes:
        return b"<w:tc><w:tcPr>" + kind + b"</w:tcPr><w:p><w:r><w:t>" + text + b"</w:t></w:r></w:p></w:tc>"

    wide, begins, goes_on = b'<w:gridSpan w:val="2"/>', b'<w:vMerge w:val="restart"/>', b"<w:vMerge/>"
    rows = [
        cell(b"A", wide) + cell(b"5") + cell(b"5"),  # two figures that are the same are two
        cell(b"B", begins) + cell(b"1"),
        cell(b"", goes_on) + cell(b"2"),
    ]
    table = b"<w:tbl>" + b"".join(b"<w:tr>" + row + b"</w:tr>" for row in rows) + b"</w:tbl>"
    assert lines(table) == ["A\t5\t5", "B\t1", "\t2"]


def test_signs_of_a_paragraph_become_letters_and_what_is_not_its_own_is_left_out() -> None:
    runs = (
        b"<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:br w:type='page'/></w:r>"
        b"<w:hyperlink><w:r><w:t>d</w:t></w:r></w:hyperlink><w:del><w:r><w:delText>x</w:delText></w:r></w:del>"
        b"<w:r><w:drawing><w:p><w:r><w:t>box</w:t></w:r></w:p></w:drawing></w:r></w:p>"
    )
    assert lines(runs) == ["a\tb", "c-d"]


def test_a_document_is_counted_as_it_is_read() -> None:
    paragraph = b"<w:p><w:r><w:t>1234567890</w:t></w:r></w:p>"
    assert len(lines(paragraph * 100)) == 100
    with pytest.raises(Unfit) as unfit:
        lines(paragraph * 101)
    assert unfit.value.fault == Fault.LONG


# --- the child ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("want", "amount", "limits"),
    [
        ("memory", "300", Limits(memory=200 * 2**20, cpu=20, clock=60)),
        ("processor", "3", Limits(memory=512 * 2**20, cpu=1, clock=60)),
        ("clock", "30", Limits(memory=512 * 2**20, cpu=20, clock=0.5)),
    ],
)
def test_a_child_gets_no_more_than_it_may_have(want: str, amount: str, limits: Limits) -> None:
    begun = time.monotonic()
    with pytest.raises(TooMuch):
        answer(HUNGRY, want, amount, given=b"", limits=limits)
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize(("want", "amount"), [("memory", "300"), ("processor", "1.5"), ("clock", "1")])
def test_without_the_limits_it_gets_what_it_wants(want: str, amount: str) -> None:
    """The control."""
    assert answer(HUNGRY, want, amount, given=b"", limits=MANY) == want.encode()


def test_a_child_that_fails_is_told_apart_from_one_that_is_killed() -> None:
    with pytest.raises(NotDone) as problem:
        answer(HUNGRY, "fail", "1", given=b"", limits=MANY)
    assert not isinstance(problem.value, TooMuch)
    with started(HUNGRY, "clock", "30", limits=MANY) as child:
        os.kill(child.process.pid, signal.SIGKILL)
        assert child.ending() is Ending.KILLED


def test_a_child_stands_behind_the_pages_and_does_not_outlive_its_block() -> None:
    with started(HUNGRY, "clock", "30", limits=MANY) as child:
        process, until = child.process, time.monotonic() + 20
        while os.getpriority(os.PRIO_PROCESS, process.pid) < 10:
            assert time.monotonic() < until
    assert process.returncode == -signal.SIGKILL


# --- turns -------------------------------------------------------------------------------------


def hold(turns: Turns, enough: Event) -> Thread:
    """Hold a place until there was enough."""
    begun = Event()

    def run() -> None:
        with turns.turn(10):
            begun.set()
            enough.wait(20)

    thread = Thread(target=run)
    thread.start()
    assert begun.wait(10)
    return thread


def test_who_finds_no_place_is_told_and_who_finds_no_room_to_wait_at_once() -> None:
    turns, enough = Turns(2, waiting=1), Event()
    threads = [hold(turns, enough), hold(turns, enough)]
    told: list[float] = []

    def wait() -> None:
        begun = time.monotonic()
        with pytest.raises(Busy), turns.turn(1.5):
            pass
        told.append(time.monotonic() - begun)

    first, second = Thread(target=wait), Thread(target=wait)
    first.start()
    time.sleep(0.3)
    second.start()
    for thread in (first, second):
        thread.join()
    enough.set()
    for thread in threads:
        thread.join()
    assert told[0] < 1 < told[1]
    with turns.turn(0), turns.turn(0):  # the control: whoever held a place has given it back
        pass


# --- texts -------------------------------------------------------------------------------------

KNOWLEDGE = knowledge_json(reference_vocabulary(), reference_gazetteer())


def test_a_child_reads_what_this_process_would() -> None:
    text = (
        "Trong tháng 5/2023, toàn tỉnh giải quyết việc làm cho 1.250 lao động, tăng 12,5% so với cùng kỳ. Lũy kế 5 tháng"
        " đầu năm đào tạo nghề cho 2.400/8.000 chỉ tiêu, đạt 30% kế hoạch; huyện Mường La 120 người (nữ 45)."
    )
    here = read(text, vocabulary=reference_vocabulary(), areas=reference_gazetteer())
    assert len(here) > 4
    assert read_apart(Task(text), KNOWLEDGE, LATER) == here
    assert CANDIDATES.validate_python(CANDIDATES.dump_python(here, mode="json")) == here


def test_of_a_text_with_very_many_figures_only_so_many_are_read() -> None:
    text = "Năm 2022, hỗ trợ 5 người; " * 3000
    begun = time.process_time()
    found = read(text, vocabulary=reference_vocabulary(), areas=reference_gazetteer())
    assert len(found) == MOST_CANDIDATES
    assert time.process_time() - begun < 20


def test_a_text_that_takes_too_long_is_given_up() -> None:
    text = "lần lượt là 1, 2, 3 và " * 1000
    with pytest.raises(UnreadText):
        read_apart(Task(text), KNOWLEDGE, Limits(memory=512 * 2**20, cpu=1, clock=60))
    assert read_apart(Task(text), KNOWLEDGE, LATER)  # the control: with more time it is read
