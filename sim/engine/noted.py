"""What the book says of the Parole Board and of licence."""

from sim.log.history import ParoleNote
from sim.log.licence import LicenceNote
from sim.scenario.schema import Scenario


def parole_note(scenario: Scenario) -> ParoleNote | None:
    """Return when the Board sits again, and what of it is limited or counted."""
    parole = scenario.parole
    if parole is None:
        return None
    return ParoleNote(
        parole.review_days,
        parole.listing_days,
        slots=parole.slots_per_month is not None,
        deferral=parole.deferral is not None,
        unlawful_after_days=parole.unlawful_after_days,
    )


def licence_note(scenario: Scenario) -> LicenceNote | None:
    """Return reviews of recalls, and what each level of MAPPA takes of officers."""
    licence = scenario.licence
    if licence is None:
        return None
    mappa = licence.mappa
    if mappa is None:
        return LicenceNote(licence.first_review_days, licence.review_days)
    hours = mappa.hours_per_week
    codes = {site.id: code for code, site in enumerate(sorted(scenario.sites, key=lambda s: s.id))}
    return LicenceNote(
        licence.first_review_days,
        licence.review_days,
        mappa_hours_per_week=(hours.level_1, hours.level_2, hours.level_3),
        officer_hours_per_week=tuple(
            sorted(
                (codes[name], tuple((scenario.day(step.from_), step.value) for step in steps))
                for name, steps in mappa.officer_hours_per_week.items()
            )
        ),
    )
