"""What the expression language refuses and how, and that nothing but rules can be written in it."""

import ast
import math
import time

import pytest

from sim.policies.expressions import CANDIDATE_FACTS, LASTING_FACTS, LIST_FACTS, parsed
from sim.policies.syntax import DEEPEST, LONGEST, _shaped


def worth(text: str) -> float:
    return float(parsed(text, CANDIDATE_FACTS).of({})[0])


AGES = "age_years, band, cse, denial, internet_only, learning_disability, motivated, motivation"
LASTING_WORDS = f"{AGES}, need, need_score, needs_<tag>, sentence, upstream"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bnad + 1", "`bnad` at column 1 is not a fact; did you mean `band`?"),
        ("1 + Band", "`Band` at column 5 is not a fact; did you mean `band`?"),
        ("band >= hgih", "`hgih` at column 9 is not a fact; did you mean `high`?"),
        ("xyzzy", f"`xyzzy` at column 1 is not a fact; allowed: {LASTING_WORDS}"),
        (
            "denial and days_left < 9",
            ("`days_left` at column 12 changes while a man waits and may not be used here; "
            f"allowed: {LASTING_WORDS}"),
        ),
        (
            "waiting > 3",
            ("`waiting` at column 1 is a fact about a list, not about a candidate; "
            f"allowed: {LASTING_WORDS}"),
        ),
        ("band = high", "`=` at column 6 is not part of the language; to compare, write `==`"),
        ("band & denial", "`&` at column 6 is not part of the language; write `and`"),
        (
            "band == 'high'",
            ("`'` at column 9 is not part of the language; "
            "names of bands and sentences stand without quotes"),
        ),
        (
            "band ? 1",
            ("`?` at column 6 is not part of the language; "
            "allowed: names, numbers and + - * / // % ** < <= > >= == != ( ) ,"),
        ),
        (
            "band is high",
            ("`is` at column 6 is not part of the language; "
            "allowed words: and, or, not, in, if, else"),
        ),
        (
            "band >= ",
            ("the rule cannot be read at column 8; "
            "write one such as `band >= high and days_left < 365`"),
        ),
        ("((band)", "`(` at column 1 is never closed"),
        ("(" * 41 + "1" + ")" * 41, "brackets stand more than 40 deep at column 41"),
        ("(band))", "`)` at column 7 closes nothing"),
        ("1,000", ("a list of values at column 1 is not allowed; write a rule such as "
         "`band >= high and days_left < 365`")),
        ("1_000", "no number can be read at column 1; write one such as 12, 0.5 or 1e3"),
        ("band.real", "`.` at column 5 is not part of the language; a fact has no parts"),
        (
            "  median(band, 3)",
            ("`median(...)` at column 3 is not allowed; "
            "the functions are abs, exp, log, max, min, round, sqrt"),
        ),
        ("min", "`min` at column 1 is a function; write it with its values, as in `min(...)`"),
        ("min(band)", "`min` at column 1 takes two values or more, not 1"),
        ("sqrt(band, 2)", "`sqrt` at column 1 takes one value, not 2"),
        ("+band", "a leading `+` at column 1 is not allowed; leave it out"),
        (
            "band in (age_years, 2)",
            ("after `in` at column 10 only names of bands or sentences and numbers may stand; "
            "write such as (low, medium)"),
        ),
        (
            "band in (1 + 1, 2)",
            "this at column 10 is not allowed; after `in` write values such as (low, medium)",
        ),
        (
            "band == determinate",
            ("`determinate` at column 9 is no value of `band`; "
            "allowed: low, medium, high, very_high"),
        ),
        (
            "need in (low, very_high)",
            "`very_high` at column 15 is no value of `need`; allowed: low, medium, high",
        ),
        ("", "the rule is empty; write one such as `band >= high and days_left < 365`"),
        ("1e999", "the number at column 1 is too large; allowed: up to 1e308"),
        ("1" * 501, "the rule has 501 characters; allowed: 500"),
    ],
)  # fmt: skip
def test_a_mistake_is_answered_with_its_place_and_its_cure(text: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole text is compared below
        parsed(text, LASTING_FACTS)
    assert str(refused.value) == message


def test_a_fact_about_a_candidate_is_no_fact_about_a_list() -> None:
    with pytest.raises(ValueError, match="`band` at column 1 is a fact about a candidate, not"):
        parsed("band", LIST_FACTS)


# -- strangers ------------------------------------------------------------------------------------

HOSTILE = [
    "().__class__.__bases__[0].__subclasses__()",
    "band.__class__",
    "band . __class__",
    "1 .real",
    "1..real",
    "(1).__class__",
    "__import__(band)",
    "__import__('os').system('id')",
    "eval(band)",
    "exec(band)",
    "open(band)",
    "getattr(band, 1)",
    "lambda: 1",
    "(lambda: 1)()",
    "[x for x in (1, 2)]",
    "(x for x in (1, 2))",
    "{1: 2}",
    "{1, 2}",
    "band[0]",
    "f'{band}'",
    "'a' * 9",
    '"a"',
    "b'a'",
    "(band := 1)",
    "band := 1",
    "await band",
    "(yield)",
    "(yield band)",
    "band; band",
    "import os",
    "band\nband",
    "band\r\nband",
    "band # a comment",
    "band \\\n + 1",
    "\x00",
    "band\x00",
    "bаnd",  # noqa: RUF001 -- the Cyrillic letter is the point
    "ｂａｎｄ",  # noqa: RUF001 -- letters that Python reads as `band`
    "𝐛𝐚𝐧𝐝",  # noqa: RUF001 -- letters that Python reads as `band`
    "b\u200band",
    "band\u00a0+ 1",
    "band − 1",  # noqa: RUF001 -- not the minus sign of the keyboard
    "１ + 1",  # noqa: RUF001 -- a digit of another width
    "٣ + 1",
    "\ud800",
    "\N{BYTE ORDER MARK}band",
    "1j",
    "0x10",
    "0b1",
    "0o7",
    "1_0",
    "012",
    "1or 2",
    "1if 1else 2",
    "None",
    "...",
    "Ellipsis",
    "NotImplemented",
    "__debug__",
    "*band",
    "min(*band)",
    "min(**band)",
    "min(band, key=band)",
    "min(band for band in (1, 2))",
    "(min)(1)(2)",
    "min(1, 2)(3)",
    "(min if 1 else max)(1, 2)",
    "not",
    "in",
    "~band",
    "band @ band",
    "band -> band",
    "band: 1",
    "band is 1",
    "()",
    "(,)",
    "band,",
    "band in ()",
    "band in ((1, 2), 3)",
    "band in min(1, 2)",
    "band in (1, 2) in (3, 4) + 1",
    "(" * 499,
    "(" * 200 + "1" + ")" * 200,
    "(" * 10_000 + "1" + ")" * 10_000,
    "-" * 499 + "1",
    "not " * 120 + "1",
    "1+" * 249 + "1",
    "1**" * 160 + "1",
    "1 if 1 else " * 40 + "1",
    "min(1," * 80 + "1" + ")" * 80,
    "9" * 400,
    "1e400",
    "9" * 5000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:30]))
def test_nothing_but_rules_can_be_written(text: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- that it is one in words is tested
        parsed(text, CANDIDATE_FACTS)
    assert type(refused.value) is ValueError
    assert len(str(refused.value)) < 700
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "a.b", "a[0]", "lambda: a", "[a]", "{a}", "{a: a}", "[x for x in a]", "(x for x in a)",
        "{x for x in a}", "'a'", "f'{a}'", "b'a'", "(a := 1)", "a is b", "~a", "+a", "a @ b",
        "a << b", "a & b", "1j", "None", "...", "f(a)", "min(*a)", "min(a, b, c=1)", "(a, b)",
        "a.min(b)", "min(a, b)(c)", "a[0:1]",
    ],
)  # fmt: skip
def test_the_second_gate_stops_by_itself_whatever_the_first_lets_through(text: str) -> None:
    """Two gates: were the list of characters ever widened, the list of nodes would still hold."""
    with pytest.raises(ValueError, match="not allowed"):
        _shaped(ast.parse(text, mode="eval").body)


@pytest.mark.parametrize("text", ["9**9**9**9", "9**" * 39 + "9", "exp(" * 30 + "9" + ")" * 30])
def test_no_rule_takes_long(text: str) -> None:
    began = time.perf_counter()
    assert worth(text) == math.inf
    assert time.perf_counter() - began < 1


def test_a_rule_as_long_and_as_deep_as_may_be_is_read() -> None:
    assert worth("(" * (DEEPEST - 1) + "7" + ")" * (DEEPEST - 1)) == 7
    assert worth("1+" * (DEEPEST - 1) + "1") == DEEPEST
    assert worth(" or ".join(["1"] * 99)) == 1
    assert worth("1" + " " * (LONGEST - 2) + "\n") == 1


def test_a_list_of_values_in_the_middle_of_a_comparison_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="end the comparison with it"):
        parsed("band in (low, high) in (1,)", CANDIDATE_FACTS)
