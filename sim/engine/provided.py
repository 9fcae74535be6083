"""What is offered where changes on a date: lists open and close, and those who wait are moved.

Groups under way go on under the terms they began with. Nobody is lost: who waits for what closes
is placed on the next list that takes him, his wait so far counted, or asked again when something
opens.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.gate import AT_LIBERTY, DEAD, NO_GROUP, NO_LIST, SUPERVISED
from sim.engine.placing import Offered, Placing
from sim.engine.waiting import WaitingList
from sim.words.kinds import Cause

if TYPE_CHECKING:
    from sim.engine.lives import Lives


class Provided:
    """The dates on which lists open and close, and what is done on them."""

    def __init__(self, offered: Offered, lists: list[WaitingList], placing: Placing | None) -> None:
        self.offered, self.lists, self.placing = offered, lists, placing
        self.days = offered.days

    def set_out(self) -> None:
        """Close, before the run, the lists that are not open on day 0."""
        for where in self.lists:
            self.set_out_one(where, 0.0)

    def set_out_one(self, where: WaitingList, day: float) -> None:
        """Close a list for which nothing is offered on this day."""
        if (where.site, where.provision) in self.offered.spans and not where.circle:
            now = self.offered.at(where.site, where.provision, day)
            if now is not where.is_open:
                where.offer(is_open=now)

    def change(self, day: float, lives: "Lives") -> list[WaitingList]:
        """Open and close what is due on this day; return the lists to be looked at."""
        spans = sorted(self.offered.spans.items())
        opening = [place for place, (since, until) in spans if since == day < until]
        closing = [place for place, (since, until) in spans if since < until == day]
        lists = {(where.site, where.provision): where for where in self.lists}
        for places, is_open in ((closing, False), (opening, True)):
            for place in places:
                if place in lists:
                    where = lists[place]
                    where.offer(is_open=is_open)
                    if where.count >= where.minimum and not where.in_line:
                        where.stand_in_line()  # enough have joined on the day on which it opens
                lives.gate.offered(day, *place, is_open=is_open)
        for place in closing:
            if place in lists:
                self._move_away(day, lists[place], lives)
        opened = {site for site, _ in opening}
        if opened:
            self._ask_again(day, lives, opened)
        seen = [
            where
            for where in self.lists
            if where.site in opened or (where.site, where.provision) in closing
        ]
        return sorted(seen, key=lambda where: (where.site, where.provision))

    def _move_away(self, day: float, where: WaitingList, lives: "Lives") -> None:
        on_list = np.frombuffer(lives.gate.on_list, np.int32)
        for person in np.flatnonzero(on_list == where.index).tolist():
            lives.moves.moved_on(day, person, where, Cause.PROVISION_CLOSED)

    def _ask_again(self, day: float, lives: "Lives", opened: set[int]) -> None:
        """Place those for whom nothing was offered until now, and those who wait in vain."""
        if self.placing is None:
            return
        gate = lives.gate
        on_list, in_group = gate.on_list, gate.in_group
        for person in sorted(self.placing.unplaced):
            is_now, cause = gate.where[person], self.placing.unplaced[person]
            if is_now == DEAD or (is_now == AT_LIBERTY and cause != Cause.VOLUNTARY):
                del self.placing.unplaced[person]
                continue
            outside = is_now in (SUPERVISED, AT_LIBERTY)
            here = lives.home[person] if outside else lives.site[person]
            if here not in opened:
                continue
            if on_list[person] != NO_LIST or in_group[person] != NO_GROUP:
                continue
            if is_now == AT_LIBERTY and lives.willing is not None:
                lives.willing.asks_again(day, person)
            else:
                lives.moves.placed_again(day, person, 0.0, cause)
        in_vain = {
            each.index
            for each in self.lists
            if not each.is_open
            and each.count
            and each.site in opened
            and not each.circle
            and not self._will_open(each, day)
        }
        if in_vain:
            now = np.frombuffer(on_list, np.int32)
            for person in np.flatnonzero(np.isin(now, sorted(in_vain))).tolist():
                where = self.lists[on_list[person]]
                better = self.placing.place(day, person, lives.site[person])
                if better is not None and better is not where:
                    lives.moves.moved_on(day, person, where, Cause.MOVED_LIST)

    def _will_open(self, where: WaitingList, day: float) -> bool:
        since, _ = self.offered.spans.get((where.site, where.provision), (day, day))
        return since > day
