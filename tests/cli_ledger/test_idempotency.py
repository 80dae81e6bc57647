"""A request that is sent again: decided once, answered with the same bytes, on both databases (ledger 4.10)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from setia.engine.calendar import DAY
from setia.engine.commands import Adjust, Earn, Enrol, PlaceHold, Redeem
from setia.services.advance import sweep
from setia.services.apply_program import apply_program
from setia.services.batch import Request, apply
from setia.services.documents import read_program
from setia.services.requests import is_key
from setia.storage import clock, idempotency, programs
from setia.storage.members import Known
from setia.storage.models import IdempotencyKey
from setia.storage.reading import find_member
from tests.cli_ledger.keyed import DESK, ask, ask_one, code, keyed, told
from tests.shop import GROCERY, TILL, Shop
from tests.storage.tables import dump, run


@pytest.fixture
def siti(shop: Shop) -> Shop:
    """A shop whose member Siti has 100 points."""
    shop.buys("Siti", 100_00)
    return shop


def redeem(amount: int, reference: str = "") -> Redeem:
    return Redeem(clock.read(), "points", amount, reference)


def test_a_request_sent_again_is_done_once_and_answered_with_the_same_bytes(siti: Shop) -> None:
    first = ask_one(siti, keyed("Siti", redeem(60), "k1"))
    assert (first.status, first.answer) == ("done", told(first))
    before = dump()
    for _ in range(3):
        again = ask_one(siti, keyed("Siti", redeem(60), "k1"))
        assert (again.status, again.answer) == ("replayed", first.answer)
    assert dump() == before
    assert siti.points("Siti") == 40


def test_a_repetition_is_answered_without_a_look_at_the_account(siti: Shop) -> None:
    ask_one(siti, keyed("Siti", redeem(60), "k1"))
    with CaptureQueriesContext(connection) as queries:
        ask_one(siti, keyed("Siti", redeem(60), "k1"))
    assert not [query["sql"] for query in queries if "account" in query["sql"].partition("FROM")[2]]


def test_a_key_used_for_something_else_is_refused_and_changes_nothing(siti: Shop) -> None:
    ask_one(siti, keyed("Siti", redeem(60), "k1"))
    before = dump()
    assert code(ask_one(siti, keyed("Siti", redeem(61), "k1"))) == "idempotency_key_reused"
    assert dump() == before


def test_nobody_joins_by_a_key_that_was_used_for_something_else(siti: Shop) -> None:
    ask_one(siti, keyed("Siti", redeem(60), "k1"))
    before = dump()
    [outcome] = apply(siti.program, [keyed("Aisyah", redeem(60), "k1")], TILL)
    assert code(outcome) == "idempotency_key_reused"
    assert dump() == before


def test_a_retry_never_turns_no_into_yes(siti: Shop) -> None:
    first = ask_one(siti, keyed("Siti", redeem(101), "k1"))
    assert code(first) == "insufficient"
    siti.buys("Siti", 50_00)
    assert ask_one(siti, keyed("Siti", redeem(101), "k1")).answer == first.answer
    assert siti.points("Siti") == 150
    assert code(ask_one(siti, keyed("Siti", redeem(101), "k2"))) == "done"


def test_a_request_that_is_wrong_in_itself_leaves_its_key_free(siti: Shop) -> None:
    wrong = Adjust(clock.read(), "points", 5, "")
    refused = ask_one(siti, keyed("Siti", wrong, "k1"))
    assert (code(refused), refused.answer) == ("reason_missing", told(refused))
    assert IdempotencyKey.objects.count() == 0
    assert code(ask_one(siti, keyed("Siti", Adjust(clock.read(), "points", 5, "goodwill"), "k1"))) == "done"


def test_clients_do_not_meet_by_choosing_the_same_key(siti: Shop) -> None:
    for client in ("desk", "till"):
        assert code(ask_one(siti, keyed("Siti", redeem(10), "k1", client))) == "done"
    assert siti.points("Siti") == 80


def test_programs_do_not_meet_by_choosing_the_same_key(siti: Shop) -> None:
    text = GROCERY.read_text(encoding="utf-8").replace("id: grocery", "id: bakery")
    apply_program(read_program(text), text, "owner")
    bakery = programs.load("bakery")
    command = Earn(clock.read(), "points", 5, "goodwill")
    apply(bakery, [Request(Enrol(clock.read()), Known("external", "Siti"))], TILL)
    outcomes = [apply(program, [keyed("Siti", command, "k1")], DESK)[0] for program in (siti.program, bakery)]
    assert [one.status for one in outcomes] == ["done", "done"]


def test_the_same_key_twice_in_one_batch_is_decided_once(siti: Shop) -> None:
    outcomes = ask(
        siti,
        keyed("Siti", redeem(10), "k1"),
        keyed("Siti", redeem(10), "k1"),
        keyed("Siti", redeem(20), "k1"),
        keyed("Siti", redeem(30), "k2"),
    )
    assert [code(one) for one in outcomes] == ["done", "replayed", "idempotency_key_reused", "done"]
    assert outcomes[1].answer == outcomes[0].answer
    assert siti.points("Siti") == 60


def test_in_one_batch_too_a_wrong_request_leaves_its_key_to_the_next(siti: Shop) -> None:
    outcomes = ask(siti, keyed("Siti", redeem(0), "k1"), keyed("Siti", redeem(10), "k1"))
    assert [code(one) for one in outcomes] == ["amount_out_of_range", "done"]
    assert siti.points("Siti") == 90


def test_a_batch_that_fails_leaves_no_key(siti: Shop) -> None:
    before = dump()

    def power_cut(_: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        apply(siti.program, [keyed("Siti", redeem(10), "k1")], DESK, power_cut)
    assert dump() == before
    assert code(ask_one(siti, keyed("Siti", redeem(10), "k1"))) == "done"


def test_an_answer_is_kept_for_thirty_days_and_its_key_for_ever(siti: Shop) -> None:
    first = ask_one(siti, keyed("Siti", redeem(10), "k1"))
    started = clock.read()
    siti.moves_clock(30 * DAY)
    sweep(siti.program)
    assert ask_one(siti, keyed("Siti", Redeem(started, "points", 10), "k1")).status == "replayed"
    siti.moves_clock(1)
    sweep(siti.program)
    before = dump()
    late = ask_one(siti, keyed("Siti", Redeem(started, "points", 10), "k1"))
    assert code(late) == "key_expired_see_resource"
    assert late.refusal is not None
    member = find_member(siti.program, "Siti")
    assert member is not None
    assert late.refusal.numbers == {"transaction": first.seq, "member": member.public_id}
    assert code(ask_one(siti, keyed("Siti", redeem(11), "k1"))) == "idempotency_key_reused"
    assert dump() == before
    assert siti.findings() == []


def test_many_answers_are_forgotten_some_at_a_time(siti: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "PURGED_AT_ONCE", 3)
    ask(siti, *(keyed("Siti", redeem(1), f"k{n}") for n in range(7)))
    siti.moves_clock(30 * DAY + 1)
    assert idempotency.purge(clock.read()) == 3
    sweep(siti.program)
    assert set(IdempotencyKey.objects.values_list("state", flat=True)) == {"expired"}


def test_the_answers_of_an_erased_member_are_gone_at_once(siti: Shop) -> None:
    command = redeem(10)
    ask_one(siti, keyed("Siti", command, "k1"))
    member = find_member(siti.program, "Siti")
    assert member is not None
    idempotency.erase(member.account_id)
    assert code(ask_one(siti, keyed("Siti", command, "k1"))) == "key_erased"
    assert siti.points("Siti") == 90


def test_nothing_that_a_client_wrote_into_a_key_can_be_read(siti: Shop) -> None:
    ask_one(siti, keyed("Siti", redeem(10), "siti@example.com"))
    assert b"siti@example.com" not in repr(dump()).encode()


def test_requests_with_and_without_keys_may_share_a_batch(siti: Shop) -> None:
    held = ask_one(siti, keyed("Siti", PlaceHold(clock.read(), "points", 5), "h1"))
    earn = Earn(clock.read(), "points", 7, "goodwill")
    plain = Request(earn, Known("external", "Siti"))
    outcomes = ask(siti, keyed("Siti", redeem(10), "k1"), plain, keyed("Siti", redeem(20), "k2"))
    assert [one.status for one in outcomes] == ["done"] * 3
    assert held.status == "done"
    assert siti.points("Siti") == 100 - 5 - 10 + 7 - 20


def test_the_audit_finds_a_key_that_was_never_decided_and_one_without_its_transaction(siti: Shop) -> None:
    ask(siti, keyed("Siti", redeem(10), "k1"), keyed("Siti", redeem(10), "k2"))
    assert siti.findings() == []
    one, other = IdempotencyKey.objects.order_by("seq").values_list("key", flat=True)
    run("UPDATE idempotency_key SET state = 'claimed', answer = NULL WHERE key = %s", bytes(one))
    run("UPDATE idempotency_key SET seq = 77 WHERE key = %s", bytes(other))
    assert [(finding.code, finding.found) for finding in siti.findings()] == [
        ("I8", "claimed"),
        ("I8", "no such transaction"),
    ]


@pytest.mark.parametrize(("text", "sound"), [("a", True), ("~" * 128, True), ("", False), ("a" * 129, False)])
@pytest.mark.parametrize("tail", ["", " ", "\n", "\x7f", "\u00e9", "\uff11"])
def test_a_key_is_1_to_128_visible_ascii_characters(text: str, sound: bool, tail: str) -> None:
    assert is_key(text + tail) == (sound and not tail)
