"""What is kept in columns comes out as it was put in."""

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.phrasings import Phrasings, ReadPhrasing
from bot.matching.texts import Texts

_TEXTS = st.lists(st.lists(st.text(max_size=3), max_size=5).map(tuple), max_size=6)


@given(_TEXTS)
def test_texts_keep_their_words_and_numbers(texts: list[tuple[str, ...]]) -> None:
    """Also empty texts, and none at all."""
    kept = Texts.build(texts)
    assert [kept[number] for number in range(len(kept))] == texts
    assert list(kept.words) == sorted({word for text in texts for word in text})
    assert kept.lengths().tolist() == list(map(len, texts))
    assert [kept.words[id_] for id_ in kept.ids.tolist()] == [word for text in texts for word in text]


def test_a_phrasing_is_found_by_its_number() -> None:
    """Records are made when they are asked for, one by one or all in order."""
    first = ReadPhrasing(0, "Who leads?", ("who", "leads"), 3)
    second = ReadPhrasing(4, "When?", ("when",), 1)
    phrasings = Phrasings.build([0, 4], [first.text, second.text], [first.words, second.words], [3, 1])
    assert list(phrasings) == [first, second]
    assert phrasings[1] == second
