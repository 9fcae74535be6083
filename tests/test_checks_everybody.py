"""Rules that are the same for all, rules that stop everybody, and names that rules ask for."""

import pytest

from sim.scenario.everybody import EXAMPLE
from tests.regions import said_of

WHO = "who: band == medium"
AT_MOST = "{who: denial, people: 3}"
NOBODY_STARTS = "nobody can ever start"


def warned(*changes: tuple[str, str]) -> str:
    """Return the warnings about a region that is not refused."""
    errors, warnings = said_of(*changes)
    assert errors == ""
    return warnings


@pytest.mark.parametrize(
    ("rule", "who"),
    [('"True"', "everybody"), ("1 < 2", "everybody"), ('"False"', "nobody"), ("low > 9", "nobody")],
)
def test_a_rule_that_names_no_fact_is_doubted_with_an_example(rule: str, who: str) -> None:
    [warning] = warned(("who: age_years < 25", f"who: {rule}")).splitlines()

    assert f"policies[mine].reserve[0].who: holds of {who}: `{rule.strip(chr(34))}`" in warning
    assert EXAMPLE in warning


@pytest.mark.parametrize(
    "everybody",
    [
        "band >= low",
        "denial or not denial",
        "sentence == determinate or sentence == community_order",
    ],
)
def test_a_policy_that_deprioritises_everybody_is_doubted(everybody: str) -> None:
    assert warned((WHO, f"who: {everybody}")) == (
        "a.yaml:91:25: policies[mine].deprioritise.who: nobody can ever start from day 31 on under "
        "this policy: it deprioritises everybody who comes"
    )


@pytest.mark.parametrize("somebody", ["band >= medium", "age_years > 0", "sentence == determinate"])
def test_a_policy_that_leaves_somebody_to_be_offered_a_place_is_not(somebody: str) -> None:
    assert NOBODY_STARTS not in warned((WHO, f"who: {somebody}"))


def test_a_limit_that_all_whom_a_programme_takes_fall_under_stops_its_groups() -> None:
    """Horizon takes medium and high risk; others come, and are no matter here."""
    none = warned((AT_MOST, "{who: band >= medium, people: 0}"))
    assert none == (
        "a.yaml:38:53: programmes[horizon].group.composition.at_most[0]: nobody can ever start: at "
        "most 0 of a group may be `band >= medium`, which everybody is who may join, and a group "
        "needs 2"
    )
    assert "at most 1 of a group" in warned((AT_MOST, "{who: band >= medium, share: 0.2}"))
    assert NOBODY_STARTS not in warned((AT_MOST, "{who: band >= medium, people: 2}"))
    assert NOBODY_STARTS not in warned((AT_MOST, "{who: denial, people: 0}"))


def test_a_rule_asks_for_a_need_with_a_hyphen_by_an_underscore() -> None:
    has = ("{violence: 0.3}", "{violence: 0.3, sexual-interest: 0.2}")
    assert warned(has, ("who: age_years < 25", "who: needs_sexual_interest")) == ""
    assert warned(has, ("who: age_years < 25", "who: not needs_sexual_interest")) == ""
    errors, _ = said_of(has, ("who: age_years < 25", "who: needs_sexual_interests"))
    assert errors.endswith("did you mean `needs_sexual_interest`?")


def test_two_needs_that_a_rule_could_not_tell_apart_are_refused() -> None:
    two = ("{violence: 0.3}", "{violence: 0.3, self-control: 0.2, self_control: 0.2}")
    errors, _ = said_of(two)
    assert errors == (
        "a.yaml:74:3: population.streams: the needs `self-control` and `self_control` are both "
        "`needs_self_control` in a rule; give one of them another name"
    )


def test_a_share_of_staff_too_small_at_one_site_names_the_site() -> None:
    """Oak has eight posts and elm four: a share of 0.3 makes a group at oak and none at elm."""
    assert warned(("shares: {horizon: 0.5}", "shares: {horizon: 0.3}")) == (
        "a.yaml:92:51: policies[mine].staff.shares.horizon: `horizon` never starts a group at "
        "`elm`: a group takes 2 of the facilitators, and there are not so many in its share of 0.3"
    )
