"""One self-contained page from the results of a run or comparison, safe to open offline.

The page carries one script bundle, and a content policy that names it by its hash and forbids
every other script, every request and every evaluated string. Scenario text is data throughout:
templates escape it, charts get it in islands that cannot become markup. The same results always
give the same bytes.
"""

import os
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import vl_convert
from altair import VEGALITE_VERSION
from altair.utils.schemapi import debug_mode
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.annex import annex
from reports.answer import DECIDES_NOTHING, answer, caveats
from reports.asked import Asked
from reports.cohorts import Cohorts
from reports.comparison import comparison
from reports.evidence import Evidence
from reports.figure import Figure, Sheet, Words
from reports.island import csv_link, json_island, packed, spec_of
from reports.origin import changed_from
from reports.ranking import ranking
from reports.reading import Reading
from reports.verdicts import Verdicts

if TYPE_CHECKING:
    from sim.experiments.claims import Worlds
    from sim.experiments.results import Results

_TEMPLATES = Path(__file__).parent / "templates"


def write_report(results: "Results", out: Path, worlds: "Worlds | None" = None) -> Path:
    """Write the page, whole or not at all, and return where it is.

    `worlds` are the results of every change of its question, these among them.
    """
    page = render(results, worlds)
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return out


def render(results: "Results", worlds: "Worlds | None" = None) -> str:
    """Return the page as text."""
    with debug_mode(arg=False):  # charts are checked by tests: see `spec_of`
        return _rendered(results, worlds)


def _rendered(results: "Results", worlds: "Worlds | None") -> str:
    reading = Reading(results.book, results.policies, results.replications)
    verdicts = Verdicts(results)
    order = ranking(verdicts, reading)
    asked = Asked(results, worlds, reading)
    sections = [*asked.sections(), *Evidence(results, reading, verdicts, order).sections()]
    style, boot, bundle = _ours("style.css"), _ours("boot.js"), _bundle()
    return (
        _templates()
        .get_template("report.html")
        .render(
            title=results.book.title,
            question=results.book.question,
            changed=changed_from(results.provenance),
            reading=reading,
            answer=[
                *answer(verdicts, reading, order),
                *Cohorts(results, reading).sentences(),
                *asked.sentences(),
            ],
            caveats=caveats(reading, results.provenance),
            decides_nothing=DECIDES_NOTHING,
            comparison=comparison(verdicts, reading),
            meanings=verdicts.meanings(),
            sections=sections,
            annex=annex(reading, results.provenance),
            policy=_content_policy(style, bundle, boot),
            style=style,
            boot=boot,
            bundle=bundle,
        )
    )


def _content_policy(style: str, *scripts: str) -> str:
    """Return the content policy: these scripts, this style, nothing from anywhere."""
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; "
        "style-src-attr 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _bundle() -> Markup:
    """Return Vega, Vega-Lite and Vega-Embed as one script that cannot end its own tag."""
    version = ".".join(VEGALITE_VERSION.lstrip("v").split(".")[:2])
    code = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    code = code.replace("\r\n", "\n").replace("\r", "\n")
    return Markup(code.replace("</script", "<\\/script").replace("<!--", "<\\!--"))  # noqa: S704 -- a library's code, no text of a scenario in it


@cache
def _ours(name: str) -> Markup:
    """Return a file of our own that goes into the page as it is."""
    text = (_TEMPLATES / name).read_text(encoding="utf-8").replace("\r\n", "\n")
    return Markup(text)  # noqa: S704 -- our own file, no text of a scenario in it


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["island"] = _island
    templates.filters["csv_link"] = csv_link
    templates.tests["figure"] = lambda item: isinstance(item, Figure)
    templates.tests["sheet"] = lambda item: isinstance(item, Sheet)
    templates.tests["words"] = lambda item: isinstance(item, Words)
    return templates


def _island(figure: Figure) -> Markup:
    spec: dict[str, Any] = spec_of(figure.chart, checked=False)
    return Markup(json_island(packed(spec)))  # noqa: S704 -- < > & are escaped in every island
