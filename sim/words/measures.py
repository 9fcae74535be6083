"""What can be measured of a run and held against a published figure.

A measure is a figure of a stretch of time or of a day, as statistics publish it: so many a year, so
many on a day, a share. Outcomes can be held against figures too, by their names.
"""

from dataclasses import dataclass
from difflib import get_close_matches

from sim.words.outcomes import Scope, outcomes_of

WHERE = ("sites", "regions")
WHOM = ("sentences", "bands")
WHAT = ("setting", "programmes")
AGES = ("age_from_years", "age_to_years")
ON = "on"
LARGE, LARGEST_EXACT = 100, 1_000
"""Figures from these on are shown without decimals, and to the nearest ten."""
NARROWINGS = (*WHAT, *WHERE, *WHOM, *AGES)
"""By what a target may narrow its measure, if the measure takes it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of figure: its name, its unit, what is counted, and what may narrow it."""

    name: str
    title: str
    unit: str
    counts: str
    takes: tuple[str, ...] = (*WHERE, *WHOM)

    @property
    def is_level(self) -> bool:
        """Whether it can be measured on a single day."""
        return ON in self.takes


MEASURES: tuple[Measure, ...] = (
    Measure(
        "received_per_year",
        "Men received into prison",
        "a year",
        "men received under a new sentence",
    ),
    Measure(
        "received_age_share",
        "Age at reception into prison",
        "share",
        "of men received under a new sentence, those from the one age up to under the other",
        (*WHERE, *WHOM, *AGES),
    ),
    Measure("orders_per_year", "New community orders", "a year", "people put on a community order"),
    Measure(
        "released_first_per_year",
        "First releases from prison",
        "a year",
        "men released for the first time on their sentence",
    ),
    Measure(
        "released_per_year",
        "Releases from prison",
        "a year",
        "releases, those after a recall among them",
    ),
    Measure(
        "recalled_per_year",
        "Recalls to prison",
        "a year",
        "recalls from licence; a man recalled twice counts twice",
    ),
    Measure(
        "heard_per_year",
        "Hearings of the Parole Board",
        "a year",
        "hearings that were held; a man heard twice counts twice",
        WHOM,
    ),
    Measure(
        "released_at_hearing_share",
        "Hearings that end in release",
        "share",
        "hearings that directed release, of all that were held",
        WHOM,
    ),
    Measure(
        "started_per_year",
        "Programme starts",
        "a year",
        "places on a programme that were taken up",
        (*WHAT, *WHERE, *WHOM),
    ),
    Measure(
        "completed_per_year",
        "Programme completions",
        "a year",
        "programmes completed",
        (*WHAT, *WHERE, *WHOM),
    ),
    Measure(
        "completed_per_start_share",
        "Completions for each start",
        "share",
        "programmes completed in a time over programmes started in it",
        (*WHAT, *WHERE, *WHOM),
    ),
    Measure(
        "attrition_share",
        "Attrition from programmes",
        "share",
        "attendances that ended before the end of the programme, of all that ended; without people "
        "whom nobody obliged and who had come as long as they wished",
        (*WHAT, *WHERE, *WHOM),
    ),
    Measure(
        "waited_mean_days",
        "Wait of those who started",
        "days",
        "mean days from joining the list of a programme to starting it",
        (*WHAT, *WHERE, *WHOM),
    ),
    Measure(
        "never_started_share",
        "Community requirements that never start",
        "share",
        "of orders and licences that ended, of people who had joined a community list meant for "
        "their band, those of people who had started no programme there",
        ("programmes", *WHERE, *WHOM),
    ),
    Measure(
        "inside_people",
        "Men in prison",
        "people",
        "men in prison, those recalled among them, on average",
        (*WHERE, *WHOM, ON),
    ),
    Measure(
        "recalled_inside_people",
        "Recalled men in prison",
        "people",
        "men in prison by a recall or a new sentence, on average",
        (*WHOM, ON),
    ),
    Measure(
        "past_tariff_people",
        "Men past tariff who have never been released",
        "people",
        "men in prison past tariff before a first release, on average",
        (*WHOM, ON),
    ),
    Measure(
        "posts_vacant_share",
        "Posts of facilitators vacant",
        "share",
        "posts planned and not filled, over posts planned",
        ("setting", *WHERE, ON),
    ),
    Measure("circles_started_per_year", "Circles started", "a year", "circles that began"),
    Measure(
        "circles_running_people",
        "Circles running",
        "people",
        "men who have a circle, on average",
        (*WHERE, *WHOM, ON),
    ),
    Measure(
        "volunteers_people",
        "Volunteers ready",
        "people",
        "volunteers vetted, trained and not gone, on average",
        (*WHERE, ON),
    ),
    Measure(
        "circles_accepted_share",
        "Referrals to circles that are accepted",
        "share",
        "referrals accepted, of all that were made",
    ),
    Measure(
        "circles_waited_mean_days",
        "Wait for a circle",
        "days",
        "mean days from joining the list of circles to the start of the circle",
    ),
    Measure(
        "core_members_share",
        "Core members of these bands",
        "share",
        "of circles that began, those of a core member of one of the bands, as first assessed",
    ),
)
BY_NAME: dict[str, Measure] = {each.name: each for each in MEASURES}


def measure(name: str, scope: Scope) -> Measure:
    """Return the measure or outcome of a name, or raise `KeyError` with the nearest names.

    An outcome is a measure that nothing narrows.
    """
    if name in BY_NAME:
        return BY_NAME[name]
    outcomes = {each.name: each for each in outcomes_of(scope)}
    if name in outcomes:
        found = outcomes[name]
        return Measure(found.name, found.title, found.unit, found.definition, ())
    near = get_close_matches(name, (*BY_NAME, *outcomes), n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(BY_NAME)}, or an outcome"
    raise KeyError(f"no measure and no outcome is called `{name}`; {hint}")


def said(value: float | None, unit: str) -> str:
    """Return a figure as a reader wants it, with its unit.

    >>> said(0.4021, "share"), said(1109.6, "a year"), said(9.74, "days"), said(None, "people")
    ('40.2 %', '1,110 a year', '9.7 days', 'none')
    """
    if value is None:
        return "none"
    if unit == "share":
        return f"{100 * value:.1f} %"
    return f"{bare(value)} {unit}".rstrip()


def bare(value: float, unit: str = "") -> str:
    """Return a figure without its unit.

    >>> bare(14796.2), bare(112.4), bare(9.74), bare(0.4021, "share")
    ('14,800', '112', '9.7', '40.2')
    """
    if unit == "share":
        return f"{100 * value:.1f}"
    if abs(value) >= LARGE:
        return f"{round(value, -1):,.0f}" if abs(value) >= LARGEST_EXACT else f"{value:,.0f}"
    return f"{value:.1f}"


def span(low: float, high: float, unit: str) -> str:
    """Return a range in words.

    >>> span(900.0, 1300.0, "a year"), span(0.38, 0.42, "share")
    ('900 to 1,300', '38.0 to 42.0')
    """
    return f"{bare(low, unit)} to {bare(high, unit)}"


def measures_table() -> str:
    """Return the measures in Markdown: the guide has this table, and a test holds it to it."""
    lines = ["| measure | unit | what is counted | narrowed by |", "|---|---|---|---|"]
    for each in MEASURES:
        by = ", ".join(f"`{name}`" for name in each.takes if name != ON) or "-"
        day = "; of a day too" if each.is_level else ""
        lines.append(f"| `{each.name}` | {each.unit} | {each.counts}{day} | {by} |")
    return "\n".join(lines)
