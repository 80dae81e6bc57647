"""Receipt numbers that start again: what makes one unique becomes part of it (ledger 4.10 h).

A source whose numbers begin anew every day, in every store or at every register says so (`order_id_scope`). Its
receipt 17 is then kept, shown and asked for as `17@2018-01-01`, `17@KLCC` or `17@KLCC/3`.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from setia.engine.calendar import to_datetime
from setia.engine.commands import RecordPurchase
from setia.engine.purchase import Purchase
from setia.engine.refusals import Refusal
from setia.services.requests import Request
from setia.storage.programs import LoadedProgram

MARK = "@"
_NEEDED = {"day": ("purchased_on",), "store": ("store",), "register": ("store", "till")}


def numbered(program: LoadedProgram, request: Request) -> Request:
    """The request with its receipt's whole number; whole numbers stay as they are."""
    if not program.sources.by_name or not isinstance(request.command, RecordPurchase):
        return request
    whole = whole_number(program, request.command.purchase, request.reference)
    return request if whole == request.reference else msgspec.structs.replace(request, reference=whole)


def whole_number(program: LoadedProgram, purchase: Purchase, receipt: str) -> str:
    """The receipt of a purchase with what makes it unique within its source.

    Its day is the store's, which begins at `day_starts_at`, by what the till's clock said.
    """
    scope = program.source(purchase.source).scope
    if not scope:
        return receipt
    said = purchase.event_at if purchase.claimed_at is None else purchase.claimed_at
    day = _day(program, purchase.store, said) if scope == "day" else None
    ending = _ending(scope, purchase.store, purchase.till, day)
    return receipt if receipt.endswith(ending) else receipt + ending


def named(program: LoadedProgram, source: str, receipt: str, told: tuple[str, str, date | None]) -> str | Refusal:
    """The whole number of a receipt that somebody names, with its store, its register and the day it was made on.

    `receipt_incomplete` where one of these is needed and not said.
    """
    scope = program.source(source).scope
    if not scope or MARK in receipt:
        return receipt
    store, till, day = told
    said = {"purchased_on": bool(day), "store": bool(store), "till": bool(till)}
    for field in _NEEDED[scope]:
        if not said[field]:
            return Refusal("receipt_incomplete", {"field": field, "source": source})
    return receipt + _ending(scope, store, till, day)


def _ending(scope: str, store: str, till: str, day: date | None) -> str:
    if day is not None and scope == "day":
        return f"{MARK}{day.isoformat()}"
    return f"{MARK}{store}" if scope == "store" else f"{MARK}{store}/{till}"


def _day(program: LoadedProgram, store: str, instant: int) -> date:
    scene = program.latest.scene
    place = scene.stores.get(store, scene.home)
    return (to_datetime(instant, place.zone) - timedelta(minutes=place.day_starts_at)).date()
