"""The engine alone: how many baskets a second one core judges, verdicts and explanation included."""

from __future__ import annotations

import time
from pathlib import Path

from bench.baskets import baskets
from bench.measuring import Figure, median_rate
from setia.engine.commands import RecordPurchase, body, digest
from setia.engine.fold import Fold
from setia.engine.ledger.entries import Stamp
from setia.engine.rules.evaluate import evaluate, why
from setia.engine.rules.facts import Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.verdict import to_json
from setia.engine.rules.versions import Version, Versions
from setia.services.documents import read_program

GROCERY = Path(__file__).parents[1] / "programs" / "grocery.yaml"
COUNT = 5_000
JUDGED_MIN = 25_000


def figures() -> list[Figure]:
    """Judging alone, and judging with the ledger's decision."""
    compiled = read_program(GROCERY.read_text(encoding="utf-8"))
    some = list(baskets(COUNT))
    versions = Versions((Version(1, 0, compiled),))
    levels = {id_: ladder.rungs[0].id for id_, ladder in compiled.ladders.items()}

    def judged() -> int:
        for purchase in some:
            facts = Facts(compiled.scene, purchase, Frame(purchase.event_at, 1, tiers=levels))
            to_json(why(compiled, facts, evaluate(compiled, facts)))
        return len(some)

    def decided() -> int:
        fold = Fold(b"0" * 16, versions)
        for purchase in some[:1_000]:
            command = RecordPurchase(purchase)
            at = purchase.event_at
            fold.take(command, Stamp("record_purchase", at, at, at, at, "bench", "bench", b"", digest(body(command))))
        return 1_000

    rate = median_rate(judged, clock=time.process_time)
    return [
        Figure(
            "engine: baskets judged, verdicts as JSON, one core",
            rate,
            "/s",
            ">= 25,000 (stretch 40,000)",
            rate >= JUDGED_MIN,
        ),
        Figure("engine: baskets decided for one member, hashed", median_rate(decided, clock=time.process_time), "/s"),
    ]
