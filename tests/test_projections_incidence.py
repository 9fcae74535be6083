"""Aalen-Johansen against hand-worked numbers and a closed form; integrals against areas."""

import numpy as np
import pytest

from sim.projections.incidence import aalen_johansen
from sim.projections.occupancy import clipped_days, counts_at, quarters


def test_competing_exits_match_the_numbers_worked_by_hand() -> None:
    """Six men: exits at 1 (cause 1), 2 (cause 2), 3 (cause 1), 3 (lost), 4 (cause 2), 5 (lost).

    By hand: 1/6 gone at 1; 5/6 x 1/5 at 2; 4/6 x 1/4 at 3; 3/6 x 1/2 at 4; 1/4 remains.
    """
    found = aalen_johansen(
        entry=np.zeros(6),
        exit_=np.array([1.0, 2.0, 3.0, 3.0, 4.0, 5.0]),
        cause=np.array([1, 2, 1, 0, 2, 0]),
        causes=2,
        at=np.array([0.0, 1.0, 2.5, 3.0, 4.0, 9.0]),
    )

    assert found.gone[0] == pytest.approx([0, 1 / 6, 1 / 6, 1 / 3, 1 / 3, 1 / 3])
    assert found.gone[1] == pytest.approx([0, 0, 1 / 6, 1 / 6, 5 / 12, 5 / 12])
    assert found.remaining == pytest.approx([1, 5 / 6, 4 / 6, 1 / 2, 1 / 4, 1 / 4])
    assert found.at_risk.tolist() == [6, 5, 4, 2, 1, 0]


def test_a_man_of_the_backlog_is_at_risk_only_from_when_he_was_seen() -> None:
    """Two new men go at 1 and 4; one already waited 3 on day 0 and goes at 5.

    By hand: 1/2 at 1 (the third is not yet seen); 1/2 x 1/2 at 4; 1/4 x 1 at 5.
    """
    found = aalen_johansen(
        entry=np.array([0.0, 0.0, 3.0]),
        exit_=np.array([1.0, 4.0, 5.0]),
        cause=np.array([1, 1, 2]),
        causes=2,
        at=np.array([1.0, 3.5, 4.0, 5.0]),
    )

    assert found.gone[0] == pytest.approx([1 / 2, 1 / 2, 3 / 4, 3 / 4])
    assert found.gone[1] == pytest.approx([0, 0, 0, 1 / 4])
    assert found.at_risk.tolist() == [1, 2, 1, 0]


def test_a_start_without_any_wait_counts_from_the_first_instant() -> None:
    found = aalen_johansen(
        entry=np.zeros(4),
        exit_=np.array([0.0, 0.0, 2.0, 2.0]),
        cause=np.array([1, 1, 1, 0]),
        causes=1,
        at=np.array([0.0, 2.0]),
    )

    assert found.gone[0] == pytest.approx([1 / 2, 3 / 4])


def test_two_constant_hazards_give_the_closed_form_with_late_entry_and_censoring() -> None:
    """Share gone by t for cause k is (h_k / h) (1 - exp(-h t)); late entry must not move it."""
    luck = np.random.Generator(np.random.Philox(7))  # noqa: TID251 -- data for the test, seeded
    people, hazards = 50_000, np.array([0.5, 0.25])
    ends = luck.exponential(1 / hazards[:, None], (2, people))
    entry = np.where(np.arange(people) % 2, 0.0, luck.uniform(0, 1, people))
    last = luck.uniform(1, 6, people)
    gone = ends.min(axis=0)
    seen = gone > entry
    at = np.array([0.5, 1.0, 2.0, 4.0])

    found = aalen_johansen(
        entry=entry[seen],
        exit_=np.minimum(gone, last)[seen],
        cause=np.where(gone < last, ends.argmin(axis=0) + 1, 0)[seen],
        causes=2,
        at=at,
    )

    whole = hazards.sum()
    expected = hazards[:, None] / whole * (1 - np.exp(-whole * at))
    assert found.gone == pytest.approx(expected, abs=0.01)
    assert found.gone.sum(axis=0) + found.remaining == pytest.approx(np.ones(4), abs=1e-12)


def test_nobody_to_follow_gives_nobody_gone() -> None:
    none = np.zeros(0)
    found = aalen_johansen(
        entry=none, exit_=none, cause=np.zeros(0, np.int64), causes=2, at=np.array([0.0, 1.0])
    )

    assert found.gone.tolist() == [[0, 0], [0, 0]]
    assert found.remaining.tolist() == [1, 1]


def test_somebody_who_goes_before_he_comes_is_an_error_not_a_number() -> None:
    with pytest.raises(ValueError, match="somebody goes before he comes"):
        aalen_johansen(
            entry=np.array([2.0]),
            exit_=np.array([1.0]),
            cause=np.array([1]),
            causes=1,
            at=np.array([0.0]),
        )


def test_a_time_integral_is_the_area_under_the_count() -> None:
    """Counted finely and summed, or clipped and added up: the same area."""
    since, until = np.array([0.0, 1.0, 2.5, 6.0]), np.array([3.0, np.inf, 4.0, 9.0])
    fine = np.arange(2.0, 8.0, 0.001) + 0.0005

    area = counts_at(fine, since, until).sum() * 0.001

    assert clipped_days(since, until, (2.0, 8.0)).sum() == pytest.approx(area)
    assert clipped_days(since, until, (2.0, 8.0)).tolist() == [1.0, 6.0, 1.5, 2.0]


def test_a_count_holds_the_day_of_joining_and_not_the_day_of_going() -> None:
    counts = counts_at(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0]), np.array([1.0, np.inf]))

    assert counts.tolist() == [[1, 1, 1]]


def test_counts_are_taken_every_quarter_and_once_at_the_end() -> None:
    assert quarters(200.0).tolist() == [0.0, 91.3125, 182.625, 200.0]
    assert quarters(182.625).tolist() == [0.0, 91.3125, 182.625]


def test_a_reoffence_put_off_may_count_for_more_because_fewer_are_still_followed() -> None:
    """Why a greater benefit can raise the share of a run, though no man reoffends sooner.

    Ten men, five of whom can be followed for 2 years and five for 5. The reoffence of one of the
    latter at year 1 is 1 of 10; put off to year 3 it is 1 of the 5 then followed.
    """

    def share_by_5(day: float) -> float:
        exits = np.array([2.0] * 5 + [5.0] * 4 + [day])
        found = aalen_johansen(
            entry=np.zeros(10),
            exit_=exits,
            cause=np.array([0] * 9 + [1]),
            causes=1,
            at=np.array([5.0]),
        )
        return float(found.gone[0, 0])

    assert share_by_5(1.0) == pytest.approx(1 / 10)
    assert share_by_5(3.0) == pytest.approx(1 / 5)
