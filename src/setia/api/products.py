"""Products and stores: what the shop says of what it sells, and the places that the program knows (ADR 0033)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from setia.api import instants
from setia.api.callers import Session, Who
from setia.api.commands import NothingIn, Req
from setia.api.cursors import Limit
from setia.api.once import once
from setia.api.problems import Stop, problem
from setia.api.purchases import Code
from setia.services import catalogue as saying
from setia.storage import catalogue
from setia.storage.catalogue import Said

AT_ONCE = 1_000

Sku = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]


class ProductIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What holds of a product from an instant on."""

    sku: Sku
    """Its number, as lines of purchases name it."""
    name: Code = ""
    category: Code = ""
    department: Code = ""
    brand: Code = ""
    tags: Annotated[tuple[Code, ...], Meta(max_length=50)] = ()
    since: datetime | None = None
    """From when on it holds, with the offset: what is sold at or after it is filled in by it. null: from now on."""


class ProductsIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Products, each once."""

    products: Annotated[tuple[ProductIn, ...], Meta(min_length=1, max_length=AT_ONCE)]


class ProductsBecame(Struct, frozen=True):
    """What it came to."""

    added: int
    changed: int
    unchanged: int
    """Of which that held already."""


class ProductOut(Struct, frozen=True):
    """What holds of a product."""

    sku: str
    name: str
    category: str
    department: str
    brand: str
    tags: tuple[str, ...]
    since: datetime


class ProductsOut(Struct, frozen=True):
    """A page of what is sold now, by number."""

    products: tuple[ProductOut, ...]
    next: str
    """The `after` of the next page; empty: there is none."""


class DroppedOut(Struct, frozen=True):
    """Whether anything was said of it."""

    was_sold: bool


class StoreOut(Struct, frozen=True):
    """A store that the program knows."""

    id: str
    """As purchases name it."""
    zone: str
    day_starts_at: str
    """The local time at which its day begins."""
    tags: tuple[str, ...]


@post("/products", status_code=200)
async def say(data: JSONBody[ProductsIn], request: Req, who: Who) -> ProductsBecame:
    """Say what holds of products from now on, or from another instant: all of them or none.

    A purchase's line that names one by its `sku` and leaves out category, department, brand or tags is filled in with
    what held of it when the purchase happened; what the line says itself stands.
    """
    who.needs("admin")
    said = _said(who, data.products)
    return await once(request, who, lambda: _became(who, said))


def _became(who: Session, said: list[Said]) -> ProductsBecame:
    became = saying.say(who.program, said, who.by)
    return ProductsBecame(became.added, became.changed, became.unchanged)


def _said(who: Session, products: tuple[ProductIn, ...]) -> list[Said]:
    said: dict[str, Said] = {}
    for n, one in enumerate(products):
        if one.sku in said:
            raise Stop(problem(422, "named_twice", "each product once", f"products[{n}].sku", sku=one.sku))
        since = who.now if one.since is None else instants.read(one.since, f"products[{n}].since")
        said[one.sku] = Said(one.sku, since, one.name, one.category, one.department, one.brand, one.tags)
    return list(said.values())


@get("/products")
async def list_products(
    who: Who, after: Annotated[str, QueryParameter(max_length=80)] = "", limit: Limit = 50
) -> ProductsOut:
    """What is sold now."""
    who.needs("read")
    found = await who.desk.read(catalogue.sold, who.program.id, who.now, after, limit + 1)
    page = tuple(_out(one) for one in found[:limit])
    return ProductsOut(page, page[-1].sku if len(found) > limit else "")


@get("/products/{sku:str}")
async def show(sku: FromPath[str], who: Who) -> list[ProductOut]:
    """All that was ever said of a product, newest first; the last that began is what holds."""
    who.needs("read")
    found = await who.desk.read(catalogue.histories, who.program.id, [sku])
    if sku not in found:
        raise Stop(problem(404, "unknown_product", "nothing was ever said of it", sku=sku[:80]))
    return [_out(one) for one in reversed(found[sku])]


@post("/products/{sku:str}/drop", status_code=200)
async def drop(sku: FromPath[str], data: JSONBody[NothingIn], request: Req, who: Who) -> DroppedOut:
    """Say nothing of a product any more from now on; what was sold before keeps what held then."""
    who.needs("admin")
    return await once(request, who, lambda: DroppedOut(saying.drop(who.program, sku, who.by)))


@get("/stores")
async def stores(who: Who) -> list[StoreOut]:
    """The stores that the program names; purchases may name others, which have the program's time and no tags."""
    who.needs("read")
    program = who.program.latest.program
    return [
        StoreOut(one.id, one.zone or program.zone, one.day_starts_at or program.day_starts_at, one.tags)
        for one in program.stores
    ]


def _out(said: Said) -> ProductOut:
    since = instants.show(said.since)
    return ProductOut(said.sku, said.name, said.category, said.department, said.brand, said.tags, since)


router = Router("", route_handlers=[say, list_products, show, drop, stores], tags=["Products and stores"])
