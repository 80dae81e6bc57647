"""The page about first calls, done as it stands: each call is made, and each answer is the one on the page."""

from __future__ import annotations

import contextlib
import io
import shlex
from itertools import pairwise

import httpx
import pytest

from setia.services import clients
from tests.api.serving import serving
from tests.docs.blocks import Block, blocks
from tests.shop import GROCERY, Shop

pytestmark = pytest.mark.slow

PAGE = "tutorials/first-calls.md"
SERVER = "http://localhost:8000"


def sent(block: Block, base_url: str, key: str) -> httpx.Response:
    """What `curl` sends, as it is written on the page."""
    words = shlex.split(block.content.replace("\\\n", " ").replace("$KEY", key).replace(SERVER, base_url))
    assert words[:3] == ["curl", "-X", "POST"], words[:3]
    address, rest = words[3], words[4:]
    headers: dict[str, str] = {}
    body = ""
    for option, value in zip(rest[::2], rest[1::2], strict=True):
        if option == "-H":
            name, _, content = value.partition(": ")
            headers[name] = content
        else:
            assert option == "-d", option
            body = value
    return httpx.post(address, content=body.encode(), headers=headers)


def test_the_page_of_first_calls_does_what_it_says(sqlite_database: str) -> None:
    """The program of the page is the one that comes with Setia; its day is the one on which the page was written."""
    shop = Shop(GROCERY.parents[1] / "programs" / "grocery.yaml")
    shop.day_is("2026-11-06")
    key = clients.make(shop.program, "till-7", frozenset({"read", "members", "purchases", "redeem"}), "", "owner")
    page = blocks(PAGE)
    made = answered = 0
    with serving(sqlite_database) as server:
        for before, after in pairwise(page):
            if before.language == "sh" and before.content.startswith("curl"):
                assert after.language == "json", before.content
                answer = sent(before, server.base_url, key.key.text)
                assert answer.text == after.content.strip(), before.content
                made += 1
            if before.language == "python":
                said = io.StringIO()
                with contextlib.redirect_stdout(said):
                    exec(compile(before.content.replace(SERVER, server.base_url), PAGE, "exec"), {"key": key.key.text})  # noqa: S102
                assert said.getvalue() == after.content
                answered += 1
    assert (made, answered) == (7, 1)
    assert shop.differences() == 0
