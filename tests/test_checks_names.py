"""Programmes, sites, grades, needs and places that a scenario mentions are there."""

from pathlib import Path

import pytest

from sim.scenario.loading import load
from sim.scenario.problems import ScenarioError
from tests.regions import REGION, Changes, said_of

MISTAKES: list[tuple[Changes, tuple[str, ...]]] = [
    (
        (("opens: {kaizen:", "opens: {kaizn:"),),
        (
            (
                "22:20: sites[oak].opens.kaizn: no programme is called `kaizn`; did you mean "
                "`kaizen`?"
            ),
        ),
    ),
    (
        (("closes: {core:", "closes: {clinic:"),),
        (
            (
                "23:22: sites[oak].closes.clinic: this site does not deliver `clinic`; add it to "
                "`programmes` of the site, or take this away"
            ),
        ),
    ),
    (
        (("places: {clinic:", "places: {clinick:"),),
        (
            (
                "28:27: sites[elm].programmes[1]: `clinic` is delivered by places, and this site "
                "has none; write places: {clinic: 20}"
            ),
            (
                "29:23: sites[elm].places.clinick: no programme is called `clinick`; did you mean "
                "`clinic`?"
            ),
        ),
    ),
    (
        (("    places: {clinic: 20}\n", ""),),
        (
            (
                "28:27: sites[elm].programmes[1]: `clinic` is delivered by places, and this site "
                "has none; write places: {clinic: 20}"
            ),
        ),
    ),
    (
        (("places: {clinic: 20}", "places: {clinic: 20, horizon: 4}"),),
        (
            (
                "29:35: sites[elm].places.horizon: `horizon` is delivered by `groups`, which takes "
                "facilitators; places are for a programme with `delivery: places`"
            ),
        ),
    ),
    (
        (("[horizon, kaizen, core], training", "[horizon, kaizen, cor], training"),),
        (
            (
                "7:51: staff.grades[officer].programmes[2]: no programme is called `cor`; did you "
                "mean `core`?"
            ),
        ),
    ),
    (
        (("after: [horizon]", "after: [horizn]"),),
        (
            (
                "45:13: programmes[kaizen].after[0]: no programme is called `horizn`; did you mean "
                "`horizon`?"
            ),
        ),
    ),
    (
        (("after: [horizon]", "after: [kaizen]"),),
        ("45:13: programmes[kaizen].after[0]: a programme after itself: `kaizen`",),
    ),
    (
        (
            (
                "  - id: horizon\n    setting: prison\n",
                "  - id: horizon\n    setting: prison\n    after: [kaizen]\n",
            ),
        ),
        (
            (
                "34:13: programmes[horizon].after[0]: a circle of prerequisites: `horizon` after "
                "`kaizen` after `horizon`; take one of them away"
            ),
        ),
    ),
    (
        (
            (
                "  - id: horizon\n    setting: prison\n",
                "  - id: horizon\n    setting: prison\n    after: [core]\n",
            ),
            ("    until: 2027-03-01\n", "    until: 2027-03-01\n    after: [kaizen]\n"),
        ),
        (
            (
                "34:13: programmes[horizon].after[0]: a circle of prerequisites: `horizon` after "
                "`core` after `kaizen` after `horizon`; take one of them away"
            ),
        ),
    ),
    (
        (("where: [{site: oak,", "where: [{site: ok,"),),
        ("89:20: policies[mine].where[0].site: no site is called `ok`; did you mean `oak`?",),
    ),
    (
        (("where: [{site: oak,", "where: [{region: nort,"),),
        (
            (
                "89:22: policies[mine].where[0].region: no region is called `nort`; did you mean "
                "`north`?"
            ),
        ),
    ),
    (
        (("where: [{site: oak,", "where: [{programme: horzon,"),),
        (
            (
                "89:25: policies[mine].where[0].programme: no programme is called `horzon`; did "
                "you mean `horizon`?"
            ),
        ),
    ),
    (
        (("shares: {horizon:", "shares: {horison:"),),
        (
            (
                "92:51: policies[mine].staff.shares.horison: no programme is called `horison`; did "
                "you mean `horizon`?"
            ),
        ),
    ),
    (
        (("staff: {officer: 6,", "staff: {oficer: 6,"),),
        ("18:21: sites[oak].staff.oficer: no grade is called `oficer`; did you mean `officer`?",),
    ),
    (
        (("who: age_years < 25", "who: needs_violense"),),
        (
            (
                "90:21: policies[mine].reserve[0].who: no stream and no programme names the need "
                "`violense`, so `needs_violense` is a fact of nobody; did you mean "
                "`needs_violence`?"
            ),
        ),
    ),
    (
        (("of: 2 ** band", "of: band + needs_gang"),),
        (
            (
                "88:30: policies[mine].order.of: no stream and no programme names the need `gang`, "
                "so `needs_gang` is a fact of nobody; allowed: needs_violence"
            ),
        ),
    ),
]


@pytest.mark.parametrize(("changes", "words"), MISTAKES)
def test_what_is_mentioned_must_be_there_and_of_the_right_kind(
    changes: Changes, words: tuple[str, ...]
) -> None:
    errors, _ = said_of(*changes)
    assert errors.splitlines() == [f"a.yaml:{each}" for each in words]


DOUBTS: list[tuple[Changes, tuple[str, ...]]] = [
    (
        (("places: {clinic: 20}", "places: {clinic: 0}"),),
        ("29:22: sites[elm].places.clinic: never a whole place, so nobody starts `clinic` here",),
    ),
    (
        (("facilitators: 0", "facilitators: 2"),),
        (
            (
                "63:19: programmes[clinic].facilitators: changes nothing: a programme delivered by "
                "places is limited by them alone; write 0"
            ),
        ),
    ),
    (
        (("after: [horizon]", "after: [maintenance]"),),
        (
            (
                "45:5: programmes[kaizen].after: nobody in prison can have completed "
                "`maintenance`: it is delivered in the community, after release"
            ),
        ),
    ),
    (
        (
            ("after: [horizon]", "after: [core]"),
            (
                (
                    "programmes: [horizon, kaizen, core]\n    opens: {kaizen: "
                    "2026-06-01}\n    closes: {core: 2027-02-01}"
                ),
                "programmes: [horizon, kaizen]\n    opens: {kaizen: 2026-06-01}",
            ),
        ),
        (
            (
                "44:5: programmes[kaizen].after: nobody can have completed `core`: no site "
                "delivers it"
            ),
            "50:9: programmes[core].id: no site delivers `core`",
        ),
    ),
    (
        (("needs: [violence]", "needs: [violense, violence]"),),
        (
            (
                "47:13: programmes[kaizen].needs[0]: nobody of any stream has the need `violense`; "
                "did you mean `violence`?"
            ),
        ),
    ),
]


@pytest.mark.parametrize(("changes", "words"), DOUBTS)
def test_a_programme_that_its_people_cannot_reach_is_a_warning(
    changes: Changes, words: tuple[str, ...]
) -> None:
    errors, warnings = said_of(*changes)
    assert errors == ""
    assert warnings.splitlines() == [f"a.yaml:{each}" for each in words]


def test_nothing_is_said_of_a_region_in_which_everything_fits() -> None:
    assert said_of() == ("", "")


def test_people_listed_by_name_may_have_any_need_that_a_programme_names(tmp_path: Path) -> None:
    """Who has it stands in the listed file; a rule over a need that nothing names is refused."""
    (tmp_path / "men.csv").write_text("id,join_day,needs_violense\n1,0,yes\n")
    listed = REGION.replace("population:\n", "population:\n  listed: {file: men.csv, site: elm}\n")
    asked = listed.replace("needs: [violence]", "needs: [violense]")
    ruled = asked.replace("who: age_years < 25", "who: needs_violense")
    (tmp_path / "a.yaml").write_text(ruled)
    assert [str(each) for each in load(tmp_path / "a.yaml").warnings if "need" in str(each)] == []
    (tmp_path / "a.yaml").write_text(ruled.replace("who: needs_violense", "who: needs_gang"))
    with pytest.raises(ScenarioError, match="no programme names the need `gang`"):
        load(tmp_path / "a.yaml")


def test_a_scenario_names_no_more_needs_than_there_are_bits() -> None:
    many = ", ".join(f"need_{place}: 0.1" for place in range(15))
    other = many.replace("need_", "other_")
    third = many.replace("need_", "third_")
    orders = ("order_days: 700}", f"order_days: 700, needs: {{{other}, {third}}}}}")
    errors, _ = said_of(("{violence: 0.3}", f"{{violence: 0.3, {many}}}"), orders)
    assert errors == (
        "a.yaml:74:3: population.streams: 46 needs are named by streams and programmes; at most 32"
    )
