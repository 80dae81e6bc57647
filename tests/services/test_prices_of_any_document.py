"""Any sound document prices any basket, and what comes off adds up: documents at random, baskets at random."""

from __future__ import annotations

from random import Random

import pytest

from setia.engine.adjusted import adjusted, owed
from setia.engine.purchase import Charge, Line, Purchase, Tender, faults
from setia.engine.rules.compiled import Compiled, Unusable, compile_program
from setia.engine.rules.documents import from_plain
from setia.engine.rules.facts import Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.points_tender import offers
from setia.engine.rules.pricing import Buyer, price
from setia.services.calendar_tables import with_dates
from tests.documents.seeds import seed_of_this_run
from tests.documents.words import CODES
from tests.documents.writing import write
from tests.engine.receipts import NOON
from tests.time_travel.saying import say

DOCUMENTS = 400


def any_basket(random: Random, compiled: Compiled) -> Purchase:
    """Up to eight lines: pieces, weighed goods, goods that come back, some with tags."""
    lines = tuple(
        Line(
            no=no,
            net=random.choice((random.randint(1, 20_000), random.randint(-3_000, 0))),
            sku=random.choice((*CODES, "4711")),
            quantity=random.choice((1000, 2000, 3000, 12_000, 250, 1750, -1000)),
            tax=random.randint(0, 90),
            category=random.choice(("gift", *CODES)),
            tags=tuple(random.sample(("alcohol", *CODES), random.randint(0, 2))),
        )
        for no in range(1, random.randint(2, 9))
    )
    charges = (Charge("shipping", random.randint(0, 2_000)), Charge("service", 100))
    return Purchase(
        source="till",
        event_at=NOON,
        currency=compiled.program.currency,
        lines=lines,
        tenders=(),
        charges=charges,
        prices=random.choice(("tax_inclusive", "tax_exclusive")),
    )


def test_what_comes_off_adds_up_whatever_the_document_says(pytestconfig: pytest.Config) -> None:
    seed = seed_of_this_run()
    say(pytestconfig, f"prices of any document: SETIA_SEED={seed}")
    random = Random(seed)
    priced = taken = 0
    for _ in range(DOCUMENTS):
        try:
            compiled = compile_program(from_plain(with_dates(write(random))))
        except Unusable:  # a few of those at random do not fit together elsewhere
            continue
        priced += 1
        pricing = compiled.pricing
        basket = any_basket(random, compiled)
        codes = frozenset(rule for rule in pricing.by_code if random.random() < 0.7)
        facts = Facts(compiled.scene, basket, Frame(NOON, visit=random.randint(1, 9)))
        verdicts = price(pricing, facts, Buyer(random.random() < 0.8, codes))
        paid = adjusted(basket, pricing, verdicts)
        tax = sum(line.tax for line in basket.lines) - sum(line.tax for line in paid.lines)
        off = sum(one.off for one in verdicts) - sum(one.gift.value for one in verdicts if one.gift is not None)
        vouchers = sum(one.amount for one in paid.tenders)
        assert owed(basket) - owed(paid) + vouchers == off + (tax if basket.prices == "tax_exclusive" else 0)
        assert all(after.net >= min(before.net, 0) for before, after in zip(basket.lines, paid.lines, strict=False))
        tenders = (*paid.tenders, Tender("cash", owed(paid) - vouchers))
        settled = Purchase(**{name: getattr(paid, name) for name in paid.__struct_fields__} | {"tenders": tenders})
        assert faults(settled) is None
        for one in offers(pricing.paying, paid, {"wallet": 10**9}):
            assert 0 <= one.worth <= max(sum(line.net for line in paid.lines if line.net > 0), 0)
        taken += off > 0
    assert priced > DOCUMENTS * 0.9
    assert taken > DOCUMENTS // 20
