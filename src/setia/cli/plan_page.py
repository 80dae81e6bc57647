"""A plan as one page of HTML: no script and no request to anywhere, in the look of the report."""

from __future__ import annotations

from pathlib import Path

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe
from msgspec import Struct

from setia.cli.plan_words import LOT_HEADINGS, Words
from setia.insight import page as report_page
from setia.insight.charts import Bars, by_month
from setia.insight.wording import MONTHS_SHOWN
from setia.replay.plan import OfWallet, Pair
from setia.services.for_members import Effect

FOLDER = Path(__file__).parent

MEANS: dict[Effect, str] = {
    "better": "better for members",
    "neutral": "the same for members",
    "worse": "worse for members",
    "either": "better for some, worse for others",
}


class Picture(Struct, frozen=True):
    """A chart with its table."""

    title: str
    drawing: SafeString
    rows: tuple[tuple[str, ...], ...]


def page(words: Words, differences: list[tuple[str, Effect]]) -> str:
    """The whole page; differences as sentences, each with what it means for members."""
    plan = words.plan
    names = words.after.program.name
    context = {
        "program": names.get("en") or next(iter(names.values()), plan.program),
        "version": plan.version,
        "commands": f"{plan.commands:,}",
        "currency": words.currency,
        "differences": [(sentence, effect, MEANS[effect]) for sentence, effect in differences],
        "sentences": list(words.sentences()),
        "groups": list(words.groups()),
        "pictures": [_picture(words, one) for one in plan.wallets if one.issued_by_month],
        "gain_heading": words.gain_heading(),
        "members": [(one.member, words.gain(one), words.reason(one)) for one in plan.changed],
        "lots": words.shortened(),
        "lot_headings": LOT_HEADINGS,
        "notes": words.assumptions(),
        # Our own file, nothing of a reader's.
        "style": mark_safe((report_page.FOLDER / "page.css").read_text(encoding="utf-8")),
    }
    return Engine(dirs=[str(FOLDER)]).get_template("plan_page.html").render(Context(context))


def _picture(words: Words, one: OfWallet) -> Picture:
    months = list(one.issued_by_month)[-MONTHS_SHOWN:]
    pairs: list[Pair] = [one.issued_by_month[month] for month in months]
    bars = [
        Bars("--in", tuple(pair.after for pair in pairs)),
        Bars("--people", tuple(-pair.before for pair in pairs)),
    ]
    unit = words.after.units.get(one.wallet)
    title = f"{words.unit(one.wallet).capitalize()} issued"
    drawing = by_month(f"{title} by month", months, bars, 10**unit.decimals if unit is not None else 1)
    rows = (
        (month, words.units(pair.before, one.wallet), words.units(pair.after, one.wallet))
        for month, pair in zip(months, pairs, strict=True)
    )
    return Picture(title, mark_safe(drawing), tuple(rows))
