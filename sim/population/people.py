"""People as rows: one column a fact of life, known before the run begins.

Only what competes for something scarce is decided during the run; all else (sentence, release if
nothing intervenes, death, luck) stands here. Rows are in order of entry, so that a longer horizon
adds rows at the end and changes none.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.policies.candidates import Codes, Flags
from sim.words.luck import Floats, Words

SiteCodes = NDArray[np.int16]


class Came(IntEnum):
    """How somebody came: into prison, into the community, or onto a plain list.

    Whether somebody in the community is on an order of a criminal court, or came before any
    conviction, is said by what stands for his sentence.
    """

    CUSTODY = 0
    COMMUNITY = 1
    LIST = 2


@dataclass(slots=True)
class People:
    """Columns of equal length. Days count from the start date; infinite means never or unknown."""

    key: Words
    """Stable 64-bit key of the person: luck that is drawn during the run hangs on it."""
    came: Codes
    site: SiteCodes
    """Where received."""
    home: SiteCodes
    """Probation site; -1 if none."""
    waits_for: SiteCodes
    """Programme that the stream names; -1 for whichever he is eligible for."""
    band: Codes
    """As first assessed: what decides which lists he may stand on."""
    true_band: Codes
    """What he really is: what his life hangs on, and nobody sees."""
    need: Codes
    """Level of need: always the cut of the score."""
    need_score: Floats
    """Need from 0 to 1."""
    motivation: Floats
    """How motivated, as a quantile among all men: 0 to 1."""
    tags: NDArray[np.uint32]
    """Needs by name, a bit each: `sim.population.facts` reads them."""
    sentence: Codes
    age_years: Floats
    enters_day: Floats
    before_days: Floats
    """Days inside, or under supervision, or on the list before day 0."""
    assessed_day: Floats
    """When he may join; below 0 for a man of the backlog who has waited since then."""
    release_day: Floats
    """When he leaves prison if nobody intervenes; infinite if only the Board can release him."""
    hearing_day: Floats
    """First hearing of the Parole Board; infinite if none is due."""
    tariff_day: Floats
    """Infinite where there is no tariff; below 0 if already past it."""
    supervision_end_day: Floats
    """End of the sentence or order where known; infinite if it hangs on the release."""
    licence_days: Floats
    """Length of the licence where it hangs on the release."""
    gives_up_day: Floats
    """When he leaves the list for a programme of his own accord; infinite for never."""
    gives_up_known: Flags
    """Whether that is a date that others know, and not his own affair."""
    dies_day: Floats
    completed_before: Flags
    denial: Flags
    learning_disability: Flags
    internet_only: Flags
    cse: Flags
    motivated: Flags
    consents: Flags
    attends_share: Floats
    """Share of a programme he attends if the file says so; NaN where luck decides."""
    drop_prison: Floats
    drop_prison_when: Floats
    drop_community: Floats
    drop_community_when: Floats
    drop_circle: Floats
    drop_circle_when: Floats
    transfer_luck: Floats
    transfer_to_luck: Floats
    community_luck: Floats
    referral_luck: Floats
    gives_up_luck: Floats
    reoffending: Floats

    def __len__(self) -> int:
        return len(self.key)

    def rows(self, order: NDArray[np.intp]) -> "People":
        """Return the same people in another order, or some of them."""
        return People(**{each.name: getattr(self, each.name)[order] for each in fields(self)})

    def sealed(self) -> "People":
        """Return these people as columns that cannot be written on: all policies share them."""
        for each in fields(self):
            getattr(self, each.name).setflags(write=False)
        return self


@dataclass(frozen=True, slots=True)
class Reassessments:
    """Assessments after the first, in order of time: columns of equal length."""

    day: Floats
    person: NDArray[np.int32]
    band: Codes
    changes: Flags
    """Whether the band differs from the one that he had until then."""

    @classmethod
    def none(cls) -> "Reassessments":
        return cls(np.empty(0), np.empty(0, np.int32), np.empty(0, np.int8), np.empty(0, bool))

    def __len__(self) -> int:
        return len(self.day)


def joined(parts: list[People]) -> People:
    """Return all the people of `parts`, one part after the other."""
    return People(
        **{
            each.name: np.concatenate([getattr(part, each.name) for part in parts])
            for each in fields(People)
        }
    )


@dataclass(slots=True)
class Population:
    """People in order of entry, with the names and the later luck that are seldom needed."""

    people: People
    ids: Callable[[], list[str]]
    streams: Callable[[], list[str]]
    id_rank: NDArray[np.int64]
    """Place of each person when all are sorted by id: the last tie-break of every order."""
    hearing_luck: Callable[[int], Floats]
    """Draws for the n-th hearing (from 1), one a person."""
    luck_of: Callable[[str], Callable[[int], Floats]]
    """The same for any other question that may come up again and again in a life."""
    attributes: dict[str, list[str | None]]
    """Further columns of listed people, as text; no policy sees them."""
    reassessments: Reassessments
    """What will be found if he is still there: release by the Board is not known here."""
    tag_names: tuple[str, ...]
    """Names of the needs, in order: the first has the lowest bit of `People.tags`."""
    review_days: float | None
    """Days from one hearing of the Parole Board to the next; `None` where there is no Board."""
    conviction_days: Floats | None = None
    """From each man's first reoffence to its conviction, where the scenario says how long."""
    return_days: Floats | None = None
    """From each man's first reoffence to the sentence that takes him back, where any does."""

    def __len__(self) -> int:
        return len(self.people)

    @property
    def first_hearing_day(self) -> Floats:
        """When the Board first hears each man; those past it on day 0 within one review."""
        people = self.people
        if self.review_days is None:
            return np.full(len(people), np.inf)
        overdue = people.hearing_day < people.enters_day
        within = self.hearing_luck(0) * self.review_days
        return np.where(overdue, people.enters_day + within, people.hearing_day)
