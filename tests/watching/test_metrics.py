"""Whoever watches a deployment sees requests, refusals, batches, what waits and what is overdue; nobody else does."""

from __future__ import annotations

import re

import httpx
import pytest
from django.conf import settings
from django.db.models import F
from prometheus_client.parser import text_string_to_metric_families

from setia.engine.calendar import DAY
from setia.jobs.schedule import SCHEDULE
from setia.jobs.worker import Worker
from setia.services import clients
from setia.services.doctor import examine
from setia.storage.models import Job
from tests.api.serving import serving
from tests.api.till import Till, purchase
from tests.architecture.sources import ROOT
from tests.shop import Shop
from tests.webhooks.receiver import receiving

TOKEN = "Zx7-quiet-lamp-31-river"


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> str:
    """The operator has set a token."""
    monkeypatch.setattr(settings, "SETIA_METRICS_TOKEN", TOKEN)
    return TOKEN


def seen(client: httpx.Client, token: str = TOKEN) -> dict[tuple[str, ...], float]:
    """Every sample by its name and its labels."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, *(f"{name}={value}" for name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_nobody_sees_them_unless_a_token_is_set_and_shown(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    assert till.client.get("/metrics").status_code == 404
    assert till.client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    monkeypatch.setattr(settings, "SETIA_METRICS_TOKEN", TOKEN)
    for shown in (
        {},
        {"Authorization": "Bearer no"},
        {"Authorization": TOKEN},
        {"Authorization": f"Bearer {till.key}"},
    ):
        assert till.client.get("/metrics", headers=shown).status_code == 401
    assert till.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.usefixtures("watched")
def test_requests_refusals_and_batches_are_counted_by_route_and_code(till: Till) -> None:
    sold = ("setia_request_seconds_count", "method=POST", "route=/api/v1/purchases", "status=201")
    asked = ("setia_request_seconds_count", "method=GET", "route=/api/v1/members/{member}", "status=404")
    poor = ("setia_problems_total", "code=insufficient", "status=409")
    unknown = ("setia_problems_total", "code=unknown_member", "status=404")
    lost = ("setia_request_seconds_count", "method=GET", "route=none", "status=404")
    before = seen(till.client)
    for n in range(3):
        till.sells("card:1", 10_00, f"R{n}", enrol=True)
    till.posts("/members/card:1/redemptions", {"amount": 5_000})
    till.gets("/members/card:2")
    till.client.get("/nowhere/7001")
    after = seen(till.client)

    def more(name: tuple[str, ...]) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert [more(one) for one in (sold, asked, poor, unknown, lost)] == [3, 1, 1, 1, 1]
    assert more(("setia_batch_commands_sum",)) == 4
    assert 1 <= more(("setia_batch_commands_count",)) <= 4
    assert after[("setia_commands_waiting",)] == 0
    assert not [name for name in after if "7001" in str(name) or "card:" in str(name)], "a member is named"


@pytest.mark.usefixtures("watched")
def test_what_waits_and_what_is_overdue_is_seen(till: Till, shop: Shop) -> None:
    due = ("setia_oldest_due_seconds", "program=grocery")
    job = ("setia_job_age_seconds", "job=sweep", "program=grocery")
    shop.buys("Siti", 50_00, "2018-01-01T10:00")
    assert seen(till.client)[due] == 0
    shop.moves_clock(400 * DAY)
    assert seen(till.client)[due] > 24 * 3600
    assert job not in seen(till.client)
    [sweep] = [one for one in SCHEDULE if one.name == "sweep"]
    assert Worker().work(shop.program.id, sweep)
    Job.objects.filter(name="sweep").update(done_at=F("done_at") - 2 * DAY)
    found = seen(till.client)
    assert found[due] == 0
    assert 2 * 24 * 3600 <= found[job] < 2 * 24 * 3600 + 60


@pytest.mark.usefixtures("watched")
def test_how_far_receivers_are_behind_is_seen(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as receiver:
        monkeypatch.setattr(settings, "SETIA_WEBHOOK_PLACES", receiver.place)
        hooked = till.shop
        made = till.posts("/webhooks", {"url": receiver.url}, key="").json()["endpoint"]["id"]
        for n in range(3):
            hooked.buys("Siti", 10_00, receipt=f"W{n}")
        till.posts(f"/webhooks/{made}/ping", {}, key="")
        labels = (f"endpoint={made}", "program=grocery")
        found = seen(till.client)
        log = found[("setia_log_position",)]
        assert log == 4  # joined, and bought three times
        assert found[("setia_outbox_lag", *labels)] == 4
        assert found[("setia_webhooks_waiting", *labels)] == 1
        assert found[("setia_webhooks_oldest_seconds", *labels)] <= 60
        assert found[("setia_webhooks_disabled", *labels)] == 0
        till.posts(f"/webhooks/{made}/disable", {}, key="")
        assert seen(till.client)[("setia_webhooks_disabled", *labels)] == 1


@pytest.mark.parametrize(("token", "verdict"), [("secret", "unsafe"), ("prometheus1234", "unsafe"), (TOKEN, "ok")])
@pytest.mark.usefixtures("shop")
def test_a_token_that_can_be_guessed_is_not_safe(monkeypatch: pytest.MonkeyPatch, token: str, verdict: str) -> None:
    monkeypatch.setattr(settings, "SETIA_METRICS_TOKEN", token)
    assert [one.verdict for one in examine() if one.code == "metrics_token"] == [verdict]


@pytest.mark.parametrize(("key", "verdict"), [("secret", "unsafe"), ("ab" * 16, "unsafe"), (TOKEN * 2, "ok")])
@pytest.mark.usefixtures("shop")
def test_a_key_of_pages_that_can_be_guessed_is_not_safe(
    monkeypatch: pytest.MonkeyPatch, key: str, verdict: str
) -> None:
    monkeypatch.setattr(settings, "SETIA_SECRET_KEY", key)
    assert [one.verdict for one in examine() if one.code == "secret_key"] == [verdict]


@pytest.mark.slow
def test_a_server_counts_what_its_processes_do(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop()
    key = clients.make(shop.program, "till", frozenset(clients.SCOPES), "", "owner").key.text
    monkeypatch.setenv("SETIA_METRICS_TOKEN", TOKEN)
    with serving(sqlite_database) as server, httpx.Client(base_url=server.base_url) as client:
        for n in range(5):
            sold = client.post(
                "/api/v1/purchases",
                json=purchase(10_00, f"R{n}", member="card:1", enrol=True),
                headers={"Authorization": f"Bearer {key}"},
            )
            assert sold.status_code == 201
        found = seen(client)
        assert found[("setia_request_seconds_count", "method=POST", "route=/api/v1/purchases", "status=201")] == 5
        assert found[("setia_batch_commands_sum",)] == 5


@pytest.mark.usefixtures("watched")
def test_the_page_names_every_metric_and_no_other(till: Till) -> None:
    text = (ROOT / "docs" / "how-to" / "watch.md").read_text(encoding="utf-8")
    named = {name.removesuffix("_total") for name in re.findall(r"^\| `(setia_\w+)` \|", text, re.MULTILINE)}
    answer = till.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    shown = {one.name for one in text_string_to_metric_families(answer.text) if one.name.startswith("setia_")}
    assert named == {name for name in shown if not name.endswith("_created")}
