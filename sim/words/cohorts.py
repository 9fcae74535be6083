"""What is measured of every cohort, in the order of the pathway, with its title and direction.

A measure that is also an outcome has its name, and of everybody its value.
"""

from sim.words.costs import MONEY
from sim.words.licence import LICENCE, RECALLS
from sim.words.outcome import Outcome
from sim.words.outcomes import FIXED, REOFFENDED
from sim.words.upstream import CONVICTED

EVERYBODY = "everybody"
"""The first cohort of every scenario that has any."""
CAME = "people"
LEAVERS = "leavers_people"
COST = "cost_mean_amount"
STAGES = (
    "leavers_joined_share",
    "leavers_started_share",
    "leavers_completed_share",
)
"""The stages of the pathway of those who leave, each a share of all of them."""

_OUT = (
    "people who in the window left prison for the first time, or whose order ended (of a criminal "
    "or a civil court)"
)
_OWN: tuple[Outcome, ...] = (
    Outcome(
        CAME, "People", "people", "people received before the end of the window", "none", "neither"
    ),
    Outcome(
        "received_people",
        "Received",
        "people",
        "people received in the window",
        "none",
        "neither",
    ),
    Outcome(
        LEAVERS, "Left prison or came to the end of an order", "people", _OUT, "none", "neither"
    ),
    Outcome(
        STAGES[0],
        "Had been on a programme list",
        "share",
        "had joined a programme list, or done a programme before day 0, by then",
        _OUT,
        "neither",
    ),
    Outcome(
        STAGES[1],
        "Had started a programme",
        "share",
        "had started a programme, or done one before day 0, by then",
        _OUT,
        "higher",
    ),
    Outcome(
        STAGES[2],
        "Had completed a programme",
        "share",
        "had completed a programme, in the run or before day 0, by then",
        _OUT,
        "higher",
    ),
    Outcome(
        COST,
        "Cost a head",
        MONEY,
        "what is spent on people one by one in the window (prison, places, circles, hearings, "
        "supervision: no staff or rooms), at the prices of the scenario",
        "people received before the end of the window",
        "neither",
    ),
)
SHARED = (
    "in_custody_mean_people",
    "waiting_mean_people",
    "wait_to_start_mean_days",
    "wait_so_far_mean_days",
    "started_people",
    "completed_people",
    "dropped_out_share",
    "left_without_starting_share",
    "released_without_starting_share",
    "released_without_completing_share",
    "supervision_ended_without_starting_share",
    "past_tariff_mean_people",
    "past_tariff_mean_days",
    "circle_started_people",
    "circle_left_without_starting_share",
)
"""Measures that are outcomes of every scenario, whatever else it has."""
_ORDER = (CAME, "received_people", *SHARED, RECALLS, LEAVERS, *STAGES)


def measures_under(beliefs: tuple[str, ...]) -> tuple[Outcome, ...]:
    """Return every measure of a cohort in a scenario with these beliefs, in report order."""
    known = {each.name: each for each in (*_OWN, *FIXED, *LICENCE)}
    later = [
        Outcome(
            f"{stem}.{belief}",
            title.format(belief=belief),
            "share",
            f"cumulative incidence within 5 years, death competing, if {belief!r} is true",
            whom,
            "lower",
        )
        for belief in beliefs
        for stem, title, whom in (
            (
                REOFFENDED,
                "Reoffended within 5 years, if {belief}",
                "people released, or put on an order, in the window",
            ),
            (
                CONVICTED,
                "First convicted within 5 years, if {belief}",
                "people who came before any conviction in the window",
            ),
        )
    ]
    return (*(known[name] for name in _ORDER), *later, known[COST])
