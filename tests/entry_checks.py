"""What is promised on the way to a list: windows, moves, assessors, and what opens and closes."""

from collections import defaultdict
from math import inf
from typing import Any

from sim.log.history import History
from sim.scenario.provision import Programme, Site
from sim.scenario.schema import Scenario
from sim.words.bands import BAND_NAMES
from sim.words.kinds import Cause, Kind
from tests.told import Fact, Place, Waits, facts_of, instants, programmes_of

ALMOST = 1e-6
DAYS_PER_MONTH = 365.25 / 12


def nobody_joins_before_his_window_opens(scenario: Scenario, history: History) -> list[str]:
    """Before a release, a tariff or review, or the end of an order, where its day is known.

    Where the Board decides, a window counts from the tariff, or sooner from his first hearing.
    """
    programmes = programmes_of(scenario)
    people = history.people
    ends = {
        "release": [_or(*two) for two in people.select("release_day", "tariff_day").iter_rows()],
        "parole": people["tariff_day"].to_list(),
        "order_end": people["supervision_end_day"].to_list(),
    }
    came_on_order = (people["came"] == 1).to_list()
    heard_first: dict[int, float] = {}
    for fact in facts_of(history):
        if fact.kind == Kind.HEARD:
            heard_first.setdefault(fact.person, fact.day)
    found = []
    for fact in facts_of(history):
        programme = programmes.get(fact.provision)
        if fact.kind != Kind.JOINED or programme is None or programme.window is None:
            continue
        window = programme.window
        outside = window.before == "order_end"
        if outside != came_on_order[fact.person]:
            continue
        end = ends[window.before][fact.person]
        if end is None or fact.person in heard_first:
            continue
        if fact.day < end - window.days - ALMOST:
            found.append(f"{fact.person} joined {fact.provision} on {fact.day}, before its window")
    return found


def _or(first: float | None, other: float | None) -> float | None:
    return other if first is None else first


def nobody_is_moved_before_he_asked(scenario: Scenario, history: History) -> list[str]:
    """Where moves are limited, whoever is moved asked, and so long before as a move takes."""
    assert scenario.transfers is not None
    takes = getattr(scenario.transfers.delay_days, "value", 0.0)
    asked: dict[int, float] = {}
    uncertain = (history.people["release_day"].is_null()).to_list()
    found = []
    for fact in facts_of(history):
        if fact.kind == Kind.TRANSFER_ASKED:
            asked[fact.person] = fact.day
        elif fact.kind == Kind.TRANSFERRED:
            known = fact.person in asked
            if (not known and not uncertain[fact.person]) or (
                known and fact.day < asked[fact.person] + takes - ALMOST
            ):
                found.append(f"{fact.person} was moved on {fact.day}, asked {asked}")
    return found


def no_more_are_moved_than_a_month_allows(scenario: Scenario, history: History) -> list[str]:
    """In any stretch of time at most one man more than the rate allows. For moves of one length."""
    transfers = scenario.transfers
    assert transfers is not None
    assert transfers.per_month is not None
    delay: Any = transfers.delay_days  # for moves of one length
    takes: float = delay.value
    moves = [fact.day - takes for fact in facts_of(history) if fact.kind == Kind.TRANSFERRED]
    steps = [(scenario.day(step.from_), step.value) for step in transfers.per_month]
    ends = [day for day, _ in steps[1:]] + [inf]

    def allowed(since: float, until: float) -> float:
        return sum(
            value * max(0.0, min(until, end) - max(since, begin))
            for (begin, value), end in zip(steps, ends, strict=True)
        ) / DAYS_PER_MONTH  # fmt: skip

    return [
        f"{until - since + 1} men moved from {moves[since]} to {moves[until]}"
        for since in range(len(moves))
        for until in range(since, len(moves))
        if until - since + 1 > allowed(moves[since], moves[until]) + 1 + ALMOST
    ]


def assessors_are_never_more_than_those_in_post(scenario: Scenario, history: History) -> list[str]:
    """So many assessments end within the time of one as there are assessors, for steady posts."""
    assert scenario.assessment is not None
    assert scenario.assessment.per_assessor_per_month is not None
    length = DAYS_PER_MONTH / scenario.assessment.per_assessor_per_month
    ends: dict[str, list[float]] = defaultdict(list)
    home = [history.book.sites[site].id for site in history.people["site"].to_list()]
    for fact in facts_of(history):
        if fact.kind == Kind.ASSESSED:
            ends[home[fact.person]].append(fact.day)
    found = []
    for site in scenario.sites:
        posts = _posts(site)
        days = ends[site.id]
        for first, last in zip(days, days[posts:], strict=False):
            if last - first < length - ALMOST:
                found.append(f"{posts + 1} assessments at {site.id} from {first} to {last}")
    return found


def _posts(site: Site) -> int:
    assert site.assessors is not None
    (step,) = site.assessors
    return int(step.value)


def nobody_is_lost_when_a_list_closes(scenario: Scenario, history: History) -> list[str]:
    """Whoever waited for what closes is on another list at once, or nothing on offer takes him.

    And when something opens that takes him, he is on its list at once. For worlds in which the
    band alone decides who may join what, and a man stays where he is; whoever had done his
    programme before day 0 is left out, for the log does not say which.
    """
    offers = _Offers(scenario, history)
    lost: set[int] = set()
    found = []
    for day, facts in instants(history):
        closed = {(f.site, f.provision) for f in facts if f.kind == Kind.PROVISION_CLOSED}
        moved = {fact.person for fact in facts if fact.kind == Kind.JOINED}
        for fact in facts:
            if fact.kind == Kind.LEFT and fact.cause == Cause.PROVISION_CLOSED:
                lost.add(fact.person)
            elif fact.kind in GOES and fact.person in lost:
                lost.discard(fact.person)
        lost -= moved
        offers.follow(facts)
        found += [
            f"{who} still waits for {where} that closed on {day}"
            for where in closed
            for who in offers.waits.since[where]
        ]
        for person in lost:
            place = offers.for_whom(person, day)
            if place is not None:
                found.append(f"{person} is on no list on {day}, and {place} would take him")
    return found


GOES = (Kind.RELEASED, Kind.DIED, Kind.SUPERVISION_ENDED)


class _Offers:
    """What is offered to whom, by the dates in the file and the bands."""

    def __init__(self, scenario: Scenario, history: History) -> None:
        self.scenario, self.waits = scenario, Waits()
        self.low = scenario.policies[0].low_risk == "admitted"
        self.band = history.people["band"].to_list()
        self.done_before = history.people["completed_before"].to_list()
        self.done: dict[int, set[str]] = defaultdict(set)
        self.site: dict[int, str] = {}
        sites = [*(each.id for each in history.book.sites), ""]
        self.home = [sites[each] for each in history.people["home"].to_list()]
        self.outside = [came == 1 for came in history.people["came"].to_list()]

    def follow(self, facts: list[Fact]) -> None:
        for fact in facts:
            if fact.kind == Kind.GROUP_STARTED:
                continue
            self.waits.follow(fact)
            if fact.kind in (Kind.RECEIVED, Kind.TRANSFERRED):
                self.site[fact.person] = fact.site
            elif fact.kind == Kind.RELEASED:
                self.site[fact.person] = self.home[fact.person]
                self.outside[fact.person] = True
            elif fact.kind == Kind.COMPLETED:
                self.done[fact.person].add(fact.provision)

    def for_whom(self, person: int, day: float) -> Place | None:
        """Return something on offer where he is that takes him, if there is anything."""
        setting = "community" if self.outside[person] else "prison"
        if self.done_before[person]:
            return None
        (site,) = (each for each in self.scenario.sites if each.id == self.site[person])
        for programme in self.scenario.programmes:
            bands = set(programme.bands) - ({"low"} if not self.low else set())
            takes = BAND_NAMES[self.band[person]] in bands and programme.setting == setting
            done = self.done[person]
            after = programme.id not in done and (not programme.after or done & {*programme.after})
            if takes and after and self._is_open(programme, site, day):
                return site.id, programme.id
        return None

    def _is_open(self, programme: Programme, site: Site, day: float) -> bool:
        begins = [each for each in (programme.from_, site.opens.get(programme.id)) if each]
        ends = [each for each in (programme.until, site.closes.get(programme.id)) if each]
        return (
            programme.id in site.programmes
            and all(self.scenario.day(each) <= day for each in begins)
            and all(day < self.scenario.day(each) for each in ends)
        )
