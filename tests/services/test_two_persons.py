"""Where a program says so, a change waits until a second person has agreed; who and when is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar.testing import TestClient

from setia.cli import program_apply
from setia.engine.calendar import DAY
from setia.engine.guard import Expected, Forecast
from setia.services import clients
from setia.services.apply_program import Applied, CannotApply
from setia.services.change_program import Proposed, approve, change, reject, undo
from setia.services.clients import SCOPES
from setia.services.documents import read_program
from setia.storage import clock, programs
from setia.storage.models import AuditLog, ProgramProposal
from tests.api.application import application
from tests.api.till import Till
from tests.cli.terminal import setia
from tests.shop import GROCERY, Shop
from tests.storage.tables import dump

AINA, BALA = ("aina", "cli"), ("bala", "console")
FORECAST = Forecast({"base/points": Expected(10, 100, 4)})


def document(*changes: tuple[str, str], starts: str = "2018-01-10") -> str:
    """The grocery program where two have to agree, with changes, from a day on."""
    text = GROCERY.read_text(encoding="utf-8") + "\ntwo_persons: true\n"
    for before, after in (("2017-01-01", starts), *changes):
        assert before in text
        text = text.replace(before, after)
    return text


RICHER = document(("points: 1,", "points: 2,"))


@pytest.fixture
def careful(sqlite_database: str) -> Shop:
    """A shop in which two have to agree."""
    return Shop(document(starts="2017-01-01"))


@pytest.fixture
def on_both(database: str) -> Shop:
    """The same on each kind of database."""
    return Shop(document(starts="2017-01-01"))


def proposes(text: str = RICHER, by: tuple[str, str] = AINA) -> int:
    """Somebody proposes a document, with a forecast."""
    proposed = change(read_program(text), text, FORECAST, by)
    assert isinstance(proposed, Proposed)
    return proposed.id


def refused(careful: Shop, id_: int, by: tuple[str, str]) -> str:
    """Why somebody's agreement changes nothing."""
    careful.program = programs.load()
    before = dump()
    with pytest.raises(CannotApply) as reason:
        approve(careful.program, id_, by)
    assert dump() == before
    return reason.value.code


def test_a_document_waits_for_somebody_else_and_is_then_applied_with_its_forecast(on_both: Shop) -> None:
    id_ = proposes()
    assert len(programs.load().versions.applied) == 1
    assert refused(on_both, id_, AINA) == "second_person_needed"
    assert refused(on_both, id_ + 1, BALA) == "unknown_proposal"
    on_both.moves_clock(DAY)
    assert approve(on_both.program, id_, BALA) == Applied("grocery", 2, changed=True)
    assert programs.load().forecasts == {2: FORECAST}
    kept = ProgramProposal.objects.get()
    assert (kept.proposed_by, kept.decided_by, kept.state, kept.version) == ("aina", "bala", "approved", 2)
    assert (kept.proposed_at + DAY, kept.source) == (kept.decided_at, RICHER)
    assert refused(on_both, id_, BALA) == "unknown_proposal", "once"
    deeds = [(one.action, one.actor) for one in AuditLog.objects.filter(action__startswith="program").order_by("id")]
    assert deeds[1:] == [("program_proposed", "aina"), ("program_applied", "bala"), ("program_approved", "bala")]


def test_what_cannot_be_applied_is_not_proposed_either(careful: Shop) -> None:
    before = dump()
    for text in (document(("per: 1.00", "per: 2.00")), document(("currency: USD", "currency: MYR"))):
        with pytest.raises(CannotApply):
            change(read_program(text), text, None, AINA)
    assert dump() == before


def test_a_notice_is_reckoned_from_when_the_second_person_agrees(careful: Shop) -> None:
    dearer = document(("per: 1.00", "per: 2.00"), starts="2018-03-03")
    id_ = proposes(dearer)
    careful.moves_clock(DAY)
    assert refused(careful, id_, BALA) == "worse_too_soon"


def test_what_is_compared_with_another_version_is_proposed_again(careful: Shop) -> None:
    first, second = proposes(), proposes(document(("points: 1,", "points: 3,")))
    approve(programs.load(), first, BALA)
    assert refused(careful, second, BALA) == "changed_meanwhile"


def test_a_rollback_waits_too_and_begins_when_somebody_agrees(careful: Shop) -> None:
    approve(programs.load(), proposes(), BALA)
    careful.day_is("2018-01-20")
    proposed = undo("grocery", 1, AINA)
    assert isinstance(proposed, Proposed)
    careful.day_is("2018-01-21")
    approve(programs.load(), proposed.id, BALA)
    latest = programs.load().versions.applied[-1]
    assert (latest.number, latest.compiled.effective_from) == (3, clock.read() + 10**6)


def test_a_proposal_is_rejected_by_another_or_withdrawn_by_oneself(careful: Shop) -> None:
    for by, state in ((BALA, "rejected"), (AINA, "withdrawn")):
        id_ = proposes()
        reject(careful.program, id_, by)
        assert refused(careful, id_, BALA) == "unknown_proposal"
        assert ProgramProposal.objects.get(pk=id_).state == state
    assert len(programs.load().versions.applied) == 1


def test_one_alone_cannot_say_that_one_is_enough(careful: Shop) -> None:
    alone = document(("two_persons: true", "two_persons: false"))
    id_ = proposes(alone)
    assert refused(careful, id_, AINA) == "second_person_needed"
    approve(programs.load(), id_, BALA)
    careful.day_is("2018-01-20")
    later = document(("points: 1,", "points: 2,"), ("two_persons: true", "two_persons: false"), starts="2018-02-01")
    assert change(read_program(later), later, None, AINA) == Applied("grocery", 3, changed=True)


def test_it_is_proposed_and_agreed_to_at_the_command_line(
    careful: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(RICHER, encoding="utf-8")
    monkeypatch.setattr(program_apply, "actor", lambda: "aina")
    assert "proposal 1 waits for a second person" in setia("program", "apply", path).told
    assert "a document" in setia("program", "proposals").told
    assert "aina proposed it; somebody else has to agree" in setia("program", "approve", "1").told
    monkeypatch.setattr(program_apply, "actor", lambda: "bala")
    assert "grocery version 2 applied" in setia("program", "approve", "1").told
    assert "Nothing waits for a second person." in setia("program", "proposals").told
    assert "proposal 2 waits" in setia("program", "rollback", "1").told
    assert "Proposal 2 will not be applied." in setia("program", "reject", "2").told
    assert "nothing waits under number 2" in setia("program", "reject", "2").told


def test_whoever_looks_into_the_inbox_can_agree_there(careful: Shop) -> None:
    proposes()
    proposes(document(("points: 1,", "points: 3,")), by=("office", "api"))
    key = clients.make(careful.program, "office", frozenset(SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        till = Till(client, key, careful)
        first, own = till.gets("/exceptions", kind="program_change").json()["exceptions"]
        assert (first["reason"], first["actor"], own["actor"]) == ("second_person_needed", "aina", "office")
        [taken] = till.posts("/exceptions/actions", {"action": "take", "ids": [first["id"]]}).json()
        assert taken["done"]
        assert [one["id"] for one in till.gets("/exceptions", owner="office").json()["exceptions"]] == [first["id"]]
        asked = {"action": "approve", "ids": [own["id"], first["id"], first["id"]]}
        told = till.posts("/exceptions/actions", asked).json()
        codes = [one["problem"]["code"] if one["problem"] else "" for one in told]
        assert codes == ["second_person_needed", "", "unknown_review"]
        [told] = till.posts("/exceptions/actions", {"action": "reject", "ids": [own["id"]]}).json()
        assert told["problem"] is None
        assert till.gets("/exceptions").json()["total"] == 0
    assert len(programs.load().versions.applied) == 2
