"""Who comes: streams of arrivals with their backlog, sentences, and a listed population."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.need import NeedFrom, NeedScore, levels_reached
from sim.scenario.numbers import (
    MOST_PEOPLE,
    Allowed,
    Distribution,
    Id,
    NotNegative,
    Share,
    Steps,
    Strict,
    Text,
)
from sim.scenario.provision import BandName, NeedName
from sim.words.bands import Need

NEED_LEFT_OUT: dict[NeedName, float] = {"medium": 1.0}
"""What a stream's levels of need are if it does not say."""

ListedKind = Literal["custody", "community", "list"]
StreamKind = Literal["custody", "community", "list", "upstream"]
Route = Literal["civil_order", "self_referral"]


class Determinate(Strict):
    """A sentence of fixed length: part served inside, the rest on licence."""

    kind: Annotated[Literal["determinate"], Field(description="a sentence of fixed length")]
    share: Annotated[NotNegative, Field(description="weight in the mix")] = 1.0
    length_days: Annotated[Distribution, Field(description="length of the sentence as passed")]
    served_share: Annotated[float, Field(description="part of it served inside", gt=0, le=1)] = 0.5
    served_days: Annotated[
        Distribution | None, Field(description="backlog only: days already served; else uniform")
    ] = None


class Extended(Strict):
    """Release at the Board's discretion after `parole_share` of the term, or at its end."""

    kind: Annotated[Literal["extended"], Field(description="an extended determinate sentence")]
    share: Annotated[NotNegative, Field(description="weight in the mix")] = 1.0
    length_days: Annotated[Distribution, Field(description="length of the custodial term")]
    parole_share: Annotated[
        float, Field(description="part of the term after which the Board may release", gt=0, le=1)
    ] = 0.667
    licence_days: Annotated[Distribution, Field(description="licence after release")]
    served_days: Annotated[
        Distribution | None, Field(description="backlog only: days already served; else uniform")
    ] = None


class Indeterminate(Strict):
    """No end date: the tariff, then the Parole Board."""

    kind: Annotated[
        Literal["indeterminate"], Field(description="life or imprisonment for public protection")
    ]
    share: Annotated[NotNegative, Field(description="weight in the mix")] = 1.0
    tariff_days: Annotated[Distribution, Field(description="least time to be served")]
    licence_days: Annotated[
        Distribution, Field(description="licence after release", validate_default=True)
    ] = 3652.5  # type: ignore[assignment]  # the validator turns the number into a distribution
    served_days: Annotated[
        Distribution | None, Field(description="backlog only: days already served; else uniform")
    ] = None


Sentence = Annotated[Determinate | Extended | Indeterminate, Field(discriminator="kind")]


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "upstream" else f"a {kind}"


class Backlog(Strict):
    """People already inside, under supervision or on the list on day 0."""

    people: Annotated[int, Field(description="how many", ge=0, le=MOST_PEOPLE)]
    sentences: Annotated[
        list[Sentence] | None, Field(description="the stock's mix; the stream's own if left out")
    ] = None
    bands: Annotated[
        dict[BandName, NotNegative] | None,
        Field(description="weight of each risk band; the stream's own if left out"),
    ] = None
    completed_share: Annotated[
        float, Field(ge=0, le=1, description="share who have done their programme before day 0")
    ] = 0.0
    waited_days: Annotated[
        Distribution | None,
        Field(description="community and list: days already waited; 0 if left out"),
    ] = None


class Stream(Strict):
    """An arrival stream: how often people come, who they are, what they are sentenced to.

    `custody`: received into prison. `community`: put on an order. `list`: joins a list and no
    more, as in a textbook queue. `upstream`: comes before any conviction, by a civil order or of
    his own accord, into the programmes that take such people (`upstream` of a programme).
    """

    id: Id
    kind: Annotated[
        StreamKind,
        Field(
            description="received into prison, put on an order, just on a list, or referred "
            "before any conviction"
        ),
    ]
    route: Annotated[
        Route | None,
        Field(description="upstream: by a civil order (SHPO, SRO), or of his own accord"),
    ] = None
    sites: Annotated[
        Id | dict[Id, NotNegative],
        Field(description="where they are received: a site, or shares"),
        Allowed("the id of a site, or shares of sites such as {one: 0.6, other: 0.4}"),
    ]
    released_to: Annotated[Id | None, Field(description="probation site after release")] = None
    waits_for: Annotated[
        Id | None, Field(description="the programme; by eligibility if left out")
    ] = None
    arrivals_per_year: Annotated[
        Steps | None, Field(description="people a year, at random times")
    ] = None
    arrivals_per_day: Annotated[
        Steps | None, Field(description="people a day, at random times")
    ] = None
    interarrival_days: Annotated[
        Distribution | None, Field(description="days from one arrival to the next")
    ] = None
    arrival_days: (
        Annotated[
            list[NotNegative],
            Field(
                description="the days on which people come, one each",
                min_length=1,
                max_length=MOST_PEOPLE,
            ),
        ]
        | None
    ) = None
    bands: Annotated[
        dict[BandName, NotNegative], Field(description="weight of each risk band", min_length=1)
    ] = {"medium": 1.0}
    age_years: Annotated[
        Distribution, Field(description="age on arrival", validate_default=True)
    ] = 40  # type: ignore[assignment]  # the validator turns the number into a distribution
    learning_disability_share: Annotated[
        Share, Field(description="share with a learning disability")
    ] = 0.0
    denial_share: Annotated[Share, Field(description="share who deny the offence")] = 0.0
    internet_only_share: Annotated[
        Share, Field(description="share convicted of internet offences only")
    ] = 0.0
    cse_share: Annotated[
        float, Field(ge=0, le=1, description="share with a CSE flag, whatever the offence code")
    ] = 0.0
    needs: Annotated[
        dict[Id, Share], Field(description="share who have each need, by name", max_length=30)
    ] = {}
    need: Annotated[
        dict[NeedName, NotNegative],
        Field(description="weight of each level of need", min_length=1),
    ] = NEED_LEFT_OUT
    need_score: Annotated[
        NeedScore | None,
        Field(description="score of need, 0 to 1, instead of `need`: the level is the cut of it"),
    ] = None
    motivated_share: Annotated[float, Field(ge=0, le=1, description="share who want a circle")] = (
        0.0
    )
    consent_share: Annotated[
        Share, Field(description="share who take a programme that they are offered")
    ] = 1.0
    sentences: Annotated[
        list[Sentence] | None, Field(description="custody: the mix of sentences", min_length=1)
    ] = None
    order_days: Annotated[
        Distribution | None,
        Field(
            description="length of the order; of a self-referral how long the service stays open "
            "to him, to the end of the run if left out"
        ),
    ] = None
    patience_days: Annotated[
        Distribution | None,
        Field(
            description="list, upstream: leaves the list so long after coming; never if left out"
        ),
    ] = None
    backlog: Annotated[Backlog | None, Field(description="people already there on day 0")] = None

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> Self:
        ways = ("arrivals_per_year", "arrivals_per_day", "interarrival_days", "arrival_days")
        given = [way for way in ways if getattr(self, way) is not None]
        if len(given) > 1:
            raise ValueError(f"give one of {', '.join(ways)}, not {' and '.join(given)}")
        if sum(self.bands.values()) <= 0:
            raise ValueError("the shares of bands add up to 0")
        if sum(self.need.values()) <= 0:
            raise ValueError("the shares of need add up to 0")
        if self.need_score is not None and self.need != NEED_LEFT_OUT:
            raise ValueError(
                "give need or need_score, not both: the level follows from the score; "
                "`need: null` takes away what another file says"
            )
        if isinstance(self.sites, dict) and sum(self.sites.values()) <= 0:
            raise ValueError("the shares of sites add up to 0")
        needs = {"custody": "sentences", "community": "order_days", "upstream": "route"}
        need = needs.get(self.kind)
        if need and getattr(self, need) is None:
            raise ValueError(f"{_a(self.kind)} stream needs {need}")
        if self.route == "civil_order" and self.order_days is None:
            raise ValueError("an upstream stream by civil_order needs order_days")
        for name, kinds in (
            ("sentences", ("custody",)),
            ("released_to", ("custody",)),
            ("order_days", ("community", "upstream")),
            ("patience_days", ("list", "upstream")),
            ("route", ("upstream",)),
        ):
            if self.kind not in kinds and getattr(self, name) is not None:
                meant = f"{name} is for {_a(kinds[0])} stream"
                raise ValueError(f"{meant}, and this is {_a(self.kind)} one")
        return self

    def need_levels(self, need_from: NeedFrom) -> tuple[Need, ...]:
        """Return the levels of need that somebody of this stream may have."""
        if self.need_score is not None:
            return levels_reached(self.need_score, need_from.cuts)
        return tuple(level for level in Need if self.need.get(level.name.lower(), 0.0) > 0)  # type: ignore[call-overload]  # the names of levels are the keys

    @property
    def in_community(self) -> bool:
        """Whether people come into the community: on an order, or before any conviction."""
        return self.kind in ("community", "upstream")


class Listed(Strict):
    """People by name: a CSV or Parquet file beside the scenario, one row a person.

    Columns: `id`; `join_day` or `join_date` (or `start_day`, `start_date`); optionally `site`,
    `band`, `release_day` or `release_date`, `leave_day` or `leave_date`, `age_years`, `sentence`,
    `tariff_day` or `tariff_date`, `licence_end_day` or `licence_end_date`, `waits_for`,
    `denial`, `learning_disability`, `internet_only`, `cse`, `motivated`, `consents`, `need`
    (low, medium, high), `need_score` (0 to 1), `true_band` (the assessed band if left out),
    `motivation` (0 to 1), `attends_share` (1: stays to the end; less: drops out there). Others
    are kept as attributes. A release ends custody (or the order); a leave day ends the wait and
    nothing else. People of kind community whose `sentence` is `civil_order` or `self_referred`
    come before any conviction.
    Units, what an empty cell means and how ties fall: `scenarios/README.md`.
    """

    file: Annotated[
        Text, Field(description="CSV or Parquet file, relative to the file that names it")
    ]
    kind: Annotated[
        ListedKind, Field(description="custody, community or list, as for a stream")
    ] = "list"
    site: Annotated[Id | None, Field(description="where no `site` column says")] = None
    released_to: Annotated[Id | None, Field(description="probation site after release")] = None
    waits_for: Annotated[
        Id | None, Field(description="the programme; by eligibility if left out")
    ] = None


class Population(Strict):
    """Everybody: synthetic streams, a listed population, or both."""

    streams: Annotated[
        list[Stream], Field(description="arrival streams with their backlog", max_length=2_000)
    ] = []
    listed: Annotated[Listed | None, Field(description="people listed in a file")] = None
    need_from: Annotated[
        NeedFrom, Field(description="where levels of need begin on the score, for everybody")
    ] = NeedFrom()
