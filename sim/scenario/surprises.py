"""Plain words for what YAML does not say plainly: near-numbers, near-truths, broken syntax.

Scenario files are YAML 1.2. What older readers took for a number or a truth (`010`, `1_000`,
`12:30:00`, `0x1F`, `yes`) is text here, never silently something else; where a number or a truth
was wanted, the message says what was written and how to write what was meant.
"""

import re
from collections.abc import Callable

LONGEST_NUMBER = 40
TRUTHS = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}

NEAR_NUMBERS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    (
        r"[-+]?0([xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)",
        "is not a decimal number; write {}",
        lambda text: str(int(text, 0)),
    ),
    (
        r"[-+]?0[0-9]+(\.[0-9]*)?",
        "has a leading zero, which some programs read as octal; write {}",
        lambda text: re.sub(r"^([-+]?)0+(?=[0-9])", r"\1", text).lstrip("+"),
    ),
    (
        r"[-+]?[0-9]{1,3}([,_ ][0-9]{3})+(\.[0-9]+)?|[-+]?[0-9]+_[0-9_]*(\.[0-9_]*)?",
        "has separators between its digits; write {}",
        lambda text: re.sub(r"[,_ ]", "", text),
    ),
    (r"[-+]?[0-9]+,[0-9]+", "has a decimal comma; write {}", lambda text: text.replace(",", ".")),
    (
        r"[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?",
        "is a time of day to some programs and text here; write a plain number",
        str,
    ),
    (
        r"[-+]?[0-9.]+\s*%",
        "has a percent sign; write a share from 0 to 1, such as 0.25 for 25%",
        str,
    ),
    (
        r"[-+]?[0-9.]+\s*[A-Za-z]+( [A-Za-z]+)?",
        "has words in it; write the number alone, its unit stands in the name of the setting",
        str,
    ),
    (r"[-+]?(nan|NaN|inf|Inf|infinity|Infinity)", "is not a finite number", str),
)
"""What looks like a number and is text: the pattern, what to say, and what to write instead."""


def near_number(text: str) -> str | None:
    """Say why this text is not a number although it looks like one, and what to write."""
    bare = text.strip()
    for pattern, words, meant in NEAR_NUMBERS if len(bare) <= LONGEST_NUMBER else ():
        if re.fullmatch(pattern, bare):
            return words.format(meant(bare))
    return None


def near_truth(text: str) -> str | None:
    """Say that this word is neither true nor false here, and which of them to write."""
    truth = TRUTHS.get(text.strip().lower())
    return f"is text in YAML 1.2; write {truth}" if truth else None


CANNOT_START = "found character that cannot start any token"
TABS = "a tab; indent with spaces"
TWO_COLONS = (
    "a second `:` in one value, or a line that is indented too far; "
    "text that holds `: ` needs quotes"
)

SYNTAX: tuple[tuple[str, str, str], ...] = (
    (CANNOT_START, "\t", TABS),
    (CANNOT_START, "", "no value may start with this character; put the text in quotes"),
    ("tab character", "", TABS),
    ("mapping values are not allowed", "", TWO_COLONS),
    ("block sequence entries", "", "a list item `- ` may not start here; give it its own line"),
    ("expected ',' or ']'", "", "the list that starts with `[` is not closed by `]`"),
    ("expected ',' or '}'", "", "the mapping that starts with `{` is not closed by `}`"),
    ("expected '-' indicator", "", "a list item `- ` was expected here; check the indentation"),
    ("expected key", "", "a `key: value` was expected here; check the indentation and quotes"),
    ("expected node content", "", "a value was expected here"),
    ("expected <document start>", "", "nothing may follow here; check brackets and quotes"),
    ("unexpected end of stream", "", "the file ends inside a value; is a quote not closed?"),
    ("could not find expected ':'", "", "a `:` was expected after this key"),
    ("invalid Unicode character escape", "", "this \\u escape is not a character"),
    ("unknown escape character", "", "an unknown \\ escape; use single quotes for plain text"),
    ("alphabetic or numeric character", "", "text that starts with * or & needs quotes"),
)
"""Part of the parser's complaint, the character it stumbled at if that matters, plain words."""


def syntax_words(complaint: str, character: str) -> str:
    """Say a YAML parser's complaint, made at `character`, in plain words."""
    for part, at, words in SYNTAX:
        if part in complaint and (not at or at == character):
            return words
    return f"not readable as YAML ({complaint})"
