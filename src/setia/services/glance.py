"""A look at a file of purchases before it is imported: its header, its first rows, and what its columns may mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Final

from msgspec import Struct

from setia.services.purchase_files.lines import Lines
from setia.services.purchase_files.records import Records

ROWS = 3

NEEDED: Final = ("purchase_id", "event_at", "net")
"""Without these nothing can be imported."""
ASKED: Final = (*NEEDED, "member", "sku", "quantity", "category", "department", "brand", "store")
"""What is asked for; any other column that is called like a target is taken by its name."""

_MEANS: Final = {
    "purchase_id": "receipt receiptno receiptnumber invoice invoiceno order orderid orderno bill billno transaction "
    "transactionid resit noresit struk nostruk nota เลขที่ใบเสร็จ ใบเสร็จ เลขที่บิล",
    "event_at": "date datetime time timestamp soldat createdat tarikh masa tanggal waktu วันที่ เวลา วันเวลา",
    "net": "amount total price sales value linetotal jumlah harga amaun nilai ยอด ยอดรวม ราคา จำนวนเงิน",
    "member": "customer customerid memberid card cardno phone client ahli noahli pelanggan anggota สมาชิก ลูกค้า",
    "sku": "product productid productcode item itemcode article produk kodproduk kodeproduk barang สินค้า รหัสสินค้า",
    "quantity": "qty pieces count kuantiti kuantitas จำนวน",
    "category": "categoryname group kategori หมวด หมวดหมู่",
    "department": "dept jabatan departemen แผนก",
    "brand": "make jenama merek ยี่ห้อ แบรนด์",
    "store": "shop branch outlet location kedai cawangan toko cabang ร้าน สาขา",
}


class Glance(Struct, frozen=True):
    """What is seen of a file."""

    header: list[str]
    rows: list[list[str]]
    """The first, as far as they can be read."""


def glance(content: bytes) -> Glance:
    """Look at a CSV file. Raises FileFault where it has no header that can be read."""
    records = Records(Lines(BytesIO(content), lambda _: None), None)
    rows: list[list[str]] = []
    for _, cells in records:
        if isinstance(cells, list):
            rows.append(cells)
        if len(rows) == ROWS:
            break
    return Glance(records.header, rows)


def guessed(header: Sequence[str]) -> dict[str, str]:
    """Target to column, as far as names tell: the target's own name first, then what it is often called."""
    plain = {_plain(column): column for column in reversed(header)}
    found: dict[str, str] = {}
    for target in ASKED:
        names = [_plain(target), *_MEANS[target].split()]
        column = next((plain[name] for name in names if name in plain), "")
        if column and column not in found.values():
            found[target] = column
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\s_.\-#/]+", "", name.casefold())
