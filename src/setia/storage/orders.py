"""Orders beyond one account: a guest's purchase, the tokens to claim it by, and returns that wait for their order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from django.db import connection
from msgspec import Struct

from setia.engine.commands import ClaimPurchase, Return, body, from_body
from setia.engine.purchase import Purchase, from_bytes
from setia.storage.keys import CHUNK, keyed_hash
from setia.storage.models import ReceiptToken, WaitingReturn
from setia.storage.streaming import fetch

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
TOKEN_LENGTH = 16
"""80 bits: beyond guessing, and a small QR code."""


class GuestSale(Struct, frozen=True):
    """A guest's purchase, as its newest version has it."""

    order_key: bytes
    purchase: Purchase
    body: bytes
    receipt: str
    """Its readable number; empty once erased."""


class Waiting(Struct, frozen=True):
    """A return that waits for its order."""

    id: int
    order_key: bytes
    command: Return
    actor: str
    channel: str
    received_at: int
    code: str
    """Why the order refused it; empty for one that has not been tried."""
    owner: str = ""
    """Who has taken it on, where it waits in vain."""


def token_of(program_key: bytes, order_key: bytes) -> str:
    """The token of a receipt: the same whenever it is printed, and stored nowhere."""
    number = int.from_bytes(keyed_hash(program_key, "receipt token", order_key.hex()), "big")
    letters = []
    for _ in range(TOKEN_LENGTH):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(letters)


def keep_token(program_id: int, token: str, order_key: bytes) -> None:
    """Keep what it takes to find the purchase by its token."""
    row = ReceiptToken(hash=_hash_of_token(token), program_id=program_id, order_key=order_key)
    ReceiptToken.objects.bulk_create([row], ignore_conflicts=True)


def order_of_token(program_id: int, token: str) -> bytes | None:
    """The purchase that a token was printed for."""
    found = ReceiptToken.objects.filter(program_id=program_id, hash=_hash_of_token(token)).first()
    return bytes(found.order_key) if found is not None else None


Lock = Literal["", "FOR UPDATE", "FOR UPDATE SKIP LOCKED"]


def guest_sale(order_key: bytes, lock: Lock = "") -> GuestSale | None:
    """What a guest bought; locked, so that of two who claim or change it one comes second.

    None if there is none, or if somebody else has it and is not to be waited for.
    """
    for_update = f" {lock}" if connection.vendor != "sqlite" else ""
    rows = fetch(
        "SELECT id, body FROM purchase WHERE order_key = %s AND account_id IS NULL"
        f" ORDER BY version DESC, id DESC{for_update}",
        [order_key],
    )
    if not rows:
        return None
    receipt = fetch("SELECT reference FROM purchase_reference WHERE purchase_id = %s", [rows[-1][0]])
    newest = bytes(rows[0][1])
    return GuestSale(order_key, from_bytes(newest), newest, receipt[0][0] if receipt else "")


def guest_sales_at(program_id: int, store: str, between: tuple[int, int], receipt: str) -> list[GuestSale]:
    """Guests' purchases of a store with this receipt number, in a span of time whose end is exclusive.

    The number may go on with what makes it unique within its source.
    """
    rows = fetch(
        "SELECT DISTINCT p.order_key FROM purchase p JOIN purchase_reference r ON r.purchase_id = p.id"
        " WHERE p.program_id = %s AND p.store = %s AND p.event_at >= %s AND p.event_at < %s"
        " AND p.account_id IS NULL AND (r.reference = %s OR substr(r.reference, 1, %s) = %s)",
        [program_id, store, *between, receipt, len(receipt) + 1, f"{receipt}@"],
    )
    found = [guest_sale(bytes(order_key)) for (order_key,) in rows]
    return [sale for sale in found if sale is not None]


def manual_claims(account_id: int, since: int) -> int:
    """How many purchases an account has claimed by hand since an instant."""
    rows = fetch(
        "SELECT body FROM journal WHERE account_id = %s AND kind = 'claim_purchase' AND recorded_at >= %s",
        [account_id, since],
    )
    claims = [from_body(bytes(content)) for (content,) in rows]
    return sum(isinstance(one, ClaimPurchase) and one.manual for one in claims)


def wait(program_id: int, waiting: Waiting) -> Waiting | None:
    """Keep a return until its order comes. Returns what was kept before under the same version of the refund."""
    refund = waiting.command.refund
    named = {"program_id": program_id, "order_key": waiting.order_key, "refund_id": refund.id}
    before = WaitingReturn.objects.filter(**named, version=refund.version).first()
    if before is not None:
        return _read(before)
    WaitingReturn.objects.create(
        **named,
        version=refund.version,
        command=body(waiting.command),
        actor=waiting.actor,
        channel=waiting.channel,
        received_at=waiting.received_at,
    )
    return None


def anything_waits(program_id: int) -> bool:
    """Whether any return waits for its order."""
    return bool(fetch("SELECT 1 FROM waiting_return WHERE program_id = %s LIMIT 1", [program_id]))


def waiting_for(program_id: int, order_keys: Collection[bytes]) -> list[Waiting]:
    """Returns that wait for these orders, each order's in the order of its refunds' versions."""
    found: list[Waiting] = []
    keys = sorted(order_keys)
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        rows = WaitingReturn.objects.filter(program_id=program_id, order_key__in=part)
        found.extend(_read(row) for row in rows.order_by("order_key", "version", "id"))
    return found


def overdue(program_id: int, before: int) -> list[Waiting]:
    """Returns whose order refused them, or has not come though they were received before an instant."""
    rows = fetch(
        "SELECT w.id FROM waiting_return w LEFT JOIN natural_key k ON k.key = w.order_key"
        " WHERE w.program_id = %s AND (w.code <> '' OR (k.key IS NULL AND w.received_at < %s)) ORDER BY w.id",
        [program_id, before],
    )
    return [_read(one) for one in WaitingReturn.objects.filter(id__in=[id_ for (id_,) in rows]).order_by("id")]


def own(program_id: int, id_: int, owner: str) -> bool:
    """Say who has taken on a return that waits; empty: nobody. Whether there is one."""
    return bool(WaitingReturn.objects.filter(program_id=program_id, id=id_).update(owner=owner))


def stop_waiting(ids: Sequence[int]) -> None:
    """Forget returns that their order has taken."""
    WaitingReturn.objects.filter(id__in=ids).delete()


def note_refused(refused: Iterable[tuple[int, str]]) -> None:
    """Remember why orders would not take returns."""
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE waiting_return SET code = %s WHERE id = %s", [(code, id_) for id_, code in refused])


def _read(row: WaitingReturn) -> Waiting:
    command = from_body(bytes(row.command))
    assert isinstance(command, Return)
    told = (row.actor, row.channel, row.received_at, row.code, row.owner)
    return Waiting(row.id, bytes(row.order_key), command, *told)


def _hash_of_token(token: str) -> bytes:
    return keyed_hash(b"setia receipt token", token)
