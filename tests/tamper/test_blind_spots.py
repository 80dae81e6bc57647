"""What the audit does not see yet: every one of these is expected to fail, with the reason, and to be told when not."""

from __future__ import annotations

from pathlib import Path

import pytest

from setia.engine.calendar import DAY
from setia.services.apply_program import apply_program
from setia.services.batch import Manner
from setia.services.checkpoint import compare, write
from setia.services.documents import read_program
from setia.services.record_consent import Statement, record_consent
from setia.storage import clock
from setia.storage.reading import find_member
from tests.shop import Shop
from tests.storage.lived_in import findings
from tests.storage.tables import run
from tests.tamper import blind
from tests.tamper.hand import switch_guards_off
from tests.tamper.house import LATER, TEXTS
from tests.tamper.trial import Place

ALTERATIONS = [
    ("UPDATE audit_log SET actor = 'nobody'", blind.LOG),
    ("DELETE FROM audit_log WHERE id = (SELECT max(id) FROM audit_log)", blind.LOG),
    ("UPDATE erasure SET actor = 'nobody'", blind.WHEN),
    ("UPDATE erasure SET erased_at = erased_at + 1", blind.WHEN),
    ("UPDATE erasure SET recorded_at = recorded_at + 1", blind.WHEN),
    ("UPDATE account SET next_due_at = 1 WHERE id = 1", blind.BY_HALF),
    ("UPDATE account SET progress = progress || ' ' WHERE id = 1", blind.SPELLING),
    ("DELETE FROM wallet WHERE pending + available + held + debt = 0 AND idle_at IS NULL", blind.EMPTY),
    ("UPDATE idempotency_key SET answer = fingerprint WHERE state = 'kept'", blind.ANSWERS),
    ("UPDATE identifier SET member_id = 1", blind.ERASABLE),
    ("UPDATE personal_data SET name = 'Somebody Else'", blind.ERASABLE),
    ("UPDATE purchase_reference SET reference = 'another receipt'", blind.ERASABLE),
    ("UPDATE transaction_text SET note = 'another remark'", blind.ERASABLE),
    ("DELETE FROM tombstone", blind.ERASABLE),
    ("UPDATE program SET events_dropped = events_dropped + 1", blind.SECRET),
    ("UPDATE deployment SET now = now + 1", blind.SECRET),
]


def expected_to_fail(why: str) -> pytest.MarkDecorator:
    """Because nothing is noticed, and for no other reason; once it is, this must go."""
    return pytest.mark.xfail(strict=True, reason=why, raises=AssertionError)


def noticed(checkpoints: Path) -> bool:
    """Whether the audit or the checkpoint has anything to say."""
    return bool(findings()) or compare(checkpoints).count > 0


@pytest.mark.parametrize("statement", [pytest.param(sql, marks=expected_to_fail(why)) for sql, why in ALTERATIONS])
def test_the_audit_notices(sqlite_place: Place, statement: str) -> None:
    with sqlite_place.fresh():
        switch_guards_off()
        run(statement)
        assert noticed(sqlite_place.checkpoints)


@expected_to_fail(blind.ORDER)
def test_the_audit_notices_that_events_of_two_accounts_changed_places(sqlite_place: Place) -> None:
    with sqlite_place.fresh():
        ((one, other),) = run(
            "SELECT o.position, p.position FROM outbox o JOIN outbox p ON p.position = o.position + 1"
            " JOIN ledger_transaction t ON t.id = o.transaction_id JOIN ledger_transaction u ON u.id = p.transaction_id"
            " WHERE t.account_id <> u.account_id ORDER BY o.position LIMIT 1"
        )
        for before, after in ((one, 0), (other, one), (0, other)):
            run("UPDATE outbox SET position = %s WHERE position = %s", after, before)
        assert noticed(sqlite_place.checkpoints)


@expected_to_fail(blind.LATEST)
def test_the_audit_notices_another_answer_in_the_latest_consent(sqlite_place: Place, tmp_path: Path) -> None:
    with sqlite_place.fresh():
        shop = Shop(LATER)
        member = find_member(shop.program, "Budi")
        assert member is not None
        said = Statement("profiling", "given", "self", "", TEXTS[0], "v2", "en")
        assert record_consent(member, said, Manner("member", "portal")) is None
        write(tmp_path / "checkpoints")
        switch_guards_off()
        run("UPDATE consent SET purpose = 'location' WHERE id = (SELECT max(id) FROM consent)")
        assert noticed(tmp_path / "checkpoints")


@expected_to_fail(blind.NEXT)
def test_the_audit_notices_another_text_of_a_version_that_has_judged_nothing(
    sqlite_place: Place, tmp_path: Path
) -> None:
    with sqlite_place.fresh():
        Shop(LATER).moves_clock(1)
        text = LATER.replace("per: 4", "per: 5")
        apply_program(read_program(text), text, "owner")
        write(tmp_path / "checkpoints")
        switch_guards_off()
        run("UPDATE program_version SET source = 'another' WHERE number = 3")
        assert noticed(tmp_path / "checkpoints")


def test_a_version_applied_at_the_very_instant_of_a_sale_raises_no_alarm(sqlite_place: Place) -> None:
    with sqlite_place.fresh():
        shop = Shop(LATER)
        shop.moves_clock(DAY)
        shop.buys("Budi", 5_000)
        assert clock.kind() == "simulated"
        text = LATER.replace("per: 1}", "per: 2}")
        apply_program(read_program(text), text, "owner")
        assert not noticed(sqlite_place.checkpoints)
