"""A purchase whose natural key was accepted before: the same again, other content, or somebody else's."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from setia.engine.commands import RecordPurchase
from setia.engine.purchase import conflict
from setia.engine.refusals import Refusal
from setia.services.requests import UNCHANGED, Outcome, Request
from setia.services.stamping import order_key, version_key
from setia.storage import keys, orders, privacy
from setia.storage.appending import PurchaseRow
from setia.storage.history import load_past
from setia.storage.keys import Accepted
from setia.storage.programs import LoadedProgram


def sent_again(
    program: LoadedProgram, before: Accepted, account_id: int | None, row: PurchaseRow
) -> Outcome | PurchaseRow:
    """What becomes of it, now for this account or a guest; the row of a newer version of a guest's purchase."""
    if before.account_id != account_id:
        if before.account_id is not None and privacy.erased_accounts([before.account_id]):
            return _refused(Refusal("member_erased"))
        return _refused(Refusal("purchase_belongs_to_other_member"))
    if before.digest == row.digest:
        return UNCHANGED
    if account_id is not None:
        stored = load_past(before.booked_in or account_id, before.seq or 0)
        return _refused(conflict(stored.purchase if stored is not None and stored.purchase else row.purchase))
    latest = orders.guest_sale(row.order_key, "FOR UPDATE SKIP LOCKED")
    if latest is None or keys.accepted([row.order_key])[row.order_key].account_id is not None:
        return Outcome("busy")  # it is being claimed, and then this is an edit
    known, found = latest.purchase.version, row.purchase.version
    if latest.body == row.body or found < known:
        return UNCHANGED
    if found == known or row.purchase.currency != latest.purchase.currency:
        return _refused(conflict(latest.purchase))
    return msgspec.structs.replace(row, version_key=version_key(program.key, row.order_key, found))


def to_their_owners(program: LoadedProgram, requests: Sequence[Request]) -> list[Request]:
    """Purchases that were a guest's and have been claimed belong to a member now, whom their source does not know."""
    named = {
        n: order_key(program.key, request.command.purchase.source, request.reference, request.part)
        for n, request in enumerate(requests)
        if isinstance(request.command, RecordPurchase) and request.member is None and request.account_id is None
    }
    found = keys.accepted(named.values()) if named else {}
    moved = list(requests)
    for n, key in named.items():
        before = found.get(key)
        if before is not None and before.was_guest and before.account_id is not None:
            moved[n] = msgspec.structs.replace(requests[n], account_id=before.account_id)
    return moved


def _refused(refusal: Refusal) -> Outcome:
    return Outcome("refused", refusal=refusal)
