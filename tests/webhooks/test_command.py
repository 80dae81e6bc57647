"""Webhooks at the command line."""

from __future__ import annotations

import json

import pytest

from setia.storage.models import WebhookEndpoint, WebhookMessage
from tests.cli.terminal import setia
from tests.webhooks.conftest import Hooked
from tests.webhooks.receiver import Answer, Receiver, is_signed, until


def test_a_receiver_is_added_listed_told_and_told_again(hooked: Hooked, receiver: Receiver) -> None:
    made = setia("webhook", "add", receiver.url, "--kind", "points_earned", "--json")
    assert made.code == 0, made.err
    secret, endpoint = json.loads(made.out)["secret"], json.loads(made.out)["endpoint"]["id"]
    assert secret not in setia("webhook", "list", "--json").out
    assert endpoint in setia("webhook", "list", "--json").out
    receiver.answers = lambda _: Answer(503, body=b"[red]later[/]")
    hooked.buys("Siti", 50_00)
    with hooked.delivering():
        [got] = receiver.waits_for(1)
        until(lambda: WebhookMessage.objects.filter(tries=1).exists())
        assert is_signed(got, secret)
        [told] = json.loads(setia("webhook", "deliveries", endpoint, "--json").out)
        assert (told["id"], told["state"], told["attempts"][0]["status"]) == (got.id, "waiting", 503)
        receiver.answers = lambda _: Answer()
        assert setia("webhook", "replay", endpoint, "--message", got.id).code == 0
        receiver.waits_for(2)
        until(lambda: WebhookMessage.objects.filter(state="delivered").exists())
        assert "1 known message" in setia("webhook", "replay", endpoint, "--from", str(told["position"])).out
        receiver.waits_for(3)
        assert setia("webhook", "ping", endpoint).code == 0
        receiver.waits_for(4)
    assert "delivered" in setia("webhook", "deliveries", endpoint).out


def test_a_secret_is_rotated_and_an_endpoint_disabled_and_enabled(hooked: Hooked, receiver: Receiver) -> None:
    before = hooked.tells(receiver.url)
    endpoint = before.endpoint.public_id
    after = setia("webhook", "rotate", endpoint, "--overlap", "1h").out.strip()
    assert after.startswith("whsec_")
    assert after != before.text
    assert WebhookEndpoint.objects.get().secret_before == before.text
    assert setia("webhook", "disable", endpoint).code == 0
    assert "disabled" in setia("webhook", "list").out
    assert setia("webhook", "enable", endpoint).code == 0
    assert "disabled" not in setia("webhook", "list").out


@pytest.mark.usefixtures("hooked")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "https://127.0.0.1/"], "SETIA_WEBHOOK_PLACES"),
        (["add", "http://hooks.example.com/"], "https://"),
        (["add", "https://hooks.example.com:8443/"], "port 8443"),
        (["add", "https://nothing.invalid/"], "no address"),
        (["add", "nothing"], "not an address"),
        (["add", "https://example.com/" + "a" * 500], "at most 500"),
        (["rotate", "whe_nobody"], "whe_nobody"),
        (["deliveries", "whe_nobody", "--only", "late"], "--only"),
        (["replay", "whe_nobody"], "either"),
        (["replay", "whe_nobody", "--from", "1"], "whe_nobody"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], said: str) -> None:
    told = setia("webhook", *arguments)
    assert told.code == 2
    assert said in told.err


def test_what_an_endpoint_cannot_do_is_said(hooked: Hooked, receiver: Receiver) -> None:
    endpoint = hooked.tells(receiver.url).endpoint.public_id
    for arguments, said in (
        (["add", receiver.url], "told already"),
        (["add", receiver.url, "--kind", "no_such"], "no_such"),
        (["add", receiver.url, "--from", "99"], "last one"),
        (["replay", endpoint, "--from", "99"], "last one"),
        (["replay", endpoint, "--message", "msg_none"], "msg_none"),
        (["rotate", endpoint, "--overlap", "31d"], "30 days"),
    ):
        told = setia("webhook", *arguments)
        assert told.code == 2
        assert said in told.err
