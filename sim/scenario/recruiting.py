"""Checks of circles: volunteers who come and go, those of day 0, and coordinators for them."""

from collections.abc import Iterator

from sim.scenario.whole import Finding, Whole


def applications_that_lead_to_nothing(whole: Whole) -> Iterator[Finding]:
    """Find sites where people apply and nothing says what becomes of volunteers."""
    circles = whole.scenario.circles
    if circles is None or circles.volunteers is not None:
        return
    for site in whole.scenario.sites:
        if site.circles is not None and site.circles.applications_per_month is not None:
            yield Finding(
                ("sites", site.id, "circles", "applications_per_month"),
                "people apply here, and `circles` has no `volunteers` to say how they are vetted, "
                "trained and lost",
            )


def volunteers_by_plan_and_by_application(whole: Whole) -> Iterator[Finding]:
    """Find numbers of volunteers over time where volunteers come and go by themselves."""
    circles = whole.scenario.circles
    if circles is None or circles.volunteers is None:
        return
    for site in whole.scenario.sites:
        if site.circles is not None and len(site.circles.volunteers or []) > 1:
            yield Finding(
                ("sites", site.id, "circles", "volunteers"),
                "volunteers come and go by `circles.volunteers`, so only those of day 0 are given; "
                "write one number",
            )


def volunteers_who_run_out(whole: Whole) -> Iterator[Finding]:
    """Find sites whose volunteers leave and nobody applies; and volunteers nowhere."""
    circles = whole.scenario.circles
    if circles is None or circles.volunteers is None:
        return
    used = False
    for site in whole.scenario.sites:
        here = site.circles
        if here is None or here.volunteers is None:
            continue
        used = True
        steps = here.applications_per_month
        applications = whole.most(steps) if steps else 0.0
        if applications <= 0 and circles.volunteers.stays_days is not None:
            yield Finding(
                ("sites", site.id, "circles", "applications_per_month"),
                "volunteers leave and nobody ever applies: in the end there are no circles here",
                is_warning=True,
            )
        elif applications <= 0 and whole.most(here.volunteers) < circles.whole_volunteers:
            yield Finding(
                ("sites", site.id, "circles", "volunteers"),
                f"a circle needs {circles.whole_volunteers}, there are never as many, and nobody "
                "ever applies",
                is_warning=True,
            )
    if not used:
        yield Finding(
            ("circles", "volunteers"),
            "changes nothing: no site has volunteers, but places or nothing",
            is_warning=True,
        )
