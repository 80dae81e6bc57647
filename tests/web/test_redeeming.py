"""At a till units are reserved, proved, confirmed or taken back; what comes back is said before it is done."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

import pytest

from setia.engine.calendar import MINUTE
from setia.services import clients, member_proof
from setia.storage import clock, proofs
from setia.storage.models import Member, OneTimeCode, Till
from setia.web.pos import finding
from tests.web.counter import LIMIT, Counter, Line, hidden, where, words
from tests.web.store import Store


@pytest.fixture(scope="module")
def store(till_store: Store) -> Store:
    return till_store


class TestUsing:
    """Reserved, proved, confirmed or taken back."""

    def test_points_pay_for_some_of_it_after_a_proof_and_nothing_typed_is_lost(
        self, store: Store, counter: Counter
    ) -> None:
        member = store.public_id("C-2")
        path = f"/till/members/{member}/sale"
        owner = Member.objects.get(public_id=member)
        proofs.set_pin(owner.pk, member_proof.hashed("592713"), clock.read())
        before = store.points("C-2")
        looked = counter.sends(path, **hidden(counter.reads(path)), total="10.00", receipt="P-1", action="look")
        pays = {"points": "500", "action": "hold"}
        asked = counter.sends(path, **hidden(looked, 'value="hold"'), **pays)
        assert "Is the member there?" in words(asked)
        wrong = counter.sends(path, **hidden(asked), proof="000111", proof_kind="pin")
        assert "wrong" in words(wrong)
        held = counter.sends(path, **hidden(wrong), proof="592713", proof_kind="pin")
        assert "To pay 5.00 USD 500 points are held" in words(held)
        assert store.wallet("C-2").held == 500
        sold = counter.sends(path, **hidden(held), action="pay")
        assert where(sold) == "/till/receipts/till-kl-1/P-1"
        assert (store.points("C-2"), store.wallet("C-2").held) == (before - 500 + 5, 0)

    def test_a_code_is_offered_where_somebody_sends_it(self, store: Store, counter: Counter) -> None:
        path = f"/till/members/{store.public_id('C-2')}/sale"
        looked = counter.sends(path, **hidden(counter.reads(path)), total="10.00", receipt="P-2", action="look")
        pays = {**hidden(looked, 'value="hold"'), "points": "500", "action": "hold"}
        assert "Send a code" not in words(counter.sends(path, **pays))
        clients.make(store.program, "gateway", frozenset({"deliver"}), "", "owner")
        asked = counter.sends(path, **pays)
        assert "Send a code" in words(asked)
        sent = counter.sends(path, **hidden(asked), send="yes")
        assert "A code is on its way to the member." in words(sent)
        [waiting] = proofs.take_codes(store.program.id, clock.read(), 10)
        held = counter.sends(path, **hidden(sent), proof=waiting.code, proof_kind="code")
        assert "To pay 5.00 USD 500 points are held" in words(held)
        counter.sends(path, **hidden(held, 'name="basket"'), action="release")
        clients.revoke(store.program, "gateway", "owner")

    def test_points_that_are_held_are_free_again_where_nothing_is_sold(self, store: Store, counter: Counter) -> None:
        path = f"/till/members/{store.public_id('C-3')}/sale"
        before = store.points("C-3")
        looked = counter.sends(path, **hidden(counter.reads(path)), total="10.00", action="look")
        held = counter.sends(path, **hidden(looked, 'value="hold"'), points="200", action="hold")
        basket = hidden(held, 'name="basket"')
        assert store.points("C-3") == before - 200
        assert "nothing is held any more" in words(counter.sends(path, **basket, action="release"))
        assert store.points("C-3") == before

    def test_a_reward_is_reserved_with_a_live_qr_code_and_handed_over(self, store: Store, counter: Counter) -> None:
        member = store.public_id("C-3")
        path = f"/till/members/{member}/redeem"
        before = store.points("C-3")
        asked = counter.sends(path, key="r-1", reward="voucher", action="reward")
        assert "Is the member there?" in words(asked)
        old = member_proof.qr(store.program, member, clock.read() - 3 * member_proof.STEP)
        assert "has ended" in words(counter.sends(path, **hidden(asked), proof=old))
        live = member_proof.qr(store.program, member, clock.read())
        reserved = counter.sends(path, **hidden(asked), proof=live)
        assert "It is reserved." in words(reserved)
        assert store.points("C-3") == before - 500
        [reward] = store.page("C-3").rewards
        found = counter.reads(f"/till?q={reward.code}")  # the voucher's own code leads to it
        assert where(found) == path
        assert "reserved shown" in found.content.decode()
        assert "It is used." in words(counter.sends(path, key="u-1", number=str(reward.no), action="use"))
        assert store.page("C-3").rewards == ()

    def test_a_code_that_somebody_else_made_leads_to_its_member_whatever_signs_it_has(
        self, store: Store, counter: Counter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        member, code = store.public_id("C-3"), "A&B #1+%"
        monkeypatch.setattr(finding, "whose_code", lambda _, text: member if text == code else "")
        found = counter.reads(f"/till?{urlencode({'q': code})}")
        assert where(found) == f"/till/members/{member}/redeem"
        assert parse_qs(found.request["QUERY_STRING"]) == {"code": [code]}  # type: ignore[attr-defined]

    def test_a_reward_that_is_taken_back_gives_everything_again(self, store: Store, counter: Counter) -> None:
        member = store.public_id("C-3")
        path = f"/till/members/{member}/redeem"
        before = store.points("C-3")
        asked = counter.sends(path, key="r-2", reward="money-off", **{"amount-money-off": "600"}, action="reward")
        sent = counter.sends(path, **hidden(asked), send="yes")
        assert "on its way" in words(sent)
        code = OneTimeCode.objects.order_by("-id").values_list("text", flat=True)[0]
        counter.sends(path, **hidden(sent), proof=code, proof_kind="code")
        assert store.points("C-3") == before - 600
        [reward] = store.page("C-3").rewards
        assert "taken back" in words(counter.sends(path, key="u-2", number=str(reward.no), action="undo"))
        assert store.points("C-3") == before

    @pytest.mark.parametrize(("action", "used"), [("capture", LIMIT), ("release", 0)])
    def test_points_are_held_and_confirmed_or_free_again(
        self, store: Store, counter: Counter, action: str, used: int
    ) -> None:
        path = f"/till/members/{store.public_id('C-3')}/redeem"
        before = store.points("C-3")
        held = counter.sends(path, key=f"h-{action}", wallet="points", amount=str(LIMIT), action="points")
        assert f"{LIMIT} points held" in words(held)
        assert store.points("C-3") == before - LIMIT
        number = hidden(held, 'name="number"')["number"]
        counter.sends(path, key=f"c-{action}", number=number, action=action)
        assert store.points("C-3") == before - used
        assert store.wallet("C-3").held == 0

    def test_a_full_card_pays_and_is_full_again_once_all_of_the_receipt_comes_back(
        self, store: Store, counter: Counter
    ) -> None:
        """S9: the free pastry is used on a receipt; that comes back whole, and with it the pastry."""
        member = store.public_id("C-1")
        store.earns("C-1", 10 - store.wallet("C-1", "stamps").available, "stamps")
        [pastry] = store.page("C-1").rewards
        receipt = counter.sells(member, "4.00")
        number = receipt.rpartition("/")[2]
        assert f"/redeem?receipt={number}" in counter.reads(receipt).content.decode()
        page = counter.reads(f"/till/members/{member}/redeem?receipt={number}")
        form = hidden(page, 'value="use"')
        assert form["receipt"] == number
        assert "It is used." in words(counter.sends(f"/till/members/{member}/redeem", **form, action="use"))
        assert store.page("C-1").rewards == ()
        back = f"{receipt}/return"
        looked = counter.sends(back, **hidden(counter.reads(back)), action="all", cause="member")
        counter.sends(back, **hidden(looked), **{"line-1": "1", "cause": "member"}, action="book")
        assert [one.no for one in store.page("C-1").rewards] == [pastry.no]
        assert store.differences() == 0

    def test_what_is_out_of_reach_says_why(self, store: Store, counter: Counter) -> None:
        path = f"/till/members/{store.public_id('C-1')}/redeem"
        assert "points are usable, 500 were asked for" in words(counter.reads(path))
        for fields in ({"reward": "voucher"}, {"reward": "none"}, {"reward": "money-off", "amount-money-off": "x"}):
            answer = counter.client.post(path, {"key": f"n-{fields['reward']}", "action": "reward", **fields})
            assert answer.status_code == 422


class TestReturning:
    """Found by its receipt; said before it is done."""

    def test_what_is_said_to_be_taken_back_is_taken_back(self, store: Store, counter: Counter) -> None:
        receipt = counter.sells(store.public_id("C-4"), "40.00", receipt="B-1")
        before = store.points("C-4")
        path = where(counter.reads("/till/returns?receipt=B-1"))
        assert path == f"{receipt}/return"
        looked = counter.sends(path, **hidden(counter.reads(path)), action="all", cause="member")
        assert "Worth 40.00 USD -40 points" in words(looked)
        other = counter.sends(path, **hidden(looked), **{"line-1": "0.5", "cause": "member"}, action="book")
        assert "Worth 20.00 USD -20 points" in words(other)  # something else is looked at first
        assert store.points("C-4") == before
        form = {**hidden(other), "line-1": "0.5", "cause": "member", "action": "book"}
        assert "The return is booked." in words(counter.sends(path, **form))
        store.moves_clock(MINUTE)
        assert "The return is booked." in words(counter.sends(path, **form))  # sent again
        assert store.points("C-4") == before - 20
        assert store.differences() == 0

    def test_a_sale_that_was_a_mistake_is_undone_whole(self, store: Store, counter: Counter) -> None:
        before = store.points("C-4")
        receipt = counter.sells(store.public_id("C-4"), "7.00")
        page = counter.reads(receipt)
        undone = counter.sends(f"{receipt}/undo", **hidden(page, "/undo"))
        assert "The sale is undone." in words(undone)
        assert store.points("C-4") == before
        assert store.differences() == 0

    def test_purchases_of_another_store_are_not_there(self, store: Store, line: Line) -> None:
        counter = Counter().opens(store, "owner", "kl-3")
        assert counter.client.get("/till/receipts/till/R10").status_code == 200
        Till.objects.filter(name="kl-3").update(store="penang")
        assert counter.client.get("/till/receipts/till/R10").status_code == 404
        assert "No such purchase" in words(counter.reads("/till/returns?receipt=R10"))
