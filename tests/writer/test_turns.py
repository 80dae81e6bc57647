"""A process that serves several programs has one transaction open at a time (design: rules of the batch, 1)."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from setia.engine.commands import Enrol
from setia.services import safely, writer
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.services.requests import Manner, Request
from setia.services.writer import BatchWriter
from setia.storage import clock
from setia.storage.members import Known
from tests.shop import GROCERY, Shop

MANNER = Manner(actor="Siti", channel="till", enrol=True)


def test_two_programs_take_turns(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    text = GROCERY.read_text().replace("id: grocery", "id: bakery", 1)
    apply_program(read_program(text), text, "owner")
    open_now: list[int] = []
    most: list[int] = []
    right = safely.apply_safely

    def slowly(*given: Any) -> Any:
        open_now.append(1)
        most.append(len(open_now))
        time.sleep(0.02)
        try:
            return right(*given)
        finally:
            open_now.pop()

    monkeypatch.setattr(writer, "apply_safely", slowly)
    turn = threading.Lock()
    both = [BatchWriter(one, turn=turn) for one in ("grocery", "bakery")]
    joined = [
        one.submit(Request(Enrol(clock.read()), Known("card", str(n))), MANNER) for n in range(10) for one in both
    ]
    assert {one.result(30).status for one in joined} == {"done"}
    for one in both:
        assert one.stop(30)
    assert max(most) == 1
