"""The shipped textbook files, as they stand, against the closed forms that their comments state.

The closed form is worked out from the file's own numbers, must be the number in its comment to the
last digit, and must be met by the mean over replications at the file's seed and at two others.
Seeds are fixed. Margins are stated for each file: three standard errors of that mean or more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

from sim.engine.frame import book_of
from sim.engine.simulate import simulate
from sim.log.history import History
from sim.log.segments import frame_of
from sim.population.create import create_population
from sim.population.frame import people_frame
from sim.projections.tables import project
from sim.scenario.loading import load
from sim.scenario.schema import Scenario
from sim.words.kinds import Kind
from tests.markov import bulk_wait, crommelin_wait, erlang_a, erlang_c

SCENARIOS = Path(__file__).parents[1] / "scenarios"
OTHER_SEEDS = (12, 13)
FILES = {path.stem for path in (SCENARIOS / "textbook").glob("*.yaml")}
EXACT = {"backlog_only", "staff_steps"}


@dataclass(frozen=True, slots=True)
class Run:
    """One replication of a file under one policy."""

    scenario: Scenario
    events: pl.DataFrame
    tables: dict[str, pl.DataFrame]

    def outcome(self, name: str) -> float:
        table = self.tables["outcomes"]
        return float(table.filter(pl.col("outcome") == name)["value"].item())


@dataclass(frozen=True, slots=True)
class Law:
    """What a file must show: a closed form of the file's own numbers, and how near to come."""

    file: str
    what: str
    stated: str
    """The number as it is written in the file's comment."""
    theory: Callable[[Scenario], float]
    read: Callable[[Run], float]
    margin: float
    each: int
    """Replications at each seed; more where the queue is more erratic."""

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


@cache
def runs(file: str, each: int) -> list[Run]:
    """Return the first policy's run of each replication, at the file's seed and the two others."""
    path = SCENARIOS / "textbook" / f"{file}.yaml"
    return [
        run
        for seed in (load(path).scenario.seed, *OTHER_SEEDS)
        for (run,) in compared(path, seed, each, policies=1)
    ]


def compared(path: Path, seed: int, replications: int, *, policies: int) -> Iterator[list[Run]]:
    """Yield each replication under the first policies of a file: the same people under each."""
    loaded = load(path, [f"seed={seed}"])
    scenario = loaded.scenario
    book = book_of(scenario, scenario.policies)
    for replication in range(replications):
        population = create_population(scenario, replication, loaded.root)
        found = []
        for policy in scenario.policies[:policies]:
            simulated = simulate(scenario, policy, population, replication)
            history = History(frame_of(simulated.columns), people_frame(population), book)
            found.append(Run(scenario, history.events, project(history)))
        yield found


# -- the numbers of a file, by the names that queueing theory has for them ------------------------


def arrivals(scenario: Scenario) -> float:
    """Return arrivals a day, over all streams."""
    steps = [stream.arrivals_per_day for stream in scenario.population.streams]
    return sum(each[0].value for each in steps if each)


def teams(scenario: Scenario) -> int:
    return int(scenario.sites[0].facilitators[0].value / scenario.programmes[0].facilitators)


def lasts(scenario: Scenario) -> float:
    """Return how many days the first programme lasts on average."""
    duration: Any = scenario.programmes[0].duration_days
    return float(duration.value if duration.kind == "fixed" else duration.mean)


def load_of(scenario: Scenario) -> float:
    return arrivals(scenario) * lasts(scenario)


def erlang_share(scenario: Scenario) -> float:
    """Return the share who wait in M/M/c."""
    return erlang_c(load_of(scenario), teams(scenario))


def fixed_wait(scenario: Scenario) -> float:
    """Return the mean wait of M/D/c."""
    return crommelin_wait(arrivals(scenario), lasts(scenario), teams(scenario))


def erlang_wait(scenario: Scenario) -> float:
    """Return the mean wait of M/M/c."""
    load, servers = load_of(scenario), teams(scenario)
    return erlang_c(load, servers) * lasts(scenario) / (servers - load)


def gives_up_share(scenario: Scenario) -> float:
    """Return the share who give up in M/M/c+M."""
    gives_up: Any = scenario.population.streams[0].patience_days
    rates = arrivals(scenario), 1 / lasts(scenario), 1 / gives_up.mean
    return erlang_a(*rates, teams(scenario))[0]


def patient_people(scenario: Scenario) -> float:
    """Return the people waiting in M/M/c+M: those who give up, times how long each is patient."""
    gives_up: Any = scenario.population.streams[0].patience_days
    return arrivals(scenario) * gives_up_share(scenario) * float(gives_up.mean)


@cache
def _bulk(rate: float, service: float, servers: int, least: int, most: int) -> float:
    return bulk_wait(rate, service, servers, least, most, most=500)


def group_wait(scenario: Scenario) -> float:
    """Return the mean wait of M/M/c with groups, by its Markov chain."""
    group = scenario.programmes[0].group
    size = int(group.minimum), int(group.maximum)
    return _bulk(arrivals(scenario), 1 / lasts(scenario), teams(scenario), *size)


def group_people(scenario: Scenario) -> float:
    return arrivals(scenario) * group_wait(scenario)


def circle_wait(scenario: Scenario) -> float:
    """Return the mean wait for a circle of fixed length: M/D/c with places as servers."""
    circles, places = scenario.circles, scenario.sites[0].circles
    assert circles is not None
    assert places is not None
    assert places.places is not None
    length: Any = circles.length_days
    return crommelin_wait(arrivals(scenario), length.value, int(places.places[0].value))


def inside(scenario: Scenario) -> float:
    """Return the mean of M/G/infinity: arrivals times time served."""
    sentences: Any = scenario.population.streams[0].sentences
    length = sentences[0].length_days
    return arrivals(scenario) * float(sentences[0].served_share * (length.low + length.high) / 2)


def expected_starts(scenario: Scenario) -> float:
    """Return all who come, step by step: nobody waits."""
    rates = scenario.population.streams[0].arrivals_per_day
    assert rates is not None
    since = [scenario.day(step.from_) for step in rates]
    until = [*since[1:], scenario.horizon]
    return sum(
        step.value * (end - start) for step, start, end in zip(rates, since, until, strict=True)
    )


def expected_busy(scenario: Scenario) -> float:
    """Return mean staff in use, less what the last programmes still need after the end."""
    rates = scenario.population.streams[0].arrivals_per_day
    assert rates is not None
    days = lasts(scenario)
    after_the_end = rates[-1].value * days * days / 2
    return (expected_starts(scenario) * days - after_the_end) / scenario.horizon


# -- what is read from a run ----------------------------------------------------------------------


def primary(run: Run) -> float:
    return run.outcome(run.scenario.primary_outcome)


def waited_at_all(run: Run) -> float:
    """Return the share of those who started that had to wait."""
    stays = run.tables["journeys"].filter(
        pl.col("how") == "started", pl.col("joined_day") >= run.scenario.window[0]
    )
    return stays.filter(pl.col("wait_days") > 0).height / stays.height


def people_waiting(run: Run) -> float:
    return run.outcome("waiting_mean_people")


def group_size(run: Run) -> float:
    count = {
        kind: run.events.filter(pl.col("kind") == int(kind)).height
        for kind in (Kind.STARTED, Kind.GROUP_STARTED)
    }
    return count[Kind.STARTED] / count[Kind.GROUP_STARTED]


def staff_busy(run: Run) -> float:
    posts = run.scenario.sites[0].facilitators[0].value
    return run.outcome("facilitators_in_use_share") * posts


WAIT, WAITING = "mean wait", "people waiting"
LAWS = [
    Law("mm3", WAIT, "1.078652", erlang_wait, primary, 0.20, 2),
    Law("mm3", "share who wait", "0.647191", erlang_share, waited_at_all, 0.06, 2),
    Law("md3", WAIT, "0.55390", fixed_wait, primary, 0.11, 2),
    Law("mm2_patience", "share who give up", "0.253865", gives_up_share, primary, 0.03, 1),
    Law("mm2_patience", WAITING, "2.43711", patient_people, people_waiting, 0.05, 1),
    Law("bulk_4_to_8", WAIT, "7.19387", group_wait, primary, 0.10, 2),
    Law("bulk_4_to_8", WAITING, "17.2653", group_people, people_waiting, 0.12, 2),
    # The one closed form that is not worked out here: the chain of group sizes is long to write.
    Law("bulk_4_to_8", "people a group", "6.69043", lambda _: 6.69043, group_size, 0.02, 2),
    Law("bulk_of_8", WAIT, "5.38311", group_wait, primary, 0.15, 2),
    Law("two_programmes_shared_staff", WAIT, "0.745541", erlang_wait, primary, 0.17, 1),
    Law("circles_fixed_length", WAIT, "8.67180", circle_wait, primary, 0.16, 3),
    Law("mg_infinity_custody", "men in prison", "150", inside, primary, 0.02, 1),
    Law("time_varying_arrivals", "starts", "9,000", expected_starts, primary, 0.025, 1),
    Law("time_varying_arrivals", "staff in use", "30", expected_busy, staff_busy, 0.025, 1),
]


def comment_of(file: str) -> set[str]:
    """Return the words of a file's comment, without the points and commas after them."""
    lines = (SCENARIOS / "textbook" / f"{file}.yaml").read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if line.startswith("#")).split()
    return {word.rstrip(".,;:") for word in words}


def test_every_textbook_file_is_held_against_its_closed_form() -> None:
    assert {law.file for law in LAWS} | EXACT == FILES


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_a_textbook_file_states_the_closed_form_of_its_own_numbers(law: Law) -> None:
    scenario = load(SCENARIOS / "textbook" / f"{law.file}.yaml").scenario
    assert law.stated in comment_of(law.file)
    decimals = len(law.stated.partition(".")[2])
    last_digit = 0.501 * 10**-decimals
    assert float(law.stated.replace(",", "")) == pytest.approx(law.theory(scenario), abs=last_digit)


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_a_textbook_file_runs_as_its_closed_form_says(law: Law) -> None:
    """The mean over all replications at three seeds lies within the stated margin of theory."""
    found = [law.read(run) for run in runs(law.file, law.each)]
    expected = law.theory(runs(law.file, law.each)[0].scenario)
    assert np.mean(found) == pytest.approx(expected, rel=law.margin)


def test_the_backlog_clears_on_the_days_worked_out_by_hand() -> None:
    """Nothing in it is random, so every seed gives the same days."""
    for run in runs("backlog_only", 1):
        started = run.tables["journeys"].filter(pl.col("how") == "started")["ended_day"]
        assert started.sort().to_list() == [
            day for day in (0, 10, 20, 30, 40) for _ in range(8 * 2)
        ]
        assert primary(run) == 20


def test_staff_who_come_on_given_days_start_people_on_the_days_worked_out_by_hand() -> None:
    """Waits to the half day, in the order in which people came; the last two still wait."""
    for run in runs("staff_steps", 1):
        stays = run.tables["journeys"].sort("joined_day")
        started = stays.filter(pl.col("how") == "started")
        assert started["wait_days"].to_list() == [19.5, 23.5, 27.5, 26.5, 30.5, 29.5, 33.5, 32.5]
        assert stays["how"].to_list() == ["started"] * 8 + ["waiting"] * 2
        assert primary(run) == 27.875
        ends = run.events.filter(pl.col("kind") == int(Kind.GROUP_FINISHED))["time"]
        assert ends.max() == 45.5


def test_in_the_quickstart_fewer_leave_unserved_if_the_soonest_released_go_first() -> None:
    """At three seeds: fewer in every pair, and the 99 % interval of the difference is below 0."""
    path = SCENARIOS / "quickstart.yaml"
    loaded = load(path).scenario
    assert [policy.id for policy in loaded.policies] == ["first_come", "soonest_release"]
    share = "released_without_starting_share"
    differences = np.array(
        [
            soonest.outcome(share) - first.outcome(share)
            for seed in (loaded.seed, *OTHER_SEEDS)
            for first, soonest in compared(path, seed, 2, policies=2)
        ]
    )
    assert (differences < 0).all()
    half = stats.t.ppf(0.995, len(differences) - 1) * stats.sem(differences)
    assert differences.mean() + half < 0
