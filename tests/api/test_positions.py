"""Whoever was answered reads what was answered: positions of the log, told and asked for."""

from __future__ import annotations

import pytest

from setia.api import positions
from tests.api.till import Till, purchase


def test_every_answer_to_a_command_says_how_far_the_log_is(till: Till) -> None:
    first = till.sells("card:1", 10_00, "R1", enrol=True)
    second = till.posts("/members/card:1/redemptions", {"amount": 4}, key="k1")
    told = [int(one.headers["Setia-Position"]) for one in (first, second)]
    assert 0 < told[0] < told[1]
    again = till.posts("/members/card:1/redemptions", {"amount": 4}, key="k1")
    same = till.sells("card:1", 10_00, "R1")
    refused = till.posts("/members/card:1/redemptions", {"amount": 400})
    assert [int(one.headers["Setia-Position"]) for one in (again, same, refused)] == [told[1]] * 3
    assert again.content == second.content, "what is kept with the key knows nothing of it"
    last = till.sells("card:1", 1_00, "R2").headers["Setia-Position"]
    items = [{"kind": "purchase", "purchase": purchase(1_00, "R3", member="card:1")}]
    assert int(till.posts("/batch", {"items": items}).headers["Setia-Position"]) > int(last)


def test_a_read_waits_for_a_position_or_says_that_it_is_not_there_yet(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(positions, "TRIES", 2)
    at = int(till.sells("card:1", 10_00, "R1", enrol=True).headers["Setia-Position"])
    assert till.gets("/members/card:1", min_position=at).status_code == 200
    early = till.gets("/members/card:1", min_position=at + 1)
    assert (early.status_code, early.json()["code"], early.headers["Retry-After"]) == (503, "position_not_reached", "1")
    unknown = till.client.get(
        "/api/v1/members/card:1", params={"min_position": at + 1}, headers={"Authorization": "Bearer x"}
    )
    assert unknown.status_code == 401, "nobody waits who may not read"
    for wrong in ("x", "-1", "1.5", "9" * 16, ""):
        said = till.gets("/members/card:1", min_position=wrong)
        assert (said.status_code, said.json()["field"]) == (422, "min_position"), wrong
