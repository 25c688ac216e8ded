"""Members by what people type: the rest of a name while they type, one member when they are done."""

from __future__ import annotations

from datetime import date

from bot.answers.snapshot import Snapshot
from bot.knowledge.model import Member
from bot.matching.normalise import fold
from bot.matching.slots import read
from bot.ui.selection import select_members

MOST_CHOICES = 25
_LONGEST = 100
_READ = 100  # characters of what is typed that are read; an option of Discord's can have 6,000


def member_choices(snapshot: Snapshot, typed: str) -> list[tuple[str, str]]:
    """Label and value of the members to offer: an exact acronym first, then by acronym."""
    typed = typed.strip()[:_READ]
    found = select_members(snapshot, text=typed)
    ranked = sorted(found, key=lambda member: (fold(member.acronym) != fold(typed), member.acronym))
    return [(_label(member), member.id) for member in ranked[:MOST_CHOICES]]


def find_member(snapshot: Snapshot, typed: str, today: date) -> Member | None:
    """The member that was chosen, or the only one that what was typed can mean, misspelt or not."""
    typed = typed.strip()[:_READ]
    chosen = snapshot.members.get(typed)
    if chosen is not None:
        return chosen
    wanted = fold(typed)
    exact = [member for member in snapshot.members if wanted in (fold(member.acronym), fold(member.name))]
    if exact:
        return exact[0]
    found = select_members(snapshot, text=typed) if wanted else ()
    if len(found) == 1:
        return found[0]
    reading = read(typed, snapshot.matcher.catalogue.gazetteer, snapshot.matcher.catalogue.known, today)
    ids = {id_ for mention in reading.things for id_ in mention.of_kind("member")}
    return snapshot.members.get(ids.pop()) if len(ids) == 1 and not reading.unsure else None


def _label(member: Member) -> str:
    label = f"{member.acronym}: {member.name}"
    if member.country is not None:
        label += f" ({member.country_name})"
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
