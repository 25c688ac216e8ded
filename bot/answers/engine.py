"""A question to one of three outcomes: answered, suggested or refused.

Pure: the same snapshot, question and day give the same outcome. A cut-off alone does not commit the bot: the
runner-up must be behind by a margin, and a name that can be two things is asked back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from bot.answers.anchoring import anchored_in
from bot.answers.confidence import confidence
from bot.answers.model import Answer, Outcome, Reason, Refusal, Related, Suggestion
from bot.answers.rendering import render, unknown, worded
from bot.answers.snapshot import Snapshot
from bot.matching.matcher import Found, Match
from bot.matching.slots import Reading

MAX_SUGGESTIONS = 3
_SPECIFIC = 0.04  # a phrasing that names its thing outright wins over one with a slot that scores as much

RESPELT = 2  # spellings of a question that are tried
_KNOWN = 0.75  # score from which a question that is not answered has no slips
_CLAUSES = 1  # ends of a question that are tried
_SAME = 0.85  # likeness of a phrasing to a question in which a whole word was taken for a slip
_LIKELY = 0.65  # share of its words that a phrasing must have in common for looking at such a slip at all
_WORD_FOR_WORD, _NEARLY = 0.95, 0.63  # likeness to a phrasing that makes a question of such words
_MUST_BE_MEANT = 0.8  # likeness to a phrasing that no other spelling makes much better
_MUST_BE_RIGHT = 0.95  # confidence of an answer that is as good as always right
_MORE_ALIKE = 0.1  # by how much likelier words must be more like a phrasing
_A_TEXT = 8  # words from which it shows what language they are
_DECIDED = 0.3  # lead of a phrasing that decides what a misspelt name was meant for
_UNUSED = 0.2  # a thing that is named and not asked about makes the entry less likely
_OURS = frozenset(
    """
    roadmap roadmaps ger secretariat supplement supplements member members membership chair chairs chaired
    chairman chairwoman chairperson chairmanship agencies
    """.split()
)
"""Words that only somebody uses here who asks about ISECG."""
_ACCOUNTED = 0.25  # weight of the words accounted for, beside the score, where a gap rivals an answer


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where certainty begins: `answer` and `suggest` are confidences, the others scores; all are in 0..1."""

    answer: float = 0.75
    suggest: float = 0.62
    margin: float = 0.01
    sure: float = 0.85  # from this score on the runner-up no longer matters
    unknown: float = 0.3  # from this score on a known gap is named as such
    near: float = 0.25  # from this score on a question is offered beside a refusal
    clause: float = 0.85  # confidence that the end of a question takes to be answered by itself
    respelt: float = 0.75  # confidence that a question takes which was looked at again without slips


DEFAULTS = Thresholds()


def answer(snapshot: Snapshot, question: str, today: date, thresholds: Thresholds = DEFAULTS) -> Outcome:
    """Answer a question from a snapshot, or suggest, or refuse; raises FaultyTemplateError."""
    return look(snapshot, question, today, thresholds)[1]


def look(
    snapshot: Snapshot, question: str, today: date, thresholds: Thresholds = DEFAULTS
) -> tuple[Found, Outcome]:
    """Return what was found for a question, and the outcome; raises FaultyTemplateError.

    What is told behind a question is no part of it. A time that is given by something with a date ("after the
    third roadmap") is read as dates where the best phrasing does not heed it. A question that is not answered
    as it stands is looked at again without what is only said around it, and without the slips that the words
    beside or the nearest phrasings give away.
    """
    first = snapshot.matcher.asked_first(question)
    if first is not None:
        found = snapshot.matcher.find(first, today)
        certain = _answered(snapshot, found, today, thresholds)
        if certain is not None and certain.confidence >= thresholds.clause:
            return found, certain
    found = snapshot.matcher.find(question, today)
    certain = _answered(snapshot, found, today, thresholds)
    dated = anchored_in(snapshot, question, found.reading)
    if dated is not None and not (found.good and dated.is_heeded_by(ranked(found.good)[0].phrasing)):
        again = snapshot.matcher.find(dated.text, today)
        second = _answered(snapshot, again, today, thresholds)
        if second is not None and second.confidence >= thresholds.clause:
            return again, second
        if certain is not None:  # for another time than the one that is asked about
            return found, _undecided(snapshot, found, today, thresholds)
    if certain is not None:
        return _likelier(snapshot, found, certain, today, thresholds) or (found, certain)
    if found.reading.hollow or _is_no_english(snapshot, found.reading):
        return found, _undecided(snapshot, found, today, thresholds)
    other = _looked_at_again(snapshot, question, found, today, thresholds, tried=first)
    return other or (found, _undecided(snapshot, found, today, thresholds))


def _likelier(
    snapshot: Snapshot, found: Found, certain: Answer, today: date, thresholds: Thresholds
) -> tuple[Found, Answer] | None:
    """Return what the question finds in likelier words, if it is clearly more like a phrasing then.

    A slip can make another word with an answer of its own: in "What iss the horizon goal" it is the station.
    """
    alike = ranked(found.good)[0].similarity
    if alike > _MUST_BE_MEANT or certain.confidence > _MUST_BE_RIGHT:
        return None
    better = snapshot.matcher.likelier(found.question, found)
    if better is None:
        return None
    again = snapshot.matcher.find(better.text, today)
    second = _answered(snapshot, again, today, thresholds)
    if second is None or ranked(again.good)[0].similarity < alike + _MORE_ALIKE:
        return None
    return (again, second) if second.confidence > certain.confidence else None


def _looked_at_again(
    snapshot: Snapshot,
    question: str,
    found: Found,
    today: date,
    thresholds: Thresholds,
    *,
    tried: str | None,
) -> tuple[Found, Answer] | None:
    """Return what a question without what is said around it, or without slips, finds; None if not certain.

    `tried` is a part of it that was already asked alone, in vain.
    """
    for clause in islice(snapshot.matcher.clauses(question), _CLAUSES):
        if clause == tried:
            continue
        again = snapshot.matcher.find(clause, today)
        second = _answered(snapshot, again, today, thresholds)
        if second is not None and second.confidence >= thresholds.clause:
            return again, second
    if found.good and (found.good[0].score > _KNOWN or _is_gap(snapshot, ranked(found.good)[0])):
        return None
    for better in islice(snapshot.matcher.respelt(question, found), RESPELT):
        if better.bold and (better.alike < _LIKELY or found.reading.negated):
            continue
        again = snapshot.matcher.find(better.text, today)
        second = _answered(snapshot, again, today, thresholds)
        if second is None or second.confidence < thresholds.respelt:
            continue
        if not better.bold or ranked(again.good)[0].similarity >= _SAME:
            return again, second
    return None


def _is_no_english(snapshot: Snapshot, reading: Reading) -> bool:
    """Tell whether of a longer text most words are none, so that no other look helps."""
    words = [word for word in reading.words if word.isalpha()]
    return len(words) >= _A_TEXT and 2 * sum(map(snapshot.matcher.is_word, words)) < len(words)


def _is_gap(snapshot: Snapshot, top: Match) -> bool:
    """Tell whether a known gap accounts for every word of a question: then none is a slip."""
    gap = snapshot.knowledge.entries[top.entry].unknown is not None
    return gap and top.coverage == 1 and top.similarity >= _LIKELY


def _undecided(snapshot: Snapshot, found: Found, today: date, thresholds: Thresholds) -> Outcome:
    """Return the outcome of what is not certain enough for an answer."""
    matches = ranked(found.good)
    if found.reading.hollow or not (found.reading.words or found.reading.times):
        return Refusal("Ask me something about ISECG, in a few words.", Reason.EMPTY, 0.0)
    if not matches:
        return _refused(snapshot, found, 0.0, thresholds)
    sure = confidence(matches, found)
    gap = _better_gap(snapshot, matches)
    if gap is not None:
        if gap.score < thresholds.unknown:
            return _refused(snapshot, found, sure, thresholds)
        return _gap(snapshot, gap, today, sure)
    nearest = _nearest(snapshot, [*matches, *found.weak], thresholds)
    if sure >= thresholds.suggest and nearest:
        return Suggestion("I am not sure what you mean. Did you mean one of these?", nearest, sure)
    return _refused(snapshot, found, sure, thresholds)


def _answered(snapshot: Snapshot, found: Found, today: date, thresholds: Thresholds) -> Answer | None:
    """Return the answer that is certain enough, if there is one."""
    matches = ranked(found.good)
    if not matches or _better_gap(snapshot, matches) is not None:
        return None
    top, sure = matches[0], confidence(matches, found)
    if top.similarity < _least_similarity(found.reading):
        return None
    if sure < thresholds.answer or not clear(matches, thresholds):
        return None
    if found.reading.unsure and not _decided(found.reading, matches):
        return None
    return render(snapshot, snapshot.knowledge.entries[top.entry], top.binding, today, sure)


def _decided(reading: Reading, matches: Sequence[Match]) -> bool:
    """Tell whether a phrasing that names its thing outright says which is meant of what a slip looks like."""
    lead = matches[0].score - (matches[1].score if len(matches) > 1 else 0.0)
    return not reading.doubtful and matches[0].specific and lead >= _DECIDED


def _least_similarity(reading: Reading) -> float:
    """Return how like a question its phrasing must be: what says next to nothing is no question by itself."""
    if reading.hollow:
        return _WORD_FOR_WORD
    return _NEARLY if reading.vague else 0.0


def ranked(matches: Iterable[Match]) -> list[Match]:
    """Order matches by score, those that name their thing outright before their equals."""
    return sorted(matches, key=lambda match: -_rank(match))


def clear(matches: Sequence[Match], thresholds: Thresholds) -> bool:
    """Tell whether the best match is far enough before the next."""
    if len(matches) == 1 or matches[0].score >= thresholds.sure:
        return True
    return _rank(matches[0]) - _rank(matches[1]) >= thresholds.margin


def _rank(match: Match) -> float:
    return match.score + (_SPECIFIC if match.specific else 0.0) - _UNUSED * match.binding.unused


def _better_gap(snapshot: Snapshot, matches: Sequence[Match]) -> Match | None:
    """Return the entry of a known gap, if one accounts for the question at least as well as the best does."""

    def evidence(match: Match) -> float:
        return match.score + _ACCOUNTED * match.coverage + (_SPECIFIC if match.specific else 0.0)

    gaps = (m for m in matches if snapshot.knowledge.entries[m.entry].unknown is not None)
    return next((m for m in gaps if m is matches[0] or evidence(m) >= evidence(matches[0])), None)


def _gap(snapshot: Snapshot, top: Match, today: date, sure: float) -> Refusal:
    """Refuse with the words of an entry that says what is not known."""
    entry = snapshot.knowledge.entries[top.entry]
    text, nearest = unknown(snapshot, entry, top.binding, today, MAX_SUGGESTIONS)
    return Refusal(text, Reason.NOT_KNOWN, sure, nearest)


def _refused(snapshot: Snapshot, found: Found, sure: float, thresholds: Thresholds) -> Refusal:
    nearest = _nearest(snapshot, [*found.good, *found.weak], thresholds)
    if _about_us(found.reading):
        text = "I don't know that: nothing in my sources answers it."
        return Refusal(text, Reason.NOT_KNOWN, sure, nearest)
    text = "That does not look like a question about ISECG, and I know nothing else."
    return Refusal(text, Reason.OFF_TOPIC, sure, nearest)


def _nearest(snapshot: Snapshot, matches: Iterable[Match], thresholds: Thresholds) -> tuple[Related, ...]:
    nearest: dict[str, Related] = {}
    for match in ranked(matches):
        entry = snapshot.knowledge.entries[match.entry]
        if match.score < thresholds.near or entry.unknown is not None or entry.id in nearest:
            continue
        question = worded(snapshot, entry, match.binding)
        if question is not None:
            nearest[entry.id] = Related(entry.id, question)
            if len(nearest) == MAX_SUGGESTIONS:
                break
    return tuple(nearest.values())


def _about_us(reading: Reading) -> bool:
    """Tell whether a question names ISECG or something of it, so that "not known" is the honest word."""
    return (
        reading.names_isecg
        or not _OURS.isdisjoint(reading.words)
        or any(kind != "outsider" for mention in reading.things for kind, _ in mention.things)
    )
