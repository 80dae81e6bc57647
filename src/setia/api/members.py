"""Members: who joins, and what a member has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from msgspec import Struct, structs

from setia.api import answers, instants, naming, stores
from setia.api.callers import Session, Who, carry_out, repeatable
from setia.api.history import seen_before
from setia.api.problems import Stop, problem
from setia.api.telling import language, movement_in_words
from setia.engine.commands import Enrol
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.lots import Lot
from setia.services.requests import Request as Asked
from setia.storage.models import Member
from setia.storage.reading import member_page
from setia.wording.languages import Language

LAST = 20
"""Movements on a member's page."""


class MemberIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who joins."""

    identifier: str
    """Such as `card:7001`, `phone:+60123456789`, `external:C-17`."""


class WalletOut(Struct, frozen=True):
    """What a wallet has, in its smallest unit."""

    wallet: str
    unit: str
    decimals: int
    available: int
    pending: int
    held: int
    debt: int


class LotOut(Struct, frozen=True):
    """Units that were earned together and end together."""

    number: int
    wallet: str
    earned_at: datetime
    active_at: datetime
    """From when it can be used; in the year 8965 if it waits until somebody has looked at why so much was given."""
    expires_at: datetime | None
    """The instant from which they are not usable any more."""
    pending: int
    available: int
    held: int


class WayOut(Struct, frozen=True):
    """One way to the next level."""

    measure: str
    event: str
    reached: int
    at_least: int
    missing: int


class LevelOut(Struct, frozen=True):
    """Where the member stands in one tier set."""

    set: str
    level: str
    until: datetime | None
    next: str
    ways: tuple[WayOut, ...]


class CardOut(Struct, frozen=True):
    """How full a card is."""

    conversion: str
    wallet: str
    has: int
    amount: int
    reward: str


class RewardOut(Struct, frozen=True):
    """A reward that can be used now."""

    number: int
    reward: str
    code: str
    """What the member shows at the till."""
    issued_at: datetime
    expires_at: datetime | None


class MovementOut(Struct, frozen=True):
    """One line of the history."""

    number: int
    kind: str
    reason: str
    effective_at: datetime
    changes: dict[str, int]
    """By wallet, what the member gained or, less than 0, lost."""
    text: str
    """What it was in plain words, in the language of `Accept-Language`, as the member may read it."""


class MemberOut(Struct, frozen=True):
    """A member as of now, whether or not a sweep has run."""

    id: str
    status: str
    joined_at: datetime
    identifiers: dict[str, str]
    wallets: tuple[WalletOut, ...]
    lots: tuple[LotOut, ...]
    levels: tuple[LevelOut, ...]
    cards: tuple[CardOut, ...]
    rewards: tuple[RewardOut, ...]
    badges: tuple[str, ...]
    movements: tuple[MovementOut, ...]
    """The last ones, newest first."""


@post("/members", status_code=201)
async def enrol(data: JSONBody[MemberIn], request: Request[Any, Any, State], who: Who) -> answers.Done:
    """Let somebody join. Whoever is a member already stays one: 409 `identifier_taken`."""
    who.needs("members")
    key = await repeatable(request, who, required=False)
    done: answers.Done = await carry_out(who, structs.replace(asked(data, who), repeatable=key))
    return done


def asked(data: MemberIn, who: Session) -> Asked:
    """What joining asks: by an identifier, for a public id is given to whoever joins."""
    named = naming.known(data.identifier, "identifier")
    if named is None:
        raise Stop(problem(422, "not_an_identifier", field="identifier"))
    return Asked(Enrol(who.now), named, joins=True)


@get("/members/{member:str}")
async def show(member: FromPath[str], request: Request[Any, Any, State], who: Who) -> MemberOut:
    """A member with balances, lots, levels, cards, rewards and last movements. A key of one store sees all that he has,
    and lots and movements of its own store alone.
    """
    who.needs("read")
    return await who.desk.read(page, who, member, language(request))


def page(who: Session, name: str, spoken: Language) -> MemberOut:
    """A member with all that he has, as of now; called inside `read`."""
    member: Member = naming.find(who, name)
    page = member_page(member, who.program, who.now, 0 if who.caller.store else LAST)
    shown = page.movements or seen_before(who, member.account_id, None, LAST)
    return MemberOut(
        id=page.public_id,
        status=page.status,
        joined_at=instants.show(page.joined_at),
        identifiers=page.identifiers,
        wallets=tuple(_wallet(who, id_, page.wallets.get(id_, Wallet())) for id_ in who.program.latest.units),
        lots=_lots(stores.seen(who.caller, member.account_id, page.open_lots, lambda one: one.origin_seq)),
        levels=tuple(
            LevelOut(
                one.set,
                one.level,
                instants.show_end(one.until),
                one.next,
                tuple(WayOut(way.measure, way.event, way.reached, way.at_least, way.missing) for way in one.ways),
            )
            for one in page.levels
        ),
        cards=tuple(CardOut(one.conversion, one.wallet, one.has, one.amount, one.reward) for one in page.cards),
        rewards=tuple(
            RewardOut(one.no, one.reward, one.code, instants.show(one.issued_at), instants.show_end(one.expires_at))
            for one in page.rewards
        ),
        badges=page.badges,
        movements=tuple(
            MovementOut(
                one.seq,
                one.kind,
                one.reason,
                instants.show(one.effective_at),
                one.changes,
                movement_in_words(who.program, one, "member", spoken),
            )
            for one in shown
        ),
    )


def _wallet(who: Session, id_: str, wallet: Wallet) -> WalletOut:
    texts = {one.id: one.unit for one in who.program.latest.program.wallets}[id_]
    unit = texts.get("en") or next(iter(texts.values()))
    decimals = who.program.latest.units[id_].decimals
    return WalletOut(id_, unit, decimals, wallet.available, wallet.pending, wallet.held, wallet.debt)


def _lots(found: Iterable[Lot]) -> tuple[LotOut, ...]:
    return tuple(
        LotOut(
            lot.no,
            lot.wallet,
            instants.show(lot.earned_at),
            instants.show(lot.active_at),
            instants.show_end(lot.expires_at),
            lot.pending,
            lot.free,
            lot.held,
        )
        for lot in found
    )


router = Router("", route_handlers=[enrol, show], tags=["Members"])
