"""Products stored: what was said of each, since when."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from msgspec import Struct

from setia.storage.models import Product, Program
from setia.storage.streaming import fetch

AT_ONCE = 5_000
"""Numbers in one statement; SQLite takes 32,766 parameters."""

_COLUMNS = "sku, since, name, category, department, brand, tags, is_sold, id"


class Said(Struct, frozen=True):
    """What holds of a product from an instant on."""

    sku: str
    since: int
    name: str = ""
    category: str = ""
    department: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()
    is_sold: bool = True


def put(program_id: int, said: Collection[Said], now: int) -> None:
    """Say of products what holds from then on; the program has products from now on."""
    rows = [
        Product(
            program_id=program_id,
            sku=one.sku,
            since=one.since,
            name=one.name,
            category=one.category,
            department=one.department,
            brand=one.brand,
            tags=json.dumps(one.tags, ensure_ascii=False),
            is_sold=int(one.is_sold),
            recorded_at=now,
        )
        for one in said
    ]
    Product.objects.bulk_create(rows, batch_size=500)
    Program.objects.filter(pk=program_id, has_products=0).update(has_products=1)


def histories(program_id: int, skus: Collection[str]) -> dict[str, list[Said]]:
    """All that was ever said of some products, oldest first; of one instant, what was said later last."""
    found: dict[str, list[Said]] = {}
    wanted = sorted(set(skus))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        marks = ",".join(["%s"] * len(some))
        where = f"program_id = %s AND sku IN ({marks}) ORDER BY sku, since, id"
        for said in _read(where, [program_id, *some]):
            found.setdefault(said.sku, []).append(said)
    return found


def sold(program_id: int, at: int, after: str, most: int) -> list[Said]:
    """What is sold at an instant, by number, those after one; so many at most."""
    where = (
        "program_id = %s AND sku > %s AND is_sold = 1 AND id = (SELECT l.id FROM product l WHERE"
        " l.program_id = product.program_id AND l.sku = product.sku AND l.since <= %s"
        " ORDER BY l.since DESC, l.id DESC LIMIT 1) ORDER BY sku LIMIT %s"
    )
    return list(_read(where, [program_id, after, at, most]))


def _read(where: str, parameters: list[object]) -> Iterator[Said]:
    for sku, since, name, category, department, brand, tags, is_sold, _ in fetch(
        f"SELECT {_COLUMNS} FROM product WHERE {where}", parameters
    ):
        yield Said(sku, since, name, category, department, brand, tuple(json.loads(tags)), bool(is_sold))
