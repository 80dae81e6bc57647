"""What happens is told to other systems: at least once, signed, and under the same id however often."""

from __future__ import annotations

import time

from setia.engine.calendar import DAY, SECOND
from setia.jobs.deliver import Deliverer
from setia.jobs.forget import forget
from setia.services.doctor import examine
from setia.services.webhooks import endpoints
from setia.services.webhooks.retrying import SCHEDULE
from setia.services.webhooks.sending import Sender
from setia.storage import clock, outbox
from setia.storage.models import AuditLog, WebhookAttempt, WebhookEndpoint, WebhookMessage
from tests.api.serving import free_port
from tests.webhooks.conftest import OWNER, Allow, Hooked
from tests.webhooks.receiver import Answer, Receiver, is_signed, receiving, until


def test_a_purchase_is_told_signed_and_in_public_ids_only(hooked: Hooked, receiver: Receiver) -> None:
    secret = hooked.tells(receiver.url)
    hooked.buys("Siti", 50_00, receipt="R-SECRET-1")
    with hooked.delivering():
        got = receiver.waits_for(3)
    assert sorted(receiver.kinds()) == ["member_joined", "points_earned", "purchase_recorded"]
    assert all(is_signed(one, secret.text) for one in got)
    earned = next(one.event for one in got if one.event["type"] == "points_earned")["data"]
    assert earned["member"].startswith("mem_")
    assert earned["position"] == outbox.last_position()
    assert earned["wallets"] == [{"wallet": "points", "pending": 0, "available": 50, "held": 0, "debt": 0}]
    assert not [one for one in got if "Siti" in one.body or "R-SECRET-1" in one.body]
    until(lambda: WebhookMessage.objects.filter(state="delivered").count() == 3)


def test_only_what_is_wanted_is_sent_and_only_from_now_on(hooked: Hooked, receiver: Receiver) -> None:
    hooked.buys("Siti", 50_00)
    hooked.tells(receiver.url, "points_redeemed", "points_earned")
    hooked.buys("Siti", 20_00)
    hooked.redeems("Siti", 10)
    with hooked.delivering():
        receiver.waits_for(2)
        until(lambda: not WebhookMessage.objects.filter(state="waiting").exists())
    assert sorted(receiver.kinds()) == ["points_earned", "points_redeemed"]


def test_a_receiver_that_was_down_gets_everything_once_it_is_up(hooked: Hooked, allow: Allow) -> None:
    port = free_port()
    allow(f"127.0.0.1:{port}")
    secret = hooked.tells(f"http://127.0.0.1:{port}/hooks", "points_earned")
    for n in range(10):
        hooked.buys(f"M{n}", 10_00)
    with hooked.delivering():
        until(lambda: WebhookAttempt.objects.filter(fault="unreachable").exists())
        with receiving(port) as receiver:
            got = receiver.waits_for(10)
    assert sorted(one.event["data"]["position"] for one in got) == sorted(
        one.position for one in WebhookMessage.objects.all()
    )
    assert len({one.id for one in got}) == 10
    assert all(is_signed(one, secret.text) for one in got)
    until(lambda: hooked.endpoint(secret).failing_since is None)


def test_tries_follow_the_schedule_of_the_specification_and_then_the_message_has_failed(
    hooked: Hooked, receiver: Receiver
) -> None:
    receiver.answers = lambda _: Answer(500, body=b"out of order")
    secret = hooked.tells(receiver.url, "points_earned")
    hooked.buys("Siti", 50_00)
    now = [clock.system_reading()]
    waits: list[int] = []
    with hooked.delivering(Deliverer(now=lambda: now[0])):
        for _ in range(len(SCHEDULE) + 1):
            until(lambda: WebhookMessage.objects.filter(tries=len(waits) + 1).exists())
            waits.append(WebhookMessage.objects.get().next_at - now[0])
            now[0] += waits[-1]
    message = WebhookMessage.objects.get()
    assert message.state == "failed"
    for wait, expected in zip(waits, SCHEDULE, strict=False):
        assert expected <= wait <= expected * 110 // 100
    assert len(receiver.got) == len(SCHEDULE) + 1
    assert {one.id for one in receiver.got} == {message.message_id}
    log = WebhookAttempt.objects.filter(of_id=message.id)
    assert {(one.status, one.answer) for one in log} == {(500, "out of order")}
    assert hooked.endpoint(secret).disabled == ""


def test_an_endpoint_that_takes_nothing_for_days_is_disabled_and_what_happens_waits(
    hooked: Hooked, receiver: Receiver
) -> None:
    receiver.answers = lambda _: Answer(500)
    secret = hooked.tells(receiver.url, "points_earned")
    hooked.buys("Siti", 50_00)
    now = [clock.system_reading()]
    with hooked.delivering(Deliverer(now=lambda: now[0])):
        until(lambda: hooked.endpoint(secret).failing_since is not None)
        now[0] += 5 * DAY
        until(lambda: hooked.endpoint(secret).disabled == "failing")
        hooked.buys("Siti", 30_00)
        receiver.answers = lambda _: Answer()
        endpoints.enable(hooked.program, OWNER, secret.endpoint.public_id)
        now[0] += DAY
        until(lambda: WebhookMessage.objects.filter(state="delivered").count() == 2)
    assert hooked.endpoint(secret).failing_since is None


def test_a_receiver_that_is_gone_is_disabled_at_once(hooked: Hooked, receiver: Receiver) -> None:
    receiver.answers = lambda _: Answer(410)
    secret = hooked.tells(receiver.url, "points_earned")
    hooked.buys("Siti", 50_00)
    with hooked.delivering():
        until(lambda: hooked.endpoint(secret).disabled == "gone")
    assert len(receiver.got) == 1
    noted = AuditLog.objects.get(action="webhook_disabled")
    assert (noted.actor, noted.subject) == ("setia", secret.endpoint.public_id)


def test_a_receiver_that_asks_for_time_gets_it(hooked: Hooked, receiver: Receiver) -> None:
    receiver.answers = lambda _: Answer(429, (("Retry-After", "3600"),))
    hooked.tells(receiver.url, "points_earned")
    hooked.buys("Siti", 50_00)
    before = clock.system_reading()
    with hooked.delivering():
        until(lambda: WebhookMessage.objects.filter(tries=1).exists())
    assert WebhookMessage.objects.get().next_at >= before + 3600 * SECOND


def test_a_redirect_is_a_failure_and_is_not_followed(hooked: Hooked, receiver: Receiver) -> None:
    with receiving() as other:
        receiver.answers = lambda _: Answer(307, (("Location", other.url),))
        hooked.tells(receiver.url, "points_earned")
        hooked.buys("Siti", 50_00)
        with hooked.delivering():
            until(lambda: WebhookMessage.objects.filter(tries=1).exists())
        assert other.got == []
    assert WebhookAttempt.objects.get().status == 307


def test_of_an_answer_that_does_not_end_the_first_bytes_are_read(hooked: Hooked, receiver: Receiver) -> None:
    receiver.answers = lambda _: Answer(200, body=b"x" * 30_000_000)
    hooked.tells(receiver.url, "points_earned")
    hooked.buys("Siti", 50_00)
    with hooked.delivering():
        until(lambda: WebhookMessage.objects.filter(state="delivered").exists())
    assert WebhookAttempt.objects.get().answer == "x" * 1_000


def test_a_receiver_that_hangs_delays_nobody_else_and_is_given_up_in_time(
    hooked: Hooked, receiver: Receiver, allow: Allow
) -> None:
    def hangs(_: object) -> Answer:
        time.sleep(8)
        return Answer()

    with receiving() as slow:
        allow(f"{receiver.place} {slow.place}")
        slow.answers = hangs
        hooked.tells(slow.url, "points_earned")
        hooked.tells(receiver.url, "points_earned")
        for n in range(30):
            hooked.buys(f"M{n}", 10_00)
        began = time.monotonic()
        with hooked.delivering(Deliverer(Sender(endpoints.allowed(), within_seconds=3))):
            receiver.waits_for(30)
            took = time.monotonic() - began
            until(lambda: WebhookAttempt.objects.filter(fault="timeout").exists())
    assert took < 3, "the other one waited for it"


def test_while_a_secret_is_replaced_both_sign(hooked: Hooked, receiver: Receiver) -> None:
    before = hooked.tells(receiver.url, "points_earned")
    now = [clock.system_reading()]
    after = endpoints.rotate(hooked.program, OWNER, before.endpoint.public_id, 3600 * SECOND)
    assert after.text != before.text
    hooked.buys("Siti", 50_00)
    with hooked.delivering(Deliverer(now=lambda: now[0])):
        [both] = receiver.waits_for(1)
        now[0] += 3601 * SECOND
        hooked.buys("Siti", 50_00)
        [_, one] = receiver.waits_for(2)
    assert is_signed(both, before.text)
    assert is_signed(both, after.text)
    assert len(both.headers["webhook-signature"].split()) == 2
    assert is_signed(one, after.text)
    assert len(one.headers["webhook-signature"].split()) == 1


def test_one_message_and_everything_from_a_position_are_told_again_under_the_same_ids(
    hooked: Hooked, receiver: Receiver
) -> None:
    secret = hooked.tells(receiver.url, "points_earned")
    for n in range(5):
        hooked.buys(f"M{n}", 10_00)
    public_id = secret.endpoint.public_id
    with hooked.delivering():
        first = receiver.waits_for(5)
        until(lambda: WebhookMessage.objects.filter(state="delivered").count() == 5)
        again = endpoints.replay(hooked.program, OWNER, public_id, first[2].id)
        assert receiver.waits_for(6)[5][1:] == first[2][1:]
        until(lambda: WebhookMessage.objects.get(id=again.id).state == "delivered")
        third = sorted(one.event["data"]["position"] for one in first)[2]
        WebhookMessage.objects.filter(position=third).delete()  # as if it had been forgotten
        assert endpoints.replay_from(hooked.program, OWNER, public_id, third) == 2
        told = receiver.waits_for(9)[6:]
    assert {one.id for one in told} == {one.id for one in first if one.event["data"]["position"] >= third}
    assert {one.body for one in told} <= {one.body for one in first}


def test_history_from_before_the_endpoint_is_told_if_it_is_asked_for(hooked: Hooked, receiver: Receiver) -> None:
    hooked.buys("Siti", 50_00)
    hooked.redeems("Siti", 20)
    hooked.tells(receiver.url, from_position=1)
    with hooked.delivering():
        got = receiver.waits_for(4)
    told = sorted((one.event["data"]["position"], one.event["type"]) for one in got)
    joined, bought, redeemed = 1, 2, 3
    assert told == [
        (joined, "member_joined"),
        (bought, "points_earned"),
        (bought, "purchase_recorded"),
        (redeemed, "points_redeemed"),
    ]


def test_a_test_is_sent_to_whoever_asks_for_one(hooked: Hooked, receiver: Receiver) -> None:
    secret = hooked.tells(receiver.url, "points_earned")
    message = endpoints.ping(hooked.program, secret.endpoint.public_id)
    with hooked.delivering():
        [got] = receiver.waits_for(1)
    assert got.id == message.message_id
    assert got.event["type"] == "ping"
    assert is_signed(got, secret.text)


def test_what_was_delivered_long_ago_is_forgotten_and_nothing_else(hooked: Hooked, receiver: Receiver) -> None:
    hooked.tells(receiver.url, "points_earned")
    for n in range(3):
        hooked.buys(f"M{n}", 10_00)
    with hooked.delivering():
        until(lambda: WebhookMessage.objects.filter(state="delivered").count() == 3)
    first, second, third = WebhookMessage.objects.order_by("id")
    WebhookMessage.objects.filter(id=first.id).update(ended_at=clock.system_reading() - 31 * DAY)
    WebhookMessage.objects.filter(id=second.id).update(state="waiting", ended_at=None, made_at=0)
    assert forget(hooked.program) == 1
    assert set(WebhookMessage.objects.values_list("id", flat=True)) == {second.id, third.id}
    assert set(WebhookAttempt.objects.values_list("of_id", flat=True)) == {second.id, third.id}


def test_the_doctor_names_a_receiver_that_takes_nothing_any_more(hooked: Hooked, receiver: Receiver) -> None:
    def found() -> list[tuple[str, str]]:
        return [(one.verdict, str(one.numbers["urls"])) for one in examine() if one.code == "webhooks"]

    assert found() == []
    secret = hooked.tells(receiver.url)
    assert found() == [("ok", "")]
    WebhookEndpoint.objects.filter(id=secret.endpoint.id).update(disabled="failing")
    assert found() == [("warning", receiver.url)]
    WebhookEndpoint.objects.filter(id=secret.endpoint.id).update(disabled="by_hand")
    assert found() == [("ok", "")]
