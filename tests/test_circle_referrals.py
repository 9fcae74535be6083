"""Referral for circles: who is accepted, waiting in prison, circles that begin there, rules."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from sim.scenario.circles import Circles
from sim.words.kinds import Kind
from tests.stories import Fact, Tree, prison, region, told, world

RELEASED_TO = {"released_to": "north"}
SHOWN = {Kind.REFERRED}


def lived(
    folder: Path, people: str, circles: Tree, *, places: int = 1, **more: object
) -> list[Fact]:
    tree = world(
        [prison(posts=0, programmes=()), region(circles={"places": places})],
        [],
        circles={"length_days": 20} | circles,
        days=100,
        **more,
    )
    facts = told(tree, people, folder, listed=RELEASED_TO, show=SHOWN)
    return [fact for fact in facts if "circle" in fact[1]]


def test_who_is_referred_and_not_accepted_never_joins(tmp_path: Path) -> None:
    people = """
    id,join_day,release_day,licence_end_day,motivated,band
    ann,0,10,90,yes,high
    bob,0,12,90,yes,medium
    """
    share = {"high": 1, "medium": 0}
    assert lived(tmp_path, people, {"referral": {"days": 5, "accepted_share": share}}) == [
        (15.0, "ann referred circle at north"),
        (15.0, "ann joined circle at north"),
        (15.0, "ann started circle at north"),
        (17.0, "bob referred circle at north [not accepted]"),
        (35.0, "ann completed circle at north"),
    ]


def test_waiting_in_prison_counts_and_the_circle_begins_with_release(tmp_path: Path) -> None:
    """Bob was referred first, is out last, and goes before cat, who has waited less."""
    people = """
    id,join_day,release_day,licence_end_day,motivated
    ann,0,30,90,yes
    bob,0,45,90,yes
    cat,18,40,90,yes
    """
    circles = {"referral": {"when": "before_release", "days": 30}}
    assert lived(tmp_path, people, circles) == [
        (0.0, "ann referred circle at north"),
        (0.0, "ann joined circle at north"),
        (15.0, "bob referred circle at north"),
        (15.0, "bob joined circle at north"),
        (18.0, "cat referred circle at north"),
        (18.0, "cat joined circle at north"),
        (30.0, "ann started circle at north"),
        (50.0, "ann completed circle at north"),
        (50.0, "bob started circle at north"),
        (70.0, "bob completed circle at north"),
        (70.0, "cat started circle at north"),
        (90.0, "cat completed circle at north"),
    ]


def test_a_place_goes_to_a_man_who_is_out_before_one_who_waits_inside(tmp_path: Path) -> None:
    """Ann stands first on the list, but no circle may begin for her... until her release."""
    people = """
    id,join_day,release_day,licence_end_day,motivated
    ann,0,30,90,yes
    bob,0,12,90,yes
    """
    circles = {"referral": {"when": "before_release", "days": 30}}
    facts = lived(tmp_path, people, circles)
    assert [fact for fact in facts if "started" in fact[1]] == [
        (12.0, "bob started circle at north"),
        (32.0, "ann started circle at north"),
    ]


def test_a_circle_may_begin_in_prison_so_long_before_release(tmp_path: Path) -> None:
    """Referred 30 days before release, and from 10 days before it a circle may begin."""
    people = """
    id,join_day,release_day,licence_end_day,motivated
    ann,0,40,90,yes
    """
    circles = {
        "referral": {"when": "before_release", "days": 30},
        "starts": "prison_or_community",
        "starts_before_release_days": 10,
    }
    assert lived(tmp_path, people, circles) == [
        (10.0, "ann referred circle at north"),
        (10.0, "ann joined circle at north"),
        (30.0, "ann started circle at north"),
        (50.0, "ann completed circle at north"),
    ]


@pytest.mark.parametrize("days", [5, 25])
def test_nobody_is_referred_when_his_supervision_is_over(days: float, tmp_path: Path) -> None:
    """The licence ends ten days after release; bob, who was on the list by then, may wait on."""
    people = """
    id,join_day,release_day,licence_end_day,motivated
    ann,0,10,20,yes
    bob,0,11,21,yes
    """
    facts = lived(tmp_path, people, {"referral": {"days": days}})
    assert [fact for fact in facts if "referred" in fact[1] or "started" in fact[1]] == (
        [
            (15.0, "ann referred circle at north"),
            (15.0, "ann started circle at north"),
            (16.0, "bob referred circle at north"),
            (35.0, "bob started circle at north"),
        ]
        if days == 5
        else []
    )
    plain = lived(tmp_path, people, {"referral_days": 25})
    assert [day for day, text in plain if "started" in text] == [35.0, 55.0]


def test_a_man_may_give_up_or_die_while_he_waits_inside(tmp_path: Path) -> None:
    people = """
    id,join_day,release_day,licence_end_day,motivated
    ann,0,30,90,yes
    bob,0,30,90,yes
    """
    circles = {"referral": {"when": "before_release", "days": 25}, "gives_up_days": 8}
    assert lived(tmp_path, people, circles) == [
        (5.0, "ann referred circle at north"),
        (5.0, "ann joined circle at north"),
        (5.0, "bob referred circle at north"),
        (5.0, "bob joined circle at north"),
        (13.0, "ann left circle at north [gave up]"),
        (13.0, "bob left circle at north [gave up]"),
    ]


def test_whose_release_nobody_knows_is_referred_when_the_board_releases_him(
    tmp_path: Path,
) -> None:
    people = """
    id,join_day,sentence,tariff_day,motivated
    ann,0,indeterminate,30,yes
    """
    circles = {"referral": {"when": "before_release", "days": 30}}
    assert lived(tmp_path, people, circles, parole={"review_days": 20})[:2] == [
        (30.0, "ann referred circle at north"),
        (30.0, "ann joined circle at north"),
    ]


def test_a_rule_of_the_policy_says_who_may_have_a_circle(tmp_path: Path) -> None:
    """Of those who want one: young men of any band, and nobody else."""
    people = """
    id,join_day,release_day,licence_end_day,motivated,band,age_years
    old,0,10,90,yes,high,60
    low,0,10,90,yes,low,22
    shy,0,10,90,no,low,22
    """
    policies = [{"id": "young", "order": "first_come", "circles": {"who": "age_years < 30"}}]
    facts = lived(tmp_path, people, {}, places=9, policies=policies)
    assert facts[:2] == [
        (10.0, "low joined circle at north"),
        (10.0, "low started circle at north"),
    ]
    assert {text.split()[0] for _, text in facts} == {"low"}


def test_nobody_begins_a_second_circle_however_the_first_one_ended(tmp_path: Path) -> None:
    """Ann's circle ends for want of volunteers; recalled and out again, she is not referred anew.

    From day 60 on new volunteers are ready, and nobody but her would need them.
    """
    leaving = {"kind": "uniform", "low": 30, "high": 40}
    tree = world(
        [
            prison(posts=0, programmes=()),
            region(circles={"volunteers": 2, "coordinators": 1, "applications_per_month": 20}),
        ],
        [],
        days=100,
        circles={
            "length_days": 80,
            "volunteers_per_circle": 2,
            "volunteers": {
                "stays_days": leaving,
                "least": 2,
                "short_for_days": 3,
                "vetting_days": 60,
            },
        },
        licence={
            "recalled_within_2_years_share": 0.5,
            "fixed_term": {"share": 1.0, "days": 14},
        },
    )
    people = """
    id,join_day,sentence,release_day,licence_end_day,motivated
    ann,0,determinate,10,95,yes
    """
    recalled_after_50_days = 1 - 0.5 ** (50 / 730.5)
    luck = {"recall": {"ann": [0.5, recalled_after_50_days, 0.999]}}
    facts = told(tree, people, tmp_path, listed=RELEASED_TO, turns=luck)
    mine = [text for _, text in facts if text.startswith("ann")]
    assert mine == [
        "ann released at hull [sentence served]",
        "ann joined circle at north",
        "ann started circle at north",
        "ann dropped out circle at north [volunteers short]",
        "ann recalled at hull [breach]",
        "ann released at hull [fixed term]",
        "ann supervision ended at north",
    ]


@pytest.mark.parametrize(
    ("circles", "message"),
    [
        (
            {"referral_days": 3, "referral": {}},
            "give referral or referral_days, one of them",
        ),
        (
            {"starts": "prison_or_community"},
            "starts: prison_or_community and starts_before_release_days go together",
        ),
        (
            {"starts": "prison_or_community", "starts_before_release_days": 9, "referral": {}},
            (
                "a circle begins in prison only for men referred there; "
                "give referral: {when: before_release, days: ...}"
            ),
        ),
        (
            {"volunteers": {"least": 5}},
            (
                "a circle has 4 volunteers, and is short with fewer than 5; "
                "`least` is at most volunteers_per_circle"
            ),
        ),
    ],
)
def test_circles_that_cannot_be_are_refused_in_words(circles: Tree, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Circles.model_validate({"length_days": 20} | circles)
    assert [each["msg"] for each in refused.value.errors()] == [f"Value error, {message}"]
