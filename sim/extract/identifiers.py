"""What may tell who somebody is: by the name of a column, and by the look of its cells.

It errs on the side of refusing. A column that is read through codes is never asked, for nothing of
it goes further but our own words.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from sim.extract.dates import looks_like_date

LONGEST_CATEGORY = 40
MOST_WORDS = 5
MOST_CATEGORIES = 50
MANY = f"more than {MOST_CATEGORIES} different things, which set people apart"
MOST_CODES = 30
LONGEST_CODE = 20
HALF = 0.5
NHS_DIGITS = 10

WHOSE = (
    "sur|fore|first|last|middle|given|christian|family|full|known|maiden|birth|offender|prisoner"
    "|client|person|people|user|subject|victim|officer|manager|worker|staff|patient|man|his"
)
OF_A_CASE = "case|client|person|subject|file|record|referral|unique"
NUMBER = "id|no|num|number|ref|reference"

BY_NAME = tuple(
    (re.compile(pattern), what)
    for pattern, what in (
        (rf"\b({WHOSE}) ?names?\b|^names?$|\balias(es)?\b|\binitials\b", "names"),
        (
            r"\bdobs?\b|\bd o b\b|\bdates? of birth\b|\bbirth ?da(te|y)s?\b|\bborn\b",
            "dates of birth",
        ),
        (r"\byears? of birth\b|\bbirth years?\b|\byob\b", "years of birth"),
        (
            r"\bni\b|\bnino\b|\bni ?(no|nr|number)\b|\bnational insurance\b",
            "National Insurance numbers",
        ),
        (rf"\bp?nomi?s\b|\b(prison|prisoner|offender|inmate) ?({NUMBER})\b", "prison numbers"),
        (r"\bpnc(id|no)?\b", "PNC numbers"),
        (r"\bcro(id|no)?\b", "CRO numbers"),
        (r"\bnhs\b", "NHS numbers"),
        (rf"\bcrn\b|\bdelius\b|\boasys ?({NUMBER})\b|\bvisor\b", "case reference numbers"),
        (
            rf"\b({OF_A_CASE}) ?({NUMBER})\b|^(urn|uid|uuid|{NUMBER})( ({NUMBER}))?$",
            "reference numbers",
        ),
        (r"\bpost ?codes?\b|\baddress(es)?\b|\bstreet\b", "addresses"),
        (r"\be ?mails?\b", "e-mail addresses"),
        (r"\b(tele)?phones?\b|\bmobile\b|\btel\b", "telephone numbers"),
        (r"\bpassport\b|\bdriving licence\b|\bip address\b", "reference numbers"),
        (
            r"\b(comment|note|remark|narrative|description)s?\b|\bfree ?text\b|\bdetails\b",
            "free text",
        ),
    )
)

BY_LOOK = tuple(
    (re.compile(pattern, re.IGNORECASE), what)
    for pattern, what in (
        (r"[^@\s]+@[^@\s]+\.[a-z]{2,}", "e-mail addresses"),
        (r"[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}", "postcodes"),
        (r"[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z]\s?(\d\s?){6}[a-d]", "National Insurance numbers"),
        (r"[a-z]\d{4}[a-z]{2}", "prison numbers"),
        (r"(\d{2}|\d{4})/\d{1,7}[a-z]", "PNC numbers"),
        (r"\d{1,6}/\d{2}[a-z]|sf\d{2}/\d{1,6}[a-z]", "CRO numbers"),
        (r"[a-z]\d{6}", "case reference numbers"),
        (r"(\+44|0044|0)\s?\(?\d[\d\s()-]{8,12}", "telephone numbers"),
    )
)
EMAIL_WITHIN = BY_LOOK[0][0]
NAME = re.compile(
    r"[A-Z][\w'\u2019-]+,?( [A-Z]\.?)?( (van|de|der|al|el|bin))*( [A-Z][\w'\u2019-]+){1,3}( ?\d+)?"
    r"|[A-Z][a-z'\u2019-]{2,} ?\d+"
)


def are_codes(cells: Sequence[str]) -> bool:
    """Tell whether different cells look like codes: few, short, and nobody's name.

    >>> are_codes(["High", "Hihg", "Very high"]), are_codes(["High", "John Smith"])
    (True, False)
    """
    return len(cells) <= MOST_CODES and not any(
        len(each) > LONGEST_CODE or NAME.fullmatch(each) or by_look([each]) for each in cells
    )


def by_name(column: str) -> str | None:
    """Return what a column of this name probably holds that may tell who somebody is.

    >>> by_name("DateOfBirth"), by_name("Prison name"), by_name("Offender_Surname")
    ('dates of birth', None, 'names')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    words = " ".join(re.sub(r"[^A-Za-z]+", " ", spaced).split()).casefold()
    return next((what for pattern, what in BY_NAME if pattern.search(words)), None)


def by_look(cells: Sequence[str]) -> str | None:
    """Return what a column of such cells, none of them empty, probably holds, if it identifies."""
    different = list(dict.fromkeys(cells))
    if not different:
        return None
    for pattern, what in BY_LOOK:
        if any(map(pattern.fullmatch, different)):
            return what
    if any("@" in each and EMAIL_WITHIN.search(each) for each in different):
        return "e-mail addresses"
    mostly: tuple[tuple[Callable[[str], object], str], ...] = (
        (_nhs, "NHS numbers"),
        (looks_like_date, "dates"),
    )
    for test, what in mostly:
        if sum(map(bool, map(test, different))) >= HALF * len(different):
            return what
    if any(len(each) > LONGEST_CATEGORY or len(each.split()) > MOST_WORDS for each in different):
        return "free text"
    return _many(cells, different)


def _many(cells: Sequence[str], different: Sequence[str]) -> str | None:
    """Return what is held by a column in which nearly everybody has a word of his own."""
    if sum(map(bool, map(NAME.fullmatch, different))) >= HALF * len(different):
        alone = sum(count == 1 for count in Counter(cells).values())
        if alone >= HALF * len(different):
            return "names"
    if len(different) > MOST_CATEGORIES:
        return MANY
    return None


def _nhs(cell: str) -> bool:
    """Tell whether a cell is an NHS number: ten digits, the last of which checks the others."""
    digits = re.sub(r"[\s-]", "", cell)
    if len(digits) != NHS_DIGITS or not digits.isascii() or not digits.isdigit():
        return False
    total = sum(int(each) * weight for each, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[-1])
