"""Says of every row that was not taken why: cell by cell where cells are bad, through its purchase otherwise."""

from __future__ import annotations

from setia.services.purchase_files.columns import Layout
from setia.services.purchase_files.judging import described, torn
from setia.services.purchase_files.options import Options
from setia.services.purchase_files.readings import reading
from setia.services.purchase_files.rejects import VALUE_SHOWN_MAX
from setia.services.purchase_files.sql import literal, name
from setia.services.purchase_files.workbench import Workbench

# Where several things are wrong with one row they are told in this order, cells in the order of the targets before all.
_BROKEN, _CELLS, _RULE, _TORN, _NUMBERED, _TOTALS, _COMPANY = 0, 100, 200, 300, 400, 500, 600


def lay_rejects(bench: Workbench, layout: Layout, options: Options) -> None:
    """Make `rejects`, with at least one row for each row of the file that is in no purchase."""
    bench.run(
        'CREATE TABLE rejects (line BIGINT, rank INTEGER, "column" VARCHAR, code VARCHAR, value VARCHAR,'
        " purchase_id VARCHAR)"
    )
    bench.run(f"INSERT INTO rejects SELECT line, {_BROKEN}, '', code, value, purchase_id FROM broken")
    _explain_cells(bench, layout, options)
    _explain_rules(bench, layout)
    _explain_purchases(bench, layout)
    bench.run(
        f"INSERT INTO rejects SELECT line, {_COMPANY}, '', 'purchase_rejected', '', purchase_id"
        " FROM rows SEMI JOIN refused USING (purchase_id) ANTI JOIN rejects USING (line)"
    )


def _explain_cells(bench: Workbench, layout: Layout, options: Options) -> None:
    unreadable = "(FROM rows WHERE NOT readable)"
    bench.run(f"CREATE TEMP TABLE bad_cells AS SELECT * FROM cells SEMI JOIN {unreadable} USING (line)")
    if bench.number("SELECT count(*) FROM bad_cells") == 0:
        return  # the queries below are long, and a database takes longer to read them than to find nothing
    for rank, (target, header) in enumerate(layout.headers.items(), start=_CELLS):
        code = reading(target, layout, options).fault
        bench.run(
            f"INSERT INTO rejects SELECT line, {rank}, {literal(header)}, {code}, {_shown(target)}, purchase_id"
            f" FROM bad_cells AS cells WHERE {code} IS NOT NULL"
        )


def _explain_rules(bench: Workbench, layout: Layout) -> None:
    target = "list" if "list" in layout else "net"
    bench.run(
        f"INSERT INTO rejects SELECT line, {_RULE}, {literal(layout.headers[target])}, rule, {_shown(target)},"
        " cells.purchase_id FROM cells JOIN (FROM rows WHERE readable AND rule IS NOT NULL) USING (line)"
    )


def _explain_purchases(bench: Workbench, layout: Layout) -> None:
    for rank, target in enumerate(["event_at", *described(layout)], start=_TORN):
        bench.run(
            f"INSERT INTO rejects SELECT line, {rank}, {literal(layout.headers[target])}, 'purchase_rows_disagree',"
            f" {_shown(target)}, purchase_id FROM cells SEMI JOIN (FROM heads WHERE {torn(target)}) USING (purchase_id)"
        )
    if "line_no" in layout:
        bench.run(
            f"INSERT INTO rejects SELECT line, {_NUMBERED}, {literal(layout.headers['line_no'])}, 'duplicate_line_no',"
            f" {_shown('line_no')}, purchase_id FROM cells SEMI JOIN misnumbered USING (purchase_id)"
        )
    bench.run(
        f"INSERT INTO rejects SELECT line, {_TOTALS}, '', fault, 'owed ' || owed || ', paid ' || paid, purchase_id"
        " FROM rows JOIN (FROM heads WHERE sound AND NOT torn AND fault IS NOT NULL) USING (purchase_id)"
    )


def _shown(target: str) -> str:
    return f"left(cells.{name(target)}, {VALUE_SHOWN_MAX})"
