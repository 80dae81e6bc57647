"""Whoever was answered reads what was answered: a GET waits for a position of the log, or is told to come back."""

from __future__ import annotations

import pytest

from setia.api import positions
from tests.api.till import Till


def test_what_was_answered_is_read_and_what_is_to_come_is_told_to_come_back(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(positions, "PAUSE_SECONDS", 0)
    position = int(till.sells("card:1", 10_00, "R1", enrol=True).headers["Setia-Position"])
    assert till.gets("/members/card:1", min_position=position).status_code == 200
    early = till.gets("/members/card:1", min_position=position + 1)
    assert (early.status_code, early.json()["code"]) == (503, "position_not_reached")
    assert early.headers["Retry-After"] == "1"
    assert till.gets("/members/card:1", min_position="soon").json()["code"] == "invalid_field"
    unknown = till.client.get(
        "/api/v1/members/card:1", params={"min_position": position + 1}, headers={"Authorization": "Bearer x"}
    )
    assert unknown.status_code == 401, "nobody waits who may not read"
