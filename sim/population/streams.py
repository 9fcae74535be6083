"""Synthetic people: a stream's arrivals, and the backlog who were there before day 0.

Each fact is one question put to everybody of a source at once, so a source's n-th person keeps
his facts whatever else is in the scenario.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

import numpy as np

from sim.policies.candidates import Codes, Flags
from sim.population.arrivals import arrival_days
from sim.population.assessment import first_band
from sim.population.facts import tag_names, tags_of
from sim.population.need import drawn_need
from sim.population.people import Came, People
from sim.population.sampling import choose, sample
from sim.scenario.beliefs import Mortality
from sim.scenario.people import (
    Backlog,
    Determinate,
    Extended,
    Indeterminate,
    Sentence,
    Stream,
)
from sim.scenario.schema import Scenario
from sim.words.bands import BAND_NAMES
from sim.words.bands import Sentence as SentenceKind
from sim.words.days import DAYS_PER_YEAR
from sim.words.luck import Floats, Luck, Words, key_of, tickets

HELD_BY = {
    None: SentenceKind.COMMUNITY_ORDER,
    "civil_order": SentenceKind.CIVIL_ORDER,
    "self_referral": SentenceKind.SELF_REFERRED,
}
"""What stands for a sentence among people in the community, by the route of their stream."""
LARGEST_SERVED_SHARE = 0.98
"""A man of the backlog has not been released: at most this much of his time is behind him."""


@dataclass(frozen=True, slots=True)
class Source:
    """People who draw their luck together: a stream, or the backlog of one."""

    name: str
    count: int
    luck: Luck

    def draws(self, question: str, block: int = 0) -> Floats:
        """Return four draws a person for a question; another `block` gives four more."""
        asked = question if block == 0 else f"{question} #{block}"
        return self.luck.block(self.name, asked, 0, self.count)

    def keys(self) -> Words:
        base = np.full(self.count, key_of("person", self.luck.seed, self.luck.replication), "u8")
        with np.errstate(over="ignore"):
            mine = base ^ (np.arange(self.count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
            return tickets(mine + np.uint64(key_of(self.name)), 0)


@dataclass(slots=True)
class Terms:
    """What a sentence or an order fixes in advance, as columns."""

    kind: np.ndarray[tuple[int], np.dtype[np.int8]]
    release: Floats
    hearing: Floats
    tariff: Floats
    supervision_end: Floats
    licence: Floats


def newcomers(stream: Stream, scenario: Scenario, luck: Luck) -> tuple[Source, People]:
    """Return the people whom a stream brings during the run."""
    days = arrival_days(stream, scenario, luck)
    source = Source(stream.id, len(days), luck)
    terms = _terms(stream, stream.sentences or [], source, enters=days, backlog=False)
    return source, _people(stream, scenario, source, terms, enters=days, backlog=None)


def backlog(stream: Stream, scenario: Scenario, luck: Luck) -> tuple[Source, People]:
    """Return the people of a stream who were there on day 0."""
    assert stream.backlog is not None  # noqa: S101 -- the caller asks only then
    source = Source(f"{stream.id}/backlog", stream.backlog.people, luck)
    enters = np.zeros(source.count)
    sentences = stream.backlog.sentences or stream.sentences or []
    terms = _terms(stream, sentences, source, enters=enters, backlog=True)
    return source, _people(stream, scenario, source, terms, enters=enters, backlog=stream.backlog)


def _terms(
    stream: Stream, sentences: list[Sentence], source: Source, *, enters: Floats, backlog: bool
) -> tuple[Terms, Floats]:
    """Return the terms, and the days already behind each person on entry."""
    never = np.full(source.count, np.inf)
    plain = Terms(
        kind=np.full(source.count, SentenceKind.NONE, np.int8),
        release=never.copy(),
        hearing=never.copy(),
        tariff=never.copy(),
        supervision_end=never.copy(),
        licence=np.zeros(source.count),
    )
    behind = np.zeros(source.count)
    if stream.kind == "list":
        if backlog and stream.backlog is not None and stream.backlog.waited_days is not None:
            behind = sample(stream.backlog.waited_days, source.draws("waited before")[:, 0])
        return plain, behind
    if stream.in_community:
        return _order_terms(stream, source, plain, enters=enters, backlog=backlog)
    draws = source.draws("sentence")
    which = choose([sentence.share for sentence in sentences], draws[:, 0])
    for place, sentence in enumerate(sentences):
        mine = np.flatnonzero(which == place)
        behind[mine] = _serve(sentence, plain, mine, draws[mine], enters[mine], backlog=backlog)
    return plain, behind


def _serve(
    sentence: Sentence,
    terms: Terms,
    mine: np.ndarray[tuple[int], np.dtype[np.intp]],
    draws: Floats,
    enters: Floats,
    *,
    backlog: bool,
) -> Floats:
    """Write the terms of the people given this sentence; return the days they have served."""
    match sentence:
        case Determinate(length_days=length_days, served_share=share):
            length = sample(length_days, draws[:, 1])
            inside = length * share
            served = _served(sentence, inside, draws, backlog=backlog, capped=True)
            terms.kind[mine] = SentenceKind.DETERMINATE
            terms.release[mine] = enters + inside - served
            terms.supervision_end[mine] = enters + length - served
        case Extended(length_days=length_days, parole_share=share, licence_days=licence_days):
            inside = sample(length_days, draws[:, 1])
            served = _served(sentence, inside, draws, backlog=backlog, capped=True)
            terms.kind[mine] = SentenceKind.EXTENDED
            terms.release[mine] = enters + inside - served
            terms.hearing[mine] = enters + inside * share - served
            terms.licence[mine] = sample(licence_days, draws[:, 3])
        case Indeterminate(tariff_days=tariff_days, licence_days=licence_days):
            tariff = sample(tariff_days, draws[:, 1])
            served = _served(sentence, tariff, draws, backlog=backlog, capped=False)
            terms.kind[mine] = SentenceKind.INDETERMINATE
            terms.tariff[mine] = enters + tariff - served
            terms.hearing[mine] = enters + tariff - served
            terms.licence[mine] = sample(licence_days, draws[:, 3])
        case _:
            assert_never(sentence)
    return served


def _served(
    sentence: Sentence, inside: Floats, draws: Floats, *, backlog: bool, capped: bool
) -> Floats:
    """Return days served before day 0: as the file says, else evenly over the time inside."""
    if not backlog:
        return np.zeros(len(inside))
    if sentence.served_days is None:
        return np.round(inside * draws[:, 2], 9)
    served = sample(sentence.served_days, draws[:, 2])
    return np.minimum(served, inside * LARGEST_SERVED_SHARE) if capped else served


def _order_terms(
    stream: Stream, source: Source, terms: Terms, *, enters: Floats, backlog: bool
) -> tuple[Terms, Floats]:
    """Return the terms of an order; whoever refers himself may have none that ends."""
    draws = source.draws("order")
    length = (
        np.full(source.count, np.inf)
        if stream.order_days is None
        else sample(stream.order_days, draws[:, 0])
    )
    behind = np.zeros(source.count)
    if backlog:
        waited = stream.backlog.waited_days if stream.backlog else None
        if waited is None:
            behind = np.round(np.where(np.isfinite(length), length, 0.0) * draws[:, 1], 9)
        else:
            behind = np.minimum(sample(waited, draws[:, 1]), length * LARGEST_SERVED_SHARE)
    terms.kind[:] = HELD_BY[stream.route]
    terms.supervision_end[:] = enters + length - behind
    return terms, behind


def _people(
    stream: Stream,
    scenario: Scenario,
    source: Source,
    terms_and_behind: tuple[Terms, Floats],
    *,
    enters: Floats,
    backlog: Backlog | None,
) -> People:
    terms, behind = terms_and_behind
    count = source.count
    codes = {site: code for code, site in enumerate(sorted(each.id for each in scenario.sites))}
    programmes = sorted(programme.id for programme in scenario.programmes)
    who, flags = source.draws("who he is"), source.draws("flags")
    more, drops = source.draws("more flags"), source.draws("drops out")
    later, end = source.draws("later"), source.draws("end")
    bands = (backlog.bands if backlog else None) or stream.bands
    true_band = _weighted(BAND_NAMES, bands, who[:, 0])
    level = source.draws("need and motivation")
    need, need_score = drawn_need(stream, scenario.population.need_from.cuts, level[:, 0])
    age = sample(stream.age_years, who[:, 1])
    came = Came.COMMUNITY if stream.in_community else Came[stream.kind.upper()]
    sites = {stream.sites: 1.0} if isinstance(stream.sites, str) else dict(stream.sites)
    places = np.asarray([codes[name] for name in sorted(sites)], np.int16)
    received = places[choose([sites[name] for name in sorted(sites)], who[:, 2])]
    home = -1 if stream.released_to is None else codes[stream.released_to]
    return People(
        key=source.keys(),
        came=np.full(count, came, np.int8),
        site=received,
        home=received if came == Came.COMMUNITY else np.full(count, home, np.int16),
        waits_for=np.full(
            count, -1 if stream.waits_for is None else programmes.index(stream.waits_for), np.int16
        ),
        band=first_band(scenario, came, true_band, source),
        true_band=true_band,
        need=need,
        need_score=need_score,
        motivation=level[:, 1],
        tags=tags_of(tag_names(scenario), count, lambda name: _has(stream, name, source)),
        sentence=terms.kind,
        age_years=age,
        enters_day=enters,
        before_days=behind,
        assessed_day=enters - behind + _assessment(scenario, came, source),
        release_day=terms.release,
        hearing_day=terms.hearing,
        tariff_day=terms.tariff,
        supervision_end_day=terms.supervision_end,
        licence_days=terms.licence,
        gives_up_day=(
            np.full(count, np.inf)
            if stream.patience_days is None
            else enters + sample(stream.patience_days, source.draws("patience")[:, 0])
        ),
        gives_up_known=np.zeros(count, bool),
        dies_day=dies(scenario.mortality, age, enters, end[:, 0]),
        completed_before=more[:, 2] < (backlog.completed_share if backlog else 0.0),
        denial=flags[:, 0] < stream.denial_share,
        learning_disability=flags[:, 1] < stream.learning_disability_share,
        internet_only=flags[:, 2] < stream.internet_only_share,
        cse=flags[:, 3] < stream.cse_share,
        motivated=more[:, 0] < stream.motivated_share,
        consents=more[:, 1] < stream.consent_share,
        attends_share=np.full(count, np.nan),
        **drop_luck(drops, source.draws("drops out", 1)),
        transfer_luck=who[:, 3],
        transfer_to_luck=later[:, 0],
        community_luck=later[:, 1],
        referral_luck=later[:, 2],
        gives_up_luck=later[:, 3],
        reoffending=end[:, 1],
    )


def _weighted(names: tuple[str, ...], shares: Mapping[Any, float], draws: Floats) -> Codes:
    """Return codes, each the place of its name, in proportion to the shares."""
    by_name = {str(name): share for name, share in shares.items()}
    return choose([by_name.get(name, 0.0) for name in names], draws).astype(np.int8)


def _has(stream: Stream, name: str, source: Source) -> Flags | None:
    share = stream.needs.get(name)
    return None if share is None else source.draws(f"has the need {name}")[:, 0] < share


def _assessment(scenario: Scenario, came: Came, source: Source) -> Floats:
    if scenario.assessment is None or came == Came.LIST:
        return np.zeros(source.count)
    return sample(scenario.assessment.delay_days, source.draws("assessment")[:, 0])


def drop_luck(first: Floats, second: Floats) -> dict[str, Floats]:
    """Name the draws that say whether and when a man drops out, a pair a setting."""
    return {
        "drop_prison": first[:, 0],
        "drop_prison_when": first[:, 1],
        "drop_community": first[:, 2],
        "drop_community_when": first[:, 3],
        "drop_circle": second[:, 0],
        "drop_circle_when": second[:, 1],
    }


def dies(mortality: Mortality | None, age: Floats, enters: Floats, draws: Floats) -> Floats:
    """Return the day of death by inverting Gompertz mortality from the age on entry."""
    if mortality is None or mortality.rate_at_50_per_year == 0:
        return np.full(len(age), np.inf)
    growth = np.log(2) / mortality.doubling_years
    rate = mortality.rate_at_50_per_year * np.exp(growth * (age - 50.0))
    years = np.log1p(growth * -np.log1p(-draws) / rate) / growth
    result: Floats = np.round(enters + years * DAYS_PER_YEAR, 9)
    return result
