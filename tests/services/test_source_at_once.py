"""Two clients first report under one source at the same moment, which only PostgreSQL allows: one of them has it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from django.db import connection

from setia.engine.commands import RecordPurchase
from setia.services.batch import Manner, Outcome, Request, apply
from setia.storage import clock
from setia.storage.members import Known
from setia.storage.models import Source
from tests.cli_ledger.test_same_key_at_once import until_somebody_waits
from tests.shop import Shop, sale


def test_the_second_is_decided_anew_and_refused(postgres_database: str) -> None:
    shop = Shop()
    decided, may_commit = Event(), Event()

    def wait(_: object) -> None:
        decided.set()
        assert may_commit.wait(30)

    def sells(client: str, member: str, within: object = None) -> Outcome:
        request = Request(RecordPurchase(sale(10_00, clock.read())), Known("card", member), reference=f"R-{client}")
        try:
            [outcome] = apply(shop.program, [request], Manner(client, "api", enrol=True), within)  # type: ignore[arg-type]
            return outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(sells, "till-1", "siti", wait)
        assert decided.wait(30)
        second = pool.submit(sells, "till-2", "budi")
        try:
            until_somebody_waits()
        finally:
            may_commit.set()
        assert first.result(30).status == "done"
        refusal = second.result(30).refusal
    assert refusal is not None
    assert (refusal.code, refusal.numbers) == ("source_of_other_client", {"source": "till"})
    assert list(Source.objects.values_list("name", "client")) == [("till", "till-1")]
    assert shop.findings() == []


def test_in_one_batch_the_second_is_put_off_and_then_refused(shop: Shop) -> None:
    asked = [
        Request(
            RecordPurchase(sale(10_00, clock.read())),
            Known("card", member),
            reference=f"R-{client}",
            actor=client,
            channel="api",
        )
        for client, member in (("till-1", "siti"), ("till-2", "budi"))
    ]
    told = apply(shop.program, asked, Manner("", "", enrol=True))
    assert [one.status for one in told] == ["done", "busy"]
    [again] = apply(shop.program, [asked[1]], Manner("", "", enrol=True))
    assert again.refusal is not None
    assert again.refusal.code == "source_of_other_client"
    assert list(Source.objects.values_list("name", "client")) == [("till", "till-1")]
