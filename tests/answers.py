"""Seven people on a list and an order made by hand, for tests of orders."""

from sim.policies.candidates import Candidates
from sim.policies.orders import Keys

PEOPLE = """
id,join_day,band,release_day,tariff_day,sentence
ann,-9,medium,900,,determinate
bob,-8,high,300,,determinate
cat,-7,very_high,800,,determinate
dan,-6,high,,700,indeterminate
eve,-5,medium,200,,determinate
fay,-4,high,,-50,indeterminate
gus,-3,high,300,,determinate
"""


class Returns:
    """An order that returns whatever a test wants."""

    name, version, says = "strange", "1", "returns whatever a test wants, to see it refused"

    def __init__(self, keys: object, *, uses_clock: bool) -> None:
        self.returned = keys
        self.uses_clock = uses_clock

    def keys(self, candidates: Candidates) -> Keys:
        returned = self.returned
        return returned(candidates) if callable(returned) else returned  # type: ignore[return-value]  # a stranger's answer
