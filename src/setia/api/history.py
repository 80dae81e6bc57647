"""History: movements page by page, and why each was what it was; and what a basket would give, with nothing written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Router, get, post
from litestar.params import JSONBody, QueryParameter
from msgspec import Struct

from setia.api import instants, naming, purchases, stores
from setia.api.callers import Session, Who
from setia.api.commands import Name, No, Req
from setia.api.problems import Stop, of_refusal
from setia.api.rewards import RewardOut, offer
from setia.api.telling import For, ToldOut, document_of, language, movement_in_words, speaker, told, with_later
from setia.engine.commands import RecordEvent
from setia.engine.refusals import Refusal
from setia.engine.rules.verdict import from_json, to_plain
from setia.services.offered_rewards import offered_after
from setia.services.preview import once_it_counts
from setia.storage.movements import Movement, movements_before
from setia.storage.reading import explanation
from setia.wording.explanation import Occasion
from setia.wording.languages import Language
from setia.wording.whom import Whom

PAGE_MAX = 200


class MovementOut(Struct, frozen=True):
    """One transaction of a member's history."""

    number: int
    kind: str
    command: str
    """The verb that it closes; empty for what came before in the same command."""
    reason: str
    effective_at: datetime
    recorded_at: datetime
    changes: dict[str, int]
    """By wallet, what the member gained or, less than 0, lost."""
    reference: str
    store: str
    origin: int | None
    """The earlier transaction that it names: what was returned, restored, captured or released."""
    text: str
    """What it was in plain words, in the language of `Accept-Language`; in a list as the member may read it."""


class HistoryOut(Struct, frozen=True):
    """A page of movements, newest first."""

    movements: tuple[MovementOut, ...]
    next: int | None
    """Ask for `before` this number for the next page; None: there is none."""


class WhyOut(Struct, frozen=True):
    """Why a movement was what it was."""

    movement: MovementOut
    told: ToldOut | None
    """In words, in the language of `Accept-Language`. None: no rule had a say in it."""
    why: dict[str, Any] | None
    """For the author: rule by rule as it was stored, every field named."""


class PreviewOut(Struct, frozen=True):
    """What a basket would give now."""

    awarded: dict[str, int]
    later: dict[str, int]
    """What it would give once it is paid for or, where the program says so, delivered."""
    told: ToldOut
    rewards: tuple[RewardOut, ...]
    """Those that the member could ask for once he has bought it: which are within reach then, what is missing else."""


@get("/members/{member:str}/movements")
async def movements(
    member: Name,
    request: Req,
    who: Who,
    before: Annotated[int | None, QueryParameter(ge=1, le=2**53)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)] = 50,
) -> HistoryOut:
    """The member's history, newest first; pages do not shift while it grows. A key of one store sees nothing of what
    was done in another.
    """
    who.needs("read")
    return await who.desk.read(page, who, member, before, limit, language(request))


def page(who: Session, member: str, before: int | None, limit: int, spoken: Language) -> HistoryOut:
    """A page of a member's history; called inside `read`."""
    found = seen_before(who, naming.find(who, member).account_id, before, limit + 1)
    shown = tuple(movement_out(who, one, spoken) for one in found[:limit])
    return HistoryOut(shown, shown[-1].number if len(found) > limit else None)


def seen_before(who: Session, account_id: int, before: int | None, most: int) -> list[Movement]:
    """So many movements of an account before one, latest first, as far as the caller sees them."""

    def read(last: Movement | None) -> Sequence[Movement]:
        return movements_before(account_id, before if last is None else last.seq, most)

    return stores.some(who.caller, account_id, most, read, lambda one: one.seq)


@get("/members/{member:str}/movements/{number:int}/why")
async def why(member: Name, number: No, request: Req, who: Who, whom: For = "till") -> WhyOut:
    """One movement, explained."""
    _may_be_told(who, whom)
    return await who.desk.read(_why, who, (member, number), whom, language(request))


def _may_be_told(who: Session, whom: Whom) -> None:
    who.needs("read")
    if whom == "author":
        who.needs("admin")


def _why(who: Session, named: tuple[str, int], whom: Whom, spoken: Language) -> WhyOut:
    member, number = named
    account_id = naming.find(who, member).account_id
    found = explanation(account_id, number)
    if found is None or not stores.sees(who.caller, account_id, number):
        raise Stop(of_refusal(Refusal("unknown_transaction", {"transaction": number})))
    if found.why is None:
        return WhyOut(movement_out(who, found.movement, spoken, whom), None, None)
    by = speaker(document_of(who.program, found.movement.program_version), whom, spoken)
    occasion: Occasion = "event" if isinstance(found.movement.asked, RecordEvent) else "purchase"
    words = told(by, found.why, occasion, found.purchase, found.before)
    movement = movement_out(who, found.movement, spoken, whom)
    return WhyOut(movement, words, to_plain(found.why) if whom == "author" else None)


@post("/members/{member:str}/preview", status_code=200)
async def preview_purchase(
    member: Name, data: JSONBody[purchases.PurchaseIn], request: Req, who: Who, whom: For = "till"
) -> PreviewOut:
    """What this basket would give this member now, rule by rule, and what is missing for more; which rewards are then
    within reach, and how many units are missing for the others. Nothing is written."""
    _may_be_told(who, whom)
    asked = purchases.purchase_asked(msgspec.structs.replace(data, member=None), who)
    return await who.desk.read(_preview, who, (member, asked.command), whom, language(request))


def _preview(who: Session, asked: tuple[str, Any], whom: Whom, spoken: Language) -> PreviewOut:
    member, command = asked
    decided, after = offered_after(who.program, naming.find(who, member).account_id, command, who.now)
    if isinstance(decided, Refusal):
        raise Stop(of_refusal(decided))
    whys = [one for one in decided.transactions if one.why and one.seq >= decided.known_as]
    by = speaker(document_of(who.program, whys[-1].program_version if whys else 0), whom, spoken)
    judged = from_json(whys[-1].why if whys else "")
    later = once_it_counts(who.program, naming.find(who, member).account_id, command)
    words = told(by, judged, "basket", command.purchase)
    if later:
        words = with_later(by, words, later)
    return PreviewOut(decided.awarded, later, words, tuple(map(offer, after)))


def movement_out(who: Session, one: Movement, spoken: Language, whom: Whom = "member") -> MovementOut:
    """A movement as it is sent."""
    return MovementOut(
        one.seq,
        one.kind,
        one.command,
        one.reason,
        instants.show(one.effective_at),
        instants.show(one.recorded_at),
        one.changes,
        one.reference,
        one.store,
        one.origin.seq if one.origin is not None else None,
        movement_in_words(who.program, one, whom, spoken),
    )


router = Router("", route_handlers=[movements, why, preview_purchase], tags=["History"])
