"""Dates in a question: "in 2015", "before March 2019", "between 2018 and 2020", "last year".

Purely lexical and with no clock: what "last year" means follows from the `today` that is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from bot.matching.days import MONTH_WORDS, Line, Point, month_in, month_of, whole_month
from bot.matching.normalise import Token, may_hold_digits
from bot.matching.spans import SIGNS, begins_span, read_more_than_ago, read_span, read_until_today

Relation = Literal["in", "before", "after", "since", "until", "between"]

_RELATIONS: Mapping[tuple[str, ...], Relation] = MappingProxyType(
    {
        ("before",): "before", ("prior", "to"): "before", ("earlier", "than"): "before", ("pre",): "before",
        ("after",): "after", ("later", "than"): "after", ("post",): "after", ("past",): "after",
        ("since",): "since", ("from",): "since", ("starting",): "since", ("as", "from"): "since",
        ("until",): "until", ("till",): "until", ("by",): "until", ("up", "to"): "until", ("to",): "until",
        ("up", "until"): "until", ("up", "till"): "until", ("through",): "until", ("thru",): "until",
        ("no", "later", "than"): "until", ("not", "later", "than"): "until", ("on", "or", "before"): "until",
        ("in", "or", "before"): "until", ("in", "or", "after"): "since", ("on", "or", "after"): "since",
        ("up", "to", "and", "including"): "until", ("not", "before"): "since", ("not", "after"): "until",
        ("no", "earlier", "than"): "since", ("not", "earlier", "than"): "since",
        ("as", "of"): "in", ("in",): "in", ("during",): "in", ("on",): "in", ("at",): "in", ("of",): "in",
        ("for",): "in", ("around",): "in", ("about",): "in", ("throughout",): "in", ("within",): "in",
        ("back", "in"): "in", ("in", "the", "year"): "in", ("of", "the", "year"): "in", ("year",): "in",
        ("the", "year"): "in", ("in", "year"): "in", ("circa",): "in",
    }
)  # fmt: skip
# "In 2015 or later" bounds what would be the year alone; in the middle of a question it may go on otherwise.
_OPENED: Mapping[tuple[str, ...], Relation] = MappingProxyType(
    {
        **{(joint, word): "since" for joint in ("or", "and") for word in ("later", "after")},
        **{(joint, word): "until" for joint in ("or", "and") for word in ("earlier", "before")},
    }
)
# Whoever asks on which side of a day something lies asks when it was: no time is left out.
_EITHER = frozenset({("before", "or", "after"), ("after", "or", "before")})
_ONWARD = frozenset({"onward", "onwards"})
_LASTING = frozenset({"in", "over", "during", "within", "for", "across", "throughout", "through", "of"})
_UNTIL = frozenset({"to", "until", "till", "up", "through"})
_BESIDE = frozenset({"and", "but", "yet", "still", "also"})
_NOW = (
    ("right", "now"), ("at", "the", "moment"), ("at", "present"), ("these", "days"), ("as", "of", "now"),
    ("as", "of", "today"), ("so", "far"), ("to", "date"), ("up", "to", "now"), ("by", "now"), ("now",),
    ("today",), ("currently",), ("nowadays",), ("presently",), ("atm",), ("rn",),
)  # fmt: skip
_NOW_BY_FIRST_WORD = {phrase[0]: tuple(other for other in _NOW if other[0] == phrase[0]) for phrase in _NOW}
# Words with which a time begins, apart from those of a day, month or year.
_FIRST_WORDS = frozenset(
    {"between", "over", "more", "less", "fewer", "the", "these", "last", "past", "previous"}
).union(_LASTING, {"about"}, _NOW_BY_FIRST_WORD, (phrase[0] for phrase in _RELATIONS))
# Without one of these, or a number that can be a year, a text speaks of no time.
_SIGNS = frozenset({*SIGNS, *(word for phrase in _NOW for word in phrase[-1:])})
TIME_WORDS = _SIGNS | {word for phrase in _NOW for word in phrase}
"""Words of which times consist, apart from months and numbers."""
_COMPARING = frozenset({"versus", "compared", "relative", "against"})
_LATE, _EARLY = 11, 2  # the months from which on it is the end of a year, and until which it is its start
_LONGEST_JOINT = 7  # letters of "and", "to", "until", "through", however misspelt, between two dates


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time as a question puts it; an open side is None, both ends are inclusive."""

    relation: Relation
    start: date | None
    end: date | None
    text: str

    @property
    def year(self) -> int | None:
        """The single calendar year that the window is, or None."""
        if self.start and self.end and self.relation == "in" and self.start.year == self.end.year:
            return self.start.year
        return None

    @property
    def bounds(self) -> tuple[date | None, date | None]:
        """The days between which something happened then, inclusive.

        The state of things "at the end of 2021" is that of its last day; what happened then happened in its
        last months.
        """
        if self.start is None or self.start != self.end:
            return self.start, self.end
        if self.text.startswith("at the end"):
            return self.start.replace(month=_LATE, day=1), self.end
        if self.text.startswith("at the start"):
            return self.start, whole_month(self.end.year, _EARLY)[1]
        return self.start, self.end

    def covers(self, earliest: date, latest: date) -> bool:
        """Whether something that happened between these days certainly lies inside."""
        start, end = self.bounds
        return (start is None or earliest >= start) and (end is None or latest <= end)

    def touches(self, earliest: date, latest: date) -> bool:
        """Whether something that happened between these days can lie inside."""
        start, end = self.bounds
        return (start is None or latest >= start) and (end is None or earliest <= end)


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A window, or a plain "now" (`window` is None), over the tokens `start` to `end` (exclusive)."""

    start: int
    end: int
    window: Window | None


def _may_tell_time(words: Sequence[str]) -> bool:
    """Tell whether words can speak of a time: quickly, as most do not."""
    return not _SIGNS.isdisjoint(words) or (
        may_hold_digits(words) and any(len(word) == 4 and word.isdigit() for word in words)
    )


def tells_time(word: str) -> bool:
    """Tell whether a text can speak of a time because of a word; without such a one it does not."""
    return word in _SIGNS or (len(word) == 4 and word.isdigit())


def find_times(tokens: Sequence[Token], taken: Sequence[bool], today: date, text: str) -> list[TimeMention]:
    """Find every expression of time among the tokens that nothing else has `taken`, from left to right.

    `text` is clean, and what the tokens were read from.
    """
    words = [token.text for token in tokens]
    if not _may_tell_time(words):
        return []
    telling = [at for at, word in enumerate(words) if not taken[at] and tells_time(word)]
    line = Line(tokens, text)
    found: list[TimeMention] = []
    position = 0
    last = telling[-1] if telling else -1  # behind it no time begins
    while position <= last:
        mention = None if taken[position] else _at(line, words, position, today)
        if mention is None or any(taken[position : mention.end]):  # "the 2018 roadmap": the year is a name's
            position += 1
        else:
            found.append(mention)
            position = mention.end
    return _joined(found, words)


def _at(line: Line, words: Sequence[str], position: int, today: date) -> TimeMention | None:
    if words[position] not in _FIRST_WORDS and not begins_span(words[position]):
        return None
    for phrase in _NOW_BY_FIRST_WORD.get(words[position], ()):
        if _starts(words, position, phrase):
            return TimeMention(position, position + len(phrase), None)
    mention = _lasting(words, position, today) or _between(line, words, position, today)
    if mention is not None:
        return mention
    either = tuple(words[position : position + 3])
    if either in _EITHER:
        point = read_span(line, words, position + len(either), today)
        return None if point is None else TimeMention(position, position + len(either) + point.size, None)
    for length in (4, 3, 2, 1):
        relation = _RELATIONS.get(tuple(words[position : position + length]))
        if relation is None or signs_up(words, position):
            continue
        point = read_span(line, words, position + length, today)
        if point is None and relation in {"after", "since"}:
            point = _month_of_the_next(line, words, position + length, today)
        if point is not None:
            end = position + length + point.size
            following = words[end] if end < len(words) else ""
            if words[position] == "from" and following not in {"on", "until", "to", "but", *_ONWARD}:
                relation = "in"
            if words[position] == "to" and words[max(position - 1, 0)] in _COMPARING:
                relation = "in"
            end += following == "on"
            relation, end = _opened(words, end, relation)
            return TimeMention(position, end, _window(relation, point))
    point = read_span(line, words, position, today)
    if point is None:
        return None
    relation, end = _opened(words, position + point.size, "in")
    return TimeMention(position, end, _window(relation, point))


def signs_up(words: Sequence[str], position: int) -> bool:
    """Tell whether the "up" of "sign up to" stands at a place, or the "to" behind it."""
    up = position - (words[position] == "to")
    return 0 < up < len(words) and words[up] == "up" and words[up - 1].startswith("sign")


def _month_of_the_next(line: Line, words: Sequence[str], at: int, today: date) -> Point | None:
    """Read the first month of "after March but before June 2020"."""
    if at >= len(words) or words[at] not in MONTH_WORDS:
        return None
    following = at + 1
    while following < len(words) and words[following] in _BESIDE:
        following += 1
    if following >= len(words) or _RELATIONS.get((words[following],)) not in {"before", "until"}:
        return None
    mention = _at(line, words, following, today)
    month = month_of(words[at])
    if mention is None or mention.window is None or mention.window.end is None or month is None:
        return None
    return month_in(mention.window.end.year, month)


def _lasting(words: Sequence[str], position: int, today: date) -> TimeMention | None:
    """Read "in the past three years" and "more than ten years ago"."""
    ago = read_more_than_ago(words, position, today)
    if ago is not None and words[max(position - 1, 0)] not in {"no", "not"}:
        relation: Relation = "before" if words[position] in {"more", "over"} else "since"
        return TimeMention(position, position + ago.size, _window(relation, ago))
    start = position + (words[position] in _LASTING)
    point = read_until_today(words, start, today)
    return None if point is None else TimeMention(position, start + point.size, _window("since", point))


def _opened(words: Sequence[str], end: int, relation: Relation) -> tuple[Relation, int]:
    """Return the relation and the end of a date that goes on in "onwards", or ends in "or later"."""
    if words[end : end + 1] and words[end] in _ONWARD and relation in {"in", "since"}:
        return "since", end + 1
    opened = _OPENED.get(tuple(words[end:]))
    return (opened, len(words)) if opened is not None and relation == "in" else (relation, end)


def _starts(words: Sequence[str], position: int, phrase: Sequence[str]) -> bool:
    return tuple(words[position : position + len(phrase)]) == tuple(phrase)


def _between(line: Line, words: Sequence[str], position: int, today: date) -> TimeMention | None:
    """Read "between A and B", "from A to B" and the like."""
    if words[position] not in {"between", "from"}:
        return None
    first = read_span(line, words, position + 1, today)
    lone = month_of(words[position + 1]) if position + 1 < len(words) else None
    if first is None and lone is None:
        return None
    joint = position + 1 + (1 if first is None else first.size)
    if joint >= len(words) or len(words[joint]) > _LONGEST_JOINT or words[joint].isdigit():
        return None
    if words[joint] in {"before", "after", "since"}:
        return None
    if first is not None and words[joint + 1 : joint + 2] in (["now"], ["today"]):
        return TimeMention(position, joint + 2, _window("since", first))
    second = read_span(line, words, joint + 1, today)
    if second is not None and first is None and lone is not None:  # "between March and December 2020"
        first = month_in(second.start.year, lone)
    if first is None or second is None or second.end < first.start:
        return None
    return TimeMention(position, joint + 1 + second.size, _span(first, second))


def _span(first: Point, second: Point) -> Window:
    return Window("between", first.start, second.end, f"between {first.text} and {second.text}")


def _window(relation: Relation, point: Point) -> Window:
    one_day = timedelta(days=1)
    if relation == "before":
        return Window(relation, None, point.start - one_day, f"before {point.text}")
    if relation == "until":
        return Window(relation, None, point.end, f"until {point.text}")
    if relation == "after":
        return Window(relation, point.end + one_day, None, f"after {point.text}")
    if relation == "since":
        return Window(relation, point.start, None, f"since {point.text}")
    exact = (point.end - point.start).days < 28 and point.text[:1].isdigit()
    preposition = "at" if point.text.startswith(("the end", "the start")) else "on" if exact else "in"
    return Window("in", point.start, point.end, f"{preposition} {point.text}")


def _joined(found: list[TimeMention], words: Sequence[str]) -> list[TimeMention]:
    """Make one window of "2018 and 2020", "2018 - 2020" and "after 2018 but before 2020"."""
    merged: list[TimeMention] = []
    for mention in found:
        before = merged[-1] if merged else None
        window = None
        if before is not None and before.window is not None and mention.window is None:
            window = _until_now(before.window, words[before.end : mention.end])
        elif before is not None and before.window is not None and mention.window is not None:
            between = words[before.end : mention.start]
            if _compares(between):
                window = _both(before.window, mention.window)
            elif len(between) <= 1 and {"and", "or", "to"}.issuperset(between):
                window = _spanned(before.window, mention.window)
            if window is None and _is_joint(between, words[before.start - 1] if before.start else ""):
                window = _bounded(before.window, mention.window)
        if before is None or window is None:
            merged.append(mention)
        else:
            merged[-1] = TimeMention(before.start, mention.end, window)
    return merged


def _compares(between: Sequence[str]) -> bool:
    """Tell whether the words between two years set one beside the other: "2020 vs 2012"."""
    return not _COMPARING.isdisjoint(between) and (_COMPARING | {"with", "to", "and"}).issuperset(between)


def _both(one: Window, other: Window) -> Window | None:
    """Return what reaches from one of two years to the other, whichever comes first."""
    if not (one.start and other.start and one.year and other.year):
        return None
    return _spanned(one, other) if one.start <= other.start else _spanned(other, one)


def _until_now(window: Window, following: Sequence[str]) -> Window | None:
    """Return what "2015 to date" and "2015 until today" are."""
    if window.relation not in {"in", "since"} or window.start is None or following[0] not in _UNTIL:
        return None
    return Window("since", window.start, None, f"since {_bare(window)}")


def _is_joint(between: Sequence[str], verb: str) -> bool:
    """Tell whether words only add a second bound: "joined after 2015 but joined before 2020"."""
    own = between[:-1] if between and between[-1] == verb else between
    return len(own) <= 2 and _BESIDE.issuperset(own)


def _spanned(first: Window, second: Window) -> Window | None:
    if first.relation != "in" or second.relation not in {"in", "until"}:
        return None
    if first.start is None or second.end is None or second.end < first.start:
        return None
    return Window("between", first.start, second.end, f"between {_bare(first)} and {_bare(second)}")


def _bounded(first: Window, second: Window) -> Window | None:
    """Return what lies within both of two windows that are open to different sides."""
    opening, closing = (first, second) if first.end is None else (second, first)
    if opening.end or closing.start or not opening.start or not closing.end or closing.end < opening.start:
        return None
    return Window("between", opening.start, closing.end, f"{opening.text} and {closing.text}")


def _bare(window: Window) -> str:
    return window.text.partition(" ")[2]
