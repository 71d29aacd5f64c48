"""One of a thing on an English page: the catalogue's English counts in the plural, as Chinese has one form for all.

Chinese messages have no plural to translate from, so the nouns that are counted are set right where the page is whole.
"""

import re

BEFORE = "working|golden|field|hot|similar|lead|other|earlier|differing|open|old"
NOUNS = (
    "answer|case|class|clue|code|day|district|duplicate|expert|fault|group|guest|hour|idea|issue|item|kind|letter|like|"
    "line|message|minute|month|outcome|paper|photo|piece|place|play|point|promise|proposal|question|read|reading|row|"
    "scorer|seat|second|session|source|statement|suggestion|task|time|topic|unit|view|visit|voice|vote|week|weight"
)
ODD = {"entries": "entry", "replies": "reply", "copies": "copy", "bodies": "body", "people": "person"}
ONE = re.compile(rf"(?<![\w.,:/–-])1 ((?:{BEFORE}) )?(?:({NOUNS})(?:e?s)|({'|'.join(ODD)}))\b")


def singular(html: str) -> str:
    """Return a page with every "1 days" as "1 day"."""
    return ONE.sub(lambda found: f"1 {found[1] or ''}{found[2] or ODD[found[3]]}", html)
