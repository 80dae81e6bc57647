"""The records of a CSV file: every line is part of a record or rejected on its own, whatever quotes do around it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from msgspec import Struct

from setia.services.purchase_files.lines import Lines
from setia.services.purchase_files.rejects import FileFault, RowCode

DELIMITERS = (",", ";", "\t", "|")
RECORD_CHARACTERS_MAX = 1 << 20
_LINE_END = re.compile("\r\n|\r|\n")


class Broken(Struct, frozen=True):
    """A record that cannot be used, or a line that is none."""

    code: RowCode
    text: str
    cells: list[str]
    """Its cells as far as they can be told apart: a hint at the purchase it belongs to, nothing to import."""


class Records:
    """Reads the header when it is made; yields the number of the line on which a record begins, and its cells."""

    def __init__(self, lines: Lines, delimiter: str | None) -> None:
        self._lines = lines
        first = self._first_line()
        self.delimiter = delimiter or max(DELIMITERS, key=lambda mark: len(_cells(first, mark)))
        self.header = [name.strip() for name in self._header()]

    def __iter__(self) -> Iterator[tuple[int, list[str] | Broken]]:
        lines, width = self._lines, len(self.header)
        reader = self._reader()
        while True:
            lines.begin_record()
            number = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield number, self._unclosed()
                continue
            if len(cells) == width and lines.number == number and not lines.faults:
                yield number, cells
            elif cells:  # a blank line is no record
                yield number, self._judged(number, cells)

    def _judged(self, number: int, cells: list[str]) -> list[str] | Broken:
        lines = self._lines
        if lines.number > number and self._swallowed(cells):
            return self._unclosed()
        if len(cells) != len(self.header):
            return Broken("wrong_column_count", str(len(cells)), cells)
        codes = [lines.faults.pop(at) for at in range(number, lines.number + 1) if at in lines.faults]
        code = codes[0] if codes else None
        if code is None and sum(map(len, cells)) > RECORD_CHARACTERS_MAX:
            code = "line_too_long"
        return cells if code is None else Broken(code, lines.record_lines()[0].strip(), cells)

    def _swallowed(self, cells: list[str]) -> bool:
        """Whether a record of several lines looks like one whose quote was left open, so that each line has to be read
        for itself: the wrong number of cells, or a line inside that would be a record of its own."""
        width = len(self.header)
        if len(cells) != width:
            return True
        # Where the first cell ends all the others begin, so that this one line may well look like a record.
        first_cell_end = len(_LINE_END.findall(cells[0]))
        inside = [line for at, line in enumerate(self._lines.record_lines()) if at not in (0, first_cell_end)]
        return any(len(_cells(line, self.delimiter)) == width for line in inside)

    def _unclosed(self) -> Broken:
        """The current record is given up but for its first line; reading goes on behind that."""
        first = self._lines.record_lines()[0]
        self._lines.restart(after_lines=1)
        code: RowCode = "line_too_long" if len(first) > csv.field_size_limit() else "unclosed_quote"
        return Broken(code, first.strip(), _cells(first, self.delimiter))

    def _first_line(self) -> str:
        """The first line with anything on it, still to be read."""
        self._lines.begin_record()
        for line in self._lines:
            if line.strip():
                self._lines.restart(after_lines=0)
                return line
            self._lines.begin_record()
        raise FileFault("empty_file")

    def _header(self) -> list[str]:
        line = self._lines.number + 1
        try:
            cells = next(self._reader())
        except csv.Error:
            raise FileFault("unclosed_quote", line=line) from None
        fault = self._lines.faults.get(line)
        if fault is not None:
            raise FileFault("nul_byte" if fault == "nul_byte" else "not_utf8", line=line)
        return cells

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines, delimiter=self.delimiter, strict=True)


def _cells(line: str, delimiter: str) -> list[str]:
    """One line cut up without judging its quotes."""
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except csv.Error:  # a cell longer than the reader takes
        return line.split(delimiter)
