"""The physical lines of a text file, numbered from 1, and the digest of its bytes; memory is bounded for any file.

Lines that are not text are handed out in a readable form and named in `faults`; the reader may step back to any line of
the record it is in.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from hashlib import sha256
from typing import BinaryIO

from setia.services.purchase_files.rejects import FileFault, RowCode

BLOCK_BYTES = 1 << 20
LINE_BYTES_MAX = 1 << 20
"""A longer line is no row of a receipt but a file that has no lines."""

_OTHER_TEXT = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Lines:
    """An iterator over the lines of a UTF-8 file, their ends kept; a byte order mark is left out."""

    def __init__(self, file: BinaryIO, told: Callable[[int], None]) -> None:
        self._file = file
        self._told = told
        self._digest = sha256()
        self._bytes_read = 0
        self._tail = b""
        self._held: list[str] = []
        self._next = 0
        self._dropped = 0
        self._record = 0
        self.faults: dict[int, RowCode] = {}
        """Line number -> what is wrong with its bytes, for lines from the current record on."""

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        if self._next == len(self._held):
            self._read_on()
        line = self._held[self._next]
        self._next += 1
        return line

    @property
    def number(self) -> int:
        """The number of the line handed out last."""
        return self._dropped + self._next

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes read so far, in hex: of the whole file once the iteration has ended."""
        return self._digest.hexdigest()

    def begin_record(self) -> None:
        """What comes next is a new record: lines before it may be forgotten."""
        self._record = self._next

    def record_lines(self) -> list[str]:
        """The lines of the current record so far, its first always among them."""
        return self._held[self._record : max(self._next, self._record + 1)]

    def restart(self, after_lines: int) -> None:
        """Step back to this many lines after the beginning of the current record."""
        self._next = self._record + after_lines

    def _read_on(self) -> None:
        """Hold at least one more line, or raise StopIteration at the end of the file."""
        while True:
            block = self._file.read(BLOCK_BYTES)
            self._digest.update(block)
            if self._bytes_read == 0:
                block = _without_mark(block)
            self._bytes_read += len(block)
            self._told(self._bytes_read)
            lines = (self._tail + block).splitlines(keepends=True)
            # The last line may go on in the next block, and a carriage return may find its line feed there.
            self._tail = lines.pop() if block and lines else b""
            if lines or not block:
                break
            self._refuse_endless(self._tail, 1)
        if not lines:
            raise StopIteration
        self._hold(lines)

    def _hold(self, lines: list[bytes]) -> None:
        del self._held[: self._record]
        self._dropped += self._record
        self._next -= self._record
        self._record = 0
        first = self._dropped + len(self._held) + 1
        if max(map(len, lines)) > LINE_BYTES_MAX:
            offset = next(at for at, line in enumerate(lines) if len(line) > LINE_BYTES_MAX)
            self._refuse_endless(lines[offset], offset + 1)
        try:
            if any(b"\0" in line for line in lines):
                raise ValueError
            self._held += [line.decode() for line in lines]
        except ValueError:  # a line that is not UTF-8 is one too
            self._held += [self._readable(first + offset, line) for offset, line in enumerate(lines)]

    def _readable(self, number: int, line: bytes) -> str:
        text = line.decode(errors="backslashreplace")
        if "\0" in text:
            self.faults[number] = "nul_byte"
        elif not _is_utf8(line):
            self.faults[number] = "not_utf8"
        return text.replace("\0", "\\x00")

    def _refuse_endless(self, line: bytes, offset: int) -> None:
        if len(line) > LINE_BYTES_MAX:
            raise FileFault("line_too_long", line=self._dropped + len(self._held) + offset, max=LINE_BYTES_MAX)


def _without_mark(block: bytes) -> bytes:
    if block.startswith(_OTHER_TEXT):
        raise FileFault("not_utf8", line=1)
    return block.removeprefix(codecs.BOM_UTF8)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
