"""What the commands of a batch have in common: how each is made of what was sent, and what becomes of it."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta, Struct

from setia.api import answers, naming, priced
from setia.api.answers import Done
from setia.api.callers import Session
from setia.api.gift_cards import CardOut
from setia.api.problems import Problem
from setia.engine.commands import Command
from setia.services.requests import Repeatable
from setia.services.requests import Request as Asked
from setia.wording.languages import Language

Key = Annotated[str, Meta(pattern="^[!-~]{1,128}$")]
"""An idempotency key. Those of batches are their own: a call that is made alone under the same key is another."""

ROUTE = "POST /api/v1/batch"


class Result(Struct, frozen=True, omit_defaults=True):
    """What became of one of them."""

    status: int
    """As if it had been sent alone."""
    done: Done | None = None
    problem: Problem | None = None
    card: CardOut | None = None
    """Of a gift card that was sold: its code, shown once."""
    basket: priced.BasketOut | None = None
    """Of a basket that is kept: its prices."""
    settled: priced.SettledOut | None = None
    """Of a basket that was paid or given up."""


class Item(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"):
    """One command of a batch."""

    scope: ClassVar[str]
    """What the caller must be allowed to do."""
    moves_names: ClassVar[bool] = False
    """Whether a name may lead to another member after it."""

    @property
    def enrols(self) -> bool:
        """Whether somebody who is not known joins by it."""
        return False


class Asking(Item, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One that is a command of the ledger, and goes with its neighbours into one transaction."""

    has_own_time: ClassVar[bool] = False
    """Whether it says when it happened, by the clock of the device that sends it."""

    def names(self) -> tuple[str, ...]:
        """Members that are looked up before it is asked."""
        return ()

    def asked(self, who: Session, names: naming.Names) -> Asked:
        """The command; called inside `read`. Stops where it cannot be one."""
        raise NotImplementedError

    async def prove(self, who: Session) -> None:
        """Stop where a till must prove that the member is there, and does not."""


class Keyed(Asking, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One that only its key makes safe to send again."""

    key: Key

    def again(self, who: Session) -> Repeatable:
        """Its key, in the form in which it is kept."""
        return again(self, self.key, who)


class OfMember(Keyed, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One about one member, who may have joined just before it."""

    member: str

    def names(self) -> tuple[str, ...]:
        """The member, where only his public id is said."""
        return (self.member,) if naming.known(self.member, "member") is None else ()

    def asked(self, who: Session, names: naming.Names) -> Asked:
        """The command, about the member."""
        self.within_limit(who)
        named = naming.known(self.member, "member")
        account_id = names.account(self.member) if named is None else None
        return Asked(self.command(who.now), named, account_id=account_id, note=self.words, repeatable=self.again(who))

    def command(self, now: int) -> Command:
        """What is asked of the ledger."""
        raise NotImplementedError

    def within_limit(self, who: Session) -> None:
        """Stop where somebody of the staff gives or takes more by hand than his role may."""

    @property
    def words(self) -> str:
        """What somebody wrote about it, for people to read."""
        return ""


class Alone(Item, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One that asks more than one command of the ledger: it is a transaction of its own, after all before it."""

    async def carried_out(self, who: Session, spoken: Language) -> Result:
        """What became of it."""
        raise NotImplementedError


def again(item: Item, key: str, who: Session) -> Repeatable:
    """The key of an item, of this client and of batches."""
    asked = msgspec.json.encode(item, order="sorted")
    return Repeatable(f"{who.caller.name} {ROUTE}", key, ROUTE.encode() + b"\n" + asked, answers.render)
