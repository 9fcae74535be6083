"""The method note, under the headings of STRESS-DES, of what a scenario has and nothing more."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from reports.amounts import listed, whole
from reports.origin import where_from
from reports.programmes import held
from reports.reading import Reading
from sim.words.reoffences import CAUSES, PROVEN

if TYPE_CHECKING:
    from sim.log.history import Book

Entry = tuple[str, str]


def what_was_asked(reading: Reading, policies: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the objectives and the logic; `policies` are labels, each with what it says."""
    book = reading.book
    prisons = sum(site.kind == "prison" for site in book.sites)
    regions = len(book.sites) - prisons
    yield "1 Objectives: purpose", book.question or book.title
    yield (
        "1 Objectives: outputs",
        (
            "The outcomes defined above, each read from the event log of a run over "
            f"{reading.window}, and the tables under each chart."
        ),
    )
    yield (
        "1 Objectives: experiments",
        (
            f"{len(reading.policies)} allocation "
            f"{'policy' if len(reading.policies) == 1 else 'policies'}, on the same people with "
            f"the same luck; the main measure was named in the scenario: {book.primary_outcome}."
        ),
    )
    yield "2 Logic: base", " ".join(base(book))
    for part, said in parts(book):
        yield f"2 Logic: {part}", said
    yield (
        "2 Logic: differences between policies",
        "; ".join(f"{label}: {says}" for label, says in policies)
        + ". Orders are worked out afresh at each allocation; ties go to the longest wait.",
    )
    yield (
        "2 Logic: sites and programmes",
        (
            f"{_count(prisons, 'prison')} and {_count(regions, 'probation site')}. "
            + " ".join(_provisions(reading))
        ),
    )


def how_it_was_done(reading: Reading, provenance: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield the rest of the method note: data, experiments, implementation, access."""
    book = reading.book
    yield (
        "3 Data",
        (
            "Inputs, their ranges, sources and standing are in the table under “Where every number "
            f"comes from”, and in the scenario, which is kept with the run. {where_from(reading)} "
            "The backlog on the first day is loaded, not warmed up."
        ),
    )
    yield (
        "4 Experimentation",
        (
            f"Terminating simulation of {whole(book.horizon_days)} days from the start date; no "
            f"warm-up; {_count(reading.replications, 'replication')}. Intervals are Student's t "
            "over replications; differences are paired; the main measure is one family of "
            "comparisons and all others together another (Holm). Starting, leaving and "
            "reoffending over time are Aalen-Johansen cumulative incidence with delayed entry."
        ),
    )
    yield (
        "5 Implementation",
        (
            f"placesim {provenance.get('placesim', '(version not recorded)')}, on SimPy. Luck is a "
            "function of seed, replication, person and question (Philox): no policy changes "
            f"anybody's luck; seed {provenance.get('seed', '(not recorded)')}. Events due at "
            "the same instant run in a written order."
        ),
    )
    yield (
        "6 Code access",
        (
            "MIT licence; the digests below identify the run. The guide that comes with the code "
            "says how to make it again (docs/guide/how-to.md) and what the model cannot say, "
            "whatever the scenario (docs/guide/cannot-say.md)."
        ),
    )


def base(book: "Book") -> Iterator[str]:
    """Yield the sentences on joining, starting and leaving a list."""
    ways = {note.delivery for note in book.provisions if note.kind == "programme"}
    yield (
        "People enter custody or supervision, join the waiting list of a programme they are "
        "eligible for, and start when a group of its size can be filled and its staff are free."
    )
    if ways - {"groups"}:
        yield (
            "Where work is one-to-one, in open groups or in places for a stay, a man starts when "
            "one to work with him, a chair or a place is free."
        )
    if any(site.team for site in book.sites):
        yield "Staff are people who are recruited and trained, fall sick and leave."
    yield (
        "They leave the list unserved at release, at the end of their order, at death, or when too "
        "little time is left."
    )


def parts(book: "Book") -> Iterator[Entry]:
    """Yield what is modelled beside the lists, part by part, as far as the scenario has it."""
    for part, sentences in (
        ("people before any conviction", _upstream(book)),
        ("voluntary attendance", _voluntary(book)),
        ("the Parole Board", _board(book)),
        ("licence", _licence(book)),
        ("circles", _circles(book)),
        ("reoffending", _reoffending(book)),
        ("costs", _costs(book)),
    ):
        said = " ".join(sentences)
        if said:
            yield part, said


def _upstream(book: "Book") -> Iterator[str]:
    if book.upstream:
        yield (
            "They wait for the same groups and the same staff as others in the community; whoever "
            "is first convicted, under a belief, is followed no further in its world."
        )


def _voluntary(book: "Book") -> Iterator[str]:
    if book.voluntary:
        yield (
            "Some go on with a programme, wait on for it or come back to it once their order or "
            "licence has ended. Who wishes to, and for how long, is each one's own luck, the same "
            "under every policy; no belief says that those who come are other men than those who "
            "do not."
        )


def _board(book: "Book") -> Iterator[str]:
    if book.parole is None:
        return
    yield (
        "The Board hears men past tariff, releases some, and hears the others again. How often it "
        "releases hangs on whether a programme is outstanding; to complete one brings a hearing."
    )
    if book.parole.slots:
        yield (
            "It has so many slots a month: the first to be ready has the first slot, and a slot is "
            "listed once and kept."
        )
    if book.parole.deferral:
        yield "Some hearings that find a programme outstanding are put off, and lose their slot."


def _licence(book: "Book") -> Iterator[str]:
    if book.licence is not None:
        yield (
            "Recall is a hazard by true risk band that falls with time since release. It takes a "
            "man off every list and out of every group and circle, for a fixed term, or until the "
            "Board or the end of the sentence lets him out; meanwhile he may wait for what he has "
            "not completed, and his licence runs on."
        )
        if book.licence.mappa_hours_per_week:
            yield "Levels of MAPPA are worked out when the run is over, and change nothing in it."
    if book.returns_under is not None:
        yield (
            "Men who were in prison before go back there on their first reoffence, as the belief "
            f"“{dict(book.beliefs)[book.returns_under]}” has it; other beliefs are read off that "
            "same run."
        )


def _circles(book: "Book") -> Iterator[str]:
    for note in book.provisions:
        if note.kind != "circle":
            continue
        referral, volunteers = note.rules.get("referral"), note.rules.get("volunteers")
        if referral:
            when = "before" if referral.get("when") == "before_release" else "after"
            yield f"Men are referred {when} release, and those who are accepted wait."
        if volunteers:
            yield (
                "Volunteers apply, are vetted and trained, and leave. Whoever is free goes to a "
                "circle that lacks somebody before a new one begins; a circle that lacks too many "
                "for too long ends."
            )
        else:
            yield "Circles are taken one place a person."


def _reoffending(book: "Book") -> Iterator[str]:
    if not book.beliefs:
        return
    yield (
        "Reoffending is a hazard by true risk band, falling with time offence-free, with death "
        "competing, times the effect of what was received, under each belief; time in prison again "
        "stands still. Only first reoffences are followed."
    )
    told = [CAUSES[cause] for cause in CAUSES if cause in book.reoffences]
    if told:
        yield f"Causes compete, each with luck of its own: {listed(told)}."
    if PROVEN in book.reoffences:
        yield (
            "The official measure counts a first reoffence within a year of release, convicted "
            "within six months more."
        )
    if book.priors:
        yield "The mean over beliefs weighs them by the priors of the scenario."


def _costs(book: "Book") -> Iterator[str]:
    if book.costs is not None:
        rate = f"{100 * book.costs.discount_rate_per_year:g}"
        yield (
            f"Read off the log at prices of {book.costs.price_year}, discounted by {rate}% a year "
            "to the first day of the window; nothing in a run hangs on them, and what has no price "
            "is in no sum."
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _provisions(reading: Reading) -> Iterator[str]:
    for note in reading.book.provisions:
        name = reading.provision[note.id]
        if note.kind == "circle":
            yield f"{name}: one person a circle."
        else:
            where = "in prison" if note.setting == "prison" else "in the community"
            yield f"{name}, {where}: {held(note)}."
