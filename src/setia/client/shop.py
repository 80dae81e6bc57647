"""The shop: what it says of its products, the stores that its program names, its staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from setia.client.call import Call
from setia.client.making import get, in_path, post


class Product(Struct, frozen=True, omit_defaults=True):
    """What holds of a product from an instant on; what a purchase's line leaves out is filled in by it."""

    sku: str
    name: str = ""
    category: str = ""
    department: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()
    since: datetime | None = None
    """None, where it is said: from now on."""


class Said(Struct, frozen=True):
    """What saying something of products came to."""

    added: int
    changed: int
    unchanged: int


class Products(Struct, frozen=True):
    """A page of what is sold now."""

    products: list[Product]
    next: str
    """The `after` of the next page; empty: there is none."""


class Dropped(Struct, frozen=True):
    """Whether anything was said of it."""

    was_sold: bool


class Store(Struct, frozen=True):
    """A store that the program names."""

    id: str
    zone: str
    day_starts_at: str
    tags: list[str]


class Colleague(Struct, frozen=True):
    """Somebody who may open the console."""

    name: str
    role: str
    store: str
    since: datetime
    added_by: str


class Staff(Struct, frozen=True):
    """A page of the staff, in the order in which they were added."""

    staff: list[Colleague]
    next: str
    """The cursor of the next page; empty: there is none."""


def say_products(products: Sequence[Product]) -> Call[Said]:
    """Say what holds of up to 1,000 products: all of them or none."""
    return post("/products", Said, {"products": list(products)})


def products(after: str = "", limit: int = 50) -> Call[Products]:
    """What is sold now, by number, a page after a number."""
    return get("/products", Products, {"after": after, "limit": limit})


def product(sku: str) -> Call[list[Product]]:
    """All that was ever said of a product, newest first."""
    return Call("GET", f"/products/{in_path(sku)}", list[Product])


def drop_product(sku: str) -> Call[Dropped]:
    """Say nothing of a product any more from now on."""
    return post(f"/products/{in_path(sku)}/drop", Dropped, {})


def stores() -> Call[list[Store]]:
    """The stores that the program names."""
    return Call("GET", "/stores", list[Store])


def staff(**wanted: int | str | None) -> Call[Staff]:
    """Who may open the console now.

    `wanted`: `limit`, `cursor`.
    """
    return get("/staff", Staff, wanted)


def remove_staff(name: str) -> Call[Staff]:
    """Let somebody do nothing any more; the first page of who is left."""
    return post(f"/staff/{in_path(name)}/remove", Staff, {})
