"""Checks of staff as people: every post has a use, and every group can at some time be staffed."""

from collections.abc import Iterator

from sim.scenario.problems import quoted
from sim.scenario.provision import Programme, Site
from sim.scenario.staff import Grade
from sim.scenario.whole import Finding, Whole

ALMOST = 1e-9


def posts_without_grades(whole: Whole) -> Iterator[Finding]:
    """Find posts by grade where no grade is described, or beside facilitators who are counted."""
    for site in whole.scenario.sites:
        if site.staff is None:
            continue
        if whole.scenario.staff is None:
            yield Finding(
                ("sites", site.id, "staff"),
                "posts by grade, and the scenario has no `staff` to describe the grades; "
                "add `staff: {grades: [...]}`, or give `facilitators`",
            )
        if "facilitators" in site.model_fields_set:
            yield Finding(
                ("sites", site.id, "facilitators"),
                "a site has facilitators, or posts by grade in `staff`; take one of them away",
            )
        elif site.groups_per_facilitator > 1:
            yield Finding(
                ("sites", site.id, "groups_per_facilitator"),
                "changes nothing: this site has `staff`, whose grades say `groups_each`",
                is_warning=True,
            )


def posts_that_no_programme_can_use(whole: Whole) -> Iterator[Finding]:
    """Find posts of a grade at a site that delivers nothing the grade may deliver."""
    for site in whole.scenario.sites:
        taught = _in_groups(whole, site)
        if None in taught:
            continue
        for name, posts in (site.staff or {}).items():
            grade = _sound_grade(whole, name)
            if grade is None or whole.most(posts) <= 0:
                continue
            if not any(each is not None and _may(grade, each) for each in taught):
                yield Finding(
                    ("sites", site.id, "staff", name),
                    f"staff that no programme can use: {quoted(name)} may deliver "
                    f"{_list(grade.programmes)} (`programmes`) and carry {grade.groups_each:g} "
                    "groups at one time (`groups_each`), and this site delivers "
                    f"{_list([each.id for each in taught if each is not None])} by staff",
                )


def teams_too_small(whole: Whole) -> Iterator[Finding]:
    """Find groups that a site's posts could not staff even if all were filled and trained."""
    for site in whole.scenario.sites:
        if site.staff is None or any(_sound_grade(whole, name) is None for name in site.staff):
            continue
        for place, programme in enumerate(map(whole.programmes.get, site.programmes)):
            if programme is None or programme.delivery == "places":
                continue
            loc = ("sites", site.id, "programmes", place)
            most = _most_together(whole, site, programme, leading=False)
            leads = min(programme.leads, programme.facilitators)
            if most < programme.facilitators:
                yield Finding(
                    loc,
                    f"a group of {quoted(programme.id)} needs {programme.facilitators} staff, and "
                    f"this site never has more than {most} in posts of grades that may deliver it",
                )
            elif (may_lead := _most_together(whole, site, programme, leading=True)) < leads:
                yield Finding(
                    loc,
                    f"a group of {quoted(programme.id)} needs {leads} who may lead it, and this "
                    f"site never has more than {may_lead} in posts of such grades",
                )


def managers_and_their_span(whole: Whole) -> Iterator[Finding]:
    """Find treatment managers without a span, a span without managers, and too few of them."""
    staff = whole.scenario.staff
    span = staff.groups_per_manager if staff is not None else None
    for site in whole.scenario.sites:
        if site.treatment_managers is None:
            continue
        loc = ("sites", site.id, "treatment_managers")
        if span is None:
            yield Finding(
                loc,
                "treatment managers, and the scenario does not say how many groups each "
                "supervises; give `staff.groups_per_manager`",
            )
        elif site.programmes and whole.most(site.treatment_managers) * span < 1 - ALMOST:
            yield Finding(loc, "too few to supervise a single group at any time")
    if span is not None and all(site.treatment_managers is None for site in whole.scenario.sites):
        yield Finding(
            ("staff", "groups_per_manager"),
            "changes nothing: no site has `treatment_managers`",
            is_warning=True,
        )


def assessors_and_their_pace(whole: Whole) -> Iterator[Finding]:
    """Find assessors without a pace, a pace without assessors, and sites that assess nobody."""
    assessment = whole.scenario.assessment
    pace = assessment.per_assessor_per_month if assessment is not None else None
    for site in whole.scenario.sites:
        if site.assessors is None:
            continue
        loc = ("sites", site.id, "assessors")
        if pace is None:
            yield Finding(
                loc,
                "assessors, and the scenario does not say how many assessments each makes; "
                "give `assessment.per_assessor_per_month`",
            )
        elif whole.most(site.assessors) <= 0:
            yield Finding(loc, "never an assessor, so nobody here is ever assessed")
    if pace is not None and all(site.assessors is None for site in whole.scenario.sites):
        yield Finding(
            ("assessment", "per_assessor_per_month"),
            "changes nothing: no site has `assessors`",
            is_warning=True,
        )


def assessments_without_effect(whole: Whole) -> Iterator[Finding]:
    """Find re-assessment that can give no other band and takes nobody's time."""
    assessment = whole.scenario.assessment
    if (
        assessment is not None
        and assessment.again_every_days is not None
        and assessment.per_assessor_per_month is None
        and not assessment.misclassified
    ):
        yield Finding(
            ("assessment", "again_every_days"),
            "changes nothing: without `misclassified` every assessment gives the same band, and "
            "without `per_assessor_per_month` it takes no time",
            is_warning=True,
        )


def spells_of_sickness(whole: Whole) -> Iterator[Finding]:
    """Find spells of sickness without a length, or lengths of spells that never come."""
    for grade in whole.scenario.staff.grades if whole.scenario.staff is not None else ():
        given = (grade.sick_every_days is not None, grade.sick_days is not None)
        if given[0] != given[1]:
            has, lacks = ("sick_every_days", "sick_days")[:: 1 if given[0] else -1]
            yield Finding(
                ("staff", "grades", grade.id, has),
                f"goes with `{lacks}`; give both or neither",
            )


def grades_without_posts(whole: Whole) -> Iterator[Finding]:
    """Find grades that no site has a post of."""
    used = {name for site in whole.scenario.sites for name in site.staff or ()}
    for grade in whole.scenario.staff.grades if whole.scenario.staff is not None else ():
        if grade.id not in used:
            yield Finding(
                ("staff", "grades", grade.id, "id"),
                f"no site has posts of the grade {quoted(grade.id)}",
                is_warning=True,
            )


def sessions_nobody_is_called_from(whole: Whole) -> Iterator[Finding]:
    """Find redeployment where no programme counts its sessions one by one."""
    for grade in whole.scenario.staff.grades if whole.scenario.staff is not None else ():
        programmes = [each for each in whole.scenario.programmes if _may(grade, each)]
        counted = any(each.calendar or each.one_to_one for each in programmes)
        if grade.redeployed_share > 0 and not counted:
            yield Finding(
                ("staff", "grades", grade.id, "redeployed_share"),
                "changes nothing: no programme of this grade has a `calendar` of sessions",
                is_warning=True,
            )


def rules_for_short_staff(whole: Whole) -> Iterator[Finding]:
    """Find rules for groups short of staff where staff are counted and never fall short."""
    for programme in whole.scenario.programmes:
        sites = [site for site in whole.scenario.sites if programme.id in site.programmes]
        if (
            "when_staff_short" in programme.model_fields_set
            and programme.when_staff_short != "pause"
            and not any(site.staff for site in sites)
        ):
            yield Finding(
                ("programmes", programme.id, "when_staff_short"),
                "changes nothing: no site that delivers it has `staff` who fall sick or leave",
                is_warning=True,
            )


def leads_above_facilitators(whole: Whole) -> Iterator[Finding]:
    """Find groups in which more must lead than there are."""
    for programme in whole.scenario.programmes:
        if "leads" in programme.model_fields_set and programme.leads > programme.facilitators:
            yield Finding(
                ("programmes", programme.id, "leads"),
                f"{programme.leads} of {programme.facilitators} facilitators; all of them lead",
                is_warning=True,
            )


def _in_groups(whole: Whole, site: Site) -> list[Programme | None]:
    """Return the programmes of a site that need staff; `None` for each that is not sound."""
    programmes = [whole.programmes.get(name) for name in site.programmes]
    return [
        each
        for each in programmes
        if each is None or (each.delivery != "places" and each.facilitators > 0)
    ]


def _grade(whole: Whole, name: str) -> Grade | None:
    grades = whole.scenario.staff.grades if whole.scenario.staff is not None else ()
    return next((grade for grade in grades if grade.id == name), None)


def _sound_grade(whole: Whole, name: str) -> Grade | None:
    """Return a grade that says of programmes of this scenario only that it may deliver them."""
    grade = _grade(whole, name)
    named = (grade.programmes or ()) if grade is not None else ()
    return grade if all(each in whole.programme_ids for each in named) else None


def _may(grade: Grade, programme: Programme) -> bool:
    """Tell whether a grade may deliver a programme, and can carry a group of it."""
    named = grade.programmes is None or programme.id in grade.programmes
    return named and grade.groups_each >= programme.load - ALMOST


def _most_together(whole: Whole, site: Site, programme: Programme, *, leading: bool) -> int:
    """Return the most posts at one time of grades that may deliver a programme (or lead it)."""
    grades = {name: _grade(whole, name) for name in site.staff or ()}
    spans = [
        whole.in_force(steps)
        for name, steps in (site.staff or {}).items()
        if (grade := grades[name]) is not None
        and _may(grade, programme)
        and (grade.may_lead or not leading)
    ]
    starts = {start for plan in spans for start, _, _ in plan}
    return max(
        (
            sum(
                int(value + ALMOST)
                for plan in spans
                for start, end, value in plan
                if start <= day < end
            )
            for day in starts
        ),
        default=0,
    )


def _list(names: list[str] | None) -> str:
    if names is None:
        return "every programme"
    return ", ".join(map(quoted, names)) if names else "nothing"
