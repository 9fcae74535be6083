"""Which order a policy gives to which list: its own, or another where it says so."""

from sim.engine.terms import Terms
from sim.policies.library import order_for_list, order_from
from sim.policies.matching import Matching
from sim.policies.orders import Order
from sim.scenario.policy import Policy, Where
from sim.scenario.schema import Scenario


class Ordering:
    """The orders of one policy, a list each."""

    def __init__(
        self, scenario: Scenario, policy: Policy, terms: list[Terms], instead: Order | None = None
    ) -> None:
        self.default = instead or _order(policy.order)
        self.where = [] if instead else [(each, _order(each.order)) for each in policy.where]
        self.sites = sorted(scenario.sites, key=lambda site: site.id)
        self.terms = terms
        self._made: dict[tuple[int, int], Order] = {}

    @property
    def single(self) -> Order | None:
        """Return the one order of all lists, if there is but one."""
        one = not self.where and not isinstance(self.default, Matching)
        return self.default if one else None

    def of(self, site: int, provision: int) -> Order:
        """Return the order of one list."""
        found = self._made.get((site, provision))
        if found is None:
            found = self._made[site, provision] = self._fitting(site, provision)
        return found

    def _fitting(self, site: int, provision: int) -> Order:
        terms = self.terms[provision]
        order = next(
            (order for where, order in self.where if self._fits(where, site, terms)), self.default
        )
        return order_for_list(order, terms.maximum, terms.minimum_days_left)

    def _fits(self, where: Where, site: int, terms: Terms) -> bool:
        here = self.sites[site]
        return (
            where.site in (None, here.id)
            and where.region in (None, here.region)
            and where.programme in (None, terms.id)
        )


def _order(rule: object) -> Order:
    return order_from(rule if isinstance(rule, str) else rule.model_dump(mode="json"))  # type: ignore[attr-defined]  # an order rule of the schema is a model
