"""The limits of message components and modals, as Discord documents them."""

from collections.abc import Iterable
from typing import Any

from .errors import Problems
from .reading import walk

Json = dict[str, Any]
Path = tuple[str | int, ...]

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, SECTION, TEXT, THUMBNAIL = 1, 2, 3, 4, 9, 10, 11
GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 12, 13, 14, 17, 18
SELECTS = frozenset({3, 5, 6, 7, 8})
V2_TOP = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})
IN_CONTAINER = V2_TOP - {CONTAINER}


def check_message(components: list[Json], problems: Problems, *, v2: bool) -> None:
    """Check the components of a message; `v2` tells whether its flag 1<<15 is set."""
    path: Path = ("components",)
    if v2:
        total = sum(1 for _ in walk(components))
        if total > 40:
            problems.add(
                path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The total number of components is over 40"
            )
        text = sum(len(part.get("content") or "") for part in walk(components) if part.get("type") == TEXT)
        if text > 4000:
            problems.add(
                path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The displayable text exceeds 4000"
            )
    elif len(components) > 5:
        problems.add(path, "BASE_TYPE_BAD_LENGTH", "Must be 5 or fewer in length.")
    _children(components, path, V2_TOP if v2 else frozenset({ROW}), problems)
    _unique(components, problems)


def _children(parts: Iterable[Json], path: Path, allowed: frozenset[int], problems: Problems) -> None:
    for index, part in enumerate(parts):
        here = (*path, index)
        if part.get("type") not in allowed:
            problems.add(
                (*here, "type"),
                "UNION_TYPE_CHOICES",
                f"Value of field 'type' must be one of {sorted(allowed)}.",
            )
        else:
            _part(part, here, problems)


def _part(part: Json, path: Path, problems: Problems) -> None:
    kind = part["type"]
    inner = (*path, "components")
    if kind == ROW:
        _row(part, path, problems)
    elif kind == BUTTON:
        _button(part, path, problems)
    elif kind in SELECTS:
        _select(part, path, problems)
    elif kind == SECTION:
        problems.length(inner, part.get("components"), 1, 3)
        _children(part.get("components") or (), inner, frozenset({TEXT}), problems)
        _children(
            [part.get("accessory") or {}], (*path, "accessory"), frozenset({BUTTON, THUMBNAIL}), problems
        )
    elif kind == TEXT:
        problems.length((*path, "content"), part.get("content"), 1, 4000)
    elif kind == THUMBNAIL:
        problems.too_long((*path, "description"), part.get("description"), 1024)
    elif kind == GALLERY:
        problems.length((*path, "items"), part.get("items"), 1, 10)
        for index, item in enumerate(part.get("items") or ()):
            problems.too_long((*path, "items", index, "description"), item.get("description"), 1024)
    elif kind == CONTAINER:
        problems.length(inner, part.get("components"), 1, 40)
        _children(part.get("components") or (), inner, IN_CONTAINER, problems)


def _row(row: Json, path: Path, problems: Problems) -> None:
    children = row.get("components") or []
    inner = (*path, "components")
    problems.length(inner, children, 1, 5)
    _children(children, inner, SELECTS | {BUTTON}, problems)
    if any(child.get("type") in SELECTS for child in children) and len(children) > 1:
        problems.add(
            inner, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width"
        )


def _button(part: Json, path: Path, problems: Problems) -> None:
    problems.too_long((*path, "label"), part.get("label"), 80)
    if not part.get("label") and not part.get("emoji") and part.get("style") != 6:
        problems.add(path, "BUTTON_COMPONENT_MISSING_LABEL", "A button needs a label or an emoji")
    if part.get("style") == 5:
        problems.length((*path, "url"), part.get("url"), 1, 512)
        if part.get("custom_id"):
            problems.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A link has no custom id")
    else:
        problems.length((*path, "custom_id"), part.get("custom_id"), 1, 100)
        if part.get("url"):
            problems.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "Only a link has a url")


def _select(part: Json, path: Path, problems: Problems) -> None:
    problems.length((*path, "custom_id"), part.get("custom_id"), 1, 100)
    problems.too_long((*path, "placeholder"), part.get("placeholder"), 150)
    least, most = part.get("min_values", 1), part.get("max_values", 1)
    if part["type"] == STRING_SELECT:
        options = part.get("options") or []
        problems.length((*path, "options"), options, 1, 25)
        for index, option in enumerate(options):
            here = (*path, "options", index)
            problems.length((*here, "label"), option.get("label"), 1, 100)
            problems.length((*here, "value"), option.get("value"), 1, 100)
            problems.too_long((*here, "description"), option.get("description"), 100)
        if len({option.get("value") for option in options}) < len(options):
            problems.add(
                (*path, "options"), "COMPONENT_OPTION_VALUE_DUPLICATED", "The option values are not unique"
            )
        if most > len(options):
            problems.add((*path, "max_values"), "BASE_TYPE_BAD_INT", "Must not exceed the number of options")
    if not 0 <= least <= 25 or not 1 <= most <= 25 or least > most:
        problems.add((*path, "min_values"), "BASE_TYPE_BAD_INT", "Must be 0 to 25 and not above max_values")


def _unique(components: list[Json], problems: Problems) -> None:
    seen: set[str] = set()
    for part in walk(components):
        custom_id = part.get("custom_id")
        if custom_id and custom_id in seen:
            problems.add(
                ("components",), "COMPONENT_CUSTOM_ID_DUPLICATED", f"Custom id {custom_id!r} is used twice"
            )
        seen.add(custom_id or "")


def check_modal(data: Json, problems: Problems) -> None:
    """Check a modal: title, custom_id and one to five inputs, in rows or labels."""
    path: Path = ("data",)
    problems.length((*path, "title"), data.get("title"), 1, 45)
    problems.length((*path, "custom_id"), data.get("custom_id"), 1, 100)
    components = data.get("components") or []
    problems.length((*path, "components"), components, 1, 5)
    for index, part in enumerate(components):
        here = (*path, "components", index)
        if part.get("type") == LABEL:
            problems.length((*here, "label"), part.get("label"), 1, 45)
            problems.too_long((*here, "description"), part.get("description"), 100)
            child = part.get("component") or {}
            if child.get("type") == TEXT_INPUT:
                _text_input(child, (*here, "component"), problems)
            elif child.get("type") in SELECTS:
                _select(child, (*here, "component"), problems)
        elif part.get("type") == ROW:
            for child in part.get("components") or ():
                problems.length((*here, "components", 0, "label"), child.get("label"), 1, 45)
                _text_input(child, (*here, "components", 0), problems)
        elif part.get("type") != TEXT:
            problems.add(here, "UNION_TYPE_CHOICES", "Only rows, labels and text stand in a modal")
    _unique(components, problems)


def _text_input(part: Json, path: Path, problems: Problems) -> None:
    problems.length((*path, "custom_id"), part.get("custom_id"), 1, 100)
    problems.too_long((*path, "placeholder"), part.get("placeholder"), 100)
    problems.too_long((*path, "value"), part.get("value"), 4000)
    if part.get("style") not in (1, 2):
        problems.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
    least, most = part.get("min_length") or 0, part.get("max_length") or 4000
    if not 0 <= least <= most <= 4000:
        problems.add((*path, "min_length"), "BASE_TYPE_BAD_INT", "Lengths run from 0 to 4000")


def with_ids(components: list[Json]) -> list[Json]:
    """Return the components as Discord stores them: each carries a number of its own."""
    taken = {part["id"] for part in walk(components) if part.get("id")}
    fresh = (number for number in range(1, 10_000) if number not in taken)

    def number(part: Json) -> Json:
        copy = {
            "id": part.get("id") or next(fresh),
            **{key: value for key, value in part.items() if key != "id"},
        }
        if "components" in copy:
            copy["components"] = [number(child) for child in copy["components"]]
        for key in ("accessory", "component"):
            if isinstance(copy.get(key), dict):
                copy[key] = number(copy[key])
        return copy

    return [number(part) for part in components]
