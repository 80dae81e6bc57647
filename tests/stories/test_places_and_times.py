"""Where and when things happen: by the clock on the store's wall, by a till's wrong one, and late (S16, S17, S18)."""

from __future__ import annotations

import msgspec
import pytest

from setia.engine.calendar import HOUR, MINUTE
from setia.engine.commands import RecordPurchase
from setia.services import review
from setia.services.batch import Request
from setia.services.flagging import CORRECTED
from setia.services.stamping import order_key
from setia.services.till import find_purchase
from setia.services.till_queue import upload
from setia.storage import clock
from setia.storage.members import Known
from setia.storage.streaming import fetch
from tests.shop import BACKDATED, TILL, Shop, at
from tests.stories.bills import base, bill, holds_together, program, sells, told

pytestmark = pytest.mark.usefixtures("database")

INDONESIA = """stores:
  - {id: jakarta, zone: Asia/Jakarta}
  - {id: makassar, zone: Asia/Makassar}
  - {id: jayapura, zone: Asia/Jayapura}
"""

HAPPY_HOUR = """  - id: happy
    when: [{kind: time_of_day, from: "14:00", until: "16:00"}]
    effects: [{kind: fixed_points, points: 50}]
"""


@pytest.mark.parametrize(("store", "points"), [("jayapura", 51), ("makassar", 51), ("jakarta", 1)])
def test_happy_hour_is_by_the_clock_of_the_store(store: str, points: int) -> None:
    """S16: 14:00-16:00; a sale at 06:30 UTC is 15:30 in Jayapura, 14:30 in Makassar, 13:30 in Jakarta."""
    shop = Shop(program(base('"10000"') + HAPPY_HOUR + INDONESIA, currency="IDR", zone="Asia/Jakarta"))
    sold = bill(10_000_00, currency="IDR", when="2018-01-01T06:30", store=store)
    assert sells(shop, "Siti", sold).awarded == {"points": points}


NIGHT_SHOP = """
wallets:
  - {id: visits, kind: stamps, unit: {en: visits}}
  - {id: points, unit: {en: points}}
day_starts_at: "04:00"
limits:
  - {id: one_a_day, every: day, times: 1}
"""

SATURDAY = """  - {id: visit, limits: [one_a_day], effects: [{kind: stamps, wallet: visits}]}
  - id: saturday
    when: [{kind: weekday, any_of: [saturday]}]
    effects: [{kind: fixed_points, points: 5}]
"""


def test_a_night_belongs_to_its_evening() -> None:
    """S17: the day starts at 04:00, one stamp a day, a bonus on Saturdays. 2018-01-06 is a Saturday."""
    shop = Shop(program(SATURDAY, wallets=NIGHT_SHOP, zone="Asia/Kuala_Lumpur"))
    shop.day_is("2018-01-08")
    evening = sells(shop, "Siti", bill(10_00, when="2018-01-06T15:30"), "R1")  # Saturday 23:30 there
    night = sells(shop, "Siti", bill(10_00, when="2018-01-06T17:30"), "R2")  # Sunday 01:30
    noon = sells(shop, "Siti", bill(10_00, when="2018-01-07T04:00"), "R3")  # Sunday 12:00
    assert evening.awarded == {"visits": 1, "points": 5}
    assert night.awarded == {"points": 5}
    assert noon.awarded == {"visits": 1}
    assert holds_together(shop)


class TestAClockThatIsSevenHoursAhead:
    """S18: a tablet uploads 40 sales that it made offline, from 07:00 to 10:54; happy hour is 14:00-16:00."""

    AHEAD = 7 * HOUR

    def shop(self) -> Shop:
        shop = Shop(program(base("1") + HAPPY_HOUR))
        shop.moves_clock(11 * HOUR)
        return shop

    def queue(self, shop: Shop) -> list[Request]:
        made = [at("2018-01-02T07:00") + n * 6 * MINUTE for n in range(40)]
        sold = [msgspec.structs.replace(bill(10_00, store="kl"), event_at=when + self.AHEAD) for when in made]
        siti = Known("external", "Siti")
        return [Request(RecordPurchase(one), siti, reference=f"T{n}") for n, one in enumerate(sold)]

    def test_loses_no_sale_and_none_falls_into_the_wrong_happy_hour(self) -> None:
        shop = self.shop()
        outcomes = upload(shop.program, self.queue(shop), TILL, clock.read() + self.AHEAD)
        assert [told(one) for one in outcomes] == ["done"] * 40
        assert {one.awarded["points"] for one in outcomes} == {10}
        movements = shop.page("Siti").movements[:40]
        assert {one.channel for one in movements} == {CORRECTED}
        assert max(one.effective_at for one in movements) == at("2018-01-02T10:54")
        assert holds_together(shop)

    def test_both_times_of_a_sale_are_kept(self) -> None:
        shop = self.shop()
        upload(shop.program, self.queue(shop)[:1], TILL, clock.read() + self.AHEAD)
        found = find_purchase(shop.program, "till", "T0")
        assert found is not None
        assert (found.purchase.event_at, found.purchase.claimed_at) == (at("2018-01-02T07:00"), at("2018-01-02T14:00"))

    def test_a_queue_that_is_sent_again_changes_nothing_though_the_clock_has_drifted(self) -> None:
        shop = self.shop()
        queue = self.queue(shop)
        upload(shop.program, queue, TILL, clock.read() + self.AHEAD)
        shop.moves_clock(HOUR)
        for ahead in (self.AHEAD + MINUTE, 0):
            outcomes = upload(shop.program, queue, TILL, clock.read() + ahead)
            assert {told(one) for one in outcomes} == {"unchanged"}
        assert shop.points("Siti") == 400

    def test_two_minutes_are_not_corrected_and_nothing_is_refused_for_lying_ahead(self) -> None:
        shop = self.shop()
        sold = msgspec.structs.replace(bill(10_00), event_at=clock.read() + HOUR)
        requests = [Request(RecordPurchase(bill(10_00)), reference="T1"), Request(RecordPurchase(sold), reference="T2")]
        outcomes = upload(shop.program, requests, TILL, clock.read() + 2 * MINUTE)
        assert [told(one) for one in outcomes] == ["done", "done"]
        first, second = (find_purchase(shop.program, "till", receipt) for receipt in ("T1", "T2"))
        assert first is not None
        assert second is not None
        assert (first.purchase.claimed_at, second.purchase.event_at) == (None, clock.read())


class TestWhatIsHeardOfLate:
    """`late_window` is P45D: what happened before is looked at first, unless somebody may report it."""

    def shop(self) -> Shop:
        shop = Shop(program(base("1")))
        shop.joins("Siti")
        shop.day_is("2018-06-01")
        return shop

    def test_forty_five_days_are_not_late(self) -> None:
        assert sells(self.shop(), "Siti", bill(10_00, when="2018-04-17")).awarded == {"points": 10}

    def test_forty_six_days_wait_until_somebody_has_looked(self) -> None:
        shop = self.shop()
        late = bill(10_00, when="2018-04-16")
        for _ in range(2):
            assert sells(shop, "Siti", late).status == "review"
        (waits,) = review.waiting(shop.program)
        assert review.approve(shop.program, waits.id, "Aminah").awarded == {"points": 10}
        assert shop.lot("Siti", 1).earned_at == at("2018-04-16")
        assert told(sells(shop, "Siti", late)) == "unchanged"
        assert shop.page("Siti").movements[0].actor == "Aminah"
        assert holds_together(shop)

    def test_what_is_rejected_stays_rejected_and_on_record(self) -> None:
        shop = self.shop()
        late = bill(10_00, when="2018-04-16")
        sells(shop, "Siti", late)
        (waits,) = review.waiting(shop.program)
        assert review.reject(shop.program, waits.id, "Aminah") is None
        assert told(sells(shop, "Siti", late)) == "rejected_in_review"
        assert told(review.approve(shop.program, waits.id, "Aminah")) == "review_decided"
        assert fetch("SELECT state, decided_by FROM review") == [("rejected", "Aminah")]
        assert shop.points("Siti") == 0

    def test_who_may_backdate_waits_for_nobody(self) -> None:
        shop = self.shop()
        assert sells(shop, "Siti", bill(10_00, when="2018-04-16"), manner=BACKDATED).awarded == {"points": 10}

    def test_a_newer_version_of_an_old_purchase_is_not_late(self) -> None:
        shop = self.shop()
        sells(shop, "Siti", bill(10_00, when="2018-04-16"), manner=BACKDATED)
        assert sells(shop, "Siti", bill(20_00, when="2018-04-16", version=2)).awarded == {"points": 10}

    def test_somebody_new_joins_when_his_late_purchase_is_approved(self) -> None:
        shop = self.shop()
        assert sells(shop, "Ali", bill(10_00, when="2018-04-16")).status == "review"
        (waits,) = review.waiting(shop.program)
        assert review.approve(shop.program, waits.id, "Aminah").status == "done"
        assert shop.points("Ali") == 10

    def test_an_import_of_history_is_exempt_and_late_for_who_has_come_further(self) -> None:
        shop = self.shop()
        old = bill(10_00, when="2017-06-01")
        assert sells(shop, "Ali", old, manner=shop.history).awarded == {"points": 10}
        sells(shop, "Siti", bill(10_00), "R2")
        assert sells(shop, "Siti", old, "R3", manner=shop.history).awarded == {"points": 10}
        horizons = dict(fetch("SELECT natural_key, horizon FROM journal WHERE kind = 'record_purchase'"))
        by_receipt = {receipt: horizons[order_key(shop.program.key, "till", receipt)] for receipt in ("R1", "R2", "R3")}
        assert by_receipt == {"R1": at("2017-06-01"), "R2": clock.read(), "R3": clock.read()}
        assert holds_together(shop)
