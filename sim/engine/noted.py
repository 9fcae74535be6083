"""What the book notes of parts a scenario need not have: the Board, licence, what it asks."""

from sim.log.claims import ChangeNote, ClaimNote, QuestionNote
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


def question_note(scenario: Scenario) -> QuestionNote:
    """Return what the question covers, and each claim with all that it leaves to be understood."""
    first = scenario.policies[0].id
    claims = []
    for claim in scenario.finding:
        ours, theirs = claim.worlds(first)
        outcome, claimed = claim.outcome or scenario.primary_outcome, claim.difference
        span = claimed.low, claimed.high
        claims.append(ClaimNote(claim.says, outcome, ours, theirs, *span, cohort=claim.cohort))
    return QuestionNote(
        covers=tuple(sorted(scenario.covers)),
        changes=tuple(
            ChangeNote(change.id, change.name or change.id, change.settings)
            for change in scenario.changes
        ),
        claims=tuple(claims),
    )
