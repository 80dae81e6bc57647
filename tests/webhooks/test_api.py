"""Webhooks as an integrator meets them: through the API, and through the client for Python."""

from __future__ import annotations

import httpx
import pytest
from litestar.testing import TestClient

from setia.services import clients
from setia.services.clients import SCOPES
from setia.storage.models import WebhookEndpoint
from tests.api.application import application
from tests.api.till import Till
from tests.webhooks.conftest import Allow, Hooked
from tests.webhooks.receiver import Answer, Receiver, is_signed, receiving, until


@pytest.fixture
def till(hooked: Hooked):  # type: ignore[no-untyped-def]
    """A client that may do everything."""
    key = clients.make(hooked.program, "erp", frozenset(SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        yield Till(client, key, hooked)


def test_an_endpoint_is_added_told_tried_and_asked_about(hooked: Hooked, till: Till, receiver: Receiver) -> None:
    made = till.posts("/webhooks", {"url": receiver.url, "kinds": ["points_earned"]}, key="")
    assert made.status_code == 201, made.text
    secret, endpoint = made.json()["secret"], made.json()["endpoint"]
    assert endpoint["is_enabled"]
    assert secret.startswith("whsec_")
    where = f"/webhooks/{endpoint['id']}"
    assert "secret" not in till.gets(where).text
    assert secret not in till.gets("/webhooks").text
    assert till.posts("/webhooks", {"url": receiver.url}, key="").json()["code"] == "endpoint_exists"
    till.sells("card:1", 50_00, "R1", enrol=True)
    with hooked.delivering():
        [got] = receiver.waits_for(1)
        assert is_signed(got, secret)
        until(lambda: till.gets(f"{where}/deliveries", only="delivered").json()["deliveries"])
        ping = till.posts(f"{where}/ping", {}, key="")
        assert ping.status_code == 202
        receiver.waits_for(2)
    member = till.gets("/members/card:1").json()["id"]
    assert got.event["data"]["member"] == member
    [delivery] = till.gets(f"{where}/deliveries", only="delivered", cursor=str(2**40)).json()["deliveries"][-1:]
    assert delivery["id"] == got.id
    assert [(one["status"], one["fault"]) for one in delivery["attempts"]] == [(204, "")]
    assert delivery["next_at"] is None


def test_an_endpoint_is_moved_and_wants_other_kinds(
    hooked: Hooked, till: Till, receiver: Receiver, allow: Allow
) -> None:
    """What waits goes to the new address, signed with the secret that it had; other kinds are told from then on."""
    made = till.posts("/webhooks", {"url": receiver.url, "kinds": ["points_earned"]}, key="").json()
    endpoint, secret = made["endpoint"], made["secret"]
    hooked.buys("Siti", 10_00)
    with receiving() as other:
        allow(f"{receiver.place},{other.place}")
        changes = {"url": other.url, "kinds": ["points_redeemed", "points_earned"]}
        told = [till.patches(f"/webhooks/{endpoint['id']}", changes).json() for _ in range(2)]
        assert told == [{**endpoint, "url": other.url, "kinds": ["points_earned", "points_redeemed"]}] * 2
        hooked.redeems("Siti", 5)
        with hooked.delivering():
            got = other.waits_for(2)
        assert (sorted(other.kinds()), receiver.got) == (["points_earned", "points_redeemed"], [])
        assert all(is_signed(one, secret) for one in got)
    [entry] = till.gets("/audit-log", action="webhook_changed").json()["entries"]
    assert (entry["subject"], entry["details"]["url_before"], entry["details"]["url"]) == (
        endpoint["id"],
        receiver.url,
        other.url,
    )


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"url": "https://169.254.169.254/latest/meta-data"}, 422, "address_not_allowed"),
        ({"url": "https://localhost/"}, 422, "address_not_allowed"),
        ({"url": "http://hooks.example.com/"}, 422, "not_https"),
        ({"kinds": ["no_such"]}, 422, "unknown_kind"),
        ({"secret": "whsec_mine"}, 422, "unknown_field"),
    ],
)
def test_an_endpoint_cannot_be_moved_to_where_none_may_be(
    till: Till, receiver: Receiver, changes: dict[str, object], status: int, code: str
) -> None:
    made = till.posts("/webhooks", {"url": receiver.url}, key="").json()["endpoint"]
    refused = till.patches(f"/webhooks/{made['id']}", changes)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert till.gets(f"/webhooks/{made['id']}").json() == made


def test_two_endpoints_do_not_have_one_address(hooked: Hooked, till: Till, receiver: Receiver, allow: Allow) -> None:
    first = hooked.tells(receiver.url)
    with receiving() as other:
        allow(f"{receiver.place},{other.place}")
        hooked.tells(other.url)
        refused = till.patches(f"/webhooks/{first.endpoint.public_id}", {"url": other.url})
        assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_exists")
        missing = till.patches("/webhooks/whe_nobody", {"url": other.url})
        assert (missing.status_code, missing.json()["code"]) == (404, "unknown_endpoint")


def test_pages_of_deliveries_meet_without_a_gap(hooked: Hooked, till: Till, receiver: Receiver) -> None:
    secret = hooked.tells(receiver.url, "points_earned")
    for n in range(7):
        hooked.buys(f"M{n}", 10_00)
    with hooked.delivering():
        receiver.waits_for(7)
    where = f"/webhooks/{secret.endpoint.public_id}/deliveries"
    seen: list[int] = []
    cursor = ""
    while not seen or cursor:
        page = till.gets(where, limit=3, cursor=cursor).json()
        seen += [one["position"] for one in page["deliveries"]]
        cursor = page["next"]
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 7


def test_a_message_is_replayed_and_so_is_everything_from_a_position(
    hooked: Hooked, till: Till, receiver: Receiver
) -> None:
    receiver.answers = lambda _: Answer(500)
    secret = hooked.tells(receiver.url, "points_earned")
    where = f"/webhooks/{secret.endpoint.public_id}"
    hooked.buys("Siti", 10_00)
    with hooked.delivering():
        [first] = receiver.waits_for(1)
        until(lambda: till.gets(f"{where}/deliveries").json()["deliveries"][0]["attempts"])
        [delivery] = till.gets(f"{where}/deliveries").json()["deliveries"]
        assert delivery["state"] == "waiting"
        assert delivery["next_at"] is not None
        receiver.answers = lambda _: Answer()
        replayed = till.posts(f"{where}/deliveries/{first.id}/replay", {}, key="")
        assert replayed.status_code == 202
        until(lambda: till.gets(f"{where}/deliveries/{first.id}").json()["state"] == "delivered")
        count = len(receiver.got)
        again = till.posts(f"{where}/replay", {"from_position": delivery["position"]}, key="")
        assert again.json() == {"messages": 1}
        receiver.waits_for(count + 1)
    assert {one.id for one in receiver.got} == {first.id}


def test_a_secret_is_rotated_and_an_endpoint_disabled_and_enabled(till: Till, receiver: Receiver) -> None:
    made = till.posts("/webhooks", {"url": receiver.url}, key="").json()
    where = f"/webhooks/{made['endpoint']['id']}"
    rotated = till.posts(f"{where}/rotate", {"overlap_seconds": 60}, key="")
    assert rotated.status_code == 201
    assert rotated.json()["secret"] != made["secret"]
    assert till.posts(f"{where}/disable", {}, key="").json()["disabled"] == "by_hand"
    assert not till.gets(where).json()["is_enabled"]
    assert till.posts(f"{where}/enable", {}, key="").json()["is_enabled"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hooks.example.com/", "not_https"),
        ("https://hooks.example.com:8443/", "port_not_allowed"),
        ("https://user:pass@hooks.example.com/", "not_a_url"),
        ("https://169.254.169.254/latest/meta-data", "address_not_allowed"),
        ("https://[::ffff:127.0.0.1]/", "address_not_allowed"),
        ("https://localhost/", "address_not_allowed"),
        ("https://nothing.invalid/", "host_unknown"),
    ],
)
def test_an_address_that_may_not_be_sent_to_is_refused(till: Till, url: str, code: str) -> None:
    refused = till.posts("/webhooks", {"url": url}, key="")
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert not WebhookEndpoint.objects.exists()


def test_what_cannot_be_is_refused(till: Till, receiver: Receiver) -> None:
    def code(answer: httpx.Response) -> tuple[int, str]:
        return answer.status_code, answer.json()["code"]

    made = till.posts("/webhooks", {"url": receiver.url}, key="").json()
    where = f"/webhooks/{made['endpoint']['id']}"
    assert code(till.posts("/webhooks", {"url": receiver.url, "kinds": ["no_such"]}, key="")) == (422, "unknown_kind")
    late = {"url": receiver.url, "from_position": 10**6}
    assert code(till.posts("/webhooks", late, key="")) == (422, "no_such_position")
    assert code(till.gets("/webhooks/whe_nobody")) == (404, "unknown_endpoint")
    assert code(till.gets(f"{where}/deliveries/msg_none")) == (404, "unknown_message")
    assert code(till.posts(f"{where}/deliveries/msg_none/replay", {}, key="")) == (404, "unknown_message")
    assert code(till.posts(f"{where}/replay", {"from_position": 10**6}, key="")) == (422, "no_such_position")
    assert till.posts(f"{where}/rotate", {"overlap_seconds": 10**9}, key="").status_code == 422


def test_another_program_and_another_scope_see_nothing(hooked: Hooked, till: Till, allow: Allow) -> None:
    with receiving() as one:
        allow(one.place)
        secret = hooked.tells(one.url)
    key = clients.make(hooked.program, "till-7", frozenset(SCOPES) - {"webhooks"}, "", "owner").key.text
    other = Till(till.client, key, hooked)
    for answer in (other.gets("/webhooks"), other.gets(f"/webhooks/{secret.endpoint.public_id}")):
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    WebhookEndpoint.objects.update(program_id=hooked.program.id + 1)
    assert till.gets("/webhooks").json() == {"endpoints": [], "next": ""}
    assert till.gets(f"/webhooks/{secret.endpoint.public_id}").status_code == 404
    assert till.posts(f"/webhooks/{secret.endpoint.public_id}/rotate", {}, key="").status_code == 404


def test_who_did_what_with_webhooks_is_in_the_audit_log(till: Till, receiver: Receiver) -> None:
    made = till.posts("/webhooks", {"url": receiver.url}, key="").json()
    endpoint = made["endpoint"]["id"]
    for done in ("rotate", "disable", "disable", "enable", "enable"):
        assert till.posts(f"/webhooks/{endpoint}/{done}", {}, key="").status_code in (200, 201)
    till.sells("card:1", 10_00, "R1", enrol=True)
    till.posts(f"/webhooks/{endpoint}/replay", {"from_position": 1}, key="")
    log = till.gets("/audit-log", subject=endpoint).json()["entries"]
    assert [one["action"] for one in reversed(log)] == [
        "webhook_added",
        "webhook_secret_rotated",
        "webhook_disabled",
        "webhook_enabled",
        "webhook_replayed",
    ]
    assert {one["actor"] for one in log} == {"erp"}
    assert made["secret"] not in str(log)
