"""Whether the order of the policies survives not knowing what the programmes do to people.

An order is only spoken of where some policy differs clearly from the baseline: a ranking of luck
would change with the belief, and with the seed, and mean nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.amounts import amount, listed
from reports.reading import Reading
from reports.verdicts import CLEAR, Verdicts
from sim.words.outcomes import REOFFENCES, REOFFENDED


@dataclass(frozen=True, slots=True)
class Ranking:
    """What belief does to the order of the policies: `brief` ends a title, `sentence` explains."""

    brief: str
    sentence: str


def ranking(verdicts: Verdicts, reading: Reading) -> Ranking | None:
    """Return the ranking by reoffending under each belief; `None` where there is none to give."""
    measure = _measure(verdicts, reading)
    if measure is None or not reading.others:
        return None
    said = [
        row["verdict"]
        for belief in reading.book.belief_ids
        for policy in reading.others
        if (row := verdicts.difference(policy, f"{measure}.{belief}")) is not None
    ]
    if set(said) == {"cannot say"}:
        return Ranking(
            "too few runs to rank the policies",
            "Too few runs were made to say whether reoffending differs between policies.",
        )
    if set(said) == {"no difference"}:
        return Ranking(
            "the same under every policy",
            "Under every belief, reoffending is exactly the same whatever the policy.",
        )
    clear = sum(verdict in CLEAR for verdict in said)
    if not clear:
        return Ranking(
            "no policy is clearly different",
            "Under no belief is reoffending under any policy clearly different from the baseline.",
        )
    return _ordered(verdicts, reading, measure, f"{clear} of {len(said)}")


def _ordered(verdicts: Verdicts, reading: Reading, measure: str, clear: str) -> Ranking:
    """Return whether the order is the same under each belief that lets the policies differ."""
    orders = {
        belief: tuple(verdicts.ranked(f"{measure}.{belief}"))
        for belief in reading.book.belief_ids
        if _any_clear(verdicts, f"{measure}.{belief}")
    }
    same = [belief for belief in reading.book.belief_ids if belief not in orders]
    ties = f" Under {_under(same, reading)} no policy is clearly different." if same else ""
    luck = f" {clear} differences from the baseline are clearly more than luck."
    if len(set(orders.values())) == 1:
        order = next(iter(orders.values()))
        words = (
            f"Reoffending is lowest under {reading.policy[order[0]]} and highest under "
            f"{reading.policy[order[-1]]}, in the same order under {_under(orders, reading)}."
        )
        return Ranking("belief does not change the order of the policies", words + ties + luck)
    lowest = listed(
        [
            f"{reading.policy[order[0]]} under “{reading.belief[belief]}” "
            f"({_level(verdicts, order[0], f'{measure}.{belief}')})"
            for belief, order in orders.items()
        ]
    )
    words = f"Which policy has least reoffending depends on the belief: it is {lowest}."
    if len({order[0] for order in orders.values()}) == 1:
        words = (
            f"Reoffending is lowest under {reading.policy[next(iter(orders.values()))[0]]} "
            "whatever is believed, but the order of the other policies depends on the belief."
        )
    return Ranking("belief changes the order of the policies", words + ties + luck)


def _measure(verdicts: Verdicts, reading: Reading) -> str | None:
    """Return the share within five years, or the people where a run is too short for it."""
    for stem in (REOFFENDED, REOFFENCES):
        names = [f"{stem}.{belief}" for belief in reading.book.belief_ids]
        if names and all(verdicts.measured(name) for name in names):
            return stem
    return None


def _under(beliefs: Mapping[str, object] | list[str], reading: Reading) -> str:
    return listed([f"“{reading.belief[belief]}”" for belief in beliefs])


def _level(verdicts: Verdicts, policy: str, outcome: str) -> str:
    return amount(verdicts.level(policy, outcome)["mean"], verdicts.known[outcome].unit)


def _any_clear(verdicts: Verdicts, outcome: str) -> bool:
    rows = [verdicts.difference(policy, outcome) for policy in verdicts.results.policies[1:]]
    return any(row is not None and row["verdict"] in CLEAR for row in rows)
