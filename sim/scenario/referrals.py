"""Checks of people who come before any conviction: who takes them, and what is said of them."""

from collections.abc import Iterator

from sim.scenario.whole import Finding, Whole


def upstream_people_nobody_takes(whole: Whole) -> Iterator[Finding]:
    """Find people referred before conviction where no community programme is open to them."""
    taken = any(
        each.upstream != "excluded" and each.setting == "community"
        for each in whole.scenario.programmes
    )
    for stream in whole.streams:
        if stream.kind == "upstream" and not taken:
            yield Finding(
                ("population", "streams", stream.id, "kind"),
                "no community programme takes people before conviction, so these are offered "
                "nothing; say `upstream: accepted` (or `only`) of one that does",
                is_warning=True,
            )


def programmes_upstream_people_never_reach(whole: Whole) -> Iterator[Finding]:
    """Find prison programmes said to be open to people who are never in prison."""
    for programme in whole.scenario.programmes:
        if programme.upstream != "excluded" and programme.setting == "prison":
            yield Finding(
                ("programmes", programme.id, "upstream"),
                "people who come before conviction are in no prison; this is for community "
                "programmes",
            )


def convictions_of_nobody(whole: Whole) -> Iterator[Finding]:
    """Find first convictions where everybody who comes has been convicted, and the other way."""
    upstream = whole.scenario.population.listed is not None or any(
        stream.kind == "upstream" for stream in whole.streams
    )
    if whole.scenario.first_conviction is not None and not upstream:
        yield Finding(
            ("first_conviction",),
            "changes nothing: nobody of any stream comes before conviction (`kind: upstream`)",
            is_warning=True,
        )
    if whole.scenario.first_conviction is None:
        for belief in whole.scenario.beliefs:
            if belief.upstream != 1.0:
                yield Finding(
                    ("beliefs", belief.id, "upstream"),
                    "changes nothing: the scenario has no `first_conviction` to multiply",
                    is_warning=True,
                )
