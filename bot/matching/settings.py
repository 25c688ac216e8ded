"""The numbers of the matching engine, each with what it was chosen by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How phrasings are weighed and compared; tuned on CLINC150's training part, which has no slots."""

    words: float = 0.1
    """Share of the view of single words in the similarity of two texts."""
    meanings: float = 0.3
    """Share of the view of concepts: words and phrases with their synonyms, or else the bare word."""
    pairs: float = 0.2
    """Share of the view of neighbouring concepts, which knows word order."""
    letters: float = 0.4
    """Share of the view of letter trigrams inside words, which forgives typos and endings."""
    rarity_of_words: float = 0.45
    """Exponent of the inverse document frequency of words: rare words weigh more."""
    rarity: float = 0.6
    """The same for pairs and letters."""
    slot_weight: float = 0.8
    """Weight of a slot beside a word's 1: that something fills it is known already, its kind still tells."""
    ridge: float = 0.1
    """Regularisation of the solve; larger trusts single phrasings less."""
    sharpness: float = 2.0
    """Weight of the squared similarity beside the plain one: two half matches count less than one whole."""
    neighbours: int = 64
    """Phrasings that take part in the solve."""
    shortlist: int = 256
    """At most so many phrasings are compared exactly, out of those the inverted index finds."""
    postings: int = 40_000
    """Entries of the inverted index read for one question, rarest features first: bounds the time."""
    longest: int = 64
    """Tokens of a question that are compared; nobody's question is longer."""
