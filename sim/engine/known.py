"""What is known before the run: the agenda, the known joins of each list, the plain facts."""

import numpy as np
from numpy.typing import NDArray

from sim.engine.agenda import Agenda, Draft, Due
from sim.engine.gate import Gate
from sim.engine.places import Queue, Queues
from sim.engine.terms import Terms
from sim.population.people import Came, People, Population
from sim.scenario.schema import Scenario
from sim.words.bands import Sentence
from sim.words.kinds import Cause, Kind
from sim.words.luck import Floats

BROUGHT_BY = {
    Sentence.CIVIL_ORDER: Cause.CIVIL_ORDER,
    Sentence.SELF_REFERRED: Cause.SELF_REFERRED,
}

ORDERED_BY = np.array([BROUGHT_BY.get(sentence, Cause.ORDER) for sentence in Sentence], np.int16)
"""Why somebody came into the community, by what stands for his sentence."""


def first_hearings(scenario: Scenario, population: Population) -> Floats:
    """Return when the Board first hears each man; those past it on day 0 within one review."""
    if scenario.parole is None:
        return np.full(len(population), np.inf)
    return population.first_hearing_day


def lay_out(
    scenario: Scenario,
    population: Population,
    queues: Queues,
    terms: list[Terms],
    hearings: Floats,
    recalls: Floats | None = None,
    reoffences: Floats | None = None,
) -> Agenda:
    """Return the agenda of everything that will come about unless a decision prevents it."""
    people = population.people
    inside, ordered = people.came == Came.CUSTODY, people.came == Came.COMMUNITY
    draft = Draft(scenario.horizon)
    everybody = np.ones(len(people), bool)
    draft.add(Due.DEATH, people.dies_day, everybody)
    draft.add(Due.RELEASE, people.release_day, inside)
    draft.add(Due.HEARING, hearings, inside)
    heard = np.isfinite(hearings)
    draft.add(Due.SUPERVISION_END, people.supervision_end_day, ordered | (inside & ~heard))
    if recalls is not None:
        draft.add(Due.RECALL, recalls, inside & np.isfinite(recalls))
    if reoffences is not None:
        draft.add(Due.REOFFENCE, reoffences, inside & np.isfinite(reoffences))
    first, community, circle = queues.first, queues.community, queues.circle
    gone = np.minimum(np.where(inside, people.release_day, np.inf), people.dies_day)
    draft.add(Due.JOINING, first.day, first.known & (first.day < gone))
    draft.add(Due.GIVING_UP, people.gives_up_day, everybody)
    for queue in (first, community):
        days = _last_useful_days(queue, terms)
        draft.add(Due.TOO_LITTLE_TIME, days, queue.known & (days > queue.day))
    draft.add(Due.JOINING_COMMUNITY, community.day, community.known)
    draft.add(Due.JOINING_CIRCLE, circle.day, circle.known)
    again = population.reassessments
    draft.add_rows(Due.REASSESSMENT, again.day, again.person)
    if scenario.assessment is not None:
        uncertain = inside & (hearings <= people.assessed_day)
        draft.add(Due.ASSESSMENT, people.assessed_day, uncertain & (people.assessed_day >= 0))
    return draft.agenda()


def _last_useful_days(queue: Queue, terms: list[Terms]) -> Floats:
    """Return the day from which too little time is left to finish; infinite if there is none."""
    minimum = np.array([*(each.minimum_days_left for each in terms), 0.0])
    needed = minimum[queue.places.provision]
    return np.where(needed > 0, queue.leaves - needed, np.inf)


def known_joins(queue: Queue) -> dict[tuple[int, int], NDArray[np.float64]]:
    """Return the sorted joining days of each (site, provision), to know when a group can fill."""
    rows = np.flatnonzero(queue.known)
    if not len(rows):
        return {}
    provisions = int(queue.places.provision.max()) + 1
    packed = queue.places.site[rows].astype(np.int64) * provisions + queue.places.provision[rows]
    days = queue.day[rows]
    by_list = np.argsort(packed, kind="stable")
    packed, days = packed[by_list], days[by_list]
    change = np.flatnonzero(np.diff(packed)) + 1
    return {
        divmod(int(packed[start]), provisions): np.sort(piece)
        for start, piece in zip([0, *change.tolist()], np.split(days, change), strict=True)
    }


def record_plain_facts(
    scenario: Scenario, population: Population, queues: Queues, hearings: Floats, gate: Gate
) -> None:
    """Write what happens to people whatever is decided: received, assessed, tariff expired."""
    people = population.people
    moves = queues.moved & people.consents
    at_new_site = moves & (queues.first.waited > 0)
    site = np.where(at_new_site, queues.first.places.site, people.site)
    causes = np.where(
        (people.enters_day == 0) & (people.before_days > 0),
        Cause.BACKLOG,
        np.where(people.came == Came.COMMUNITY, ORDERED_BY[people.sentence], Cause.NEW),
    )
    gate.record_in_bulk(
        Kind.RECEIVED,
        time=people.enters_day,
        person=np.arange(len(people)),
        site=site,
        cause=causes,
        value=people.before_days,
    )
    gone = _gone(people)
    if scenario.assessment is not None:
        day = people.assessed_day
        certain = (people.came != Came.LIST) & (day >= 0) & (day < gone) & (hearings > day)
        rows = np.flatnonzero(certain)
        gate.record_in_bulk(
            Kind.ASSESSED,
            time=day[rows],
            person=rows,
            site=people.site[rows],
            value=people.band[rows].astype(float),
        )
    tariff = np.maximum(people.tariff_day, people.enters_day)
    rows = np.flatnonzero(np.isfinite(people.tariff_day) & (tariff < gone))
    gate.record_in_bulk(
        Kind.TARIFF_EXPIRED,
        time=tariff[rows],
        person=rows,
        site=np.where(moves & (queues.first.day < tariff), queues.first.places.site, site)[rows],
        value=np.maximum(people.enters_day - people.tariff_day, 0.0)[rows],
    )
    _record_what_holds_him(people, queues, np.minimum(gone, hearings), gate)


def _gone(people: People) -> Floats:
    """Return the day on which he leaves prison, or supervision under an order, at the latest."""
    gone = np.minimum(people.dies_day, people.release_day)
    return np.where(
        people.came == Came.COMMUNITY, np.minimum(gone, people.supervision_end_day), gone
    )


def _record_what_holds_him(people: People, queues: Queues, surely_gone: Floats, gate: Gate) -> None:
    """Write who waits for a window to open, and who asks for a move: those surely there then."""
    for queue in (queues.first, queues.community):
        rows = np.flatnonzero(queue.held & (queue.ready < surely_gone))
        gate.record_in_bulk(
            Kind.HELD_FOR_WINDOW,
            time=queue.ready[rows],
            person=rows,
            site=people.site[rows],
            provision=queue.places.provision[rows],
            value=(queue.places.window - queue.ready)[rows],
        )
    rows = np.flatnonzero(queues.asked < surely_gone)
    gate.record_in_bulk(
        Kind.TRANSFER_ASKED,
        time=queues.asked[rows],
        person=rows,
        site=people.site[rows],
        provision=queues.first.places.provision[rows],
        value=queues.first.places.site[rows].astype(float),
    )
