"""Staff freezes what a member has, who decides cases unfreezes it: through the API, with lines in the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from setia.storage import audit_log, freezes
from setia.storage.audit_log import Sought
from tests.web.phones import House, member_of, opened, text_of
from tests.web.reader import Desk


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(sqlite_template, tmp_path_factory.mktemp("freezing")) as house:
        house.store.hires("cashier", "cashier")
        house.store.hires("manager", "manager")
        yield house


def test_a_cashier_freezes_and_a_manager_unfreezes(house: House) -> None:
    store, account = house.store, member_of(house.store, "C-2").account_id
    store.earns("C-2", 500)
    path = f"/members/{store.public_id('C-2')}"
    cashier, manager = (Desk().signs_in(store.sends_a_link(name)) for name in ("cashier", "manager"))
    assert "Points are still collected" in text_of(cashier.reads(f"{path}/spending"))
    assert not freezes.among([account])
    no = cashier.client.post(f"{path}/spending", {"deed": "freeze", "key": "k0"})
    assert (no.status_code, "Please choose one." in no.content.decode()) == (422, True)
    assert not freezes.among([account])
    frozen: Any = cashier.client.post(
        f"{path}/spending", {"deed": "freeze", "key": "k1", "reason": "lost"}, follow=True
    )
    told = text_of(frozen)
    assert "Nothing can be used now." in told
    assert "frozen" in told
    assert freezes.among([account])
    assert cashier.client.post(f"{path}/spending", {"deed": "unfreeze", "key": "k2"}).status_code == 403
    assert "Only who decides what waits" in text_of(cashier.reads(f"{path}/spending"))
    assert freezes.among([account])
    unfrozen: Any = manager.client.post(
        f"{path}/spending", {"deed": "unfreeze", "key": "k3", "reason": "checked"}, follow=True
    )
    told = text_of(unfrozen)
    assert "It can be used again." in told
    assert not freezes.among([account])
    deeds = [(one.actor, one.action, one.details) for one in audit_log.deeds(store.program.id, Sought(), 10)]
    assert ("staff:cashier", "spending_frozen", {"reason": "lost"}) in deeds
    assert ("staff:manager", "spending_unfrozen", {"reason": "checked"}) in deeds
