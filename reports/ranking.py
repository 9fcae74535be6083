"""Whether the order of the policies survives not knowing what the programmes do to people."""

from dataclasses import dataclass

from reports.amounts import amount, listed
from reports.reading import Reading
from reports.verdicts import CLEAR, Verdicts
from sim.words.outcomes import REOFFENCES, REOFFENDED


@dataclass(frozen=True, slots=True)
class Ranking:
    """The order of the policies by reoffending under each belief, in a sentence."""

    changes: bool
    sentence: str


def ranking(verdicts: Verdicts, reading: Reading) -> Ranking | None:
    """Return the ranking by reoffending under each belief; `None` where there is none to give."""
    measure = _measure(verdicts, reading)
    if measure is None or not reading.others:
        return None
    orders = {
        belief: tuple(verdicts.ranked(f"{measure}.{belief}")) for belief in reading.book.belief_ids
    }
    tied = {belief: _all_equal(verdicts, f"{measure}.{belief}") for belief in orders}
    decided = {belief: order for belief, order in orders.items() if not tied[belief]}
    same = [f"“{reading.belief[belief]}”" for belief, equal in tied.items() if equal]
    about_ties = f"Under {listed(same)} reoffending is the same whatever the policy. " if same else ""
    if not decided:
        return Ranking(changes=False, sentence=about_ties.strip())
    if len(set(decided.values())) == 1:
        order = [reading.policy[policy] for policy in next(iter(decided.values()))]
        under = "every belief" if len(decided) > 1 and not same else listed(_quoted(decided, reading))
        words = f"The order of the policies by reoffending does not change between beliefs: under {under} it is, lowest first, {listed(order)}. "
    else:
        lowest = [
            f"under “{reading.belief[belief]}” the lowest is {reading.policy[order[0]]} "
            f"({_level(verdicts, order[0], f'{measure}.{belief}')})"
            for belief, order in decided.items()
        ]
        words = f"The order of the policies by reoffending changes with the belief: {listed(lowest)}. "
    return Ranking(
        changes=len(set(decided.values())) > 1,
        sentence=words + about_ties + _clear(verdicts, reading, measure),
    )


def _measure(verdicts: Verdicts, reading: Reading) -> str | None:
    """Return the share within five years, or the count of people where a run is too short for it."""
    for stem in (REOFFENDED, REOFFENCES):
        names = [f"{stem}.{belief}" for belief in reading.book.belief_ids]
        if names and all(verdicts.measured(name) for name in names):
            return stem
    return None


def _quoted(orders: dict[str, tuple[str, ...]], reading: Reading) -> list[str]:
    return [f"“{reading.belief[belief]}”" for belief in orders]


def _level(verdicts: Verdicts, policy: str, outcome: str) -> str:
    return amount(verdicts.level(policy, outcome)["mean"], verdicts.known[outcome].unit)


def _all_equal(verdicts: Verdicts, outcome: str) -> bool:
    rows = [verdicts.difference(policy, outcome) for policy in verdicts.results.policies[1:]]
    return all(row is not None and row["mean"] == 0 for row in rows)


def _clear(verdicts: Verdicts, reading: Reading, measure: str) -> str:
    """Say how many of these differences are more than run-to-run luck."""
    pairs = [
        verdicts.difference(policy, f"{measure}.{belief}")
        for policy in reading.others
        for belief in reading.book.belief_ids
    ]
    clear = sum(pair is not None and pair["verdict"] in CLEAR for pair in pairs)
    if not clear:
        return "None of these differences is clearly more than run-to-run luck."
    return f"{clear} of the {len(pairs)} differences from the baseline are clearly more than run-to-run luck."
