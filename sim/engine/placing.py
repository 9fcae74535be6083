"""Where a man goes who must be placed during the run: the next programme, or another list.

At the start everybody's first list is worked out for all at once (`places`). During the run a man
is placed anew when he has completed a programme and may take another, when what he waits for
closes, or when another band is found. The first programme of the file takes him that is for him,
that he has not done, whose prerequisites he has, and that is offered where he is.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.frame import ordered_sites
from sim.engine.gate import AT_LIBERTY, DEAD, INSIDE, SUPERVISED, Gate
from sim.engine.lists import Lists
from sim.engine.ranking import Ranking
from sim.engine.waiting import WaitingList
from sim.population.people import People
from sim.rules.eligibility import ordered_programmes
from sim.rules.windows import opens_day
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from sim.engine.willing import Willing
    from sim.words.kinds import Cause

NEVER = float("inf")
GONE = (AT_LIBERTY, DEAD)
SETTINGS = {SUPERVISED: "community", AT_LIBERTY: "community", INSIDE: "prison"}
NOTHING: frozenset[int] = frozenset()
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Offered:
    """From when to when each programme is offered at each site that delivers it."""

    spans: dict[tuple[int, int], Span]

    @classmethod
    def of(cls, scenario: Scenario) -> "Offered":
        """Read the dates of programmes and of sites; a later start and an earlier end hold."""
        codes = {each.id: code for code, each in enumerate(ordered_programmes(scenario))}
        programmes = {each.id: each for each in scenario.programmes}
        spans: dict[tuple[int, int], Span] = {}
        for site_code, site in enumerate(ordered_sites(scenario)):
            for name in site.programmes:
                programme = programmes[name]
                since = [
                    scenario.day(each)
                    for each in (programme.from_, site.opens.get(name))
                    if each is not None
                ]
                until = [
                    scenario.day(each)
                    for each in (programme.until, site.closes.get(name))
                    if each is not None
                ]
                spans[site_code, codes[name]] = (
                    max([0.0, *since]),
                    min([float("inf"), *until]),
                )
        return cls(spans)

    @property
    def days(self) -> list[float]:
        """Return the days after the start on which something opens or closes, in order."""
        ends = {day for span in self.spans.values() for day in span}
        return sorted(day for day in ends if 0.0 < day < float("inf"))

    def at(self, site: int, provision: int, day: float) -> bool:
        since, until = self.spans.get((site, provision), (float("inf"), 0.0))
        return since <= day < until


class Placing:
    """The list on which a man is placed during the run."""

    def __init__(
        self,
        scenario: Scenario,
        people: People,
        may_wait: list[NDArray[np.bool_]],
        *,
        offered: Offered,
        lists: Lists,
        gate: Gate,
        inside: Ranking,
        outside: Ranking,
    ) -> None:
        self.may_wait = may_wait
        """For each assessed band: who may wait for which programme, a row a person."""
        self.offered, self.lists, self.gate = offered, lists, gate
        self.inside, self.outside = inside, outside
        ordered = ordered_programmes(scenario)
        codes = {each.id: code for code, each in enumerate(ordered)}
        self.programmes = [
            (codes[each.id], each.setting, tuple(codes[name] for name in each.after))
            for each in scenario.programmes
        ]
        self.follow_on = {code for _, _, after in self.programmes for code in after}
        """Programmes after whose completion another may follow."""
        self.windows = [each.window for each in ordered]
        self.opens_day = [
            None if each.window is None else opens_day(each, people).tolist() for each in ordered
        ]
        self.supervision_end: list[float] = []
        """End of everybody's order or licence, as far as it is known by now: custody's own."""
        self.home: list[int] = people.home.tolist()
        self.willing: Willing | None = None
        """Who attends of his own accord once nobody obliges him, if anybody does."""
        self.after_release = scenario.community_after_release is not None
        self.unplaced: dict[int, Cause] = {}
        """People for whom nothing is offered now, asked again when something opens: why they join
        a list then."""
        self._choices: dict[tuple[int, int], list[tuple[int, tuple[int, ...], float, float]]] = {}
        self._may = [np.ascontiguousarray(each).view(np.uint8).ravel().data for each in may_wait]
        """The same rows end to end, to be asked about one man at a time."""
        self._width = may_wait[0].shape[1]
        self._closes = {place: until for place, (_, until) in offered.spans.items()}

    def opens(self, person: int, provision: int) -> float:
        """Return the day from which a programme takes a man; minus infinity for any day."""
        window, days = self.windows[provision], self.opens_day[provision]
        if window is None or days is None:
            return -NEVER
        if window.before != "order_end":
            return float(days[person])
        end = self.supervision_end[person]
        return end - window.days if end < NEVER else -NEVER

    def closes(self, where: WaitingList) -> float:
        """Return the day from which a list starts no group any more."""
        return self._closes.get((where.site, where.provision), NEVER)

    def suits(self, person: int, where: WaitingList) -> bool:
        """Tell whether a man may wait on a list by the rules, as he was last assessed."""
        may = self._may[self.gate.band_of[person]]
        return bool(may[person * self._width + where.provision])

    def place(
        self, day: float, person: int, site: int, where: int | None = None
    ) -> WaitingList | None:
        """Return the list for which a man at `site` may wait from then on; `None` for none.

        `where` is where he will be by then, if that is not where he is now.
        """
        gate, willing = self.gate, None
        if where is None:
            where = gate.where[person]
        if where in GONE:
            willing = self.willing
            if where == DEAD or willing is None:
                return None
        outside = where in (SUPERVISED, AT_LIBERTY)
        here = self.home[person] if outside else site
        offered = self._choices.get((here, where))
        if offered is None:
            offered = self._choices[here, where] = self._offered_at(here, where)
        done = gate.done.get(person, NOTHING)
        may, row = self._may[gate.band_of[person]], person * self._width
        for code, after, since, until in offered:
            if (
                may[row + code]
                and since <= day < until
                and code not in done
                and (not after or not done.isdisjoint(after))
                and (willing is None or willing.wishes(person, code))
            ):
                return self.lists.at(here, code, self.outside if outside else self.inside)
        return None

    def _offered_at(self, site: int, where: int) -> list[tuple[int, tuple[int, ...], float, float]]:
        """Return what a site ever offers to those who are there so, in the order of the file."""
        setting = SETTINGS.get(where)
        return [
            (code, after, *self.offered.spans[site, code])
            for code, its_setting, after in self.programmes
            if setting in (None, its_setting) and (site, code) in self.offered.spans
        ]
