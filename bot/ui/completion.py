"""Questions that the knowledge answers, offered while somebody types."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from rapidfuzz import fuzz, process

from bot.answers.rendering import kind_of, worded
from bot.answers.snapshot import Snapshot
from bot.knowledge.model import Member, Record
from bot.matching.demands import Binding
from bot.matching.normalise import fold

_SLOT = re.compile(r"\{([a-z_0-9]+)\}")
_SHORTEST = 2  # letters typed before anything is offered
_LAST = "\U0010ffff"  # behind every word with the same beginning
# Characters of what was typed that are compared with every question: so many find one as well as more do, and
# each costs time (a single sign that is pasted can stand for twenty letters).
_COMPARED = 40
_NEAR = 80.0  # likeness (0 to 100) from which a question is offered whose words begin otherwise


@dataclass(frozen=True, slots=True)
class Offer:
    """A question that can be asked; `text` is what it is found by, other names of its things included."""

    question: str
    text: str


class Offers:
    """The questions of one snapshot, searched by the beginnings of their words, or else by likeness."""

    def __init__(self, snapshot: Snapshot) -> None:
        unique = {offer.question: " ".join(_words(offer.text)) for offer in _offers(snapshot)}
        self._questions = tuple(unique)
        self._texts = tuple(unique.values())
        self._lengths = array("I", (len(text.split()) for text in self._texts))
        # Flat from the beginning: thousands of small sets would take many times the room, and what is made
        # only to be thrown away leaves gaps between what is kept, which stay with the process.
        numbers: dict[str, int] = {}
        words, places = array("I"), array("I")
        for place, text in enumerate(self._texts):
            for word in set(text.split()):
                words.append(numbers.setdefault(word, len(numbers)))
                places.append(place)
        self._vocabulary = sorted(numbers)
        rank = np.argsort([numbers[word] for word in self._vocabulary])
        ranked = rank[np.asarray(words, dtype=np.int64)]
        self._places = array("I", np.asarray(places)[np.argsort(ranked, kind="stable")].tobytes())
        counts = np.bincount(ranked, minlength=len(rank)).tolist()
        self._starts = array("I", accumulate(counts, initial=0))

    def like(self, typed: str, limit: int = 8) -> list[str]:
        """Return the questions nearest to what was typed so far, best first."""
        wanted = _words(typed[:200])
        if sum(map(len, wanted)) < _SHORTEST:
            return []
        begun = sorted(self._begun(wanted), key=lambda place: (self._lengths[place], place))
        if not begun:
            near = process.extract(
                " ".join(wanted)[:_COMPARED],
                self._texts,
                scorer=fuzz.partial_ratio,
                score_cutoff=_NEAR,
                limit=limit,
            )
            begun = [place for _, _, place in near]
        return [self._questions[place] for place in begun[:limit]]

    def _begun(self, wanted: Iterable[str]) -> frozenset[int]:
        """Return the places of the questions in which each beginning begins some word."""
        found: frozenset[int] | None = None
        for beginning in sorted(set(wanted), key=len, reverse=True):  # the longest leaves the fewest
            start = bisect_left(self._vocabulary, beginning)
            end = bisect_left(self._vocabulary, beginning + _LAST, start)
            places = frozenset(self._places[self._starts[start] : self._starts[end]])
            found = places if found is None else found & places
            if not found:
                break
        return found or frozenset()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _offers(snapshot: Snapshot) -> Iterator[Offer]:
    """Yield the first wording of each entry, once for each thing that its slot can stand for."""
    for entry in snapshot.knowledge.entries:
        if entry.unknown is not None:
            continue
        slots = _SLOT.findall(entry.questions[0])
        if not slots:
            yield Offer(entry.questions[0], entry.questions[0])
        elif len(slots) == 1 and kind_of(slots[0]) not in {"date", "number", "region"}:
            for record in _records(snapshot, kind_of(slots[0])):
                binding = Binding({slots[0]: (record.id,)})
                question = worded(snapshot, entry, binding)
                if question is not None:
                    yield Offer(question, f"{question} {_other_names(record)}")


def _records(snapshot: Snapshot, kind: str) -> Sequence[Record]:
    knowledge = snapshot.knowledge
    records: Mapping[str, Sequence[Record]] = {
        "member": knowledge.members,
        "outsider": knowledge.outsiders,
        "person": knowledge.people,
        "publication": knowledge.publications,
        "meeting": knowledge.meetings,
        "group": knowledge.groups,
    }
    return records[kind]


def _other_names(record: Record) -> str:
    if isinstance(record, Member):
        return f"{record.country_name} {record.name}"
    return " ".join(getattr(record, "aliases", ()))
