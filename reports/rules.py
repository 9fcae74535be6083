"""A policy's whole rule in plain sentences, from what the scenario says of it.

An expression is quoted as it was written, between quotation marks; it is text and is never read as
anything else. What a policy leaves as it was before has no sentence.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from reports.amounts import amount, listed, whole
from reports.reading import Reading
from sim.log.history import PolicyNote

FIRST_IN_LINE = "first_in_line"

STAFF: Mapping[str, str] = {
    FIRST_IN_LINE: "first in line",
    "longest_list": "to the longest list",
    "highest_risk": "to the highest risk",
    "most_at_stake": "to most at stake",
    "fixed_shares": "in fixed shares",
    "score": "by a score",
}
"""Rule for sharing staff to what a table has room for."""

_STAFF_SAYS: Mapping[str, str] = {
    FIRST_IN_LINE: "Staff are offered to the list that has been ready for a group the longest.",
    "longest_list": "Staff are offered to the list on which most people wait.",
    "highest_risk": "Staff are offered to the list whose people have the highest mean risk weight "
    "(1, 2, 4, 8 from low to very high).",
    "most_at_stake": "Staff are offered to the list with most people who have less than a year "
    "left in which they could still finish.",
}


def beyond_an_order(note: PolicyNote) -> bool:
    """Tell whether a policy says more than one named order, or shares staff by a rule."""
    rules = note.rules
    return (
        not isinstance(rules.get("order", ""), str)
        or any(rules.get(part) for part in ("where", "reserve", "deprioritise"))
        or rules.get("staff", FIRST_IN_LINE) != FIRST_IN_LINE
    )


def staff_rule(note: PolicyNote) -> str:
    """Return the rule for sharing staff as a table has room for it."""
    rule = note.rules.get("staff", FIRST_IN_LINE)
    name = rule if isinstance(rule, str) else str(rule.get("kind"))
    return f"staff {STAFF.get(name, name.replace('_', ' '))}"


def sentences(note: PolicyNote, reading: Reading) -> tuple[str, ...]:
    """Return who goes first, where another order holds, what is kept, who waits, whose staff."""
    rules = note.rules
    return (
        f"{_capital(note.order_says)}.",
        *(_where(each, reading) for each in rules.get("where") or ()),
        *(_reserved(each) for each in rules.get("reserve") or ()),
        *_deprioritised(rules.get("deprioritise"), reading),
        staff_sentence(rules.get("staff", FIRST_IN_LINE), reading, note.staff_says),
    )


def more_rules(note: PolicyNote, reading: Reading) -> tuple[str, ...]:
    """Return the sentences that say more than the order; none for a policy that is an order."""
    if not beyond_an_order(note):
        return ()
    said = sentences(note, reading)[1:]
    return said if note.rules.get("staff", FIRST_IN_LINE) != FIRST_IN_LINE else said[:-1]


def order_words(order: Any, reading: Reading) -> str:
    """Return an order as a clause: a named one, or a rule with its own expressions.

    >>> from reports.made_up import made_up
    >>> reading = Reading(made_up(1, 1).book, ("first_come",), 1)
    >>> order_words({"kind": "score", "of": "2 ** band"}, reading)
    'the highest score goes first, which is “2 ** band”'
    """
    if isinstance(order, str):
        return _named(order, reading)
    match order.get("kind"):
        case "score":
            return f"the highest score goes first, which is “{order['of']}”"
        case "weighted":
            terms = [f"{weight:g} times “{text}”" for text, weight in order["weights"].items()]
            return f"the highest weighted sum goes first, of {listed(terms)}"
        case "ageing":
            return (
                f"whoever has waited {whole(order['after_days'])} days or more goes first, the "
                f"longest wait before the others; among everybody else "
                f"{_named(order['then'], reading)}"
            )
        case "matching":
            return (
                f"people are matched to this and coming groups ({order['groups']} in all) for the "
                f"greatest total value, which is “{order['value']}” for each"
            )
        case kind:
            return f"the order “{kind}”"


def staff_sentence(rule: Any, reading: Reading, says: str = "") -> str:
    """Return the rule for sharing staff as a sentence; `says` is what a rule says of itself."""
    if isinstance(rule, str):
        own = f"{_capital(says)}." if says else f"Staff are shared by the rule “{rule}”."
        return _STAFF_SAYS.get(rule, own)
    if rule.get("kind") == "fixed_shares":
        told = [
            f"{amount(share, 'share')} to {reading.provision.get(programme, programme)}"
            for programme, share in rule["shares"].items()
        ]
        return (
            f"Staff are divided in fixed shares ({listed(told)}; what is left to all others "
            "together), and within its share the list that has been ready longest goes first."
        )
    return f"Staff are offered to the list with the highest score, which is “{rule.get('of')}”."


def _named(order: str, reading: Reading) -> str:
    """Return what a named order says, where any policy of the run has it; else its name."""
    for note in reading.book.policies:
        if note.order == order:
            return note.order_says
    return f"in the order “{order.replace('_', ' ')}”"


def _where(rule: Mapping[str, Any], reading: Reading) -> str:
    places = []
    if rule.get("programme"):
        places.append(f"for {reading.provision.get(rule['programme'], rule['programme'])}")
    if rule.get("site"):
        places.append(f"at {reading.site.get(rule['site'], rule['site'])}")
    if rule.get("region"):
        places.append(f"in {reading.area(rule['region'])}")
    return f"{_capital(' '.join(places))}, another order: {order_words(rule['order'], reading)}."


def _reserved(rule: Mapping[str, Any]) -> str:
    return (
        f"{_capital(amount(rule['share'], 'share'))} of the places of every group are kept for "
        f"people of whom “{rule['who']}” holds, as long as any of them wait."
    )


def _deprioritised(rule: Mapping[str, Any] | None, reading: Reading) -> Iterator[str]:
    if rule:
        since = f"From {reading.moment(rule['from'])}, people" if rule.get("from") else "People"
        yield (
            f"{since} of whom “{rule['who']}” holds wait on and are offered no place "
            "(deprioritised)."
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
