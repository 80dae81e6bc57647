"""A plan as one page of HTML: no script and no request to anywhere, in the look of the report."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe
from msgspec import Struct

from setia.cli.plan_changes import Change
from setia.cli.plan_spoken import capital
from setia.cli.plan_words import Words
from setia.insight import page as report_page
from setia.insight.charts import ENGLISH, ROOM_FOR_NAMES, Bars, Reading, by_month
from setia.insight.wording import MONTHS_SHOWN
from setia.replay.plan import OfWallet, Pair
from setia.wording.people import People
from setia.wording.plans import sentences, titles

FOLDER = Path(__file__).parent

LARGE = {"k": 1_000, "M": 1_000_000, "G": 1_000_000_000}
"""How charts write large numbers where nobody says otherwise."""


class Picture(Struct, frozen=True):
    """A chart with its table."""

    title: str
    drawing: SafeString
    rows: tuple[tuple[str, ...], ...]


def page(words: Words, changed: list[Change]) -> str:
    """The whole page."""
    plan, by = words.plan, words.by
    name = by.text_of(by.document.name) or plan.program
    context = {
        "language": words.spoken.people.tag,
        "title": titles.page(by, name).text,
        "top": titles.top(by, name).text,
        "beside": sentences.beside(by, plan.version, plan.commands).text,
        "of": words.headings,
        "changed": [(one, words.effects[one.effect] if one.effect is not None else "") for one in changed],
        "same": sentences.same(by).text,
        "sentences": words.sentences(),
        "groups": list(words.groups()),
        "pictures": [_picture(words, one) for one in plan.wallets if one.issued_by_month],
        "gain_heading": words.gain_heading(),
        "members": [(one.member, words.gain(one), words.reason(one)) for one in plan.changed],
        "lots": words.shortened(),
        "lot_headings": words.lot_headings(),
        "notes": words.assumptions(),
        # Our own file, nothing of a reader's.
        "style": mark_safe((report_page.FOLDER / "page.css").read_text(encoding="utf-8")),
    }
    return Engine(dirs=[str(FOLDER)]).get_template("plan_page.html").render(Context(context))


def _picture(words: Words, one: OfWallet) -> Picture:
    spoken = words.spoken
    months = list(one.issued_by_month)[-MONTHS_SHOWN:]
    pairs: list[Pair] = [one.issued_by_month[month] for month in months]
    bars = [
        Bars("--in", tuple(pair.after for pair in pairs)),
        Bars("--people", tuple(-pair.before for pair in pairs)),
    ]
    unit = spoken.after.units.get(one.wallet)
    name = capital(spoken.unit(one.wallet))
    description = titles.issued_by_month(words.by, name).text
    drawing = by_month(description, months, bars, 10**unit.decimals if unit is not None else 1, _reading(spoken.people))
    rows = (
        (spoken.month(month), spoken.units(pair.before, one.wallet), spoken.units(pair.after, one.wallet))
        for month, pair in zip(months, pairs, strict=True)
    )
    return Picture(titles.issued(words.by, name).text, mark_safe(drawing), tuple(rows))


def _reading(people: People) -> Reading:
    """What stands beside the bars, as the reader has it."""
    if people.language == "en":
        return ENGLISH
    point = people.number(15, 1)[1:-1]
    large = [(f"{sign}$", people.rounded(Decimal(number))[1:]) for sign, number in LARGE.items()]
    digits = [(str(digit), people.ordinal(digit)) for digit in range(10)] if people.digits else []
    return Reading(
        months=[people.month_short(number) for number in range(1, 13)],
        room=ROOM_FOR_NAMES,
        year=people.year,
        signs=((re.escape("."), point), *large, *digits),
    )
