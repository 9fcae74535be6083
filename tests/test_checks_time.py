"""Eras, dates, windows and calendars leave time in which somebody can start."""

import pytest

from tests.regions import Changes, said_of

MISTAKES: list[tuple[Changes, tuple[str, ...]]] = [
    (
        (("    until: 2027-03-01\n", "    from: 2027-03-01\n    until: 2027-03-01\n"),),
        ("54:12: programmes[core].until: `until` (day 424) is not after `from` (day 424)",),
    ),
    (
        (
            (
                "opens: {kaizen: 2026-06-01}\n    closes: {core: 2027-02-01}",
                "opens: {kaizen: 100}\n    closes: {kaizen: 100}",
            ),
        ),
        ("23:22: sites[oak].closes.kaizen: closes (day 100) not after it opens (day 100)",),
    ),
    (
        (("window: {days: 1000,", "window: {days: 300,"),),
        (
            (
                "62:20: programmes[clinic].window.days: a window that nobody can meet: it opens "
                "with 300 days left, and a man with 300 or fewer (`minimum_days_left`) leaves the "
                "list"
            ),
        ),
    ),
    (
        (("before: release}", "before: order_end}"),),
        (
            (
                "62:34: programmes[clinic].window.before: `order_end` is not ahead of people in a "
                "prison programme; allowed: release, parole"
            ),
        ),
    ),
    (
        (("    delivery: rolling\n", "    delivery: rolling\n    window: {days: 300}\n"),),
        (
            (
                "69:5: programmes[maintenance].window.before: `release` is not ahead of people in "
                "a community programme; allowed: order_end"
            ),
        ),
    ),
    (
        (("bank_holidays: true", "closed_from: 01-01, closed_to: 12-31"),),
        (
            (
                "41:51: programmes[horizon].calendar.closed_from: closed all year, from 01-01 to "
                "12-31; no session is ever held"
            ),
        ),
    ),
    (
        (("bank_holidays: true", "closed_from: 07-15, closed_to: 07-14"),),
        (
            (
                "41:51: programmes[horizon].calendar.closed_from: closed all year, from 07-15 to "
                "07-14; no session is ever held"
            ),
        ),
    ),
    (
        (
            ("horizon_years: 5", "horizon_days: 9"),
            (
                "weekdays: [mon, wed], bank_holidays: true",
                "weekdays: [mon], holidays: [2026-01-05]",
            ),
            ("    opens: {kaizen: 2026-06-01}\n    closes: {core: 2027-02-01}\n", ""),
            ("from: 2026-02-01", "from: 3"),
        ),
        (
            (
                "39:5: programmes[horizon].calendar: no session is ever held: every one of its "
                "weekdays in the run is a holiday or in the closed part of the year"
            ),
        ),
    ),
    (
        (
            (
                "transfers: {delay_days: 30, per_month: 10}",
                (
                    "transfers: {delay_days: 30, per_month: [{from: 3, value: 1}, {from: "
                    "2, value: 1}]}"
                ),
            ),
        ),
        (
            (
                "13:69: transfers.per_month[1].from: this step starts before the one above it; put "
                "steps in order of time"
            ),
        ),
    ),
]


@pytest.mark.parametrize(("changes", "words"), MISTAKES)
def test_a_time_in_which_nobody_can_start_is_refused_with_its_place(
    changes: Changes, words: tuple[str, ...]
) -> None:
    errors, _ = said_of(*changes)
    assert errors.splitlines() == [f"a.yaml:{each}" for each in words]


DOUBTS: list[tuple[Changes, tuple[str, ...]]] = [
    (
        (
            ("    until: 2027-03-01\n", "    until: 2025-03-01\n"),
            ("    closes: {core: 2027-02-01}\n", ""),
        ),
        (
            (
                "52:12: programmes[core].until: never on offer in this run, which is days 0 to "
                "1826.25"
            ),
        ),
    ),
    (
        (
            ("    until: 2027-03-01\n", "    from: 2036-03-01\n"),
            ("    closes: {core: 2027-02-01}\n", ""),
        ),
        ("52:11: programmes[core].from: never on offer in this run, which is days 0 to 1826.25",),
    ),
    (
        (
            (
                "opens: {kaizen: 2026-06-01}\n    closes: {core: 2027-02-01}",
                "opens: {core: 2028-01-01}",
            ),
        ),
        (
            (
                "21:35: sites[oak].programmes[2]: `core` is never on offer here: its dates and "
                "those of the site leave no day of the run"
            ),
        ),
    ),
    (
        (
            (
                "    delivery: rolling\n",
                "    delivery: rolling\n    window: {days: 800, before: order_end}\n",
            ),
        ),
        (
            (
                "69:20: programmes[maintenance].window.days: changes nothing: nobody of any stream "
                "has longer to go than this"
            ),
        ),
    ),
    (
        (("window: {days: 1000,", "window: {days: 1500,"),),
        (
            (
                "62:20: programmes[clinic].window.days: changes nothing: nobody of any stream has "
                "longer to go than this"
            ),
        ),
    ),
    (
        (
            (
                "      minimum: 2\n      maximum: 8\n",
                "      minimum: 2\n      maximum: 8\n      hold_open_days: 400\n",
            ),
        ),
        (
            (
                "38:23: programmes[horizon].group.hold_open_days: a group that could start waits "
                "400 days for more people; more than a year"
            ),
        ),
    ),
]


@pytest.mark.parametrize(("changes", "words"), DOUBTS)
def test_a_time_that_shuts_out_nobody_or_everybody_is_a_warning(
    changes: Changes, words: tuple[str, ...]
) -> None:
    errors, warnings = said_of(*changes)
    assert errors == ""
    assert warnings.splitlines() == [f"a.yaml:{each}" for each in words]


HORIZON = "    dose_share: {medium: 0.5}\n"
CLOSED_EVERYWHERE = (
    "a.yaml:31:9: programmes[horizon].id: closed from day 730 at every site that delivers it, and "
    "people whom nothing else takes still wait for it then; say `until`, or where it stays open"
)
MEDIUM_AND_HIGH = "bands: [high, very_high]", "bands: [very_high]"


def test_a_band_whose_programme_ends_without_another_waits_with_nothing_on_offer() -> None:
    ends = (HORIZON, HORIZON + "    until: 2027-06-01\n")
    errors, warnings = said_of(ends)
    assert errors == ""
    assert warnings == (
        "a.yaml:43:12: programmes[horizon].until: from day 516 to day 1826.25 no programme is on "
        "offer to people of band medium, who wait"
    )
    both = "medium or high, who wait"
    assert said_of(ends, MEDIUM_AND_HIGH)[1].endswith(both)


def test_an_era_that_follows_the_day_after_leaves_no_gap() -> None:
    """Core until the day on which its successor begins is silent; a month between is not."""
    ends = (HORIZON, HORIZON + "    until: 2027-06-01\n")
    bands = ("    bands: [high]\n    needs: [violence]\n", "    bands: [medium, high]\n")
    after = ("    after: [horizon]\n", "    from: {}\n")
    opens = ("    opens: {kaizen: 2026-06-01}\n", "")
    for day, gap in (("2027-06-01", ""), ("2027-07-01", "from day 516 to day 546")):
        begins = (after[0], after[1].format(day))
        assert gap in said_of(ends, MEDIUM_AND_HIGH, bands, begins, opens)[1]
        assert bool(gap) == bool(said_of(ends, MEDIUM_AND_HIGH, bands, begins, opens)[1])


def test_a_site_that_closes_a_programme_is_named_as_what_makes_the_gap() -> None:
    alone = ("programmes: [horizon, clinic]", "programmes: [clinic]")
    closes = ("closes: {core: 2027-02-01}", "closes: {core: 2027-02-01, horizon: 2028-01-01}")
    _, warnings = said_of(alone, closes, ("    facilitators: 4\n", ""))
    assert warnings.splitlines() == [
        (
            "a.yaml:23:41: sites[oak].closes.horizon: from day 730 to day 1826.25 no programme is "
            "on offer to people of band medium, who wait"
        ),
        CLOSED_EVERYWHERE,
    ]


def test_a_programme_closed_at_every_site_without_an_end_of_its_own_is_doubted() -> None:
    closes = ("closes: {core: 2027-02-01}", "closes: {core: 2027-02-01, horizon: 2028-01-01}")
    last = (
        "    places: {clinic: 20}\n",
        "    places: {clinic: 20}\n    closes: {horizon: 2027-06-01}\n",
    )
    until = (HORIZON, HORIZON + "    until: 2029-01-01\n")

    assert "closed from day 730" in said_of(closes, last)[1]
    assert "closed from" not in said_of(closes)[1]
    assert "closed from" not in said_of(closes, last, until)[1]
    late = ("2028-01-01}", "2040-01-01}")
    assert "closed from" not in said_of((closes[0], closes[1].replace(*late)), last)[1]


def test_people_on_licence_may_have_longer_to_go_than_those_on_orders() -> None:
    window = ("    delivery: rolling\n", WINDOW)
    after = ("transfers:", "community_after_release: {delay_days: 30}\ntransfers:")
    assert said_of(window)[1] != ""
    assert said_of(window, after) == ("", "")


WINDOW = "    delivery: rolling\n    window: {days: 800, before: order_end}\n"


def test_a_window_longer_than_the_shortest_sentence_shuts_somebody_out() -> None:
    """Served half of 3,000 days at most: 1,499 days before release is short of it by one."""
    assert said_of(("window: {days: 1000,", "window: {days: 1499,")) == ("", "")


def test_a_calendar_closed_over_the_new_year_is_open_in_between() -> None:
    assert said_of(("bank_holidays: true", "closed_from: 12-20, closed_to: 01-04")) == ("", "")


def test_a_programme_after_another_is_no_offer_to_those_who_have_done_none() -> None:
    ends = (HORIZON, HORIZON + "    until: 2027-06-01\n")
    second = ("    bands: [high]\n    needs: [violence]\n", "    bands: [medium, high]\n")
    assert "no programme is on offer to people of band medium" in said_of(ends, second)[1]
    first = ("    after: [horizon]\n", "")
    assert said_of(ends, second, first) == ("", "")


def test_a_programme_that_opens_late_leaves_a_gap_before_it() -> None:
    """Where nothing else is delivered, the day on which the site opens it is named."""
    alone = ("programmes: [horizon, clinic]", "programmes: [clinic]")
    opens = ("opens: {kaizen: 2026-06-01}", "opens: {horizon: 2026-06-01, core: 2026-05-01}")
    _, warnings = said_of(alone, opens, ("    facilitators: 4\n", ""))
    assert warnings == (
        "a.yaml:22:40: sites[oak].opens.core: from day 0 to day 120 no programme is on offer to "
        "people of band medium, who wait"
    )
