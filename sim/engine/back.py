"""Back inside: what a man leaves who is taken back to prison, and what he waits for there."""

from typing import TYPE_CHECKING

from sim.engine.gate import NO_GROUP
from sim.words.kinds import Cause

if TYPE_CHECKING:
    from sim.engine.lives import Lives


def leaves_everything(lives: "Lives", day: float, person: int) -> None:
    """Take a man off every list and out of every group and circle outside."""
    gate = lives.gate
    lives.leaving.leave_group(day, person, Cause.RECALLED)
    circle = gate.in_circle[person]
    lives.leaving.leave_circle(day, person, Cause.RECALLED)
    if circle != NO_GROUP:
        lives.emptied.append(circle)
    lives.leaving.leave_list(day, person, Cause.RECALLED)
    lives.leaving.leave_circle_list(day, person, Cause.RECALLED)
    lives.leaving.drops.pop(person, None)
    if lives.placing is not None:
        lives.placing.unplaced.pop(person, None)


def waits_again(lives: "Lives", day: float, person: int, *, completed_before: bool) -> None:
    """Put him on the list that takes him inside; what he has completed stays completed."""
    placing = lives.placing
    if placing is None:
        return
    done = lives.gate.done.get(person, set())
    if (done or completed_before) and placing.follow_on.isdisjoint(done):
        return
    lives.moves.placed_again(day, person, 0.0, Cause.RECALLED)
