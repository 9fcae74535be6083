"""What beliefs about effects may do to people's lives, and what they may not."""

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.log.history import History
from sim.log.state import SUPERVISED
from sim.scenario.beliefs import Belief
from sim.scenario.schema import Policy, Scenario
from sim.testing import any_order, policies, scenarios, simulate_history, variants
from sim.testing.orders import DrawnOrder
from sim.testing.provision import BANDS
from sim.words.kinds import Kind
from tests.worlds import EVERYTHING, SECOND_CHANCE

NEVER = float("inf")
NOTHING_WORKS = Belief(id="nothing_works")


Drawn = tuple[dict[str, dict[str, float]], float]
RATIOS = st.fixed_dictionaries({name: st.sampled_from([0.2, 1.0, 5.0]) for name in BANDS})
EFFECTS: st.SearchStrategy[Drawn] = st.tuples(
    st.fixed_dictionaries({"completed": RATIOS, "dropped_out": RATIOS, "circle": RATIOS}),
    st.sampled_from([0.5, 1.0, 4.0]),
)
"""Hazard ratios by band for all that a man may receive, and the one for being mixed."""

FIRST_COME = Policy(id="first_come", order="first_come")
SOONEST = Policy(id="soonest_release", order="soonest_release", low_risk="admitted")
DRAWN: Drawn = (
    {
        "completed": dict.fromkeys(BANDS, 5.0),
        "dropped_out": dict.fromkeys(BANDS, 5.0),
        "circle": dict.fromkeys(BANDS, 5.0),
    },
    4.0,
)


def days_of(history: History, kind: Kind, *, belief: int | None = None) -> dict[int, float]:
    """Return the day of each person's first event of a kind."""
    rows = history.events.filter(pl.col("kind") == kind)
    if belief is not None:
        rows = rows.filter(pl.col("value") == belief)
    first = rows.group_by("person", maintain_order=True).agg(pl.col("time").first())
    return dict(first.iter_rows())


def exposed_days(history: History) -> dict[int, float]:
    """Return the day of each person's release, or of being put on an order."""
    ordered = history.people.filter(pl.col("came") == SUPERVISED)["person"].to_list()
    received = days_of(history, Kind.RECEIVED)
    return {person: received[person] for person in ordered} | days_of(history, Kind.RELEASED)


def free_days(history: History, belief: int) -> tuple[dict[int, float], dict[int, float]]:
    """Return days from exposure to the reoffence, and days for which each person was watched."""
    exposed, died = exposed_days(history), days_of(history, Kind.DIED)
    reoffended = days_of(history, Kind.REOFFENDED, belief=belief)
    horizon = history.book.horizon_days
    watched = {who: min(died.get(who, horizon), horizon) - day for who, day in exposed.items()}
    return {who: day - exposed[who] for who, day in reoffended.items()}, watched


@given(scenarios(), policies(), policies(), st.none() | any_order())
@example(scenario=EVERYTHING, policy=FIRST_COME, other=SOONEST, order=None)
def test_if_nothing_works_nobody_reoffends_sooner_or_later_after_release_under_any_policy(
    scenario: Scenario, policy: Policy, other: Policy, order: DrawnOrder | None
) -> None:
    """Days from release to reoffence are the same, as far as both policies let us watch."""
    world = variants.with_reoffending(scenario, NOTHING_WORKS)
    ours, our_watch = free_days(simulate_history(world, policy), 0)
    theirs, their_watch = free_days(simulate_history(world, other, order=order), 0)

    for person in ours.keys() | theirs.keys():
        ours_days, their_days = ours.get(person, NEVER), theirs.get(person, NEVER)
        watched = min(our_watch.get(person, 0.0), their_watch.get(person, 0.0))
        if min(ours_days, their_days) < watched - 1e-6:
            assert ours_days == pytest.approx(their_days, abs=1e-6)


def believed(drawn: Drawn, *, times: float = 1.0) -> Belief:
    """Return a belief with these effects, every hazard ratio multiplied."""
    ratios = {
        name: {band: ratio * times for band, ratio in by_band.items()}
        for name, by_band in drawn[0].items()
    }
    return Belief.model_validate(
        {"id": f"drawn_times_{times * 10:.0f}", **ratios, "low_risk_mixed": drawn[1] * times}
    )


@given(scenarios(), policies(), EFFECTS, st.sampled_from([0.5, 0.9]))
@example(scenario=EVERYTHING, policy=SOONEST, drawn=DRAWN, factor=0.1)
@example(scenario=SECOND_CHANCE, policy=FIRST_COME, drawn=DRAWN, factor=0.5)
def test_smaller_hazard_ratios_let_nobody_reoffend_sooner(
    scenario: Scenario, policy: Policy, drawn: Drawn, factor: float
) -> None:
    """The same man, the same luck, the same journey: a milder belief moves him one way only."""
    beliefs = believed(drawn), believed(drawn, times=factor)
    world = variants.with_reoffending(scenario, *beliefs)
    history = simulate_history(world, policy)

    harsh = days_of(history, Kind.REOFFENDED, belief=0)
    mild = days_of(history, Kind.REOFFENDED, belief=1)
    assert mild.keys() <= harsh.keys()
    assert all(mild[person] >= harsh[person] - 1e-6 for person in mild)


@given(scenarios(), policies(), EFFECTS)
def test_beliefs_change_nothing_but_reoffending(
    scenario: Scenario, policy: Policy, drawn: Drawn
) -> None:
    """Nobody waits, starts, leaves or dies otherwise because of what we believe."""
    world = variants.with_reoffending(scenario, NOTHING_WORKS, believed(drawn))
    one = simulate_history(world, policy)
    other = simulate_history(variants.with_reoffending(scenario, NOTHING_WORKS), policy)

    left = one.events.filter((pl.col("kind") != Kind.REOFFENDED) | (pl.col("value") == 0))
    assert left.equals(other.events, null_equal=True)
