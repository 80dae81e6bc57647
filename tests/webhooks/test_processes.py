"""Webhooks by the processes of a deployment: the server on SQLite, the worker on PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from setia.client import Client, Line, calls, webhooks
from setia.services import clients
from setia.services.confirm_email import confirm_email
from setia.services.initialise import initialise
from setia.storage import clock
from setia.storage.models import AlertReach, WebhookMessage
from setia.storage.reading import find_member
from tests.api.serving import serving
from tests.conftest import START, use
from tests.postgres import cluster
from tests.shop import Shop
from tests.web.mailbox import Mailbox, mail_server
from tests.webhooks.conftest import Hooked
from tests.webhooks.receiver import Receiver, is_signed, receiving, until

pytestmark = pytest.mark.slow


def confirm(shop: Shop, name: str, address: str) -> None:
    """Somebody has shown that an address is his."""
    member = find_member(shop.program, name)
    assert member is not None
    assert confirm_email(shop.program, member, address, clock.read()) == member


def test_the_server_on_sqlite_tells_what_a_webshop_sells(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop()
    key = clients.make(shop.program, "webshop", frozenset(clients.SCOPES), "", "owner").key.text
    with receiving() as receiver, mail_server() as mail:
        monkeypatch.setenv("SETIA_WEBHOOK_PLACES", receiver.place)
        monkeypatch.setenv("SETIA_MAIL_SERVER", f"smtp://127.0.0.1:{mail.port}")
        with serving(sqlite_database) as server, Client(server.base_url, key) as setia:
            made = setia.send(webhooks.add(receiver.url, ["points_earned", "points_redeemed"]))
            of = made.endpoint.id
            setia.send(calls.enrol("card:7001"))
            when = {"currency": "USD", "event_at": "2018-01-01T12:00:00Z"}
            sold = calls.purchase("webshop", "R1", [Line(net=30_00)], member="card:7001", **when)
            assert setia.send(sold).awarded == {"points": 30}
            [got] = receiver.waits_for(1)
            assert is_signed(got, made.secret)
            told = webhooks.read(got.body)
            assert told.data["member"] == setia.send(calls.member("card:7001")).id
            until(lambda: setia.send(webhooks.delivery(of, got.id)).state == "delivered")
            assert setia.send(webhooks.replay(of, got.id)).id == got.id
            receiver.waits_for(2)
            assert setia.send(webhooks.replay_from(of, told.data["position"])).messages == 1
            receiver.waits_for(3)
            confirm(shop, "7001", "siti@example.com")
            setia.send(calls.redeem("card:7001", 10))
            used = receiver.waits_for(4, within=5)[3]  # S12: what tells the member knows of it by then
            until(lambda: mail.to("siti@example.com"), within=5)  # and so does he
            assert webhooks.read(used.body).type == "points_redeemed"
            ping = setia.send(webhooks.ping(of))
            assert receiver.waits_for(5)[4].id == ping.id
            assert len(setia.send(webhooks.deliveries(of, only="delivered")).deliveries) >= 1
            rotated = setia.send(webhooks.rotate(of))
            assert rotated.secret != made.secret
            assert setia.send(webhooks.disable(of)).disabled == "by_hand"
            assert setia.send(webhooks.enable(of)).is_enabled
            assert [one.id for one in setia.send(webhooks.endpoints()).endpoints] == [of]
    assert {one.id for one in receiver.got} == {got.id, used.id, ping.id}


def test_the_worker_on_postgresql_tells_what_happens_and_ends_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as receiver, mail_server() as mail, cluster(durable=True) as url, use(f"{url}/postgres"):
        initialise("simulated", START)
        monkeypatch.setattr("django.conf.settings.SETIA_WEBHOOK_PLACES", receiver.place)
        _told_by_the_worker(f"{url}/postgres", receiver, mail)
        connection.close()


def _told_by_the_worker(url: str, receiver: Receiver, mail: Mailbox) -> None:
    hooked = Hooked()
    hooked.tells(receiver.url, "points_earned", "points_redeemed")
    hooked.buys("Siti", 50_00)
    confirm(hooked, "Siti", "siti@example.com")
    command = [sys.executable, "-m", "setia.cli.main", "worker"]
    env = {**os.environ, "DATABASE_URL": url, "SETIA_WEBHOOK_PLACES": receiver.place}
    env["SETIA_MAIL_SERVER"] = f"smtp://127.0.0.1:{mail.port}"
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as process:
        try:
            receiver.waits_for(1)
            until(lambda: WebhookMessage.objects.filter(state="delivered").exists())
            until(lambda: AlertReach.objects.exists())
            hooked.redeems("Siti", 10)
            receiver.waits_for(2, within=5)  # S12: the shop's own system, and the member
            until(lambda: mail.to("siti@example.com"), within=5)
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
