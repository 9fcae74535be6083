"""Checks of prices: each is of something that is there, and can come to cost something."""

from collections.abc import Iterator

from sim.scenario.problems import hint, quoted
from sim.scenario.tree import Loc
from sim.scenario.whole import Finding, Whole
from sim.words.costs import ITEMS

PRICES: Loc = ("costs", "prices")


def prices_of_nothing(whole: Whole) -> Iterator[Finding]:
    """Find prices by name of a grade, programme or prison that is not there."""
    scenario, costs = whole.scenario, whole.scenario.costs
    if costs is None:
        return
    grades = [grade.id for grade in scenario.staff.grades] if scenario.staff else []
    beds = [each.id for each in scenario.programmes if each.delivery == "places"]
    prisons = [site.id for site in scenario.sites if site.kind == "prison"]
    for item, what, known in (
        ("facilitator_year", "grade", grades),
        ("place_year", "programme with `delivery: places`", beds),
        ("prison_year", "prison", prisons),
    ):
        price = getattr(costs.prices, item)
        for name in price if isinstance(price, dict) else ():
            if name not in known:
                cure = hint(name, known) or f"; this scenario has no {what}"
                yield Finding((*PRICES, item, name), f"no {what} is called {quoted(name)}{cure}")


def prices_without_use(whole: Whole) -> Iterator[Finding]:
    """Find prices of what cannot happen in this scenario."""
    costs = whole.scenario.costs
    given = costs.prices.model_dump(exclude_none=True) if costs is not None else {}
    for item, why in _cannot_happen(whole):
        if item in given:
            yield Finding(
                (*PRICES, item), f"prices nothing: this scenario has no {why}", is_warning=True
            )


def _cannot_happen(whole: Whole) -> Iterator[tuple[str, str]]:
    """Yield the items that this scenario can never use, and what it would need for them."""
    scenario = whole.scenario
    causes = scenario.reoffending is not None and bool(scenario.beliefs)
    mappa = scenario.licence is not None and scenario.licence.mappa is not None
    managed = any(site.treatment_managers is not None for site in scenario.sites)
    spans = scenario.staff is not None and scenario.staff.groups_per_manager is not None
    beds = any(each.delivery == "places" for each in scenario.programmes)
    counted = any(each.sessions for each in scenario.programmes)
    for item, there, why in (
        ("transfer", scenario.transfers is not None, "`transfers`"),
        ("hearing", scenario.parole is not None, "`parole`"),
        ("deferred_hearing", scenario.parole is not None, "`parole`"),
        ("circle_year", scenario.circles is not None, "`circles`"),
        ("assessment", scenario.assessment is not None, "`assessment`"),
        ("recall", scenario.licence is not None, "`licence`"),
        ("officer_hour", mappa, "`licence.mappa`"),
        ("place_year", beds, "programme with `delivery: places`"),
        ("treatment_manager_year", managed and spans, "`treatment_managers` with their span"),
        ("session", counted, "programme whose length is given in `sessions`, not in days"),
        ("reoffence", causes, "`reoffending` with `beliefs`"),
        ("first_conviction", scenario.first_conviction is not None, "`first_conviction`"),
    ):
        if not there:
            yield item, why


def payers_of_nothing(whole: Whole) -> Iterator[Finding]:
    """Find payers named for an item that has no price."""
    costs = whole.scenario.costs
    if costs is None:
        return
    priced = set(costs.prices.model_dump(exclude_none=True))
    if costs.restrictions:
        priced.add("restriction_year")
    for item in ITEMS:
        if item.name in costs.payers and item.name not in priced:
            missing = "restriction" if item.name == "restriction_year" else "price"
            yield Finding(
                ("costs", "payers", item.name),
                f"changes nothing: {quoted(item.name)} has no {missing}",
                is_warning=True,
            )


def restrictions_on_nobody(whole: Whole) -> Iterator[Finding]:
    """Find restrictions from release where nobody is ever released or on an order."""
    costs = whole.scenario.costs
    if costs is None or whole.scenario.population.listed is not None:
        return
    if any(stream.kind in {"custody", "community"} for stream in whole.streams):
        return
    for each in costs.restrictions:
        yield Finding(
            ("costs", "restrictions", each.id),
            "costs nothing: nobody of any stream is in prison or on a community order",
            is_warning=True,
        )
