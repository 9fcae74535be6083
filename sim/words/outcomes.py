"""The outcomes: one name, unit, definition and direction each, shared by every command and chart.

What an outcome *is* stands here, where scenario files can be checked against it; how it is read
from the log stands in `sim.projections`.
"""

from difflib import get_close_matches

from sim.words.circling import CIRCLING
from sim.words.costs import costs_under
from sim.words.licence import BOARD, LICENCE
from sim.words.outcome import Better, Outcome
from sim.words.reoffences import reoffences_under
from sim.words.upstream import upstream_under

__all__ = ["FIXED", "REOFFENCES", "REOFFENDED", "Better", "Outcome", "outcome", "outcomes_under"]

FIXED: tuple[Outcome, ...] = (
    Outcome(
        "released_without_starting_share",
        "Released without starting",
        "share",
        "men who had started no programme in prison by the day of their release",
        "men released from prison in the window who had been on the list of a programme meant "
        "for their risk band",
        "lower",
    ),
    Outcome(
        "released_without_completing_share",
        "Released without completing",
        "share",
        "men who had completed no programme in prison by the day of their release",
        "men released from prison in the window who had been on the list of a programme meant "
        "for their risk band",
        "lower",
    ),
    Outcome(
        "supervision_ended_without_starting_share",
        "Order or licence ended without starting",
        "share",
        "people whose order or licence ended who had joined a community programme list "
        "and started none",
        "people whose order or licence ended in the window who had joined the community list of a "
        "programme meant for their band",
        "lower",
    ),
    Outcome(
        "left_without_starting_share",
        "Left a programme list unserved",
        "share",
        "stays on a programme list that ended without a start, whatever the reason",
        "stays on the list of a programme meant for the man's band that ended in the window",
        "lower",
    ),
    Outcome(
        "wait_to_start_mean_days",
        "Mean wait of those who started",
        "days",
        "days from joining a programme list to starting; "
        "read with the share who left unserved and the wait of those still waiting",
        "programme starts in the window",
        "lower",
    ),
    Outcome(
        "wait_to_start_p90_days",
        "Wait exceeded by one starter in ten",
        "days",
        "90th percentile of days from joining a programme list to starting",
        "programme starts in the window",
        "lower",
    ),
    Outcome(
        "wait_of_unserved_mean_days",
        "Mean wait of those who left unserved",
        "days",
        "days from joining a programme list to leaving it without a start",
        "stays on a programme list that ended unserved in the window",
        "lower",
    ),
    Outcome(
        "wait_so_far_mean_days",
        "Mean wait so far of those still waiting",
        "days",
        "days from joining a programme list to the end of the window",
        "people on a programme list at the end of the window",
        "lower",
    ),
    Outcome(
        "waiting_mean_people",
        "People waiting for a programme",
        "people",
        "people on programme lists, averaged over the time of the window",
        "time in the window",
        "lower",
    ),
    Outcome(
        "started_people",
        "Programme starts",
        "people",
        "programme starts in the window",
        "none",
        "higher",
    ),
    Outcome(
        "started_beyond_bands_people",
        "Starts by men outside the programme's bands",
        "people",
        "programme starts in the window by low-risk men whom a policy admits to a programme meant "
        "for others",
        "none",
        "neither",
    ),
    Outcome(
        "completed_people",
        "Programme completions",
        "people",
        "programme completions in the window",
        "none",
        "higher",
    ),
    Outcome(
        "dropped_out_share",
        "Attrition",
        "share",
        "programme attendances that ended before the end of the programme",
        "programme attendances that ended in the window",
        "lower",
    ),
    Outcome(
        "facilitators_in_use_share",
        "Facilitator posts in use",
        "share",
        "facilitator capacity engaged in groups, averaged over the time of the window",
        "facilitator capacity in being over the window",
        "neither",
    ),
    Outcome(
        "in_custody_mean_people",
        "Men in prison",
        "people",
        "men in prison, averaged over the time of the window",
        "time in the window",
        "lower",
    ),
    Outcome(
        "past_tariff_mean_people",
        "Men held past tariff",
        "people",
        "men on indeterminate sentences in prison past tariff, averaged over the time of the "
        "window",
        "time in the window",
        "lower",
    ),
    Outcome(
        "past_tariff_mean_days",
        "Mean days past tariff",
        "days",
        "days in prison past tariff, to release or to the end of the window",
        "men on indeterminate sentences past tariff at any time in the window",
        "lower",
    ),
    Outcome(
        "past_tariff_programme_outstanding_share",
        "Days past tariff with the programme outstanding",
        "share",
        "days past tariff in the window spent with no programme completed by men who had joined "
        "a programme list",
        "all days past tariff in the window",
        "lower",
    ),
    Outcome(
        "circle_started_people",
        "Circles started",
        "people",
        "circles started in the window",
        "none",
        "higher",
    ),
    Outcome(
        "circle_wait_to_start_mean_days",
        "Mean wait for a circle",
        "days",
        "days from joining a circle list to the start of the circle",
        "circles started in the window",
        "lower",
    ),
    Outcome(
        "circle_left_without_starting_share",
        "Left a circle list unserved",
        "share",
        "stays on a circle list, by men who meet the needs-led criteria, that ended without a "
        "circle",
        "stays on a circle list by men who meet the criteria that ended in the window",
        "lower",
    ),
    Outcome(
        "circle_waiting_mean_people",
        "People waiting for a circle",
        "people",
        "people on circle lists, averaged over the time of the window",
        "time in the window",
        "lower",
    ),
    Outcome(
        "circle_in_use_share",
        "Circle places in use",
        "share",
        "circle places in use, averaged over the time of the window",
        "circle places in being over the window",
        "neither",
    ),
    Outcome(
        "circle_to_men_outside_criteria_share",
        "Circles given to men outside the needs-led criteria",
        "share",
        "circles started with a core member who is low risk or internet-only",
        "circles started in the window",
        "lower",
    ),
    Outcome(
        "circle_displaced_people",
        "Men displaced from a circle",
        "people",
        "men passed over when a circle went to a man who does not meet the criteria: each time a "
        "man who meets the criteria - of those waiting at that site the one who had waited "
        "longest, whatever the policy's order - and no man twice",
        "none",
        "lower",
    ),
    Outcome(
        "waiting_for_staff_share",
        "Waiting for want of staff",
        "share",
        "days on programme lists while enough people waited for a group and none could start",
        "days on programme lists in the window",
        "lower",
    ),
    Outcome(
        "waiting_to_fill_share",
        "Waiting for a group to fill",
        "share",
        "days on programme lists while too few people waited for a group, or one was held open",
        "days on programme lists in the window",
        "lower",
    ),
    Outcome(
        "sessions_cancelled_share",
        "Sessions cancelled",
        "share",
        "sessions cancelled and made up later, of programmes held by a calendar",
        "sessions of groups that ended in the window, the cancelled ones counted",
        "lower",
    ),
    Outcome(
        "groups_paused_days",
        "Days for which groups stood still",
        "days",
        "days in the window for which groups were paused for want of staff, added over groups",
        "none",
        "lower",
    ),
    Outcome(
        "passed_over_by_composition_people",
        "People passed over because of who would sit with them",
        "people",
        "people who in the window stood before the last who was taken and were not taken, because "
        "they are kept apart from others or the group held as many like them as it may",
        "none",
        "lower",
    ),
    Outcome(
        "deprioritised_people",
        "People deprioritised",
        "people",
        "people who in the window waited on a list at any time and were offered no place by rule",
        "none",
        "neither",
    ),
)

REOFFENDED = "reoffended_within_5_years_share"
REOFFENCES = "reoffended_people"


def outcomes_under(
    beliefs: tuple[str, ...],
    *,
    costed: bool = False,
    upstream: bool = False,
    reoffences: tuple[str, ...] = (),
    circling: bool = False,
    licence: bool = False,
    board: bool = False,
) -> tuple[Outcome, ...]:
    """Return every outcome of a scenario with these beliefs, in report order.

    Of costs where it has prices; of people before any conviction where it has such people.
    """
    later: list[Outcome] = []
    for belief in beliefs:
        later += [
            Outcome(
                f"{REOFFENDED}.{belief}",
                f"Reoffended within 5 years, if {belief}",
                "share",
                "cumulative incidence of a first sexual reoffence within 5 years of release or of "
                "the start of a community order, death (and other reoffending, where it is told "
                f"apart) competing, under the belief {belief!r}",
                "people released, or put on an order, in the window",
                "lower",
            ),
            Outcome(
                f"{REOFFENCES}.{belief}",
                f"People who reoffended, if {belief}",
                "people",
                f"first sexual reoffences in the window, under the belief {belief!r}",
                "none",
                "lower",
            ),
            *reoffences_under(belief, reoffences),
        ]
    if circling:
        later += CIRCLING
    if upstream:
        later += upstream_under(beliefs)
    later += [*(BOARD if board else ()), *(LICENCE if licence else ())]
    return FIXED + tuple(later) + (costs_under(beliefs) if costed else ())


def outcome(
    name: str,
    beliefs: tuple[str, ...],
    *,
    costed: bool = False,
    upstream: bool = False,
    reoffences: tuple[str, ...] = (),
    circling: bool = False,
    licence: bool = False,
    board: bool = False,
) -> Outcome:
    """Return the outcome called `name`, or raise `KeyError` with the nearest names."""
    every = outcomes_under(
        beliefs,
        costed=costed,
        upstream=upstream,
        reoffences=reoffences,
        circling=circling,
        licence=licence,
        board=board,
    )
    known = {each.name: each for each in every}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(known)}"
    raise KeyError(f"no outcome is called `{name}`; {hint}")
