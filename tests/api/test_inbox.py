"""One inbox of what somebody should look at: with owner and age, one or many at once, and nothing twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from setia.engine.calendar import DAY, HOUR
from setia.services import clients
from setia.services.webhooks import endpoints
from setia.services.webhooks.endpoints import Checked
from setia.storage import clock, webhooks
from setia.storage.models import WebhookMessage
from setia.storage.webhooks import Attempt
from tests.api.test_imports import file, sent, works
from tests.api.till import Till, purchase
from tests.cli.terminal import setia

Json = dict[str, Any]


def inbox(till: Till, **wanted: Any) -> list[Json]:
    """What waits, and that it says how much that is."""
    told = till.gets("/exceptions", **wanted).json()
    if len(told["exceptions"]) < wanted.get("limit", 50):
        assert told["total"] == len(told["exceptions"])
    return list(told["exceptions"])


def acts(till: Till, action: str, *ids: str) -> list[str]:
    """Codes of what could not be done; empty where it was."""
    told = till.posts("/exceptions/actions", {"action": action, "ids": list(ids)}).json()
    return [one["problem"]["code"] if one["problem"] else "" for one in told]


def test_sales_at_a_corrected_time_wait_to_be_looked_at(till: Till) -> None:
    """The till is two hours ahead: a member's sale and a guest's are flagged, once, however often they are sent."""
    till.posts("/members", {"identifier": "card:1"})
    sold = [("S1", "card:1"), ("S2", None)]
    items = [
        {"kind": "purchase", "purchase": purchase(10_00, receipt, member=member, event_at="2018-01-02T01:30:00Z")}
        for receipt, member in sold
    ]
    queue = {"items": items, "sent_at": "2018-01-02T02:00:00Z"}
    for _ in range(2):
        till.posts("/batch", queue, key="")
    till.sells("card:1", 5_00, "S3")
    till.shop.moves_clock(3 * HOUR)
    waiting = inbox(till)
    assert [(one["kind"], one["reason"], one["subject"], one["numbers"]) for one in waiting] == [
        ("corrected_clock", "till_clock_wrong", "S1", {"seconds": 7200}),
        ("corrected_clock", "till_clock_wrong", "S2", {"seconds": 7200}),
    ]
    assert [one["member"] for one in waiting] == [till.gets("/members/card:1").json()["id"], ""]
    assert {(one["event_at"], one["age_seconds"], one["actor"]) for one in waiting} == {
        ("2018-01-01T23:30:00Z", 3 * 3600, "till")
    }
    first, second = (one["id"] for one in waiting)
    assert acts(till, "take", first) == [""]
    assert [one["id"] for one in inbox(till, owner="till")] == [first]
    assert [one["id"] for one in inbox(till, owner="")] == [second]
    assert acts(till, "approve", first, second, "flag-999") == ["", "", "unknown_review"]
    assert acts(till, "approve", first) == ["unknown_review"]
    assert inbox(till) == []
    deeds = till.gets("/audit-log", action="exception_approved").json()["entries"]
    assert sorted(one["subject"] for one in deeds) == sorted([first, second])


def test_rows_that_the_command_line_refused_wait_there_too_once(till: Till, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text(file(3) + "R40,yesterday,M1,1.00\nR41,2017-12-01 10:00,M1,much\n", encoding="utf-8")
    for _ in range(2):
        assert setia("import", "purchases", path).code == 3
    waiting = inbox(till, kind="import_row")
    assert [(one["reason"], one["numbers"]["line"], one["numbers"]["receipt"]) for one in waiting] == [
        ("bad_timestamp", 5, "R40"),
        ("not_a_number", 6, "R41"),
    ]
    [told] = till.gets("/imports").json()["imports"]
    assert (told["name"], told["state"], told["rejected_rows"]) == ("old.csv", "done", 2)
    assert {one["subject"] for one in waiting} == {f"import-{told['id']}"}
    path.write_text(file(4), encoding="utf-8")
    assert setia("import", "purchases", path).code == 0
    assert len(till.gets("/imports").json()["imports"]) == 1


def test_a_sale_that_is_refused_or_in_time_is_not_flagged(till: Till) -> None:
    nobody = {"kind": "purchase", "purchase": purchase(10_00, "S1", member="card:none")}
    till.posts("/batch", {"items": [nobody], "sent_at": "2018-01-02T02:00:00Z"}, key="")
    guest = {"kind": "purchase", "purchase": purchase(10_00, "S2")}
    till.posts("/batch", {"items": [guest], "sent_at": "2018-01-02T00:01:59Z"}, key="")
    assert inbox(till) == []


def test_rows_that_an_import_refused_wait_with_their_line(till: Till) -> None:
    number = sent(till, file(3) + "R40,yesterday,M1,1.00\nR41,2017-12-01 10:00,M1,much\n")
    works(till)
    waiting = inbox(till, kind="import_row")
    rejects = till.gets(f"/imports/{number}").json()["rejects"]
    assert [one["numbers"] for one in waiting] == [
        {"import": number, "line": line, "column": column, "receipt": receipt}
        for line, column, receipt in [(5, "event_at", "R40"), (6, "net", "R41")]
    ]
    assert [one["reason"] for one in waiting] == [one["code"] for one in rejects]
    assert {one["subject"] for one in waiting} == {f"import-{number}"}
    assert inbox(till, kind="import_row", limit=1) == waiting[:1]
    assert till.gets("/exceptions", limit=1).json()["total"] == 2
    assert acts(till, "reject", *(one["id"] for one in waiting)) == ["", ""]
    assert inbox(till) == []


def failed(till: Till) -> list[str]:
    """Two messages of one endpoint, both tried in vain to the end; their ids."""
    made = endpoints.add(till.shop.program, ("owner", "test"), Checked("https://example.org/hooks"), ("*",))
    ids = [endpoints.ping(till.shop.program, made.endpoint.public_id).message_id for _ in range(2)]
    _fails(made.endpoint.id)
    return ids


def _fails(endpoint_id: int) -> None:
    now = clock.system_reading()
    held = webhooks.claim(endpoint_id, "worker", (now, now + HOUR), 10)
    webhooks.record([Attempt(one, now, 5, 500, "", "out of order", "failed", 0) for one in held])


def test_messages_that_nobody_took_are_sent_again_or_given_up(till: Till) -> None:
    ids = failed(till)
    waiting = inbox(till, kind="delivery_failed")
    assert [one["numbers"]["message"] for one in waiting] == ids
    assert {(one["reason"], one["command"], one["numbers"]["tries"]) for one in waiting} == {("not_taken", "ping", 1)}
    [endpoint] = till.gets("/webhooks").json()["endpoints"]
    assert {one["subject"] for one in waiting} == {endpoint["id"]}
    again, over = (one["id"] for one in waiting)
    assert acts(till, "take", again, over) == ["", ""]
    assert acts(till, "approve", again) == [""]
    assert acts(till, "reject", over) == [""]
    assert acts(till, "approve", again, over) == ["unknown_review"] * 2
    assert inbox(till) == []
    states = dict(WebhookMessage.objects.values_list("message_id", "state"))
    assert states == {ids[0]: "waiting", ids[1]: "failed"}
    _fails(WebhookMessage.objects.values_list("endpoint_id", flat=True)[0])
    [back] = inbox(till)
    assert (back["numbers"]["message"], back["owner"]) == (ids[0], "")


def test_the_whole_inbox_is_oldest_first(till: Till) -> None:
    """What the ledger has received on its own clock comes before what the system's clock says of deliveries."""
    sent(till, file(1) + "R40,yesterday,M1,1.00\n")
    works(till)
    till.shop.moves_clock(DAY)
    key = clients.make(till.shop.program, "shop", frozenset({"purchases", "members"}), "", "owner").key.text
    late = Till(till.client, key, till.shop).sells("card:1", 1_00, "L1", enrol=True, event_at="2017-01-02T12:00:00Z")
    assert late.status_code == 202
    failed(till)
    kinds = [one["kind"] for one in inbox(till)]
    assert kinds == ["import_row", "late_event", "delivery_failed", "delivery_failed"]
