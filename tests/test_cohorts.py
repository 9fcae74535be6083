"""Cohorts: the same measures of some people as of everybody, through the whole pathway."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.cohorts import Cohorts
from reports.figure import Absent, Figure, Sheet, Words
from reports.island import spec_of
from reports.reading import Reading
from sim.experiments.cohorts import differences_by_cohort
from sim.experiments.results import Results
from sim.log.history import Book, CohortNote, History
from sim.projections.facts import Facts
from sim.projections.membership import belongs, in_words
from sim.projections.tables import project
from sim.scenario.cohorts import Cohort
from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError
from sim.scenario.schema import Scenario
from sim.testing import as_yaml, scenarios, simulate_history
from sim.words.cohorts import EVERYBODY, SHARED, STAGES, measures_under
from sim.words.licence import RECALLS
from sim.words.outcomes import REOFFENDED
from sim.words.upstream import CONVICTED

Tree = dict[str, Any]
RULES = st.sampled_from(
    ["cse", "age_years < 40", "band >= high", "sentence == determinate", "upstream", "motivated"]
)


def world(**changes: Any) -> Scenario:
    """Return two prisons in two regions, with men who have flags, needs and ages."""
    tree: Tree = {
        "title": "cohorts",
        "horizon_days": 3000,
        "replications": 2,
        "sites": [
            {
                "id": name,
                "kind": "prison",
                "region": region,
                "mappa_area": f"{region}_area",
                "facilitators": 1,
                "programmes": ["course"],
            }
            for name, region in (("ash", "north"), ("oak", "south"))
        ],
        "programmes": [
            {
                "id": "course",
                "setting": "prison",
                "bands": ["medium", "high"],
                "denial": "excluded",
                "group": {"minimum": 3, "maximum": 5},
                "facilitators": 1,
                "duration_days": 150,
                "drop_out_share": 0.2,
            }
        ],
        "reoffending": {"within_5_years_share": {"medium": 0.3, "high": 0.6}},
        "beliefs": [{"id": "none"}, {"id": "helps", "completed": 0.5}],
        "population": {
            "streams": [
                {
                    "id": "men",
                    "kind": "custody",
                    "sites": {"ash": 1, "oak": 1},
                    "interarrival_days": 12,
                    "bands": {"medium": 1, "high": 1},
                    "age_years": {"kind": "uniform", "low": 20, "high": 60},
                    "denial_share": 0.3,
                    "cse_share": 0.3,
                    "internet_only_share": 0.5,
                    "needs": {"gang": 0.4},
                    "sentences": [{"kind": "determinate", "length_days": 900}],
                }
            ]
        },
        "cohorts": [{"id": "cse", "who": "cse"}, {"id": "others", "who": "not cse"}],
        **changes,
    }
    return Scenario.model_validate(tree)


def table(history: History) -> pl.DataFrame:
    return project(history)["cohorts"]


def with_cohorts(history: History, *notes: CohortNote) -> History:
    return replace(history, book=replace(history.book, cohorts=notes))


def values(found: pl.DataFrame, cohort: str, column: str = "value") -> dict[str, float | None]:
    mine = found.filter(pl.col("cohort") == cohort)
    return dict(mine.select("measure", column).iter_rows())


def outcomes_of_cohorts(book: Book) -> set[str]:
    """Return the outcomes of a scenario that are measured of every cohort as well."""
    stems = [REOFFENDED, CONVICTED] if book.upstream else [REOFFENDED]
    under = {f"{stem}.{belief}" for stem in stems for belief in book.belief_ids}
    return {*SHARED, *under, *([RECALLS] if book.licence else [])}


# -- laws -----------------------------------------------------------------------------------------


@settings(max_examples=12)
@given(scenarios(["upstream", "needs", "licence"]))
def test_everybody_as_a_cohort_has_the_very_outcomes_of_the_run(scenario: Scenario) -> None:
    history = with_cohorts(simulate_history(scenario), CohortNote("all", "All", "true"))
    tables = project(history)
    everybody = values(tables["cohorts"], EVERYBODY)
    assert values(tables["cohorts"], "all") == everybody
    outcomes = dict(tables["outcomes"].select("outcome", "value").iter_rows())
    shared = outcomes_of_cohorts(history.book)
    assert shared == set(everybody) & set(outcomes)
    for name in shared:
        assert everybody[name] == pytest.approx(outcomes[name], nan_ok=True), name


def test_a_cohort_that_nobody_could_follow_for_5_years_has_no_share_of_5_years() -> None:
    (men,) = world().model_dump(by_alias=True, exclude_none=True)["population"]["streams"]
    late = men | {"id": "late", "sentences": [{"kind": "determinate", "length_days": 2800}]}
    cohorts = [{"id": each, "streams": [each]} for each in ("men", "late")]
    found = table(simulate_history(world(population={"streams": [men, late]}, cohorts=cohorts)))
    share = f"{REOFFENDED}.none"
    people = values(found, "late", "denominator")[share]
    assert people is not None
    assert people > 0
    assert values(found, "late")[share] is None
    assert values(found, "men")[share] is not None


@settings(max_examples=12)
@given(scenarios(["upstream", "needs", "licence"]), RULES)
def test_a_cohort_and_all_others_add_up_to_everybody(scenario: Scenario, who: str) -> None:
    some, others = CohortNote("some", "", who), CohortNote("others", "", f"not ({who})")
    found = table(with_cohorts(simulate_history(scenario), some, others))
    for column in ("numerator", "denominator"):
        parts = [values(found, each, column) for each in ("some", "others", EVERYBODY)]
        for name, whole in parts[2].items():
            if "within_5_years" in name or whole is None or _of_time(name, column):
                continue
            mine, theirs = parts[0][name], parts[1][name]
            assert mine is not None
            assert theirs is not None
            assert mine + theirs == pytest.approx(whole), (name, column)


def _of_time(name: str, column: str) -> bool:
    """Tell whether everybody shares one denominator: the length of the window."""
    return column == "denominator" and name.endswith("_mean_people")


def test_cohorts_change_nothing_that_happens() -> None:
    plain = simulate_history(world(cohorts=[]))
    followed = simulate_history(world())
    assert plain.events.equals(followed.events)
    assert table(plain).is_empty()


# -- who is in one --------------------------------------------------------------------------------


def count(history: History, **conditions: Any) -> int:
    note = CohortNote("some", "Some", **conditions)
    return int(belongs(Facts(history), note).sum())


def test_a_cohort_is_of_all_who_meet_every_condition() -> None:
    history = simulate_history(world())
    people, sites = history.people, {note.id: code for code, note in enumerate(history.book.sites)}
    north = people["site"] == sites["ash"]
    assert count(history, who="cse") == people["cse"].sum()
    assert count(history, regions=("north",)) == north.sum()
    assert count(history, mappa_areas=("north_area",)) == north.sum()
    assert count(history, regions=("north",), who="cse") == (north & people["cse"]).sum()
    assert count(history, streams=("men",)) == people.height
    assert count(history, streams=("women",)) == 0
    assert 0 < count(history, who="needs_gang and band == high") < people.height / 2


def test_the_cse_flag_says_nothing_of_the_offence_code() -> None:
    people = simulate_history(world(horizon_days=30_000)).people
    among = people.filter("internet_only")["cse"].mean()
    assert among == pytest.approx(people.filter(~pl.col("internet_only"))["cse"].mean(), abs=0.05)


def test_a_listed_mans_further_columns_can_make_a_cohort() -> None:
    history = simulate_history(world())
    squad = [["red", None, "blue"][place % 3] for place in range(history.people.height)]
    people = history.people.with_columns(attribute_squad=pl.Series(squad, dtype=pl.String))
    history = replace(history, people=people)
    assert count(history, attributes=(("squad", "red"),)) == squad.count("red")
    assert count(history, attributes=(("team", "red"),)) == 0


def test_conditions_are_told_as_a_reader_may_check_them() -> None:
    note = CohortNote("a", "A", "cse", ("north", "south"), (), ("men",), (("squad", "red"),))
    told = "`cse`; region north or south; stream men; column squad says red"
    assert in_words(note) == told


def test_a_book_with_cohorts_reads_back_as_it_was() -> None:
    note = CohortNote("a", "A", "cse", ("north",), ("east",), ("men",), (("squad", "red"),))
    book = replace(simulate_history(world()).book, cohorts=(note,))
    assert Book.from_json(book.as_json()) == book


@pytest.mark.parametrize(
    ("tree", "says"),
    [
        ({"id": "a"}, "without any it is everybody"),
        ({"id": "everybody", "who": "cse"}, "is always the first cohort"),
        ({"id": "a", "who": "days_left < 3"}, "days_left"),
    ],
)
def test_a_cohort_that_says_nothing_or_changes_with_the_day_is_refused(
    tree: Tree, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        Cohort.model_validate(tree)


# -- comparisons and the report -------------------------------------------------------------------


def results(scenario: Scenario) -> Results:
    """Return the results of every policy and replication of a scenario."""
    book: Book | None = None
    found = {}
    for replication in range(scenario.replications):
        for policy in scenario.policies:
            history = simulate_history(scenario, policy, replication=replication)
            book = book or replace(history.book, policies=())
            notes = {note.id: note for note in (*book.policies, *history.book.policies)}
            book = replace(book, policies=tuple(notes.values()))
            found[policy.id, replication] = project(history)
    assert book is not None
    return Results.gather(book, found, {})


POLICIES = [
    {"id": "first_come", "order": "first_come"},
    {"id": "cse_first", "name": "CSE first", "order": {"kind": "score", "of": "cse"}},
]
EMPTY = {"id": "nobody", "name": "Very old men", "who": "age_years > 99"}


def test_a_rule_for_a_cohort_is_seen_to_serve_it_and_to_cost_the_others() -> None:
    scenario = world(policies=POLICIES, replications=5)
    measure = next(
        each for each in measures_under(()) if each.name == "left_without_starting_share"
    )
    found = differences_by_cohort(results(scenario), measure)
    mean = dict(found.select("cohort", "mean").iter_rows())
    assert mean["cse"] < 0 < mean["others"]
    assert set(found["cohort"]) == {EVERYBODY, "cse", "others"}


def test_everybody_has_one_verdict_and_it_is_that_of_the_table_of_outcomes() -> None:
    found = results(world(policies=POLICIES, replications=3))
    measure = next(
        each for each in measures_under(()) if each.name == "left_without_starting_share"
    )
    said = differences_by_cohort(found, measure).filter(cohort=EVERYBODY)
    main = found.differences().filter(outcome=measure.name)
    columns = ["policy", "mean", "low", "high", "p", "adjusted_p", "verdict"]
    assert said.select(columns).equals(main.select(columns))


def items(found: Results) -> dict[str, Any]:
    sections = list(
        Cohorts(found, Reading(found.book, found.policies, found.replications)).sections()
    )
    return {item.key: item for section in sections for item in section.figures}


def test_the_report_shows_cohorts_beside_everybody_and_says_where_nobody_is_in_one() -> None:
    scenario = world(policies=POLICIES)
    tree = [*(each.model_dump(exclude_none=True) for each in scenario.cohorts), EMPTY]
    shown = items(results(world(policies=POLICIES, cohorts=tree)))
    who, pathway = shown["cohorts-who"], shown["cohorts-pathway"]
    assert isinstance(who, Words)
    assert "Nobody of any run is among them" in dict(who.entries)["Very old men"][1]
    assert isinstance(pathway, Figure)
    assert pathway.tables[0].shown["Cohort"].to_list() == [
        "Everybody",
        "cse",
        "others",
        "Very old men",
    ]
    assert pathway.tables[0].shown.row(3)[1:] == ("0 people", *["nobody to count"] * 3)
    assert set(pathway.tables[0].download["measure"]) == set(STAGES)
    assert isinstance(shown["cohorts-gains"], Figure)
    for figure in (pathway, shown["cohorts-gains"]):
        assert spec_of(figure.chart)["config"]
        assert figure.alt.endswith(f"{figure.title}.")
    everything = shown["cohorts-everything"]
    assert isinstance(everything, Sheet)
    assert everything.tables[0].shown.columns[1:] == ["Everybody", "cse", "others", "Very old men"]


def test_with_one_policy_nobody_gains_and_without_cohorts_there_is_no_section() -> None:
    shown = items(results(world()))
    assert isinstance(shown["cohorts-gains"], Absent)
    assert items(results(world(cohorts=[]))) == {}


def test_a_cohort_of_a_region_that_is_not_there_is_refused_with_the_nearest() -> None:
    scenario = world(cohorts=[{"id": "a", "regions": ["nort"]}])
    says = "no region is called `nort`; did you mean `north`"
    with pytest.raises(ScenarioError, match=says):
        load_bytes(as_yaml(scenario).encode())


def test_a_cohort_by_a_need_that_nobody_names_is_refused() -> None:
    scenario = world(cohorts=[{"id": "a", "who": "needs_gan"}])
    with pytest.raises(ScenarioError, match="no stream and no programme names the need `gan`"):
        load_bytes(as_yaml(scenario).encode())
