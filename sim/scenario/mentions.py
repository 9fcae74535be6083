"""Checks of what programmes, staff and policies mention: each name is the name of something."""

from collections.abc import Iterator

from sim.policies.expressions import CANDIDATE_FACTS, parsed
from sim.policies.vocabulary import NEED_SCORE
from sim.scenario.policy import (
    CircleRule,
    Matching,
    OrderRule,
    Policy,
    Score,
    StaffShares,
    Weighted,
)
from sim.scenario.problems import hint, quoted
from sim.scenario.provision import Programme
from sim.scenario.schema import Scenario
from sim.scenario.tree import Loc
from sim.scenario.whole import Finding, Whole

NEED = "needs_"
MOST_NEEDS = 32
"""Names of needs in a scenario: each is a bit of a column."""


def programmes_mentioned(whole: Whole) -> Iterator[Finding]:
    """Find programmes that nothing in the file is."""
    for name, loc in _programmes_named(whole):
        if name not in whole.programme_ids:
            yield nothing_called("programme", name, whole.programme_ids, loc)


def sites_and_regions_mentioned(whole: Whole) -> Iterator[Finding]:
    """Find rules for a site or a region that is not there."""
    regions = sorted({site.region for site in whole.scenario.sites if site.region is not None})
    for policy in whole.scenario.policies:
        for place, where in enumerate(policy.where):
            here: Loc = ("policies", policy.id, "where", place)
            if where.site is not None and where.site not in whole.site_ids:
                yield nothing_called("site", where.site, whole.site_ids, (*here, "site"))
            if (
                where.region is not None
                and where.region not in regions
                and "sites" not in whole.broken
            ):
                yield nothing_called("region", where.region, regions, (*here, "region"))


def grades_mentioned(whole: Whole) -> Iterator[Finding]:
    """Find posts of a grade that `staff` does not have."""
    if whole.scenario.staff is None:
        return
    known = [grade.id for grade in whole.scenario.staff.grades]
    for site in whole.scenario.sites:
        for name in site.staff or ():
            if name not in known:
                yield nothing_called("grade", name, known, ("sites", site.id, "staff", name))


def needs_of_nobody(whole: Whole) -> Iterator[Finding]:
    """Find needs that a programme asks for and nobody of any stream has."""
    if whole.scenario.population.listed is not None:
        return
    known = sorted({name for stream in whole.streams for name in stream.needs})
    for programme in whole.scenario.programmes:
        for place, name in enumerate(programme.needs):
            if name not in known:
                yield Finding(
                    ("programmes", programme.id, "needs", place),
                    f"nobody of any stream has the need {quoted(name)}{hint(name, known)}",
                    is_warning=True,
                )


def scores_of_no_stream(whole: Whole) -> Iterator[Finding]:
    """Find streams that say nothing of need where a rule goes by the score."""
    rules = [text for text, _ in expressions(whole) if NEED_SCORE in _facts(text)]
    first, last = whole.scenario.population.need_from.cuts
    for stream in whole.streams if rules else ():
        if stream.need_score is None and "need" not in stream.model_fields_set:
            yield Finding(
                ("population", "streams", stream.id),
                f"gives neither need nor need_score, so all its people are of medium need, and "
                f"{quoted(rules[0])} ranks or tells them apart by a score drawn from {first:g} to "
                f"{last:g} that means nothing; give one of the two",
                is_warning=True,
            )


def _facts(text: str) -> frozenset[str]:
    return parsed(text, CANDIDATE_FACTS).names


def needs_in_rules(whole: Whole) -> Iterator[Finding]:
    """Find rules over needs that no stream and no programme names, and too many names."""
    of_people = {name for stream in whole.streams for name in stream.needs}
    names = sorted(of_people.union(*(each.needs for each in whole.scenario.programmes)))
    if len(names) > MOST_NEEDS:
        yield Finding(
            ("population", "streams"),
            f"{len(names)} needs are named by streams and programmes; at most {MOST_NEEDS}",
        )
    facts = [as_fact(name) for name in names]
    for place, name in enumerate(names):
        if as_fact(name) in facts[:place]:
            other = names[facts.index(as_fact(name))]
            yield Finding(
                ("population", "streams"),
                f"the needs {quoted(other)} and {quoted(name)} are both {quoted(as_fact(name))} "
                "in a rule; give one of them another name",
            )
    for text, loc in expressions(whole):
        for fact in sorted(parsed(text, CANDIDATE_FACTS).names):
            if fact.startswith(NEED) and fact not in facts:
                yield Finding(
                    loc,
                    f"no stream and no programme names the need {quoted(fact.removeprefix(NEED))}, "
                    f"so {quoted(fact)} is a fact of nobody"
                    f"{hint(fact, facts)}",
                )


def as_fact(need: str) -> str:
    """Return the name by which rules ask for a need; a hyphen is an underscore there.

    >>> as_fact("sexual-interest")
    'needs_sexual_interest'
    """
    return NEED + need.replace("-", "_")


def expressions(whole: Whole) -> Iterator[tuple[str, Loc]]:
    """Yield every expression over facts about people, and where it stands."""
    yield from _expressions(whole.scenario)


def rules_of(scenario: Scenario) -> Iterator[str]:
    """Yield the text of every expression over facts about people."""
    for text, _ in _expressions(scenario):
        yield text


def _expressions(scenario: Scenario) -> Iterator[tuple[str, Loc]]:
    for programme in scenario.programmes:
        yield from _of_programme(programme, ("programmes", programme.id))
    for cohort in scenario.cohorts:
        if cohort.who is not None:
            yield cohort.who, ("cohorts", cohort.id, "who")
    for restriction in scenario.costs.restrictions if scenario.costs else ():
        if restriction.who is not None:
            yield restriction.who, ("costs", "restrictions", restriction.id, "who")
    for policy in scenario.policies:
        yield from _of_policy(policy, ("policies", policy.id))


def _of_programme(programme: Programme, here: Loc) -> Iterator[tuple[str, Loc]]:
    if programme.eligible is not None:
        yield programme.eligible, (*here, "eligible")
    if programme.group.composition is not None:
        rules = (*here, "group", "composition")
        for place, text in enumerate(programme.group.composition.apart):
            yield text, (*rules, "apart", place)
        for place, limit in enumerate(programme.group.composition.at_most):
            yield limit.who, (*rules, "at_most", place, "who")


def _of_policy(policy: Policy, here: Loc) -> Iterator[tuple[str, Loc]]:
    yield from _of_order(policy.order, (*here, "order"))
    for place, where in enumerate(policy.where):
        yield from _of_order(where.order, (*here, "where", place, "order"))
    for place, reserve in enumerate(policy.reserve):
        yield reserve.who, (*here, "reserve", place, "who")
    if policy.deprioritise is not None:
        yield policy.deprioritise.who, (*here, "deprioritise", "who")
    if isinstance(policy.circles, CircleRule):
        yield policy.circles.who, (*here, "circles", "who")


def _of_order(order: OrderRule | str, loc: Loc) -> Iterator[tuple[str, Loc]]:
    match order:
        case Score(of=text):
            yield text, (*loc, "of")
        case Matching(value=text):
            yield text, (*loc, "value")
        case Weighted(weights=weights):
            for text in weights:
                yield text, (*loc, "weights", text)
        case _:
            pass


def _programmes_named(whole: Whole) -> Iterator[tuple[str, Loc]]:
    for site in whole.scenario.sites:
        for field in ("opens", "closes", "places"):
            for name in getattr(site, field):
                yield name, ("sites", site.id, field, name)
    for grade in whole.scenario.staff.grades if whole.scenario.staff is not None else ():
        for place, name in enumerate(grade.programmes or ()):
            yield name, ("staff", "grades", grade.id, "programmes", place)
    for programme in whole.scenario.programmes:
        for place, name in enumerate(programme.after):
            yield name, ("programmes", programme.id, "after", place)
    for policy in whole.scenario.policies:
        yield from _programmes_ruled(policy)


def _programmes_ruled(policy: Policy) -> Iterator[tuple[str, Loc]]:
    for place, where in enumerate(policy.where):
        if where.programme is not None:
            yield where.programme, ("policies", policy.id, "where", place, "programme")
    if isinstance(policy.staff, StaffShares):
        for name in policy.staff.shares:
            yield name, ("policies", policy.id, "staff", "shares", name)


def nothing_called(what: str, name: str, known: list[str], loc: Loc) -> Finding:
    cure = hint(name, known) or f"; this scenario has no {what}"
    return Finding(loc, f"no {what} is called {quoted(name)}{cure}")
