"""Pages of others call the API from a browser only where somebody has named them, and never with cookies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from django.test import override_settings
from litestar.testing import TestClient

from setia.api.cors import Shared
from setia.config import serving
from setia.config.origins import described
from setia.services import clients
from tests.api.application import application
from tests.cli.terminal import process
from tests.shop import Shop

APP, OTHER = "https://app.example", "https://other.example"
PROGRAM = "/api/v1/program"
ALLOWED = "access-control-allow-origin"


@pytest.fixture
def key(sqlite_database: str) -> str:
    return clients.make(Shop().program, "web", frozenset({"read"}), "", "owner").key.text


@contextmanager
def browser(setting: str) -> Iterator[httpx.Client]:
    """A browser's way to a server that was started with that setting."""
    origins = described(setting)
    with TestClient(Shared(application(), origins) if origins else application()) as client:
        yield client


def asks_first(client: httpx.Client, origin: str, method: str = "POST", path: str = PROGRAM) -> httpx.Response:
    """What a browser sends before a call that is not a plain one."""
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,idempotency-key"}
    return client.options(path, headers={"Origin": origin, **asked})


def calls(client: httpx.Client, key: str, origin: str, path: str = PROGRAM) -> httpx.Response:
    return client.get(path, headers={"Origin": origin, "Authorization": f"Bearer {key}", "Cookie": "sessionid=1"})


def told(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


def words(header: str) -> set[str]:
    return {one.strip().lower() for one in header.split(",")}


def test_where_nobody_has_named_any_no_page_may_call(key: str) -> None:
    with browser("") as client:
        answer = calls(client, key, APP)
        assert (answer.status_code, told(answer)) == (200, {})
        first = asks_first(client, APP)
        assert told(first) == {}
        assert "origin" not in words(answer.headers.get("vary", ""))


def test_a_page_that_is_named_may_call_and_read_what_is_left_to_it(key: str) -> None:
    with browser(f"https://shop.example:8443 {APP}") as client:
        first = asks_first(client, APP)
        assert (first.status_code, first.content) == (204, b"")
        assert first.headers[ALLOWED] == APP
        assert words(first.headers["access-control-allow-methods"]) >= {"get", "post", "patch"}
        needed = {"authorization", "content-type", "idempotency-key"}
        assert words(first.headers["access-control-allow-headers"]) >= needed
        assert int(first.headers["access-control-max-age"]) > 0
        assert "origin" in words(first.headers["vary"])
        answer = calls(client, key, APP)
        assert (answer.status_code, answer.headers[ALLOWED]) == (200, APP)
        read = words(answer.headers["access-control-expose-headers"])
        assert read >= {"idempotent-replayed", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"}
        assert "origin" in words(answer.headers["vary"])
        refused = calls(client, "wrong", APP)
        assert (refused.status_code, refused.headers[ALLOWED]) == (401, APP), "a page can read why not"
        assert words(refused.headers["vary"]) == {"accept-language", "origin"}


@pytest.mark.parametrize(
    "origin",
    [
        OTHER,
        "http://app.example",
        "https://app.example:8443",
        "https://app.example.evil.example",
        "https://evilapp.example",
        "https://sub.app.example",
        "https://app.example/",
        "https://APP.example",
        "https://app-example",
        "null",
        "*",
        "",
    ],
)
def test_any_other_page_may_not(key: str, origin: str) -> None:
    with browser(APP) as client:
        assert told(asks_first(client, origin)) == {}
        answer = calls(client, key, origin)
        assert (answer.status_code, told(answer)) == (200, {}), "whoever shows a key is answered; no page may read it"
        assert "origin" in words(answer.headers["vary"]), "or a cache would give one page's answer to another"
        twice = client.get(PROGRAM, headers=[("Origin", APP), ("Origin", origin)])
        assert told(twice) == {}


@pytest.mark.parametrize("setting", ["*", APP, f"{APP} {OTHER}"])
def test_nothing_is_ever_allowed_with_cookies(key: str, setting: str) -> None:
    with browser(setting) as client:
        for answer in (asks_first(client, APP), calls(client, key, APP), calls(client, "wrong", APP)):
            assert answer.headers[ALLOWED] == ("*" if setting == "*" else APP)
            assert "access-control-allow-credentials" not in answer.headers


def test_only_the_api_is_shared(key: str) -> None:
    with browser("*") as client:
        for path in ("/health/live", "/metrics", "/apixyz", "/"):
            assert told(calls(client, key, APP, path)) == {}
            assert told(asks_first(client, APP, path=path)) == {}
        for path in ("/api/schema", "/api/v1/nowhere"):
            assert calls(client, key, APP, path).headers[ALLOWED] == "*"


def test_a_setting_is_read_as_browsers_send_origins() -> None:
    assert described("") == described("  ") == frozenset()
    assert described(f" {APP}\thttp://localhost:5173 {APP}") == {APP, "http://localhost:5173"}
    assert described("*") == {"*"}
    assert described("http://127.0.0.1:3000 http://[::1]:3000 https://xn--kda.example") == {
        "http://127.0.0.1:3000",
        "http://[::1]:3000",
        "https://xn--kda.example",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        "app.example",
        "https://app.example/",
        "https://app.example/path",
        "https://app.example?x",
        "https://app.example#x",
        "https://App.example",
        "HTTPS://app.example",
        "https://app.example:443",
        "http://app.example:80",
        "https://app.example:0",
        "https://app.example:65536",
        "https://app.example:",
        "https://aina:secret@app.example",
        "https://*.app.example",
        "https://",
        "https://é.example",
        "ftp://app.example",
        "file://",
        "null",
        "https://app.example,https://other.example",
        "https://[::1",
        "https://[12345]",
        f"* {APP}",
    ],
)
def test_a_setting_that_names_no_origin_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="SETIA_CORS_ORIGINS"):
        described(f"{OTHER} {wrong}")


def test_a_server_does_not_start_with_such_a_setting(tmp_path: Path) -> None:
    answer = process("serve", folder=tmp_path, SETIA_CORS_ORIGINS="https://app.example/path")
    assert answer.code != 0
    assert answer.err.startswith("Error: SETIA_CORS_ORIGINS: 'https://app.example/path' is no origin")
    assert list(tmp_path.iterdir()) == []


def test_the_server_puts_it_before_the_api_only_where_the_setting_says_so() -> None:
    api = object()
    with override_settings(SETIA_CORS_ORIGINS=frozenset()):
        assert serving._shared(api) is api
    with override_settings(SETIA_CORS_ORIGINS=frozenset({APP})):
        assert isinstance(serving._shared(api), Shared)
