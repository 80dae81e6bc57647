"""Judges rows and purchases, all at once: what of `cells` becomes the purchases and lines that are handed out.

Makes `rows` (a row's values, whether all of its cells could be read, and the rule it breaks), `heads` (one row for each
purchase id, with everything that speaks against it), `refused` (ids that are not taken), `purchases` and `lines`.
"""

from __future__ import annotations

from setia.engine.purchase import AMOUNT_MAX
from setia.services.purchase_files.columns import Layout
from setia.services.purchase_files.moments import INSTANT, ROWS_WITH_SPANS
from setia.services.purchase_files.options import Options
from setia.services.purchase_files.readings import reading
from setia.services.purchase_files.sql import case, name
from setia.services.purchase_files.workbench import Workbench


def lay_rows(bench: Workbench, layout: Layout, options: Options) -> None:
    """Read every cell. Net and list price complete each other where one of them is not in the file."""
    readings = [reading(target, layout, options) for target in layout.headers]
    values = ["line", *(f"{value} AS {name(column)}" for one in readings for column, value in one.values.items())]
    readable = " AND ".join(one.sound for one in readings)
    derived = _derived(layout)
    added = "".join(f", {sql} AS {name(target)}" for target, sql in derived.items())
    bench.run(
        f"CREATE TABLE rows AS SELECT *{added}, {_rule(layout, derived)} AS rule, {readable} AS readable"
        f" FROM (SELECT {', '.join(values)} FROM cells)"
    )


def _off(layout: Layout) -> str:
    """What was taken off a line."""
    return "(" + (" + ".join(name(discount) for discount in layout.of_family("discount.")) or "0") + ")"


def _derived(layout: Layout) -> dict[str, str]:
    """The one of net and list price that has no column, where the other one and the discounts say it."""
    if "net" not in layout:
        return {"net": f'"list" - {_off(layout)}'}
    if "list" not in layout and layout.of_family("discount."):
        return {"list": f'"net" + {_off(layout)}'}
    return {}


def _rule(layout: Layout, derived: dict[str, str]) -> str:
    """What a line breaks though each of its cells can be read."""
    too_large = [(f"{sql} NOT BETWEEN {-AMOUNT_MAX} AND {AMOUNT_MAX}", "'out_of_range'") for sql in derived.values()]
    if "net" in layout and "list" in layout:
        return case((f'"list" <> 0 AND "net" <> "list" - {_off(layout)}', "'line_mismatch'"))
    return case(*too_large) if too_large else "NULL"


def priced(layout: Layout) -> list[str]:
    """The amounts each line has: the net one, and the list price where it is known."""
    return ["net", *(["list"] if "list" in layout or "list" in _derived(layout) else [])]


def described(layout: Layout) -> list[str]:
    """Targets that say something about the purchase as a whole, its id and instant apart."""
    return [target for target in layout.at("purchase") if target not in ("purchase_id", "event_at", "currency")]


def lay_heads(bench: Workbench, layout: Layout, options: Options) -> None:
    """Add up the rows of each purchase, and find what speaks against it."""
    agreed = {"event_at": INSTANT, **{target: f"rows.{name(target)}" for target in described(layout)}}
    summed = [*layout.at("sum"), *(["tax"] if "tax" in layout else [])]
    columns = [
        "purchase_id",
        "bool_and(readable AND rule IS NULL) AS sound",
        'sum("net") AS goods',
        *(f"min({value}) AS {name(target)}" for target, value in agreed.items()),
        *(f"coalesce(min({value}) <> max({value}), false) AS {torn(target)}" for target, value in agreed.items()),
        *(f"sum({name(target)}) AS {name(target)}" for target in summed),
    ]
    owed = ["goods", *(name(target) for target in layout.at("sum") if not target.startswith("tender."))]
    if options.prices == "tax_exclusive" and "tax" in layout:
        owed.append(name("tax"))
    tenders = [name(target) for target in layout.of_family("tender.")]
    paid = " + ".join(tenders) if tenders else " + ".join(owed)
    bench.run(
        f"CREATE TABLE heads AS SELECT *, {_totals_fault([name(target) for target in layout.at('sum')])} AS fault FROM"
        f" (SELECT *, {' + '.join(owed)} AS owed, {paid} AS paid, {' OR '.join(torn(t) for t in agreed)} AS torn FROM"
        f" (SELECT {', '.join(columns)} FROM {ROWS_WITH_SPANS} WHERE purchase_id <> '' GROUP BY purchase_id))"
    )


def torn(target: str) -> str:
    """The column of `heads` that says whether the rows of a purchase disagree about a target."""
    return name("torn." + target)


def _totals_fault(sums: list[str]) -> str:
    """The law of the receipt as `engine.purchase.faults` has it, and the ledger's bound on what was added up."""
    too_large = " OR ".join(f"{total} NOT BETWEEN {-AMOUNT_MAX} AND {AMOUNT_MAX}" for total in ["owed", *sums])
    return case(("owed <> paid", "'totals_mismatch'"), (too_large, "'amount_out_of_range'"))


def lay_refused(bench: Workbench, layout: Layout) -> None:
    """Name the purchases that are not taken: one bad row is enough."""
    misnumbered = "false"
    if "line_no" in layout:
        misnumbered = "line_no IS NOT NULL GROUP BY purchase_id, line_no HAVING count(*) > 1"
    bench.run(f"CREATE TABLE misnumbered AS SELECT DISTINCT purchase_id FROM rows WHERE {misnumbered}")
    bench.run(
        "CREATE TABLE refused AS SELECT purchase_id FROM heads WHERE NOT sound OR torn OR fault IS NOT NULL"
        " UNION SELECT purchase_id FROM misnumbered UNION SELECT purchase_id FROM broken"
    )


def lay_purchases(bench: Workbench, layout: Layout) -> None:
    """Put what is taken in order: purchases by (event_at, purchase_id), bytewise, and their lines behind each other."""
    columns = [name(target) for target in ["event_at", *described(layout), *layout.at("sum")]]
    bench.run(
        "CREATE TABLE purchases AS SELECT row_number() OVER (ORDER BY event_at, purchase_id) - 1 AS position,"
        f" purchase_id, goods, owed, {', '.join(columns)} FROM heads ANTI JOIN refused USING (purchase_id)"
        " ORDER BY position"
    )
    of_line = dict.fromkeys([*layout.at("line"), *priced(layout)])
    values = ", ".join(f"rows.{name(target)}" for target in of_line)
    order = 'rows."line_no"' if "line_no" in layout else "rows.line"
    bench.run(
        f"CREATE TABLE lines AS SELECT position, rows.line, {values} FROM rows JOIN purchases USING (purchase_id)"
        f" ORDER BY position, {order}"
    )
