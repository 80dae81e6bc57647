"""The other end of a process that decides ahead: asked for one part of a batch after the other.

It begins when it is first asked: a few purchases are decided before it would be there.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

import msgspec

from setia.engine.rules.documents import to_json
from setia.services.deciding import Foreseen
from setia.services.foreseeing import ENCODER, Asked, Terms, Told, Turn, read, write
from setia.services.requests import Manner
from setia.storage import server
from setia.storage.programs import LoadedProgram

_log = logging.getLogger("setia.batch")
_DECODER = msgspec.msgpack.Decoder(Told)


class Foresight:
    """Asked for one part at a time, and told of it before the next. Without its process it knows of nothing."""

    def __init__(self, terms: Terms) -> None:
        self._terms, self._lost = terms, False
        self._begun: subprocess.Popen[bytes] | None = None

    def ask(self, now: int, turns: Sequence[Turn]) -> None:
        """Let these turns be decided."""
        self._send(ENCODER.encode(Asked(now, list(turns))))

    def told(self) -> Foreseen:
        """What was decided of the turns asked for last; nothing, once the process is lost."""
        frame = b"" if self._lost else read(self._out)
        if not frame:
            self._lose()
            return {}
        return {(head, stamp): decision for head, stamp, decision in _DECODER.decode(frame)}

    def end(self) -> None:
        """Let the process end, whatever it is doing."""
        if self._begun is None:
            return
        with suppress(BrokenPipeError):  # it has ended by itself, before all of a frame was sent
            self._in.close()
        self._out.close()
        self._process.wait()

    @property
    def _process(self) -> subprocess.Popen[bytes]:
        if self._begun is None:
            words = [sys.executable, "-m", "setia.services.foreseeing"]
            self._begun = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._send(ENCODER.encode(self._terms))
        return self._begun

    @property
    def _in(self) -> BinaryIO:
        return cast("BinaryIO", self._process.stdin)

    @property
    def _out(self) -> BinaryIO:
        return cast("BinaryIO", self._process.stdout)

    def _send(self, frame: bytes) -> None:
        try:
            if not self._lost:
                write(self._in, frame)
        except BrokenPipeError:
            self._lose()

    def _lose(self) -> None:
        if not self._lost:
            _log.warning("the process that decides ahead has ended; everything is decided in this one")
        self._lost = True


@contextmanager
def foresight(program: LoadedProgram, manner: Manner) -> Iterator[Foresight | None]:
    """A process that decides ahead; None where it would be of no use.

    That is without a core to spare, and where what members share decides too: budgets, stock, facts about them.
    """
    applied = program.versions.applied
    if _cores() < _busy() + 1 or any(one.compiled.shares for one in applied):
        yield None
        return
    documents = tuple((one.number, one.applied_at, to_json(one.compiled.program)) for one in applied)
    ahead = Foresight(Terms(documents, manner))
    try:
        yield ahead
    finally:
        ahead.end()


def _busy() -> int:
    """Cores that an import in one process keeps busy: its own, and that of a database server on this machine."""
    return 2 if server.is_here() else 1


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
