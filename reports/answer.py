"""The answer to the scenario's question in a few plain sentences, made from the verdicts alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from reports.amounts import amount, in_sentence, listed, lower_or_higher, span
from reports.comparison import KEY_OUTCOMES
from reports.origin import who_they_are
from reports.pedigree import pedigree
from reports.places import places
from reports.ranking import Ranking
from reports.reading import Reading
from reports.verdicts import CLEAR, Verdicts
from sim.words.outcomes import Outcome

DECIDES_NOTHING = "This software decides nothing about any real person."


def caveats(reading: Reading, provenance: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a reader must know of this scenario before using the answer."""
    return (
        *_unsourced(provenance),
        who_they_are(reading),
        f"Whether programmes and circles lower reoffending is disputed{_believed(reading)}",
        "Ranges show run-to-run luck only. They do not show how unsure the inputs are.",
    )


def _unsourced(provenance: Mapping[str, Any]) -> Iterator[str]:
    """Say that no number has a source, where that is known and so."""
    if "figures" in provenance and not provenance["figures"]:
        yield (
            f"{pedigree((), None).counted} Whatever is found here holds for the numbers that its "
            "author chose, and for no real prison or region unless the author can say why they do."
        )


def _believed(reading: Reading) -> str:
    match len(reading.book.beliefs):
        case 0:
            return (
                ". This scenario names no belief about their effect: nothing here says what a "
                "start, or the want of one, does to reoffending."
            )
        case 1:
            return (
                ". Reoffending is shown under the one belief about their effect that the scenario "
                "names; others hold others."
            )
        case _:
            return (
                ". Reoffending is therefore shown under each belief about their effect, harm "
                "included where the scenario names it."
            )


def answer(verdicts: Verdicts, reading: Reading, order: Ranking | None) -> list[str]:
    """Return a few sentences: the measure, the baseline, the others, places, price, beliefs."""
    primary = verdicts.primary
    if not verdicts.measured(primary.name):
        nothing = (
            f"The main measure, “{in_sentence(primary.title)}”, has nobody to count in this "
            "scenario, so it gives no answer; the other measures are in the table below."
        )
        return [nothing]
    sentences = [_measure(primary), _baseline(verdicts, reading)]
    sentences.append(_others(verdicts, reading) if reading.others else _alone(reading))
    sentences += places(verdicts, reading)
    sentences += _price(verdicts, reading)
    if order is not None:
        sentences.append(order.sentence)
    return sentences


def _measure(primary: Outcome) -> str:
    of = "" if primary.denominator == "none" else f", for {primary.denominator}"
    if primary.unit == "share":
        of = f", as a share of all {primary.denominator}"
    return f"The main measure is “{in_sentence(primary.title)}”: {primary.definition}{of}."


def _baseline(verdicts: Verdicts, reading: Reading) -> str:
    primary = verdicts.primary
    level = verdicts.level(reading.baseline, primary.name)
    interval = span(level["low"], level["high"], primary.unit)
    luck = f" ({interval} allowing for run-to-run luck)" if interval else ""
    who = f"Under “{reading.policy[reading.baseline]}”" + (
        ", the baseline," if reading.others else ""
    )
    return f"{who} it was {amount(level['mean'], primary.unit)}{luck}."


def _alone(reading: Reading) -> str:
    runs = (
        "" if reading.replications > 1 else " It was run once, so nothing can be said about luck."
    )
    return f"Only this policy was run, so nothing is compared here.{runs}"


def _others(verdicts: Verdicts, reading: Reading) -> str:
    """Say of every other policy whether it is better, worse or not clearly different."""
    primary = verdicts.primary.name
    found: dict[str, list[str]] = {}
    for policy in verdicts.ranked(primary):
        row = verdicts.difference(policy, primary)
        if row is not None:
            found.setdefault(row["verdict"], []).append(policy)
    said = [
        sentence
        for verdict in CLEAR
        for sentence in _clear(verdicts, reading, found.get(verdict, []), verdict)
    ]
    for verdict, words in (
        ("no clear difference", "no clear difference from the baseline was found"),
        (
            "not certain",
            (
                "the difference from the baseline is not certain: it is more than luck by itself, "
                "but not after allowing for the number of policies compared"
            ),
        ),
        ("no difference", "there was no difference from the baseline in any run"),
    ):
        if verdict in found:
            said.append(f"For {_names(found[verdict], reading)} {words}.")
    if "cannot say" in found or not found:
        said.append(_cannot_say(reading))
    return " ".join(said)


def _clear(verdicts: Verdicts, reading: Reading, policies: list[str], verdict: str) -> list[str]:
    """Name the policies with this verdict, the largest difference first, each with its size."""
    if not policies:
        return []
    primary = verdicts.primary
    sizes = {
        policy: row["mean"]
        for policy in policies
        if (row := verdicts.difference(policy, primary.name)) is not None
    }
    named = [
        f"“{reading.policy[policy]}” "
        f"({amount(verdicts.level(policy, primary.name)['mean'], primary.unit)}, "
        f"{lower_or_higher(sizes[policy], primary.unit)})"
        for policy in sorted(sizes, key=lambda policy: -abs(sizes[policy]))
    ]
    return [f"Clearly {verdict} than the baseline: {listed(named)}."]


def _price(verdicts: Verdicts, reading: Reading) -> list[str]:
    """Say on what else the best policy is clearly worse, so that no gain stands alone."""
    best = verdicts.best_other()
    primary = verdicts.primary.name
    if best is None or (verdicts.difference(best, primary) or {}).get("verdict") != "better":
        return []
    worse = [
        in_sentence(verdicts.known[name].title)
        for name in KEY_OUTCOMES
        if (verdicts.difference(best, name) or {}).get("verdict") == "worse"
    ]
    if not worse:
        return []
    return [f"The price of “{reading.policy[best]}”: it is clearly worse on {listed(worse)}."]


def _cannot_say(reading: Reading) -> str:
    if reading.replications < 2:  # noqa: PLR2004 -- one run has no spread
        return (
            "The scenario was run once, so a difference cannot be told from luck; "
            "run it at least five times."
        )
    return "For policies with runs in which there was nobody to count, no comparison can be made."


def _names(policies: list[str], reading: Reading) -> str:
    return listed([f"“{reading.policy[policy]}”" for policy in policies])
