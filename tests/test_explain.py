"""Why somebody was taken and somebody else was not, in words that he could follow."""

import json
import re
from pathlib import Path

import polars as pl
import pytest

from sim.explain import allocation_lines, biography_lines
from sim.log.history import History
from sim.policies.orders import SoonestRelease
from sim.projections.allocation import allocations
from sim.projections.biography import biography
from sim.projections.decisions import decision
from sim.projections.facts import Facts
from sim.projections.reasons import ON_A_LIST, waits_by_reason
from tests.commands import placesim, small_world, write
from tests.provision_story import BOB, CAT, CLOSED_GROUP, FAY, POLICY, PROVISIONS, story
from tests.stories import lived, prison, programme, world

INDENT = " " * 12
MEN = """
    id,band,age_years,join_day,release_day,denial
    ann,high,40,0,90,no
    bob,medium,30,0,60,yes
    cat,medium,20,0,50,no
    dan,high,50,5,40,no
    eve,medium,35,6,,no
"""


@pytest.fixture(scope="module")
def soonest(tmp_path_factory: pytest.TempPathFactory) -> History:
    """Two chairs every twenty days at one prison; whoever is released soonest goes first."""
    one = programme(size=2, days=20)
    tree = world(
        [prison()], [one], policies=[{"id": "soonest", "order": "soonest_release"}], days=100
    )
    return lived(tree, MEN, tmp_path_factory.mktemp("soonest"))


def test_a_score_is_printed_as_the_analyst_wrote_it(tmp_path: Path) -> None:
    order = {"kind": "score", "of": "age_years + 0.5"}
    policies = [{"id": "mine", "order": order}]
    tree = world([prison()], [programme(size=2, days=20)], policies=policies, days=100)
    history = lived(tree, MEN, tmp_path)

    [told] = allocations(history, history.book.policies[0], 0)

    assert allocation_lines(told)[-4:] == [
        "  place  who  age years  score  became",
        "  1      ann  40         40.5   taken",
        "  2      bob  30         30.5   taken",
        "  3      cat  20         20.5   ranked below",
    ]
    assert "  cut-off: the last taken is bob, place 2, score 30.5" in allocation_lines(told)


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ({"kind": "weighted", "weights": {"age_years": 2.0}}, {"sum": 80.0}),
        ({"kind": "matching", "value": "age_years"}, {"coming group": 1.0, "value": 40.0}),
        ("soonest_release", {}),
    ],
)
def test_what_a_written_order_ranks_by_goes_by_its_own_name(
    order: object, names: dict[str, float], tmp_path: Path
) -> None:
    policies = [{"id": "mine", "order": order}]
    tree = world([prison()], [programme(size=2, days=20)], policies=policies, days=100)
    history = lived(tree, MEN, tmp_path)

    [told] = allocations(history, history.book.policies[0], 0)

    worth = {each["id"]: each["worth"] for each in told["people"]}
    assert worth["ann"] == names


# -- a group --------------------------------------------------------------------------------------


def test_a_group_is_told_with_its_rule_its_cut_off_and_the_facts_that_the_rule_looked_at(
    soonest: History,
) -> None:
    [told] = allocations(soonest, soonest.book.policies[0], 1)

    assert allocation_lines(told) == [
        "group 1 of one at hull: group started on 2026-01-21 (day 20)",
        f"  rule `soonest_release`: {SoonestRelease.says}",
        "    ties fall to the longest wait, then to the id",
        "  3 waited, 2 places, 2 taken",
        "  cut-off: the last taken is ann, place 2, key 90, none",
        "  place  who  release day  tariff day  key 1  key 2  became",
        "  1      dan  2026-02-10   none        40     none   taken",
        "  2      ann  2026-04-01   none        90     none   taken",
        "  3      eve  none         none        none   none   ranked below",
    ]


def test_a_table_shows_no_fact_that_the_rule_did_not_look_at(tmp_path: Path) -> None:
    rule = {"kind": "score", "of": "2 ** band if denial else age_years / 100"}
    tree = world([prison()], [programme()], policies=[{"id": "own", "order": rule}])
    history = lived(tree, MEN, tmp_path)

    [told] = allocations(history, history.book.policies[0], 0)

    assert set(told["looked_at"]) == {"denial", "band", "age_years"}
    assert told["people"][0]["facts"] == {"denial": True, "band": "medium", "age_years": 30.0}


def test_a_table_shows_on_which_side_of_each_rule_of_a_group_everybody_stands(
    tmp_path: Path,
) -> None:
    sits = {"apart": ["age_years < 25"], "at_most": [{"who": "denial", "people": 0}]}
    group = {"minimum": 1, "maximum": 2, "composition": sits}
    tree = world([prison()], [programme(group=group)], days=100)
    history = lived(tree, MEN, tmp_path)

    told = allocations(history, history.book.policies[0], 0)[0]

    assert {"age_years", "denial"} <= set(told["looked_at"])
    sides = {each["id"]: list(each["sides"].values()) for each in told["people"]}
    assert sides == {"ann": [False, False], "bob": [False, True], "cat": [True, False]}
    heads = next(line for line in allocation_lines(told) if line.startswith("  place"))
    assert "`age_years < 25`" in heads
    assert heads.count("denial") == 1  # the fact is the rule: one column is enough


def test_what_is_told_of_a_group_is_what_the_table_of_its_decision_says() -> None:
    history = story()
    told = allocations(history, POLICY, CLOSED_GROUP)
    table = decision(history, POLICY, CLOSED_GROUP)

    assert [each["what"] for each in told] == ["group started", "chairs filled"]
    assert [(each["rank"], each["id"], each["became"]) for each in told[0]["people"]] == list(
        table.filter(pl.col("rank").is_not_null()).select("rank", "id", "became").iter_rows()
    )


def test_rules_beside_the_order_are_told_with_it() -> None:
    told = allocations(story(), POLICY, CLOSED_GROUP)[0]

    assert told["rule"][1:] == [
        "`age_years < 25` never sit with others",
        "at most 1 are `denial`",
        "whoever is `band == low` waits and is offered no place",
        "ties fall to the longest wait, then to the id",
    ]


# -- a person -------------------------------------------------------------------------------------


def test_a_journey_is_told_from_the_first_day_to_the_last(soonest: History) -> None:
    told = biography(soonest, soonest.book.policies[0], 0)

    assert biography_lines(told) == [
        "ann: high risk, aged 40 on entering, sentence determinate, due for release 2026-04-01",
        "2026-01-01  is received at hull",
        "2026-01-01  joins the list for one at hull",
        "            waited 20 days for one at hull",
        "            because of: group not full 5 days, staff 15 days",
        "            not taken at 1 allocation: ranked below 1",
        (
            f"{INDENT}2026-01-01  group 0: 2 of 3 taken (2 medium), the last stood 2nd; "
            "he stood 3rd: ranked below"
        ),
        "2026-01-21  takes a place in group 1 of one at hull",
        "2026-02-10  completes one (group 1)",
        "2026-04-01  is released from hull (sentence served)",
    ]


def test_whoever_still_waits_is_told_to_be_waiting(soonest: History) -> None:
    told = biography(soonest, soonest.book.policies[0], 4)

    assert "still waiting at the end of the run" in biography_lines(told)[-4]
    assert told["waits"][0]["how"] == "waiting"
    assert told["waits"][0]["days"] == 94


@pytest.mark.parametrize("make", ["story", "soonest"])
def test_the_waits_of_all_people_add_up_to_the_reasons_of_all_waiting(
    make: str, soonest: History
) -> None:
    history = story() if make == "story" else soonest
    policy = history.book.policies[0]
    mine = dict.fromkeys(ON_A_LIST, 0.0)
    for person in range(history.people.height):
        for wait in biography(history, policy, person)["waits"]:
            for reason, days in wait["because_of"].items():
                mine[reason] += days
    everybody = waits_by_reason(Facts(history)).group_by("reason").agg(pl.col("person_days").sum())

    assert mine == pytest.approx(dict(everybody.iter_rows()))


def test_a_man_passed_over_is_told_the_constraint_and_a_deprioritised_man_that_he_was_one() -> None:
    became = {
        person: {
            each["became"]
            for wait in biography(story(), POLICY, person)["waits"]
            for each in wait["allocations"]
        }
        for person in (BOB, CAT, FAY)
    }

    assert became[BOB] == set()
    assert "kept apart" in became[CAT]
    assert "deprioritised" in became[FAY]


def test_everything_that_can_happen_to_a_person_has_its_words() -> None:
    """Each event of each person's is a sentence, but for what is told with a wait."""
    history = story()
    assert {note.id for note in PROVISIONS} <= {note.id for note in history.book.provisions}
    for person in range(history.people.height):
        told = biography(history, POLICY, person)["events"]
        rows = history.events.filter(pl.col("person") == person, pl.col("kind") != 18)
        assert len(told) == rows.height
        assert not any("{" in each["says"] or "  " in each["says"] for each in told)


def test_days_waited_before_the_run_are_among_the_reasons_of_a_backlog(tmp_path: Path) -> None:
    men = """
    id,band,age_years,join_day,release_day
    ann,high,40,-200,90
    bob,high,40,-100,90
    """
    tree = world([prison()], [programme(size=2, days=20)], days=100)
    history = lived(tree, men, tmp_path)
    told = biography(history, history.book.policies[0], 0)

    assert told["waits"][0]["before_run_days"] == 200
    assert any("because of: 200 days before the run" in line for line in biography_lines(told))


@pytest.mark.parametrize("make", ["story", "soonest"])
def test_the_days_of_every_wait_are_all_accounted_for(make: str, soonest: History) -> None:
    history = story() if make == "story" else soonest
    for person in range(history.people.height):
        for wait in biography(history, history.book.policies[0], person)["waits"]:
            before = wait["before_run_days"] + wait["elsewhere_days"]
            assert wait["days"] == pytest.approx(before + sum(wait["because_of"].values()))


# -- the command ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explained")
    scenario = write(small_world(), folder / "small.yaml")
    end = placesim("compare", scenario, "--out", folder / "run", "--workers", "1")
    assert end.code == 0, end.err
    return folder / "run"


def test_the_command_prints_a_group_and_a_person_as_lines_and_as_one_json_object(
    run: Path,
) -> None:
    asked = ("explain", run, "--policy", "soonest_release")
    lines = placesim(*asked, "--group", "0")
    group = json.loads(placesim(*asked, "--group", "0", "--json").out)
    person = json.loads(placesim(*asked, "--person", "men/backlog:0", "--json").out)

    assert lines.code == 0
    assert lines.out.startswith("group 0 of ")
    assert (group["policy"], group["replication"]) == ("soonest_release", 0)
    assert all(each["as_the_rule_says"] for each in group["allocations"])
    assert person["person"] == "men/backlog:0"
    assert person["events"][0]["says"].startswith("is received at hull (already there on day 0")
    assert placesim(*asked, "--person", "men/backlog:0").out.startswith("men/backlog:0: ")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "say --group, --person or --cohort, one of them: --group 12, or --person custody:17"),
        (["--group", "0", "--person", "men:0"], "say --group, --person or --cohort, one of them"),
        (["--group", "0", "--cohort", "cse"], "say --group, --person or --cohort, one of them"),
        (["--group", "9999"], "there is no group 9999; groups are 0 to "),
        (["--group", "9999"], "did you mean "),
        (["--person", "mens:1"], "nobody in this run is called `mens:1`; did you mean `men:1`?"),
        (["--person", "???"], "nobody in this run is called `???`; ids look like men"),
        (["--group", "0", "--policy", "last_come"], "has no policy `last_come`; it has first_come"),
        (["--group", "0", "--replication", "1"], "was not kept, only its digest"),
    ],
)
def test_what_cannot_be_explained_is_said_with_what_can(
    run: Path, options: list[str], words: str
) -> None:
    end = placesim("explain", run, *options)

    assert end.code == 2
    assert words in end.err
    assert end.out == ""


def test_the_help_has_an_example() -> None:
    help_text = re.sub(r"\s+", " ", placesim("explain", "--help").out)

    assert "Example: placesim explain runs/quickstart-run --group 12" in help_text


def test_who_declines_or_drops_out_is_told_that_it_is_not_offered_again(tmp_path: Path) -> None:
    tree = world([prison()], [programme(size=1, days=20, drop_out_share=1.0)], days=100)
    people = """
    id,join_day,consents
    ann,0,yes
    bob,0,no
    """
    history = lived(tree, people, tmp_path)
    for person, said in ((0, "(by choice; it is not"), (1, "does not consent; it is not")):
        lines = biography_lines(biography(history, history.book.policies[0], person))
        assert any(f"{said} offered again there" in line for line in lines), lines
