"""Commands about one member who is named in the path: what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeAlias

from litestar import Request
from litestar.datastructures import State
from litestar.params import FromPath
from msgspec import Meta, Struct, structs

from setia.api import answers, naming
from setia.api.callers import Session, carry_out, repeatable
from setia.engine.commands import Command
from setia.services.requests import Repeatable
from setia.services.requests import Request as Asked

Text = Annotated[str, Meta(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""Something readable on one line."""
Number = Annotated[int, Meta(ge=1, le=2**53)]

Req: TypeAlias = Request[Any, Any, State]
Name: TypeAlias = FromPath[str]
"""The member in the path, such as `card:7001`."""
No: TypeAlias = FromPath[Number]
"""The number in the path of what is meant."""


class NothingIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing has to be said."""


async def command(request: Req, who: Session, member: str, asked: Command, note: str = "") -> answers.Done:
    """Carry out a command that only its idempotency key makes safe to send again."""
    key = await repeatable(request, who, required=True)
    named = naming.known(member, "member")
    account_id = await naming.account(who, member) if named is None else None
    done: answers.Done = await carry_out(who, Asked(asked, named, account_id=account_id, note=note, repeatable=key))
    return done


async def prepared(
    who: Session, key: Repeatable | None, members: Iterable[str], ask: Callable[[naming.Names], Asked]
) -> answers.Done:
    """Carry out what has to be looked up first: `ask` is called where it may read, with the members that are named."""

    def look_up() -> Asked:
        return ask(naming.look_up(who, members))

    asked = await who.desk.read(look_up)
    done: answers.Done = await carry_out(who, structs.replace(asked, repeatable=key))
    return done
