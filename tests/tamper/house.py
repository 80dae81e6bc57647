"""A shop that has been lived in for longer still: every table that history is kept in has rows of several kinds."""

from __future__ import annotations

from pathlib import Path

from setia.engine.calendar import DAY
from setia.engine.commands import Adjust, ExtendLots, MergeOut, PlaceHold, Redeem, Release, Restore, TopUp, TransferOut
from setia.engine.guard import Expected, Forecast, to_json
from setia.services.advance import sweep
from setia.services.apply_program import apply_program
from setia.services.batch import Manner
from setia.services.checkpoint import write
from setia.services.documents import read_program
from setia.services.erase_member import erase_member
from setia.services.record_consent import Statement, record_consent
from setia.storage import clock, guards, programs
from setia.storage.reading import find_member
from tests.cli_ledger.keyed import ask, keyed
from tests.services.receipts import bought, take
from tests.shop import HISTORY, Shop, at
from tests.storage.lived_in import DOCUMENT, live

MONEY = "wallets:\n  - {id: credit, kind: money, unit: {en: USD}, decimals: 2, returns: {policy: within_balance}}\n"
LATER = DOCUMENT.replace("2017-03-01", "2018-05-02").replace("wallets:\n", MONEY).replace("per: 5", "per: 4")

TEXTS = ("We may write to you about offers.", "We may look at what you buy to tell you what may please you.")


def furnish(folder: Path) -> Path:
    """Live in the connected, empty database, which is then sound. Returns the file of its only checkpoint."""
    shop = live()
    ask(shop, keyed("Budi", Adjust(clock.read(), "points", 3, "goodwill"), "k1"))
    ask(shop, keyed("Aisyah", Redeem(clock.read(), "points", 10**6), "k2"))
    _new_year(shop)
    _people(shop, folder)
    shop.day_is("2018-05-20")
    take(shop, bought("Dewi", 1500, "D3"), bought(None, 250, "G3"))
    shop.asks("Dewi", PlaceHold(clock.read(), "points", 6, "order 12"))
    assert not shop.findings()
    assert not shop.differences()
    for version, awards in ((1, 40), (2, 60)):  # what they were expected to give
        expected = Forecast({"base/points": Expected(awards, awards * 10, quarters=4)})
        guards.add_forecast(shop.program.id, version, to_json(expected))
    path = folder / "checkpoints"
    write(path)
    return path


def _new_year(shop: Shop) -> None:
    """Another version of the program, under which more happens."""
    apply_program(read_program(LATER), LATER, "owner")
    shop.program = programs.load()
    shop.day_is("2018-05-03")
    take(shop, bought("Chitra", 4000, "C1"), bought("Dewi", 2600, "D1"), bought("Elok", 800, "E1"))
    take(
        shop, bought("Dewi", 900, "D2", at("2018-03-02")), bought("Fauzi", 700, "F1", at("2018-03-05")), manner=HISTORY
    )
    used = shop.redeems("Dewi", 5)
    shop.asks("Dewi", Restore(clock.read(), used.seq, 2))
    shop.asks("Dewi", ExtendLots(clock.read(), "points", clock.read() + 200 * DAY))
    held = shop.asks("Chitra", PlaceHold(clock.read(), "points", 9, "order 10"))
    shop.asks("Chitra", Release(clock.read(), held.seq))
    shop.asks("Chitra", TransferOut(clock.read(), "points", 3, "", "gift"), "Dewi")
    merged = shop.asks("Chitra", MergeOut(clock.read(), ""), "Dewi")
    assert merged.status == "done"
    shop.asks("Budi", TopUp(clock.read(), "credit", 5000, 500, "bank 1"))
    sweep(shop.program)


def _people(shop: Shop, folder: Path) -> None:
    """They agree and withdraw, and two of them leave for good."""
    said = (
        ("Budi", Statement("profiling", "given", "self", "", TEXTS[1], "v1", "ms", "app")),
        ("Dewi", Statement("marketing", "given", "paper", "email", TEXTS[0], "v1", "id", "KLCC")),
        ("Aisyah", Statement("marketing", "given", "self", "sms", TEXTS[0], "v2", "en")),
        ("Budi", Statement("profiling", "withdrawn", "staff")),
        ("Dewi", Statement("location", "given", "link", "", TEXTS[1], "v1", "en")),
        ("Aisyah", Statement("marketing", "withdrawn", "self", "sms")),
    )
    for n, (name, statement) in enumerate(said):
        shop.moves_clock(n)
        member = find_member(shop.program, name)
        assert member is not None
        assert record_consent(member, statement, Manner(f"staff {n}", "portal")) is None
    for name in ("Elok", "Fauzi"):
        shop.moves_clock(DAY)
        member = find_member(shop.program, name)
        assert member is not None
        erase_member(shop.program, member, Manner("office", "console"), folder / "erased")
