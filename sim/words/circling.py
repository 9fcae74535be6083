"""The outcomes of circles where men are referred for them, or volunteers come and go."""

from sim.words.outcome import Outcome

CIRCLING: tuple[Outcome, ...] = (
    Outcome(
        "circle_running_mean_people",
        "Circles running",
        "people",
        "men who have a circle, averaged over the time of the window",
        "time in the window",
        "higher",
    ),
    Outcome(
        "circle_volunteers_mean_people",
        "Volunteers ready",
        "people",
        "volunteers who are vetted, trained and have not left, averaged over the time of the "
        "window, where they are people who come and go",
        "time in the window",
        "neither",
    ),
    Outcome(
        "circle_not_accepted_share",
        "Referred for a circle and not accepted",
        "share",
        "referrals for a circle that were not accepted",
        "referrals for a circle in the window",
        "neither",
    ),
    Outcome(
        "circle_ended_early_share",
        "Circles that ended early",
        "share",
        "circles whose core member left before the end, whatever the reason",
        "circles that ended in the window",
        "lower",
    ),
    Outcome(
        "circle_ended_for_want_of_volunteers_people",
        "Circles that ended for want of volunteers",
        "people",
        "men whose circle ended in the window because too few volunteers were left",
        "none",
        "lower",
    ),
    Outcome(
        "circle_displaced_days",
        "Days that displaced men waited on",
        "days",
        "days that men passed over in the window, when a circle went to a man who does not meet "
        "the criteria, waited from then to a circle of their own, to leaving the list, or to the "
        "end of the run",
        "none",
        "lower",
    ),
)
