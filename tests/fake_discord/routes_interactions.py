"""Interaction callbacks and follow-ups: three seconds, one first answer, fifteen minutes."""

from time import perf_counter
from typing import Any

from . import components, payloads, posting
from .commands import check_choices
from .errors import ApiError, Problems
from .model import EPHEMERAL, LOADING, Channel, Interaction, Message
from .permissions import Perm
from .rest import Call, Reply, Table

Json = dict[str, Any]
table = Table()

PONG, MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
FIRST_ANSWER, TOKEN_LIFE = 3.0, 900.0
ALLOWED = {
    COMMAND: {MESSAGE, DEFERRED_MESSAGE, MODAL},
    COMPONENT: {MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    SUBMIT: {MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE},
}


@table.add(
    "create_interaction_response",
    "POST",
    "/interactions/{interaction_id}/{interaction_token}/callback",
    token=False,
)
def respond(call: Call) -> Reply:
    """Give the first answer to an interaction."""
    world = call.world
    interaction = world.interactions.get(call.id("interaction_id"))
    if interaction is None or interaction.token != call.ids["interaction_token"]:
        raise ApiError(10062)
    if interaction.responded is not None:
        raise ApiError(40060)
    if world.clock.seconds() - interaction.created > FIRST_ANSWER:
        raise ApiError(10062)
    kind, data = int(call.json.get("type") or 0), call.json.get("data") or {}
    allowed = ALLOWED[interaction.type]
    if kind not in allowed or (kind in (UPDATE, DEFERRED_UPDATE) and interaction.message is None):
        detail = {"code": "BASE_TYPE_CHOICES", "message": f"Value must be one of {sorted(allowed)}."}
        raise ApiError(50035, errors={"type": {"_errors": [detail]}})
    _answer(call, interaction, kind, data)
    interaction.responded, interaction.answered_at = kind, perf_counter()
    if interaction.on_answer is not None:
        interaction.on_answer()
    if call.query.get("with_response") not in ("1", "true", "True"):
        return Reply(status=204)
    return Reply(_callback(call, interaction, kind))


def _answer(call: Call, interaction: Interaction, kind: int, data: Json) -> None:
    world, channel = call.world, call.world.channels[interaction.channel_id]
    if kind == CHOICES:
        problems = Problems()
        check_choices(data.get("choices") or [], ("data", "choices"), problems)
        problems.raise_if_any()
        interaction.choices = list(data.get("choices") or ())
    elif kind == MODAL:
        problems = Problems()
        components.check_modal(data, problems)
        problems.raise_if_any()
        interaction.modal = data | {"components": components.with_ids(data["components"])}
    elif kind == UPDATE and interaction.message is not None:
        posting.edit(world, channel, interaction.message, data, call.files)
        interaction.original = interaction.message
        interaction.updates += 1
    elif kind == DEFERRED_UPDATE:
        interaction.original = interaction.message
    elif kind == DEFERRED_MESSAGE:
        interaction.deferred = True
        flags = LOADING | _ephemeral(call, interaction, data)
        loading = posting.Draft("", [], [], [], 0, None)
        interaction.original = _post(call, interaction, channel, loading, flags)
    elif kind == MESSAGE:
        made = posting.draft(world, data, call.files)
        interaction.original = _post(call, interaction, channel, made, _ephemeral(call, interaction, data))


def _ephemeral(call: Call, interaction: Interaction, data: Json) -> int:
    asked = int(data.get("flags") or 0) & EPHEMERAL
    channel = call.world.channels[interaction.channel_id]
    installed_only = channel.guild_id is not None and "0" not in interaction.owners
    if installed_only and not call.world.permissions(channel, interaction.user_id) & Perm.USE_EXTERNAL_APPS:
        return EPHEMERAL
    return asked


def _post(call: Call, interaction: Interaction, channel: Channel, made: posting.Draft, flags: int) -> Message:
    world = call.world
    message = posting.create(
        world,
        channel,
        world.bot,
        made,
        flags=flags,
        type=20 if interaction.type == COMMAND else 0,
        interaction_id=interaction.id,
        webhook_id=world.app.id,
        seen_by=interaction.user_id if flags & EPHEMERAL else None,
    )
    return world.post(channel, message, unseen=bool(flags & EPHEMERAL))


def _callback(call: Call, interaction: Interaction, kind: int) -> Json:
    about: Json = {"id": str(interaction.id), "type": interaction.type}
    body: Json = {"interaction": about}
    message = interaction.original
    if message is not None:
        about["response_message_id"] = str(message.id)
        about["response_message_loading"] = message.loading
        about["response_message_ephemeral"] = message.ephemeral
        if kind in (MESSAGE, UPDATE, DEFERRED_MESSAGE):
            body["resource"] = {"type": kind, "message": payloads.message(call.world, message)}
    return body


def _by_token(call: Call) -> Interaction:
    world = call.world
    found = world.by_token.get(call.ids["webhook_token"])
    if found is None or call.id("webhook_id") != world.app.id:
        raise ApiError(10015)
    if world.clock.seconds() - found.created > TOKEN_LIFE:
        raise ApiError(50027)
    if found.responded is None:
        raise ApiError(10015)
    return found


def _original(interaction: Interaction) -> Message:
    if interaction.original is None or interaction.original.deleted:
        raise ApiError(10008)
    return interaction.original


@table.add("execute_webhook", "POST", "/webhooks/{webhook_id}/{webhook_token}", token=False)
def follow_up(call: Call) -> Reply:
    """Post a follow-up; after a deferred first answer the first follow-up becomes that answer."""
    interaction = _by_token(call)
    channel = call.world.channels[interaction.channel_id]
    if interaction.original is not None and interaction.original.loading:
        return Reply(_edited(call, interaction, interaction.original))
    if "0" not in interaction.owners and len(interaction.followups) >= 5:
        raise ApiError(40094)
    made = posting.draft(call.world, call.json, call.files)
    message = _post(call, interaction, channel, made, _ephemeral(call, interaction, call.json))
    interaction.followups.append(message)
    return Reply(payloads.message(call.world, message))


def _edited(call: Call, interaction: Interaction, message: Message) -> Json:
    channel = call.world.channels[interaction.channel_id]
    was_loading = message.loading
    message.flags &= ~LOADING
    try:
        posting.edit(call.world, channel, message, call.json, call.files)
    except ApiError:
        message.flags |= LOADING if was_loading else 0
        raise
    interaction.updates += 1
    return payloads.message(call.world, message)


_MESSAGES = "/webhooks/{webhook_id}/{webhook_token}/messages"


@table.add("get_original_webhook_message", "GET", f"{_MESSAGES}/@original", token=False)
def get_original(call: Call) -> Reply:
    """Return the first answer."""
    return Reply(payloads.message(call.world, _original(_by_token(call))))


@table.add("update_original_webhook_message", "PATCH", f"{_MESSAGES}/@original", token=False)
def update_original(call: Call) -> Reply:
    """Edit the first answer, or fill in a deferred one."""
    interaction = _by_token(call)
    return Reply(_edited(call, interaction, _original(interaction)))


@table.add("delete_original_webhook_message", "DELETE", f"{_MESSAGES}/@original", token=False)
def delete_original(call: Call) -> Reply:
    """Delete the first answer."""
    interaction = _by_token(call)
    call.world.delete_message(call.world.channels[interaction.channel_id], _original(interaction))
    return Reply(status=204)


def _mine(call: Call) -> tuple[Interaction, Message]:
    interaction = _by_token(call)
    wanted = call.id("message_id")
    for message in (interaction.original, *interaction.followups):
        if message is not None and message.id == wanted and not message.deleted:
            return interaction, message
    raise ApiError(10008)


@table.add("get_webhook_message", "GET", f"{_MESSAGES}/{{message_id}}", token=False)
def get_follow_up(call: Call) -> Reply:
    """Return a follow-up."""
    return Reply(payloads.message(call.world, _mine(call)[1]))


@table.add("update_webhook_message", "PATCH", f"{_MESSAGES}/{{message_id}}", token=False)
def update_follow_up(call: Call) -> Reply:
    """Edit a follow-up."""
    return Reply(_edited(call, *_mine(call)))


@table.add("delete_webhook_message", "DELETE", f"{_MESSAGES}/{{message_id}}", token=False)
def delete_follow_up(call: Call) -> Reply:
    """Delete a follow-up."""
    interaction, message = _mine(call)
    call.world.delete_message(call.world.channels[interaction.channel_id], message)
    return Reply(status=204)
