"""Beliefs that cannot work: effects of what is not there, and weights for some beliefs only."""

from collections.abc import Iterator

from sim.scenario.problems import hint, quoted
from sim.scenario.whole import Finding, Whole


def effects_of_unknown_programmes(whole: Whole) -> Iterator[Finding]:
    """Find effects of programmes that the scenario does not have."""
    for belief in whole.scenario.beliefs:
        for name in belief.programmes:
            if name not in whole.programme_ids:
                yield Finding(
                    ("beliefs", belief.id, "programmes", name),
                    f"there is no programme {quoted(name)}{hint(name, whole.programme_ids)}",
                )


def effects_on_causes_not_told_apart(whole: Whole) -> Iterator[Finding]:
    """Find effects on causes of reoffence that the scenario does not tell apart."""
    after = whole.scenario.reoffending
    if after is None:
        return
    for belief in whole.scenario.beliefs:
        for cause in belief.by_cause:
            if cause not in after.cause_names:
                told = ", ".join(after.cause_names) or "none: declare them in `reoffending.causes`"
                yield Finding(
                    ("beliefs", belief.id, "by_cause", cause),
                    f"{quoted(cause)} is no cause of this scenario; its causes: {told}",
                )


def returns_under_no_belief(whole: Whole) -> Iterator[Finding]:
    """Find a return to prison under a belief that is not there, or by causes not told apart."""
    after = whole.scenario.reoffending
    returns = after.returns if after is not None else None
    if after is None or returns is None:
        return
    where = ("reoffending", "returns")
    beliefs = whole.scenario.belief_ids
    if returns.under not in beliefs:
        yield Finding(
            (*where, "under"),
            f"there is no belief {quoted(returns.under)}{hint(returns.under, beliefs)}",
        )
    told = ", ".join(after.cause_names) or "none: declare them in `reoffending.causes`"
    for name, by_cause in (
        ("prison_share_by_cause", returns.prison_share_by_cause),
        ("served_days_by_cause", returns.served_days_by_cause),
    ):
        for cause in by_cause:
            if cause not in after.cause_names:
                yield Finding(
                    (*where, name, cause),
                    f"{quoted(cause)} is no cause of this scenario; its causes: {told}",
                )


def weights_of_some_beliefs(whole: Whole) -> Iterator[Finding]:
    """Find beliefs of which some have a weight, or which all have a weight of 0."""
    beliefs = whole.scenario.beliefs
    without = [belief.id for belief in beliefs if belief.prior is None]
    if len(without) == len(beliefs):
        return
    for name in without:
        yield Finding(
            ("beliefs", name),
            "other beliefs have a `prior`; give this one its weight too (0 leaves it out), or none "
            "of them",
        )
    if not without and not sum(belief.prior or 0.0 for belief in beliefs):
        yield Finding(("beliefs",), "every `prior` is 0; give at least one belief a weight above 0")


def doses_without_a_part(whole: Whole) -> Iterator[Finding]:
    """Warn of a belief in doses where every man attends the whole of every course."""
    if any(programme.dose_share for programme in whole.scenario.programmes):
        return
    for belief in whole.scenario.beliefs:
        if belief.by_dose:
            yield Finding(
                ("beliefs", belief.id, "by_dose"),
                "no programme has a `dose_share`, so everybody attends the whole and this changes "
                "nothing",
                is_warning=True,
            )


def decline_for_other_shares(whole: Whole) -> Iterator[Finding]:
    """Warn where the decline of high-risk men is used and their share at release is another."""
    after = whole.scenario.reoffending
    if after is None or after.decline is None or after.decline.kind != "high_risk_decline":
        return
    shares = after.within_5_years_share
    first = None if shares is None else shares.get("high")
    if first is not None and first != after.decline.at_release_share:
        yield Finding(
            ("reoffending", "decline"),
            f"the pace is that from a share of {after.decline.at_release_share:g} to "
            f"{after.decline.later_share:g}, and the high band starts from {first:g}: it falls at "
            "that pace and reaches another share",
            is_warning=True,
        )
