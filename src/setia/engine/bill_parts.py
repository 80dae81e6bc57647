"""A bill that several people share: each one's part, and all parts together the bill again, to the last unit.

Everything is split by largest remainder (engine.rounding): first what each part comes to, then line by line and
tender by tender, so that both rows and columns add up.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from setia.engine.purchase import Discount, Line, Purchase
from setia.engine.refusals import Refusal
from setia.engine.rounding import split

Table = list[list[int]]
"""A row for every amount that is split, a column for every part."""


def split_by_share(bill: Purchase, shares: Sequence[int]) -> list[Purchase] | Refusal:
    """Parts in the proportion of these shares, each more than 0; every line is in every part."""
    if not shares or min(shares) <= 0:
        return Refusal("split_mismatch")
    nets = _split_rows([line.net for line in bill.lines], _parts(sum(line.net for line in bill.lines), shares))
    taxes = _split_rows([line.tax for line in bill.lines], _parts(sum(line.tax for line in bill.lines), shares))
    shared = [_shared(*row, shares) for row in zip(bill.lines, nets, taxes, strict=True)]
    return _with_the_rest(bill, [tuple(column) for column in zip(*shared, strict=True)] or [()] * len(shares), shares)


def split_by_lines(bill: Purchase, numbers: Sequence[Sequence[int]]) -> list[Purchase] | Refusal:
    """Parts by the lines that are in each: every line of the bill in exactly one. Charges follow the lines' value."""
    named = [no for part in numbers for no in part]
    for line in bill.lines:
        if named.count(line.no) != 1:
            return Refusal("split_mismatch", {"line": line.no})
    if unknown := next((no for no in named if all(line.no != no for line in bill.lines)), None):
        return Refusal("unknown_line", {"line": unknown})
    if not all(numbers):
        return Refusal("split_mismatch")
    parts = [tuple(line for line in bill.lines if line.no in part) for part in numbers]
    return _with_the_rest(bill, parts, [max(sum(line.net for line in part), 0) for part in parts])


def _with_the_rest(bill: Purchase, lines: Sequence[tuple[Line, ...]], weights: Sequence[int]) -> list[Purchase]:
    """Charges and rounding by weight; then tenders, so that every part is paid for."""
    charged = _parts(sum(charge.amount for charge in bill.charges), weights)
    charges = _split_rows([charge.amount for charge in bill.charges], charged)
    rounded = _parts(bill.rounding, weights)
    owed = [
        sum(line.net + (line.tax if bill.prices == "tax_exclusive" else 0) for line in part) + charge + rounding
        for part, charge, rounding in zip(lines, charged, rounded, strict=True)
    ]
    tenders = _split_rows([tender.amount for tender in bill.tenders], owed)
    replace = msgspec.structs.replace
    return [
        replace(
            bill,
            lines=part,
            rounding=rounded[n],
            charges=tuple(replace(one, amount=row[n]) for one, row in zip(bill.charges, charges, strict=True)),
            tenders=tuple(replace(one, amount=row[n]) for one, row in zip(bill.tenders, tenders, strict=True)),
        )
        for n, part in enumerate(lines)
    ]


def _shared(line: Line, nets: Sequence[int], taxes: Sequence[int], shares: Sequence[int]) -> list[Line]:
    """One line in every part: `list` less discounts is `net` in each, where the line says what it listed at."""
    off = _parts(sum(discount.amount for discount in line.discounts), shares)
    discounts = _split_rows([discount.amount for discount in line.discounts], off)
    quantities = _parts(line.quantity, shares)
    return [
        msgspec.structs.replace(
            line,
            net=net,
            tax=taxes[n],
            quantity=quantities[n],
            list=net + off[n] if line.list else 0,
            discounts=tuple(
                Discount(one.effect, row[n], one.funded_by) for one, row in zip(line.discounts, discounts, strict=True)
            ),
        )
        for n, net in enumerate(nets)
    ]


def _parts(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount of either sign by weight; in equal parts where nothing weighs anything."""
    parts = split(abs(amount), weights if any(weights) else [1] * len(weights))
    return parts if amount >= 0 else [-part for part in parts]


def _split_rows(amounts: Sequence[int], columns: Sequence[int]) -> Table:
    """Every amount split so that the columns come to these sums, which together are the amounts' own sum."""
    left = list(columns)
    table: Table = []
    for n, amount in enumerate(amounts):
        row = left if n == len(amounts) - 1 else _parts(amount, [max(rest, 0) for rest in left])
        table.append(row)
        left = [rest - part for rest, part in zip(left, row, strict=True)]
    return table
