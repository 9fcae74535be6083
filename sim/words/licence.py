"""Outcomes of the Parole Board and of licence, for scenarios that have them."""

from sim.words.outcome import Outcome

BOARD: tuple[Outcome, ...] = (
    Outcome(
        "hearings",
        "Hearings of the Parole Board",
        "people",
        "hearings in the window that ended in release or refusal",
        "none",
        "neither",
    ),
    Outcome(
        "hearings_deferred",
        "Hearings put off",
        "people",
        "hearings in the window that the Board put off because the programme was outstanding",
        "none",
        "lower",
    ),
    Outcome(
        "hearing_wait_mean_days",
        "Mean wait for a slot",
        "days",
        "days from being ready for a hearing to the day that was listed",
        "hearings listed in the window",
        "lower",
    ),
    Outcome(
        "past_tariff_because_of_programme_person_days",
        "Days past tariff because of a programme",
        "days",
        "days in the window past tariff, before a first release, from a hearing that found the "
        "programme outstanding to the next hearing that did not, added over men",
        "none",
        "lower",
    ),
    Outcome(
        "over_unlawful_wait_people",
        "Men held too long because of a programme",
        "people",
        "men who at some time in the window had been held past tariff because of a programme, as "
        "above, for longer than the scenario says is too long",
        "none",
        "lower",
    ),
)
LICENCE: tuple[Outcome, ...] = (
    Outcome(
        "recalled_within_1_year_share",
        "Recalled within a year",
        "share",
        "cumulative incidence of a first recall within a year of the first release, the end of the "
        "licence and death competing",
        "men first released under supervision in the window",
        "lower",
    ),
    Outcome(
        "recalled_within_2_years_share",
        "Recalled within two years",
        "share",
        "cumulative incidence of a first recall within two years of the first release, the end of "
        "the licence and death competing",
        "men first released under supervision in the window",
        "lower",
    ),
    Outcome(
        "recalls_people",
        "Recalls to prison",
        "people",
        "recalls in the window; a man recalled twice counts twice",
        "none",
        "lower",
    ),
    Outcome(
        "recalled_in_custody_mean_people",
        "Recalled men in prison",
        "people",
        "men in prison by a recall, averaged over the time of the window",
        "time in the window",
        "lower",
    ),
)
