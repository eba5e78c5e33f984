"""The command line, with every command, word and option, and the exit codes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import typer

from reviewbook import cli

__all__ = ["commands"]


def commands(_root: Path) -> str:
    """Write the page about the command line."""
    whole: Any = typer.main.get_command(cli.app)
    head = f"# Command line\n\n{whole.help}\n\n`reviewbook` lies in `.venv/bin/`. {_codes()}\n"
    before = "\n## Before the command\n\n" + _words(whole)
    return head + before + "".join(_command(["reviewbook", name], one) for name, one in sorted(whole.commands.items()))


def _codes() -> str:
    told = re.sub(r"\s+", " ", str(cli.__doc__)).split("Exit codes: ")[1].rstrip(". ")
    codes = [one.strip().partition(" ") for one in told.split("·")]
    rows = "".join(f"| {code} | {words} |\n" for code, _, words in codes)
    return f"It ends with a code that says how it went:\n\n| code | meaning |\n| --- | --- |\n{rows}"


def _command(way: list[str], command: Any) -> str:
    if hasattr(command, "commands"):
        return "".join(_command([*way, name], one) for name, one in sorted(command.commands.items()))
    typed = " ".join([*way, *(_argument(one) for one in command.params if one.param_type_name == "argument")])
    return f"\n## `{' '.join(way)}`\n\n{command.help}\n\n```text\n{typed} [options]\n```\n\n{_words(command)}"


def _argument(argument: Any) -> str:
    name = argument.name + ("…" if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _words(command: Any) -> str:
    rows = "".join(
        f"| `{_typed(one)}` | {_default(one)} | {one.help} |\n" for one in command.params if one.name != "help"
    )
    return f"| word | unless given | meaning |\n| --- | --- | --- |\n{rows}" if rows else "It takes no words.\n"


def _typed(one: Any) -> str:
    if one.param_type_name == "argument":
        return str(one.name)
    return one.opts[0] if one.is_flag else f"{one.opts[0]} …"


def _default(one: Any) -> str:
    if one.required:
        return "must be given"
    if one.default in (None, "", False, (), []) or callable(one.default):
        return ""
    return f"`{one.default}`"
