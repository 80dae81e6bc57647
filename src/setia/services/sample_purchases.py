"""Sample purchases: some weeks of a small café whose guests are invented, to look around in a new program.

Asked for twice on one day it is the same file, which is imported once.
"""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from random import Random
from typing import Final

from setia.engine.calendar import to_datetime
from setia.engine.money import EXPONENT

SOURCE: Final = "sample"
GUESTS, DAYS = 40, 60
MENU: Final = (
    ("kopi", "drink", "coffee", 8),
    ("teh-tarik", "drink", "tea", 6),
    ("latte", "drink", "coffee", 12),
    ("roti", "food", "bread", 5),
    ("cake", "food", "pastry", 14),
)
"""Code, tag, category, and price in tenths of what lunch costs."""
LUNCH: Final = {"IDR": 50_000, "THB": 120, "USD": 15, "EUR": 15, "SGD": 15}
"""What lunch costs, in whole units of the currency; elsewhere 20."""


def sample(currency: str, zone: str, until: int) -> bytes:
    """A CSV file of the `DAYS` days before that of an instant, in microseconds since 1970 UTC, where the shop is."""
    chance, tenth = Random(f"{currency} {zone}"), LUNCH.get(currency, 20) * 10 ** EXPONENT.get(currency, 2) // 10
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(("purchase_id", "event_at", "member", "line_no", "sku", "category", "tags", "net"))
    opens = to_datetime(until, zone).replace(tzinfo=None, hour=8, minute=0, second=0, microsecond=0)
    for back in range(DAYS, 0, -1):
        for visit in range(chance.randint(3, 8)):
            guest = int(GUESTS * chance.random() ** 2) + 1  # some come often, most now and then
            at = opens + timedelta(days=-back, minutes=chance.randrange(12 * 60))
            number, moment = f"S{at.toordinal()}-{visit}", at.isoformat(timespec="minutes")
            for line, (sku, tag, category, price) in enumerate(chance.sample(MENU, chance.randint(1, 3)), start=1):
                net = _decimal(price * tenth, EXPONENT.get(currency, 2))
                rows.writerow((number, moment, f"guest-{guest:02}", line, sku, category, tag, net))
    return file.getvalue().encode()


def _decimal(minor: int, exponent: int) -> str:
    whole, rest = divmod(minor, 10**exponent)
    return f"{whole}.{rest:0{exponent}}" if exponent else str(whole)
