"""People for the rows of a filled ledger: names and phone numbers, as common and as rare as those of a town."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

from django.db import connection, transaction

from bench.filling import ENTRIES_EACH, FIRST_ACCOUNT, fill
from setia.storage import searching
from setia.storage.rows import insert

GIVEN = (
    "Siti Nurhaliza, Siti Aminah, Nur Aisyah, Ahmad Faizal, Muhammad Haziq, Nurul Izzah, Suharto, Lestari, Dewi Putri,"
    " Budi Santoso, Rajesh, Priya, Tan Mei Ling, Lim Wei Jie, Wong Kar Wai, สมชาย, สมหญิง, ประเสริฐ, นางสาวพิมพ์ชนก, นายวีระ"
).split(", ")
FAMILY = (
    "binti Ahmad, bin Abdullah, binti Tarudin, bin Ismail, a/l Kumar, a/p Muthu, Wijaya, Kusuma, Hartono, Lee, Chong,"
    " ใจดี, ศรีสุข, ทองคำ, รักไทย"
).split(", ")


def fill_with_names(entries: int, each: int) -> None:
    """Add so many entries of other members, `each` transactions to one of them, who say who they are."""
    fill(entries, each)
    people = list(_people(entries, each))
    each_part = (searching.rows(1, id_, (name, called), json.loads(told)) for id_, name, called, _, told in people)
    parts = set().union(*each_part)
    with transaction.atomic():
        searching.add(parts)
        insert("personal_data", "member_id, name, call_name, title, identifiers", people)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # which its server does by itself within minutes


def _people(entries: int, each: int) -> Iterator[tuple[int, str, str, str, str]]:
    dice = Random(1)
    for number in range(entries // ENTRIES_EACH // each):
        name = f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}"
        called = name.split()[0] if number % 10 == 0 else ""
        phone = f"+60{dice.randrange(10**9):09d}"
        yield FIRST_ACCOUNT + number, name, called, "", json.dumps({"phone": phone})
