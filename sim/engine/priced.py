"""The prices of a scenario as the book of its run has them. Nothing in a run looks at them."""

from sim.log.prices import CostsNote, PriceNote, RestrictionNote, Shares
from sim.scenario.costs import PaidBy
from sim.scenario.schema import Scenario
from sim.words.costs import ITEMS


def costs_note(scenario: Scenario) -> CostsNote | None:
    """Return what a reader must know of prices; `None` where the scenario has none."""
    costs = scenario.costs
    if costs is None:
        return None
    given = costs.prices.model_dump(exclude_none=True)
    return CostsNote(
        price_year=costs.price_year,
        discount_rate_per_year=costs.discount_rate_per_year,
        prices=tuple(
            PriceNote(item.name, of, each)
            for item in ITEMS
            if item.name in given
            for of, each in _by_name(given[item.name])
        ),
        payers=tuple(sorted((item, _shares(payer)) for item, payer in costs.payers.items())),
        restrictions=tuple(
            RestrictionNote(
                id=each.id,
                name=each.name or each.id,
                who=each.who,
                since=each.from_,
                years=each.years,
                each=each.cost_per_year,
                payers=() if each.payer is None else _shares(each.payer),
            )
            for each in sorted(costs.restrictions, key=lambda each: each.id)
        ),
        groups_per_manager=None if scenario.staff is None else scenario.staff.groups_per_manager,
    )


def _by_name(price: float | dict[str, float]) -> list[tuple[str, float]]:
    return sorted(price.items()) if isinstance(price, dict) else [("", price)]


def _shares(payer: PaidBy) -> Shares:
    return tuple(sorted(payer.items())) if isinstance(payer, dict) else ((payer, 1.0),)
