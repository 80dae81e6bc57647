"""History carries codes, names of the shop's own things and keyed hashes; a text added to a command says which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import msgspec
import msgspec.inspect as inspect
import pytest

from setia.engine.codes import is_label, is_reason
from setia.engine.commands import Adjust, Command, RecordPurchase, Return, body, name
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Tender
from setia.services.batch import Request
from setia.services.sealing import sealed
from setia.storage.models import Journal
from tests.privacy.people import asks, member_of
from tests.shop import Shop, sale

OF_THE_PROGRAM = {
    "rules",
    *("wallet", "debts", "dues", "reward", "conversion", "set", "tier", "event.kind"),
    *("tiers.set", "tiers.level", "badges", "counters", "rewards.reward", "rewards.counted_in"),
}
"""Refused unless the program has a wallet of this id; or taken from another account's history, which has no others."""

REASONS = {"reason"}
"""Refused unless it is a code."""

RANDOM = {"counterpart"}
"""The other account's own random key."""

HASHED = {"reference", "purchase.tenders.reference", "refund.id", "refunds.id", "order_key", "used_for", "rewards.code"}
"""A hash by the time it is journalled."""

LABELS = {"event.fields", "choice"}
"""Refused unless the program describes the field and the value is a label: no text that people write."""

OF_THE_SHOP = {
    "till",
    *("store", "channel", "source", "event.store", "event.channel", "purchase.channel"),
    *(f"purchase.{name}" for name in ("source", "currency", "store", "till", "cashier")),
    *(f"purchase.lines.{name}" for name in ("sku", "unit", "category", "department", "brand", "tags")),
    *(f"purchase.{name}" for name in ("lines.discounts.effect", "lines.discounts.funded_by")),
    *(f"purchase.{name}" for name in ("charges.kind", "tenders.kind")),
}
"""Names of the shop's own things; not of its members."""


def texts(type_: inspect.Type, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every place in a structure where there can be text."""
    match type_:
        case inspect.StructType():
            for field in type_.fields:
                yield from texts(field.type, (*path, field.name))
        case inspect.UnionType():
            for inner in type_.types:
                yield from texts(inner, path)
        case inspect.TupleType():
            for inner in type_.item_types:
                yield from texts(inner, path)
        case inspect.VarTupleType():
            yield from texts(type_.item_type, path)
        case inspect.DictType():
            yield ".".join(path)
        case inspect.StrType():
            yield ".".join(path)
        case inspect.IntType() | inspect.BoolType() | inspect.LiteralType() | inspect.NoneType():
            return
        case _:
            raise AssertionError(f"{'.'.join(path)}: say whether a {type_} can hold text")


@pytest.mark.parametrize("command", get_args(Command), ids=lambda command: str(command.__name__))
def test_every_text_of_a_command_is_of_a_kind_that_may_be_kept_for_ever(command: type) -> None:
    allowed = OF_THE_PROGRAM | REASONS | RANDOM | HASHED | LABELS | OF_THE_SHOP
    found = {_place(path) for path in texts(inspect.type_info(command))}
    assert found <= allowed, f"{command.__name__}: {sorted(found - allowed)} would stay readable after an erasure"


def _place(path: str) -> str:
    """The same things in several commands: pieces of lots, what a merge brought, rewards on their way."""
    inner = path.replace("pieces.", "").replace("brought.", "")
    return inner.replace("withdrawn.", "rewards.").replace("given_back.", "rewards.")


def test_what_must_be_hashed_is_hashed_in_every_command_that_has_it() -> None:
    for command in get_args(Command):
        fields = {field.name: "CANARY" for field in msgspec.structs.fields(command) if field.name == "reference"}
        if not fields:
            continue
        needed = {field.name: _sound(field.type) for field in msgspec.structs.fields(command) if field.required}
        request = sealed(Request(command(**{**needed, **fields})), b"key")
        assert b"CANARY" not in body(request.command), name(request.command)
        assert request.reference == "CANARY"


def test_payment_tokens_and_refunds_are_hashed_alike_each_time_and_otherwise_by_another_key() -> None:
    purchase = RecordPurchase(sale(1_00, 0, tenders=(Tender("card", 1_00, "CANARY"),)))
    refund = Return(0, 1, Refund("CANARY", amount=1))
    for command in (purchase, refund):
        first, again, elsewhere = (body(sealed(Request(command), key).command) for key in (b"1", b"1", b"2"))
        assert b"CANARY" not in first
        assert first == again
        assert first != elsewhere


@pytest.mark.parametrize(
    "text", ["0123456789", "siti@example.my", "Siti Nurhaliza", "said_ali_012", "_", "a" * 49, "a\n"]
)
def test_a_reason_that_could_name_somebody_is_refused_and_leaves_nothing(shop: Shop, text: str) -> None:
    shop.joins("Siti")
    before = Journal.objects.count()
    refused = asks(shop, member_of(shop, "Siti"), Adjust(0, "points", 5, text))
    assert refused.refusal is not None
    assert (refused.refusal.code, refused.refusal.numbers) == ("not_a_code", {"field": "reason"})
    assert Journal.objects.count() == before


def test_reasons_and_labels_are_what_they_look_like() -> None:
    assert all(is_reason(text) for text in ("goodwill", "counted_wrong", "a" * 48))
    assert all(is_label(text) for text in ("v2026-01", "store:12", "zh-Hant", "portal", "a" * 64))
    assert not any(is_label(text) for text in ("", "12", "a b", "a@b", "a" * 65, "a\n"))


def _sound(type_: object) -> object:
    return 1 if type_ is int else "points"
