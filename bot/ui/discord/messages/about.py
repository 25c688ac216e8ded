"""What the bot says of itself: about, help, privacy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.measurement import Evaluation
from bot.answers.snapshot import Snapshot
from bot.knowledge.dates import PartialDate
from bot.ui.discord.codes import Act, Asked, asked_code, entry_code
from bot.ui.discord.markup import MAX_LABEL, clip, link, small
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.replies import Button, Reply


@dataclass(frozen=True, slots=True)
class Facts:
    """What `/isecg about` says besides the counts; `loaded` is a time stamp ready to show."""

    loaded: str
    evaluation: Evaluation | None
    source: str | None


def show_about(snapshot: Snapshot, facts: Facts, phrases: Phrases) -> Reply:
    """Who is speaking, what is known, how old it is, how good it is."""
    knowledge = snapshot.knowledge
    site = link(knowledge.about.website.partition("://")[2].rstrip("/"), knowledge.about.website)
    lines = [
        f"### {phrases.say('about_title')}",
        phrases.say("about_text"),
        phrases.say(
            "about_counts",
            members=len(knowledge.members),
            publications=len(knowledge.publications),
            news=len(knowledge.news),
            meetings=len(knowledge.meetings),
            entries=sum(entry.unknown is None for entry in knowledge.entries),
        ),
        phrases.say("about_site", link=site),
        small(
            phrases.say(
                "about_revision",
                revision=f"`{knowledge.revision[:12]}`",
                when=facts.loaded,
                checked=phrases.date(snapshot.about.members_checked),
            )
        ),
    ]
    lines.append(small(_evaluation(facts.evaluation, knowledge.revision, phrases)))
    lines.append(
        small(
            phrases.say("about_source", link=link(facts.source, facts.source))
            if facts.source
            else phrases.say("about_source_none")
        )
    )
    return Reply("\n".join(lines))


def _evaluation(found: Evaluation | None, revision: str, phrases: Phrases) -> str:
    """How good the answers are, as far as it was measured, and on what."""
    if found is None:
        return phrases.say("about_evaluation_none")
    said = phrases.say(
        "about_evaluation",
        day=phrases.date(PartialDate.parse(found.day.isoformat())),
        asked=found.asked,
        right=found.right,
        wrong=found.wrong,
        others=found.others,
        refused=found.refused,
    )
    if found.revision == revision:
        return said
    return f"{said} {phrases.say('about_evaluation_other', revision=f'`{found.revision[:12]}`')}"


def show_help(
    commands: dict[str, str], bot: str, menu: str, tries: Sequence[tuple[str, str]], phrases: Phrases
) -> Reply:
    """How to use it; `commands` are the commands as they are shown, `tries` pairs of entry and question."""
    lines = [
        f"### {phrases.say('help_title')}",
        f"- {phrases.say('help_ask', ask=commands['ask'])}",
        f"- {phrases.say('help_mention', bot=bot, menu=menu)}",
        f"- {phrases.say('help_lists', **commands)}",
        f"- {phrases.say('help_owner', **commands)}",
        phrases.say("help_try"),
    ]
    rows = tuple(
        (
            Button(
                clip(question, MAX_LABEL),
                asked_code(Act.ASK, Asked(entry_code(entry), question)),
            ),
        )
        for entry, question in tries
    )
    return Reply("\n".join(lines), rows)


def show_privacy(phrases: Phrases, *, keeps: bool) -> Reply:
    """What is stored, and for how long."""
    kept = "privacy_unanswered" if keeps else "privacy_unanswered_off"
    names = ("privacy_reads", kept, "privacy_reports", "privacy_memory", "privacy_alerts")
    lines = [f"### {phrases.say('privacy_title')}", *(f"- {phrases.say(name)}" for name in names)]
    return Reply("\n".join(lines))
