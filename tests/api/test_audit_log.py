"""Who did what: one list of what was done to the program and of what was done by hand in the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from setia.services import clients
from setia.storage.models import AuditLog
from tests.api.till import Till

SITI = "/members/card:1"


@pytest.fixture
def busy_day(till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Till:
    """Something of everything was done."""
    monkeypatch.setattr(settings, "ERASURE_LIST", str(tmp_path / "erased"))
    till.sells("card:1", 50_00, "R1", enrol=True)
    till.posts("/members", {"identifier": "card:2"})
    clients.make(till.shop.program, "shop", frozenset({"read"}), "", "owner")
    clients.revoke(till.shop.program, "shop", "owner")
    till.posts(f"{SITI}/adjustments", {"amount": 5, "reason": "goodwill", "note": "waited long"})
    till.patches(f"{SITI}/person", {"name": "Siti", "call_name": ""})
    till.gets(f"{SITI}/export")
    till.posts(f"{SITI}/merge", {"into": "card:2"})
    id_ = till.gets("/members/card:2").json()["id"]
    till.posts("/members/card:2/erasure", {"confirm": id_})
    return till


def test_everything_done_by_somebody_is_there_newest_first(busy_day: Till) -> None:
    entries = busy_day.gets("/audit-log").json()["entries"]
    assert sorted(one["action"] for one in entries) == sorted(
        [
            *["member_erased"] * 2,
            "close",
            "merge_out",
            "member_exported",
            "person_changed",
            "adjust",
            "client_revoked",
            *["client_made"] * 2,
            "program_applied",
        ]
    )
    assert [one["at"] for one in entries] == sorted((one["at"] for one in entries), reverse=True)
    [changed] = [one for one in entries if one["action"] == "person_changed"]
    assert (changed["actor"], changed["details"]) == ("till", {"fields": "name"})
    assert "Siti" not in str(entries)


def test_a_remark_is_shown_until_it_is_erased(till: Till) -> None:
    till.sells("card:1", 50_00, "R1", enrol=True)
    till.posts(f"{SITI}/adjustments", {"amount": 5, "reason": "goodwill", "note": "waited long"})
    [adjusted] = till.gets("/audit-log", action="adjust").json()["entries"]
    assert adjusted["details"] == {"transaction": 3, "reason": "goodwill", "note": "waited long"}
    assert adjusted["subject"] == till.gets(SITI).json()["id"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_page_by_page_nothing_is_left_out_or_shown_twice(busy_day: Till, limit: int) -> None:
    whole = busy_day.gets("/audit-log", limit=200).json()["entries"]
    pages, cursor = [], ""
    while True:
        page = busy_day.gets("/audit-log", limit=limit, cursor=cursor).json()
        pages += page["entries"]
        cursor = page["next"]
        if not cursor:
            break
    assert pages == whole
    assert busy_day.gets("/audit-log", cursor="1.2").json()["field"] == "cursor"


def test_it_is_only_added_to_and_read_by_who_may(busy_day: Till) -> None:
    for change in (lambda: AuditLog.objects.update(actor="nobody"), lambda: AuditLog.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            change()
    by_owner = busy_day.gets("/audit-log", actor="owner").json()["entries"]
    assert {one["actor"] for one in by_owner} == {"owner"}
    busy_day.key = clients.make(busy_day.shop.program, "screen", frozenset({"read"}), "", "owner").key.text
    assert busy_day.gets("/audit-log").json()["code"] == "scope_missing"
