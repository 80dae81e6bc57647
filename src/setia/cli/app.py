"""The commands, gathered: one line per command. What a command needs is imported when somebody runs it."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from functools import cache
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

COUNTER = "At the counter"


class At(NamedTuple):
    """Where a command is: a module of this folder, and its function or group in it.

    A module may say of which class its commands are, by `KIND`.
    """

    module: str
    name: str = "app"
    panel: str | None = None
    is_hidden: bool = False


COMMANDS = {
    "init": At("initialise", "init"),
    "upgrade": At("upgrade", "upgrade"),
    "advance": At("advance", "advance"),
    "expire": At("advance", "advance", is_hidden=True),  # what people look for under this name
    "serve": At("serve", "serve"),
    "worker": At("worker", "worker"),
    "audit": At("audit", "audit"),
    "backup": At("backup", "backup"),
    "restore": At("backup", "restore"),
    "doctor": At("doctor", "doctor"),
    "report": At("report", "report"),
    "replay": At("replay", "replay"),
    "erase": At("erase", "erase"),
    "export": At("export", "export"),
    "receipt-token": At("claim", "receipt_token", COUNTER),
    "claim": At("claim", "claim", COUNTER),
    "earn": At("earn", "earn", COUNTER),
    "redeem": At("redeem", "redeem", COUNTER),
    "unredeem": At("redeem", "unredeem", COUNTER),
    "hold": At("hold", "hold", COUNTER),
    "capture": At("hold", "capture", COUNTER),
    "release": At("hold", "release", COUNTER),
    "extend": At("hold", "extend", COUNTER),
    "return": At("return_purchase", "return_", COUNTER),
    "waive-return": At("return_purchase", "waive_return", COUNTER),
    "claim-by-hand": At("claim", "claim_by_hand", COUNTER),
    "move": At("claim", "move", COUNTER),
    "transfer": At("transfer", "transfer", COUNTER),
    "merge": At("transfer", "merge", COUNTER),
    "unmerge": At("transfer", "unmerge", COUNTER),
    "top-up": At("top_up", "top_up", COUNTER),
    "open-balance": At("open_balance", "open_balance", COUNTER),
    "adjust": At("adjust", "adjust", COUNTER),
    "client": At("client"),
    "source": At("source"),
    "staff": At("staff"),
    "clock": At("clock"),
    "sandbox": At("sandbox"),
    "consent": At("consent"),
    "program": At("program"),
    "webhook": At("webhook"),
    "import": At("import_purchases"),
    "member": At("member"),
    "gift-card": At("gift_card", panel=COUNTER),
    "review": At("review"),
    "guard": At("guard"),
    "expiry": At("expiry", panel=COUNTER),
    "reward": At("reward", panel=COUNTER),
    "tier": At("tier", panel=COUNTER),
    "purchase": At("purchase", panel=COUNTER),
    "birthday": At("birthday", panel=COUNTER),
    "event": At("event", panel=COUNTER),
}
"""Every command, in the order of the help."""

MODULES = {name: f"setia.cli.{at.module}" for name, at in COMMANDS.items()}


class Commands(MutableMapping[str, Any]):
    """Commands by name, each made when somebody asks for it: to run one, the others are not even imported."""

    def __init__(self) -> None:
        self._added: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self._added[name] if name in self._added else _made(name)

    def __setitem__(self, name: str, command: Any) -> None:
        self._added[name] = command

    def __delitem__(self, name: str) -> None:
        raise TypeError("commands stay")

    def __iter__(self) -> Iterator[str]:
        return iter({**COMMANDS, **self._added})

    def __len__(self) -> int:
        return len({**COMMANDS, **self._added})


class Later(TyperGroup):
    """The group of all commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = Commands()

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, and nothing of what they do."""
        return list(self.commands)


@cache
def _made(name: str) -> Any:
    """The command of this name, with what it needs. Raises KeyError."""
    at = COMMANDS[name]
    module = import_module(MODULES[name])
    found = getattr(module, at.name)
    one = _typer()
    one.callback()(options)
    if isinstance(found, typer.Typer):
        one.add_typer(found, name=name, rich_help_panel=at.panel)
    else:
        kind = getattr(module, "KIND", None)
        one.command(name, hidden=at.is_hidden, rich_help_panel=at.panel, cls=kind)(found)
    return typer.main.get_group(one).commands[name]


def _typer(**more: Any) -> typer.Typer:
    return typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        help="Setia: a loyalty program with an exact ledger.",
        **more,
    )


app = _typer(cls=Later)


@app.callback()
def options(
    database: Annotated[
        str, typer.Option(help="A SQLite file, or a postgresql:// URL.", envvar="DATABASE_URL", show_default=False)
    ] = "",
    version: Annotated[bool, typer.Option("--version", help="Say which version this is, and stop.")] = False,
) -> None:
    """Both are read by `main` before anything else; they are here so that the help names them."""
