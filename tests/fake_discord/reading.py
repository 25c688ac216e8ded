"""How a person reads a message: its text, its components, and where a label points."""

from collections.abc import Iterable, Iterator
from typing import Any

Json = dict[str, Any]


def walk(components: Iterable[Json]) -> Iterator[Json]:
    """Yield components depth first, in reading order, accessories after their text."""
    for part in components:
        yield part
        yield from walk(part.get("components") or ())
        for key in ("accessory", "component"):
            if isinstance(part.get(key), dict):
                yield from walk([part[key]])


def embed_text(embed: Json) -> Iterator[str]:
    """Yield the readable lines of an embed from top to bottom."""
    author, footer = embed.get("author") or {}, embed.get("footer") or {}
    yield author.get("name") or ""
    yield embed.get("title") or ""
    yield embed.get("description") or ""
    for entry in embed.get("fields") or ():
        yield entry.get("name") or ""
        yield entry.get("value") or ""
    yield footer.get("text") or ""


def visible_text(content: str | None, embeds: Iterable[Json], components: Iterable[Json]) -> str:
    """Return everything readable in a message, one piece per line; buttons are not text."""
    lines = [content or ""]
    for embed in embeds:
        lines.extend(embed_text(embed))
    lines.extend(str(part.get("content") or "") for part in walk(components) if part["type"] == 10)
    return "\n".join(line for line in lines if line)


def find(components: Iterable[Json], label_or_id: str, types: frozenset[int]) -> Json:
    """Return the one component of these types with that label, placeholder, custom_id or emoji.

    Raises LookupError naming what there is instead.
    """
    candidates = [part for part in walk(components) if part["type"] in types]
    for part in candidates:
        names = {part.get("label"), part.get("custom_id"), part.get("placeholder")}
        names.add((part.get("emoji") or {}).get("name"))
        if label_or_id in names:
            return part
    there = [part.get("label") or part.get("placeholder") or part.get("custom_id") for part in candidates]
    msg = f"nothing called {label_or_id!r} to press or choose; there is {there}"
    raise LookupError(msg)
