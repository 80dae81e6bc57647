"""The options that all commands about a member share, written once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Concatenate, ParamSpec

import typer
from django.db import DatabaseError

from setia.cli.counter import Counter
from setia.cli.terminal import FAILED, database_name, fail

P = ParamSpec("P")

Wallet = Annotated[str, typer.Option(help="Which wallet, where there are several.")]
Note = Annotated[str, typer.Option(help="What a person should know about it; it can be erased.")]
Program = Annotated[str, typer.Option(help="Which program, where there are several.")]
Key = Annotated[str, typer.Option(help="Idempotency key: asked again with the same, it is not done again.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]

NUMBER_MAX = 2**63 - 1
"""The largest number that a transaction could have."""

Member = Annotated[str, typer.Argument(help="Public id, or any identifier: card, phone, external id.")]
Amount = Annotated[str, typer.Argument(help="In the wallet's unit, such as 60 or 12.50.")]


def at_counter(command: Callable[Concatenate[Counter, P], None]) -> Callable[..., None]:
    """Give a command the options that all of them have, and the counter that they make."""
    return _with(command, _any_wallet)


def at_wallet(command: Callable[Concatenate[Counter, P], None]) -> Callable[..., None]:
    """The same with `--wallet`, for commands that take an amount of one."""
    return _with(command, _one_wallet)


def at_money(command: Callable[Concatenate[Counter, P], None]) -> Callable[..., None]:
    """The same for money: the wallet need not be named where only one is of that kind."""
    return _with(command, _money_wallet)


def _any_wallet(*, note: Note = "", program: Program = "", key: Key = "", as_json: Json = False) -> Counter:
    return Counter(program, None, note, key, as_json=as_json)


def _one_wallet(
    *, wallet: Wallet = "", note: Note = "", program: Program = "", key: Key = "", as_json: Json = False
) -> Counter:
    return Counter(program, wallet, note, key, as_json=as_json)


def _money_wallet(
    *, wallet: Wallet = "", note: Note = "", program: Program = "", key: Key = "", as_json: Json = False
) -> Counter:
    counter = Counter(program, None, note, key, as_json=as_json)
    counter.choose_wallet(wallet, of_money=True)
    return counter


def _with(command: Callable[Concatenate[Counter, P], None], options: Callable[..., Counter]) -> Callable[..., None]:
    """Typer reads a command's options from its signature: make it the command's own, followed by the shared one."""
    own = inspect.signature(command, eval_str=True)
    shared = inspect.signature(options, eval_str=True).parameters

    @wraps(command)
    def run(**given: Any) -> None:
        counter = options(**{name: given.pop(name) for name in shared})
        try:
            command(counter, **given)  # type: ignore[call-arg]  # named as in the command's own signature
        except DatabaseError as fault:
            fail(
                f"{database_name()} cannot be used: {fault}",
                "Whether it was done is not known; ask again with the same --key to learn it." if counter.key else "",
                FAILED,
            )

    _, *arguments = own.parameters.values()
    parameters = [*arguments, *shared.values()]
    run.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]  # what inspect looks for
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run
