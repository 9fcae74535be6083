"""What may be said of a claim once it has been measured."""

from typing import Final, Literal

World = tuple[str, str | None]
"""A policy and a change of settings, `None` for the scenario as it stands."""

UNCHANGED: Final = "unchanged"
"""The scenario as it stands, beside the changes that a question makes to it."""

Said = Literal["holds", "does not hold", "cannot say"]


def names_a_side(claimed: tuple[float, float]) -> bool:
    """Tell whether a range claims a direction; one that spans 0 claims that nothing matters."""
    least, most = claimed
    return least >= 0 or most <= 0


def said_of(
    claimed: tuple[float, float], mean: float | None, low: float | None, high: float | None
) -> Said:
    """Return what a measured difference with its 95 % interval says of the difference claimed.

    A claim on one side of 0 holds if the mean lies in the range claimed and the interval on its
    side of 0; one that spans 0 holds if the whole interval lies in the range. It does not hold if
    the interval lies wholly outside the range. Between the two nothing can be said.

    >>> said_of((-60, -20), -41.0, -55.0, -27.0), said_of((-60, -20), -5.0, -9.0, -1.0)
    ('holds', 'does not hold')
    """
    if mean is None or low is None or high is None:
        return "cannot say"
    least, most = claimed
    if high < least or low > most:
        return "does not hold"
    if names_a_side(claimed):
        same_side = low > 0 if least >= 0 else high < 0
        return "holds" if same_side and least <= mean <= most else "cannot say"
    return "holds" if least <= low and high <= most else "cannot say"
