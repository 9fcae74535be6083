"""On which list each person stands first, and where: by what is on offer when he can join.

The order of the scenario's programmes is the order of preference. Nobody is put on a list for a
programme that is not on offer on the day on which he would join it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from sim.policies.candidates import Flags
from sim.population.people import Came, People, SiteCodes
from sim.population.sampling import choose
from sim.rules.eligibility import Matrix, may_start_with, ordered_programmes
from sim.rules.eras import Era, delivering, eras, on_offer
from sim.rules.windows import opens_day
from sim.scenario.policy import Policy
from sim.scenario.provision import Programme, Site
from sim.scenario.schema import Scenario
from sim.words.kinds import NOBODY
from sim.words.luck import Floats

Rows = NDArray[np.intp]
NO_LATER = 1e12
"""An unknown day is later than any other, but within the last era."""
HARDLY = 1e-9
"""Weight of a site without a single post: it delivers, and men are moved there at need."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where each person may wait: a provision and the site that delivers it, or -1 and -1."""

    provision: SiteCodes
    site: SiteCodes
    offered: Floats
    """Day on which the programme comes on offer; minus infinity if it always was."""
    window: Floats
    """Day from which the programme takes him; minus infinity if it takes him at any time."""


class Reach(Enum):
    """How far a programme may be from where he is."""

    HERE = auto()
    """His own site delivers it."""
    SOMEWHERE = auto()
    """Some site delivers it."""
    ANYWHERE = auto()
    """It is on offer, though no site may deliver it: he waits in vain."""


def prison_places(
    scenario: Scenario,
    policy: Policy,
    people: People,
    tag_names: tuple[str, ...] = (),
    ready: Floats | None = None,
) -> Places:
    """Return where each person waits inside (or on a plain list), being `ready` on a day.

    The first programme of the file that takes him and that his site delivers; failing that, with
    transfers, the first that takes him at a prison that delivers it, in his region if any does;
    failing that, the first that takes him, at a site that does not deliver: he waits in vain.
    Where men are moved for their first choice, his own site comes no sooner than another.
    """
    inside, plain = people.came == Came.CUSTODY, people.came == Came.LIST
    takes = may_start_with(scenario, policy, people, tag_names)
    for code, programme in enumerate(ordered_programmes(scenario)):
        takes[:, code] &= (inside | plain) if programme.setting == "prison" else plain
    search = _Search(scenario, people, takes, people.site, ready)
    transfers = scenario.transfers
    if transfers is None:
        search.through(Reach.HERE)
        search.through(Reach.ANYWHERE)
    elif transfers.who == "first_choice":
        search.through(Reach.SOMEWHERE, Reach.ANYWHERE)
    else:
        search.through(Reach.HERE, Reach.ANYWHERE)
    if transfers is not None:
        search.transfer()
    return search.chosen


def community_places(
    scenario: Scenario,
    policy: Policy,
    people: People,
    tag_names: tuple[str, ...] = (),
    ready: Floats | None = None,
) -> Places:
    """Return where each person waits under supervision: the first programme that takes him."""
    takes = may_start_with(scenario, policy, people, tag_names)
    for code, programme in enumerate(ordered_programmes(scenario)):
        takes[:, code] &= (people.home >= 0) & (programme.setting == "community")
    search = _Search(scenario, people, takes, people.home, ready)
    search.through(Reach.HERE)
    search.through(Reach.ANYWHERE)
    return search.chosen


class _Search:
    """Goes through eras and programmes in order of preference until everybody has a list."""

    def __init__(
        self,
        scenario: Scenario,
        people: People,
        takes: Matrix,
        site: SiteCodes,
        ready: Floats | None,
    ) -> None:
        count = len(people)
        self.scenario, self.people = scenario, people
        self.takes, self.site = takes, site
        self.codes = {each.id: code for code, each in enumerate(ordered_programmes(scenario))}
        joins = np.maximum(people.assessed_day, people.enters_day) if ready is None else ready
        self.ready: Floats = np.minimum(joins, NO_LATER)
        self.window = {
            self.codes[each.id]: opens_day(each, people)
            for each in scenario.programmes
            if each.window is not None
        }
        self.eras = eras(scenario)
        self.era_of = np.zeros(count, np.int32)
        self.left: Rows = np.flatnonzero(takes.any(axis=1))
        """Those for whom there is something, and no list yet."""
        self.chosen = Places(
            np.full(count, NOBODY, np.int16),
            np.full(count, NOBODY, np.int16),
            np.full(count, -np.inf),
            np.full(count, -np.inf),
        )

    def through(self, *reaches: Reach) -> None:
        """Give those without a list the first that takes them, one era after the other."""
        for number, era in enumerate(self.eras):
            here = self.left[self.ready[self.left] < era.ends]
            for reach in reaches:
                for programme, there in self._offered(era, reach):
                    near = here if there is None else here[there[self.site[here]]]
                    if len(near):
                        self._give(programme, near, number, era)
                        here = here[self.chosen.provision[here] == NOBODY]
            self.left = self.left[self.chosen.provision[self.left] == NOBODY]

    def _offered(self, era: Era, reach: Reach) -> Iterator[tuple[Programme, Flags | None]]:
        """Yield the programmes within reach in an era, and the sites where they are (any)."""
        for programme in self.scenario.programmes:
            if not on_offer(self.scenario, programme, era.begins):
                continue
            if reach is Reach.ANYWHERE:
                yield programme, None
            elif there := delivering(self.scenario, programme, era.begins):
                yield programme, self._sites(there) if reach is Reach.HERE else None

    def _sites(self, codes: list[int]) -> Flags:
        """Return whether each site is among these, and last of all no for who has no site."""
        among = np.zeros(len(self.scenario.sites) + 1, bool)
        among[codes] = True
        return among

    def _give(self, programme: Programme, near: Rows, number: int, era: Era) -> None:
        chosen, code = self.chosen, self.codes[programme.id]
        rows = near[self.takes[near, code]]
        window = self.window.get(code)
        if window is not None:
            rows = rows[window[rows] < era.ends]
            chosen.window[rows] = window[rows]
        chosen.provision[rows] = code
        chosen.site[rows] = self.site[rows]
        chosen.offered[rows] = era.begins
        self.era_of[rows] = number

    def transfer(self) -> None:
        """Move those who wait where nothing is delivered to a prison that delivers, by its posts.

        In his own region, if a prison delivers there.
        """
        placed = np.flatnonzero(self.chosen.provision != NOBODY)
        packed = self.era_of[placed] * len(self.codes) + self.chosen.provision[placed]
        by_code = ordered_programmes(self.scenario)
        for pair in np.unique(packed).tolist():
            number, code = divmod(pair, len(self.codes))
            there = delivering(self.scenario, by_code[code], self.eras[number].begins)
            rows = placed[packed == pair]
            rows = rows[~self._sites(there)[self.people.site[rows]]]
            if there and len(rows):
                self._move(rows, there, by_code[code])

    def _move(self, stuck: Rows, there: list[int], programme: Programme) -> None:
        ordered = sorted(self.scenario.sites, key=lambda each: each.id)
        names = [each.region or "" for each in ordered]
        regions = sorted(set(names))
        region_of = np.array([regions.index(name) for name in names])
        for region in np.unique(region_of[self.people.site[stuck]]).tolist():
            rows = stuck[region_of[self.people.site[stuck]] == region]
            near = [each for each in there if region_of[each] == region and regions[region]]
            to = near or there
            weights = [_room(ordered[each], programme) or HARDLY for each in to]
            self.chosen.site[rows] = _shared(to, weights, self.people.transfer_to_luck[rows])


def _shared(sites: list[int], weights: list[float], luck: Floats) -> NDArray[np.int16]:
    return np.array(sites, np.int16)[choose(weights, luck)]


def _room(site: Site, programme: Programme) -> float:
    """Return how much of a programme a site can hold at its best: beds, or posts of any grade."""
    if programme.delivery == "places":
        return max((step.value for step in site.places.get(programme.id, [])), default=0.0)
    if site.staff is None:
        return max(step.value for step in site.facilitators)
    return sum(max(step.value for step in posts) for posts in site.staff.values())
