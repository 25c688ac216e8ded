"""Everyday words that shape any question: none of them is ever taken for a misspelt name."""

ORDINARY: frozenset[str] = frozenset(
    """
    a an the this that these those it its is are was were be been being am do does did doing done have
    has had can could will would shall should may might must not no yes and or but if of in on at to for
    from by with about into over under between through during who whom whose what which when where why
    how many much long old big far more most less least than then there here all any some each every
    both either one two three four five six seven eight nine ten hundred thousand million i you he she
    we they me him her us them my your his our their tell show give list name say know think mean
    explain describe please thanks hello hi hey ok okay just only also even still ever yet already
    really actually exactly currently now today get got go going make made take took come came see look
    find need want like use work works called stand stands happen happened happens start started begin
    began end ended good bad new great best worst thing things people person man woman world time times
    year years month day days week first last next same other another else space agency agencies moon
    mars planet earth rocket launch mission group member members country countries chair main join
    joined
    """.split()
)

ORDINAL_WORDS = (
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
)  # fmt: skip
"""The ordinals from 2 on; "first" is a contrast to "last" instead."""

CARDINAL_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()
"""The numbers from 1 on."""

NUMBER_WORDS: frozenset[str] = frozenset({"first", *CARDINAL_WORDS, *ORDINAL_WORDS})

LITTLE_WORDS = tuple(
    """
    the is in of to what who when how and for does did was are it on at by which where why many with has have
    do there that from or be been were can will this they you me about all any one than then its as an if so
    us we first last latest newest before after next number year month second third fourth fifth earlier later
    """.split()
)
"""The little words of English, most common first; no negation, as a guess must not turn a question round."""

NEGATIONS = frozenset("not no never without none nobody nor neither non except outside missing".split())
"""Words that turn a question round."""

BACK = frozenset({"it", "its", "they", "them", "their", "that", "this", "he", "she", "one", "ones", "there"})
"""Words that may point back to what is said before."""

EMPTY = BACK | frozenset(
    """
    who what when where which how why is are was were does do did has have had can could will would the a
    an of in on at to for from by with and or so these those exactly really actually called mean meant
    again not
    """.split()
)
"""Words of which a question may consist that asks nothing without what is said before it."""
