"""The reference of the commands, in Markdown, read off the commands themselves."""

import inspect
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

import typer

INTRODUCTION: Final = """\
# Reference: every command

A test holds this page to the commands; `placesim COMMAND --help` says the same. Where a scenario is
asked for, a shipped one may be given by its name (`placesim list`). With `--json` a command prints
one JSON object on standard output; all else that it has to say goes to standard error.

"""
CODES: Final = "Exit codes: "
HELP: Final = "--help"
KINDS: Final = {int: "whole number", float: "number", Path: "path"}


def page_of(app: typer.Typer) -> str:
    """Return the page of an application's commands, in the order in which help lists them."""
    group: Any = typer.main.get_command(app)
    codes = "".join(str(app.info.help).partition(CODES)[1:])
    told = (_told(name, each) for name, each in group.commands.items())
    return "\n".join([f"{INTRODUCTION}{codes}\n", *told])


def _told(name: str, command: Any) -> str:
    said = inspect.cleandoc(command.help or "")
    told, _, example = said.partition("\n\nExample: ")
    arguments = [_metavar(each) for each in command.params if not _is_option(each)]
    usage = " ".join(["placesim", name, *arguments, "[OPTIONS]"])
    lines = [f"## {name}", "", " ".join(told.split()), "", "```sh", usage, "```", ""]
    if example:
        lines += [f"Example: `{example.strip()}`", ""]
    parameters = [each for each in command.params if HELP not in each.opts]
    lines += ["| | may be | left out | means |", "|---|---|---|---|"]
    lines += [_row(_cells(each)) for each in parameters]
    return "\n".join([*lines, ""])


def _cells(parameter: Any) -> tuple[str, str, str, str]:
    names = [*parameter.opts, *parameter.secondary_opts]
    name = ", ".join(names) if _is_option(parameter) else _metavar(parameter)
    takes = "" if getattr(parameter, "is_flag", False) else _kind(parameter)
    default = parameter.default
    if parameter.required:
        left_out = "**required**"
    elif default is True:
        left_out = f"`{parameter.opts[0]}`"
    elif default in (None, False, (), []):
        left_out = "-"
    else:
        left_out = f"`{default}`"
    return f"`{name}`", takes, left_out, str(getattr(parameter, "help", None) or "")


def _is_option(parameter: Any) -> bool:
    return bool(parameter.opts[0].startswith("-"))


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _kind(parameter: Any) -> str:
    kind = parameter.type_descriptor.annotation
    if get_origin(kind) is Literal:
        return " or ".join(f"`{each}`" for each in get_args(kind))
    name = KINDS.get(kind, "text")
    return name if parameter.min is None else f"{name}, {parameter.min} or more"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(each.replace('|', chr(92) + '|') for each in cells)} |"
