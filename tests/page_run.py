"""A page of the guide as a reader follows it: commands are given, files written, output compared.

In a page, a block fenced as `sh` is given to a shell, in the one folder that the page began with.
What stands behind the language says more:

- `sh fails`: the commands are to be refused, with exit code 2; `sh aside`: is not given at all
- `python`: a script, given to Python in the same folder
- `text` right after either: what is printed; `...` stands for what varies, or for lines left out
- `yaml NAME` and `csv NAME`: what the reader saves as a file of that name
- `quote NAME`: every paragraph of it is in the text of that HTML file
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from html import unescape
from pathlib import Path

FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PROGRESS = re.compile(r"^replications: .*\n", re.MULTILINE)
MISTAKE = 2
SECONDS_MAX = 600


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page."""

    kind: str
    more: str
    text: str
    line: int


def blocks_of(page: str) -> list[Block]:
    """Return the fenced blocks of a page in Markdown, in order."""
    return [
        Block(found[1], found[2] or "", found[3], page.count("\n", 0, found.start()) + 1)
        for found in FENCE.finditer(page)
    ]


def disagreements(page: str, folder: Path) -> list[str]:
    """Follow a page in a folder; return where what happens is not what it says."""
    wrong: list[str] = []
    printed = ""
    for block in blocks_of(page):
        if block.kind == "sh" and block.more != "aside":
            shell = ["bash", "-e", "-o", "pipefail", "-c", block.text]
            code, printed = _given(shell, folder)
            if code != (MISTAKE if block.more == "fails" else 0):
                wrong.append(f"line {block.line}: ended with {code}:\n{block.text}{printed}")
        elif block.kind == "python":
            code, printed = _given([sys.executable, "-c", block.text], folder)
            if code:
                wrong.append(f"line {block.line}: ended with {code}:\n{block.text}{printed}")
        elif block.kind == "text":
            if not fits(block.text, printed):
                wrong.append(f"line {block.line}: what is printed is\n{printed}")
        elif block.kind == "quote":
            page_told = folder / block.more
            told = _words(page_told.read_text(encoding="utf-8")) if page_told.exists() else ""
            wrong += [
                f"line {block.line}: {block.more} does not say: {each}"
                for each in re.split(r"\n\s*\n", block.text)
                if " ".join(each.split()) not in told
            ]
        elif block.more and block.kind in ("yaml", "csv"):
            (folder / block.more).write_text(block.text, encoding="utf-8")
    return wrong


def fits(said: str, printed: str) -> bool:
    r"""Tell whether what was printed is what is said, `...` being anything within a line or lines.

    >>> fits("a\n...\nd ... f\n", "a\nb\nc\nd e f\n"), fits("a\n", "a\nb\n")
    (True, False)
    """
    parts = [
        r"(?:.*\n)*"
        if line.strip() == "..."
        else ".*".join(map(re.escape, line.split("..."))) + "\n"
        for line in said.splitlines()
    ]
    return re.fullmatch("".join(parts), printed) is not None


def _given(command: list[str], folder: Path) -> tuple[int, str]:
    """Run a command in a folder; return how it ended and all that it printed.

    What a terminal wipes away again, the progress of a run, is left out.
    """
    beside = Path(sys.executable).parent
    ran = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    return ran.returncode, PROGRESS.sub("", ran.stdout)


def _words(html: str) -> str:
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", "", html, flags=re.DOTALL)
    return " ".join(unescape(bare).split())
