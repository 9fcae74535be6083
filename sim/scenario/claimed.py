"""Checks of what a question claims: that it speaks of policies, changes and outcomes there are.

A claim compares two different worlds; a change sets what can be set.
"""

from collections.abc import Iterator

from sim.scenario.overrides import overridden
from sim.scenario.problems import Problem, hint, quoted
from sim.scenario.shape import known_ids
from sim.scenario.tree import Fields, Items, Leaf, Node, is_nothing
from sim.scenario.whole import Finding, Whole
from sim.words.cohorts import EVERYBODY, measures_under
from sim.words.outcomes import every_outcome, outcome

IN_COMMON = frozenset({"covers", "changes", "finding", "seed", "replications", "placesim"})
"""What a change cannot change: it is what both worlds have in common."""


def nulls_spelled_out(tree: Fields) -> Fields:
    """Return the tree with nothing behind a setting of a change as the text that takes it away.

    Elsewhere nothing behind a key is as good as no key; here it is what the change is.
    """
    changes = tree.entries.get("changes")
    if not isinstance(changes, Items):
        return tree
    told = Items(changes.place, tuple(map(_spelled_out, changes.nodes)))
    return tree.with_entry("changes", told, tree.key_places["changes"])


def _spelled_out(change: Node) -> Node:
    settings = change.entries.get("set") if isinstance(change, Fields) else None
    if not isinstance(change, Fields) or not isinstance(settings, Fields):
        return change
    for key, node in settings.entries.items():
        if is_nothing(node):
            text = Leaf(node.place, "null", "null", quoted=True)
            settings = settings.with_entry(key, text, settings.key_places[key])
    return change.with_entry("set", settings, change.key_places["set"])


def ranges_too_wide_to_fail(whole: Whole) -> Iterator[Finding]:
    """Find claims about a share whose range holds differences that no two shares can have."""
    for place, claim in enumerate(whole.scenario.finding):
        name = claim.outcome or whole.scenario.primary_outcome
        found = every_outcome(whole.scenario.belief_ids).get(name)
        ends = claim.difference.low, claim.difference.high
        if found is not None and found.unit == "share" and (ends[0] < -1 or ends[1] > 1):
            yield Finding(
                ("finding", place, "difference"),
                f"{ends[0]:g} to {ends[1]:g}: `{name}` is a share, and two shares differ by 1 at "
                "the most; a range that everything lies in claims nothing",
                is_warning=True,
            )


def parts_covered_twice(whole: Whole) -> Iterator[Finding]:
    """Find parts of the system that are said to be covered more than once."""
    covers = whole.scenario.covers
    for place, row in enumerate(covers):
        if row in covers[:place]:
            yield Finding(("covers", place), f"{row} is there already; name each part once")


def names_in_claims(whole: Whole) -> Iterator[Finding]:
    """Find claims about policies, changes or outcomes that there are not."""
    policies = known_ids(whole.tree, "policies") or [each.id for each in whole.scenario.policies]
    changes = known_ids(whole.tree, "changes")
    for place, claim in enumerate(whole.scenario.finding):
        named = (
            ("policy", claim.policy, policies),
            ("against", claim.against, policies),
            ("change", claim.change, changes),
            ("against_change", claim.against_change, changes),
        )
        for field, name, known in named:
            if name is not None and name not in known:
                what = "policy" if known is policies else "change"
                wrong = f"no {what} is called {quoted(name)}{hint(name, known)}"
                yield Finding(("finding", place, field), wrong)
        if claim.cohort is not None:
            yield from _of_a_cohort(whole, place)
        elif claim.outcome is not None and not _is_of_some_world(whole, claim.outcome):
            try:
                outcome(claim.outcome, whole.scenario.scope)
            except KeyError as unknown:
                yield Finding(("finding", place, "outcome"), str(unknown.args[0]))


def _is_of_some_world(whole: Whole, name: str) -> bool:
    """Tell whether a change could bring or take away what an outcome is about."""
    return bool(whole.scenario.changes) and name in every_outcome(whole.scenario.belief_ids)


def _of_a_cohort(whole: Whole, place: int) -> Iterator[Finding]:
    """Find a cohort that there is not, and an outcome that is not measured of cohorts."""
    scenario = whole.scenario
    claim = scenario.finding[place]
    named = known_ids(whole.tree, "cohorts")
    cohorts = [EVERYBODY, *named] if named else []
    if claim.cohort not in cohorts:
        wrong = (
            f"no cohort is called {quoted(claim.cohort or '')}{hint(claim.cohort or '', cohorts)}"
        )
        yield Finding(("finding", place, "cohort"), wrong)
    name = claim.outcome or scenario.primary_outcome
    measures = [each.name for each in measures_under(scenario.belief_ids)]
    if name not in measures:
        wrong = f"{quoted(name)} is not measured of a cohort{hint(name, measures)}"
        field = "cohort" if claim.outcome is None else "outcome"
        yield Finding(("finding", place, field), wrong)


def claims_about_one_world(whole: Whole) -> Iterator[Finding]:
    """Find claims that hold a world against itself."""
    for place, claim in enumerate(whole.scenario.finding):
        ours, theirs = claim.worlds(whole.scenario.policies[0].id)
        if ours == theirs:
            yield Finding(
                ("finding", place),
                f"holds {quoted(ours[0])} against itself: name another `policy`, or a `change`",
            )


def changes_of_nothing(whole: Whole) -> Iterator[Finding]:
    """Find settings of changes that cannot be set, and changes that no claim is about."""
    for change in whole.scenario.changes:
        here = ("changes", change.id, "set")
        if not change.set:
            yield Finding(here, "is empty; give a setting and its value")
        for path, setting in zip(change.set, change.settings, strict=True):
            problems: list[Problem] = []
            if path.partition(".")[0].partition("[")[0] in IN_COMMON:
                yield Finding((*here, path), "belongs to the question and cannot be changed by it")
                continue
            overridden(whole.tree, [setting], problems)
            for each in problems:
                where = f"{each.path}: " if each.path and each.path != path else ""
                yield Finding((*here, path), f"{where}{each.message}")
        named = {each.change for each in whole.scenario.finding}
        named |= {each.against_change for each in whole.scenario.finding}
        if change.id not in named:
            yield Finding(
                ("changes", change.id),
                "no finding is about it: it is run and reported all the same",
                is_warning=True,
            )
