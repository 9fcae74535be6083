"""The commands: what they print, how they end, and that a mistake writes nothing."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.words.outcomes import Scope, outcomes_of
from tests.commands import placesim, small_world, write

COST = {
    "replications",
    "people",
    "events",
    "digest",
    "cpu_seconds",
    "journeys_per_cpu_second",
    "peak_mib",
}


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(small_world(), tmp_path_factory.mktemp("scenario") / "small.yaml")


@pytest.fixture(scope="module")
def compared(scenario: Path) -> Path:
    path = scenario.parent / "compared"
    assert placesim("compare", scenario, "--out", path, "--workers", "1").code == 0
    return path


# -- what they print ------------------------------------------------------------------------------


def test_a_run_prints_one_json_object_with_every_outcome(scenario: Path, tmp_path: Path) -> None:
    end = placesim("run", scenario, "--out", tmp_path / "run", "--workers", "1", "--json")
    answer = json.loads(end.out)
    assert end.code == 0
    assert set(answer) == {"run", "policy", "outcomes", *COST}
    assert answer["run"] == str(tmp_path / "run")
    assert answer["policy"] == "first_come"
    assert answer["replications"] == 2
    assert answer["people"] > 150
    assert answer["events"] > answer["people"]
    assert re.fullmatch("[0-9a-f]{64}", answer["digest"])
    names = [outcome.name for outcome in outcomes_of(Scope(("none", "benefit")))]
    assert list(answer["outcomes"]) == names
    for outcome in answer["outcomes"].values():
        assert set(outcome) == {"mean", "low", "high", "unit"}
        if outcome["low"] is not None:
            assert outcome["low"] <= outcome["mean"] <= outcome["high"]


def test_a_comparison_prints_the_same_for_each_policy_and_the_differences(
    scenario: Path, compared: Path
) -> None:
    end = placesim("compare", scenario, "--out", compared, "--workers", "1", "--json")
    answer = json.loads(end.out)
    assert set(answer) == {
        "run",
        "primary_outcome",
        "baseline",
        "policies",
        "differences",
        *COST,
    }
    assert answer["baseline"] == "first_come"
    assert list(answer["policies"]) == ["first_come", "soonest_release"]
    for policy in answer["policies"].values():
        assert set(policy) == {"run", "outcomes", *COST}
    names = {outcome.name for outcome in outcomes_of(Scope(("none", "benefit")))}
    assert set(answer["differences"]) == names
    for difference in answer["differences"].values():
        assert list(difference) == ["soonest_release"]
        [of_policy] = difference.values()
        assert set(of_policy) == {"against", "mean", "low", "high", "adjusted_p", "verdict"}
        assert of_policy["against"] == "first_come"


def test_the_run_of_a_policy_is_its_part_of_the_comparison(
    scenario: Path, compared: Path, tmp_path: Path
) -> None:
    """Same people, same luck, whoever else is compared."""
    compare = placesim("compare", scenario, "--out", compared, "--workers", "1", "--json")
    alone = placesim(
        *("run", scenario, "--policy", "soonest_release", "--out", tmp_path / "run"),
        *("--workers", "1", "--json"),
    )
    of_policy = json.loads(compare.out)["policies"]["soonest_release"]
    answer = json.loads(alone.out)
    assert answer["digest"] == of_policy["digest"]
    assert answer["outcomes"] == of_policy["outcomes"]


def test_verify_prints_one_json_object(compared: Path) -> None:
    answer = json.loads(placesim("verify", compared, "--json").out)
    assert {"ok", "events", "digest", "failures"} <= set(answer)
    assert (answer["ok"], answer["failures"]) == (True, [])
    assert (answer["logs_verified"], answer["logs_not_kept"]) == (2, 2)


def test_options_change_the_run_and_are_written_into_it(scenario: Path, tmp_path: Path) -> None:
    end = placesim(
        *("run", scenario, "--out", tmp_path / "run", "--replications", "1", "--seed", "99"),
        *("--set", "sites[hull].facilitators=5", "--workers", "1", "--json"),
    )
    assert json.loads(end.out)["replications"] == 1
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["seed"] == 99
    assert manifest["overrides"] == ["sites[hull].facilitators=5", "replications=1", "seed=99"]


def test_without_json_the_figures_are_lines_with_units(scenario: Path, compared: Path) -> None:
    end = placesim("compare", scenario, "--out", compared, "--workers", "1")
    lines = end.out.splitlines()
    assert lines[0].startswith("left_without_starting_share (95 % intervals over replications")
    assert lines[1].split()[0] == "first_come"
    assert lines[1].endswith("baseline")
    assert "CPU seconds" in end.out
    assert f"next: placesim report {compared}" in end.out


def test_validate_says_that_a_sound_file_is_sound(scenario: Path) -> None:
    end = placesim("validate", scenario)
    assert end.code == 0
    assert end.out.endswith(f"{scenario}: sound; policies: first_come, soonest_release\n")


def test_schema_prints_a_json_schema() -> None:
    end = placesim("schema")
    schema = json.loads(end.out)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert {"sites", "programmes", "population"} <= set(schema["$defs"]["Scenario"]["properties"])


def test_a_report_is_one_file(compared: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    end = placesim("report", compared, "--out", out)
    assert end.code == 0, end.err
    assert end.out.strip() == str(out)
    assert out.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")


# -- replay ---------------------------------------------------------------------------------------


def state(compared: Path, at: str, *more: str) -> dict[str, Any]:
    end = placesim("replay", compared, "--at", at, "--json", *more)
    assert end.code == 0, end.err
    answer: dict[str, Any] = json.loads(end.out)
    return answer


def test_replay_tells_where_everybody_is_at_the_beginning_the_middle_and_the_end(
    compared: Path,
) -> None:
    """Everybody who has come by that instant is somewhere."""
    import polars as pl

    people = pl.read_parquet(compared / "people" / "0000.parquet")
    for at, day in (("0", 0.0), ("2026-07-02", 182.0), ("365", 365.0)):
        answer = state(compared, at)
        assert answer["day"] == day
        where = answer["people"]
        assert sum(where.values()) == people.filter(pl.col("enters_day") <= day).height
    assert sum(where.values()) > 150
    assert where["in prison"] > 0
    assert where["under supervision"] > 0


def test_replay_shows_staff_and_lists_and_never_more_in_use_than_there_are(compared: Path) -> None:
    answer = state(compared, "250", "--policy", "soonest_release")
    staff = answer["staff"]
    by_name = {(each["site"], each["of"]): each for each in staff}
    assert by_name["hull", "facilitators"]["capacity"] == 3
    assert by_name["north", "circle places"]["capacity"] == 3
    assert all(each["in_use"] <= each["capacity"] for each in staff)


def test_replay_follows_one_person(compared: Path) -> None:
    end = placesim("replay", compared, "--at", "365", "--person", "men/backlog:0", "--json")
    answer = json.loads(end.out)
    assert answer["person"] == "men/backlog:0"
    assert " risk, aged " in answer["who"]
    first = answer["events"][0]
    assert (first["day"], first["what"], first["cause"]) == (0.0, "received", "backlog")
    days = [event["day"] for event in answer["events"]]
    assert days == sorted(days)
    shorter = placesim("replay", compared, "--at", "0.5", "--person", "men/backlog:0", "--json")
    assert json.loads(shorter.out)["events"] == [
        event for event in answer["events"] if event["day"] < 0.5
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--at", "1999-01-01"], "--at 1999-01-01 is outside the run: 2026-01-01 to 2027-01-01"),
        (["--at", "366"], "--at 366 is outside the run"),
        (["--at", "nan"], "--at nan is outside the run"),
        (["--at", "soon"], "--at soon: write a date as YYYY-MM-DD, or a number of days"),
        (["--at", "1", "--policy", "last_come"], "has no policy `last_come`; it has first_come"),
        (["--at", "1", "--replication", "9"], "has no replication 9; it has 0 to 1"),
        (["--at", "1", "--replication", "1"], "was not kept, only its digest"),
        (
            ["--at", "1", "--person", "mens:1"],
            "nobody in this run is called `mens:1`; did you mean",
        ),
        (["--at", "1", "--person", "nobody"], "nobody in this run is called `nobody`; ids look"),
    ],
)
def test_replay_says_what_may_be_asked(compared: Path, options: list[str], words: str) -> None:
    end = placesim("replay", compared, *options)
    assert end.code == 2
    assert words in end.err
    assert end.out == ""


# -- mistakes -------------------------------------------------------------------------------------


def test_a_bad_scenario_is_refused_with_every_mistake_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    """Each with its place in the file; validate and run say the same."""
    tree = small_world() | {"horizon_days": -3, "replication": 4}
    bad = write(tree, tmp_path / "bad.yaml")
    for words in ([], ["--out", str(tmp_path / "run")]):
        end = placesim("run" if words else "validate", bad, *words)
        assert end.code == 2
        assert re.search(r"bad\.yaml:\d+:\d+: horizon_days: ", end.err)
        assert re.search(r"bad\.yaml:\d+:\d+: replication: .*replications", end.err)
        assert "Traceback" not in end.err
        assert end.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--policy", "first_comes"], "no such policy; did you mean `first_come`?"),
        (["--policy", "zzz"], "no such policy; it has first_come, soonest_release"),
        (["--set", "sites[hul].facilitators=2"], "hull"),
        (["--set", "replication=2"], "replications"),
        (["--replications", "0"], "--replications"),
        (["--workers", "0"], "--workers"),
        (["--seed", "-1"], "--seed"),
        (["--keep-logs", "some"], "--keep-logs"),
    ],
)
def test_a_mistaken_option_is_refused_in_words_and_nothing_is_written(
    words: list[str], said: str, scenario: Path, tmp_path: Path
) -> None:
    end = placesim("run", scenario, "--out", tmp_path / "run", *words)
    assert end.code == 2
    assert said in re.sub(r"\s+", " ", end.err)
    assert "Traceback" not in end.err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("command", ["run", "compare", "validate"])
def test_a_scenario_that_is_not_there_is_said_to_be_missing(command: str, tmp_path: Path) -> None:
    end = placesim(command, tmp_path / "absent.yaml")
    assert end.code == 2
    assert "absent.yaml" in end.err
    assert "Traceback" not in end.err


@pytest.mark.parametrize(
    "command", [["report"], ["verify"], ["replay", "--at", "1"], ["explain", "--group", "1"]]
)
def test_a_folder_that_is_no_run_is_said_to_be_none(command: list[str], tmp_path: Path) -> None:
    end = placesim(command[0], tmp_path, *command[1:])
    assert end.code == 2
    assert "there is no manifest.json; is this a run of placesim?" in end.err


def test_a_report_on_an_unfinished_run_is_refused(compared: Path, tmp_path: Path) -> None:
    import shutil

    from sim.log.manifest import Manifest

    run = tmp_path / "run"
    shutil.copytree(compared, run)
    manifest = Manifest.read(run / "manifest.json")
    unfinished = manifest.model_copy(update={"status": "running", "seals": {}, "digest": None})
    unfinished.write(run / "manifest.json")
    (run / "first_come" / "0001" / "seal.json").unlink()
    end = placesim("report", run, "--out", tmp_path / "report.html")
    assert end.code == 2
    assert "is not finished (3 of 4 replications)" in end.err
    assert not (tmp_path / "report.html").exists()


def test_a_name_cannot_give_orders_to_the_terminal(tmp_path: Path) -> None:
    """Control characters of a stranger's file are shown, not obeyed."""
    bad = tmp_path / "bad\x1b[31m.yaml"
    bad.write_text("title: [", encoding="utf-8")
    end = placesim("validate", bad)
    assert end.code == 2
    assert "\x1b" not in end.err
    assert "\\x1b[31m" in end.err


# -- starting ---------------------------------------------------------------------------------


def test_validate_and_schema_need_no_tables_charts_or_clock(scenario: Path) -> None:
    for words in (["validate", str(scenario)], ["schema"]):
        code = f"import sys; sys.argv = {['placesim', *words]!r}; from sim.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", code],
            capture_output=True,
            text=True,
            check=True,
        )
        imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
        assert "pydantic" in imported
        assert imported & {"polars", "altair", "scipy", "simpy", "jinja2"} == set()
