from __future__ import annotations

from datetime import date

import pytest

from bot.matching.authored import PhrasingReader
from bot.matching.demands import Binding, Demand, Demands, Fit, Side, Signature
from bot.matching.entities import Gazetteer
from bot.matching.lexicon import Lexicon
from bot.matching.slots import Reading, read

TODAY = date(2026, 11, 22)
NAMES = Gazetteer.build(
    [
        ("isecg", ("self", "isecg")),
        ("International Space Exploration Coordination Group", ("self", "isecg")),
        ("ASI", ("member", "asi")),
        ("Italy", ("member", "asi")),
        ("POLSA", ("member", "polsa")),
        ("Poland", ("member", "polsa")),
        ("CSIRO", ("member", "csiro")),
        ("ASA", ("member", "asa")),
        ("Australia", ("member", "csiro")),
        ("Australia", ("member", "asa")),
        ("Austria", ("outsider", "austria")),
        ("Netherlands", ("outsider", "netherlands")),
        ("Holland", ("outsider", "netherlands")),
        ("United States", ("member", "nasa")),
        ("US", ("member", "nasa")),
        ("UN", ("outsider", "united-nations")),
        ("New Zealand", ("member", "nzsa")),
        ("Luxembourg", ("member", "lsa")),
        ("third roadmap", ("publication", "ger-3")),
        ("GER 3", ("publication", "ger-3")),
        ("South American", ("region", "latin")),
        ("American", ("member", "nasa")),
        ("Mali", ("outsider", "mali")),
    ]
)
KNOWN = Lexicon.build(
    "email members when did join is a member in or not who chaired what are the how many".split()
)
DATED = {("publication", "ger-3"): (date(2018, 1, 1), date(2018, 2, 2))}


def reading(question: str) -> Reading:
    """Read a question."""
    return read(question, NAMES, KNOWN, TODAY)


def ids(question: str) -> list[list[str]]:
    """Name what a question mentions."""
    return [sorted(id_ for _, id_ in mention.things) for mention in reading(question).things]


def fitted(
    phrasing: str, question: str, *, optional: str = "", any_negation: bool = False
) -> tuple[Fit, Binding | None]:
    """Tell how a question fits a phrasing, and what the slots stand for if it does."""
    read_, slots = PhrasingReader(NAMES).read(phrasing)
    demand = Demand.of(read_, slots, frozenset(optional.split()))
    signature = Signature(demand, Side(read_.negated, any_negation, read_.contrasts))
    bound = Demands.build([signature]).bind(reading(question), DATED)
    return Fit(bound.fits[0]), bound.binding(0)


def fit(phrasing: str, question: str, *, optional: str = "", any_negation: bool = False) -> Fit:
    """Tell how a question fits a phrasing."""
    return fitted(phrasing, question, optional=optional, any_negation=any_negation)[0]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("when did poland join", [["polsa"]]),
        ("when did Polnad join", [["polsa"]]),
        ("is luxxemborg in", [["lsa"]]),
        ("luxemburg?", [["lsa"]]),
        ("new zeland", [["nzsa"]]),
        ("when did Holland join", [["netherlands"]]),
        ("austria", [["austria"]]),
        ("australia", [["asa", "csiro"]]),
        ("tell us more", []),
        ("is the US in", [["nasa"]]),
        ("outh american members", [["latin"]]),
        ("isecg emali", []),
        ("is the us in", [["nasa"]]),
        ("is it part of the un", [["united-nations"]]),
        ("c'est un groupe", []),
        ("ger3", [["ger-3"]]),
        ("what is the weather", []),
    ],
)
def test_things_are_found_by_any_name_and_in_spite_of_typos(question: str, expected: list[list[str]]) -> None:
    """A name shared by two organisations means both; a word that is also a pronoun needs a sign."""
    assert ids(question) == expected


def test_a_misspelling_between_two_names_is_unsure() -> None:
    """ "Austrlia" is one letter from two countries: neither may be assumed."""
    assert reading("austrlia").unsure
    assert not reading("australia").unsure


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("y is Poland in", ("why", "is", "{x}", "in")),
        ("y and when", ("y", "when")),
        ("Poland n Italy in", ("{x}", "{x}", "in")),
        ("what is n in", ("what", "is", "n", "in")),
        ("asi stands 4", ("{x}", "stands", "for")),
        ("does Tom no who chaired", ("does", "tom", "no", "who", "chaired")),
        ("wat does ASI dose", ("what", "does", "{x}", "does")),
    ],
)
def test_a_letter_is_a_word_where_only_that_makes_sense(question: str, words: tuple[str, ...]) -> None:
    """ "y", "n" and "4" are words before a verb, between names and behind "stands", and nowhere else."""
    assert reading(question).words == words


def test_no_is_no_denial_where_somebody_may_know() -> None:
    """ "Anyone no how many" asks as "anyone know how many" does."""
    assert not reading("do you no how many members are in").negated
    assert reading("are there no members in").negated


def test_another_name_for_the_same_decides_between_two() -> None:
    """Beside ASA, "austrlia" is the country of ASA and no other."""
    found = reading("asa austrlia")
    assert not found.unsure
    assert ids("asa austrlia") == [["asa"], ["asa"]]


@pytest.mark.parametrize(("question", "named"), [("is chian in", 0), ("is Chian in", 1), ("Is Chian In", 0)])
def test_a_word_with_a_capital_inside_a_question_is_a_name(question: str, named: int) -> None:
    """ "Chian" is as near to "chain" as to "China", yet nobody writes "Chain" there."""
    names = Gazetteer.build([("China", ("member", "cnsa"))])
    known = Lexicon.build(["chain", "is", "in"])
    assert len(read(question, names, known, TODAY).things) == named


def test_a_stray_word_of_a_long_name_tells_that_the_rest_is_misspelt() -> None:
    """Nothing but a name has the word, and what stands beside it is too short to be looked at itself."""
    names = Gazetteer.build([("Stefaan De Mey", ("person", "de-mey"))])
    found = read("was stefaan d mey chair", names, KNOWN, TODAY)
    assert [mention.things for mention in found.things] == [frozenset({("person", "de-mey")})]


def test_every_word_of_a_misspelt_name_must_be_like_its_own() -> None:
    """As a whole "that langr" is like "that gang", but its second word is not."""
    names = Gazetteer.build([("that gang", ("self", "isecg"))])
    assert not read("what did that langr say", names, KNOWN, TODAY).names_isecg
    assert read("what did that gamg say", names, KNOWN, TODAY).names_isecg


@pytest.mark.parametrize("question", ["sixth roadmap", "GER 5", "GER 33"])
def test_a_name_with_another_number_is_no_misspelling(question: str) -> None:
    """However alike the letters are."""
    assert ids(question) == []


@pytest.mark.parametrize(
    ("question", "country"),
    [
        ("us and Poland both in", True),
        ("Poland or us", True),
        ("is the us in", True),
        ("us member", True),
        ("us Poland in", False),
        ("tell us who is in", False),
    ],
)
def test_us_is_a_country_where_no_pronoun_stands(question: str, country: bool) -> None:
    """In small letters it is the United States beside another name, behind an article or at the beginning."""
    found = {thing for mention in reading(question).things for thing in mention.things}
    assert (("member", "nasa") in found) is country


def test_an_article_before_a_name_does_not_take_its_year() -> None:
    """The 2018 roadmap is the roadmap, not the year."""
    gazetteer = Gazetteer.build([("2018 roadmap", ("publication", "ger-3"))])
    read_ = read("members before the 2018 roadmap", gazetteer, KNOWN, TODAY)
    assert [sorted(mention.things) for mention in read_.things] == [[("publication", "ger-3")]]
    assert read_.times == ()


def test_names_dates_and_politeness_leave_the_compared_words() -> None:
    """What is left is what the question asks about them."""
    read_ = reading("hello, can you please tell me when did Poland join in 2019 or so?")
    assert "{x}" in read_.words
    assert not {"hello", "please", "poland", "2019"} & set(read_.words)
    assert [window.year for window in read_.times] == [2019]


@pytest.mark.parametrize(
    ("question", "word"), [("how much agencies joined", "many"), ("how much does it cost", "much")]
)
def test_how_much_of_what_is_counted_means_how_many(question: str, word: str) -> None:
    """Many languages have one word for both; before no plural it stays."""
    assert word in reading(question).words


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        ("is Poland not a member", True),
        ("isn't Poland a member", True),
        ("is Poland a member", False),
        ("is Poland in or not", False),
        ("I don't know when Poland joined", False),
        ("Poland is a member, isn't it?", False),
        ("which are non-members", True),
    ],
)
def test_negation_is_read_but_not_where_it_is_hollow(question: str, negated: bool) -> None:
    """ "... or not" and "I don't know ..." turn nothing round."""
    assert reading(question).negated is negated


def test_a_slot_takes_a_thing_of_its_kind_only() -> None:
    """Holland is no member, so no entry about members answers for it."""
    binding = fitted("when did {member} join", "when did Poland join")[1]
    assert binding is not None
    assert binding.ids == {"member": ("polsa",)}
    assert fit("when did {member} join", "when did Holland join") is Fit.NO
    assert fit("when did {member} join", "when did it join") is Fit.NO


def test_a_phrasing_that_names_a_thing_fits_that_thing_only() -> None:
    """By identity, not by spelling: any name of it will do."""
    assert fit("what is new in GER 3", "what is new in the third roadmap") is Fit.GOOD
    assert fit("is Poland a member", "is Italy a member") is Fit.NO


def test_a_thing_that_the_phrasing_does_not_know_forbids_an_answer() -> None:
    """It may still be suggested."""
    assert fit("when did it begin", "when did Poland begin") is Fit.WEAK


def test_dates_must_be_wanted() -> None:
    """An entry that takes no date does not answer for one; one that needs a date is not asked without."""
    assert fit("how many members", "how many members in 2015") is Fit.WEAK
    found, dated = fitted("how many members {date}", "how many members in 2015")
    assert found is Fit.GOOD
    assert dated is not None
    assert dated.window is not None
    assert dated.window.year == 2015
    assert fit("how many members {date}", "how many members") is Fit.NO
    assert fit("how many members", "how many members in 2015", optional="date") is Fit.GOOD


def test_a_year_that_agrees_with_the_thing_named_asks_nothing() -> None:
    """ "GER 3 of 2018" is GER 3; "GER 3 of 2011" is a contradiction."""
    assert fit("what is new in GER 3", "what is new in GER 3 of 2018") is Fit.GOOD
    assert fit("what is new in GER 3", "what is new in GER 3 of 2011") is Fit.WEAK


@pytest.mark.parametrize(
    ("phrasing", "question", "expected"),
    [
        ("is {member} a member", "is Poland not a member", Fit.WEAK),
        ("who was the first member", "who was the latest member", Fit.WEAK),
        ("who joined before {member}", "who joined after Poland", Fit.WEAK),
        ("who joined before {member}", "who joined before Poland", Fit.GOOD),
    ],
)
def test_opposites_contradict(phrasing: str, question: str, expected: Fit) -> None:
    """First is not last, before is not after, a member is not no member."""
    assert fit(phrasing, question) is expected


def test_an_entry_may_be_right_for_both_sides_of_a_negation() -> None:
    """Its answer states the whole fact."""
    assert fit("is {member} a member", "is Poland not a member", any_negation=True) is Fit.GOOD


def test_an_ordinal_written_out_is_demanded() -> None:
    """The 22nd is not the 23rd."""
    assert fit("was Poland the 22nd member", "was Poland the 22nd member") is Fit.GOOD
    assert fit("was Poland the 22nd member", "was Poland the 23rd member") is Fit.NO


def test_an_acronym_with_another_letter_is_asked_back() -> None:
    """ "DSIRO" is a slip of a finger for CSIRO, "PSIRO" may be another body."""
    assert not reading("is dsiro a member").unsure
    assert reading("is psiro a member").unsure


def test_yes_or_no_in_short_is_no_word_of_the_question() -> None:
    """Letters at a stroke are not taken for misspelt words either."""
    assert reading("poland member y/n").words == reading("poland member").words


def test_two_slots_of_a_kind_are_filled_in_order() -> None:
    """The first name goes into the first slot."""
    binding = fitted("did {member} join before {member_2}", "did Italy join before Poland")[1]
    assert binding is not None
    assert binding.ids == {"member": ("asi",), "member_2": ("polsa",)}


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("15th member", 15),
        ("fifteenth member", 15),
        ("member number 15", 15),
        ("no. 15 member", 15),
        ("member number fifteen", 15),
        ("twenty-fourth member", 24),
        ("15ht member", 15),
        ("member jumber 15", 15),
    ],
)
def test_ordinals_are_numbers(question: str, number: int) -> None:
    """However they are written."""
    binding = fitted("{number} member", question)[1]
    assert binding is not None
    assert binding.numbers == (number,)


def test_a_number_beside_an_ordinal_is_one_too() -> None:
    """The second of "number 25 and 26" has no word of its own; of what is counted there is no ordinal."""
    assert reading("member number 25 and 26").ordinals == (25, 26)
    assert reading("25 and 26 members").ordinals == ()


@pytest.mark.parametrize(
    ("phrasing", "question"),
    [
        ("which country joined most recently", "which country left most recently"),
        ("when did the term of {member} start", "when did the term of Poland end"),
        ("who has the most members", "who has the fewest members"),
    ],
)
def test_opposite_verbs_are_never_taken_for_each_other(phrasing: str, question: str) -> None:
    """To join is not to leave, however alike the rest of the words is."""
    assert fit(phrasing, question) is not Fit.GOOD


def test_an_s_behind_a_name_is_no_other_name() -> None:
    """People leave out the apostrophe: "DLRs logo" is of DLR, however near another acronym may be."""
    gazetteer = Gazetteer.build([("DLR", ("member", "dlr")), ("ILRS", ("outsider", "ilrs"))])
    found = read("why is DLRs logo missing", gazetteer, KNOWN, TODAY).things
    assert [sorted(mention.things) for mention in found] == [[("member", "dlr")]]
    found = read("why is the ILRS missing", gazetteer, KNOWN, TODAY).things
    assert [sorted(mention.things) for mention in found] == [[("outsider", "ilrs")]]
