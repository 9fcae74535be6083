"""A report as a reader's browser takes it apart, and the figures it is made of."""

from html.parser import HTMLParser

from reports.evidence import Evidence
from reports.ranking import ranking
from reports.reading import Reading
from reports.verdicts import Verdicts
from sim.experiments.results import Results


class Page(HTMLParser):
    """A page as a browser takes it apart: tags, text, and what would run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        inside = self.tags[-1] if self.tags else ("", {})
        if inside[0] == "script" and inside[1].get("type") is None and data.strip():
            self.scripts.append(data)
        self.text += "" if inside[0] in {"script", "style"} else data

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def evidence(results: Results) -> Evidence:
    reading = Reading(results.book, results.policies, results.replications)
    verdicts = Verdicts(results)
    return Evidence(results, reading, verdicts, ranking(verdicts, reading))
