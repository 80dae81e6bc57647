"""Whatever fits the document is answered as the document says, and whatever does not is refused; nothing breaks."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from setia.api import entitlements, positions
from setia.engine.entitlements import Entitlement
from setia.storage.audit.run import audit
from tests.api.any_request import Stranger
from tests.api.examples import document, talked
from tests.conftest import use
from tests.time_travel.saying import say

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stranger(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stranger, int]]:
    """Somebody who comes to a shop in which much has happened; and his seed."""
    folder = tmp_path_factory.mktemp("any")
    shutil.copyfile(sqlite_template, folder / "shop.sqlite3")
    with use(f"sqlite:///{folder}/shop.sqlite3"), _comes(folder) as come:
        yield come


@contextmanager
def _comes(folder: Path) -> Iterator[tuple[Stranger, int]]:
    number = int(os.environ.get("SETIA_SEED") or Random().randrange(2**31))
    with talked(folder) as talk, pytest.MonkeyPatch.context() as patch:
        patch.setattr(positions, "TRIES", 1)  # what is asked for at random never comes: nobody waits for it
        talk.token = talk("POST", "/members/{member}/tokens", {"ttl_seconds": 3_600}, member="card:7001")["token"]
        yield Stranger(talk, document(), number), number


def _asks(stranger: tuple[Stranger, int], config: pytest.Config, fitting: int, unfitting: int) -> None:
    began = time.monotonic()
    asking, number = stranger
    figures = asking.asks(fitting, unfitting)
    say(config, f"any request, SETIA_SEED={number}, {time.monotonic() - began:.0f} s: {figures.line()}")
    assert not figures.faults, f"SETIA_SEED={number}: {len(figures.faults)}:\n" + "\n".join(figures.faults[:20])
    wrong = [finding for check in audit() for finding in check.findings]
    assert not wrong, f"SETIA_SEED={number}: the ledger does not hold together any more: {wrong[:5]}"


def test_every_operation_is_asked_a_few_times(stranger: tuple[Stranger, int], pytestconfig: pytest.Config) -> None:
    _asks(stranger, pytestconfig, fitting=2, unfitting=1)


def test_a_mistake_is_noticed(stranger: tuple[Stranger, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler that breaks, and an answer of another shape.

    One request in three names nobody, or an instant before the program: of few requests none may reach the mistake.
    """
    asking, may = stranger[0], "GET /api/v1/members/{member}/may/{thing}"
    monkeypatch.setattr(entitlements, "entitled", lambda *_: 1 // 0)
    assert asking.asks(40, 0, may).faults
    monkeypatch.setattr(entitlements, "entitled", lambda *_: Entitlement(may=True, until=0, by="luck"))  # type: ignore[arg-type]
    assert asking.asks(40, 0, may).faults


@pytest.mark.torture
def test_every_operation_is_asked_often(database: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """T12 at full size: more than 50,000 requests on both databases together."""
    assert database
    with _comes(tmp_path) as come:
        _asks(come, pytestconfig, fitting=140, unfitting=130)
