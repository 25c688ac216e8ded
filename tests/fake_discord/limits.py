"""The limits of a message's content, embeds, nonce and polls, as Discord documents them."""

from typing import Any

from .components import check_message
from .errors import ApiError, Problems
from .model import COMPONENTS_V2
from .reading import embed_text

Json = dict[str, Any]

CONTENT = 2000
EMBED_TOTAL = 6000


def check_body(body: Json, *, flags: int, files: int = 0, partial: bool = False) -> None:
    """Check the body of a message to be created or (partial) edited; raises 50035 or 50006."""
    problems = Problems()
    content = body.get("content")
    embeds = body.get("embeds") or []
    components = body.get("components") or []
    v2 = bool(flags & COMPONENTS_V2)
    problems.too_long(("content",), content, CONTENT)
    nonce = body.get("nonce")
    if nonce is not None:
        problems.too_long(("nonce",), str(nonce), 25)
    if len(embeds) > 10:
        problems.add(("embeds",), "BASE_TYPE_BAD_LENGTH", "Must be 10 or fewer in length.")
    for index, embed in enumerate(embeds):
        check_embed(embed, ("embeds", index), problems)
    if sum(len(line) for embed in embeds for line in embed_text(embed)) > EMBED_TOTAL:
        problems.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
    if v2:
        for key in ("content", "embeds", "poll", "sticker_ids"):
            if body.get(key):
                problems.add(
                    (key,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", f"{key} is disabled"
                )
    check_message(components, problems, v2=v2)
    problems.raise_if_any()
    if not partial and not (
        content or embeds or components or files or body.get("poll") or body.get("sticker_ids")
    ):
        raise ApiError(50006)
    if isinstance(content, str) and content and not content.strip() and not (embeds or components or files):
        raise ApiError(50006)


def check_embed(embed: Json, path: tuple[str | int, ...], problems: Problems) -> None:
    """Check one embed against its own limits."""
    author, footer, fields = embed.get("author") or {}, embed.get("footer") or {}, embed.get("fields") or []
    problems.too_long((*path, "title"), embed.get("title"), 256)
    problems.too_long((*path, "description"), embed.get("description"), 4096)
    problems.too_long((*path, "author", "name"), author.get("name"), 256)
    problems.too_long((*path, "footer", "text"), footer.get("text"), 2048)
    if len(fields) > 25:
        problems.add((*path, "fields"), "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer in length.")
    for index, entry in enumerate(fields):
        problems.length((*path, "fields", index, "name"), entry.get("name"), 1, 256)
        problems.length((*path, "fields", index, "value"), entry.get("value"), 1, 1024)
    for holder, key in ((embed, "url"), (author, "url"), (author, "icon_url"), (footer, "icon_url")):
        url = holder.get(key)
        if url and not str(url).startswith(("http://", "https://", "attachment://")):
            problems.add(
                (*path, key), "URL_TYPE_INVALID_SCHEME", f'Scheme "{url}" must be one of http, https.'
            )
