"""A forger who knows the ledger well enough that it agrees with itself: only a checkpoint can tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from django.db import transaction

from setia.services.checkpoint import compare, write
from setia.storage.reading import find_member
from tests.shop import Shop
from tests.storage.lived_in import findings
from tests.storage.tables import Rows, dump, run
from tests.tamper.hand import MODELS, fields, switch_guards_off
from tests.tamper.house import LATER

NAMES = ("Aisyah", "Budi", "Dewi")


def last_transaction_gone(shop: Shop, random: Random, path: Path) -> tuple[str, int, str]:
    """Somebody's last redemption is undone, with every cache patched to match."""
    name, before = random.choice(NAMES), dump()
    used = shop.redeems(name, random.randint(1, 5))
    write(path)
    _put_back(before)
    return name, used.seq, "it is gone"


def account_gone(shop: Shop, random: Random, path: Path) -> tuple[str, int, str]:
    """A newcomer is taken away with all that he did."""
    before = dump()
    for _ in range(random.randint(1, 3)):
        shop.buys("Gita", random.randint(100, 9_000))
    write(path)
    _put_back(before)
    return "", 1, "the account's history is gone"


def forged_tail(shop: Shop, random: Random, path: Path) -> tuple[str, int, str]:
    """Somebody's last units become more, under hashes that are right."""
    name, before = random.choice(NAMES), dump()
    done = shop.earns(name, random.randint(1, 9))
    write(path)
    _put_back(before)
    shop.earns(name, random.randint(100, 900))
    return name, done.seq, "it, or one before it, is another"


FORGERIES: tuple[Callable[[Shop, Random, Path], tuple[str, int, str]], ...] = (
    last_transaction_gone,
    account_gone,
    forged_tail,
)


def complaint(kind: int, seed: str, path: Path) -> str:
    """What is wrong with the answer to one forgery in the connected house; empty if it is named rightly."""
    shop = Shop(LATER)
    name, seq, how = FORGERIES[kind](shop, Random(seed), path)
    if found := findings():
        return f"seed {seed}, not forged well: {found}"
    told = [(_name(one.member, shop), one.what, one.found) for one in compare(path).findings]
    expected = (name, f"transaction {seq}", how)
    return "" if told == [expected] else f"seed {seed}: {told} and not {expected}"


def _put_back(before: Rows) -> None:
    """Every table as it was, caches, log and all."""
    switch_guards_off()
    with transaction.atomic():
        for table in MODELS:
            run(f"DELETE FROM {table}")
            names = list(fields(table))
            for row in before[table]:
                run(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})", *row)


def _name(public_id: str, shop: Shop) -> str:
    """By which the shop knows a member; empty for one who is not there any more."""
    members = {name: find_member(shop.program, name) for name in NAMES}
    return next((name for name, one in members.items() if one is not None and one.public_id == public_id), "")
