"""Outcomes of the Parole Board and of licence, for scenarios that have them."""

from sim.words.outcome import Outcome

RECALLS = "recalls_count"
"""Measured of every cohort too."""

BOARD: tuple[Outcome, ...] = (
    Outcome(
        "hearings_count",
        "Hearings of the Parole Board",
        "events",
        "hearings in the window that ended in release or refusal; a man heard twice counts twice",
        "none",
        "neither",
    ),
    Outcome(
        "hearings_deferred_count",
        "Hearings put off",
        "events",
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
        "past_tariff_because_of_programme_days",
        "Days past tariff because of a programme",
        "days",
        "days in the window past tariff, before a first release, on which a man who has completed "
        "no programme waits for one (on a list, for its window or for a transfer) or is in a "
        "group, added over men",
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
        RECALLS,
        "Recalls to prison",
        "events",
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
