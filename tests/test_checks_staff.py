"""Posts have a use, groups can be staffed, and what goes together is given together."""

import pytest
from pydantic import ValidationError

from sim.scenario.staff import Staffing
from tests.regions import Changes, said_of

MISTAKES: list[tuple[Changes, tuple[str, ...]]] = [
    (
        (("staff: {officer: 6, peer: 2}", "staff: {officer: 1, peer: 0}"),),
        (
            (
                "21:18: sites[oak].programmes[0]: a group of `horizon` needs 2 staff, and this "
                "site never has more than 1 in posts of grades that may deliver it"
            ),
            (
                "21:27: sites[oak].programmes[1]: a group of `kaizen` needs 2 staff, and this site "
                "never has more than 1 in posts of grades that may deliver it"
            ),
            (
                "21:35: sites[oak].programmes[2]: a group of `core` needs 2 staff, and this site "
                "never has more than 1 in posts of grades that may deliver it"
            ),
        ),
    ),
    (
        (("staff: {officer: 6, peer: 2}", "staff: {officer: 0.9, peer: 4}"),),
        (
            (
                "21:18: sites[oak].programmes[0]: a group of `horizon` needs 1 who may lead it, "
                "and this site never has more than 0 in posts of such grades"
            ),
            (
                "21:27: sites[oak].programmes[1]: a group of `kaizen` needs 1 who may lead it, and "
                "this site never has more than 0 in posts of such grades"
            ),
            (
                "21:35: sites[oak].programmes[2]: a group of `core` needs 1 who may lead it, and "
                "this site never has more than 0 in posts of such grades"
            ),
        ),
    ),
    (
        (("{id: peer, may_lead", "{id: peer, programmes: [maintenance], may_lead"),),
        (
            (
                "18:31: sites[oak].staff.peer: staff that no programme can use: `peer` may deliver "
                "`maintenance` (`programmes`) and carry 1 groups at one time (`groups_each`), and "
                "this site delivers `horizon`, `kaizen`, `core` by staff"
            ),
        ),
    ),
    (
        (
            (
                "    staff: {officer: 6, peer: 2}\n",
                "    staff: {officer: 6, peer: 2}\n    facilitators: 3\n",
            ),
        ),
        (
            (
                "19:19: sites[oak].facilitators: a site has facilitators, or posts by grade in "
                "`staff`; take one of them away"
            ),
        ),
    ),
    (
        (
            (
                (
                    "staff:\n  vacant_share: 0.1\n  groups_per_manager: 6\n  grades:\n   "
                    " - {id: officer, programmes: [horizon, kaizen, core], "
                    "training_days: 30, stays_days: 900}\n    - {id: peer, may_lead: "
                    "false}\n"
                ),
                "",
            ),
        ),
        (
            (
                "12:5: sites[oak].staff: posts by grade, and the scenario has no `staff` to "
                "describe the grades; add `staff: {grades: [...]}`, or give `facilitators`"
            ),
            (
                "13:25: sites[oak].treatment_managers: treatment managers, and the scenario does "
                "not say how many groups each supervises; give `staff.groups_per_manager`"
            ),
        ),
    ),
    (
        (("  groups_per_manager: 6\n", ""),),
        (
            (
                "18:25: sites[oak].treatment_managers: treatment managers, and the scenario does "
                "not say how many groups each supervises; give `staff.groups_per_manager`"
            ),
        ),
    ),
    (
        (("treatment_managers: 2", "treatment_managers: 0.1"),),
        (
            (
                "19:25: sites[oak].treatment_managers: too few to supervise a single group at any "
                "time"
            ),
        ),
    ),
    (
        (("assessors: 3", "assessors: [{from: 0, value: 0}]"),),
        ("20:5: sites[oak].assessors: never an assessor, so nobody here is ever assessed",),
    ),
    (
        (("  per_assessor_per_month: 8\n", ""),),
        (
            (
                "19:16: sites[oak].assessors: assessors, and the scenario does not say how many "
                "assessments each makes; give `assessment.per_assessor_per_month`"
            ),
        ),
    ),
    (
        (("stays_days: 900", "sick_every_days: 200"),),
        (
            (
                "7:94: staff.grades[officer].sick_every_days: goes with `sick_days`; give both or "
                "neither"
            ),
        ),
    ),
    (
        (("stays_days: 900", "sick_days: 20"),),
        (
            (
                "7:88: staff.grades[officer].sick_days: goes with `sick_every_days`; give both or "
                "neither"
            ),
        ),
    ),
    (
        (
            (
                "staff: {officer: 6, peer: 2}",
                "staff: {officer: [{from: 3, value: 6}, {from: 2, value: 6}], peer: 2}",
            ),
        ),
        (
            (
                "18:51: sites[oak].staff.officer[1].from: this step starts before the one above "
                "it; put steps in order of time"
            ),
        ),
    ),
]


@pytest.mark.parametrize(("changes", "words"), MISTAKES)
def test_posts_and_groups_that_cannot_work_are_refused_with_their_place(
    changes: Changes, words: tuple[str, ...]
) -> None:
    errors, _ = said_of(*changes)
    assert errors.splitlines() == [f"a.yaml:{each}" for each in words]


DOUBTS: list[tuple[Changes, tuple[str, ...]]] = [
    (
        (
            (
                "    staff: {officer: 6, peer: 2}\n",
                "    staff: {officer: 6, peer: 2}\n    groups_per_facilitator: 3\n",
            ),
        ),
        (
            (
                "19:29: sites[oak].groups_per_facilitator: changes nothing: this site has `staff`, "
                "whose grades say `groups_each`"
            ),
        ),
    ),
    (
        (("    treatment_managers: 2\n", ""),),
        ("5:23: staff.groups_per_manager: changes nothing: no site has `treatment_managers`",),
    ),
    (
        (("    assessors: 3\n", ""),),
        ("11:27: assessment.per_assessor_per_month: changes nothing: no site has `assessors`",),
    ),
    (
        (
            (
                ("  per_assessor_per_month: 8\n  misclassified: {low: {low: 0.9, medium: 0.1}}"),
                "  again_every_days: 365",
            ),
            ("    assessors: 3\n", ""),
        ),
        (
            (
                "11:21: assessment.again_every_days: changes nothing: without `misclassified` "
                "every assessment gives the same band, and without `per_assessor_per_month` it "
                "takes no time"
            ),
        ),
    ),
    (
        (("staff: {officer: 6, peer: 2}", "staff: {officer: 6}"),),
        ("8:12: staff.grades[peer].id: no site has posts of the grade `peer`",),
    ),
    (
        (
            ("stays_days: 900", "redeployed_share: 0.1"),
            (
                "    calendar: {weekdays: [mon, wed], bank_holidays: true}",
                "    sessions_per_week: 2",
            ),
        ),
        (
            (
                "7:95: staff.grades[officer].redeployed_share: changes nothing: no programme of "
                "this grade has a `calendar` of sessions"
            ),
        ),
    ),
    (
        (("    delivery: rolling\n", "    delivery: rolling\n    when_staff_short: stop\n"),),
        (
            (
                "69:23: programmes[maintenance].when_staff_short: changes nothing: no site that "
                "delivers it has `staff` who fall sick or leave"
            ),
        ),
    ),
    (
        (("    facilitators: 1\n", "    facilitators: 1\n    leads: 2\n"),),
        ("72:12: programmes[maintenance].leads: 2 of 1 facilitators; all of them lead",),
    ),
]


@pytest.mark.parametrize(("changes", "words"), DOUBTS)
def test_what_changes_nothing_about_staff_is_a_warning(
    changes: Changes, words: tuple[str, ...]
) -> None:
    errors, warnings = said_of(*changes)
    assert errors == ""
    assert warnings.splitlines() == [f"a.yaml:{each}" for each in words]


def test_a_team_is_large_enough_if_it_is_so_at_one_time() -> None:
    """Two grades that are never in post together are no team of two."""
    early = "officer: [{from: 0, value: 1}, {from: 100, value: 0}]"
    late = "peer: [{from: 100, value: 1}]"
    errors, _ = said_of(("officer: 6, peer: 2", f"{early}, {late}"))
    assert "needs 2 staff, and this site never has more than 1 in posts" in errors
    together = late.replace("from: 100", "from: 99")
    assert said_of(("officer: 6, peer: 2", f"{early}, {together}"))[0] == ""


def test_one_to_one_work_takes_a_part_of_a_facilitator() -> None:
    """A load of a quarter lets half a post carry two men, and none is left over."""
    alone = (
        "    delivery: rolling\n    bands: [medium, high]\n    group: {minimum: 2, maximum: 8}\n",
        "    delivery: one_to_one\n    bands: [medium, high]\n    load: 0.25\n",
    )
    half = ("kind: probation, facilitators: 2", "kind: probation, facilitators: 0.5")
    assert said_of(alone, half)[0] == ""
    tenth = (half[0], half[1].replace("0.5", "0.1"))
    assert said_of(alone, tenth)[0] == (
        "a.yaml:30:65: sites[east].programmes[0]: a group of `maintenance` needs 0.25 "
        "facilitators, and this site never has more than 0.1 to spare"
    )


def test_ids_of_grades_differ() -> None:
    errors, _ = said_of(("{id: peer,", "{id: officer,"))
    assert "a.yaml:8:7: staff.grades[officer]: this id is used twice; first on line 7" in errors
    with pytest.raises(ValidationError, match="two grades are called `officer`"):
        Staffing.model_validate({"grades": [{"id": "officer"}, {"id": "officer"}]})


def test_a_grade_that_cannot_carry_a_whole_group_staffs_none() -> None:
    """Half a group each is not a group between two: each seat is one person's."""
    errors, _ = said_of(("stays_days: 900", "groups_each: 0.5"))
    assert "a group of `horizon` needs 1 who may lead it, and this site never has more than 0" in (
        errors
    )
    assert "sites[oak].staff.officer: staff that no programme can use" in errors
    assert said_of(("stays_days: 900", "groups_each: 1")) == ("", "")
