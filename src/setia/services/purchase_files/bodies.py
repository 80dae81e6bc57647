"""Writes purchases as the JSON that `engine.purchase` reads, in SQL, so that Python decodes each of them once.

Only what the file has a column for is written; the decoder fills in the defaults.
"""

from __future__ import annotations

import json

from setia.services.purchase_files.columns import Layout
from setia.services.purchase_files.judging import described, priced
from setia.services.purchase_files.options import Options
from setia.services.purchase_files.sql import case, literal, name

_LINE_TEXTS = ("sku", "unit", "category", "department", "brand")
_UNKNOWN_TENDER = "unknown"


def bodies(layout: Layout, options: Options) -> str:
    """Query of (position, purchase_id, member, body) in order; its two parameters bound the positions."""
    within = "position >= $first AND position < $behind"
    no = '"line_no"' if "line_no" in layout else "row_number() OVER (PARTITION BY position ORDER BY line)"
    member = "nullif(\"member\", '')" if "member" in layout else "NULL"
    return (
        f"WITH numbered AS (SELECT *, {no} AS no FROM lines WHERE {within}),"
        f" joined AS (SELECT position, string_agg({_line(layout)}, ',' ORDER BY no) AS line_texts"
        " FROM numbered GROUP BY position)"
        f" SELECT position, purchase_id, {member}, {_purchase(layout, options)}"
        f" FROM purchases JOIN joined USING (position) WHERE {within} ORDER BY position"
    )


def _line(layout: Layout) -> str:
    fields = {"no": "no"}
    fields |= {target: name(target) for target in priced(layout)}
    fields |= {target: name(target) for target in ("quantity", "tax") if target in layout}
    fields |= {target: _text(name(target)) for target in _LINE_TEXTS if target in layout}
    if "tags" in layout:
        tags = "list_transform(string_split(\"tags\", '|'), lambda tag: trim(tag))"
        fields["tags"] = f"CAST(to_json(list_filter({tags}, lambda tag: tag <> '')) AS VARCHAR)"
    discounts = layout.of_family("discount.")
    if discounts:
        fields["discounts"] = _amounts("effect", discounts)
    return _object(fields)


def _purchase(layout: Layout, options: Options) -> str:
    fields = {"event_at": "event_at", "lines": "'[' || line_texts || ']'", "tenders": _tenders(layout)}
    for target in described(layout):
        if target == "version":
            fields[target] = name(target)
        elif target != "member":
            fields[target] = _text(name(target))
    charges = layout.of_family("charge.")
    if charges:
        fields["charges"] = _amounts("kind", charges)
    if "rounding" in layout:
        fields["rounding"] = name("rounding")
    for field, value in (("source", options.source), ("currency", options.currency), ("prices", options.prices)):
        fields[field] = literal(json.dumps(value))
    return _object(fields)


def _tenders(layout: Layout) -> str:
    """What was paid by kind; where the file does not say how, what was owed was paid."""
    tenders = layout.of_family("tender.")
    if tenders:
        return _amounts("kind", tenders)
    return "'[' || " + case(("owed = 0", "''"), otherwise=_amount("kind", _UNKNOWN_TENDER, "owed")) + " || ']'"


def _amounts(key: str, targets: list[str]) -> str:
    """A list with one object for each target whose amount is not zero, named by what is behind its dot."""
    objects = [case((f"{name(t)} <> 0", _amount(key, t.partition(".")[2], name(t)))) for t in targets]
    return f"'[' || concat_ws(',', {', '.join(objects)}) || ']'"


def _amount(key: str, own_name: str, amount: str) -> str:
    return _object({key: literal(json.dumps(own_name)), "amount": amount})


def _object(fields: dict[str, str]) -> str:
    """A JSON object of values that are JSON already."""
    parts = []
    for at, (field, value) in enumerate(fields.items()):
        parts += [literal(("{" if at == 0 else ",") + json.dumps(field) + ":"), value]
    return "(" + " || ".join([*parts, literal("}")]) + ")"


def _text(column: str) -> str:
    return f"CAST(to_json({column}) AS VARCHAR)"
