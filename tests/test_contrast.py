"""Two runs side by side: the same luck or no answer; what differs, by which setting, for whom."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import yaml

from sim.experiments.changed import changed
from sim.experiments.contrast import CHANGES, STARTS, Contrast, contrast
from sim.experiments.opening import results_of
from sim.experiments.results import Results
from tests.commands import placesim, small_world, write
from tests.stories import Tree

SHIPPED = Path(__file__).parent.parent / "scenarios"


def finished(scenario: Path, name: str, *words: str) -> Path:
    path = scenario.parent / name
    end = placesim("compare", scenario, "--out", path, "--workers", "1", *words)
    assert end.code == 0, end.err
    return path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(small_world(), tmp_path_factory.mktemp("contrast") / "world.yaml")


@pytest.fixture(scope="module")
def run(world: Path) -> Path:
    return finished(world, "run")


@pytest.fixture(scope="module")
def more_staff(world: Path) -> Path:
    return finished(world, "more", "--set", "sites.hull.facilitators=6")


@pytest.fixture(scope="module")
def once(world: Path) -> Path:
    return finished(world, "once", "--replications", "1")


@pytest.fixture(scope="module")
def much_else(world: Path) -> Path:
    """Return a run of one of the policies with twelve settings changed."""
    words = [f"reoffending.within_5_years_share.{band}=0.3" for band in ("low", "medium", "high")]
    words += [f"beliefs.benefit.{name}=0.5" for name in ("completed", "circle")]
    words += [f"programmes.{name}.drop_out_share=0.2" for name in ("one", "after")]
    words += [f"programmes.{name}.duration_days=20" for name in ("one", "after")]
    words += ["circles.length_days=80", "sites.north.facilitators=3", "sites.hull.facilitators=3"]
    settings = (word for each in words for word in ("--set", each))
    return finished(world, "much", "--policy", "first_come", *settings)


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, Results]:
    """Return a queue whose two facilitators cannot keep up, and the same with a third."""
    tree: Tree = yaml.safe_load((SHIPPED / "textbook" / "mm3.yaml").read_text(encoding="utf-8"))
    tree |= {"horizon_days": 400, "replications": 2, "results": {"from": 0}}
    tree["sites"][0]["facilitators"] = 2
    path = write(tree, tmp_path_factory.mktemp("queue") / "queue.yaml")
    third = finished(path, "three", "--set", "sites.site.facilitators=3")
    return results_of(finished(path, "two")), results_of(third)


def answered(run: Path, other: Path, *words: str) -> Tree:
    end = placesim("contrast", run, other, "--json", *words)
    assert end.code == 0, end.err
    found: Tree = json.loads(end.out)
    return found


def counts(found: Contrast, policy: str, setting: str) -> dict[str, float]:
    rows = found.starts.filter(policy=policy, setting=setting)
    return dict(zip(rows["change"], rows["mean"], strict=True))


# -- what is said ---------------------------------------------------------------------------------


def test_a_run_beside_itself_has_no_difference_at_all(run: Path) -> None:
    found = answered(run, run)
    assert found["no_difference_at_all"]
    assert found["settings"] == []
    for each in found["policies"].values():
        assert {of["verdict"] for of in each["outcomes"].values()} <= {
            "no difference",
            "cannot say",
        }
        assert not any(of["difference"]["mean"] for of in each["outcomes"].values())
        assert not any(each[name] for name in ("gain_most", "lose_most"))
        assert not any(each[name] for name in ("start_in_other_only", "start_in_run_only"))
    end = placesim("contrast", run, run)
    assert "no setting differs" in end.out
    assert "no difference at all" in end.out


def test_one_repetition_beside_itself_has_no_difference_either(once: Path) -> None:
    assert answered(once, once)["no_difference_at_all"]


def test_what_was_set_otherwise_is_named_with_both_values(run: Path, more_staff: Path) -> None:
    (setting,) = answered(run, more_staff)["settings"]
    assert setting["path"] == "sites[hull].facilitators"
    assert setting["other"] == "6"
    assert "sites[hull].facilitators" in placesim("contrast", run, more_staff).out


def test_two_runs_are_compared_as_two_policies_of_one_run_are(run: Path) -> None:
    whole = results_of(run)
    first, second = (_alone(whole, policy) for policy in whole.policies)
    found = contrast(first, second, ["it"]).outcomes
    columns = ["outcome", "mean", "low", "high", "p", "adjusted_p", "verdict", "primary"]
    expected = whole.differences().filter(pl.col("mean").is_not_null())
    assert expected.height > 10
    assert found.select(columns).rows() == expected.select(columns).rows()


def _alone(results: Results, policy: str) -> Results:
    """Return the results of one policy, which is called `it`."""
    tables = {
        name: table.filter(policy=policy).with_columns(policy=pl.lit("it"))
        for name, table in results.tables.items()
    }
    return replace(results, policies=("it",), tables=tables)


def test_the_other_way_round_every_difference_turns(run: Path, more_staff: Path) -> None:
    one, two = results_of(run), results_of(more_staff)
    there, back = contrast(one, two, one.policies), contrast(two, one, one.policies)
    assert any(there.outcomes["mean"])
    assert there.outcomes["mean"].to_list() == (-back.outcomes["mean"]).to_list()
    assert there.outcomes["run"].to_list() == back.outcomes["other"].to_list()
    turned = dict(zip(CHANGES, (CHANGES[n] for n in (1, 0, 3, 2, 4)), strict=True))
    swapped = back.starts.with_columns(pl.col("change").replace_strict(turned))
    keys = list(STARTS)[:3]
    assert swapped.sort(keys).equals(there.starts.sort(keys))


def test_a_policy_that_is_asked_for_is_alone_in_the_answer(run: Path, more_staff: Path) -> None:
    found = answered(run, more_staff, "--policy", "soonest_release")
    assert list(found["policies"]) == ["soonest_release"]


# -- who ------------------------------------------------------------------------------------------


def test_in_a_plain_queue_one_facilitator_more_makes_nobody_wait_longer(
    queue: tuple[Results, Results],
) -> None:
    found = contrast(*queue, ["first_come"])
    people = found.people.filter(pl.col("difference_days").is_not_null())
    assert people.height > 500
    assert people["difference_days"].max() <= 1e-9  # type: ignore[operator]  # a float column
    changes = counts(found, "first_come", "programme in prison")
    assert changes["starts_in_run_only"] == 0
    assert changes["waits_more_in_other"] == 0
    assert changes["starts_in_other_only"] > 50
    assert changes["waits_less_in_other"] > 50


def test_whoever_starts_in_either_run_is_counted_once_in_a_setting(
    queue: tuple[Results, Results],
) -> None:
    found = contrast(*queue, ["first_come"])
    people = found.people.filter(setting="programme in prison")
    assert not people.select("replication", "person").is_duplicated().any()
    changes = counts(found, "first_come", "programme in prison")
    started = [
        each.tables["journeys"].filter(pl.col("how").cast(pl.String) == "started").height
        for each in queue
    ]
    in_run = sum(changes.values()) - changes["starts_in_other_only"]
    in_other = sum(changes.values()) - changes["starts_in_run_only"]
    assert [2 * in_run, 2 * in_other] == started


def test_those_who_gain_most_are_named_with_both_waits(run: Path, more_staff: Path) -> None:
    found = answered(run, more_staff)["policies"]["first_come"]
    gains = [each["difference_days"] for each in found["gain_most"]]
    assert gains == sorted(gains)
    assert all(gain < -30 for gain in gains)
    assert len(gains) <= 10
    named = found["gain_most"] + found["start_in_other_only"]
    assert named
    end = placesim("explain", more_staff, "--person", named[0]["id"])
    assert end.code == 0
    assert named[0]["id"] in end.out


def test_who_starts_elsewhere_in_the_other_run_is_not_said_to_miss(
    run: Path, more_staff: Path
) -> None:
    found = answered(run, more_staff)["policies"]["first_come"]
    for name, wait in (("start_in_other_only", "run"), ("start_in_run_only", "other")):
        assert all(each[f"{wait}_wait_days"] is None for each in found[name])
        assert {each["setting"] for each in found[name]} <= {"programme anywhere", "circle"}


# -- refused --------------------------------------------------------------------------------------


def test_another_seed_is_refused_in_words(world: Path, run: Path) -> None:
    end = placesim("contrast", run, finished(world, "seed", "--seed", "6"))
    assert end.code == 2
    assert "cannot be laid side by side" in end.err
    assert "seed 5 and 6" in end.err
    assert end.out == ""


def test_another_number_of_replications_is_refused(run: Path, once: Path) -> None:
    end = placesim("contrast", run, once)
    assert end.code == 2
    assert "replications 2 and 1" in end.err


def test_other_people_are_refused_and_what_made_them_is_named(world: Path, run: Path) -> None:
    setting = "population.streams.men.motivated_share=0.9"
    end = placesim("contrast", run, finished(world, "keen", "--set", setting))
    assert end.code == 2
    assert "the people of replication 0: they differ in motivated" in end.err
    assert "settings that differ: population.streams[men].motivated_share" in end.err


def test_a_policy_that_one_of_them_has_not_is_refused(run: Path, much_else: Path) -> None:
    assert list(answered(run, much_else)["policies"]) == ["first_come"]
    end = placesim("contrast", run, much_else, "--policy", "soonest_release")
    assert end.code == 2
    assert "has no policy `soonest_release`; it has first_come" in end.err


def test_a_replication_that_is_not_there_is_refused(run: Path) -> None:
    end = placesim("contrast", run, run, "--replication", "2")
    assert end.code == 2
    assert "it has 0 to 1" in end.err


# -- settings -------------------------------------------------------------------------------------


def test_a_source_or_a_range_is_no_other_setting() -> None:
    bare = {"sites": [{"id": "hull", "posts": 2}], "seed": 1}
    told = {"sites": [{"id": "hull", "posts": {"value": 2, "low": 1, "high": 3}}], "seed": 2}
    assert changed(bare, told) == []


def test_what_only_one_of_them_says_is_not_given_in_the_other() -> None:
    (one, two) = changed(
        {"policies": ["first_come"], "circles": {"length_days": 90}},
        {"policies": ["first_come", {"id": "own", "order": "lottery"}]},
    )
    assert (one.path, one.run) == ("policies[own]", "not given")
    assert (two.path, two.other) == ("circles", "not given")


def test_at_most_ten_settings_are_shown_and_the_others_counted(run: Path, much_else: Path) -> None:
    found = answered(run, much_else)
    assert len(found["settings"]) == 10
    assert found["settings_not_shown"] == 2
    assert "and 2 more settings differ" in placesim("contrast", run, much_else).out


# -- what one of the runs has alone ----------------------------------------------------------------


@pytest.fixture(scope="module")
def after_care(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a run in which people may come of their own accord, and one in which none may."""
    path = tmp_path_factory.mktemp("after_care")
    scenario = path / "asked.yaml"
    shutil.copy(SHIPPED / "pathway" / "after_care.yaml", path)
    scenario.write_text(
        "extends: after_care.yaml\n"
        "replications: 2\n"
        "primary_outcome: started_people\n"
        "changes: [{id: nobody, name: Nobody, set: {'programmes[after_care].voluntary': null}}]\n"
        "finding:\n"
        "  - {says: Some come, change: nobody, outcome: voluntary_attending_mean_people,\n"
        "     difference: {low: -50, high: -0.01}}\n",
        encoding="utf-8",
    )
    end = placesim("answer", scenario, "--no-reports", "--out", path / "out", "--workers", "1")
    assert end.code == 0, end.err
    assert "HOLDS" in end.out
    return path / "out" / "unchanged", path / "out" / "nobody"


def test_an_outcome_that_one_run_alone_has_is_named_and_not_dropped(
    after_care: tuple[Path, Path],
) -> None:
    found = answered(*after_care)["policies"]["first_come"]
    assert "voluntary_attending_mean_people" not in found["outcomes"]
    assert found["only"]["voluntary_attending_mean_people"]["only_in"] == "run"
    end = placesim("contrast", *reversed(after_care))
    assert "only in OTHER, so without a difference: voluntary_attending_mean_people" in end.out
