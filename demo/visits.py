"""What happens at the tills besides buying: baskets paid for with a reward, and goods that come back, by a fixed seed.

It is drawn from the file of baskets alone. Whether a member can afford what he asks for is for the program to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

import duckdb

SEED = 2017
REDEEMING, RETURNING = 600, 500
"""How many baskets of each there are at most; some are both."""

SINCE = "2017-12-10"
"""All of it concerns baskets from this day on: the last weeks before anything expires, and within the 30 days in which
a return takes back the level that a basket had lifted its buyer to."""

REWARDS = ("voucher", "fruit-basket", "cake", "money-off")
"""What members ask for, each as often as another."""

# A line that is no piece (fuel by volume, or of quantity 0) is not carried back to a counter, nor a basket with one.
BASKETS = """
    SELECT
        purchase_id,
        member,
        store,
        any_value(event_at) AS bought_at,
        list(quantity ORDER BY file_row_number) AS pieces,
        min(quantity) > 0 AND bool_and(unit = '') AND sum(net) > 0 AND any_value(event_at) >= $since AS returnable
    FROM read_parquet($file, file_row_number = true)
    GROUP BY ALL
    ORDER BY min(file_row_number)
"""


@dataclass(frozen=True)
class Basket:
    """One receipt."""

    receipt: str
    member: str
    store: str
    bought_at: str
    """Such as 2017-12-24T09:30:00Z."""
    pieces: tuple[int, ...]
    """How many pieces each line is of; line 1 first."""


@dataclass(frozen=True)
class Redemption:
    """A member asks for a reward at the till, and uses it on the basket that he is buying: the last of his year."""

    basket: Basket
    reward: str
    """For `money-off` he gives all the points that he has, in whole hundreds."""


@dataclass(frozen=True)
class GoodsBack:
    """A basket, or some of it, comes back in the new year."""

    basket: Basket
    lines: tuple[tuple[int, int], ...]
    """Number of a line, and how many of its pieces."""


@dataclass(frozen=True)
class Visits:
    """All of them, in the order in which they happen."""

    redemptions: tuple[Redemption, ...]
    goods_back: tuple[GoodsBack, ...]


def draw(file: Path) -> Visits:
    """Draw the visits from the file that `demo/baskets.py` wrote: the same ones every time."""
    with duckdb.connect() as connection:
        rows = connection.execute(BASKETS, {"file": str(file), "since": SINCE}).fetchall()
    last = {member: purchase_id for purchase_id, member, *_ in rows}
    baskets = [
        Basket(receipt, member, store, bought_at, tuple(pieces))
        for receipt, member, store, bought_at, pieces, returnable in rows
        if returnable
    ]
    lasting = [basket for basket in baskets if last[basket.member] == basket.receipt]
    random = Random(SEED)
    redeeming = random.sample(lasting, min(REDEEMING, len(lasting)))
    returning = random.sample(baskets, min(RETURNING, len(baskets)))
    return Visits(
        tuple(Redemption(basket, random.choice(REWARDS)) for basket in redeeming),
        tuple(GoodsBack(basket, _lines(basket.pieces, random)) for basket in returning),
    )


def _lines(pieces: tuple[int, ...], random: Random) -> tuple[tuple[int, int], ...]:
    """All of a basket, as often as some of its lines; of some lines all pieces, of some a part."""
    every = list(enumerate(pieces, start=1))
    if len(every) == 1 or random.random() < 0.5:
        return tuple(every)
    some = random.sample(every, random.randint(1, len(every) - 1))
    return tuple((no, random.randint(1, most)) for no, most in sorted(some))
