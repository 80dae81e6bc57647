"""Receivers that answer slowly or wrongly, and endpoints that are broken, keep nobody else from being told."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from setia.jobs.deliver import STOP_SECONDS
from setia.services.erase_member import erase_member
from setia.services.webhooks import endpoints, laying_out
from setia.services.webhooks.guard import Allowed
from setia.services.webhooks.sending import Letter, Sender, Sent
from setia.storage import clock, webhooks
from setia.storage.models import Program, WebhookAttempt, WebhookEndpoint, WebhookMessage
from setia.storage.outbox import Told
from setia.storage.reading import find_member
from setia.storage.webhooks import Attempt
from tests.shop import TILL
from tests.webhooks.conftest import Allow, Hooked
from tests.webhooks.receiver import Answer, Receiver, receiving, until

WITHIN = 1.5


@contextmanager
def answering(*parts: bytes, pause: float = 0.0) -> Iterator[int]:
    """A server that answers with these bytes, whatever it is asked, and rests after each; its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def serve() -> None:
        try:
            connected, _ = listening.accept()
            with connected:
                asked = b""
                while not asked.endswith(b"{}"):  # all of it: what is left unread would reset the connection
                    asked += connected.recv(65_536)
                for part in parts:
                    connected.sendall(part)
                    if done.wait(pause):
                        break
        except OSError:
            return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        done.set()
        listening.close()
        thread.join(10)


def sends(port: int) -> Sent:
    """One message to that port."""

    async def send() -> Sent:
        sender = Sender(Allowed(frozenset({f"127.0.0.1:{port}"})), within_seconds=WITHIN)
        try:
            letter = Letter(f"http://127.0.0.1:{port}/", "msg_1", "{}", (endpoints.new_secret(),))
            return await sender.send(letter)
        finally:
            sender.close()

    return asyncio.run(send())


@pytest.mark.parametrize(
    ("parts", "pause", "fault"),
    [
        ([b"HTTP/1.1 200 OK\r\n", *[b"x-drip: 1\r\n"] * 100], 0.2, "timeout"),
        ([b"H", *[b"T"] * 100], 0.2, "timeout"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", *[b"x"] * 100], 0.2, "timeout"),
        ([b"hello\r\n\r\n"], 0.0, "bad_answer"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"], 0.0, "bad_answer"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"], 0.0, "bad_answer"),
        ([b"HTTP/1.1 200 OK\r\nx: " + b"y" * 300_000], 0.0, "bad_answer"),
        ([b""], 0.0, "bad_answer"),
    ],
)
def test_a_receiver_that_speaks_slowly_or_nonsense_is_given_up_in_time(
    parts: list[bytes], pause: float, fault: str
) -> None:
    began = time.monotonic()
    with answering(*parts, pause=pause) as port:
        sent = sends(port)
    assert (sent.fault, sent.is_taken) == (fault, False)
    assert time.monotonic() - began < WITHIN + 2


def test_an_endpoint_that_is_broken_keeps_no_other_from_being_told(
    hooked: Hooked, receiver: Receiver, allow: Allow
) -> None:
    with receiving() as other:
        allow(f"{receiver.place} {other.place}")
        broken = hooked.tells(other.url, "points_earned")
        WebhookEndpoint.objects.filter(id=broken.endpoint.id).update(secret="whsec_")
        hooked.tells(receiver.url, "points_earned")
        for n in range(5):
            hooked.buys(f"M{n}", 10_00)
        with hooked.delivering():
            receiver.waits_for(5)
            until(lambda: WebhookAttempt.objects.filter(fault="not_sent").exists())
        assert other.got == []


def test_what_cannot_be_laid_out_for_one_is_laid_out_for_the_others(
    hooked: Hooked, receiver: Receiver, allow: Allow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with receiving() as other:
        allow(f"{receiver.place} {other.place}")
        first = hooked.tells(other.url, "points_earned").endpoint
        hooked.tells(receiver.url, "points_earned")
        hooked.buys("Siti", 10_00)
        messages = laying_out._messages

        def breaks(program: object, endpoint: WebhookEndpoint, told: Told) -> object:
            if endpoint.id == first.id:
                raise ValueError("no reason")
            return messages(program, endpoint, told)  # type: ignore[arg-type]

        monkeypatch.setattr(laying_out, "_messages", breaks)
        with hooked.delivering():
            receiver.waits_for(1)
        assert "no reason" in caplog.text
        assert WebhookEndpoint.objects.get(id=first.id).position == first.position, "nothing is passed over"
        monkeypatch.undo()
        allow(f"{receiver.place} {other.place}")
        with hooked.delivering():
            other.waits_for(1)


def test_who_comes_back_after_his_lease_changes_nothing_of_what_is_somebody_elses(
    hooked: Hooked, receiver: Receiver
) -> None:
    secret = hooked.tells(receiver.url, "points_earned")
    hooked.buys("Siti", 10_00)
    now = clock.system_reading()
    assert laying_out.lay_out(Program.objects.get(), secret.endpoint, now)
    of = secret.endpoint.id
    [held] = webhooks.claim(of, "first", (now, now + 10), 8)
    assert webhooks.claim(of, "second", (now + 9, now + 20), 8) == [], "it is still held"
    [again] = webhooks.claim(of, "second", (now + 10, now + 20), 8)
    assert (again.id, again.message_id) == (held.id, held.message_id)
    late = Attempt(held, now + 11, 5, 500, "", "", "failed", now)
    assert webhooks.record([late]) == [False]
    webhooks.let_go(held)
    assert webhooks.claim(of, "third", (now + 12, now + 30), 8) == []
    assert webhooks.record([Attempt(again, now + 12, 5, 204, "", "", "delivered", now)]) == [True]
    message = WebhookMessage.objects.get()
    assert (message.state, message.tries) == ("delivered", 1)
    assert WebhookAttempt.objects.count() == 2, "each try is written down"


def test_who_asks_for_a_message_again_while_it_is_being_sent_gets_it_again(hooked: Hooked, receiver: Receiver) -> None:
    secret = hooked.tells(receiver.url, "points_earned")
    hooked.buys("Siti", 10_00)
    now = clock.system_reading()
    assert laying_out.lay_out(Program.objects.get(), secret.endpoint, now)
    of = secret.endpoint.id
    [held] = webhooks.claim(of, "first", (now, now + 1_000_000), 8)
    assert webhooks.again(WebhookMessage.objects.all()) == 1
    assert webhooks.record([Attempt(held, now + 1, 5, 204, "", "", "delivered", now)]) == [False]
    assert WebhookMessage.objects.get().state == "waiting"
    [once_more] = webhooks.claim(of, "second", (now + 2, now + 1_000_000), 8)
    assert webhooks.record([Attempt(once_more, now + 3, 5, 204, "", "", "delivered", now)]) == [True]
    assert (WebhookMessage.objects.get().state, WebhookAttempt.objects.count()) == ("delivered", 2)


def test_a_sender_that_is_told_to_stop_does_not_wait_for_who_hangs_and_loses_nothing(
    hooked: Hooked, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    hangs = threading.Event()
    receiver.answers = lambda _: Answer(500) if hangs.wait(30) else Answer()
    hooked.tells(receiver.url, "points_earned")
    hooked.buys("Siti", 10_00)
    with hooked.delivering():
        receiver.waits_for(1)
        began = time.monotonic()
    assert time.monotonic() - began < STOP_SECONDS + 3
    hangs.set()
    message = WebhookMessage.objects.get()
    assert (message.state, message.tries, message.held_until) == ("waiting", 0, 0)
    gc.collect()
    assert not [one for one in caplog.records if one.name == "asyncio"], caplog.text
    receiver.answers = lambda _: Answer()
    with hooked.delivering():
        receiver.waits_for(2)
    assert {one.id for one in receiver.got} == {message.message_id}


def test_that_somebody_was_erased_is_told_and_no_message_names_him(
    hooked: Hooked, receiver: Receiver, tmp_path: Path
) -> None:
    hooked.tells(receiver.url)
    hooked.buys("CANARY-7001", 50_00, receipt="CANARY-R1")
    member = find_member(hooked.program, "CANARY-7001")
    assert member is not None
    erase_member(hooked.program, member, TILL, tmp_path / "erased")
    with hooked.delivering():
        until(lambda: "member_erased" in receiver.kinds())
    erased = next(one.event for one in receiver.got if one.event["type"] == "member_erased")
    assert erased["data"]["member"] == member.public_id
    assert not [one for one in receiver.got if "CANARY" in one.body]
    assert not WebhookMessage.objects.filter(body__contains="CANARY").exists()
