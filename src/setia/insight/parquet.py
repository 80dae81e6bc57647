"""From CSV to Parquet: declared types, and what is asked of every row computed once."""

from __future__ import annotations

from pathlib import Path

import duckdb

from setia.storage.exporting import EXTRACTS, Extract

Settings = dict[str, str | bool | int | float | list[str]]

OFFLINE: Settings = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
"""Nothing is ever fetched."""

MEMORY = "256MB"
"""For making the copy; what does not fit goes to the disk."""

# Every row says its program, and an entry the times of its transaction, so that no measure has to join for them.
_SELECTS = {
    "account": "SELECT * FROM account",
    "member": "SELECT account.program_id, member.* FROM member JOIN account ON account.id = member.account_id",
    "purchase": """
        SELECT * EXCLUDE (order_key),
               row_number() OVER (PARTITION BY program_id, order_key ORDER BY version DESC, id DESC) = 1 AS is_current
          FROM purchase
    """,
    "transaction": """
        SELECT account.program_id, "transaction".*
          FROM "transaction" JOIN account ON account.id = "transaction".account_id
    """,
    "entry": """
        SELECT account.program_id, header.account_id, entry.*, header.event_at, header.effective_at, header.recorded_at
          FROM entry
          JOIN "transaction" header ON header.id = entry.transaction_id
          JOIN account ON account.id = header.account_id
    """,
    "lot": "SELECT account.program_id, lot.* FROM lot JOIN account ON account.id = lot.account_id",
}


def convert(folder: Path) -> None:
    """Turn `<name>.csv` of every extract in `folder` into `<name>.parquet`, and remove the CSV.

    Raises OSError where a file cannot be read or written.
    """
    settings: Settings = {
        **OFFLINE,
        "memory_limit": MEMORY,
        "temp_directory": str(folder),
        "preserve_insertion_order": False,
    }
    try:
        with duckdb.connect(config=settings) as connection:
            for extract in EXTRACTS:
                _view(connection, extract, folder)
            for extract in EXTRACTS:
                target = quoted(str(folder / f"{extract.name}.parquet"))
                connection.execute(f"COPY ({_SELECTS[extract.name]}) TO {target} (FORMAT parquet, COMPRESSION zstd)")
    except duckdb.IOException as error:
        raise OSError(str(error)) from error
    for extract in EXTRACTS:
        (folder / f"{extract.name}.csv").unlink()


def _view(connection: duckdb.DuckDBPyConnection, extract: Extract, folder: Path) -> None:
    """The rows of a CSV file under the extract's name; of text, an empty field is empty and not null."""
    types = ", ".join(
        f"{name}: '{'BIGINT' if kind == 'whole' else 'VARCHAR'}'" for name, kind in extract.columns.items()
    )
    texts = [name for name, kind in extract.columns.items() if kind != "whole"]
    not_null = f", force_not_null = {texts}" if texts else ""
    connection.execute(
        f"""
        CREATE VIEW "{extract.name}" AS FROM read_csv(
            {quoted(str(folder / f"{extract.name}.csv"))},
            auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\\n',
            columns = {{{types}}}{not_null}
        )
        """
    )


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
