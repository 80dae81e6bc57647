"""A shop whose code gets about: what it gave while few knew it, and what many do with it."""

from __future__ import annotations

from pathlib import Path

from msgspec import structs

from setia.engine.calendar import MINUTE
from setia.engine.purchase import Tender
from setia.services import baskets
from setia.services.batch import Outcome
from setia.services.price_basket import Priced
from setia.storage import clock, programs
from setia.storage.models import GuardTrip
from tests.cli.terminal import setia
from tests.services.basket_shop import PRICES, WEB, BasketShop, named, said, told
from tests.shop import GROCERY, at

CODE = "FORUM-5"
FEW, QUARTERS = 2, 4
"""Two of them in each quarter of an hour: ten dollars off, forty an hour."""
STARTS = "2018-01-03"
DOCUMENT = GROCERY.read_text(encoding="utf-8") + PRICES.format(by="discount")


class Leaked(BasketShop):
    """The grocery with a code for five off that anybody can use as often as he likes."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.makes(CODE, uses=None)
        self.day_is("2018-01-02")
        self.moves_clock(12 * 60 * MINUTE)
        for _ in range(QUARTERS):
            self.uses(FEW)
            self.moves_clock(15 * MINUTE)

    def applies(self, *options: str, starts: str = STARTS) -> str:
        """The owner applies the document again, from a day on."""
        path = self._folder / "shop.yaml"
        path.write_text(DOCUMENT.replace("2017-01-01", starts), encoding="utf-8")
        answer = setia("program", "apply", path, *options)
        assert answer.code == 0, answer.told
        self.program = programs.load()
        return answer.told

    def opens(self, when: str = f"{STARTS}T10:00") -> None:
        """It is that time."""
        self.moves_clock(at(when) - clock.read())

    def uses(self, times: int, cents: int = 50_00) -> list[int]:
        """Guests use the code, one after the other; what each of them owed."""
        owed = []
        for _ in range(times):
            kept = self.keeps(None, cents, CODE)
            owed.append(said(kept)["owed"])
            assert self.pays(kept, owed[-1]).status == "done"
        return owed

    def pays_late(self, basket: Outcome, cents: int, when: int) -> Outcome:
        """A basket was paid at an instant that has passed."""
        payment = baskets.Payment(named(basket), (Tender("cash", cents),), event_at=when)
        sent = baskets.Sent("webshop", "", f"{named(basket)} {when}".encode(), told)
        return baskets.commit(self.program, named(basket), payment, sent, structs.replace(WEB, scopes=BACKDATE))

    def says(self, priced: Priced) -> str:
        """What becomes of the code that was shown."""
        [code] = priced.codes
        return code.refusal.code if code.refusal is not None else ""

    def trip(self) -> GuardTrip:
        """What has tripped: one thing."""
        return GuardTrip.objects.get()


BACKDATE = frozenset({"backdate"})
