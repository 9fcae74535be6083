"""One allocation told so that somebody passed over could follow it: who, by what rule, up to where.

The rule is applied again to what it was shown, and it is watched which facts it looks at: a table
shows those, what the rules of a group look at, and no others.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.log.history import Book, History, PolicyNote, ProvisionNote
from sim.policies.candidates import Candidates
from sim.policies.expressions import CANDIDATE_FACTS, facts_of, parsed
from sim.policies.orders import Order
from sim.projections.decisions import CONSTRAINTS, Judge, Judged
from sim.projections.lasting import composition
from sim.words.bands import BAND_NAMES, NEED_NAMES, SENTENCE_NAMES
from sim.words.days import moment_of

NOT_HIS = frozenset({"today"})
"""What an order may look at that is no fact about a man."""
CODES = {"band": BAND_NAMES, "need": NEED_NAMES, "sentence": SENTENCE_NAMES}
BECAME = {int(cause): cause.name.lower().replace("_", " ") for cause in CONSTRAINTS}
TAKEN, BELOW, ASIDE = "taken", "ranked below", "deprioritised"
WORTH: dict[str, tuple[tuple[str, float], ...]] = {
    "score": (("score", -1.0),),
    "weighted": (("sum", -1.0),),
    "matching": (("coming group", 1.0), ("value", -1.0)),
}
"""What the sort keys of a written order stand for, and the sign that turns each into it."""


class Watched:
    """Candidates that note which of their facts are looked at."""

    def __init__(self, candidates: Candidates) -> None:
        self._candidates = candidates
        self.looked_at: list[str] = []

    def __len__(self) -> int:
        return len(self._candidates)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._candidates, name)
        if name not in self.looked_at:
            self.looked_at.append(name)
        return found


def allocations(history: History, policy: PolicyNote, group: int) -> list[dict[str, Any]]:
    """Return every allocation of a group: its start, and each time that chairs were filled."""
    judge = Judge(history, policy)
    return [
        told(history, policy, judge, judge.judged(moment))
        for moment in judge.moments()
        if moment.group == group
    ]


def told(history: History, policy: PolicyNote, judge: Judge, judged: Judged) -> dict[str, Any]:
    """Return one allocation: the rule in words, the cut-off, and all who waited, best first."""
    moment, book = judged.moment, history.book
    note = book.provisions[moment.provision]
    order = judge.order((moment.site, moment.provision))
    rules = seating_rules(policy, note)
    facts = _facts(order, rules, judged.facts, book)
    sides = _sides(rules, judged.facts)
    worth = {
        name: (sign * np.asarray(key, np.float64) + 0.0).tolist()  # and no -0
        for (name, sign), key in zip(WORTH.get(order.name, ()), judged.keys, strict=False)
    }
    ids = history.people["id"].gather(judged.people).to_list()
    became = [became_of(judged, place) for place in range(len(ids))]
    people = [
        {
            "rank": place + 1,
            "id": who,
            "became": became[place],
            "keys": [_plain(key[place]) for key in judged.keys],
            "worth": {name: _plain(values[place]) for name, values in worth.items()},
            "facts": {name: values[place] for name, values in facts.items()},
            "sides": {text: flags[place] for text, flags in sides.items()},
        }
        for place, who in enumerate(ids)
    ]
    last = judged.last
    return {
        "group": moment.group,
        "day": moment.day,
        "at": moment_of(moment.day, book.start_date).isoformat(),
        "what": "chairs filled" if moment.late else "group started",
        "site": book.sites[moment.site].id,
        "provision": note.id,
        "order": order.name,
        "rule": [order.says, *rules_in_words(policy, note)],
        "looked_at": list(facts),
        "candidates": len(people) + len(judged.aside),
        "places": became.count(TAKEN) if moment.late else note.maximum,
        "taken": became.count(TAKEN),
        "passed_over": {why: became.count(why) for why in BECAME.values() if why in became},
        "ranked_below": became.count(BELOW),
        "deprioritised": history.people["id"].gather(judged.aside).to_list(),
        "cut_off": people[last - 1] if last else None,
        "as_the_rule_says": judged.as_the_rule_says,
        "people": people,
    }


def became_of(judged: Judged, place: int) -> str:
    """Return what became of the man who stands at this place, from 0, in the order of the rule."""
    if judged.taken[place]:
        return TAKEN
    return BECAME.get(int(judged.cause[place]), BELOW)


def rules_in_words(policy: PolicyNote, note: ProvisionNote) -> list[str]:
    """Return what besides the order decides who may be taken, a sentence each."""
    sits = composition(note)
    aside = policy.rules.get("deprioritise")
    found = [
        f"{each['share']:.3g} of the places of a group are kept for `{each['who']}`"
        for each in policy.rules.get("reserve", ())
    ]
    found += [f"`{text}` never sit with others" for text in sits.get("apart", ())]
    for each in sits.get("at_most", ()):
        most = each.get("people")
        share = f"{each.get('share') or 0:.3g} of the places"
        found.append(f"at most {share if most is None else most} are `{each['who']}`")
    if aside:
        found.append(f"whoever is `{aside['who']}` waits and is offered no place")
    return [*found, "ties fall to the longest wait, then to the id"]


def seating_rules(policy: PolicyNote, note: ProvisionNote) -> list[str]:
    """Return each expression once by which men sit together, are limited or have places kept."""
    sits = composition(note)
    limits = [*sits.get("at_most", ()), *policy.rules.get("reserve", ())]
    return list(dict.fromkeys([*sits.get("apart", ()), *(each["who"] for each in limits)]))


def _sides(rules: list[str], shown: Candidates) -> dict[str, list[bool]]:
    """Tell of each candidate on which side of every rule of seating he stands."""
    facts = facts_of(shown)
    return {text: parsed(text, CANDIDATE_FACTS).holds(facts).tolist() for text in rules}


def _facts(order: Order, rules: list[str], shown: Candidates, book: Book) -> dict[str, list[Any]]:
    """Return the facts about each that the order and these rules looked at, as a person reads."""
    watched = Watched(shown)
    order.keys(watched)  # type: ignore[arg-type]  # it answers as candidates do
    for text in rules:
        parsed(text, CANDIDATE_FACTS).holds(facts_of(watched))  # type: ignore[arg-type]  # likewise
    found: dict[str, list[Any]] = {}
    for name in watched.looked_at:
        if name == "tags":
            found |= {f"needs_{tag}": each.tolist() for tag, each in shown.tags.items()}
        elif name not in NOT_HIS:
            found[name] = _readable(name, getattr(shown, name), book)
    return found


def _readable(name: str, column: NDArray[Any], book: Book) -> list[Any]:
    """Return a column as names, dates or numbers; `None` where there is no such day."""
    if name in CODES:
        return [CODES[name][code] for code in column.tolist()]
    if name.endswith("_day"):
        return [_date(day, book) for day in column.tolist()]
    return [_plain(value) for value in column]


def _date(day: float, book: Book) -> str | None:
    return moment_of(day, book.start_date).date().isoformat() if np.isfinite(day) else None


def _plain(value: Any) -> Any:
    """Return a number as JSON can hold it: infinite and unknown are `None`."""
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, float):
        return plain if np.isfinite(plain) else None
    return plain
