"""Names and questions that must lead to one record only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge.marks import Item
from bot.knowledge.model import Entry, Group, Meeting, Member, Outsider, Person, Publication
from bot.knowledge.nodes import Step
from bot.knowledge.problem import Problem, error, quoted, warning

_BETWEEN_WORDS = re.compile(r"[^\w{}+&]+")
# The same for text in ASCII, as most is, in less than half the time.
_ASCII = {code: _BETWEEN_WORDS.sub(" ", chr(code).casefold()) for code in range(128)}


def fold(text: str) -> str:
    """Text without case, punctuation and repeated spaces; slots such as `{member}` keep their braces."""
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    return _BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _same(one: Item, other: Item) -> bool:
    """Whether two items are one record, or pass for one: an id given twice is reported by itself."""
    return one is other or (one.kind, one.id) == (other.kind, other.id)


def questions(items: Sequence[Item]) -> Iterator[Problem]:
    """A problem for each question that two entries claim, or that one entry has twice."""
    seen: dict[str, tuple[Item, int]] = {}
    for item in items:
        if not isinstance(item.record, Entry):
            continue
        for index, question in enumerate(item.record.questions):
            first, where = seen.setdefault(fold(question), (item, index))
            if first is item and where != index:
                message = f"this entry asks {quoted(question)} twice; delete one"
                yield warning(item.at("questions", index), "repeated-question", message)
            elif not _same(first, item):
                message = (
                    f"{quoted(question)} is already asked by {quoted(first.id or '')} at "
                    f"{first.at('questions', where)}; keep it in one of the two"
                )
                yield error(item.at("questions", index), "duplicate-question", message)


@dataclass(frozen=True, slots=True)
class _Claim:
    item: Item
    path: tuple[Step, ...]
    name: str
    shared: str | None  # two claims with the same mark may stand side by side
    chosen: bool  # whether the maintainer could simply leave it out


def claims(items: Sequence[Item]) -> Iterator[Problem]:
    """A problem for each name that two records claim.

    Organisations of one country share its name. An alias is somebody's choice and can be deleted, so claiming
    one twice is an error; two official names that are alike are facts, and only worth a warning. A member is
    no outsider, though: it would be said to be in no list.
    """
    seen: dict[str, _Claim] = {}
    for item in items:
        for claim in _claims(item):
            folded = fold(claim.name)
            first = seen.setdefault(folded, claim)
            if _same(first.item, item) or (first.shared is not None and first.shared == claim.shared):
                continue
            message = (
                f"{quoted(claim.name)} already leads to {quoted(first.item.id or '')} "
                f"({first.item.kind}) at {first.item.at(*first.path)}"
            )
            at = item.at(*claim.path)
            if {item.kind, first.item.kind} == {"members", "outsiders"}:
                yield error(at, "member-and-outsider", f"{message}; delete it under 'outsiders'")
            elif claim.chosen or first.chosen:
                yield error(at, "duplicate-alias", f"{message}; keep it with one of the two")
            else:
                yield warning(at, "same-name", f"{message}; people will have to be asked which is meant")


def _claims(item: Item) -> Iterator[_Claim]:
    record = item.record
    if isinstance(record, Member):
        yield _Claim(item, ("name",), record.name, None, chosen=False)
        yield _Claim(item, ("acronym",), record.acronym, None, chosen=False)
        if record.native_name:
            yield _Claim(item, ("native_name",), record.native_name, None, chosen=False)
        country = record.country or record.country_name
        yield _Claim(item, ("country_name",), record.country_name, country, chosen=False)
        for index, alias in enumerate(record.country_aliases):
            yield _Claim(item, ("country_aliases", index), alias, country, chosen=True)
        for index, former in enumerate(record.former):
            yield _Claim(item, ("former", index, "name"), former.name, None, chosen=False)
            if former.acronym:
                yield _Claim(item, ("former", index, "acronym"), former.acronym, None, chosen=False)
    elif isinstance(record, Outsider):
        yield _Claim(item, ("name",), record.name, None, chosen=False)
    if isinstance(record, Member | Outsider | Publication | Person | Meeting | Group):
        for index, alias in enumerate(record.aliases):
            yield _Claim(item, ("aliases", index), alias, None, chosen=True)
