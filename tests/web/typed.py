"""Payloads in every field that takes free text: the program, people, purchases, products, files, notes, the look."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

from setia.engine.commands import Adjust, PlaceHold, RecordPurchase
from setia.engine.purchase import Charge, Discount, Line, Purchase, Tender
from setia.services import catalogue, clients, staff, tills, uploads
from setia.services.batch import Manner, Request, apply
from setia.services.change_look import NAME_MAX, Wish, change_look
from setia.services.staff import Post
from setia.services.update_person import Changes, update_person
from setia.services.uploads import Reading
from setia.storage import clock
from setia.storage.catalogue import Said
from setia.storage.members import Known
from setia.storage.models import Staff
from setia.storage.reading import find_member
from tests.shop import at
from tests.web import console_screens, member_screens, till_screens
from tests.web.payloads import PAYLOADS
from tests.web.store import PEOPLE, Store

BY = ("test", "test")
NAMES = re.compile(r"(?m)(?<=[ {])(?<!- )(en|ms|id|th): (?:[^,{}\n]+(?=[,}].*\}$)|[^{}\n]+$|[^,{}\n]+(?=\}))")
"""What something is called in a program document, on a line of its own or inside braces."""
STRANGERS = 26
"""So many further members are called by all payloads together; a list of members has as many and more."""
ROOM = 190
"""Characters of a field that take several payloads beside each other."""


class Typist:
    """Types payload after payload, each field the next ones, from one on."""

    def __init__(self, first: int) -> None:
        self.first = self._next = first
        self._document = ""
        self.name = ""
        """Of the member whose data are handed out."""
        self.receipts: list[tuple[str, str]] = []
        """Source and number of each purchase."""

    def types(self, room: int = 80) -> str:
        """What goes into a field of so many characters: as many payloads as there is room for."""
        found: list[str] = []
        while len(" ".join([*found, payload := PAYLOADS[self._next % len(PAYLOADS)]])) <= room or not found:
            if len(payload) <= room:
                found.append(payload)
            self._next += 1
            if found and room < ROOM:
                break
        return " ".join(found)

    def document(self, text: str) -> str:
        """A program all of whose names are payloads, in every language."""
        self._document = NAMES.sub(lambda found: f"{found[1]}: {json.dumps(self.types())}", text)
        return self._document

    def fills(self, store: Store) -> None:
        """All the rest."""
        console_screens.prepare(store, self._document)
        member_screens.prepare(store)
        strangers = [f"V-{n}" for n in range(STRANGERS)]
        store.joins(*strangers)
        for name in (*PEOPLE, "C-9", *strangers):
            self._calls(store, name)
        for n in range(8):
            self._sells(store, list(PEOPLE)[n % 4] if n != 1 else None)
        for sku in ("4711", "4712"):
            name, category, department, brand = self.types(ROOM), self.types(), self.types(), self.types()
            catalogue.say(store.program, [Said(sku, 1, name, category, department, brand)], BY)
        for n, who in enumerate(PEOPLE):
            now, member = clock.read(), Known("external", who)
            corrects = Request(Adjust(now, "points", 5 + n, "goodwill"), member, note=self.types(ROOM))
            holds = Request(PlaceHold(now, "points", 1, self.types()), member, reference=self.types())
            apply(store.program, [corrects, holds], Manner(actor=self.types(), channel=self.types(40)))
        self._sends_a_file(store)
        change_look(store.program, Wish(name=self.types(NAME_MAX)), BY)
        clients.make(store.program, "watcher", frozenset({"read"}), self.types(), "owner")

    def comes_in(self, store: Store) -> tuple[str, str]:
        """Links of an owner and of a member; others of the staff and a till are of stores with strange names."""
        store.hires("aina", "owner")
        staff.add(store.program, "budi", Post("budi@example.com", "cashier", self.types()), "owner")
        assert Staff.objects.filter(name="budi").exists()
        tills.open_till(store.program, "kl-9", self.types(), BY)
        return store.sends_a_link("aina"), member_screens.links(store, 1)[0]

    def _calls(self, store: Store, name: str) -> None:
        found = find_member(store.program, name)
        assert found is not None
        called = self.types(ROOM)
        if name == "C-1":
            self.name = called
        identifiers = {"email": self.types(), "card": self.types()} if name in PEOPLE else {}
        title = self.types(ROOM) if name in PEOPLE else ""
        changes = Changes(called, self.types(ROOM), title, identifiers)
        assert not hasattr(update_person(store.program, found, changes, by=BY), "code")

    def _sells(self, store: Store, member: str | None) -> None:
        off = (Discount(self.types(), 1_00, self.types()),)
        category, department, brand = (self.types() for _ in range(3))
        strange = Line(
            no=1,
            net=9_00,
            sku=self.types(),
            unit=self.types(),
            list=10_00,
            discounts=off,
            category=category,
            department=department,
            brand=brand,
            tags=(self.types(),),
        )
        bought = Purchase(
            source=self.types(),
            event_at=at("2018-01-01T13:00"),
            currency="USD",
            lines=(strange, Line(2, 3_00, "4711", department="PASTRY")),
            tenders=(Tender(self.types(), 14_00, self.types()),),
            store=self.types(),
            till=self.types(),
            cashier=self.types(),
            channel=self.types(),
            charges=(Charge(self.types(), 2_00),),
        )
        number = self.types()
        who = Known("external", member) if member else None
        [sold] = apply(store.program, [Request(RecordPurchase(bought), who, reference=number)], Manner("x", "x"))
        assert sold.status == "done", sold
        self.receipts.append((bought.source, number))

    def _sends_a_file(self, store: Store) -> None:
        columns = [json.dumps(self.types()).replace('\\"', '""') for _ in range(2)]
        cells = [json.dumps(self.types()).replace('\\"', '""') for _ in range(4)]
        text = f"purchase_id,event_at,member,net,{','.join(columns)}\n{cells[0]},{cells[1]},{cells[2]},x,{cells[3]},\n"
        files = [uploads.begin(store.program, self.types(), Reading(), self.types()) for _ in range(2)]
        for file in files:
            uploads.add(store.program, file.id, 1, text.encode())
        uploads.start(store.program, files[1].id, 1)
        uploads.import_waiting(store.program)


def pages_of(store: Store, typist: Typist) -> dict[str, str]:
    """Every page there is, and those of purchases with strange numbers."""
    pages = {**console_screens.paths(store), **till_screens.addresses(store), **member_screens.paths(store)}
    return {
        **pages,
        "strangers": "/members?q=t18",
        "file": "/imports/3",
        "read-file": "/imports/4",
        **dict(_of_receipts(typist.receipts)),
    }


def _of_receipts(receipts: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    in_addresses = [one for one in receipts if "/" not in one[0]]  # where a source that has one cannot stand
    for n, receipt in enumerate(in_addresses[:2]):
        source, number = (quote(one, safe="") for one in receipt)
        for before, after in (("", ""), ("", "/return"), ("", "/move?q=6782"), ("/till/receipts", "")):
            path = f"{before or '/purchases'}/{source}/{number}{after}"
            yield f"receipt {n} {path.partition(source)[0]} {after}", path
