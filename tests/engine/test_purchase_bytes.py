"""Equal purchases have equal bytes, and so one natural key and one digest, wherever their values come from."""

from __future__ import annotations

import pickle

import msgspec
import pytest

from setia.engine.commands import ClaimPurchase, EditPurchase, body, from_body
from setia.engine.purchase import Discount, Line, Purchase, Tender, canonical_bytes, from_bytes

PLAIN = Purchase("till", 1, "USD", (Line(1, 90, list=100, discounts=(Discount("sale", 10),)),), (Tender("cash", 90),))

SPELT_OUT = b"""{
    "source": "till", "event_at": 1, "currency": "USD", "store": "", "status": "paid", "prices": "tax_inclusive",
    "lines": [{"no": 1, "net": 90, "list": 100, "quantity": 1000, "tags": [],
               "discounts": [{"effect": "sale", "amount": 10, "funded_by": "merchant"}]}],
    "tenders": [{"kind": "cash", "amount": 90, "reference": ""}], "charges": [], "rounding": 0, "version": 1
}"""


@pytest.mark.parametrize(
    "made",
    [
        from_bytes(SPELT_OUT),
        msgspec.convert(msgspec.to_builtins(from_bytes(SPELT_OUT)), Purchase),
        pickle.loads(pickle.dumps(PLAIN)),
        msgspec.structs.replace(PLAIN, status="".join(["pa", "id"])),
    ],
    ids=["spelt out", "converted", "from another process", "put together"],
)
def test_a_default_that_is_spelt_out_is_left_out_all_the_same(made: Purchase) -> None:
    assert made == PLAIN
    assert canonical_bytes(made) == canonical_bytes(PLAIN)
    assert b"1000" not in canonical_bytes(made)


@pytest.mark.parametrize("made", [PLAIN, from_bytes(SPELT_OUT), pickle.loads(pickle.dumps(PLAIN))])
def test_bytes_are_the_same_when_they_have_been_read(made: Purchase) -> None:
    assert canonical_bytes(from_bytes(canonical_bytes(made))) == canonical_bytes(made)


@pytest.mark.parametrize("made", [PLAIN, from_bytes(SPELT_OUT), pickle.loads(pickle.dumps(PLAIN))])
def test_a_command_about_it_has_the_same_body(made: Purchase) -> None:
    for command, plain in ((EditPurchase(3, made), EditPurchase(3, PLAIN)), (_claim(made), _claim(PLAIN))):
        assert body(command) == body(plain) == body(from_body(body(command)))


def _claim(purchase: Purchase) -> ClaimPurchase:
    return ClaimPurchase(purchase, "00")


def test_what_is_not_the_default_stays() -> None:
    line = Line(1, 90, quantity=2000, discounts=(Discount("sale", 10, funded_by="supplier"),))
    made = msgspec.structs.replace(PLAIN, lines=(line,), status="open", prices="tax_exclusive")
    assert from_bytes(canonical_bytes(made)) == made
