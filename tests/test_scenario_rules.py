"""A rule written wrongly gets one message that says what was meant, whatever it stands beside."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.figures import split_figures
from sim.scenario.loading import load, load_bytes
from sim.scenario.policy import Score, StaffShares, Weighted
from sim.scenario.problems import ScenarioError
from sim.scenario.schema import Scenario
from tests.regions import REGION, said_of

ORDER, STAFF = "order: {kind: score, of: 2 ** band}", "{kind: fixed_shares, shares: {horizon: 0.5}}"
CANDIDATES = (
    "an expression over facts about a candidate, such as `band >= high and days_left < 365`"
)
ORDERS = "allowed: the name of an order, or a rule such as {kind: score, of: band}"
KINDS = "score, weighted, ageing, matching"
NO_FACT = "`bnad` at column 1 is not a fact; did you mean `band`?"

WRONG_ORDERS = {
    "hihgest_risk": "88:12: {}: no order is called `hihgest_risk`; did you mean `highest_risk`?",
    "3": f"88:12: {{}}: got 3; {ORDERS}",
    "[lottery]": f"88:5: {{}}: got a list of 1; {ORDERS}",
    "{kind: scor, of: band}": (
        "88:19: {}.kind: `scor` is not a kind that may stand here; did you mean `score`?"
    ),
    "{of: band}": f"88:12: {{}}.kind: required, and not given; allowed: {KINDS}",
    "{kind: score}": f"88:12: {{}}.of: required, and not given; allowed: {CANDIDATES}",
    "{kind: score, off: band}": "88:26: {}.off: unknown setting; did you mean `of`?",
    "{kind: score, of: bnad + 1}": f"88:30: {{}}.of: got `bnad + 1`; {NO_FACT}",
    "{kind: score, of: 2 / max(band, 1)}": (
        "88:30: {}.of: got `2 / max(band`; `(` at column 8 is never closed; "
        "between { and } a rule with a comma needs quotes"
    ),
    "{kind: weighted, weights: {bnad: 1}}": f"88:39: {{}}.weights.bnad: {NO_FACT}",
    "{kind: weighted, weights: {band: x}}": "88:45: {}.weights.band: got `x`; allowed: a number",
    "{kind: weighted, weights: {band * 1.5: {value: 2, label: gues}}}": (
        "88:69: {}.weights.'band * 1.5'.label: `gues` is not known here; "
        "allowed: published, source document, unverified, assumption"
    ),
    "{kind: ageing, then: lotery, after_days: 9}": (
        "88:33: {}.then: no order is called `lotery`; did you mean `lottery`?"
    ),
    "{kind: matching, groups: 0}": "88:37: {}.groups: got 0; allowed: a whole number from 1 to 20",
}


@pytest.mark.parametrize(("written", "words"), WRONG_ORDERS.items())
def test_an_order_that_is_neither_a_name_nor_a_rule_gets_one_message(
    written: str, words: str
) -> None:
    errors, _ = said_of((ORDER, f"order: {written}"))
    assert errors == "a.yaml:" + words.replace("{}", "policies[mine].order", 1)


WRONG_STAFF = {
    "longest": "92:12: {}: `longest` is not known here; did you mean `longest_list`?",
    "7": (
        "92:12: {}: got 7; allowed: first_in_line, longest_list, highest_risk or most_at_stake; "
        "or a rule such as {kind: fixed_shares, shares: {horizon: 0.5, kaizen: 0.5}}"
    ),
    "{kind: fixed_share, shares: {horizon: 1}}": (
        "92:19: {}.kind: `fixed_share` is not a kind that may stand here; "
        "did you mean `fixed_shares`?"
    ),
    "{kind: fixed_shares, shares: {horizon: 1, kaizen: 0.5}}": (
        "92:5: {}: the shares add up to 1.5, more than 1"
    ),
    "{kind: score, of: wating}": (
        "92:30: {}.of: `wating` at column 1 is not a fact; did you mean `waiting`?"
    ),
}


@pytest.mark.parametrize(("written", "words"), WRONG_STAFF.items())
def test_a_staff_rule_that_is_neither_a_name_nor_a_rule_gets_one_message(
    written: str, words: str
) -> None:
    errors, _ = said_of((STAFF, written))
    assert errors == "a.yaml:" + words.replace("{}", "policies[mine].staff", 1)


WRONG_PARTS = {
    ("site: oak, order: lottery", "site: oak, order: loterry"): (
        "89:32: policies[mine].where[0].order: no order is called `loterry`; "
        "did you mean `lottery`?"
    ),
    ("site: oak, order: lottery", "order: lottery"): (
        "89:13: policies[mine].where[0]: say where: site, region or programme"
    ),
    (
        "[{who: age_years < 25, share: 0.25}]",
        "[{who: denial, share: 0.6}, {who: cse, share: 0.6}]",
    ): ("90:5: policies[mine].reserve: the reserved shares add up to 1.2, more than 1"),
    ("who: band == medium", "who: bnad"): f"91:25: policies[mine].deprioritise.who: {NO_FACT}",
    ("apart: [band == low]", "apart: [days_left < 9]"): (
        "38:29: programmes[horizon].group.composition.apart[0]: got `days_left < 9`; `days_left` "
        "at column 1 changes while a man waits and may not be used here; allowed: age_years, band, "
        "cse, denial, internet_only, learning_disability, motivated, motivation, need, "
        "need_score, needs_<tag>, sentence, upstream"
    ),
    ("people: 3", "people: 3, share: 0.5"): (
        "38:53: programmes[horizon].group.composition.at_most[0]: give people or share, one of them"
    ),
    ("weekdays: [mon, wed]", "weekdays: [mon, weds]"): (
        "41:32: programmes[horizon].calendar.weekdays[1]: `weds` is not known here; "
        "did you mean `wed`?"
    ),
    ("bank_holidays: true", "closed_from: 02-30, closed_to: 03-01"): (
        "41:5: programmes[horizon].calendar: `02-30` is no day of the year; write MM-DD"
    ),
    ("medium: 0.5", "medium: 1.5"): (
        "42:26: programmes[horizon].dose_share.medium: got 1.5; "
        "allowed: a number above 0 and at most 1"
    ),
    ("{low: 0.9, medium: 0.1}", "{low: 0}"): (
        "12:3: assessment.misclassified: the weights for the true band `low` add up to 0"
    ),
    ("delivery: places", "delivery: beds"): (
        "60:15: programmes[clinic].delivery: `beds` is not known here; "
        "allowed: groups, rolling, one_to_one, places"
    ),
    ("delivery: places", "delivery: groups"): (
        "58:5: programmes[clinic].group: required, and not given; "
        "allowed: a mapping with `minimum`, `maximum`"
    ),
}


@pytest.mark.parametrize(("change", "words"), WRONG_PARTS.items())
def test_a_mistake_in_a_part_is_told_at_that_part(change: tuple[str, str], words: str) -> None:
    errors, _ = said_of(change)
    assert f"a.yaml:{words}" in errors.splitlines()


def test_all_mistakes_in_rules_are_told_at_once() -> None:
    errors, _ = said_of(
        (ORDER, "order: {kind: score, of: bnad + 1}"),
        (STAFF, "longest"),
        ("who: band == medium", "who: bnad"),
        ("stays_days: 900", "stays_days: long"),
        ("after: [horizon]", "after: [kaizen]"),
    )
    assert [line.split(": ")[1] for line in errors.splitlines()] == [
        "staff.grades[officer].stays_days",
        "programmes[kaizen].after[0]",
        "policies[mine].order.of",
        "policies[mine].deprioritise.who",
        "policies[mine].staff",
    ]


def with_sources(node: object) -> object:
    """Return the tree with a range and a source at every number."""
    if isinstance(node, dict):
        return {
            key: each if key == "placesim" else with_sources(each) for key, each in node.items()
        }
    if isinstance(node, list):
        return [with_sources(each) for each in node]
    if isinstance(node, (int, float)) and not isinstance(node, bool):
        return {
            "value": node,
            "low": node,
            "high": node,
            "label": "assumption",
            "source": "a guess",
        }
    return node


def test_every_number_may_be_written_with_its_source() -> None:
    plain = load_bytes(REGION.encode()).resolved
    figures = with_sources(plain)
    assert isinstance(figures, dict)
    kept, found = split_figures(figures)
    assert kept == plain
    scenario = Scenario.model_validate(figures)
    assert scenario.figures.keys() == found.keys()
    assert scenario.model_copy(update={"figures": {}}) == load_bytes(REGION.encode()).scenario
    for path in (
        "sites[0].staff.officer",
        "sites[1].places.clinic",
        "assessment.misclassified.low.medium",
        "policies[1].staff.shares.horizon",
        "programmes[0].group.composition.at_most[0].people",
        "programmes[0].dose_share.medium",
        "population.streams[0].needs.violence",
        "staff.grades[0].training_days",
    ):
        assert path in found


def test_one_value_of_a_rule_may_be_set_from_the_command_line() -> None:
    loaded = load_bytes(
        REGION.encode(),
        [
            "policies.mine.order.of=3 ** band",
            "policies.mine.staff.shares.horizon=0.6",
            "policies.first_come.order={kind: weighted, weights: {band: 2, denial: -1}}",
            "sites.oak.staff.peer=[{from: 2027-01-01, value: 3}]",
            "staff.grades.officer.sick_every_days={kind: exponential, mean: 300}",
            "staff.grades.officer.sick_days=20",
            "sites.elm.places.clinic=30",
            "programmes.horizon.group.composition.apart=[]",
            "assessment.misclassified.low.low=0.8",
        ],
    )
    first, mine = loaded.scenario.policies
    assert mine.order == Score(kind="score", of="3 ** band")
    assert mine.staff == StaffShares(kind="fixed_shares", shares={"horizon": 0.6})
    assert first.order == Weighted(kind="weighted", weights={"band": 2, "denial": -1})
    assert loaded.scenario.sites[1].places["clinic"][0].value == 30
    assert loaded.scenario.programmes[0].group.composition.apart == []
    assert load_bytes(REGION.encode()).scenario != loaded.scenario


OVER = """\
extends: region.yaml
staff:
  grades: [{id: officer, groups_each: 2}, {id: peer, remove: true}]
sites:
  - {id: oak, staff: {peer: null}, opens: {core: 2026-02-01}}
programmes:
  - {id: horizon, group: {maximum: 10, composition: {apart: [denial]}}, calendar: {weekdays: [fri]}}
policies:
  - {id: mine, order: {kind: ageing, then: lottery, after_days: 365}, where: [],
     staff: longest_list}
"""


def test_a_file_laid_over_another_changes_parts_by_id_and_by_key(tmp_path: Path) -> None:
    """Lists without ids (where, apart) and rules with a kind are replaced whole."""
    (tmp_path / "region.yaml").write_text(REGION, encoding="utf-8")
    (tmp_path / "over.yaml").write_text(OVER, encoding="utf-8")
    loaded = load(tmp_path / "over.yaml")
    staff, oak = loaded.resolved["staff"], loaded.resolved["sites"][0]
    horizon = loaded.resolved["programmes"][0]
    assert [(grade["id"], grade["groups_each"]) for grade in staff["grades"]] == [("officer", 2)]
    assert staff["grades"][0]["training_days"] == 30
    assert oak["staff"] == {"officer": 6}
    assert oak["opens"] == {"kaizen": "2026-06-01", "core": "2026-02-01"}
    assert horizon["calendar"] == {"weekdays": ["fri"], "bank_holidays": True}
    assert horizon["group"]["composition"] == {
        "apart": ["denial"],
        "at_most": [{"who": "denial", "people": 3}],
    }
    mine = loaded.resolved["policies"][1]
    assert mine["order"] == {"kind": "ageing", "then": "lottery", "after_days": 365}
    assert (mine["where"], mine["staff"]) == ([], "longest_list")
    assert Scenario.model_validate(loaded.resolved) == loaded.scenario


JUNK = st.sampled_from(
    [None, "x", -1, 0, 1e308, True, [], {}, [1], "band +", "needs_x", "9999-12-31", "0001-01-01"]
) | st.sampled_from([{"kind": "score"}, {"value": 3, "low": 1}, {"a": {"b": 1}}, "band" * 200])
OF_THE_VALIDATOR = ("Input should", "dictionary", "Value error", "instance", "Field required")


def places_in(node: object, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if loc:
        yield loc
    inner = (
        node.items() if isinstance(node, dict) else enumerate(node if type(node) is list else ())
    )
    for key, child in inner:
        yield from places_in(child, (*loc, key))


PLACES = list(places_in(load_bytes(REGION.encode()).resolved))


@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=3))
def test_however_a_region_is_spoiled_it_loads_or_is_refused_in_plain_words(
    spoils: list[tuple[tuple[str | int, ...], object]],
) -> None:
    tree = load_bytes(REGION.encode()).resolved
    for loc, junk in spoils:
        node: Any = tree
        with suppress(KeyError, IndexError, TypeError):
            for part in loc[:-1]:
                node = node[part]
            node[loc[-1]] = junk
    said = ""
    try:
        load_bytes(yaml.safe_dump(tree, sort_keys=False).encode())
    except ScenarioError as refused:
        said = str(refused)
    assert not [words for words in OF_THE_VALIDATOR if words in said]
