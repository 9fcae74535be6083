"""What an interval may be said to hold: nothing that its unit cannot be, and always its mean."""


def within_unit(
    mean: float, low: float | None, high: float | None, unit: str
) -> tuple[float, float] | None:
    """Return an interval without what nothing can be below or above; `None` if there is none.

    >>> within_unit(0.02, -0.01, 0.05, "share"), within_unit(104.0, 99.0, 109.0, "days")
    ((0.0, 0.05), (99.0, 109.0))
    """
    if low is None or high is None:
        return None
    if mean >= 0:
        low = max(low, 0.0)
    if unit == "share":
        low, high = max(min(low, mean), 0.0), max(min(high, 1.0), mean)
    return low, high


def in_figures(mean: float, low: float | None, high: float | None, unit: str) -> str:
    """Return a mean with its interval for the terminal, to four figures.

    Where every run gave the same, an interval of no width would look like certainty.

    >>> in_figures(0.02, -0.01, 0.05, "share"), in_figures(3.0, 2.0, 4.0, "days")
    ('0.02 (0 to 0.05)', '3 days (2 to 4)')
    """
    said = f"{mean:.4g}" + ("" if unit == "share" else f" {unit}")
    ends = within_unit(mean, low, high, unit)
    if ends is None:
        return said
    if low == high:
        return f"{said} (the same in every run)"
    return f"{said} ({ends[0]:.4g} to {ends[1]:.4g})"
