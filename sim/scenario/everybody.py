"""Checks of rules that make no difference between people, and of those that stop everybody.

A rule holds of everybody if it does of each who may come, by band, need, sentence and yes-or-no
facts; one over what only luck or the day decides (age, motivation, days left) is taken not to.
"""

import math
from collections.abc import Iterator

from sim.policies.expressions import CANDIDATE_FACTS, parsed
from sim.scenario.holding import MOST_COMBINATIONS, conditions, held, values_of
from sim.scenario.people import Stream
from sim.scenario.problems import quoted
from sim.scenario.provision import Programme
from sim.scenario.whole import Finding, Whole
from sim.words.bands import BAND_NAMES, NEED_NAMES

ALMOST = 1e-9
EXAMPLE = "band >= high"


def rules_about_no_fact(whole: Whole) -> Iterator[Finding]:
    """Find conditions on people that name no fact, and so are the same for all."""
    for text, loc in conditions(whole):
        rule = parsed(text, CANDIDATE_FACTS)
        if not rule.names:
            who = "everybody" if rule.holds({}, rows=1).all() else "nobody"
            yield Finding(
                loc,
                f"holds of {who}: {quoted(text)} names no fact about people; "
                f"write a rule such as `{EXAMPLE}`, or leave it out",
                is_warning=True,
            )


def everybody_set_aside(whole: Whole) -> Iterator[Finding]:
    """Find policies that deprioritise everybody who comes."""
    for policy in whole.scenario.policies:
        rule = policy.deprioritise
        if rule is not None and _of_everybody(whole, rule.who, None):
            day = whole.day(rule.from_)
            yield Finding(
                ("policies", policy.id, "deprioritise", "who"),
                f"nobody can ever start {'' if day <= 0 else f'from day {day:g} on '}under this "
                "policy: it deprioritises everybody who comes",
                is_warning=True,
            )


def limits_below_a_group(whole: Whole) -> Iterator[Finding]:
    """Find limits on people in a group that everybody falls under, and that no group can meet."""
    for programme in whole.scenario.programmes:
        composition = programme.group.composition
        for place, limit in enumerate(composition.at_most if composition is not None else ()):
            most = limit.people
            if most is None:
                most = math.floor((limit.share or 0.0) * programme.group.maximum + ALMOST)
            if most < programme.group.minimum and _of_everybody(whole, limit.who, programme):
                yield Finding(
                    ("programmes", programme.id, "group", "composition", "at_most", place),
                    f"nobody can ever start: at most {most} of a group may be "
                    f"{quoted(limit.who)}, which everybody is who may join, and a group needs "
                    f"{programme.group.minimum}",
                    is_warning=True,
                )


def _of_everybody(whole: Whole, text: str, programme: Programme | None) -> bool:
    """Tell whether a rule holds of all who come, or of all of them whom a programme takes."""
    rule = parsed(text, CANDIDATE_FACTS)
    if not rule.names:
        return bool(rule.holds({}, rows=1).all())
    if whole.scenario.population.listed is not None or not whole.streams:
        return False
    tried = [_tried(whole, stream, rule.names, programme) for stream in whole.streams]
    known = [columns for columns in tried if columns is not None]
    if len(known) < len(tried):
        return False
    someone = [columns for columns in known if all(columns.values())]
    return bool(someone) and all(held(text, columns).all() for columns in someone)


def _tried(
    whole: Whole, stream: Stream, names: frozenset[str], programme: Programme | None
) -> dict[str, list[float]] | None:
    """Return every value of the facts among people of a stream; `None` where one is not known."""
    columns: dict[str, list[float]] = {}
    for name in sorted(names):
        values = values_of(whole, stream, name)
        if values is None:
            return None
        columns[name] = [
            each for each in values if programme is None or _takes(programme, name, each)
        ]
    size = math.prod(len(values) for values in columns.values())
    return columns if size <= MOST_COMBINATIONS else None


def _takes(programme: Programme, name: str, value: float) -> bool:
    """Tell whether a programme may take people of whom a fact has this value."""
    match name:
        case "band":
            band = BAND_NAMES[int(value)]
            return band in programme.bands or (band == "low" and programme.low_risk_may_join)
        case "need":
            return programme.need is None or NEED_NAMES[int(value)] in programme.need
        case "denial" | "learning_disability" | "internet_only" | "upstream":
            rule = getattr(programme, name)
            return bool(rule == "accepted" or (rule == "only") == (value == 1.0))
        case _:
            return True
