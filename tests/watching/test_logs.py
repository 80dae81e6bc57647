"""Each request leaves one line that programs can read, with its id and without anything about a member."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from litestar import get
from litestar.params import FromPath
from litestar.testing import TestClient

from setia.api.app import create_app
from setia.config import logs
from setia.services import clients
from tests.api.serving import STARTS_IN, free_port
from tests.api.till import Till
from tests.shop import Shop


@pytest.fixture
def restored() -> Iterator[None]:
    """Logging as it was."""
    logger = logging.getLogger("setia")
    before = logger.handlers, logger.propagate, logger.level
    yield
    logger.handlers, logger.propagate, logger.level = before


def written(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.usefixtures("restored")
def test_a_request_leaves_one_line(till: Till, capsys: pytest.CaptureFixture[str]) -> None:
    logs.begin()
    till.sells("phone:+60123456789", 10_00, "R-7001", enrol=True)
    till.client.get("/api/v1/members/phone:+60123456789", headers={"X-Request-Id": "till-7-42"})
    lines = written(capsys.readouterr().out)
    assert [(one["message"], one["status"], one["route"]) for one in lines] == [
        ("request", 201, "/api/v1/purchases"),
        ("request", 401, "/api/v1/members/{member}"),
    ]
    sold, refused = lines
    assert (sold["logger"], sold["level"], sold["method"], sold["client"]) == ("setia.api", "INFO", "POST", "till")
    assert sold["duration_ms"] >= 0
    assert len(sold["request_id"]) == 16
    assert refused["request_id"] == "till-7-42"
    assert sold["at"].endswith("+00:00")
    assert not [one for one in lines if "60123456789" in str(one) or "R-7001" in str(one)]


@pytest.mark.usefixtures("restored")
def test_what_goes_wrong_is_logged_under_the_id_that_the_caller_was_told(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    @get("/breaks/{member:str}")
    async def breaks(member: FromPath[str]) -> None:
        logging.getLogger("setia.api").warning("on the way")
        raise ValueError("no reason")

    logs.begin()
    assert shop.program.code == "grocery"
    app = create_app()
    app.register(breaks)
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/breaks/card:7001")
    assert answer.json()["code"] == "internal_error"
    assert "no reason" not in answer.text
    on_the_way, failed, request = written(capsys.readouterr().out)
    ids = {one["request_id"] for one in (on_the_way, failed, request)}
    assert ids == {answer.headers["X-Request-Id"]}
    assert "ValueError: no reason" in failed["raised"]
    assert "7001" not in failed["message"]
    assert "/breaks/{member}" in failed["message"]


@pytest.mark.usefixtures("restored")
def test_lines_for_people_and_lines_left_out(
    till: Till, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SETIA_LOG_FORMAT", "text")
    logs.begin()
    till.gets("/program")
    [line] = capsys.readouterr().out.splitlines()
    assert "INFO    setia.api: request " in line
    assert "route=/api/v1/program status=200" in line
    monkeypatch.setenv("SETIA_LOG_LEVEL", "WARNING")
    logs.begin()
    till.gets("/program")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["SETIA_LOG_FORMAT", "SETIA_LOG_LEVEL"])
def test_a_setting_that_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "loud")
    with pytest.raises(logs.BadSetting, match=f"{name} must be one of"):
        logs.begin()


@pytest.mark.slow
def test_a_server_logs_on_standard_output(sqlite_database: str) -> None:
    shop, port = Shop(), free_port()
    key = clients.make(shop.program, "till", frozenset(clients.SCOPES), "", "owner").key.text
    with subprocess.Popen(
        [sys.executable, "-m", "setia.cli.main", "serve", "--port", str(port)],
        env={**os.environ, "DATABASE_URL": sqlite_database},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            asked = {"Authorization": f"Bearer {key}", "X-Request-Id": "first"}
            ends = time.monotonic() + STARTS_IN
            while time.monotonic() < ends:
                try:
                    assert httpx.get(f"http://127.0.0.1:{port}/api/v1/program", headers=asked).status_code == 200
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
        finally:
            server.terminate()
        out, _ = server.communicate(timeout=30)
    [line] = [one for one in written(out) if one["message"] == "request"]
    assert (line["request_id"], line["route"], line["client"]) == ("first", "/api/v1/program", "till")
