"""Why somebody got a place and somebody else did not: a run's log, asked and told in lines."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.log.errors import RunError
from sim.log.history import History
from sim.projections.allocation import allocations
from sim.projections.biography import biography, ordinal
from sim.replay import opened, person_called
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import NOBODY

Row = Mapping[str, Any]
SHOWN_BELOW = 3
"""Candidates below the cut-off that a table still shows."""
TOLD = 5
"""Allocations of a wait that are told one by one, the last ones; the others only count."""


def explained_group(path: Path, policy: str | None, replication: int, group: int) -> dict[str, Any]:
    """Return every allocation of a group, or raise `RunError` saying which groups there are."""
    folder, chosen, history = opened(path, policy, replication)
    note = next(each for each in history.book.policies if each.id == chosen)
    found = allocations(history, note, group)
    if not found:
        raise RunError(f"{path}: {_no_group(history, group)}")
    return {
        "run": str(folder.path),
        "policy": chosen,
        "replication": replication,
        "allocations": found,
    }


def _no_group(history: History, group: int) -> str:
    groups = history.events["group"].unique().to_list()
    known = sorted(each for each in groups if each != NOBODY)
    if not known:
        return "no group started in this run"
    if group in known:
        return f"group {group} took nobody"
    near = min(known, key=lambda each: abs(each - group))
    return f"there is no group {group}; groups are {known[0]} to {known[-1]}, did you mean {near}?"


def explained_person(
    path: Path, policy: str | None, replication: int, person: str
) -> dict[str, Any]:
    """Return one person's journey, or raise `RunError` with the nearest ids."""
    folder, chosen, history = opened(path, policy, replication)
    note = next(each for each in history.book.policies if each.id == chosen)
    code = person_called(history, person)
    return {
        "run": str(folder.path),
        "policy": chosen,
        "replication": replication,
        **biography(history, note, code),
    }


def allocation_lines(told: Row) -> list[str]:
    """Return an allocation as lines: what was decided and by what rule, then a table."""
    where = f"{told['provision']} at {told['site']}"
    when = f"{told['at'][:10]} (day {told['day']:g})"
    lines = [
        f"group {told['group']} of {where}: {told['what']} on {when}",
        f"  rule `{told['order']}`: {told['rule'][0]}",
        *(f"    {each}" for each in told["rule"][1:]),
    ]
    counts = (told["candidates"], told["places"], told["taken"])
    lines.append("  {:,} waited, {:,} places, {:,} taken".format(*counts))
    lines += [f"  {count:,} passed over: {why}" for why, count in told["passed_over"].items()]
    cut = told["cut_off"]
    if cut is not None:
        worth = ", ".join(f"{name} {_cell(value)}" for name, value in cut["worth"].items())
        at = worth or f"key {', '.join(_cell(key) for key in cut['keys'])}"
        lines.append(f"  cut-off: the last taken is {cut['id']}, place {cut['rank']}, {at}")
    if not told["as_the_rule_says"]:
        lines.append("  NOT as the rule says: see `placesim verify`")
    return [*lines, *_table(told)]


def _table(told: Row) -> list[str]:
    """Return the candidates up to the cut-off and a few below it, in columns."""
    upto = (told["cut_off"]["rank"] if told["cut_off"] else 0) + SHOWN_BELOW
    names = [name.replace("_", " ") for name in told["looked_at"]]
    rules = [f"`{text}`" for text in _sides(told)]
    rows = [["place", "who", *names, *rules, *_key_names(told), "became"]]
    for each in told["people"][:upto]:
        facts, own = each["facts"].values(), each["worth"].values() or each["keys"]
        sides = [each["sides"][text] for text in _sides(told)]
        own = [] if _is_a_fact(told) else own
        cells = [each["rank"], each["id"], *facts, *sides, *own, each["became"]]
        rows.append([_cell(cell) for cell in cells])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  "
        + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    below = len(told["people"]) - upto
    lines += [f"  and {below:,} more ranked below; --json shows all"] if below > 0 else []
    aside = len(told["deprioritised"])
    return [*lines, *([f"  {aside:,} more waited deprioritised"] if aside else [])]


def _sides(told: Row) -> list[str]:
    """Return the rules of who may sit together that are more than a fact with its own column."""
    first = told["people"][0]["sides"] if told["people"] else {}
    return [text for text in first if text not in told["looked_at"]]


def _key_names(told: Row) -> list[str]:
    """Return the heads of what people are ranked by: its own name where a rule was written."""
    if not told["people"]:
        return []
    if _is_a_fact(told):
        return []
    first = told["people"][0]
    keys = len(first["keys"])
    plain = ["key"] if keys == 1 else [f"key {place + 1}" for place in range(keys)]
    return list(first["worth"]) or plain


def _is_a_fact(told: Row) -> bool:
    """Tell whether people are ranked by one of the facts that have a column, as it stands."""
    worths = [list(each["worth"].values()) for each in told["people"]]
    return any(
        worths == [[each["facts"][name]] for each in told["people"]] for name in told["looked_at"]
    )


def _cell(value: Any) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.6g}"
        case _:
            return str(value)


def biography_lines(told: dict[str, Any]) -> list[str]:
    """Return a journey as lines: each event with its date, each wait where it ends."""
    lines = [f"{told['person']}: {told['who']}"]
    waits = list(told["waits"])
    for event in told["events"]:
        done = [each for each in waits if each["ended_seq"] <= event["seq"]]
        for each in done:
            waits.remove(each)
            lines += _wait_lines(each)
        lines.append(f"{event['at']}  {event['says']}")
    return lines + [line for each in waits for line in _wait_lines(each)]


def _wait_lines(wait: dict[str, Any]) -> list[str]:
    still = "; still waiting at the end of the run" if wait["how"] == "waiting" else ""
    span = _days(wait["days"])
    if wait["days"] > DAYS_PER_YEAR:
        span += f" ({wait['days'] / DAYS_PER_YEAR:.1f} years)"
    lines = [f"            waited {span} for {wait['provision']} at {wait['site']}{still}"]
    parts = [f"{name} {_days(days)}" for name, days in wait["because_of"].items()]
    if wait["before_run_days"]:
        parts.insert(0, f"{_days(wait['before_run_days'])} before the run")
    if wait["elsewhere_days"]:
        parts.insert(0, f"another list {_days(wait['elsewhere_days'])}")
    if parts:
        lines.append(f"            because of: {', '.join(parts)}")
    lines += [f"            {line}" for line in _displaced_lines(wait["displacement"])]
    missed = wait["allocations"]
    if not missed:
        return lines
    whys = Counter(each["became"] for each in missed)
    counts = ", ".join(f"{why} {count}" for why, count in whys.most_common())
    times = "1 allocation" if len(missed) == 1 else f"{len(missed):,} allocations"
    lines.append(f"            not taken at {times}: {counts}")
    for each in missed[-TOLD:]:
        bands = ", ".join(
            f"{n} {band.replace('_', ' ')}" for band, n in each["taken_by_band"].items()
        )
        place = f"he stood {ordinal(each['place'])}" if each["place"] else "he was set aside"
        lines.append(
            f"            {each['at']}  group {each['group']}: {len(each['taken'])} of "
            f"{each['candidates']:,} taken ({bands}), the last stood "
            f"{ordinal(each['last_taken_place'])}; {place}: {each['became']}"
        )
    return lines


def _displaced_lines(told: Row | None) -> list[str]:
    """Return who without meeting the criteria went before him, and who was displaced."""
    if told is None:
        return []
    lines = []
    before, by, whom = told["outside_before"], told["displaced_by"], told["displaces"]
    if before:
        shown = ", ".join(f"{each['id']} ({each['is']}) {each['at']}" for each in before[-TOLD:])
        times = "1 circle" if len(before) == 1 else f"{len(before):,} circles"
        which = f", the last {TOLD}" if len(before) > TOLD else ""
        lines.append(
            f"{times} went to men who do not meet the criteria while he waited{which}: {shown}"
        )
    if by:
        lines.append(
            f"displaced on {by['at']} by {by['id']} ({by['is']}): of those who meet the criteria "
            "and had not been displaced before he had waited longest, "
            f"{_days(by['waited_days'])}; he waited on {_days(by['lost_days'])}, {by['then']}"
        )
    if whom:
        lines.append(
            f"does not meet the criteria, and his circle displaced {whom['id']} ({whom['is']}), "
            f"who had waited {_days(whom['waited_days'])} and waited on "
            f"{_days(whom['lost_days'])}, {whom['then']}"
        )
    return lines


def _days(days: float) -> str:
    """Return a number of days in words.

    >>> _days(1.0), _days(1200.0)
    ('1 day', '1,200 days')
    """
    return "1 day" if round(days) == 1 else f"{days:,.0f} days"
