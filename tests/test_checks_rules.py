"""A rule of a policy or of a programme that can never apply is said to be one."""

import pytest

from tests.regions import Changes, said_of

DOUBTS: list[tuple[Changes, tuple[str, ...]]] = [
    (
        (
            (
                "where: [{site: oak, order: lottery}]",
                "where: [{site: oak, programme: clinic, order: lottery}]",
            ),
        ),
        (
            (
                "89:13: policies[mine].where[0]: a rule that never applies: site `oak` does not "
                "deliver `clinic`"
            ),
        ),
    ),
    (
        (
            (
                "where: [{site: oak, order: lottery}]",
                "where: [{region: north, programme: maintenance, order: lottery}]",
            ),
        ),
        (
            (
                "89:13: policies[mine].where[0]: a rule that never applies: no site of region "
                "`north` delivers `maintenance`"
            ),
        ),
    ),
    (
        (
            (
                "where: [{site: oak, order: lottery}]",
                "where: [{site: east, region: north, order: lottery}]",
            ),
        ),
        (
            (
                "89:13: policies[mine].where[0]: a rule that never applies: site `east` is not in "
                "region `north`, or does not deliver anything"
            ),
        ),
    ),
    (
        (
            (
                "where: [{site: oak, order: lottery}]",
                (
                    "where: [{region: north, order: lottery}, {site: oak, region: north, "
                    "order: highest_risk}]"
                ),
            ),
        ),
        (
            (
                "89:46: policies[mine].where[1]: a rule that never applies: rule 1 of this list "
                "fits wherever this one does, and goes before it"
            ),
        ),
    ),
    (
        (("from: 2026-02-01", "from: 2031-02-01"),),
        (
            (
                "91:47: policies[mine].deprioritise.from: a rule that never applies: day 1857 is "
                "after the run, which is days 0 to 1826.25"
            ),
        ),
    ),
    (
        (("share: 0.25", "share: 0.1"),),
        (
            (
                "90:44: policies[mine].reserve[0].share: keeps no place: 0.1 of 8, the largest "
                "group, is less than one"
            ),
        ),
    ),
    (
        (("shares: {horizon: 0.5}", "shares: {horizon: 0.1}"),),
        (
            (
                "92:51: policies[mine].staff.shares.horizon: `horizon` never starts a group: a "
                "group takes 2 of the facilitators, and no site has so many in its share of 0.1"
            ),
        ),
    ),
    (
        (("shares: {horizon: 0.5}", "shares: {horizon: 0.5, kaizen: 0.5}"),),
        (
            (
                "92:33: policies[mine].staff.shares: `core` never starts a group: a group takes 2 "
                "of the facilitators, and no site has so many in its share of 0 (what the others "
                "leave)"
            ),
            (
                "92:33: policies[mine].staff.shares: `maintenance` never starts a group: a group "
                "takes 1 of the facilitators, and no site has so many in its share of 0 (what the "
                "others leave)"
            ),
        ),
    ),
    (
        (("shares: {horizon: 0.5}", "shares: {horizon: 0.5, clinic: 0.1}"),),
        (
            (
                "92:33: policies[mine].staff.shares: `maintenance` never starts a group: a group "
                "takes 1 of the facilitators, and no site has so many in its share of 0.4 (what "
                "the others leave)"
            ),
            (
                "92:64: policies[mine].staff.shares.clinic: kept for nothing: `clinic` needs no "
                "facilitators"
            ),
        ),
    ),
    (
        (
            ("staff: {kind: fixed_shares, shares: {horizon: 0.5}}", "staff: most_at_stake"),
            (
                (
                    "programmes: [horizon, kaizen, core]\n    opens: {kaizen: "
                    "2026-06-01}\n    closes: {core: 2027-02-01}"
                ),
                "programmes: [horizon]",
            ),
        ),
        (
            "41:9: programmes[kaizen].id: no site delivers `kaizen`",
            "49:9: programmes[core].id: no site delivers `core`",
            (
                "90:12: policies[mine].staff: changes nothing: no site has two programmes that "
                "share its staff"
            ),
        ),
    ),
    (
        (("who: band == medium", "who: band == very_high and need == high"),),
        (
            (
                "91:25: policies[mine].deprioritise.who: a rule that never applies: nobody of any "
                "stream is such a man"
            ),
        ),
    ),
    (
        (("who: denial,", "who: learning_disability,"),),
        (
            (
                "38:59: programmes[horizon].group.composition.at_most[0].who: a rule that never "
                "applies: nobody of any stream is such a man"
            ),
        ),
    ),
    (
        (("who: age_years < 25", "who: sentence == indeterminate"),),
        (
            (
                "90:21: policies[mine].reserve[0].who: a rule that never applies: nobody of any "
                "stream is such a man"
            ),
        ),
    ),
    (
        (("needs: [violence]", "eligible: needs_violence and band == low and cse"),),
        (
            (
                "47:15: programmes[kaizen].eligible: nobody is eligible: nobody of any stream is "
                "such a man"
            ),
        ),
    ),
    (
        (("      minimum: 2\n      maximum: 8\n", "      minimum: 900\n      maximum: 900\n"),),
        (
            (
                "36:16: programmes[horizon].group.minimum: a list that nobody can start from: a "
                "group needs 900, and about 500 people who may join come in the whole run"
            ),
        ),
    ),
    (
        (("dose_share: {medium: 0.5}", "dose_share: {low: 0.5}"),),
        (
            (
                "42:23: programmes[horizon].dose_share.low: changes nothing: the programme is not "
                "for band `low`"
            ),
        ),
    ),
    (
        (("per_month: 10", "per_month: 0"),),
        (
            (
                "13:40: transfers.per_month: nobody is ever moved; leave out `transfers`, or "
                "`per_month` for no limit"
            ),
        ),
    ),
    (
        (("    bands: [high]\n", "    bands: [high]\n    need: [low]\n"),),
        (
            (
                "43:9: programmes[kaizen].id: nobody of any stream is eligible for it (band, "
                "setting, need, exclusions, waits_for)"
            ),
        ),
    ),
    (
        (("    bands: [high]\n", "    bands: [high]\n    learning_disability: only\n"),),
        (
            (
                "43:9: programmes[kaizen].id: nobody of any stream is eligible for it (band, "
                "setting, need, exclusions, waits_for)"
            ),
        ),
    ),
]


@pytest.mark.parametrize(("changes", "words"), DOUBTS)
def test_a_rule_that_changes_nothing_is_a_warning_with_its_place(
    changes: Changes, words: tuple[str, ...]
) -> None:
    errors, warnings = said_of(*changes)
    assert errors == ""
    assert warnings.splitlines() == [f"a.yaml:{each}" for each in words]


def test_a_rule_over_what_only_luck_or_the_day_decides_is_taken_to_hold_of_somebody() -> None:
    """Nobody is 300 years old, but the checks do not know how old people are."""
    assert said_of(("who: age_years < 25", "who: age_years > 300")) == ("", "")
    assert said_of(("who: band == medium", "who: days_left < 0 - 5")) == ("", "")


def test_a_band_that_assessment_may_give_by_mistake_is_somebodys_band() -> None:
    rule = ("who: band == medium", "who: band == very_high")
    nobody = ("bands: {low: 1, medium: 2, high: 2, very_high: 1}", "bands: {low: 1, high: 2}")
    assert "deprioritise.who: a rule that never applies" in said_of(rule, nobody)[1]
    table = ("{low: {low: 0.9, medium: 0.1}}", "{high: {high: 0.9, very_high: 0.1}}")
    assert "deprioritise" not in said_of(rule, nobody, table)[1]


def test_a_score_that_is_the_same_for_all_is_no_rule_that_never_applies() -> None:
    assert said_of(("of: 2 ** band", "of: 0 * band")) == ("", "")
