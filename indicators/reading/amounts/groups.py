"""Find totals and their parts among figures: `939 lao động, trong đó … 755; … 15`, `43.009 người (42.835 …; 174 …)`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ..candidates import AmountKind
from ..text.patterns import one_of
from ..text.sentences import Sentence

#: Words that open a breakdown of the figure before them.
OPENER = re.compile(
    one_of(
        """trong đó | trong số | gồm | cụ thể | chia ra | chia theo | tách ra | phân theo | cơ cấu
        | phân theo | chia ra theo
        | riêng nữ | riêng nam | như sau"""
    )
)
#: A sentence of its own that opens a list: `… . Phân theo hình thức:`
_LEAD_IN = re.compile(rf"[.;]\s[^.;\d]{{0,60}}{OPENER.pattern}[^.;\d]{{0,60}}:\s*[-+*•]?[^.;\n]*$")
_FULL_STOP = re.compile(r"\.\s")
_BULLET = re.compile(r"\s*([+•*○▪]|-(?=\s))")
_HEAD_START = re.compile(r"\s*(?:trong đó|trong số|cụ thể|số này|bao gồm|gồm)")


@dataclass
class GroupMember:
    """A figure with what groups need of it: span, value, kind, family of its unit, sentence."""

    start: int
    end: int
    value: Decimal
    kind: AmountKind
    family: str
    sentence: Sentence
    aside: bool = False  # never a total nor a part: last year's number, a cell of a table


@dataclass
class Group:
    """A total and the places (in the list of figures) of its parts."""

    head: int
    parts: list[int] = field(default_factory=list)
    in_brackets: bool = False
    closed: bool = False


def find(figures: Sequence[GroupMember], folded: str) -> list[Group]:
    """Return the groups of a page, each figure in at most one as a part."""
    groups: list[Group] = []
    current: Group | None = None
    full_parts: set[int] = set()  # parts of totals that are full, or of a bracket
    group_of: dict[int, Group] = {}  # total → its group so far
    for at, figure in enumerate(figures):
        if figure.aside or figure.kind not in (AmountKind.COUNT, AmountKind.MONEY, AmountKind.MASS, AmountKind.TARGET):
            continue
        current = _continued(current, figure, figures, folded) or _opened(at, figures, folded, full_parts, group_of)
        if current is None or current.head == at:
            continue
        current.parts.append(at)
        if current not in groups:
            groups.append(current)
        current.closed = _total(current, figures) == figures[current.head].value
        group_of[current.head] = current
        if current.closed or current.in_brackets:
            full_parts.update(current.parts)
    return groups


def _continued(group: Group | None, figure: GroupMember, figures: Sequence[GroupMember], folded: str) -> Group | None:
    """Return the group a figure still belongs to: same family, sentence or list, and a sum not yet full."""
    if group is None or group.closed or not group.parts:
        return None
    head, last = figures[group.head], figures[group.parts[-1]]
    between = folded[last.end : figure.start]
    if not _alike(head, figure) or _total(group, figures) + figure.value > head.value * Decimal("1.0005"):
        return None
    if (group.in_brackets and ")" in between) or _rises(folded, last, figure):
        return None
    same = figure.sentence.number == last.sentence.number
    is_next_item = (
        re.fullmatch(r"[^.]*[;,\n]\s*[-+*•]?[^.]*", between) and figure.sentence.number - last.sentence.number == 1
    )
    return group if same or is_next_item else None


def _rises(folded: str, last: GroupMember, figure: GroupMember) -> bool:
    """Return whether a figure's item has another sign than the item before: `-` after `+` begins something new."""
    signs = [_BULLET.match(folded, folded.rfind("\n", 0, member.start) + 1) for member in (last, figure)]
    return signs[0] is not None and signs[1] is not None and signs[0][1] != signs[1][1]


def _opened(
    at: int, figures: Sequence[GroupMember], folded: str, parts: Collection[int], groups: Mapping[int, Group]
) -> Group | None:
    """Return a new group where an opener or a bracket stands between this figure and a larger one before it.

    `parts` are those of totals that are full already: what comes after them speaks of the total, which `groups` lets
    reach up to the sentence of its last part; the words that opened a full breakdown open no other.
    """
    figure = figures[at]
    before = [back for back in range(at - 1, max(-1, at - 20), -1) if back not in parts and not figures[back].aside]
    for back in before[:4]:
        head = figures[back]
        between = folded[head.end : figure.start]
        last = figures[groups[back].parts[-1]] if back in groups else head
        if figure.sentence.number - last.sentence.number > 1 + bool(_LEAD_IN.search(between)):
            return None
        if _in_closed_bracket(folded, head, between):
            continue
        if _alike(head, figure) and head.kind == figure.kind and head.value >= figure.value:
            first = last.end if back in groups and groups[back].closed else head.end
            bracket = bool(re.match(r"[^().;]{0,60}\([^()]*$", between))
            if (
                bracket
                or _itemised(folded, head, figure)
                or (OPENER.search(folded, first, figure.start) and _reaches(between, head, figure))
            ):
                return Group(back, in_brackets=bracket)
            if back != at - 1 or not _is_aside(head, figures, at):
                continue
    return None


def _in_closed_bracket(folded: str, head: GroupMember, between: str) -> bool:
    before = folded[head.sentence.start : head.start]
    return before.count("(") > before.count(")") and between.count(")") > between.count("(")


def _itemised(folded: str, head: GroupMember, figure: GroupMember) -> bool:
    """Return whether a figure is the first item of a list below its total: `* 6.105 người` above `+ 4.400 người`."""
    above, below = (_BULLET.match(folded, folded.rfind("\n", 0, member.start) + 1) for member in (head, figure))
    if below is None or (above is not None and above[1] == below[1]):
        return False
    return figure.sentence.paragraph - head.sentence.paragraph == 1


def _reaches(between: str, head: GroupMember, figure: GroupMember) -> bool:
    """Return whether an opener reaches from a total to a figure: across a full stop only if it begins the sentence."""
    if head.sentence.number == figure.sentence.number:
        return True
    opener = max((match.end() for match in OPENER.finditer(between)), default=0)
    opens_list = ":" in between[opener:] and not _FULL_STOP.search(between, opener)
    return bool(_HEAD_START.match(figure.sentence.text)) or opens_list


def _is_aside(head: GroupMember, figures: Sequence[GroupMember], at: int) -> bool:
    return head.kind not in (AmountKind.COUNT, AmountKind.MONEY)


def _alike(head: GroupMember, figure: GroupMember) -> bool:
    same = {head.family, figure.family}
    return len(same) == 1 or same <= {"person", "bare", "plan", "household"} or same <= {"house", "household", "bare"}


def _total(group: Group, figures: Sequence[GroupMember]) -> Decimal:
    return sum((figures[part].value for part in group.parts), Decimal(0))


def checked(group: Group, figures: Sequence[GroupMember]) -> str:
    """Return `matches` or `differs` for a total of two parts or more; empty where "of which" names only one part."""
    if len(group.parts) < 2:
        return ""
    return "matches" if _total(group, figures) == figures[group.head].value else "differs"
