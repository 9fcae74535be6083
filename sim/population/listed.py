"""People by name, one row of a file a person, as rows of people like all others.

A listed man's luck hangs on his id, so adding a row or changing their order moves nobody else's.
What is taken for granted where the file is silent stands in `sim.population.assumed`.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sim.policies.candidates import Flags
from sim.population.assumed import AGE_YEARS, BAND, LICENCE_DAYS, SENTENCE, TRUE_FLAGS
from sim.population.facts import PREFIX, tag_names, tags_of
from sim.population.need import listed_need
from sim.population.people import Came, People
from sim.population.sampling import sample
from sim.population.sheet import (
    FLAGS,
    KNOWN,
    ListedError,
    Sheet,
    flag,
    one_of,
    place_in,
    sheet_of,
)
from sim.population.streams import dies, drop_luck
from sim.scenario.people import Listed
from sim.scenario.schema import Scenario
from sim.words.bands import BAND_NAMES, CUSTODIAL, SENTENCE_NAMES
from sim.words.days import day_of
from sim.words.luck import Floats, Luck, Words, key_of


@dataclass(frozen=True, slots=True)
class NamedSource:
    """Listed people as a source of luck: draws hang on a hash of the id."""

    name: str
    people: Words
    luck: Luck

    def draws(self, question: str, block: int = 0) -> Floats:
        asked = question if block == 0 else f"{question} #{block}"
        first = self.luck.scattered(self.name, asked, self.people)
        second = self.luck.scattered(self.name, f"{asked} (more)", self.people)
        return np.concatenate([first, second], axis=1)


def read_listed(
    listed: Listed, scenario: Scenario, folder: Path, luck: Luck
) -> tuple[NamedSource, list[str], People, dict[str, list[str | None]]]:
    """Return the listed people, their ids and their further attributes, or raise `ListedError`."""
    sheet = sheet_of(folder / listed.file, listed.file)
    ids = _ids(sheet)
    source = NamedSource("listed", np.array([key_of("listed", each) for each in ids], "u8"), luck)
    people = _people(listed, scenario, sheet, source)
    if sheet.mistakes:
        raise ListedError(sheet.mistakes)
    needs = {f"{PREFIX}{name}" for name in tag_names(scenario)}
    extra = {
        name: sheet.frame[name].cast(pl.String, strict=False).to_list()
        for name in sheet.frame.columns
        if name not in KNOWN and name not in needs
    }
    return source, ids, people, extra


def _ids(sheet: Sheet) -> list[str]:
    ids: list[str] = sheet.values("id", str, "")
    if len(set(ids)) == len(ids) and "" not in ids:
        return ids
    seen: dict[str, int] = {}
    for row, each in enumerate(ids):
        if not each:
            sheet.complain(row, "id", "is empty")
        elif each in seen:
            sheet.complain(
                row,
                "id",
                f"`{each}` is listed twice; first on line {sheet.first_line + seen[each]}",
            )
        else:
            seen[each] = row
    return ids


def _people(listed: Listed, scenario: Scenario, sheet: Sheet, source: NamedSource) -> People:
    luck = source.luck
    count, came = sheet.frame.height, Came[listed.kind.upper()]
    codes = {site: code for code, site in enumerate(sorted(each.id for each in scenario.sites))}
    programmes = sorted(programme.id for programme in scenario.programmes)
    joins = _moments(sheet, scenario, "start", np.nan)
    joins = np.where(np.isnan(joins), _moments(sheet, scenario, "join", np.nan), joins)
    for row in np.flatnonzero(np.isnan(joins)).tolist():
        sheet.complain(row, "join_day", "is empty; give a day or a date for everybody")
    joins = np.nan_to_num(joins)
    leave = _moments(sheet, scenario, "leave", np.inf)
    release = _moments(sheet, scenario, "release", np.inf)
    _must_follow(sheet, joins, leave, "leave_day")
    _must_follow(sheet, joins, release, "release_day")
    site = np.array(sheet.values("site", one_of(codes), codes.get(listed.site or "", -1)), "i2")
    for row in np.flatnonzero(site < 0).tolist():
        sheet.complain(row, "site", "is empty, and the scenario names no site for them all")
    enters = np.maximum(joins, 0.0)
    age = sheet.numbers("age_years", 18, 120, AGE_YEARS)
    flags = _flags(sheet)
    home = codes[listed.released_to] if listed.released_to else -1
    end = source.draws("end")
    later, drops, who = source.draws("later"), source.draws("drops out"), source.draws("who he is")
    never = np.full(count, np.inf)
    band = np.array(sheet.values("band", place_in(BAND_NAMES), int(BAND)), np.int8)
    true_band = np.array(sheet.values("true_band", place_in(BAND_NAMES), -1), np.int8)
    level = source.draws("need and motivation")
    need, need_score = listed_need(sheet, scenario.population.need_from.cuts, level[:, 0])
    motivation = sheet.numbers("motivation", 0, 1, np.nan)
    is_custody, is_list = came == Came.CUSTODY, came == Came.LIST
    assessment = (
        np.zeros(count)
        if scenario.assessment is None or is_list
        else sample(scenario.assessment.delay_days, source.draws("assessment")[:, 0])
    )
    tariff = _moments(sheet, scenario, "tariff", np.inf)
    licence_end = _moments(sheet, scenario, "licence_end", np.inf)
    return People(
        key=source.people ^ np.uint64(key_of("person", luck.seed, luck.replication)),
        came=np.full(count, came, np.int8),
        site=site,
        home=site if came == Came.COMMUNITY else np.full(count, home, np.int16),
        waits_for=np.array(
            sheet.values(
                "waits_for",
                one_of({name: code for code, name in enumerate(programmes)}),
                programmes.index(listed.waits_for) if listed.waits_for else -1,
            ),
            np.int16,
        ),
        band=band,
        true_band=np.where(true_band < 0, band, true_band).astype(np.int8),
        need=need,
        need_score=need_score,
        motivation=np.where(np.isnan(motivation), level[:, 1], motivation),
        tags=tags_of(tag_names(scenario), count, lambda name: _has(sheet, name)),
        sentence=_sentences(sheet, came),
        age_years=age,
        enters_day=enters,
        before_days=enters - joins,
        assessed_day=joins + assessment,
        release_day=release if is_custody else never.copy(),
        hearing_day=tariff if is_custody else never.copy(),
        tariff_day=tariff,
        supervision_end_day=(
            np.minimum(release, licence_end) if came == Came.COMMUNITY else licence_end
        ),
        licence_days=np.where(np.isfinite(licence_end), 0.0, LICENCE_DAYS),
        gives_up_day=np.minimum(leave, release) if is_list else leave,
        gives_up_known=np.ones(count, bool),
        dies_day=dies(scenario.mortality, age, enters, end[:, 0]),
        completed_before=np.zeros(count, bool),
        denial=flags["denial"],
        learning_disability=flags["learning_disability"],
        internet_only=flags["internet_only"],
        cse=flags["cse"],
        motivated=flags["motivated"],
        consents=flags["consents"],
        attends_share=sheet.numbers("attends_share", 0, 1, np.nan),
        **drop_luck(drops, source.draws("drops out", 1)),
        transfer_luck=who[:, 3],
        transfer_to_luck=later[:, 0],
        community_luck=later[:, 1],
        referral_luck=later[:, 2],
        gives_up_luck=later[:, 3],
        reoffending=end[:, 1],
    )


def _has(sheet: Sheet, name: str) -> Flags | None:
    """Return who has a need, if there is a column that says so; an empty cell is a no."""
    column = f"{PREFIX}{name}"
    if column not in sheet.frame.columns:
        return None
    return np.array(sheet.values(column, flag, missing=False), bool)


def _flags(sheet: Sheet) -> dict[str, Flags]:
    """Return yes-or-no columns; who is not said to refuse consents."""
    return {name: np.array(sheet.values(name, flag, name in TRUE_FLAGS), bool) for name in FLAGS}


def _sentences(sheet: Sheet, came: Came) -> Any:
    """Return sentences: one that holds him in prison for those in custody, and for nobody else."""
    known = place_in(SENTENCE_NAMES)

    def read(cell: Any) -> int:
        code = known(cell)
        if code in CUSTODIAL and came != Came.CUSTODY:
            raise ValueError(
                f"`{cell}` holds a man in prison, and these people are kind: {came.name.lower()}; "
                "leave it empty, or say kind: custody"
            )
        if code not in CUSTODIAL and came == Came.CUSTODY:
            raise ValueError(f"`{cell}` holds nobody in prison, and these people are kind: custody")
        return code

    return np.array(sheet.values("sentence", read, int(SENTENCE[came])), np.int8)


def _moments(sheet: Sheet, scenario: Scenario, name: str, missing: float) -> Floats:
    """Return `name_day` or `name_date`, as days from the start date."""

    def of_date(cell: Any) -> float:
        if isinstance(cell, date):
            return day_of(cell, scenario.start_date)
        try:
            return day_of(date.fromisoformat(str(cell)), scenario.start_date)
        except ValueError:
            raise ValueError(f"`{cell}` is not a date; write YYYY-MM-DD") from None

    days = sheet.numbers(f"{name}_day", -1e6, 1e6, np.nan)
    dates = np.array(sheet.values(f"{name}_date", of_date, np.nan), float)
    for row in np.flatnonzero(~np.isnan(days) & ~np.isnan(dates)).tolist():
        sheet.complain(row, f"{name}_date", f"give {name}_day or {name}_date, not both")
    days = np.where(np.isnan(days), dates, days)
    return np.where(np.isnan(days), missing, days)


def _must_follow(sheet: Sheet, joins: Floats, ends: Floats, column: str) -> None:
    for row in np.flatnonzero(ends < joins).tolist():
        sheet.complain(row, column, f"day {ends[row]:g} is before he joins (day {joins[row]:g})")
    for row in np.flatnonzero((ends < 0) & (ends >= joins)).tolist():
        sheet.complain(row, column, f"day {ends[row]:g} is before the run begins")
