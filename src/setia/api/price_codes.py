"""Codes for price rules that go by codes: invented here in numbers, or chosen by the shop."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import instants, naming
from setia.api.callers import Session, Who, repeatable
from setia.api.commands import Req, Text
from setia.api.once import once
from setia.api.problems import Stop, of_refusal, problem
from setia.engine.price_codes import WITHDRAWN
from setia.engine.refusals import Refusal
from setia.services import price_codes
from setia.services.price_codes import COUNT_MAX, Terms
from setia.services.requests import Repeatable

ChosenCode = Annotated[str, Meta(min_length=4, max_length=40, pattern="^[A-Za-z0-9][A-Za-z0-9 -]*$")]
"""Letters and digits; case, spaces and hyphens do not matter."""


class PriceCodesIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Which codes, for what: either `codes` that the shop has chosen, or how many to invent."""

    rule: Text
    """A price rule with `by_code`."""
    codes: Annotated[tuple[ChosenCode, ...], Meta(max_length=COUNT_MAX)] = ()
    count: Annotated[int, Meta(ge=1, le=COUNT_MAX)] | None = None
    uses: Annotated[int, Meta(ge=1, le=10**9)] | None = 1
    """How often each can be used by all together; null: as often as one likes."""
    per_member: Annotated[int, Meta(ge=1, le=10**9)] | None = None
    """How often one member can use each; then they are for members alone. Null: as often as there are uses."""
    member: str | None = None
    """The only member who can use them."""
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    """The instant from which they cannot be used any more."""


class PriceCodesOut(Struct, frozen=True):
    """The codes. They are kept as keyed hashes: whoever loses them asks again under the same key."""

    codes: tuple[str, ...]
    added: int
    """How many of them are new; one that there is stays as it was made first."""


class PriceCodeIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Which code."""

    code: Annotated[str, Meta(min_length=1, max_length=80)]


class PriceCodeOut(Struct, frozen=True):
    """A code as it stands."""

    rule: str
    uses: int | None
    used: int
    """Orders that have not come back whole."""
    reserved: int
    """Baskets that hold it now."""
    per_member: int | None
    is_of_one_member: bool
    begins_at: datetime | None
    ends_at: datetime | None
    is_withdrawn: bool


class WithdrawIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Which codes."""

    codes: Annotated[tuple[ChosenCode, ...], Meta(min_length=1, max_length=COUNT_MAX)]


class WithdrawnOut(Struct, frozen=True):
    """How many of them had not ended before; a code that there is not is none of them."""

    withdrawn: int


@post("/price-codes", status_code=201)
async def make(data: JSONBody[PriceCodesIn], request: Req, who: Who) -> PriceCodesOut:
    """Make codes for a price rule. Sent again under its key it is answered the same, and adds none."""
    who.needs("admin")
    key = await repeatable(request, who, required=True)
    assert key is not None
    return await once(request, who, lambda: _make(who, data, key))


def _make(who: Session, data: PriceCodesIn, key: Repeatable) -> PriceCodesOut:
    if bool(data.codes) == (data.count is not None):
        raise Stop(problem(422, "codes_or_count", "say which codes, or how many", "codes"))
    terms = Terms(
        data.rule,
        data.uses,
        None if data.member is None else int(naming.find(who, data.member).account_id),
        None if data.begins_at is None else instants.read(data.begins_at, "begins_at"),
        None if data.ends_at is None else instants.read(data.ends_at, "ends_at"),
        data.per_member,
    )
    codes = data.codes or price_codes.invent(who.program, (key.client, key.key), data.count or 0)
    made = price_codes.add(who.program, terms, codes, who.caller.name)
    if isinstance(made, Refusal):
        raise Stop(of_refusal(made))
    return PriceCodesOut(made.codes, made.added)


@post("/price-codes/look", status_code=200)
async def look(data: JSONBody[PriceCodeIn], who: Who) -> PriceCodeOut:
    """How a code stands. It is sent in the body, which no log keeps."""
    who.needs("read")
    found = await who.desk.read(price_codes.look, who.program, data.code)
    if isinstance(found, Refusal):
        raise Stop(of_refusal(found))
    code, standing = found.code, found.standing
    return PriceCodeOut(
        rule=code.rule,
        uses=code.uses,
        used=standing.used,
        reserved=standing.reserved,
        per_member=code.per_member,
        is_of_one_member=code.account_id is not None,
        begins_at=instants.show_end(code.begins_at),
        ends_at=None if code.ends_at == WITHDRAWN else instants.show_end(code.ends_at),
        is_withdrawn=code.ends_at == WITHDRAWN,
    )


@post("/price-codes/withdraw", status_code=200)
async def withdraw(data: JSONBody[WithdrawIn], request: Req, who: Who) -> WithdrawnOut:
    """Take codes back, such as those that got about. A basket that holds one can still be paid."""
    who.needs("admin")
    return await once(request, who, lambda: WithdrawnOut(price_codes.withdraw(who.program, data.codes)))


router = Router("", route_handlers=[make, look, withdraw], tags=["Baskets"])
