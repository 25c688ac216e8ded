"""A phrasing that takes one side of a contrast is not the question that takes the other."""

import pytest

from bot.matching.contrasts import Taken, sides


def opposed(phrasing: str, question: str) -> bool:
    """Tell whether a phrasing cannot be a question for the sides they take."""
    taken = Taken.build([frozenset(), sides(phrasing.split()), sides(["who"])])
    return bool(taken.opposed(sides(question.split()))[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("who joined first", "who joined last"),
        ("who came before them", "who came after them"),
        ("the previous meeting", "the next meeting"),
        ("the last meeting", "the next meeting"),
        ("when did they join", "when did they leave"),
        ("which agencies were welcomed", "which agencies were rejected"),
        ("which meeting had most agencies", "which meeting had the fewest agencies"),
        ("what did the edition add", "what did the edition remove"),
        ("which meetings did they host", "which meetings did they attend"),
        ("members of the southern hemisphere", "members of the northern hemisphere"),
    ],
)
def test_opposites_oppose_each_other(one: str, other: str) -> None:
    """In both directions."""
    assert opposed(one, other)
    assert opposed(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("who came", "how many came"),
        ("how much was it", "when was it"),
        ("where was the meeting", "when was the meeting"),
        ("why did they meet", "where did they meet"),
    ],
)
def test_a_question_of_one_kind_is_none_of_another(one: str, other: str) -> None:
    """Who came is not how many came."""
    assert opposed(one, other)
    assert opposed(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("which meetings were held while he was chair", "which agencies joined while he was chair"),
        ("how many documents came after it", "how many members came after it"),
        ("what senior managers meeting was first", "which of the other members was first"),
    ],
)
def test_who_seeks_one_thing_seeks_no_other(one: str, other: str) -> None:
    """Whoever asks for meetings does not ask for members."""
    assert opposed(one, other)
    assert opposed(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("which countries joined", "what members joined"),
        ("which agencies came to the meeting", "who came to the meeting"),
        ("what does the report say", "what was said at the meeting"),
        ("what is the meeting", "which roadmap is it"),
    ],
)
def test_the_same_sought_and_nothing_sought_opposes_nobody(one: str, other: str) -> None:
    """Countries and agencies are both members; "what is the meeting" seeks no meeting."""
    assert not opposed(one, other)
    assert not opposed(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the two pathways", "the three pathways"),
        ("was it 14", "was it fifteen"),
        ("20 members", "22 members"),
    ],
)
def test_other_numbers_are_other_questions(one: str, other: str) -> None:
    """In words or in figures."""
    assert opposed(one, other)
    assert not opposed(one, one)


@pytest.mark.parametrize(
    ("phrasing", "question"),
    [
        ("date of joining", "when did they join"),
        ("which country joined", "who joined"),
        ("first or last", "who was first"),
        ("who was first", "first or last"),
        ("how many came and when", "when did they come"),
        ("the five themes", "5 themes"),
        ("the themes", "the five themes"),
        ("the five themes", "the themes"),
        ("two books and five themes", "the five themes"),
        ("the two pathways", "the three editions"),
        ("how many are in one country", "how many are in it"),
    ],
)
def test_who_takes_no_side_or_both_opposes_nobody(phrasing: str, question: str) -> None:
    """Nor does a text oppose what says the same in another form."""
    assert not opposed(phrasing, question)


def test_how_much_there_is_is_not_whether_there_is_any() -> None:
    """Whoever asks whether is answered by how much, but not the other way round."""
    assert opposed("is there water on the Moon", "how much water is on the Moon")
    assert not opposed("how much water is on the Moon", "is there water on the Moon")
    assert not opposed("do you know how many came", "how many came")
