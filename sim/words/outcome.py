"""What an outcome is: one reported figure with its unit, definition and welcome direction."""

from dataclasses import dataclass
from typing import Literal

Better = Literal["lower", "higher", "neither"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One reported figure. `better` says which way is welcome to the people concerned."""

    name: str
    title: str
    unit: str
    definition: str
    denominator: str
    better: Better
