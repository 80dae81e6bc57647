"""Gets a file into two tables: `cells`, every usable row as text, and `broken`, the lines that are no row.

Cells are as the file has them, but for spaces around them; an absent one is the empty text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from hashlib import sha256
from operator import itemgetter
from pathlib import Path

import duckdb

from setia.services.purchase_files.columns import Columns, Layout
from setia.services.purchase_files.lines import BLOCK_BYTES, Lines
from setia.services.purchase_files.records import Broken, Records
from setia.services.purchase_files.rejects import VALUE_SHOWN_MAX, FileFault
from setia.services.purchase_files.sql import literal, name
from setia.services.purchase_files.workbench import Workbench

_ROWS_WRITTEN_AT_ONCE = 2_000
_BROKEN = ("line", "code", "value", "purchase_id")
_NUMBERS = re.compile("U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*")
_NO_TEXT = re.compile(r"(STRUCT|MAP|UNION)\(.*|.*\[\d*\]|BLOB|BIT|VARIANT|GEOMETRY.*", re.DOTALL)


def load_csv(path: Path, columns: Columns, delimiter: str | None, bench: Workbench) -> tuple[str, Layout]:
    """Load a CSV file; its digest and layout. Raises FileFault where it has no header that the columns fit."""
    size = path.stat().st_size
    with path.open("rb") as file:
        lines = Lines(file, lambda done: bench.tell("read", min(done, size), size))
        records = Records(lines, delimiter)
        layout = columns.resolve(records.header)
        _write_out(records, layout, bench.folder)
    targets = list(layout.headers)
    trimmed = ", ".join(f"{_trimmed(name(target))} AS {name(target)}" for target in targets)
    bench.run(f"CREATE TABLE cells AS SELECT line, {trimmed} FROM {_written(bench.folder / 'cells.csv', targets)}")
    broken = ", ".join(f"{_trimmed(column)} AS {column}" for column in _BROKEN[1:])
    bench.run(f"CREATE TABLE broken AS SELECT line, {broken} FROM {_written(bench.folder / 'broken.csv', _BROKEN[1:])}")
    for written in ("cells.csv", "broken.csv"):
        (bench.folder / written).unlink()
    return lines.digest, layout


def load_parquet(path: Path, columns: Columns, bench: Workbench) -> tuple[str, Layout]:
    """Load a Parquet file; its digest and layout. Its line numbers are row numbers from 1."""
    source = f"read_parquet({literal(_one_file(path))}, hive_partitioning = false, binary_as_string = true)"
    try:
        header = list(_top_level(bench.rows("SELECT name, num_children FROM parquet_schema(?)", _one_file(path))))
        types = {column: str(kind) for column, kind, *_ in bench.rows(f"DESCRIBE SELECT * FROM {source}")}
        layout = columns.resolve(header, [column for column, kind in types.items() if _NUMBERS.fullmatch(kind)])
        for column in layout.headers.values():
            if _NO_TEXT.fullmatch(types[column]):
                raise FileFault("unsupported_type", column, type=types[column])
        texts = {target: _as_text(column, types[column]) for target, column in layout.headers.items()}
        cells = ", ".join(f"{_trimmed(text)} AS {name(target)}" for target, text in texts.items())
        bench.run(f"CREATE TABLE cells AS SELECT file_row_number + 1 AS line, {cells} FROM {source}")
    except duckdb.Error as error:
        raise FileFault("not_parquet", path.name) from error
    bench.run("CREATE TABLE broken (line BIGINT, code VARCHAR, value VARCHAR, purchase_id VARCHAR)")
    return _digest(path, bench), layout


def _write_out(records: Records, layout: Layout, folder: Path) -> None:
    """The mapped cells of the usable records in one file, the others in a second, both without doubtful quotes."""
    places = [records.header.index(column) for column in layout.headers.values()]
    id_place = records.header.index(layout.headers["purchase_id"])
    pick = itemgetter(*places)
    with (
        (folder / "cells.csv").open("w", encoding="utf-8", newline="") as cells_file,
        (folder / "broken.csv").open("w", encoding="utf-8", newline="") as broken_file,
    ):
        write_rows, write_broken = csv.writer(cells_file).writerows, csv.writer(broken_file).writerow
        rows = []
        for line, record in records:
            if isinstance(record, Broken):
                purchase_id = record.cells[id_place] if id_place < len(record.cells) else ""
                write_broken((line, record.code, record.text[:VALUE_SHOWN_MAX], purchase_id))
                continue
            rows.append((line, *pick(record)))
            if len(rows) == _ROWS_WRITTEN_AT_ONCE:
                write_rows(rows)
                rows.clear()
        write_rows(rows)


def _written(path: Path, targets: list[str] | tuple[str, ...]) -> str:
    """A file of `_write_out` as a table: its form is known, nothing about it is guessed."""
    types = ", ".join([f"{literal('line')}: 'BIGINT'", *(f"{literal(target)}: 'VARCHAR'" for target in targets)])
    return (
        f"read_csv({literal(_one_file(path))}, columns = {{{types}}}, auto_detect = false, header = false, delim = ',',"
        " quote = '\"', escape = '\"', new_line = '\\r\\n', parallel = false, max_line_size = 16000000,"
        " buffer_size = 32000000)"
    )


def _trimmed(text: str) -> str:
    return f"coalesce(trim({text}), '')"


def _as_text(column: str, kind: str) -> str:
    """A typed value as a CSV file would show it: whole numbers without a point, instants to the microsecond."""
    text = f"CAST({name(column)} AS VARCHAR)"
    if kind == "TIMESTAMP_NS":
        return f"left({text}, {len('2025-01-01 10:00:00.000000')})"
    if not _NUMBERS.fullmatch(kind):
        return text
    plain = f"contains({text}, '.') AND NOT contains({text}, 'e')"
    return f"CASE WHEN {plain} THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END"


def _top_level(nodes: list[tuple[str, int | None]]) -> Iterator[str]:
    """Names of the columns in a schema that lists every node before its children."""
    waiting = 0
    for column, children in nodes[1:]:
        if waiting == 0:
            yield column
        else:
            waiting -= 1
        waiting += children or 0


def _one_file(path: Path) -> str:
    """A path that is taken as it is, though the database would read a pattern in it."""
    return re.sub(r"([*?\[])", r"[\1]", str(path.absolute()))


def _digest(path: Path, bench: Workbench) -> str:
    size, done, digest = path.stat().st_size, 0, sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
            done += len(block)
            bench.tell("read", done, size)
    return digest.hexdigest()
