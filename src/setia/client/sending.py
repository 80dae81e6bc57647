"""Sending calls, and sending them again while the server cannot be reached or asks to come back."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Protocol, Self, TypeVar, cast

import httpx
import msgspec
from msgspec import Struct, structs

from setia.client.call import Call
from setia.client.problem import Problem

T = TypeVar("T")

AGAIN = frozenset({429, 502, 503, 504})
"""Statuses after which the same call may be sent again."""
AGAIN_BY_CODE = frozenset({"busy", "outcome_unknown"})
"""Of others, the codes after which it may: the same key finds out what became of it."""
PAUSE = 0.1
"""Seconds before the first repetition; each next one waits twice as long, less a random part."""
PAUSE_MAX = 5.0


class Paged(Protocol):
    """A page of a list: what is answered to a call that takes a cursor."""

    @property
    def next(self) -> str:
        """The cursor of the next page; empty: there is none."""
        ...


P = TypeVar("P", bound=Paged)


class _Said(Struct, frozen=True):
    status: int
    code: str
    field: str = ""
    detail: str = ""
    numbers: dict[str, int | str] = {}


class _Sender:
    """What both clients do alike."""

    def __init__(self, base_url: str, key: str, retries: int = 6) -> None:
        self._base_url = f"{base_url.rstrip('/')}/api/v1"
        self._key, self._retries = key, retries

    def _request(self, call: Call[T]) -> httpx.Request:
        headers = {"Authorization": f"Bearer {self._key}"}
        if call.body:
            headers["Content-Type"] = "application/json"
        if call.key:
            headers["Idempotency-Key"] = call.key
        return httpx.Request(
            call.method, self._base_url + call.path, content=call.body, headers=headers, params=call.params or None
        )

    def _pause(self, tried: int, answer: httpx.Response | None) -> float | None:
        """Seconds to wait before the next try; None: that was the answer."""
        if tried >= self._retries or (answer is not None and not _may_be_sent_again(answer)):
            return None
        asked = answer.headers.get("Retry-After", "") if answer is not None else ""
        least = float(asked) if asked.isdigit() else 0.0
        grown: float = min(PAUSE * 2**tried, PAUSE_MAX) * (0.5 + random.random() / 2)
        return max(least, grown)


class Client(_Sender):
    """Sends calls and waits. Use it as a context, or close it."""

    def __init__(self, base_url: str, key: str, retries: int = 6, timeout: float = 10) -> None:
        super().__init__(base_url, key, retries)
        self._http = httpx.Client(timeout=timeout)

    def send(self, call: Call[T]) -> T:
        """The answer. Raises Problem for a "no", httpx.TransportError if the server cannot be reached for long."""
        for tried in range(self._retries + 1):
            answer: httpx.Response | None = None
            try:
                answer = self._http.send(self._request(call))
            except httpx.TransportError:
                if tried == self._retries:
                    raise
            pause = self._pause(tried, answer)
            if pause is None and answer is not None:
                return _read(answer, call)
            time.sleep(pause or 0)
        raise AssertionError("the last try answers or raises")

    def pages(self, call: Call[P]) -> Iterator[P]:
        """The page that is asked for and all that follow it, each asked for as it is wanted. Raises as `send`."""
        following: Call[P] | None = call
        while following is not None:
            page = self.send(following)
            yield page
            following = _after(call, page)

    def close(self) -> None:
        """Let connections go."""
        self._http.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Let connections go."""
        self.close()


class AsyncClient(_Sender):
    """Sends calls and awaits their answers. Use it as a context, or close it."""

    def __init__(self, base_url: str, key: str, retries: int = 6, timeout: float = 10) -> None:
        super().__init__(base_url, key, retries)
        self._http = httpx.AsyncClient(timeout=timeout)

    async def send(self, call: Call[T]) -> T:
        """As `Client.send`, awaited."""
        for tried in range(self._retries + 1):
            answer: httpx.Response | None = None
            try:
                answer = await self._http.send(self._request(call))
            except httpx.TransportError:
                if tried == self._retries:
                    raise
            pause = self._pause(tried, answer)
            if pause is None and answer is not None:
                return _read(answer, call)
            await asyncio.sleep(pause or 0)
        raise AssertionError("the last try answers or raises")

    async def pages(self, call: Call[P]) -> AsyncIterator[P]:
        """As `Client.pages`, awaited."""
        following: Call[P] | None = call
        while following is not None:
            page = await self.send(following)
            yield page
            following = _after(call, page)

    async def close(self) -> None:
        """Let connections go."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        """Itself."""
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        """Let connections go."""
        await self.close()


def _after(call: Call[P], page: P) -> Call[P] | None:
    return structs.replace(call, params={**call.params, "cursor": page.next}) if page.next else None


def _may_be_sent_again(answer: httpx.Response) -> bool:
    return answer.status_code in AGAIN or (answer.status_code in (409, 500) and _said(answer).code in AGAIN_BY_CODE)


def _read(answer: httpx.Response, call: Call[T]) -> T:
    if answer.is_success:
        if not answer.content:
            return cast(T, None)  # that is its type, where nothing is answered
        found: T = msgspec.json.decode(answer.content, type=call.answer)
        return found
    said = _said(answer)
    raise Problem(said.status, said.code, said.field, said.detail, **said.numbers)


def _said(answer: httpx.Response) -> _Said:
    try:
        return msgspec.json.decode(answer.content, type=_Said)
    except msgspec.MsgspecError:
        return _Said(answer.status_code, "not_a_problem", detail=answer.text[:200])
