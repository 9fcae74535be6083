"""Scenarios laid over others: what merges, what replaces, what may be named, who is blamed."""

import os
from pathlib import Path

import pytest

from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError
from sim.scenario.schema import Scenario
from tests.laid_over import BASE, laid, refusal, scenario_root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return scenario_root(tmp_path)


def test_keys_are_merged_and_the_rest_stays(folder: Path) -> None:
    scenario = laid(folder, "extends: base.yaml\ntitle: Over\n").scenario
    assert scenario.title == "Over"
    assert scenario.horizon_days == 100


def test_items_merge_by_id_new_ones_are_added_and_others_removed(folder: Path) -> None:
    scenario = laid(
        folder,
        """\
extends: base.yaml
sites:
  - {id: ash, kind: probation}
  - {id: oak, facilitators: 6}
  - {id: elm, remove: true}
population:
  streams:
    - {id: men, sites: oak}
programmes:
  - {id: horizon, group: {maximum: 10}}
""",
    ).scenario
    assert [site.id for site in scenario.sites] == ["oak", "ash"]
    assert scenario.sites[0].facilitators[0].value == 6
    assert scenario.sites[0].programmes == ["horizon", "kaizen"]
    assert scenario.programmes[0].group.minimum == 2
    assert scenario.programmes[0].group.maximum == 10
    assert scenario.population.streams[0].sites == "oak"


def test_a_policy_named_by_its_order_counts_as_an_item_with_that_id(folder: Path) -> None:
    policies = laid(
        folder,
        """\
extends: base.yaml
policies:
  - {id: risk, remove: true}
  - {id: first_come, circles: open_to_all}
  - lottery
""",
    ).scenario.policies
    assert [(each.id, each.order, each.circles) for each in policies] == [
        ("first_come", "first_come", "open_to_all"),
        ("lottery", "lottery", "needs_led"),
    ]


def test_lists_without_ids_figures_and_distributions_are_replaced_whole(folder: Path) -> None:
    loaded = laid(
        folder,
        """\
extends: base.yaml
sites:
  - {id: oak, programmes: [kaizen]}
  - {id: elm, facilitators: {value: 9, source: plan}, programmes: [horizon]}
programmes:
  - {id: horizon, duration_days: {kind: gamma, mean: 9, sd: 3}}
""",
    )
    assert loaded.scenario.sites[0].programmes == ["kaizen"]
    assert loaded.resolved["sites"][1]["facilitators"] == {"value": 9, "source": "plan"}
    assert loaded.resolved["programmes"][0]["duration_days"] == {
        "kind": "gamma",
        "mean": 9,
        "sd": 3,
    }


def test_nothing_behind_a_key_takes_it_away(folder: Path) -> None:
    assert laid(folder, "extends: base.yaml\ntransfers: null\n").scenario.transfers is None
    assert refusal(folder, "extends: base.yaml\ntitle:\n") == (
        "over.yaml:2:7: title: required, and not given; allowed: text of 1 to 2,000 characters"
    )


def test_later_files_of_a_list_are_laid_over_earlier_ones(folder: Path) -> None:
    (folder / "seed.yaml").write_text("seed: 5\ntitle: Seed\n")
    loaded = laid(folder, "extends: [base.yaml, seed.yaml]\nreplications: 2\n")
    assert loaded.scenario.title == "Seed"
    assert list(loaded.sources) == ["over.yaml", "base.yaml", "seed.yaml"]
    assert loaded.sources["seed.yaml"] == "seed: 5\ntitle: Seed\n"


def test_the_resolved_scenario_is_the_same_scenario(folder: Path) -> None:
    loaded = laid(folder, "extends: base.yaml\nseed: 9\n", "replications=3")
    assert "extends" not in loaded.resolved
    assert Scenario.model_validate(loaded.resolved) == loaded.scenario
    assert loaded.root == folder
    assert loaded.scenario.figures["sites[1].facilitators"].source == "survey"


def test_a_mistake_is_blamed_on_the_file_that_holds_it(folder: Path) -> None:
    (folder / "base.yaml").write_text(BASE.replace("order: highest_risk", "order: hihgest_risk"))
    (folder / "parts").mkdir()
    (folder / "parts" / "more.yaml").write_text("extends: ../base.yaml\nsead: 3\n")
    assert refusal(folder, "extends: parts/more.yaml\nreplications: 0\n").splitlines() == [
        (
            "base.yaml:27:42: policies[risk].order: no order is called `hihgest_risk`; "
            "did you mean `highest_risk`?"
        ),
        "over.yaml:2:15: replications: got 0; allowed: a whole number from 1 to 10,000",
        "parts/more.yaml:2:1: sead: unknown setting; did you mean `seed`?",
    ]


def test_a_mistake_that_only_both_files_make_is_blamed_where_it_can_be_mended(
    folder: Path,
) -> None:
    text = "extends: base.yaml\nprogrammes:\n  - {id: horizon, facilitators: 3}\n"
    assert refusal(folder, text) == (
        "base.yaml:5:59: sites[oak].programmes[0]: a group of `horizon` needs 3 facilitators, "
        "and this site never has more than 2 to spare"
    )


NOT_FOUND = {
    "nowhere.yaml": "`nowhere.yaml` is not there",
    "/etc/passwd": "`/etc/passwd` is an absolute path; name the file relative to this one",
    "~/x.yaml": "`~/x.yaml` is an absolute path; name the file relative to this one",
    "https://example.org/x.yaml": (
        "`https://example.org/x.yaml` is a URL or a drive; "
        "only files near the scenario may be named"
    ),
    "C:/x.yaml": "`C:/x.yaml` is a URL or a drive; only files near the scenario may be named",
    "'..\\x.yaml'": "`..\\x.yaml` has a backslash; write / between folders",
    "//server/x.yaml": "`//server/x.yaml` is an absolute path; name the file relative to this one",
    "../../outside.yaml": (
        "`../../outside.yaml` leads out of the scenario root, the folder `root`"
    ),
    "link.yaml": "`link.yaml` leads out of the scenario root, the folder `root`",
    "pipe.yaml": "`pipe.yaml` is not an ordinary file",
    "dir.yaml": "`dir.yaml` is a folder, not a file",
    "data.csv": "`data.csv` is not of a type that may stand here; allowed: .yaml, .yml",
    "..%2fbase.yaml": "`..%2fbase.yaml` is not there",
    '"a\\tb.yaml"': "`a b.yaml` is not the name of a file",
    "''": "`` is not the name of a file",
    "over.yaml": ("`over.yaml` closes a circle of files: over.yaml -> over.yaml"),
}


@pytest.mark.parametrize(("name", "words"), NOT_FOUND.items())
def test_only_ordinary_files_near_the_scenario_may_be_extended(
    folder: Path, name: str, words: str
) -> None:
    (folder / "link.yaml").symlink_to(folder.parent.parent / "outside.yaml")
    (folder / "dir.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    assert refusal(folder, f"extends: {name}\n") == f"over.yaml:1:10: extends: {words}"


def test_a_file_may_be_extended_from_as_far_up_as_the_marked_root(folder: Path) -> None:
    text = "extends: ../../outside.yaml\n"
    assert "leads out" in refusal(folder, text)
    (folder.parent.parent / ".placesim-root").write_text("")
    assert laid(folder, text).scenario.title == "Base"
    (folder / ".placesim-root").write_text("")
    assert "leads out" in refusal(folder, "extends: ../base.yaml\n")


def test_files_that_extend_each_other_are_refused_with_the_whole_chain(folder: Path) -> None:
    (folder / "one.yaml").write_text("extends: two.yaml\n")
    (folder / "two.yaml").write_text("extends: one.yaml\n")
    assert refusal(folder, "extends: one.yaml\n") == (
        "two.yaml:1:10: extends: `one.yaml` closes a circle of files: "
        "over.yaml -> one.yaml -> two.yaml -> one.yaml"
    )


def test_a_chain_is_no_longer_than_ten_and_a_family_no_larger_than_a_hundred(
    folder: Path,
) -> None:
    for step in range(11):
        (folder / f"f{step}.yaml").write_text(f"extends: f{step + 1}.yaml\n")
    (folder / "f11.yaml").write_text(BASE)
    assert laid(folder, "extends: f2.yaml\n").scenario.title == "Base"
    assert "makes the chain longer than 10 files: over.yaml -> f1.yaml" in refusal(
        folder, "extends: f1.yaml\n"
    )
    (folder / "wide.yaml").write_text(f"extends: [{', '.join(['base.yaml'] * 20)}]\n")
    assert "is one file too many; at most 100 may be extended" in refusal(
        folder, f"extends: [{', '.join(['wide.yaml'] * 20)}]\n"
    )


def test_what_extends_names_is_text(folder: Path) -> None:
    assert refusal(folder, "extends: [3, base.yaml]\n") == (
        "over.yaml:1:11: extends: got 3; allowed: the name of a YAML file, or a list of them"
    )


def test_what_is_removed_must_be_there(folder: Path) -> None:
    text = """\
extends: base.yaml
sites:
  - {id: aok, remove: true}
  - {id: elm, remove: yes}
  - {id: oak, remove: true, name: Oak}
"""
    assert refusal(folder, text).splitlines() == [
        "over.yaml:3:15: sites[aok].remove: there is no `aok` to remove; did you mean `oak`?",
        "over.yaml:4:15: sites[elm].remove: can only be true; leave it out to keep the item",
        "over.yaml:5:15: sites[oak].remove: an item that is removed says its id and no more",
    ]
    assert refusal(folder, BASE + "beliefs:\n  - {id: none, remove: true}\n") == (
        "over.yaml:29:16: beliefs[none].remove: there is no `none` to remove"
    )


def test_bytes_that_came_from_no_file_can_name_none() -> None:
    with pytest.raises(ScenarioError) as refused:
        load_bytes(b"extends: base.yaml\n")
    assert str(refused.value) == (
        "scenario.yaml:1:10: extends: `base.yaml` cannot be found, "
        "for this scenario did not come from a file"
    )


def test_a_listed_file_is_read_beside_the_file_that_names_it(folder: Path) -> None:
    (folder.parent / "shared").mkdir()
    (folder.parent / "shared" / "men.csv").write_text("id,join_day\na,0\n")
    (folder.parent / "shared" / "listed.yaml").write_text(
        "extends: ../base.yaml\npopulation: {listed: {file: men.csv, site: oak}}\n"
    )
    loaded = laid(folder, "extends: ../shared/listed.yaml\n")
    assert loaded.listed_file == folder.parent / "shared" / "men.csv"
    assert loaded.resolved["population"]["listed"]["file"] == "../shared/men.csv"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("men.csv", "`men.csv` is not there"),
        ("men.xlsx", "`men.xlsx` is not of a type that may stand here; allowed: .csv, .parquet"),
        ("../../men.csv", "`../../men.csv` leads out of the scenario root, the folder `root`"),
    ],
)
def test_a_listed_file_must_be_there_and_of_its_type(folder: Path, name: str, words: str) -> None:
    text = f"extends: base.yaml\npopulation: {{listed: {{file: {name}}}}}\n"
    assert refusal(folder, text) == f"over.yaml:2:29: population.listed.file: {words}"
