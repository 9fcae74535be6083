"""Return to prison on a reoffence: on the day of the belief, once, and with his history."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.returns import Returning
from sim.log.fold import fold
from sim.log.history import History
from sim.log.laws import broken_laws
from sim.log.reoffending_laws import who_returns_has_reoffended
from sim.population.people import Population
from sim.projections.rule_laws import broken_rules
from sim.projections.tables import project
from sim.scenario.numbers import Fixed
from sim.scenario.schema import Scenario
from sim.testing import EVERYTHING, digest_of, scenarios, simulate_history, simulate_with_state
from sim.words.bands import Sentence
from sim.words.kinds import Cause, Kind
from tests.return_worlds import full_world, return_worlds, tree_of


def breaches(history: History) -> list[str]:
    policy = history.book.policies[0]
    return broken_laws(history, policy) + broken_rules(history, policy)


def events(history: History, *kinds: Kind) -> pl.DataFrame:
    return history.events.filter(pl.col("kind").is_in([int(kind) for kind in kinds]))


def taken_back(history: History) -> pl.DataFrame:
    """Return men charged or sentenced, in order of time."""
    charged = pl.col("cause") == int(Cause.CHARGED)
    return events(history, Kind.RECALLED, Kind.RECONVICTED).filter(
        charged | (pl.col("kind") == int(Kind.RECONVICTED))
    )


def days_of(history: History, belief: str) -> dict[int, float]:
    code = history.book.belief_ids.index(belief)
    rows = events(history, Kind.REOFFENDED).filter(pl.col("value") == code)
    return dict(rows.select("person", "time").iter_rows())


@settings(max_examples=25)
@given(return_worlds())
def test_every_law_holds_where_men_return_on_a_reoffence(scenario: Scenario) -> None:
    """Among them: whoever is charged or sentenced reoffended on the very day, to the last bit."""
    for policy in scenario.policies:
        history, state = simulate_with_state(scenario, policy)
        assert breaches(history) == []
        assert fold(history).differences(state) == []


@settings(max_examples=6)
@given(scenarios(EVERYTHING))
def test_every_law_holds_with_everything_else_in_use(scenario: Scenario) -> None:
    history, state = simulate_with_state(scenario, scenario.policies[0])
    assert breaches(history) == []
    assert fold(history).differences(state) == []
    project(history)


@settings(max_examples=15)
@given(return_worlds())
def test_whoever_reoffends_after_prison_goes_back_where_everybody_does(scenario: Scenario) -> None:
    """The other way round: no reoffence under the belief is forgotten in the run."""
    after = scenario.reoffending
    assert after is not None
    assert after.returns is not None
    update = {"prison_share": 1.0, "prison_share_by_cause": {}, "conviction_days": None}
    returns = after.returns.model_copy(update=update)
    update = {"returns": returns, "conviction_days": Fixed(kind="fixed", value=3.0)}
    scenario = scenario.model_copy(update={"reoffending": after.model_copy(update=update)})
    history = simulate_history(scenario)
    back = taken_back(history).group_by("person").agg(day=pl.col("time").min())
    found = dict(back.iter_rows())
    died = dict(events(history, Kind.DIED).select("person", "time").iter_rows())
    for person, day in days_of(history, returns.under).items():
        sentence = day + 3.0
        if sentence < min(scenario.horizon, died.get(person, np.inf)):
            assert found[person] in (day, np.round(sentence, 9))


@settings(max_examples=10)
@given(return_worlds())
def test_leaving_out_who_could_not_reoffend_changes_nothing(scenario: Scenario) -> None:
    """The bound is one: asked about everybody, the run writes the same log."""
    few = digest_of(simulate_history(scenario))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Returning, "of", classmethod(_asking_of_everybody(Returning.of)))
        assert digest_of(simulate_history(scenario)) == few


def _asking_of_everybody(plain: Any) -> Any:
    def of(_: Any, scenario: Scenario, population: Population, provisions: Any) -> Any:
        found = plain(scenario, population, provisions)
        return None if found is None else replace(found, could=population.people.came == 0)

    return of


@settings(max_examples=8)
@given(return_worlds(), st.sampled_from([0.3, 0.6]))
def test_a_longer_run_begins_as_the_shorter_one(scenario: Scenario, share: float) -> None:
    shorter = scenario.model_copy(update={"horizon_days": scenario.horizon * share})
    mine = simulate_history(scenario).events.filter(pl.col("time") < shorter.horizon)
    short = simulate_history(shorter).events
    columns = ["time", "kind", "site", "provision", "group", "cause", "value"]
    assert mine.select(columns).equals(short.select(columns))


@settings(max_examples=8)
@given(return_worlds())
def test_without_effects_the_same_men_return_under_every_policy(scenario: Scenario) -> None:
    """Person by person and to the day; of the other belief too, for the time inside is the same.

    The Board releases as many who have completed as others, and hears nobody sooner for it.
    """
    tree = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
    tree["beliefs"] = [{"id": name} for name in ("one", "other")]
    tree["parole"] = {"review_days": 60, "listing_days": 10_000, "release_share": 0.5}
    tree["parole"]["release_share_outstanding"] = 0.5
    tree.pop("licence", None)
    tree = {name: part for name, part in tree.items() if part is not None}
    same = Scenario.model_validate(tree)
    first, second = (simulate_history(same, policy) for policy in same.policies)
    columns = ["time", "person", "kind", "value"]
    assert taken_back(first).select(columns).equals(taken_back(second).select(columns))
    assert days_of(first, "one") == days_of(second, "one")
    for history in (first, second):  # the same man in the same prison: whichever belief is asked
        assert days_of(history, "one") == days_of(history, "other")


def test_a_man_on_licence_is_taken_back_at_once_and_a_free_man_when_he_is_sentenced() -> None:
    history = simulate_history(full_world())
    back = taken_back(history)
    days = days_of(history, "helps")
    charged = back.filter(pl.col("kind") == int(Kind.RECALLED))
    sentenced = back.filter(pl.col("kind") == int(Kind.RECONVICTED))
    free = sentenced.join(charged, on="person", how="anti")
    assert min(charged.height, free.height) > 3
    for day, person in charged.select("time", "person").iter_rows():
        assert day == days[person]
    assert all(free["time"].to_numpy() > [days[person] for person in free["person"]])
    assert breaches(history) == []


def test_he_is_released_after_the_days_served_and_supervised_for_so_long() -> None:
    history = simulate_history(full_world())
    determinate = history.people.filter(pl.col("sentence") == int(Sentence.DETERMINATE)).select(
        "person"
    )
    rows = events(history, Kind.RECONVICTED, Kind.RELEASED, Kind.SUPERVISION_ENDED, Kind.DIED).join(
        determinate, on="person", how="semi"
    )
    rows = rows.with_columns(
        next=pl.col("kind").shift(-1).over("person"), at=pl.col("time").shift(-1).over("person")
    )
    served = rows.filter(
        pl.col("kind") == int(Kind.RECONVICTED), pl.col("next") == int(Kind.RELEASED)
    )
    assert served.height > 3
    assert (served["time"] + served["value"]).to_list() == served["at"].to_list()
    again = rows.join(served.select("person", out="at"), on="person").filter(
        pl.col("time") == pl.col("out"), pl.col("next") == int(Kind.SUPERVISION_ENDED)
    )
    assert again.height > 0
    assert (again["at"] - again["out"]).min() >= 60 - 1e-6


def test_who_comes_back_waits_again_for_what_he_has_not_done_and_keeps_what_he_has() -> None:
    history = simulate_history(full_world())
    joined = events(history, Kind.JOINED).filter(pl.col("cause") == int(Cause.RECALLED))
    back = taken_back(history)
    assert set(joined["person"]) & set(back["person"])
    done = events(history, Kind.COMPLETED).filter(pl.col("provision") < 4)
    assert done.group_by("person", "provision").len()["len"].max() == 1


@pytest.mark.parametrize("seed", range(5))
def test_nobody_joins_a_list_between_charge_and_sentence(seed: int) -> None:
    tree = tree_of(seed, 800)
    tree["beliefs"] = [{"id": "none"}]
    tree["assessment"] = {"delay_days": 5, "again_every_days": 20}
    returns = {"under": "none", "conviction_days": 150, "served_days": 100, "licence_days": 60}
    tree["reoffending"]["returns"] = returns
    history = simulate_history(Scenario.model_validate(tree))
    charged: set[int] = set()
    for kind, person, cause in history.events.select("kind", "person", "cause").iter_rows():
        if kind == Kind.RECALLED and cause == Cause.CHARGED:
            charged.add(person)
        elif kind == Kind.RECONVICTED:
            charged.discard(person)
        assert not (kind == Kind.JOINED and person in charged)


def test_only_a_first_reoffence_returns_him() -> None:
    back = taken_back(simulate_history(full_world()))
    assert back.group_by("person", "kind").len()["len"].max() == 1


def test_nobody_returns_where_no_reoffence_leads_to_prison() -> None:
    none = simulate_history(full_world(prison_share=0.0))
    assert taken_back(none).is_empty()
    assert events(none, Kind.REOFFENDED).height > 0


def test_recall_goes_on_beside_it() -> None:
    """Men recalled for a breach are out again before they can reoffend."""
    scenario = full_world()
    tree = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
    tree["licence"] = {"recalled_within_2_years_share": 0.9, "fixed_term": {"share": 1, "days": 20}}
    tree = {name: part for name, part in tree.items() if part is not None}
    history = simulate_history(Scenario.model_validate(tree))
    causes = events(history, Kind.RECALLED)["cause"].to_list()
    assert {int(Cause.BREACH), int(Cause.CHARGED)} <= set(causes)
    assert breaches(history) == []


def test_the_book_says_under_which_belief_men_return() -> None:
    book = simulate_history(full_world()).book
    assert book.returns_under == "helps"
    assert type(book).from_json(book.as_json()) == book


# -- the law can fail -----------------------------------------------------------------------------

Row = dict[str, Any]


def place_of(rows: list[Row], **wanted: int) -> int:
    return next(
        n for n, row in enumerate(rows) if all(row[name] == each for name, each in wanted.items())
    )


def charged_a_moment_late(rows: list[Row]) -> list[Row]:
    place = place_of(rows, kind=Kind.RECALLED, cause=Cause.CHARGED)
    late = rows[place] | {"time": np.nextafter(rows[place]["time"], np.inf)}
    return [*rows[:place], late, *rows[place + 1 :]]


def sentenced_twice(rows: list[Row]) -> list[Row]:
    place = place_of(rows, kind=Kind.RECONVICTED)
    return [*rows[: place + 1], rows[place], *rows[place + 1 :]]


def reoffence_left_out(rows: list[Row]) -> list[Row]:
    person = rows[place_of(rows, kind=Kind.RECONVICTED)]["person"]
    return [row for row in rows if row["kind"] != Kind.REOFFENDED or row["person"] != person]


SPOILT = ((who_returns_has_reoffended, charged_a_moment_late),)
WAYS = (charged_a_moment_late, sentenced_twice, reoffence_left_out)


@pytest.mark.parametrize("spoil", WAYS)
def test_a_spoilt_log_breaks_the_law_of_return(spoil: Callable[[list[Row]], list[Row]]) -> None:
    history = simulate_history(full_world())
    policy = history.book.policies[0]
    assert who_returns_has_reoffended(history, policy) == []
    rows = spoil(history.events.to_dicts())
    spoilt = replace(history, events=pl.DataFrame(rows, schema=history.events.schema))
    assert who_returns_has_reoffended(spoilt, policy) != []


def test_nobody_returns_without_a_belief_that_takes_him_back() -> None:
    history = simulate_history(full_world())
    spoilt = replace(history, book=replace(history.book, returns_under=None))
    assert who_returns_has_reoffended(spoilt, history.book.policies[0]) != []
