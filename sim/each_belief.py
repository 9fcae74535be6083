"""A world for each belief: the comparison repeated with men returning to prison under each of them.

Where men who reoffend go back to prison, a run is of one belief: who is inside, who waits and who
is out hang on it. What another belief makes of the same policies takes a run of its own.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.commands import Asked, Asking, carried_out

SETTING = "reoffending.returns.under"


def compared_under_each(scenario: Path, policies: list[str], asking: Asking) -> dict[str, Any]:
    """Compare the policies under each belief in turn, a folder each; go on with what was stopped.

    An outcome that is named after a belief is read of the belief whose world it is.
    """
    from sim.experiments.opening import results_of
    from sim.experiments.summary import comparison_summary
    from sim.scenario.loading import load

    loaded = load(scenario, asking.settings).scenario
    after = loaded.reoffending
    if after is None or after.returns is None:
        raise Asked(
            f"--each-belief: {scenario.name} has no `reoffending.returns`, so nothing that people "
            "go through hangs on a belief, and one comparison holds all of them; leave the option "
            "out, or say what returning means"
        )
    out = asking.out or Path("runs") / f"{scenario.stem}-each-belief"
    found = {}
    for belief in loaded.belief_ids:
        mine = replace(asking, out=out / belief, settings=[*asking.settings, f"{SETTING}={belief}"])
        folder = carried_out(scenario, "compare", policies, mine)
        found[belief] = comparison_summary(folder, results_of(folder.path))
    return {
        "out": str(out),
        "returns_under": after.returns.under,
        "primary_outcome": loaded.primary_outcome,
        "beliefs": found,
        "primary": _primary(loaded.primary_outcome, found),
    }


def _primary(outcome: str, found: dict[str, Any]) -> dict[str, Any]:
    """Return the primary outcome by policy, then by the belief in whose world it was reckoned."""
    name, dot, of = outcome.rpartition(".")
    policies: dict[str, Any] = {}
    for belief, summary in found.items():
        read = f"{name}.{belief}" if dot and of in found else outcome
        for policy, each in summary["policies"].items():
            policies.setdefault(policy, {})[belief] = {"outcome": read, **each["outcomes"][read]}
    return policies


def each_belief_lines(answer: dict[str, Any]) -> list[str]:
    """Return the primary outcome side by side: a line a policy, a column a belief."""
    beliefs = list(answer["beliefs"])
    heads = ["", *beliefs]
    rows = [
        [policy, *(_figure(of[belief]) for belief in beliefs)]
        for policy, of in answer["primary"].items()
    ]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    head = f"{answer['primary_outcome']} (each column a world of its own: men who reoffend under "
    return [
        head + "that belief go back to prison)",
        *(
            "  "
            + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in (heads, *rows)
        ),
        f"runs under {answer['out']}; next: placesim report {answer['out']}/{beliefs[0]}",
    ]


def _figure(each: dict[str, Any]) -> str:
    if each["mean"] is None:
        return "nothing to count"
    if each["low"] is None:
        return f"{each['mean']:.4g}"
    return f"{each['mean']:.4g} ({each['low']:.4g} to {each['high']:.4g})"
