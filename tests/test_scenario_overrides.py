"""Single values laid over a scenario from the command line, and overrides that cannot be."""

from pathlib import Path

import pytest

from tests.laid_over import BASE, laid, refusal, scenario_root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return scenario_root(tmp_path)


def test_an_override_lays_one_value_over_the_rest(folder: Path) -> None:
    scenario = laid(
        folder,
        BASE,
        "programmes.horizon.group.maximum=10",
        "sites[elm].facilitators=4",
        "sites[0].name=Oak Hill",
        "replications=3",
        "results.to=2026-03-01",
        "assessment.delay_days={kind: exponential, mean: 20}",
        "policies=[first_come, lottery]",
        "policies.lottery.low_risk=admitted",
        "transfers=null",
    ).scenario
    assert scenario.programmes[0].group.maximum == 10
    assert scenario.sites[1].facilitators[0].value == 4
    assert scenario.sites[0].name == "Oak Hill"
    assert scenario.replications == 3
    assert scenario.window == (0, 59)
    assert scenario.assessment is not None
    assert [(each.order, each.low_risk) for each in scenario.policies] == [
        ("first_come", "excluded"),
        ("lottery", "admitted"),
    ]
    assert scenario.transfers is None


OVERRIDES = {
    "replicatons=3": "replicatons: unknown setting; did you mean `replications`?",
    "sites[oka].facilitators=3": "sites: there is no `oka`; did you mean `oak`?",
    "sites[9].facilitators=3": "sites: there is no `9`; allowed: oak, elm",
    "sites.oak.facilitatrs=3": (
        "sites[oak].facilitatrs: unknown setting; did you mean `facilitators`?"
    ),
    "horizon_days.mean=3": "horizon_days: got 100, which has no parts; set it as a whole",
    "replications=1_000": ("replications: `1_000` has separators between its digits; write 1000"),
    "replications=0": "replications: got 0; allowed: a whole number from 1 to 10,000",
    "seed=*x": (
        "seed: `*x` is a YAML alias, and aliases are not allowed; "
        "write the value out, or share it by `extends`; text needs quotes"
    ),
    "sites[oak].programmes=[horizno]": (
        "sites[oak].programmes[0]: no programme is called `horizno`; did you mean `horizon`?"
    ),
    "beliefs.none.completed=1": ("beliefs: the list is not given in the file; set it as a whole"),
    "extends=other.yaml": "extends: can only be said in a file",
    "seed": "write path=value, such as sites[whatton].facilitators=4",
    "=3": "write path=value, such as sites[whatton].facilitators=4",
    "a[=3": "write path=value, such as sites[whatton].facilitators=4",
    "title=": "title: required, and not given; allowed: text of 1 to 2,000 characters",
}


@pytest.mark.parametrize(("override", "words"), OVERRIDES.items())
def test_an_override_that_cannot_be_is_named_with_what_was_meant(
    folder: Path, override: str, words: str
) -> None:
    assert refusal(folder, BASE, override) == f"--set {override}: {words}"
