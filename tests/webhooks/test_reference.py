"""What is said of webhooks is so: page and schema are as the source makes them, and what is sent fits both."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from standardwebhooks import WebhookVerificationError

from setia.engine.ledger.entries import WITHOUT_ENTRIES, Kind
from setia.services.webhooks import endpoints
from setia.services.webhooks.kinds import KINDS, OF_COMMANDS, OF_TRANSACTIONS
from setia.services.webhooks.sending import Letter, headers
from setia.storage import clock
from setia.storage.models import WebhookMessage
from tests.architecture.sources import ROOT
from tests.reference import webhooks
from tests.webhooks.conftest import Hooked
from tests.webhooks.receiver import Receiver, until

SCHEMA = ROOT / "docs" / "reference" / "webhooks.schema.json"


def schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_schema_is_as_the_source_would_make_it() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == webhooks.schema_text(), "run `make docs`"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_an_example_that_fits_its_schema_and_nothing_else_does(kind: str) -> None:
    body = json.loads(webhooks.example(kind))
    schema().validate(body)
    assert body["type"] == kind
    assert not schema().is_valid({**body, "type": "no_such"})
    assert not schema().is_valid({**body, "data": {**body["data"], "program": 7}})


def test_every_kind_of_transaction_that_moves_units_has_an_event() -> None:
    assert set(OF_TRANSACTIONS) == set(Kind.__args__) - WITHOUT_ENTRIES | {"hold_extend", "redate"}  # type: ignore[attr-defined]
    assert not set(OF_COMMANDS) & set(OF_TRANSACTIONS) - {"redeem"}


def test_what_is_sent_fits_the_schema(hooked: Hooked, receiver: Receiver) -> None:
    hooked.tells(receiver.url)
    bought = hooked.buys("Siti", 50_00)
    hooked.joins("Budi")
    hooked.redeems("Siti", 20)
    hooked.returns("Siti", bought, 10_00)
    with hooked.delivering():
        receiver.waits_for(7)
        until(lambda: not WebhookMessage.objects.filter(state="waiting").exists())
    assert {"member_joined", "purchase_recorded", "points_earned", "points_redeemed", "points_reversed"} <= set(
        receiver.kinds()
    )
    assert "purchase_returned" in receiver.kinds()
    for one in receiver.got:
        schema().validate(one.event)


def test_the_example_of_verifying_does_what_it_says() -> None:
    names: dict[str, Any] = {}
    exec(compile(webhooks.VERIFYING, "webhooks.md", "exec"), names)  # noqa: S102
    secret, body = endpoints.new_secret(), webhooks.example("points_earned")
    sent = headers(Letter("https://erp.example.com/", "msg_1", body, (secret,)), clock.machine_reading())
    assert names["receive"](secret, sent, body.encode()) == "msg_1: points_earned of mem_Zm9vYmFyYmF6cXV4MTIz"
    with pytest.raises(WebhookVerificationError):
        names["receive"](endpoints.new_secret(), sent, body.encode())
    with pytest.raises(WebhookVerificationError):
        names["receive"](secret, sent, body.replace("50", "51").encode())
