"""At a till a member is found by whatever he shows; what is sold is typed, looked at, and paid, once."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from setia.services import catalogue, member_proof
from setia.services.claim_purchase import receipt_token
from setia.storage import clock
from setia.storage.catalogue import Said
from setia.storage.models import Member, MemberLink, Transaction
from setia.web import pictures
from tests.web.counter import Counter, Line, hidden, where, words
from tests.web.phones import Phone, phone_of, text_of
from tests.web.store import Store


@pytest.fixture(scope="module")
def store(till_store: Store) -> Store:
    return till_store


class TestFinding:
    """By whatever he shows or says."""

    def test_a_member_is_found_by_all_that_is_known_of_him(self, store: Store, counter: Counter) -> None:
        public_id = store.public_id("C-2")
        shown = member_proof.qr(store.program, public_id, clock.read())
        for text in ("C-2", "+60123456782", "3456782", "Nurhaliza", public_id, shown):
            assert where(counter.reads(f"/till?{urlencode({'q': text})}")) == f"/till/members/{public_id}", text
        part = counter.client.get("/till?q=ar", headers={"HX-Request": "true"}).content.decode()
        assert part.count("/till/members/") == 3
        assert "<html" not in part

    @pytest.mark.parametrize(
        ("typed", "kind", "kept"),
        [
            ("012-345 6799", "phone", "0123456799"),
            ("Ani@Example.com", "email", "ani@example.com"),
            ("7001-A", "card", "7001-A"),
        ],
    )
    def test_whoever_is_nobody_yet_joins_by_one_field(
        self, store: Store, counter: Counter, typed: str, kind: str, kept: str
    ) -> None:
        page = counter.reads(f"/till?{urlencode({'q': typed})}")
        assert f"/till/join?kind={kind}&amp;value=" in page.content.decode()
        form = {**hidden(counter.reads("/till/join")), "kind": kind, "value": typed}
        assert counter.client.post("/till/join", form).status_code == 422  # nobody has asked him
        joined = counter.sends("/till/join", **form, wants="yes")
        assert "Welcome" in words(joined)
        assert kept in words(joined)
        again = counter.sends("/till/join", **hidden(counter.reads("/till/join")), kind=kind, value=typed, wants="yes")
        assert "has joined before" in words(again)
        member = Member.objects.get(public_id=store.page(kept).public_id)
        assert where(again) == f"/till/members/{member.public_id}"
        assert 'class="qr"' in joined.content.decode()  # his own link; nobody is shown one a second time
        counter.reads(f"/till/members/{member.public_id}?done=joined")
        assert MemberLink.objects.filter(member_id=member.pk).count() == 1

    def test_a_name_may_be_typed_with_it_and_is_never_written_over(self, store: Store, counter: Counter) -> None:
        form = {**hidden(counter.reads("/till/join")), "kind": "card", "value": "7002", "wants": "yes"}
        assert "Rajesh a/l Kumar" in words(counter.sends("/till/join", **form, name=" Rajesh a/l Kumar "))
        again = {**form, **hidden(counter.reads("/till/join"))}
        assert "Rajesh a/l Kumar" in words(counter.sends("/till/join", **again, name="Somebody Else"))
        assert store.page("7002").name == "Rajesh a/l Kumar"

    def test_what_cannot_name_anybody_is_said(self, counter: Counter) -> None:
        for kind, value in (("phone", "12"), ("email", "ani"), ("card", ""), ("passport", "A1")):
            form = {**hidden(counter.reads("/till/join")), "kind": kind, "value": value, "wants": "yes"}
            assert counter.client.post("/till/join", form).status_code == 422, kind


class TestSelling:
    """Typed, looked at, paid; however often the form is sent."""

    def test_looking_writes_nothing_and_says_what_is_within_reach(self, store: Store, counter: Counter) -> None:
        path = f"/till/members/{store.public_id('C-4')}/sale"
        before = Transaction.objects.count()
        looked = words(counter.sends(path, **hidden(counter.reads(path)), total="12.90", action="look"))
        assert "To pay 12.90 USD This basket earns 12 points. 0.10 USD more for the next point." in looked
        part = counter.client.post(path, {"total": "12.90", "way": "total"}, headers={"HX-Request": "true"})
        assert "This basket earns 12 points." in words(part)  # type: ignore[arg-type]
        assert Transaction.objects.count() == before

    def test_what_is_sent_again_after_a_lost_answer_is_sold_once(
        self, store: Store, counter: Counter, line: Line
    ) -> None:
        member, path = store.public_id("C-4"), f"/till/members/{store.public_id('C-4')}/sale"
        before = store.points("C-4")
        form = hidden(counter.sends(path, **hidden(counter.reads(path)), total="20.00", action="look"))
        for lost in (1, 0):  # first the basket's answer, then the sale's
            line.loses = lost
            line.asked.clear()
            if lost:
                assert "done only once" in words(counter.sends(path, **form, action="pay"))
        line.loses = 0
        sold = counter.sends(path, **form, action="pay")
        again = counter.sends(path, **form, action="pay")
        assert where(again) == where(sold)
        assert store.points("C-4") == before + 20
        assert line.asked[0] == "/api/v1/baskets"
        assert member in str(sold.content)

    def test_an_answer_that_is_lost_after_the_sale_is_found_again(
        self, store: Store, counter: Counter, line: Line, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = f"/till/members/{store.public_id('C-4')}/sale"
        before = store.points("C-4")
        form = hidden(counter.sends(path, **hidden(counter.reads(path)), total="30.00", action="look"))
        whole = line.request

        def loses_commits(verb: str, url: str, **fields: object) -> object:
            line.loses = int(url.endswith("/commit"))
            return whole(verb, url, **fields)  # type: ignore[arg-type]

        monkeypatch.setattr(line, "request", loses_commits)
        assert "done only once" in words(counter.sends(path, **form, action="pay"))
        monkeypatch.undo()
        assert "It is sold." in words(counter.sends(path, **form, action="pay"))
        assert store.points("C-4") == before + 30

    def test_a_number_that_stands_on_another_receipt_sells_nothing(self, store: Store, counter: Counter) -> None:
        member = store.public_id("C-4")
        counter.sells(member, "5.00", receipt="K-1")
        before = store.points("C-4")
        path = f"/till/members/{member}/sale"
        looked = counter.sends(path, **hidden(counter.reads(path)), total="6.00", receipt="K-1", action="look")
        refused = counter.sends(path, **hidden(looked), action="pay")
        assert refused.status_code == 422
        assert 'role="alert"' in refused.content.decode()
        changed = counter.sends(path, **hidden(refused) | {"receipt": "K-2"}, action="pay")
        assert "It is sold." in words(changed)
        assert store.points("C-4") == before + 6

    def test_enter_adds_a_line_asks_for_its_price_and_ends_on_an_empty_one(
        self, store: Store, counter: Counter
    ) -> None:
        path = f"/till/members/{store.public_id('C-4')}/sale"
        typed = {"sku-1": "4711"}
        catalogue.say(store.program, [Said("4711", 1, name="Kaya bun", department="PASTRY")], ("test", "test"))
        page = counter.sends(path, **hidden(counter.reads(f"{path}?way=lines")), **typed, action="more")
        assert "Kaya bun" in words(page)  # the scanner has read its number
        assert re.search(r'id="price-1"[^>]*autofocus', page.content.decode())
        typed |= {"price-1": "2.50", "quantity-1": "2"}
        page = counter.sends(path, **hidden(page), **typed, action="more")
        assert re.search(r'id="sku-2"[^>]*autofocus', page.content.decode())
        ended = counter.sends(path, **hidden(page), **typed, action="more")
        assert "To pay 5.00 USD This basket earns 5 points and 1 stamp." in words(ended)
        sold = words(counter.sends(path, **hidden(ended), action="pay"))
        assert "2 × Kaya bun 5.00 USD" in sold

    @pytest.mark.parametrize("typed", [{"total": ""}, {"total": "-5"}, {"total": "12.905"}, {"total": "x"}])
    def test_what_is_no_amount_is_said_and_kept(self, store: Store, counter: Counter, typed: dict[str, str]) -> None:
        path = f"/till/members/{store.public_id('C-4')}/sale"
        page = counter.sends(path, **hidden(counter.reads(path)), **typed, receipt="Z-1", action="look")
        assert page.status_code == 422
        assert 'aria-invalid="true"' in page.content.decode()
        assert 'value="Z-1"' in page.content.decode()

    def test_a_guest_buys_and_scans_it_away_once(self, store: Store, counter: Counter) -> None:
        """S11: what the till shows leads to the claim; the second scan is refused, and it is nobody else's to show."""
        looked = counter.sends("/till/sale", **hidden(counter.reads("/till/sale")), total="9.00", action="look")
        sold = counter.sends("/till/sale", **hidden(looked), action="pay")
        assert "gives something once a member claims it" in words(sold)
        receipt = where(sold).rpartition("/")[2]
        token = receipt_token(store.program, "till-kl-1", receipt)
        assert isinstance(token, str)
        assert str(pictures.qr(f"http://localhost/me/claim?token={token}")) in sold.content.decode()
        stranger = Phone().reads(f"/me/claim?token={token}")
        assert f"next=%2Fme%2Fclaim%3Ftoken%3D{token}" in stranger.content.decode(), "who joins first comes back to it"
        before = store.points("C-4")
        phone = phone_of(store, "C-4")
        assert f'value="{token}"' in phone.reads(f"/me/claim?token={token}").content.decode()
        claimed = phone.sends("/me/claim", how="token", token=token)
        assert claimed.status_code == 200, text_of(claimed)
        assert store.points("C-4") == before + 9
        assert 'class="qr"' not in counter.reads(where(sold)).content.decode()
        again = phone_of(store, "C-1").sends("/me/claim", how="token", token=token)
        assert again.status_code == 422
        assert store.points("C-4") == before + 9
