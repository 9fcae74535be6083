"""The outcomes of people who come before any conviction, in scenarios that have such people."""

from sim.words.outcome import Outcome

CONVICTED = "convicted_within_5_years_share"

FIXED_UPSTREAM: tuple[Outcome, ...] = (
    Outcome(
        "upstream_started_people",
        "Programme starts before any conviction",
        "people",
        "programme starts in the window by people who came before any conviction",
        "none",
        "higher",
    ),
    Outcome(
        "upstream_wait_to_start_mean_days",
        "Mean wait of those who started before any conviction",
        "days",
        "days from joining a programme list to starting, of people who came before any conviction",
        "their programme starts in the window",
        "lower",
    ),
    Outcome(
        "upstream_left_without_starting_share",
        "Came before any conviction and left a list unserved",
        "share",
        "stays on a programme list, by people who came before any conviction, that ended without "
        "a start, whatever the reason",
        "their stays on a programme list that ended in the window",
        "lower",
    ),
)


def upstream_under(beliefs: tuple[str, ...]) -> tuple[Outcome, ...]:
    """Return these outcomes, with first convictions under each of the beliefs."""
    return FIXED_UPSTREAM + tuple(
        Outcome(
            f"{CONVICTED}.{belief}",
            f"First convicted within 5 years, if {belief}",
            "share",
            "cumulative incidence of a first conviction within 5 years of coming before any, "
            f"death competing, under the belief {belief!r}",
            "people who came before any conviction in the window",
            "lower",
        )
        for belief in beliefs
    )
