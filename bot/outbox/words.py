"""The words and dates of alerts; English here, others in bot/outbox/languages.py.

Babel is loaded with the first alert: it takes megabytes, and most days have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.knowledge.dates import PartialDate
from bot.store.records import Kind

_DAY, _MONTH = 10, 7  # lengths of YYYY-MM-DD and YYYY-MM


@dataclass(frozen=True, slots=True)
class Words:
    """Everything an alert says besides the facts; the braces are filled by name."""

    locale: str
    headings: tuple[tuple[Kind, str, str], ...]
    digest: str
    country: str
    joined: str
    place: str
    places: str
    founding: str
    brings: str
    dated: str
    type: str
    between: str
    source: str
    changed: str
    changed_long: str
    source_changed: str
    withdrawn: str
    restored: str
    facts: tuple[tuple[str, str], ...]
    more: str

    def heading(self, kind: Kind, count: int) -> str:
        """What happened, as a title of one or several items."""
        for known, one, many in self.headings:
            if known is kind:
                return one if count == 1 else many.format(count=count)
        raise KeyError(kind)

    def fact_name(self, name: str) -> str:
        """A fact's name in a sentence."""
        return dict(self.facts).get(name, name)

    def day(self, when: date) -> str:
        """A calendar day."""
        from babel.dates import format_date

        return format_date(when, format="long", locale=self.locale)

    def partial(self, text: str) -> str:
        """A partial date, saying no more than is known."""
        parts = PartialDate.parse(text).parts()
        if len(parts) == 1:
            known = len(parts[0]) == _DAY
            return self.day(PartialDate.parse(parts[0]).earliest) if known else self._part(parts[0])
        first, last = (self._part(part) for part in parts)
        if len(parts[0]) == len(parts[1]) == _MONTH and parts[0][:4] == parts[1][:4]:
            from babel.dates import format_skeleton

            first = format_skeleton("MMMM", PartialDate.parse(parts[0]).earliest, locale=self.locale)
        return self.between.format(first=first, last=last)

    def listed(self, parts: list[str]) -> str:
        """A list in a sentence."""
        from babel.lists import format_list

        return format_list(parts, locale=self.locale)

    def place_of(self, low: int, high: int) -> str:
        """The place in the order of joining."""
        if low == high:
            return self.place.format(number=_ordinal(low, self.locale))
        return self.places.format(low=_ordinal(low, self.locale), high=_ordinal(high, self.locale))

    def _part(self, part: str) -> str:
        when = PartialDate.parse(part).earliest
        if len(part) == _DAY:
            return Words.day(self, when)  # in words, also where a day alone is shown in another way
        if len(part) == _MONTH:
            from babel.dates import format_skeleton

            return format_skeleton("yMMMM", when, locale=self.locale)
        return part


def _ordinal(number: int, locale: str) -> str:
    if locale == "ja":
        return str(number)
    if locale.split("_", maxsplit=1)[0] != "en":
        return f"{number}."
    last_two, last = number % 100, number % 10
    ending = "th" if last_two in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
    return f"{number}{ending}"


ENGLISH = Words(
    locale="en_GB",
    headings=(
        (Kind.MEMBERS, "New member of ISECG", "{count} new members of ISECG"),
        (Kind.NEWS, "ISECG news", "ISECG news: {count} items"),
        (Kind.PUBLICATIONS, "New ISECG publication", "{count} new ISECG publications"),
    ),
    digest="ISECG: what happened since {date}",
    country="Country",
    joined="Joined",
    place="the {number} member organisation",
    places="between the {low} and the {high} member organisation",
    founding="a founding member",
    brings="Brings",
    dated="Date",
    type="Type",
    between="between {first} and {last}",
    source="Source",
    changed="Corrected on {date}: {fact} is {new}, not {old}.",
    changed_long="Corrected on {date}: {fact}.",
    source_changed="the sources",
    withdrawn="Withdrawn on {date}: we no longer state this.",
    restored="Stated again on {date}.",
    facts=(
        ("name", "the name"),
        ("acronym", "the acronym"),
        ("country", "the country"),
        ("joined", "the date of joining"),
        ("brings", "what it brings"),
        ("headline", "the headline"),
        ("title", "the title"),
        ("type", "the type"),
        ("date", "the date"),
        ("summary", "the summary"),
        ("url", "the link"),
    ),
    more="… and {count} more",
)
