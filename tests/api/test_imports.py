"""A file of past purchases is sent in pieces over a bad network, and imported while tills go on selling."""

from __future__ import annotations

from typing import Any

import pytest

from setia.jobs.schedule import SCHEDULE
from setia.jobs.worker import Worker
from setia.services import import_purchases, uploads
from setia.storage.models import Job, UploadPart
from tests.api.till import Till

HEADER = "purchase_id,event_at,member,net\n"


def begun(till: Till, **fields: Any) -> int:
    """A file is announced; its number."""
    answer = till.posts("/imports", {"name": "december.csv", "source": "tills", **fields})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def sent(till: Till, text: str, pieces: int = 3, **fields: Any) -> int:
    """A file is sent whole and started; its number."""
    number, size = begun(till, **fields), -(-len(text) // pieces)
    parts = [text[start : start + size] for start in range(0, len(text), size)]
    for n, part in reversed(list(enumerate(parts, 1))):
        assert till.posts(f"/imports/{number}/parts", {"number": n, "text": part}).status_code == 204
    assert till.posts(f"/imports/{number}/start", {"parts": len(parts)}).status_code == 202
    return number


def works(till: Till) -> None:
    """The worker does what is due."""
    [job] = [one for one in SCHEDULE if one.name == "import"]
    Job.objects.filter(name="import").update(next_at=0)
    assert Worker().work(till.shop.program.id, job)


def file(count: int) -> str:
    """So many purchases of 1.00, of ten members."""
    return HEADER + "".join(f"R{n},2017-12-{n % 28 + 1:02} 10:00,M{n % 10},1.00\n" for n in range(count))


def test_a_file_in_pieces_earns_what_its_purchases_would_have_and_twice_nothing(till: Till) -> None:
    number = sent(till, file(40) + "R40,yesterday,M1,1.00\n")
    assert till.gets(f"/imports/{number}").json()["state"] == "waiting"
    works(till)
    told = till.gets(f"/imports/{number}").json()
    assert (told["state"], told["done"], told["total"]) == ("done", 40, 40)
    assert (told["added"], told["refused"], told["rejected_rows"]) == (40, 0, 1)
    assert [(one["line"], one["receipt"]) for one in told["rejects"]] == [(42, "R40")]
    assert till.points("external:M3") == 4
    assert not UploadPart.objects.exists()
    again = sent(till, file(40) + "R41,2017-12-01 10:00,M1,1.00\n")
    works(till)
    told = till.gets(f"/imports/{again}").json()
    assert (told["added"], told["unchanged"]) == (1, 40)
    assert till.points("external:M3") == 4
    assert [one["id"] for one in till.gets("/imports").json()["imports"]] == [again, number]
    assert till.shop.differences() == 0


def test_a_piece_sent_twice_is_one_and_another_in_its_place_is_refused(till: Till) -> None:
    number = begun(till)
    for _ in range(2):
        assert till.posts(f"/imports/{number}/parts", {"number": 2, "text": "x"}).status_code == 204
    other = till.posts(f"/imports/{number}/parts", {"number": 2, "text": "y"})
    assert (other.status_code, other.json()["code"]) == (409, "part_differs")
    early = till.posts(f"/imports/{number}/start", {"parts": 2})
    assert (early.status_code, early.json()["code"]) == (422, "parts_missing")
    assert early.json()["numbers"] == {"missing": 1, "found": 1, "expected": 2}
    till.posts(f"/imports/{number}/parts", {"number": 1, "text": HEADER})
    for _ in range(2):
        assert till.posts(f"/imports/{number}/start", {"parts": 2}).status_code == 202
    late = till.posts(f"/imports/{number}/parts", {"number": 3, "text": "z"})
    assert (late.status_code, late.json()["code"]) == (409, "not_in_this_state")


def test_a_file_that_cannot_be_read_says_why(till: Till) -> None:
    number = sent(till, "receipt,when\n1,2\n", pieces=1)
    works(till)
    told = till.gets(f"/imports/{number}").json()
    assert (told["state"], told["fault"]) == ("failed", "missing_target")
    assert told["field"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"decimal_mark": "x"}, "decimal_mark"),
        ({"columns": {"nett": "amount"}}, "nett"),
        ({"member_kind": "fax"}, "member_kind"),
        ({"source": "T I L L"}, "source"),
    ],
)
def test_a_senseless_way_of_reading_is_refused_at_once(till: Till, fields: dict[str, Any], field: str) -> None:
    refused = till.posts("/imports", {"name": "december.csv", **fields})
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert till.gets("/imports").json()["imports"] == []


def test_a_long_import_gives_way_and_goes_on(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_purchases, "BATCH", 20)
    number = sent(till, file(50))
    seen, told = [0], till.gets(f"/imports/{number}").json()
    while told["state"] != "done" and len(seen) < 10:
        uploads.import_waiting(till.shop.program, seconds=0)
        told = till.gets(f"/imports/{number}").json()
        seen.append(told["done"])
    assert seen == sorted(seen)
    assert (len(seen) > 2, seen[-1], told["added"]) == (True, 50, 50)
    assert till.points("external:M3") == 5
