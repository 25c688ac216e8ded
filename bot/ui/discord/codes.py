"""The custom_ids of buttons: everything that a click needs, so that a button outlives every restart.

Each begins with its kind and the version of its form; an old form stays readable for as long as messages
with it exist. A custom_id holds at most 100 characters.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 100
_CODE = 6  # letters that stand for an entry's id: 36 bits, for some hundred entries


class Act(StrEnum):
    """What a button under an answer does."""

    ASK = "ask1"
    SOURCES = "src1"
    REPORT = "rep1"
    FORM = "form1"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question together with (the code of) the entry that answers it."""

    entry: str
    question: str


def entry_code(entry: str) -> str:
    """Six letters that stand for an entry's id."""
    return base64.urlsafe_b64encode(hashlib.sha256(entry.encode()).digest()).decode("ascii")[:_CODE]


def asked_code(act: Act, asked: Asked) -> str:
    """The custom_id of a button that does something with an answered question.

    A question too long for it loses its last words; the entry is known all the same.
    """
    head = f"{act}:{asked.entry}:"
    room = LONGEST - len(head)
    question = " ".join(asked.question.split())
    while _units(question) > room:
        shorter = question[: room + 1].rpartition(" ")[0] if len(question) > room else ""
        question = shorter or question[: max(1, min(room, len(question)) - 1)]
    return head + question


ASKED_PATTERN = rf"(?P<act>%s):(?P<entry>[\w-]{{{_CODE}}}):(?P<question>.+)"


class Listing(StrEnum):
    """The lists that have pages."""

    MEMBERS = "m"
    NEWS = "n"
    PUBLICATIONS = "p"
    ROADMAP = "r"
    TIMELINE = "t"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list with its filters; pages count from 0."""

    listing: Listing
    number: int = 0
    region: str = ""
    year: int | None = None
    founding: bool | None = None
    kind: str = ""

    def turned(self, by: int) -> Page:
        """Another page of the same list."""
        return Page(self.listing, self.number + by, self.region, self.year, self.founding, self.kind)


_FOUNDING = {None: "", True: "f", False: "l"}


def page_code(page: Page, use: str = "go") -> str:
    """The custom_id of a button that shows a page; `use` keeps two buttons for one page apart."""
    fields = (
        page.listing,
        str(page.number),
        page.region,
        "" if page.year is None else str(page.year),
        _FOUNDING[page.founding],
        page.kind,
        use,
    )
    return "list1:" + ":".join(fields)


PAGE_PATTERN = (
    r"list1:(?P<listing>[mnprt]):(?P<number>\d{1,4}):(?P<region>[^:]*):(?P<year>\d{0,4})"
    r":(?P<founding>[fl]?):(?P<kind>[^:]*):(?P<use>\w+)"
)


def read_page(parts: dict[str, str]) -> Page:
    """The page that a custom_id's parts stand for."""
    return Page(
        Listing(parts["listing"]),
        int(parts["number"]),
        parts["region"],
        int(parts["year"]) if parts["year"] else None,
        {"": None, "f": True, "l": False}[parts["founding"]],
        parts["kind"],
    )


def _units(text: str) -> int:
    """UTF-16 code units, in which JavaScript counts: the careful reading of Discord's limits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# A button or a list under an alert: the outbox's marker, and the item that it shows.
ITEM_PATTERN = r"isecg:1:(?P<nonce>[a-z2-7]{25}):(?P<kind>[mnp]):(?P<id>[a-z0-9][a-z0-9-]{0,63})"
ITEMS_PATTERN = r"isecg:1:(?P<nonce>[a-z2-7]{25}):s:(?P<number>\d)"


def item_code(marker: str, kind: str, id_: str) -> str:
    """The custom_id of a button under an alert; with the longest id it has 100 characters."""
    return f"{marker}:{kind[0]}:{id_}"


def items_code(marker: str, number: int) -> str:
    """The custom_id of a list under an alert about many items; its values say kind and id."""
    return f"{marker}:s:{number}"


class Manage(StrEnum):
    """What a button or list of `/isecg subscriptions` does to a channel's subscription."""

    SHOW = "show"
    PAUSE = "pause"
    RESUME = "resume"
    TEST = "test"
    PUBLISH = "publish"
    KEEP = "keep"
    END = "end"
    KINDS = "kinds"
    ROLE = "role"
    LANGUAGE = "lang"


MANAGE_PATTERN = r"sub1:(?P<act>[a-z]+):(?P<channel>\d{1,20})"
PICK_CODE = "subpick1"


def manage_code(act: Manage, channel_id: int) -> str:
    """The custom_id of something that changes a subscription."""
    return f"sub1:{act}:{channel_id}"
