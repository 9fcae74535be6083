"""What beliefs may do to people's lives where causes compete and effects fade, and what not."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.log.history import History
from sim.log.laws import breaches
from sim.log.reoffending_laws import REOFFENDING_LAWS
from sim.projections.tables import project
from sim.scenario.beliefs import Belief
from sim.scenario.policy import Policy
from sim.scenario.schema import Scenario
from sim.testing import policies, scenarios, simulate_history, variants
from sim.testing.histories import as_tree
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause, Kind
from tests.worlds import EVERYTHING

DISPUTED = scenarios(features=("disputes",))
MIXED = scenarios(features=("deliveries", "prerequisites", "disputes"))
RECALLED = scenarios(features=("disputes", "licence"))
CLOSE_DAYS = 1e-6
NEVER = float("inf")


def with_beliefs(scenario: Scenario, *beliefs: Belief) -> Scenario:
    return scenario.model_copy(update={"beliefs": list(beliefs)})


def times(ratio: Any, factor: float) -> Any:
    """Return a ratio, or the ratios by band, multiplied; bands left out get the factor too."""
    if isinstance(ratio, dict):
        bands = ("low", "medium", "high", "very_high")
        return {band: ratio.get(band, 1.0) * factor for band in bands}
    return ratio * factor


def milder(belief: Belief, factor: float) -> Belief:
    """Return the same belief with every ratio multiplied, whatever it is of."""
    tree = belief.model_dump()
    for name in ("completed", "dropped_out", "circle", "low_risk_mixed"):
        tree[name] = times(tree[name], factor)
    for effects in (tree["programmes"], tree["by_cause"]):
        for effect in effects.values():
            for name, ratio in effect.items():
                effect[name] = None if ratio is None else times(ratio, factor)
    return Belief.model_validate(tree | {"id": "milder"})


def first_days(history: History, belief: int) -> dict[int, tuple[float, int]]:
    """Return each person's first reoffence under a belief: its day and its cause."""
    rows = history.events.filter(pl.col("kind") == int(Kind.REOFFENDED), pl.col("value") == belief)
    return {row["person"]: (row["time"], row["cause"]) for row in rows.to_dicts()}


@given(MIXED | RECALLED, policies())
def test_everybody_reoffends_first_once_at_liberty_and_of_a_cause_told_apart(
    scenario: Scenario, policy: Policy
) -> None:
    history = simulate_history(scenario, policy)
    assert breaches(history, history.book.policies[0], REOFFENDING_LAWS) == []
    tables = project(history)
    shares = tables["reoffending"].filter(pl.col("band") == "all", pl.col("cause") == "any")
    parts = tables["reoffending"].filter(
        pl.col("band") == "all", pl.col("cause").is_in(["sexual", "other"])
    )
    summed = parts.group_by("belief", "years", maintain_order=True).agg(pl.col("reoffended").sum())
    if shares.height:
        assert shares["reoffended"].to_list() == pytest.approx(summed["reoffended"].to_list())


@given(DISPUTED | RECALLED, policies(), st.sampled_from([0.5, 0.9]))
def test_a_milder_belief_moves_no_first_reoffence_forward(
    scenario: Scenario, policy: Policy, factor: float
) -> None:
    """Smaller ratios on every cause: whoever reoffends later did so sooner under the harsher one.

    Effects that fade are left out: what fades is the logarithm, so a ratio below 1 fades upward.
    """
    harsh = scenario.beliefs[0].model_copy(update={"by_dose": False, "fades_halving_years": None})
    history = simulate_history(with_beliefs(scenario, harsh, milder(harsh, factor)), policy)
    before, after = first_days(history, 0), first_days(history, 1)
    assert after.keys() <= before.keys()
    assert all(after[man][0] >= before[man][0] - CLOSE_DAYS for man in after)


@given(DISPUTED, policies(), policies())
def test_if_nothing_works_days_from_release_to_reoffence_are_the_same_under_any_policy(
    scenario: Scenario, policy: Policy, other: Policy
) -> None:
    """Cause by cause; with no factor of age, for a man released later is an older man."""
    assert scenario.reoffending is not None
    ageless = scenario.reoffending.model_copy(update={"age": None})
    world = with_beliefs(scenario, Belief(id="none")).model_copy(update={"reoffending": ageless})
    ours, theirs = (_free(simulate_history(world, each)) for each in (policy, other))
    for man in ours.keys() & theirs.keys():
        (our_days, our_watch, our_cause), (days, watch, cause) = ours[man], theirs[man]
        if min(our_days, days) < min(our_watch, watch) - CLOSE_DAYS:
            assert our_days == pytest.approx(days, abs=CLOSE_DAYS)
            assert our_cause == cause


def _free(history: History) -> dict[int, tuple[float, float, int]]:
    """Return for each person days until he reoffends, days he is watched, and the cause."""
    reoffended, died = first_days(history, 0), _days(history, Kind.DIED)
    exposed = _days(history, Kind.RELEASED)
    orders = history.people.filter(pl.col("came") == 1)
    exposed |= dict(orders.select("person", "enters_day").iter_rows())
    found = {}
    for man, day in exposed.items():
        gone, cause = reoffended.get(man, (NEVER, -1))
        watched = min(died.get(man, NEVER), history.book.horizon_days) - day
        found[man] = gone - day, watched, cause
    return found


def _days(history: History, kind: Kind) -> dict[int, float]:
    rows = history.events.filter(pl.col("kind") == int(kind))
    return dict(rows.group_by("person").agg(pl.col("time").min()).iter_rows())


@given(MIXED | RECALLED, policies(), st.sampled_from([0.3, 0.7]))
def test_a_longer_run_changes_no_reoffence_of_a_shorter_one(
    scenario: Scenario, policy: Policy, part: float
) -> None:
    """Nothing that comes later works backwards: not a group, nor who joins it, nor a release."""
    short = variants.until(scenario, scenario.horizon * part)
    whole = simulate_history(scenario, policy).events
    begun = simulate_history(short, policy).events
    of_whole = whole.filter(
        pl.col("kind") == int(Kind.REOFFENDED), pl.col("time") < scenario.horizon * part
    )
    of_begun = begun.filter(pl.col("kind") == int(Kind.REOFFENDED))
    assert of_whole.equals(of_begun, null_equal=True)


@given(DISPUTED, policies())
def test_beliefs_and_causes_change_nothing_but_reoffending(
    scenario: Scenario, policy: Policy
) -> None:
    bare = Scenario.model_validate(as_tree(scenario) | {"reoffending": None, "beliefs": []})
    left = simulate_history(scenario, policy).events.filter(pl.col("kind") != int(Kind.REOFFENDED))
    assert left.equals(simulate_history(bare, policy).events, null_equal=True)


@given(DISPUTED, policies())
def test_official_reoffending_is_no_more_than_all_reoffending_within_a_year(
    scenario: Scenario, policy: Policy
) -> None:
    history = simulate_history(scenario, policy)
    if "proven" not in history.book.reoffences:
        return
    outcomes = dict(project(history)["outcomes"].select("outcome", "numerator").iter_rows())
    for code, belief in enumerate(history.book.belief_ids):
        exposed = _days(history, Kind.RELEASED) | {
            row["person"]: row["enters_day"]
            for row in history.people.filter(pl.col("came") == 1).to_dicts()
        }
        early = sum(
            day - exposed[man] <= DAYS_PER_YEAR
            for man, (day, _) in first_days(history, code).items()
        )
        assert outcomes[f"proven_reoffending_share.{belief}"] <= early


def test_causes_have_luck_of_their_own() -> None:
    """Adding a second cause moves nobody's first contact offence, except to where it is later."""
    alone = {"contact": {"within_5_years_share": {"medium": 0.9, "high": 0.99}}}
    both = alone | {"other": {"within_5_years_share": {"medium": 0.9, "high": 0.99}}}
    days = []
    for causes in (alone, both):
        tree = as_tree(EVERYTHING) | {"reoffending": {"causes": causes}}
        days.append(first_days(simulate_history(Scenario.model_validate(tree)), 0))
    contact = {man: day for man, (day, cause) in days[1].items() if cause == Cause.CONTACT}
    assert contact
    assert len(contact) < len(days[1])
    assert contact.items() <= {man: day for man, (day, _) in days[0].items()}.items()


def test_men_who_are_recalled_again_and_again_reoffend_between_and_never_inside() -> None:
    """Nine in ten are recalled within two years, and nearly all reoffend in the end."""
    often = {"within_5_years_share": {"medium": 0.99, "high": 0.999}}
    licence = {"recalled_within_2_years_share": 0.9, "fixed_term": {"share": 0.5, "days": 28}}
    tree = as_tree(EVERYTHING) | {"licence": licence, "reoffending": {"causes": {"contact": often}}}
    history = simulate_history(Scenario.model_validate(tree))
    recalled, reoffended = _days(history, Kind.RECALLED), first_days(history, 0)
    later = [
        man for man in recalled.keys() & reoffended.keys() if reoffended[man][0] > recalled[man]
    ]

    assert len(later) > 2
    assert breaches(history, history.book.policies[0], REOFFENDING_LAWS) == []
