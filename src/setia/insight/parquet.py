"""From CSV to Parquet: declared types, and what is asked of every row computed once."""

from __future__ import annotations

from pathlib import Path

import duckdb

from setia.engine.decide.close import FORFEIT
from setia.engine.ledger.lots import KEPT
from setia.storage.exporting import EXTRACTS, Extract

Settings = dict[str, str | bool | int | float | list[str]]

OFFLINE: Settings = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
"""Nothing is ever fetched."""

MEMORY = "256MB"
"""For making the copy; what does not fit goes to the disk."""

# Every row says its program, an entry the times of its transaction, a lot when it ends, so that no measure has to join
# for them. `owner_id` is the account that a row counts for: its own, or the one that this was merged into.
_SELECTS = {
    "account": "SELECT *, coalesce(alias_of, id) AS owner_id FROM account",
    "wallet": "SELECT account.program_id, wallet.* FROM wallet JOIN account ON account.id = wallet.account_id",
    "member": f"""
        SELECT account.program_id, member.*, left_at
          FROM member
          JOIN account ON account.id = member.account_id
          LEFT JOIN (SELECT account_id, max(effective_at) AS left_at FROM "transaction"
                      WHERE reason = '{FORFEIT}' GROUP BY ALL) closing
            ON closing.account_id = account.id AND account.status = 'closed'
         WHERE account.alias_of IS NULL
    """,
    "purchase": """
        SELECT purchase.* EXCLUDE (order_key), coalesce(account.alias_of, purchase.account_id) AS owner_id,
               row_number() OVER (PARTITION BY purchase.program_id, order_key ORDER BY version DESC, purchase.id DESC)
                   = 1 AS is_current
          FROM purchase LEFT JOIN account ON account.id = purchase.account_id
    """,
    "transaction": """
        SELECT account.program_id, "transaction".*
          FROM "transaction" JOIN account ON account.id = "transaction".account_id
    """,
    "entry": """
        SELECT account.program_id, header.account_id, coalesce(account.alias_of, account.id) AS owner_id, entry.*,
               header.event_at, header.effective_at, header.recorded_at
          FROM entry
          JOIN "transaction" header ON header.id = entry.transaction_id
          JOIN account ON account.id = header.account_id
    """,
    "lot": f"""
        SELECT account.program_id, coalesce(account.alias_of, account.id) AS owner_id, lot.*,
               least(if(expires_at > paused_at OR expires_at = {KEPT}, NULL, expires_at),
                     if(funding = 'paid' OR expires_at = {KEPT} OR idle_at > paused_at OR earned_at >= paused_at,
                        NULL, idle_at)) AS ends_at
          FROM lot
          JOIN account ON account.id = lot.account_id
          LEFT JOIN wallet ON wallet.account_id = lot.account_id AND wallet.wallet_type = lot.wallet_type
    """,
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
    """The rows of a CSV file under the extract's name; of text, an empty field is empty and not null.

    The reader's own option for that, force_not_null, counts columns wrongly when only some of them are read.
    """
    columns = extract.columns.items()
    types = ", ".join(f"{name}: '{'BIGINT' if kind == 'whole' else 'VARCHAR'}'" for name, kind in columns)
    values = ", ".join(name if kind == "whole" else f"coalesce({name}, '') AS {name}" for name, kind in columns)
    connection.execute(
        f"""
        CREATE VIEW "{extract.name}" AS SELECT {values} FROM read_csv(
            {quoted(str(folder / f"{extract.name}.csv"))}, columns = {{{types}}},
            auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\\n'
        )
        """
    )


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
