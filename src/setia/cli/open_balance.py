"""`setia open-balance`: what a member had in another system, with the dates that it had there."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli.command_options import Member, at_wallet
from setia.cli.counter import Counter
from setia.cli.terminal import fail
from setia.cli.when import read_day, read_last_day
from setia.engine.commands import OpenBalance, OpeningLot

FORM = "AMOUNT:EARNED:LAST_DAY, such as 500:2017-03-01:2018-02-28 or 500:2017-03-01:never"


@at_wallet
def open_balance(
    counter: Counter,
    member: Member,
    lots: Annotated[
        list[str],
        typer.Argument(metavar="LOT...", help=f"{FORM}; with `:paid` behind it, money that was paid for."),
    ],
) -> None:
    """Bring a member's balance from another system: lots, each with the day it was earned and the last it is usable.

    Example: `setia open-balance 718 500:2017-03-01:2018-02-28 40:2017-06-01:never --key moved-718`
    """
    who = counter.find(member)
    counter.ask(who, OpenBalance(counter.now, counter.wallet, tuple(_lot(text, counter) for text in lots)))


def _lot(text: str, counter: Counter) -> OpeningLot:
    """One lot as it was typed; exits naming the part that is wrong."""
    where = f"LOT {text[:60]!r}"
    parts = text.split(":")
    if len(parts) not in (3, 4) or parts[3:] not in ([], ["paid"]):
        fail(f"{where} is not {FORM}.", "`:paid` may follow.")
    amount, earned, last_day = parts[:3]
    units, earned_at = counter.amount(amount, where), read_day(earned, where, counter.units.zone)
    expires_at = None if last_day == "never" else read_last_day(last_day, where, counter.units.zone)
    if earned_at > counter.now:
        fail(f"{where}: {earned} lies in the future.")
    if expires_at is not None and expires_at <= earned_at:
        fail(f"{where}: {last_day} is before {earned}, when it was earned.")
    return OpeningLot(units, earned_at, earned_at, expires_at, "paid" if parts[3:] else "granted")
