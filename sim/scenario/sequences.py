"""Checks of prerequisites: one programme after another, never in a circle, never after nothing."""

from collections.abc import Iterator

from sim.scenario.problems import quoted
from sim.scenario.whole import Finding, Whole


def circles_of_prerequisites(whole: Whole) -> Iterator[Finding]:
    """Find programmes that can be taken only after themselves, each circle once.

    A programme is after *one of* those it names, so a circle bars only those who have no other
    way in; a name that leads back is a mistake even then.
    """
    reported: set[frozenset[str]] = set()
    for programme in whole.scenario.programmes:
        for place, name in enumerate(programme.after):
            circle = _way(whole, name, programme.id)
            if circle is None or frozenset(circle) in reported:
                continue
            reported.add(frozenset(circle))
            way = " after ".join(map(quoted, (programme.id, *circle)))
            yield Finding(
                ("programmes", programme.id, "after", place),
                f"a programme after itself: {quoted(name)}"
                if name == programme.id
                else f"a circle of prerequisites: {way}; take one of them away",
            )


def prerequisites_nobody_has(whole: Whole) -> Iterator[Finding]:
    """Find programmes whose prerequisites no site delivers where their people are."""
    for programme in whole.scenario.programmes:
        before = [whole.programmes.get(name) for name in programme.after]
        if not before or None in before or programme.id in programme.after:
            continue
        named = [each for each in before if each is not None]
        if all(each.id not in whole.delivered for each in named):
            yield Finding(
                ("programmes", programme.id, "after"),
                f"nobody can have completed {_either(programme.after)}: no site delivers it",
                is_warning=True,
            )
        elif programme.setting == "prison" and all(each.setting != "prison" for each in named):
            yield Finding(
                ("programmes", programme.id, "after"),
                f"nobody in prison can have completed {_either(programme.after)}: "
                "it is delivered in the community, after release",
                is_warning=True,
            )


def _way(whole: Whole, start: str, goal: str) -> list[str] | None:
    """Return a chain of prerequisites from `start` to `goal`, both ends included, if any."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == goal:
            return way
        programme = whole.programmes.get(way[-1])
        for name in programme.after if programme is not None else ():
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return None


def _either(names: list[str]) -> str:
    return " or ".join(map(quoted, names))
