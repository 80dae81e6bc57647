"""The staging itself: it leaves nothing behind, knows the file by its bytes, and asks nobody else."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from setia.services.purchase_files import Columns, FileFault, stage
from setia.services.purchase_files.workbench import Workbench
from tests.services.purchase_files.reading import AT, HEAD, options, read


def test_the_digest_is_that_of_the_bytes_whatever_they_are(tmp_path: Path) -> None:
    content = ("\ufeff" + HEAD + f'a,{AT},1\r\n"b\n').encode() + b"\xff\x00\n" * 100_000
    assert read(tmp_path, content).digest == sha256(content).hexdigest()


def test_nothing_is_left_in_the_work_folder(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(HEAD + f"a,{AT},1\n", encoding="utf-8")
    with stage(path, Columns(), options(), workdir=tmp_path) as staged:
        assert len(list(tmp_path.iterdir())) == 2
        assert staged.purchase_count == 1
    path.write_text("week\n1\n", encoding="utf-8")
    with pytest.raises(FileFault), stage(path, Columns(), options(), workdir=tmp_path):
        pass
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "sales.csv"):
        with pytest.raises(FileFault) as fault, stage(path, Columns(), options(), workdir=tmp_path):
            pass
        assert (fault.value.code, fault.value.field) == ("no_such_file", str(path))


def test_progress_is_told_in_bytes_while_reading_and_never_goes_back(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(HEAD + f"a,{AT},1\n" * 60_000, encoding="utf-8")
    told: list[tuple[str, int, int]] = []
    with stage(path, Columns(), options(), workdir=tmp_path, progress=lambda *step: told.append(step)) as staged:
        assert staged.row_count == 60_000
    size = path.stat().st_size
    read_bytes = [done for step, done, total in told if (step, total) == ("read", size)]
    assert len(read_bytes) > 2
    assert read_bytes == sorted(read_bytes)
    assert read_bytes[-1] == size
    assert list(dict.fromkeys(step for step, _, _ in told)) == ["read", "check", "sort"]
    assert told[-1][1] == told[-1][2]


def test_the_staging_database_can_read_json_and_parquet_and_fetches_nothing(tmp_path: Path) -> None:
    with Workbench(tmp_path, None) as bench:
        built_in = "SELECT extension_name FROM duckdb_extensions() WHERE install_mode = 'STATICALLY_LINKED'"
        assert {name for (name,) in bench.rows(built_in)} >= {"json", "parquet"}
        for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
            assert bench.rows(f"SELECT current_setting('{setting}')") == [(False,)]


def test_a_header_without_rows_holds_no_purchases(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD)
    assert (found.purchases, found.rejects, found.rows) == ([], [], 0)
