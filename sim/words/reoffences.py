"""Outcomes of reoffending beyond the first sexual reoffence: by cause, and as officially proven.

A scenario that tells causes apart has one of each; one that dates convictions has the official
measure beside the full curve.
"""

from sim.words.kinds import Cause
from sim.words.outcome import Outcome

PROVEN = "proven"
PROVEN_SHARE = "proven_reoffending_share"
SEXUAL = "sexual"
ANY = "any"
CAUSES: dict[str, str] = {
    "contact": "contact sexual reoffence",
    "image": "reoffence by indecent images",
    "other": "reoffence that is not sexual",
}
"""Causes that a scenario may tell apart, and what each is."""
CODES: dict[str, Cause] = {name: Cause[name.upper()] for name in CAUSES}
"""What the log writes of each."""

STEMS = (*(f"reoffended_{cause}_within_5_years_share" for cause in CAUSES), PROVEN_SHARE)
"""What the names of these outcomes begin with; that of a belief follows after a dot."""


def reoffences_under(belief: str, told: tuple[str, ...]) -> list[Outcome]:
    """Return the outcomes of the causes told apart, and of proven reoffending, under a belief."""
    found = [
        Outcome(
            f"reoffended_{cause}_within_5_years_share.{belief}",
            f"{what.capitalize()} first within 5 years, if {belief}",
            "share",
            f"cumulative incidence of a {what} as the first reoffence within 5 years of release or "
            f"of the start of a community order, death and every other reoffence competing, under "
            f"the belief {belief!r}",
            "people released, or put on an order, in the window",
            "lower",
        )
        for cause, what in CAUSES.items()
        if cause in told
    ]
    if PROVEN in told:
        found.append(
            Outcome(
                f"{PROVEN_SHARE}.{belief}",
                f"Proven reoffending, if {belief}",
                "share",
                "a first reoffence within a year of release or of the start of a community order, "
                f"convicted within a further six months, under the belief {belief!r}",
                "people released, or put on an order, in the window and eighteen months before the "
                "end of the run",
                "lower",
            )
        )
    return found
