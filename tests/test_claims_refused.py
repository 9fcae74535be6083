"""What a question may not claim: what there is not, what cannot fail, what says nothing."""

import pytest

from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError
from tests.checked import BASE


def refused(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as wrong:
        load_bytes((BASE + text).encode(), name="a.yaml")
    return [str(each).split(": ", 1)[1] for each in wrong.value.problems]


def test_a_claim_names_policies_changes_and_outcomes_that_there_are() -> None:
    found = refused("""\
covers: [15, 27]
""")
    assert found == ["covers[1]: got 27; allowed: a whole number from 1 to 26"]
    found = refused("""\
changes: [{id: more, set: {"sites[oke].facilitators": 5, "seed": 4}}]
finding:
  - {says: a, change: moer, policy: opne, against: first_come, difference: {low: 1, high: 2}}
  - {says: b, difference: {low: 1, high: 2}}
""")
    assert found == [
        (
            "changes[more].set.'sites[oke].facilitators': sites: there is no `oke`; "
            "did you mean `oak`?"
        ),
        "changes[more].set.seed: belongs to the question and cannot be changed by it",
        "finding[0].change: no change is called `moer`; did you mean `more`?",
        "finding[0].policy: no policy is called `opne`; did you mean `open`?",
        "finding[1]: holds `first_come` against itself: name another `policy`, or a `change`",
    ]


def test_a_part_is_covered_once() -> None:
    assert refused("covers: [3, 15, 3]\n") == ["covers[2]: 3 is there already; name each part once"]


def test_a_range_that_every_difference_of_shares_lies_in_is_warned_of() -> None:
    text = BASE + (
        "finding: [{says: a, policy: open, outcome: left_without_starting_share, "
        "difference: {low: -2, high: 0.5}}]\n"
    )
    (warning,) = load_bytes(text.encode()).warnings
    assert warning.path == "finding[0].difference"
    assert warning.message == (
        "-2 to 0.5: `left_without_starting_share` is a share, and two shares differ by 1 at the "
        "most; a range that everything lies in claims nothing"
    )


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    (found,) = refused("finding: [{says: a, policy: open, difference: {low: 2, high: 1}}]\n")
    assert found == (
        "finding[0].difference: `low` must be below `high`; "
        "for none that matters, below and above 0"
    )


def test_nothing_behind_a_setting_of_a_change_takes_the_setting_away() -> None:
    for written in ("null", "'null'", "", "~"):
        text = f"changes: [{{id: none, set: {{transfers: {written}}}}}]\n"
        (change,) = load_bytes((BASE + text).encode()).scenario.changes
        assert change.settings == ("transfers=null",)


def test_a_change_of_no_setting_is_refused() -> None:
    (found,) = refused("changes: [{id: none, set: {}}]\n")
    assert found == "changes[none].set: is empty; give a setting and its value"


def test_a_change_that_no_finding_is_about_is_warned_of() -> None:
    text = BASE + "changes: [{id: more, set: {'sites[oak].facilitators': 5}}]\n"
    (warning,) = load_bytes(text.encode()).warnings
    assert warning.path == "changes[more]"
    assert warning.message == "no finding is about it: it is run and reported all the same"
