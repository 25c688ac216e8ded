"""How people shorten everyday English: contractions and chat spellings, each with the words it stands for."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

_NEGATED = {
    "is": "is", "are": "are", "was": "was", "were": "were", "do": "do", "does": "does", "did": "did",
    "ca": "can", "wo": "will", "would": "would", "should": "should", "could": "could", "have": "have",
    "has": "has", "had": "had", "must": "must", "need": "need", "ai": "is", "sha": "shall",
}  # fmt: skip
# Ending, the verb it stands for, the words that take it.
_ENDINGS = (
    ("s", "is", "what who where when how why which that there here it he she this everything someone"),
    ("re", "are", "we you they what who where how these those there"),
    ("ve", "have", "i we you they who would could should must what"),
    ("ll", "will", "i we you they he she it that there what who when where how"),
    ("d", "would", "i we you they he she it that there what who"),
    ("d", "did", "where when how why"),
)

# Spelt without the apostrophe these are other English words, so they are left as they stand.
_AMBIGUOUS = frozenset({"its", "were", "whore", "ill", "well", "hell", "shell", "id", "wed", "shed", "hed"})

_CHAT = {
    "u": "you", "ya": "you", "r": "are", "ur": "your", "pls": "please", "plz": "please", "plse": "please",
    "wat": "what", "wut": "what", "wht": "what", "wich": "which", "whch": "which",
    "wen": "when", "whn": "when", "wher": "where", "hw": "how", "wy": "why",
    "abt": "about", "ppl": "people", "cuz": "because", "bc": "because", "coz": "because", "thx": "thanks",
    "thanx": "thanks", "ty": "thanks", "nd": "and",
    "govt": "government", "yr": "year", "yrs": "years", "btw": "by the way",
    "wanna": "want to", "gonna": "going to", "gotta": "have to", "gimme": "give me", "lemme": "let me",
    "tf": "the heck", "wtf": "what the heck", "wth": "what the heck", "wdym": "what do you mean",
    "og": "original", "diff": "difference", "diffs": "differences", "tldr": "summary", "idk": "i do not know",
    "kinda": "kind of", "sorta": "sort of", "smth": "something", "smthn": "something", "smn": "someone",
    "tryna": "trying to", "imma": "i am going to", "wassup": "what is up", "deets": "details",
    "prob": "probably", "vs": "versus", "prolly": "probably", "def": "definitely", "cos": "because",
    "bcs": "because", "becuz": "because", "ig": "i guess", "hella": "very", "ppls": "people",
    "dunno": "do not know", "sb": "somebody", "smb": "somebody", "sth": "something",
    "agencys": "agencies", "countrys": "countries", "companys": "companies", "studys": "studies",
    "bodys": "bodies", "cannot": "can not",
    "nr": "number", "nbr": "number", "num": "number", "nums": "numbers", "doc": "document",
    "docs": "documents", "vid": "video", "vids": "videos", "addr": "address",
    "intl": "international", "uni": "university", "unis": "universities", "prof": "professor",
    "mtg": "meeting", "mtgs": "meetings",
    "pg": "page", "pgs": "pages", "membs": "members", "approx": "approximately",
    "im": "i am", "whats": "what is", "wots": "what is", "wats": "what is",
    "til": "until", "till": "until", "untill": "until", "wot": "what", "wud": "would", "cud": "could",
    "shud": "should", "rite": "right", "sez": "says", "wer": "where",
    "jus": "just", "thru": "through", "realy": "really", "som1": "someone",
    "b4": "before", "any1": "anyone", "some1": "someone", "every1": "everyone", "2day": "today",
    "y'all": "you all", "let's": "let us", "i'm": "i am", "o'clock": "oclock",
}  # fmt: skip


def _table() -> dict[str, tuple[str, ...]]:
    table = dict(_CHAT)
    for stem, full in _NEGATED.items():
        table[f"{stem}n't"] = f"{full} not"
    for ending, verb, subjects in _ENDINGS:
        for subject in subjects.split():
            table[f"{subject}'{ending}"] = f"{subject} {verb}"
    for short, full in list(table.items()):
        bare = short.replace("'", "")
        if bare not in _AMBIGUOUS:
            table.setdefault(bare, full)
    return {short: tuple(full.split()) for short, full in table.items()}


EXPANSIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(_table())
"""Casefolded short form -> the words it stands for."""

_TENS = {"twenty": 2, "thirty": 3, "forty": 4, "fifty": 5, "sixty": 6, "seventy": 7, "eighty": 8, "ninety": 9}
_ONES = "one two three four five six seven eight nine".split()
_ORDINAL_ONES = "first second third fourth fifth sixth seventh eighth ninth".split()


def _numbers() -> Iterator[tuple[tuple[str, str], str]]:
    """Yield "twenty four" and "twenty fourth" in figures."""
    for tens, ten in _TENS.items():
        for one, (cardinal, ordinal) in enumerate(zip(_ONES, _ORDINAL_ONES, strict=True), start=1):
            yield (tens, cardinal), f"{ten}{one}"
            yield (tens, ordinal), f"{ten}{one}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(one, 'th') }"


COMPOUNDS: Mapping[tuple[str, str], str] = MappingProxyType(
    dict(_numbers())
    | {
        (first, second): first + second
        for first, second in (
            pair.split("+")
            for pair in "road+map road+maps web+site web+sites web+page time+line space+craft head+quarters "
            "home+page news+letter chair+man chair+person chair+woman hand+over work+shop work+shops".split()
        )
    }
)
"""Words that people also write apart -> the one word they are."""
