"""Numbers as a reader wants them: three significant figures at most, and never without a unit.

A share is printed as a percentage and a difference of shares as percentage points. Money has its
currency before it and its sign before that, as with a sign for pounds, and from a million on it is
counted in millions, in sentences and in columns alike.
"""

from math import floor, isfinite, log10

from sim.words.costs import MONEY
from sim.words.intervals import within_unit

MISSING = "nobody to count"
MINUS = "\N{MINUS SIGN}"

_FIGURES = 3
_WHOLE_FROM = 10  # people: whole from here up
_TENTHS_FROM = 0.1  # and to the tenth from here up
_DECIMALS = 3  # no more places than this, however small the number
_MILLION = 1e6
_MILLIONS_FROM = 999_500.0  # what three figures round to a million


def rounded(value: float) -> str:
    """Return at most three significant figures, thousands marked, a true minus sign.

    >>> rounded(1234.5), rounded(0.41234), rounded(9.996), rounded(5.0), rounded(0.00001)
    ('1,230', '0.412', '10.0', '5', '0')
    """
    if not isfinite(value):
        return MISSING
    size = abs(value)
    if size < 0.5 * 10**-_DECIMALS:
        return "0"
    places = _places(size)
    places = _places(round(size, places))  # 9.996 has gained a digit
    size = round(size, places)
    text = f"{size:,.0f}" if places <= 0 or value == int(value) else f"{size:,.{places}f}"
    return f"{MINUS}{text}" if value < 0 else text


def people(value: float) -> str:
    """Return a mean number of people, whole where it is ten or more.

    >>> people(86.4), people(1395.2), people(3.14), people(0.027)
    ('86', '1,400', '3.1', '0.027')
    """
    if not isfinite(value):
        return MISSING
    if abs(value) >= _WHOLE_FROM or value == int(value):
        return rounded(float(round(value)))
    text = f"{abs(value):.1f}" if abs(value) >= _TENTHS_FROM else rounded(abs(value))
    return f"{MINUS}{text}" if value < 0 else text


def _written(value: float, unit: str) -> str:
    """Return a value as its unit is best read, without the unit: a share in per cent."""
    if unit == "share":
        return rounded(100 * value)
    if unit == MONEY and abs(value) >= _MILLIONS_FROM:
        return f"{rounded(value / _MILLION)} million"
    return people(value) if unit in {"people", "men"} else rounded(value)


def _with_unit(text: str, unit: str) -> str:
    """Return a written value with its unit: behind it, but money between its sign and the rest."""
    if unit != MONEY:
        return f"{text} {unit}"
    sign = text[:1] if text[:1] in (MINUS, "+") else ""
    return f"{sign}{MONEY} {text.removeprefix(sign)}"


def whole(value: float) -> str:
    """Return a number to the unit, or to the tenth where it is not whole.

    >>> whole(3652.0), whole(365.25)
    ('3,652', '365.2')
    """
    return f"{value:,.1f}".removesuffix(".0")


def _places(size: float) -> int:
    return min(_FIGURES - 1 - floor(log10(size)), _DECIMALS)


def amount(value: float | None, unit: str) -> str:
    """Return a value with its unit.

    >>> amount(0.4123, "share"), amount(1, "people"), amount(310.2, "days"), amount(None, "days")
    ('41.2%', '1 person', '310 days', 'nobody to count')
    >>> amount(6130, "GBP"), amount(263_400_000, "GBP"), amount(999_600, "GBP")
    ('GBP 6,130', 'GBP 263 million', 'GBP 1.00 million')
    """
    if value is None or not isfinite(value):
        return MISSING
    text = _written(value, unit)
    if unit == "share":
        return f"{text}%"
    singular = {"days": "day", "people": "person", "men": "man", "events": "event"}
    return _with_unit(text, singular.get(unit, unit) if text == "1" else unit)


def bare(value: float | None, unit: str) -> str:
    """Return a value for a column whose head names the unit; a percentage keeps its sign."""
    if value is None or not isfinite(value):
        return MISSING
    text = _written(value, unit)
    return f"{text}%" if unit == "share" else text


def span(low: float | None, high: float | None, unit: str) -> str:
    """Return an interval in words, or nothing where none can be given; a share stays a share.

    >>> span(0.401, 0.4234, "share"), span(-0.02, 1.3, "share"), span(None, None, "days")
    ('40.1% to 42.3%', '0% to 100%', '')
    >>> span(940_000, 1_310_000, "GBP")
    '940,000 to 1.31 million'
    """
    if low is None or high is None:
        return ""
    if unit == "share":
        low, high = (min(max(end, 0.0), 1.0) for end in (low, high))
    return f"{bare(low, unit)} to {bare(high, unit)}"


def estimate(mean: float | None, low: float | None, high: float | None, unit: str) -> str:
    """Return a value for a column, with its interval in brackets where there is one.

    What nothing can be below or above is no part of an interval, but its mean always is.

    >>> estimate(10.5, -0.33, 21.3, "days"), estimate(1.04, 0.99, 1.09, "share")
    ('10.5 (0 to 21.3)', '104% (99% to 104%)')
    """
    ends = None if mean is None else within_unit(mean, low, high, unit)
    if ends is None:
        return bare(mean, unit)
    return f"{bare(mean, unit)} ({bare(ends[0], unit)} to {bare(ends[1], unit)})"


def change(value: float | None, unit: str) -> str:
    r"""Return a signed difference with its unit, by a true minus sign.

    >>> change(-0.081, "share"), change(12, "days"), change(0.0, "people")
    ('\u22128.10 percentage points', '+12 days', '0 people')
    >>> change(-22_500, "GBP"), change(6_960_000, "GBP"), change(0.0, "GBP")
    ('\u2212GBP 22,500', '+GBP 6.96 million', 'GBP 0')
    """
    if value is None or not isfinite(value):
        return MISSING
    return _with_unit(signed(value, unit), points(unit))


def short_change(value: float, unit: str) -> str:
    """Return the same, short enough for a column: a share in points."""
    return _with_unit(signed(value, unit), "points" if unit == "share" else unit)


def unit_sign(unit: str) -> str:
    """Return how the head of a column or axis names this unit."""
    return "%" if unit == "share" else unit


def points(unit: str) -> str:
    """Return what a difference in this unit is counted in."""
    return "percentage points" if unit == "share" else unit


def signed(value: float, unit: str) -> str:
    """Return a difference with its sign, in points where the unit is a share."""
    text = _written(value, unit)
    return text if text == "0" or value < 0 else f"+{text}"


def lower_or_higher(value: float, unit: str) -> str:
    """Return a difference in words.

    >>> lower_or_higher(-0.0782, "share"), lower_or_higher(12, "days")
    ('7.82 percentage points lower', '12 days higher')
    """
    size = _with_unit(_written(abs(value), unit), points(unit))
    return f"{size} {'lower' if value < 0 else 'higher'}"


def change_span(low: float | None, high: float | None, unit: str) -> str:
    """Return the interval of a difference, signed, without its unit; `""` where there is none."""
    if low is None or high is None:
        return ""
    return f"{signed(low, unit)} to {signed(high, unit)}"


def in_sentence(title: str) -> str:
    """Return a title as it stands within a sentence; names inside it keep their capitals.

    >>> in_sentence("Reoffended, if “No effect”")
    'reoffended, if “No effect”'
    """
    return title[:1].lower() + title[1:]


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
