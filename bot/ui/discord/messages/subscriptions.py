"""What server owners see of their subscriptions: confirmations, the list, and one with its controls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.store.records import Kind, Subscription, SubscriptionState, Wish
from bot.ui.discord.codes import PICK_CODE, Manage, manage_code
from bot.ui.discord.markup import MAX_CONTENT, clip, plain, small
from bot.ui.discord.messages.doctor import Check, missing_line
from bot.ui.discord.phrases import Catalogue, Phrases
from bot.ui.discord.replies import Button, Option, Reply, RoleSelect, Row, Select

_MOST_OPTIONS = 25
_KINDS = MappingProxyType(
    {Kind.MEMBERS: "kind_members", Kind.NEWS: "kind_news", Kind.PUBLICATIONS: "kind_publications"}
)


@dataclass(frozen=True, slots=True)
class Viewed:
    """A subscription with what is known of its channel at this moment.

    `label` is its name in lists where a mention shows nothing; `missing` are permissions named by discord.py;
    `announcement` says whether its messages can be published to followers.
    """

    subscription: Subscription
    label: str
    missing: tuple[str, ...] = ()
    announcement: bool = False


def kinds_of(kinds: Iterable[Kind], phrases: Phrases) -> str:
    """What a subscription asks for, in words."""
    wanted = frozenset(kinds)
    return ", ".join(phrases.say(_KINDS[kind]) for kind in Kind if kind in wanted)


def place_of(subscription: Subscription, phrases: Phrases) -> str:
    """The channel as a link, or the words for a direct message."""
    return phrases.say("place_dm") if subscription.guild_id is None else f"<#{subscription.channel_id}>"


def show_confirmation(wish: Wish, by: str | None, phrases: Phrases) -> str:
    """What is posted where alerts will come, so that all see it works."""
    kinds = kinds_of(wish.kinds, phrases)
    lines = [phrases.say("confirmed", kinds=kinds)]
    if wish.role_id is not None:
        lines.append(phrases.say("confirmed_role", role=f"<@&{wish.role_id}>"))
    if wish.publish:
        lines.append(phrases.say("confirmed_publish"))
    if by is not None:
        lines.append(small(phrases.say("confirmed_by", person=by)))
    lines.append(small(phrases.say("confirmed_after")))
    return "\n".join(lines)


def show_subscribed(subscription: Subscription, phrases: Phrases) -> Reply:
    """What the person who subscribed is told."""
    text = phrases.say(
        "subscribed", place=place_of(subscription, phrases), kinds=kinds_of(subscription.kinds, phrases)
    )
    channel_id = subscription.channel_id
    buttons = (
        Button(phrases.say("sub_test"), manage_code(Manage.TEST, channel_id)),
        Button(phrases.say("sub_change"), manage_code(Manage.SHOW, channel_id)),
    )
    return Reply(text, (buttons,))


def show_missing(
    channel: str, role: str, checks: Sequence[Check], others: Sequence[str], phrases: Phrases
) -> Reply:
    """Why nothing was subscribed: each thing that is missing, and how to give it."""
    lines = [phrases.say("not_subscribed", channel=channel)]
    lines += [missing_line(check, role, phrases) for check in checks]
    lines += [f"- {other}" for other in others]
    lines.append(phrases.say("not_subscribed_after"))
    return Reply(clip("\n".join(lines), MAX_CONTENT))


def show_subscriptions(viewed: Sequence[Viewed], phrases: Phrases) -> Reply:
    """The list; one of it can be chosen."""
    if not viewed:
        return Reply(phrases.say("subs_none"))
    lines = [f"### {phrases.say('subs_title', count=len(viewed))}"]
    used = len(lines[0])
    for count, one in enumerate(viewed):
        line = f"- {line_of(one, phrases)}"
        if used + len(line) > MAX_CONTENT - 100:
            lines.append(small(phrases.say("more", count=len(viewed) - count)))
            break
        lines.append(line)
        used += len(line) + 1
    options = tuple(
        Option(clip(one.label, 100), str(one.subscription.channel_id)) for one in viewed[:_MOST_OPTIONS]
    )
    return Reply("\n".join(lines), (Select(phrases.say("subs_choose"), PICK_CODE, options),))


def line_of(viewed: Viewed, phrases: Phrases) -> str:
    """A subscription and its state in one line."""
    one = viewed.subscription
    parts = [kinds_of(one.kinds, phrases)]
    if one.role_id is not None:
        parts.append(phrases.say("sub_role", role=f"<@&{one.role_id}>"))
    if one.publish:
        parts.append(phrases.say("sub_published"))
    return f"{place_of(one, phrases)}: {'; '.join(parts)}. **{_state(viewed, phrases)}**"


def _state(viewed: Viewed, phrases: Phrases) -> str:
    one = viewed.subscription
    if one.state is SubscriptionState.PAUSED:
        return phrases.say("state_paused")
    if one.state is SubscriptionState.ACTIVE:
        if viewed.missing:
            return phrases.say("state_missing", names=phrases.permissions(viewed.missing))
        return phrases.say("state_active")
    reason = phrases.permissions(viewed.missing) or plain(clip(one.reason or "", 150))
    return phrases.say("state_disabled", reason=reason)


def show_subscription(
    viewed: Viewed, catalogue: Catalogue, phrases: Phrases, note: str | None = None
) -> Reply:
    """One subscription with everything that can be done to it; `note` says what just happened."""
    one = viewed.subscription
    channel_id = one.channel_id
    lines = [] if note is None else [note]
    lines.append(line_of(viewed, phrases))
    kinds = Select(
        phrases.say("sub_kinds"),
        manage_code(Manage.KINDS, channel_id),
        tuple(Option(phrases.say(_KINDS[kind]), kind.value, kind in one.kinds) for kind in Kind),
        most=len(Kind),
    )
    languages = Select(
        phrases.say("sub_language"),
        manage_code(Manage.LANGUAGE, channel_id),
        tuple(
            Option(each.say("language"), code, code == one.language)
            for code, each in catalogue.languages.items()
        ),
    )
    paused = one.state is SubscriptionState.PAUSED
    buttons = [
        Button(
            phrases.say("sub_resume" if paused else "sub_pause"),
            manage_code(Manage.RESUME if paused else Manage.PAUSE, channel_id),
        ),
        Button(phrases.say("sub_test"), manage_code(Manage.TEST, channel_id)),
    ]
    if viewed.announcement or one.publish:
        act = Manage.KEEP if one.publish else Manage.PUBLISH
        label = phrases.say("sub_keep" if one.publish else "sub_publish")
        buttons.append(Button(label, manage_code(act, channel_id)))
    buttons.append(Button(phrases.say("sub_end"), manage_code(Manage.END, channel_id)))
    rows: list[Row] = [kinds]
    if one.guild_id is not None:
        rows.append(
            RoleSelect(phrases.say("sub_role_choose"), manage_code(Manage.ROLE, channel_id), one.role_id)
        )
    rows += [languages, tuple(buttons)]
    return Reply("\n".join(lines), tuple(rows))
