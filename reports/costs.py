"""The sections on costs: who pays, what each thing costs, and what a policy is worth."""

from collections.abc import Iterator

import polars as pl

from reports.amounts import amount, bare, estimate, in_sentence, listed, rounded
from reports.charts.dots import levels
from reports.charts.money import who_pays, worth, worth_table
from reports.figure import Figure, Item, Section, Sheet, Table
from reports.reading import in_order, outcomes_of
from reports.summaries import averaged, filled
from reports.uses import Uses, not_below_0
from sim.experiments.value import NET_BENEFIT, value
from sim.words.costs import ITEM, ITEMS, MONEY, PAYERS, PER_COMPLETION, PER_START

PLACES = "prison_year"
STAFF_PAID = (
    "Staff are paid whether or not a group runs: where posts are the same, another programme costs "
    "no facilitator more, and what it takes is paid in the waiting of those who want the others."
)
_KEYS = ["item", "of", "payer"]


class Costing(Uses):
    """What the scenario's prices make of what happened; nothing where it has none."""

    @property
    def spent(self) -> pl.DataFrame:
        """The costs that are the same under every belief."""
        table = self.table("costs")
        return table if table.is_empty() else table.filter(pl.col("belief").is_null())

    def sections(self) -> Iterator[Section]:
        note = self.reading.book.costs
        if note is None or self.spent.is_empty():
            return
        items: list[Item] = [self.payers(), *self.per_start(), self.items()]
        yield Section(
            "costs",
            "What it costs, and who pays",
            f"Everything is counted in the log of the run and multiplied by a price in the money "
            f"of {note.price_year}. {self.staff_paid()}{self.left_out()}",
            tuple(items),
        )
        if self.reading.others and self.reading.book.beliefs:
            yield Section(
                "worth",
                "What a policy buys",
                "Whether a policy is worth its cost hangs on what programmes do to reoffending, "
                "which is disputed; each belief has an answer of its own.",
                tuple(self.worth()),
            )

    def staff_paid(self) -> str:
        """Say what a price of staff does not depend on, where staff have a price."""
        priced = self.spent.filter(pl.col("unit_cost").is_not_null())["item"]
        return f"{STAFF_PAID} " if "facilitator_year" in set(priced) else ""

    def left_out(self) -> str:
        """Say which things happened in the run and are in no sum, for want of a price."""
        every = self.table("costs")  # reoffences too, which each belief has its own number of
        unpriced = every.filter(pl.col("unit_cost").is_null())
        named = [ITEM[name].title for name in ITEM if name in set(unpriced["item"])]
        priced = set(every.filter(pl.col("unit_cost").is_not_null())["item"])
        partly = [ITEM[name].title for name in ITEM if name in set(unpriced["item"]) & priced]
        whole = [in_sentence(name) for name in named if name not in partly]
        said = [f"Not counted, for want of a price: {listed(whole)}." if whole else ""]
        some = [in_sentence(name) for name in partly]
        said.append(
            f"Counted in part, as some kinds have no price: {listed(some)}." if some else ""
        )
        return " ".join(each for each in said if each) or "Everything that happened has a price."

    @property
    def about(self) -> str:
        note = self.reading.book.costs
        rate = note.discount_rate_per_year if note is not None else 0.0
        year = note.price_year if note is not None else 0
        return f"money of {year}, discounted at {rounded(100 * rate)}% a year where it says so"

    def payers(self) -> Figure:
        """Draw who pays, prison places apart: nothing else could be seen beside them."""
        every = filled(self.results, self.spent, ["payer"], ["amount"])
        frame = averaged(self.results, every, ["payer"], "amount")
        others = self.spent.filter(pl.col("item") != PLACES)
        places = float(self.spent.filter(pl.col("item") == PLACES)["amount"].sum())
        drawn = others if places and not others.is_empty() else self.spent
        sums = filled(self.results, drawn, ["payer"], ["amount"])
        means = averaged(self.results, sums, ["payer"], "amount").select(
            "policy", "payer", drawn="mean"
        )
        rows = frame.join(
            means, on=["policy", "payer"], how="left", maintain_order="left"
        ).with_columns(pl.col("drawn").fill_null(0.0))
        rows = in_order(in_order(rows, "payer", PAYERS), "policy", self.reading.policies)
        note = ""
        if drawn is others and places:
            mean = places / (self.reading.replications * len(self.reading.policies))
            note = (
                f"Prison places are left out of the bars and are in the title and the table: they "
                f"come to {amount(mean, MONEY)}, mean of all policies."
            )
        return who_pays(rows, self.reading, self.about, note)

    def per_start(self) -> Iterator[Figure]:
        """Draw what a start and a completion cost, where delivery has a price."""
        known = outcomes_of(self.reading.book)
        table = self.results.outcomes().filter(pl.col("mean").fill_null(0.0) > 0)
        chosen = [known[name] for name in (PER_START, PER_COMPLETION) if name in known]
        chosen = [each for each in chosen if each.name in set(table["outcome"])]
        if chosen:
            yield levels(
                table.filter(pl.col("outcome").is_in([each.name for each in chosen])),
                self.reading,
                chosen,
                key="cost-per-start",
                caption="Cost of delivery per start and per completion",
                note="Delivery is facilitators, treatment managers, sessions and residential "
                "places, as far as they have a price; staff are paid whether or not a group runs.",
            )

    def items(self) -> Sheet:
        """Return every item with its quantity, price and amount; the dearest in the title."""
        rows = self._used()
        mine = rows.filter(pl.col("policy") == self.reading.baseline)
        policy = self.reading.policy[self.reading.baseline]
        dearest = mine.filter(pl.col("price"), pl.col("belief") == "").sort(
            "amount", descending=True, nulls_last=True
        )
        return Sheet(
            key="cost-items",
            title=f"{ITEM[dearest['item'][0]].title} cost most under {policy}"
            if dearest.height
            else "Nothing that happened has a price",
            subtitle=f"Every item that was used in the window, with its price; {policy}; "
            f"{self.about}; {self.reading.place}, {self.reading.window}; {self.reading.runs}",
            tables=(
                Table(
                    f"Items, their quantity, price and amount, {policy} (95% interval)",
                    self._shown(mine),
                    rows.rename(
                        {"mean": "quantity", "low": "quantity_low", "high": "quantity_high"}
                    ),
                    text_columns=3,
                    note=" ".join(self._counts(mine)),
                ),
            ),
        )

    def _used(self) -> pl.DataFrame:
        """Return quantity and amount of every item, mean of the runs, in the order of the items."""
        by = ["belief", *_KEYS, "unit", "price"]
        spent = self.table("costs").with_columns(
            pl.col("belief").fill_null(""), price=pl.col("unit_cost").is_not_null()
        )
        means = {
            column: averaged(
                self.results, filled(self.results, spent, by, [column]), by, column
            ).select("policy", *by, "mean", "low", "high")
            for column in ("quantity", "amount")
        }
        amounts = means["amount"].rename(
            {"mean": "amount", "low": "amount_low", "high": "amount_high"}
        )
        prices = spent.select(*_KEYS, "unit_cost").unique(_KEYS, maintain_order=True)
        rows = (
            means["quantity"]
            .join(amounts, on=["policy", *by], how="left", maintain_order="left")
            .join(prices, on=_KEYS, how="left", maintain_order="left")
        )
        by_item = in_order(rows, "item", [item.name for item in ITEMS])
        return in_order(by_item, "policy", self.reading.policies)

    def _shown(self, rows: pl.DataFrame) -> pl.DataFrame:
        names = self._kinds()
        shown = [
            (
                ITEM[row["item"]].title + self._if(row["belief"]),
                names.get(row["of"], row["of"]),
                PAYERS.get(row["payer"], row["payer"]),
                f"{rounded(row['mean'])} {row['unit']}",
                bare(row["unit_cost"], MONEY) if row["price"] else "no price",
                self._amount(row),
            )
            for row in rows.to_dicts()
        ]
        heads = ["Item", "Of", "Paid by", "Quantity", f"Price ({MONEY})", f"Amount ({MONEY})"]
        return pl.DataFrame(shown, schema=heads, orient="row")

    def _kinds(self) -> dict[str, str]:
        """Return names for what an item is of: a grade, programme, prison or restriction."""
        book = self.reading.book
        notes = book.costs.restrictions if book.costs else ()
        return {
            **self.reading.site,
            **self.reading.provision,
            **{note.id: note.name for note in book.grades},
            **{note.id: note.name for note in notes},
        }

    def _if(self, belief: str) -> str:
        return f", if “{self.reading.belief[belief]}”" if belief else ""

    def _amount(self, row: dict[str, object]) -> str:
        if not row["price"]:
            return "not counted"
        low, high = row["amount_low"], row["amount_high"]
        ends = [None if each is None else float(str(each)) for each in (low, high)]
        return estimate(float(str(row["amount"])), not_below_0(ends[0]), ends[1], MONEY)

    def _counts(self, rows: pl.DataFrame) -> Iterator[str]:
        """Say what each item that is there counts."""
        for item in ITEMS:
            if item.name in set(rows["item"]):
                yield f"{item.title}: {item.counts}."

    def worth(self) -> Iterator[Item]:
        rows = value(self.results)
        if rows.filter(pl.col("measure") == NET_BENEFIT)["mean"].drop_nulls().is_empty():
            yield Sheet(
                key="net-benefit",
                title="A reoffence has no price in this scenario, so there is no net benefit",
                subtitle=f"{self.about}; {self.reading.place}, {self.reading.window}; "
                f"{self.reading.runs}",
                tables=(worth_table(rows, self.reading),),
            )
            return
        yield worth(rows, self.reading, self.about)
