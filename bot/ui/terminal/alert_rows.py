"""The alerts as a maintainer sees them: what went out, what waits, and what is stuck and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC

from rich.console import Console
from rich.text import Text

from bot.knowledge.problem import visible
from bot.outbox.alerts import Listed
from bot.store.records import DeliveryState, EventState
from bot.ui.terminal.screen import print_table
from bot.ui.terminal.screen import table as empty_table

_MOST_TROUBLES = 5  # of one alert
_MOST_TITLES = 3
_STYLES = {EventState.WAITING: "unsure", EventState.CANCELLED: "small"}


def show_alerts(console: Console, listed: Sequence[Listed]) -> None:
    """Print a table, newest first, then what needs a person."""
    if not listed:
        console.print("No alerts: nothing has changed since the bot's first run.")
        return
    table = empty_table(console)
    for name in ("ID", "Made", "State", "What"):
        table.add_column(name, no_wrap=name != "What")
    for name in ("Delivered", "Pending", "Disabled", "Held"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in listed:
        table.add_row(
            str(one.id),
            one.created_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M"),
            Text(str(one.state), _STYLES.get(one.state, "")),
            _what(one),
            *(str(number) for number in (one.delivered, one.pending, one.disabled, one.held)),
        )
    print_table(console, table)
    for line in _advice(listed):
        console.print(Text(line), soft_wrap=True)


def alerts_object(listed: Sequence[Listed]) -> Sequence[Mapping[str, object]]:
    """Return the alerts for programs, newest first; times in UTC."""
    return [
        {
            "id": one.id,
            "kind": str(one.kind),
            "change": str(one.change),
            "state": str(one.state),
            "made": one.created_at.astimezone(UTC).isoformat(),
            "titles": list(one.titles),
            "delivered": one.delivered,
            "pending": one.pending,
            "disabled": one.disabled,
            "held": one.held,
            "troubles": [
                {
                    "channel": str(
                        trouble.channel_id
                    ),  # a snowflake is more than many programs' numbers hold
                    "action": str(trouble.action),
                    "state": "disabled" if trouble.state is DeliveryState.DEAD else str(trouble.state),
                    "reason": trouble.reason,
                }
                for trouble in one.troubles
            ],
        }
        for one in listed
    ]


def _what(one: Listed) -> str:
    titles = "; ".join(visible(title) for title in one.titles[:_MOST_TITLES])
    more = len(one.titles) - _MOST_TITLES
    return f"{one.kind} {one.change}: {titles}{f' and {more} more' if more > 0 else ''}"


def _advice(listed: Sequence[Listed]) -> list[str]:
    lines = []
    for one in listed:
        for trouble in one.troubles[:_MOST_TROUBLES]:
            state = "disabled" if trouble.state is DeliveryState.DEAD else "held"
            lines.append(
                f"{one.id}: {state} in channel {trouble.channel_id}: {trouble.reason or 'no reason'}"
            )
        if len(one.troubles) > _MOST_TROUBLES:
            lines.append(f"{one.id}: … and {len(one.troubles) - _MOST_TROUBLES} more; --json has all")
    if any(one.state is EventState.WAITING for one in listed):
        lines.append(
            "What waits goes out with `isecg-bot alerts release ID` (or `--all`), or never: `cancel`."
        )
    if any(one.held for one in listed):
        lines.append(
            "Held: whether it was posted cannot be told. Look into the channel; then"
            " `isecg-bot alerts retry ID` posts it (again), `cancel` leaves it."
        )
    if any(one.disabled for one in listed):
        lines.append(
            "Disabled: the bot may not post there; it goes on by itself when the permission is back."
        )
    return lines
