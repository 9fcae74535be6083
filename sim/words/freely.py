"""The outcomes of voluntary attendance, for scenarios in which people may attend freely."""

from sim.words.outcome import Outcome

ATTENDING = "voluntary_attending_mean_people"

FREELY: tuple[Outcome, ...] = (
    Outcome(
        ATTENDING,
        "People who attend of their own accord",
        "people",
        "people whose order or licence has ended in a group of a programme that may be attended "
        "freely, averaged over the time of the window",
        "time in the window",
        "neither",
    ),
    Outcome(
        "voluntary_came_people",
        "People who came of their own accord",
        "people",
        "people who in the window sat on in such a group as their order or licence ended, or took "
        "a place in one after it",
        "none",
        "neither",
    ),
    Outcome(
        "voluntary_attendance_share",
        "Attendance that is voluntary",
        "share",
        "days in the groups of programmes that may be attended freely, of people whose order or "
        "licence has ended",
        "days of everybody in those groups in the window",
        "neither",
    ),
    Outcome(
        "voluntary_waiting_mean_people",
        "People who wait of their own accord",
        "people",
        "people whose order or licence has ended on the list of such a programme, averaged over "
        "the time of the window",
        "time in the window",
        "neither",
    ),
)
