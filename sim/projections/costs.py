"""What it all costs: every item over the window, at its price, by who pays and by year.

Costs are quantities of `sim.projections.quantities` times prices, and nothing else; they add up
over years, over payers and over items. Discounting takes every amount to the first day of the
window, continuously. An item without a price has a quantity and no amount.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.log.prices import CostsNote, Shares
from sim.projections.facts import Facts
from sim.projections.quantities import quantities
from sim.projections.readings import Reading, Readings, count, ratio
from sim.projections.uses import Discount, Uses
from sim.words.costs import (
    DELIVERY,
    DISCOUNTED,
    ITEM,
    ITEMS,
    PAYERS,
    PER_COMPLETION,
    PER_START,
    REOFFENCES_COST,
    TOTAL,
    WITH_REOFFENCES,
)
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Kind
from sim.words.luck import Floats

SCHEMA = pl.Schema(
    {
        "belief": pl.String,
        "item": pl.String,
        "of": pl.String,
        "payer": pl.String,
        "quantity": pl.Float64,
        "unit": pl.String,
        "unit_cost": pl.Float64,
        "amount": pl.Float64,
        "discounted": pl.Float64,
    }
)
BY_YEAR_SCHEMA = pl.Schema([("year", pl.Int64), *SCHEMA.items()])
TARIFF_SCHEMA = pl.Schema(
    {
        "item": pl.String,
        "of": pl.String,
        "site_kind": pl.String,
        "payer": pl.String,
        "share": pl.Float64,
        "unit_cost": pl.Float64,
    }
)
KEYS = ["item", "of", "belief", "site_kind"]
ONLY_IF_PRICED = ("prison_year", "reoffence")
"""Items whose kinds are told apart only where a kind has a price of its own."""


@dataclass(frozen=True)
class Prices:
    """The prices of a scenario, by item and what it is of."""

    note: CostsNote

    def each(self, item: str, of: str) -> float | None:
        """Return the price of one of an item; its own where it has one, else that of any."""
        known = {(price.item, price.of): price.each for price in self.note.prices}
        known |= {("restriction_year", each.id): each.each for each in self.note.restrictions}
        return known.get((item, of), known.get((item, "")))

    def has_own(self, item: str, of: str) -> bool:
        """Tell whether this part of an item has a price of its own, or is apart in any case."""
        named = any((each.item, each.of) == (item, of) for each in self.note.prices)
        return named or item not in ONLY_IF_PRICED

    def payers(self, item: str, of: str, site_kind: str) -> Shares:
        """Return who pays for it, and which share."""
        own = [each.payers for each in self.note.restrictions if each.id == of]
        if item == "restriction_year" and own and own[0]:
            return own[0]
        named = dict(self.note.payers).get(item)
        return named or ((ITEM[item].payer or site_kind, 1.0),)


@dataclass(frozen=True)
class Costs:
    """The costs of one history, from quantities that are read once.

    `kinds` has a row for each kind of use (item, what it is of, belief, kind of site), and
    `tariff` what each costs and who pays which share.
    """

    facts: Facts
    uses: Uses
    kinds: pl.DataFrame
    tariff: pl.DataFrame
    discount: Discount

    @classmethod
    def of(cls, facts: Facts) -> "Costs | None":
        """Return the costs of a history; `None` where its scenario has no prices."""
        note = facts.book.costs
        if note is None:
            return None
        rows = _with_kinds(facts, quantities(facts), Prices(note))
        kinds = rows.select(KEYS).unique(maintain_order=True).with_row_index("kind")
        coded = rows.join(kinds, on=KEYS, how="left", nulls_equal=True, maintain_order="left")
        uses = Uses(
            since=rows["since_day"].to_numpy(),
            until=rows["until_day"].fill_null(np.inf).to_numpy(),
            amount=rows["amount"].to_numpy(),
            lasts=rows["until_day"].is_not_null().to_numpy(),
            kind=coded["kind"].cast(pl.Int64).to_numpy(),
            person=rows["person"].cast(pl.Int64).to_numpy(),
        )
        discount = Discount(note.discount_rate_per_year, facts.window[0])
        return cls(facts, uses, kinds, _tariff(kinds, Prices(note)), discount)

    def over(self, window: tuple[float, float]) -> pl.DataFrame:
        """Return what was used in a window, at its price: a row an item, its kind and payer."""
        mine = self.uses.within(window)
        sums = {
            "quantity": mine.quantity(window),
            "weighed": mine.weighed(window, self.discount),
        }
        return (
            self.kinds.with_columns(
                pl.Series(name, np.bincount(mine.kind, each, self.kinds.height), pl.Float64)
                for name, each in sums.items()
            )
            .filter(pl.col("quantity") > 0)
            .join(self.tariff, on=["item", "of", "site_kind"], maintain_order="left_right")
            .group_by("belief", "item", "of", "payer", "unit_cost", maintain_order=True)
            .agg((pl.col("quantity", "weighed") * pl.col("share")).sum())
            .with_columns(
                unit=pl.col("item").replace_strict(
                    {item.name: item.unit for item in ITEMS}, return_dtype=pl.String
                ),
                amount=pl.col("quantity") * pl.col("unit_cost"),
                discounted=pl.col("weighed") * pl.col("unit_cost"),
            )
            .sort(
                _rank("belief", self.facts.book.belief_ids),
                _rank("item", [item.name for item in ITEMS]),
                "of",
                _rank("payer", list(PAYERS)),
            )
            .select(list(SCHEMA))
            .cast(SCHEMA)
        )


def _rank(column: str, order: Sequence[str]) -> pl.Expr:
    """Return the place of each value in an order, nothing first."""
    places = {name: place for place, name in enumerate(order)} or {"": -1}  # polars wants some
    return pl.col(column).replace_strict(places, default=-1, return_dtype=pl.Int64)


def _with_kinds(facts: Facts, rows: pl.DataFrame, prices: Prices) -> pl.DataFrame:
    """Return the rows with the kind of their site, and without what has no price of its own."""
    kinds = {code: site.kind for code, site in enumerate(facts.book.sites)}
    own = [
        f"{item}/{of}"
        for item, of in rows.select("item", "of").unique().iter_rows()
        if prices.has_own(item, of)
    ]
    known = pl.concat_str("item", pl.lit("/"), "of").is_in(own)
    kind = pl.col("site").replace_strict(kinds, default="probation", return_dtype=pl.String)
    return rows.with_columns(of=pl.when(known).then("of").otherwise(pl.lit("")), site_kind=kind)


def _tariff(kinds: pl.DataFrame, prices: Prices) -> pl.DataFrame:
    """Return what each kind of each item costs, a row for each who pays a share of it."""
    found = [
        (item, of, kind, payer, share, prices.each(item, of))
        for item, of, kind in kinds.select("item", "of", "site_kind")
        .unique(maintain_order=True)
        .iter_rows()
        for payer, share in prices.payers(item, of, kind)
    ]
    return pl.DataFrame(found, schema=TARIFF_SCHEMA, orient="row")


def costs(found: Costs | None) -> pl.DataFrame:
    """Return every item that was used in the window, by what it is of and who pays.

    Items of a belief stand in its rows; all others (`belief` empty) are the same under each.
    """
    if found is None:
        return pl.DataFrame(schema=SCHEMA)
    return found.over(found.facts.window)


def costs_by_year(found: Costs | None) -> pl.DataFrame:
    """Return the same by year of the run, each as far as it is in the window; they add up."""
    parts = [pl.DataFrame(schema=BY_YEAR_SCHEMA)]
    if found is not None:
        start, end = found.facts.window
        first, last = int(start // DAYS_PER_YEAR), int(np.ceil(end / DAYS_PER_YEAR))
        for year in range(first, last):
            since = max(start, year * DAYS_PER_YEAR)
            until = min(end, (year + 1) * DAYS_PER_YEAR)
            rows = found.over((since, until))
            parts.append(rows.select(pl.lit(year, pl.Int64).alias("year"), pl.all()))
    return pl.concat(parts)


def by_person(facts: Facts) -> Floats:
    """Return what each person cost over the window, of the items that are about one person.

    What a belief alone knows is left out, and staff and rooms, which no one person takes.
    """
    amount = np.zeros(facts.people.height)
    found = Costs.of(facts)
    if found is None:
        return amount
    mine = [item.name for item in ITEMS if item.of_person and not item.of_belief]
    each = {
        (item, of): unit_cost
        for item, of, unit_cost in found.tariff.select("item", "of", "unit_cost").iter_rows()
    }
    unit_costs = np.array(
        [
            each[item, of] or 0.0 if item in mine else 0.0
            for item, of in found.kinds.select("item", "of").iter_rows()
        ],
        np.float64,
    )
    uses = found.uses.of(found.uses.person >= 0)
    spent = uses.quantity(facts.window) * unit_costs[uses.kind]
    np.add.at(amount, uses.person, spent)
    return amount


def of_costs(facts: Facts, table: pl.DataFrame) -> Readings:
    """Read the outcomes of cost; nothing where the scenario has no prices."""
    if facts.book.costs is None:
        return {}
    common = table.filter(pl.col("belief").is_null())
    total, weighed = float(common["amount"].sum()), float(common["discounted"].sum())
    delivers = [item.name for item in ITEMS if item.delivery]
    delivery = float(common.filter(pl.col("item").is_in(delivers))["amount"].sum())
    programme = pl.col("provision").is_in(facts.provisions("programme"))
    started, completed = (
        facts.in_window(kind).filter(programme).height for kind in (Kind.STARTED, Kind.COMPLETED)
    )
    readings: Readings = {
        TOTAL: count(total),
        DISCOUNTED: count(weighed),
        DELIVERY: count(delivery),
        PER_START: ratio(delivery, started),
        PER_COMPLETION: ratio(delivery, completed),
    }
    for belief in facts.book.belief_ids:
        mine = table.filter(pl.col("belief") == belief)
        readings |= _of_belief(facts, belief, mine, weighed)
    return readings


def _of_belief(facts: Facts, belief: str, mine: pl.DataFrame, weighed: float) -> Readings:
    """Read the costs of reoffences under a belief; they have no value if they have no price."""
    priced = {price.item for price in facts.book.costs.prices} if facts.book.costs else set()
    if not priced & {item.name for item in ITEMS if item.of_belief}:
        none = Reading(None, None, None)
        return {f"{REOFFENCES_COST}.{belief}": none, f"{WITH_REOFFENCES}.{belief}": none}
    return {
        f"{REOFFENCES_COST}.{belief}": count(float(mine["amount"].sum())),
        f"{WITH_REOFFENCES}.{belief}": count(weighed + float(mine["discounted"].sum())),
    }
