"""What works in a channel and what is missing, permission by permission, and how to give it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.discord.markup import escape, small
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.replies import Reply

_ROLE = 50  # characters of the role's name, which is written once for each permission


@dataclass(frozen=True, slots=True)
class Check:
    """One permission: whether it is given here, and whether the server as a whole gives it."""

    name: str
    why: str
    here: bool
    in_server: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """What was looked at; `role` is how the bot's role is called, `alerts` says what comes here, if any."""

    channel: str
    role: str
    checks: tuple[Check, ...]
    timed_out: bool = False
    alerts: str | None = None


def show_findings(findings: Findings, phrases: Phrases) -> Reply:
    """The findings, what is missing first."""
    lines = [f"### {phrases.say('doctor_title', channel=findings.channel)}"]
    if findings.timed_out:
        lines.append(f"- {phrases.say('doctor_timeout')}")
    for check in sorted(findings.checks, key=lambda check: check.here):
        if check.here:
            name = f"**{phrases.say(f'perm_{check.name}')}**"
            lines.append(f"- {phrases.say('doctor_works', name=name, why='')}".rstrip())
        else:
            lines.append(missing_line(check, findings.role, phrases))
    if all(check.here for check in findings.checks) and not findings.timed_out:
        lines.append(phrases.say("doctor_all_good"))
    if findings.alerts is not None:
        lines.append(findings.alerts)
    lines.append(small(phrases.say("doctor_commands")))
    return Reply("\n".join(lines))


def missing_line(check: Check, role: str, phrases: Phrases) -> str:
    """One missing permission: what it is for, and where to give it to the bot's role."""
    name, why = phrases.say(f"perm_{check.name}"), phrases.say(check.why)
    fix = phrases.say(
        "doctor_fix_channel" if check.in_server else "doctor_fix_server", role=escape(role, _ROLE), name=name
    )
    return f"- {phrases.say('doctor_missing', name=f'**{name}**', why=why, fix=fix)}"
