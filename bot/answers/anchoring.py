"""The dates of what a question names, where it gives a time by them."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.snapshot import Snapshot
from bot.knowledge.dates import PartialDate
from bot.matching.anchors import SIGNS, Anchored, anchored
from bot.matching.beside import placed
from bot.matching.entities import Thing
from bot.matching.normalise import clean, tokenise
from bot.matching.slots import Reading

_DATED = frozenset({"publication", "meeting", "member"})


def anchored_in(snapshot: Snapshot, question: str, reading: Reading) -> Anchored | None:
    """Return a question with the time that it gives by something with a date; None where it gives none so."""
    if SIGNS.isdisjoint(reading.words) or all(kind not in _DATED for kind, _ in reading.everything):
        return None
    catalogue = snapshot.matcher.catalogue

    def date_of(thing: Thing) -> PartialDate | None:
        kind, id_ = thing
        if kind == "member":
            member = snapshot.members.get(id_)
            return None if member is None else member.joined
        record = snapshot.meetings.get(id_) if kind == "meeting" else snapshot.publications.get(id_)
        return None if record is None else record.date

    meant = dict(reading.guesses)

    def written_out(text: str) -> Anchored | None:
        tokens = [token._replace(text=meant.get(token.text, token.text)) for token in tokenise(text)]
        names = catalogue.gazetteer.find(tokens, catalogue.known, catalogue.met)
        names = placed([token.text for token in tokens], names, catalogue.gazetteer.names)
        return anchored(clean(text), tokens, names, date_of)

    first = written_out(question)
    second = None if first is None else written_out(first.text)  # "after the first and before the second"
    return first if first is None or second is None else replace(second, side=first.side)
