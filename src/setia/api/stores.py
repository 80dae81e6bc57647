"""Stores: whoever works for one store alone says and does nothing of another (docs/how-to/give-keys-to-other-systems).

Every command passes `held` on its way to the ledger, whatever route or batch it came by. What names a store must name
his, and gets his where it names none; what names something that is there already must name something of his store, or
of none. What asks the ledger in another way uses `at` and `of_purchase`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar, cast

from msgspec import Struct, structs

from setia.api.problems import Problem, Stop, of_refusal, problem
from setia.engine.commands import (
    Adjust,
    CancelReward,
    Capture,
    CelebrateBirthday,
    Command,
    Earn,
    ExtendHold,
    ExtendLots,
    GrantTier,
    MergeOut,
    MoveOut,
    OpenBalance,
    PauseExpiry,
    RecordEvent,
    RecordPurchase,
    RedeemReward,
    Release,
    ReleasePending,
    Restore,
    ResumeExpiry,
    UnmergeOut,
    UseReward,
)
from setia.engine.refusals import Refusal
from setia.services.gift_cards import CLAIMED
from setia.services.receipt_numbers import numbered
from setia.services.requests import Request as Asked
from setia.services.stamping import order_key
from setia.storage import members, whereabouts
from setia.storage.clients import Caller
from setia.storage.programs import LoadedProgram

WHOLE: Final = frozenset({"admin", "deliver", "webhooks"})
"""Scopes of what is of the whole program: they are nothing to a key of one store."""

_BY_HAND: Final = (
    Adjust,
    Earn,
    ExtendLots,
    GrantTier,
    MergeOut,
    OpenBalance,
    PauseExpiry,
    ResumeExpiry,
    UnmergeOut,
)
"""What gives or takes without a sale, or says who somebody is: members are the program's, and so is this."""

_WHERE: Final[dict[type[Any], str]] = {RecordPurchase: "purchase", RecordEvent: "event"}
"""What of a command says its store, where it is not the command itself."""

_NAMED: Final[dict[type[Any], str]] = {
    Capture: "hold",
    Release: "hold",
    ExtendHold: "hold",
    Restore: "redemption",
    CancelReward: "redemption",
    ReleasePending: "order",
    MoveOut: "order",
}
"""Which field of a command names an earlier transaction of its account."""


def not_of_all(caller: Caller) -> None:
    """Stop a key of one store where something is of all of them. What staff may do, their roles say."""
    if caller.store and caller.key_id:
        raise Stop(problem(403, "whole_program", store=caller.store))


def at(caller: Caller, said: str) -> str:
    """The store in which something happens, where this was said. Stops where that is another than the caller's."""
    if caller.store and said not in ("", caller.store):
        raise Stop(_other(caller, "store"))
    return caller.store or said


def of_purchase(caller: Caller, key: bytes) -> None:
    """Stop where a purchase is another store's: to this caller there is none. Called inside `read` or `write`."""
    if caller.store and whereabouts.of_order(key) not in (None, caller.store):
        raise Stop(of_refusal(Refusal("unknown_receipt")))


T = TypeVar("T")


def seen(caller: Caller, account_id: int, found: Sequence[T], seq: Callable[[T], int]) -> list[T]:
    """Of what transactions of an account made those that this caller sees: none of another store. Called inside `read`.

    `seq` says the number of the transaction.
    """
    if not caller.store or not found:
        return [*found]
    where = whereabouts.of_transactions(caller.program_id, account_id, {seq(one) for one in found})
    return [one for one in found if where.get(seq(one), "") in ("", caller.store)]


def some(
    caller: Caller, account_id: int, most: int, read: Callable[[T | None], Sequence[T]], seq: Callable[[T], int]
) -> list[T]:
    """The same of a list, so many at most: `read` reads as many after one, or from the beginning."""
    shown: list[T] = []
    last = None
    while True:
        found = read(last)
        shown += seen(caller, account_id, found, seq)
        if len(shown) >= most or len(found) < most:
            return shown[:most]
        last = found[-1]


def sees(caller: Caller, account_id: int, seq: int) -> bool:
    """Whether this caller sees one transaction of an account. Called inside `read`."""
    return bool(seen(caller, account_id, [seq], lambda one: one))


def held(caller: Caller, program: LoadedProgram, asked: Asked) -> Asked:
    """A command as this caller may ask it, with his store where it says none. Called inside `read`."""
    if not caller.store:
        return asked
    if isinstance(asked.command, _BY_HAND) and not _is_claimed_card(asked.command):
        not_of_all(caller)
    command = placed(caller, asked.command)
    asked = structs.replace(asked, command=command)
    if isinstance(command, RecordPurchase):
        receipt = numbered(program, asked).reference
        key = order_key(program.key, command.purchase.source, receipt, asked.part)
        if whereabouts.of_order(key) not in (None, caller.store):
            raise Stop(_other(caller, "receipt"))
    if asked.order:
        of_purchase(caller, asked.order)
    if isinstance(command, UseReward) and command.used_for:
        of_purchase(caller, order_key(program.key, command.source, command.used_for))
    _reaches(caller, program, asked)
    return asked


def placed(caller: Caller, command: Command) -> Command:
    """A command with the caller's store, where it can say one. Stops where it says another."""
    if not caller.store:
        return command
    if isinstance(command, RedeemReward | CelebrateBirthday):
        return structs.replace(command, store=at(caller, command.store))
    field = _WHERE.get(type(command))
    if field is None:
        return command
    content: Any = getattr(command, field)
    told = structs.replace(content, store=at(caller, content.store))
    return cast(Command, structs.replace(cast(Struct, command), **{field: told}))


def _reaches(caller: Caller, program: LoadedProgram, asked: Asked) -> None:
    """Stop where it names a transaction that was made in another store."""
    field = _NAMED.get(type(asked.command))
    account_id = _account(program, asked)
    if field is None or account_id is None:
        return
    store = whereabouts.of_transaction(program.id, account_id, getattr(asked.command, field))
    if store not in ("", caller.store):
        raise Stop(_other(caller, "number"))


def _account(program: LoadedProgram, asked: Asked) -> int | None:
    if asked.member is None:
        return asked.account_id
    key = program.kept(asked.member).key(program.key)
    return members.find([key], program.id).get(key)


def _is_claimed_card(command: Command) -> bool:
    """Whether it is a gift card that a member makes his own: whoever has its code may, anywhere."""
    return isinstance(command, MergeOut) and command.reason == CLAIMED


def _other(caller: Caller, field: str) -> Problem:
    return problem(403, "other_store", field=field, allowed=caller.store)
