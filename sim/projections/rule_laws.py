"""Laws that need the rules themselves: expressions of the scenario, and orders of the policy.

They stand right of the log because the log knows no rules. Each takes a history and the policy it
was made under and returns what breaks it, as the laws of `sim.log.laws` do.
"""

from collections.abc import Iterator
from math import floor

import numpy as np
import polars as pl

from sim.log.breach import Law, say
from sim.log.group_laws import SITS
from sim.log.history import History, PolicyNote, ProvisionNote
from sim.log.laws import breaches
from sim.log.picking import circles, is_one_of, numbered, steps
from sim.projections.decisions import places_went_as_the_rule_says
from sim.projections.lasting import composition, holds
from sim.words.kinds import Kind

ALMOST = 1e-9  # so that a share of 0.3 of ten places is three


def broken_rules(history: History, policy: PolicyNote) -> list[str]:
    """Return every breach of every law that needs the rules, each beginning with its name."""
    return breaches(history, policy, RULE_LAWS)


def eligible_is_who_the_expression_says(history: History, _: PolicyNote) -> list[str]:
    """Nobody starts a programme of whom its own condition does not hold."""
    found: list[str] = []
    for code, note in enumerate(history.book.provisions):
        text = note.rules.get("eligible")
        if text:
            starts = numbered(history, Kind.STARTED).filter(pl.col("provision") == code)
            wrong = starts.filter(~holds(text, history, starts))
            found += say(wrong.select("person", "time"), f"starts of {note.id} by men not eligible")
    return found


def people_kept_apart_never_sit_together(history: History, _: PolicyNote) -> list[str]:
    """In no group do people of whom a rule holds sit with people of whom it does not."""
    found: list[str] = []
    for note, rows in _seats(history):
        for text in composition(note).get("apart", ()):
            sitting = _sitting(history, rows, text)
            wrong = sitting.filter((pl.col("such") > 0) & (pl.col("others") > 0))
            what = f"moments in groups of {note.id} in which `{text}` sat with others"
            found += say(wrong.select("group", "time", "such", "others"), what)
    return found


def no_more_sit_together_than_the_rule_allows(history: History, _: PolicyNote) -> list[str]:
    """In no group sit more people of whom a rule holds than it may have."""
    found: list[str] = []
    for note, rows in _seats(history):
        for rule in composition(note).get("at_most", ()):
            most = rule.get("people")
            if most is None:
                most = floor(rule["share"] * note.maximum + ALMOST)
            wrong = _sitting(history, rows, rule["who"]).filter(pl.col("such") > most)
            what = f"moments in groups of {note.id} with more than {most} of `{rule['who']}`"
            found += say(wrong.select("group", "time", "such"), what)
    return found


def circles_go_to_those_of_whom_the_rule_holds(history: History, policy: PolicyNote) -> list[str]:
    """Where the policy has a rule for circles: as it held of a man when he came."""
    rule = policy.rules.get("circles")
    if not isinstance(rule, dict):
        return []
    starts = numbered(history, Kind.STARTED).filter(pl.col("provision").is_in(circles(history)))
    came = starts.with_columns(seq=pl.lit(0, starts.schema["seq"]))
    wrong = starts.filter(~holds(rule["who"], history, came))
    return say(wrong.select("person", "time"), "circles for men of whom the rule does not hold")


def _seats(history: History) -> Iterator[tuple[ProvisionNote, pl.DataFrame]]:
    """Yield each programme that has rules of composition, with all who sat down or stood up."""
    for code, note in enumerate(history.book.provisions):
        if composition(note):
            yield note, numbered(history, *SITS).filter(pl.col("provision") == code)


def _sitting(history: History, rows: pl.DataFrame, text: str) -> pl.DataFrame:
    """Return each sitting down with how many such people and others sit there after it.

    Whether a rule holds of a man is what it was when he sat down, for as long as he sits.
    """
    is_such = np.where(rows["kind"] == int(Kind.STARTED), holds(text, history, rows), np.nan)
    such = pl.Series(is_such).fill_nan(None)
    change = steps(SITS)
    return (
        rows.with_columns(is_such=such)
        .with_columns(pl.col("is_such").forward_fill().over("person", "group"))
        .with_columns(
            such=(change * pl.col("is_such")).cum_sum().over("group"),
            others=(change * (1 - pl.col("is_such"))).cum_sum().over("group"),
        )
        .filter(is_one_of(Kind.STARTED))
    )


RULE_LAWS: tuple[Law, ...] = (
    eligible_is_who_the_expression_says,
    people_kept_apart_never_sit_together,
    no_more_sit_together_than_the_rule_allows,
    circles_go_to_those_of_whom_the_rule_holds,
    places_went_as_the_rule_says,
)
