"""Canaries: words that stand for a person's data, put wherever such data can get, and looked for afterwards."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from django.db import connection

from setia.engine.commands import Adjust, Capture, PlaceHold, Redeem, RedeemOffline, Release, Restore, Return
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Tender
from setia.services.batch import Request, apply
from setia.services.record_consent import Statement, record_consent
from setia.services.requests import Repeatable
from setia.services.update_person import Changes, update_person
from setia.storage import clock
from setia.storage.models import Member
from tests.privacy.people import OFFICE, asks, member_of, merges
from tests.services.receipts import bought, take
from tests.shop import Shop

WORD = "CANARY"


class Canaries:
    """Hands out words, each once."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.out: list[str] = []

    def next(self) -> str:
        """A word that is nowhere yet."""
        self.out.append(f"{WORD}{next(self._numbers):03}X")
        return self.out[-1]


def let_fly(shop: Shop, canaries: Canaries) -> Member:
    """A member who has one in every place where something readable is kept, and in what is only hashed."""
    found = _joined(shop, canaries)
    _shopping(shop, canaries, found)
    _counter(shop, canaries, found)
    return found


def _joined(shop: Shop, canaries: Canaries) -> Member:
    card, old = canaries.next(), canaries.next()
    shop.joins(card, old)
    found = member_of(shop, card)
    identifiers = {kind: canaries.next() for kind in ("phone", "email", "card")}
    names = [canaries.next() for _ in range(6)]
    for name, call_name, title in (names[:3], names[3:]):  # corrected once, so that there is something overwritten
        update_person(shop.program, found, Changes(name, call_name, title, identifiers))
    identifiers["phone"] = canaries.next()
    update_person(shop.program, found, Changes(identifiers=identifiers))
    merges(shop, old, card)
    said = Statement("marketing", "given", "paper", "email", "Ya.", "v1", "ms")
    assert record_consent(found, said, OFFICE) is None
    return found


def _shopping(shop: Shop, canaries: Canaries, member: Member) -> None:
    """Receipts, what they were paid with, and refunds."""
    card = canaries.out[0]
    for _ in range(10):
        receipt, token = canaries.next(), canaries.next()
        [sold] = take(shop, bought(card, 100_00, receipt, tenders=(Tender("card", 100_00, token),)))
        asks(shop, member, Return(clock.read(), sold.seq, Refund(canaries.next(), amount=1_00)))


def _counter(shop: Shop, canaries: Canaries, member: Member) -> None:
    """References and remarks of everything that is asked for at a counter, and an answer kept with its key."""
    now = clock.read()
    for verb in (
        Redeem(now, "points", 5, canaries.next()),
        RedeemOffline(now, "points", 5, "till:1", 9, canaries.next()),
    ):
        used = asks(shop, member, verb, note=canaries.next())
        asks(shop, member, Restore(now, used.seq), note=canaries.next())
    for end in (Capture, Release):
        held = asks(shop, member, PlaceHold(now, "points", 5, canaries.next()), note=canaries.next())
        asks(shop, member, end(now, held.seq), reference=canaries.next(), note=canaries.next())
    asks(shop, member, Adjust(now, "points", 5, "goodwill"), reference=canaries.next(), note=canaries.next())
    key, asked, answer = (canaries.next().encode() for _ in range(3))
    repeatable = Repeatable("webshop", key.decode(), asked, lambda _: answer)
    request = Request(Redeem(now, "points", 1), account_id=member.account_id, repeatable=repeatable)
    assert apply(shop.program, [request], OFFICE)[0].answer == answer


def seen_in_files(path: Path) -> set[str]:
    """Canaries in a SQLite file, its log and its index of the log."""
    files = [path, *path.parent.glob(path.name + "-*")]
    return _in(b"".join(file.read_bytes() for file in files))


def seen_in_tables() -> set[str]:
    """Canaries in any column of any table, bytes included."""
    with connection.cursor() as cursor:
        found: set[str] = set()
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                cells = (bytes(cell) if isinstance(cell, memoryview) else str(cell).encode() for cell in row)
                found |= _in(b"\0".join(cells))
    return found


def _in(content: bytes) -> set[str]:
    parts = content.split(WORD.encode())[1:]
    return {f"{WORD}{part[:4].decode()}" for part in parts if part[3:4] == b"X"}
