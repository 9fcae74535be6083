"""What may be said of a handful of replications: intervals, pairs, many comparisons, verdicts."""

from collections.abc import Mapping, Sequence

import polars as pl
import pytest

from sim.experiments.results import Results
from sim.experiments.statistics import holm, interval, paired
from sim.experiments.winners import winners
from sim.projections.handwritten import BOOK, CIRCLE, HORIZON, OUTSIDE, Row, event, history
from sim.projections.tables import project
from sim.words.kinds import Cause, Kind
from sim.words.outcomes import Scope, outcomes_of

PRIMARY = "released_without_starting_share"
STARTS = "started_people"
IN_USE = "facilitators_in_use_share"

Values = Mapping[str, Sequence[float | None]]

SLEEP_OLD = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_NEW = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
"""Student (1908): hours of sleep gained by the same ten patients with two drugs."""


def results(policies: Mapping[str, Values]) -> Results:
    """Return results with these outcomes by policy; all others have no value."""
    replications = len(next(iter(next(iter(policies.values())).values())))
    names = [outcome.name for outcome in outcomes_of(Scope(BOOK.belief_ids))]
    tables = {
        (policy, replication): {
            "outcomes": pl.DataFrame(
                {
                    "outcome": names,
                    "value": [
                        values[name][replication] if name in values else None for name in names
                    ],
                },
                schema={"outcome": pl.String, "value": pl.Float64},
            )
        }
        for policy, values in policies.items()
        for replication in range(replications)
    }
    return Results.gather(BOOK, tables, {})


def verdicts(found: Results, outcome: str) -> dict[str, str]:
    table = found.differences().filter(pl.col("outcome") == outcome)
    return dict(table.select("policy", "verdict").iter_rows())


def test_a_paired_difference_matches_the_textbook() -> None:
    """Student's sleep data: t = -4.0621 on 9 degrees of freedom."""
    found = paired(SLEEP_OLD, SLEEP_NEW)

    assert found.mean == pytest.approx(-1.58)
    assert found.low == pytest.approx(-2.4598858, abs=1e-7)
    assert found.high == pytest.approx(-0.7001142, abs=1e-7)
    assert found.p == pytest.approx(0.00283289, abs=1e-8)


def test_an_interval_is_the_mean_and_students_t_on_either_side() -> None:
    """Mean 3, sd sqrt(2.5), t(0.975, 4) = 2.776445: half of the width is 1.963243."""
    found = interval([1.0, 2.0, 3.0, 4.0, 5.0])

    assert found.mean == 3.0
    assert found.low == pytest.approx(3 - 1.963243, abs=1e-6)
    assert found.high == pytest.approx(3 + 1.963243, abs=1e-6)


def test_one_replication_has_a_mean_and_no_interval() -> None:
    assert (interval([4.0]).mean, interval([4.0]).low, interval([4.0]).high) == (4.0, None, None)
    assert interval([]).mean is None
    assert paired([4.0], [3.0]).mean == 1.0
    assert paired([4.0], [3.0]).p is None


def test_replications_of_different_number_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="2 replications cannot be paired with 1"):
        paired([1.0, 2.0], [1.0])


def test_holm_matches_the_numbers_worked_by_hand() -> None:
    """0.005 x 4, 0.01 x 3, 0.03 x 2, and 0.04 x 1, which may not fall below the one before."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_an_adjusted_p_is_never_above_one_and_never_below_the_plain_one() -> None:
    assert holm([0.9, 0.8, 0.0]) == pytest.approx([1.0, 1.0, 0.0])
    assert holm([0.03]) == [0.03]
    assert holm([]) == []


def test_outcomes_carry_mean_interval_and_every_replications_value() -> None:
    found = results({"base": {STARTS: [1.0, 2.0, 3.0]}}).outcomes()
    row = found.row(by_predicate=pl.col("outcome") == STARTS, named=True)

    assert row["values"] == [1.0, 2.0, 3.0]
    assert (row["mean"], row["unit"], row["title"]) == (2.0, "people", "Programme starts")
    assert row["high"] - row["mean"] == pytest.approx(2.484138, abs=1e-6)
    assert found["outcome"].to_list() == [each.name for each in outcomes_of(Scope(BOOK.belief_ids))]


def test_a_clear_difference_is_better_or_worse_as_the_people_concerned_would_say() -> None:
    base: Values = {
        PRIMARY: [0.5, 0.6, 0.5],
        STARTS: [100.0, 120.0, 110.0],
        IN_USE: [0.5, 0.5, 0.6],
    }
    more: Values = {
        PRIMARY: [0.4, 0.501, 0.399],
        STARTS: [150, 171, 160],
        IN_USE: [0.7, 0.701, 0.8],
    }
    forward, back = results({"base": base, "more": more}), results({"more": more, "base": base})

    assert verdicts(forward, PRIMARY) == {"more": "better"}
    assert verdicts(forward, STARTS) == {"more": "better"}
    assert verdicts(forward, IN_USE) == {"more": "higher"}
    assert verdicts(back, PRIMARY) == {"base": "worse"}
    assert verdicts(back, STARTS) == {"base": "worse"}
    assert verdicts(back, IN_USE) == {"base": "lower"}


def test_a_difference_that_luck_could_make_is_no_clear_difference() -> None:
    found = results({"a": {PRIMARY: [0.5, 0.6, 0.5]}, "b": {PRIMARY: [0.6, 0.5, 0.52]}})

    assert verdicts(found, PRIMARY) == {"b": "no clear difference"}


def test_equal_in_every_replication_is_no_difference_at_all() -> None:
    found = results({"a": {PRIMARY: [0.1, 0.7]}, "b": {PRIMARY: [0.1, 0.7]}})
    row = found.differences().row(by_predicate=pl.col("outcome") == PRIMARY, named=True)

    assert row["verdict"] == "no difference"
    assert (row["mean"], row["low"], row["high"], row["adjusted_p"]) == (0.0, 0.0, 0.0, 1.0)


def test_the_same_numbers_added_up_in_another_order_are_no_difference() -> None:
    forward, back = 0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1

    assert forward != back
    found = results({"a": {PRIMARY: [forward, 0.5]}, "b": {PRIMARY: [back, 0.5]}})
    assert verdicts(found, PRIMARY) == {"b": "no difference"}


def test_the_same_difference_in_every_replication_needs_no_luck_to_be_believed() -> None:
    found = results({"a": {STARTS: [10.0, 20.0]}, "b": {STARTS: [13.0, 23.0]}})
    row = found.differences().row(by_predicate=pl.col("outcome") == STARTS, named=True)

    assert (row["mean"], row["low"], row["high"], row["p"]) == (3.0, 3.0, 3.0, 0.0)
    assert row["verdict"] == "better"


def test_one_replication_or_a_missing_value_cannot_say() -> None:
    once = results({"a": {PRIMARY: [0.5]}, "b": {PRIMARY: [0.1]}})
    gap = results({"a": {PRIMARY: [0.5, None, 0.5]}, "b": {PRIMARY: [0.1, 0.1, 0.11]}})

    assert verdicts(once, PRIMARY) == {"b": "cannot say"}
    assert verdicts(gap, PRIMARY) == {"b": "cannot say"}
    row = gap.differences().row(by_predicate=pl.col("outcome") == PRIMARY, named=True)
    assert (row["low"], row["p"], row["adjusted_p"]) == (None, None, None)


def test_the_primary_outcome_is_a_family_of_its_own() -> None:
    """Two policies: its p is doubled at most; the others share one family of four."""
    base: Values = {PRIMARY: [0.5, 0.6, 0.5], STARTS: [1, 2, 3], IN_USE: [0.1, 0.2, 0.3]}
    near: Values = {PRIMARY: [0.4, 0.52, 0.41], STARTS: [2, 3.1, 4.2], IN_USE: [0.2, 0.29, 0.41]}
    table = results({"base": base, "x": near, "y": near}).differences()
    primary = table.filter("primary")
    others = table.filter(~pl.col("primary") & pl.col("p").is_not_null())

    assert primary["outcome"].unique().to_list() == [PRIMARY]
    assert primary["adjusted_p"].to_list() == pytest.approx((primary["p"] * 2).to_list())
    assert others.height == 4
    assert min(others["adjusted_p"]) == pytest.approx(min(others["p"]) * 4)
    assert table["against"].unique().to_list() == ["base"]


def test_a_band_is_mean_and_interval_by_policy_and_key_in_their_order() -> None:
    def table(counts: list[float | None]) -> dict[str, pl.DataFrame]:
        return {"waiting": pl.DataFrame({"band": ["low", "high"], "waiting": counts})}

    gathered = {
        ("zeta", 0): table([1.0, 5.0]),
        ("zeta", 1): table([3.0, 5.0]),
        ("alpha", 0): table([2.0, None]),
        ("alpha", 1): table([2.0, 7.0]),
    }
    found = Results.gather(BOOK, gathered, {}).band("waiting", ["band"], "waiting")

    assert found.columns == ["policy", "band", "mean", "low", "high"]
    assert found.rows() == [
        ("zeta", "low", 2.0, pytest.approx(2 - 12.706205), pytest.approx(2 + 12.706205)),
        ("zeta", "high", 5.0, 5.0, 5.0),
        ("alpha", "low", 2.0, 2.0, 2.0),
        ("alpha", "high", 7.0, None, None),
    ]


def start(man: int, day: float, *, provision: int = HORIZON) -> list[Row]:
    return [
        event(0, Kind.JOINED, man, provision=provision, cause=Cause.NEW, value=0),
        event(day, Kind.STARTED, man, provision=provision, group=man),
    ]


def never(man: int) -> list[Row]:
    return [
        event(0, Kind.JOINED, man, provision=HORIZON, cause=Cause.NEW, value=0),
        event(9, Kind.LEFT, man, provision=HORIZON, cause=Cause.RELEASED),
    ]


def test_winners_and_losers_are_counted_man_by_man_and_circles_do_not_count() -> None:
    """Under `b` man 0 starts earlier, 1 later, 2 the same, 3 newly, 4 no more, 5 never."""
    a = [*start(0, 20), *start(1, 20), *start(2, 20), *never(3), *start(4, 20), *never(5)]
    b = [*start(0, 10), *start(1, 30), *start(2, 20), *start(3, 5), *never(4), *never(5)]
    a += start(0, 3, provision=CIRCLE) + start(0, 50, provision=OUTSIDE)
    b += start(0, 2, provision=CIRCLE) + start(0, 60, provision=OUTSIDE)
    tables = {
        (policy, replication): project(history(rows, [{}] * 6))
        for policy, rows in (("a", a), ("b", b))
        for replication in range(2)
    }
    found = winners(Results.gather(BOOK, tables, {}))

    assert found.select("policy", "against", "change", "mean", "low", "high").rows() == [
        ("b", "a", "starts_earlier", 1.0, 1.0, 1.0),
        ("b", "a", "starts_later", 2.0, 2.0, 2.0),
        ("b", "a", "same", 1.0, 1.0, 1.0),
        ("b", "a", "newly_starts", 1.0, 1.0, 1.0),
        ("b", "a", "newly_misses", 1.0, 1.0, 1.0),
    ]


def test_a_single_policy_has_no_differences_and_no_winners() -> None:
    tables = project(history(start(0, 5), [{}]))
    found = Results.gather(BOOK, {("only", 0): tables}, {"seed": 1})

    assert found.differences().is_empty()
    assert winners(found).is_empty()
    assert found.outcomes().height == len(outcomes_of(Scope(BOOK.belief_ids)))
    assert set(found.tables) == set(tables)
    assert found.tables["lists"].columns[:2] == ["policy", "replication"]
