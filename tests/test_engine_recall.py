"""Licence: recall, what a man leaves by it, what he waits for inside, how he is out again."""

from pathlib import Path

from sim.words.kinds import Kind
from tests.stories import Tree, lived, prison, programme, region, steps, told, world

RELEASED_TO = {"released_to": "north"}
SHARE = 0.5
TEN_YEARS_DAYS = 3652.5
LICENCE: Tree = {"recalled_within_2_years_share": SHARE}
PAROLE = {"review_days": 20, "release_share": 1.0, "release_share_outstanding": 0.0}


def after(days: float) -> float:
    """Return the draw of a man who is recalled so many days after his release."""
    return float(1 - (1 - SHARE) ** (days / 730.5))


def recalls(**days: list[float]) -> dict[str, dict[str, list[float]]]:
    """Return the luck of men recalled so many days after each release."""
    return {"recall": {name: [0.5, *map(after, mine)] for name, mine in days.items()}}


def worldly(*, posts: object = 0, licence: Tree | None = None, **more: object) -> Tree:
    sites = [prison(posts=posts), region()]
    return world(sites, [programme()], licence={**LICENCE, **(licence or {})}, **more)  # type: ignore[arg-type]  # `days` among them


def rounded(facts: list[tuple[float, str]]) -> list[tuple[float, str]]:
    return [(round(day, 6), fact) for day, fact in facts]


def test_a_man_recalled_for_a_fixed_term_is_out_again_and_his_licence_goes_on(
    tmp_path: Path,
) -> None:
    """Out on day 10, in on day 20 for 14 days, out on day 34, at the end of it on day 90."""
    tree = worldly(licence={"fixed_term": {"share": 1.0, "days": 14}})
    people = """
    id,join_day,sentence,release_day,licence_end_day
    ann,0,determinate,10,90
    """
    facts = told(tree, people, tmp_path, listed=RELEASED_TO, turns=recalls(ann=[10, 500]))
    assert rounded(facts) == [
        (0.0, "ann joined one at hull"),
        (10.0, "ann left one at hull [released]"),
        (10.0, "ann released at hull [sentence served]"),
        (20.0, "ann recalled at hull [breach]"),
        (34.0, "ann released at hull [fixed term]"),
        (90.0, "ann supervision ended at north"),
    ]


def test_a_man_recalled_may_wait_again_and_start_what_he_never_had(tmp_path: Path) -> None:
    """No Board sits here: he stays to the end of his sentence, and the course comes on day 30."""
    tree = worldly(posts=steps((0, 0), (30, 1)))
    people = """
    id,join_day,sentence,release_day,licence_end_day
    ann,0,determinate,10,90
    """
    facts = told(tree, people, tmp_path, listed=RELEASED_TO, turns=recalls(ann=[10]))
    assert rounded(facts)[3:] == [
        (20.0, "ann recalled at hull [breach]"),
        (20.0, "ann joined one at hull [recalled]"),
        (30.0, "ann started one at hull"),
        (40.0, "ann completed one at hull"),
        (90.0, "ann released at hull [sentence served]"),
        (90.0, "ann supervision ended at north"),
    ]


def test_what_he_has_completed_stays_completed_after_a_recall(tmp_path: Path) -> None:
    people = """
    id,join_day,sentence,release_day,licence_end_day
    ann,0,determinate,20,90
    """
    facts = told(worldly(posts=1), people, tmp_path, listed=RELEASED_TO, turns=recalls(ann=[10]))
    assert rounded(facts)[-3:] == [
        (30.0, "ann recalled at hull [breach]"),
        (90.0, "ann released at hull [sentence served]"),
        (90.0, "ann supervision ended at north"),
    ]


def test_the_board_reviews_a_recall_after_its_first_days_and_then_from_time_to_time(
    tmp_path: Path,
) -> None:
    """Refused on day 27, released on day 57; without a programme nothing is outstanding."""
    tree = world(
        [prison(programmes=()), region()],
        [],
        licence={**LICENCE, "first_review_days": 7, "review_days": 30},
        parole={**PAROLE, "release_share": 0.5},
    )
    people = """
    id,join_day,sentence,release_day,licence_end_day
    ann,0,determinate,10,90
    """
    facts = told(
        tree,
        people,
        tmp_path,
        listed=RELEASED_TO,
        turns=recalls(ann=[10, 500]),
        luck={"ann": [0.5, 0.9, 0.1]},
    )
    assert rounded(facts) == [
        (10.0, "ann released at hull [sentence served]"),
        (20.0, "ann recalled at hull [breach]"),
        (27.0, "ann heard at hull [refused]"),
        (57.0, "ann heard at hull [parole board]"),
        (57.0, "ann released at hull [parole board]"),
        (90.0, "ann supervision ended at north"),
    ]


def test_the_licence_of_an_indeterminate_sentence_begins_anew_on_release(tmp_path: Path) -> None:
    """Released on day 8 on ten years of licence, recalled on day 18, released on day 25."""
    tree = world(
        [prison(programmes=()), region()],
        [],
        days=4000,
        licence={**LICENCE, "first_review_days": 7},
        parole=PAROLE,
    )
    people = """
    id,join_day,sentence,tariff_day
    ann,0,indeterminate,8
    """
    facts = told(tree, people, tmp_path, listed=RELEASED_TO, turns=recalls(ann=[10, 5000]))
    assert rounded(facts)[2:] == [
        (8.0, "ann released at hull [parole board]"),
        (18.0, "ann recalled at hull [breach]"),
        (25.0, "ann heard at hull [parole board]"),
        (25.0, "ann released at hull [parole board]"),
        (25.0 + TEN_YEARS_DAYS, "ann supervision ended at north"),
    ]


def test_a_recall_takes_a_man_off_the_list_and_out_of_the_group_outside(tmp_path: Path) -> None:
    """Ann waits outside, Bob sits in a group there; both are taken back on day 20."""
    tree = world(
        [prison(posts=0), region(posts=1, programmes=("after",))],
        [programme("one"), programme("after", setting="community", days=40)],
        community_after_release={"delay_days": 5},
        licence={**LICENCE, "fixed_term": {"share": 1.0, "days": 14}},
    )
    people = """
    id,join_day,sentence,release_day,licence_end_day
    bob,0,determinate,9,80
    ann,0,determinate,10,80
    """
    luck = recalls(ann=[10, 500], bob=[11, 500])
    facts = rounded(told(tree, people, tmp_path, listed=RELEASED_TO, turns=luck))
    assert (20.0, "ann left after at north [recalled]") in facts
    assert (20.0, "bob dropped out after at north [recalled]") in facts
    assert (39.0, "bob joined after at north") in facts  # five days after each second release
    assert (39.0, "ann joined after at north") in facts


def test_a_circle_ends_with_the_recall_and_its_place_is_free_that_day(tmp_path: Path) -> None:
    """Bob's circle begins on the day on which Ann is taken back, and she is not referred again."""
    tree = world(
        [prison(programmes=()), region(circles={"places": 1})],
        [],
        circles={"length_days": 60, "referral_days": 2},
        licence={**LICENCE, "fixed_term": {"share": 1.0, "days": 14}},
    )
    people = """
    id,join_day,sentence,release_day,licence_end_day,motivated
    ann,0,determinate,10,95,yes
    bob,0,determinate,11,95,yes
    """
    luck = recalls(ann=[10, 500], bob=[900])
    facts = rounded(told(tree, people, tmp_path, listed=RELEASED_TO, turns=luck))
    assert [fact for fact in facts if "circle" in fact[1]] == [
        (12.0, "ann joined circle at north"),
        (12.0, "ann started circle at north"),
        (13.0, "bob joined circle at north"),
        (20.0, "ann dropped out circle at north [recalled]"),
        (20.0, "bob started circle at north"),
        (80.0, "bob completed circle at north"),
    ]


def test_completing_a_programme_puts_the_recall_off_by_the_ratio(tmp_path: Path) -> None:
    """Luck for a recall after 10 days, and half the hazard after the course: 20 days."""
    people = """
    id,join_day,sentence,release_day,licence_end_day
    ann,0,determinate,20,90
    bob,90,determinate,95,99
    """
    tree = worldly(posts=1, licence={"completed_ratio": 0.5})
    facts = rounded(told(tree, people, tmp_path, listed=RELEASED_TO, turns=recalls(ann=[10])))
    assert (40.0, "ann recalled at hull [breach]") in facts


def test_nobody_is_recalled_on_the_day_on_which_his_licence_ends(tmp_path: Path) -> None:
    people = """
    id,join_day,sentence,release_day,licence_end_day
    ann,0,determinate,10,20
    """
    facts = told(worldly(), people, tmp_path, listed=RELEASED_TO, turns=recalls(ann=[10]))
    assert [fact for _, fact in facts if "recalled" in fact] == []


def test_fair_supervision_from_a_day_on_puts_off_what_is_left_of_the_time(tmp_path: Path) -> None:
    """Six of ten days are spent by day 16; the four left last eight at half the hazard."""
    fair = {"recall_ratio": 0.5, "from": 16, "sites": ["north"]}
    people = """
    id,join_day,sentence,release_day,licence_end_day
    ann,0,determinate,10,90
    """
    tree = worldly(licence={"fair_supervision": fair})
    facts = rounded(told(tree, people, tmp_path, listed=RELEASED_TO, turns=recalls(ann=[10])))
    assert (24.0, "ann recalled at hull [breach]") in facts


def test_levels_of_mappa_are_set_on_release_and_stepped_down_without_recall(
    tmp_path: Path,
) -> None:
    """Level 3 on day 10, 2 on day 25; the recall on day 40 begins the levels anew."""
    mappa = {"level_3": ["very_high"], "review_days": 15}
    tree = worldly(licence={"mappa": mappa, "fixed_term": {"share": 1.0, "days": 20}})
    people = """
    id,join_day,sentence,release_day,licence_end_day,band
    ann,0,determinate,10,90,very_high
    bob,0,determinate,10,90,medium
    """
    luck = recalls(ann=[30, 500], bob=[500])
    history = lived(tree, people, tmp_path, listed=RELEASED_TO, turns=luck)
    rows = history.events.filter(history.events["kind"] == int(Kind.MAPPA_SET))
    found = [
        (round(day, 6), who, level)
        for day, who, level in rows.select("time", "person", "value").rows()
    ]
    assert found == [
        (10.0, 0, 3.0),
        (10.0, 1, 1.0),
        (25.0, 0, 2.0),
        (60.0, 0, 3.0),
        (75.0, 0, 2.0),
    ]
