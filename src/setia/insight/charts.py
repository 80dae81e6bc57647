"""Charts as SVG, drawn here once; their colours are the page's variables, so that one drawing serves light and dark.

Numbers become lengths here and nowhere else: every chart has its table beside it, and that is exact.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from html import escape

import altair as alt
from msgspec import Struct

WIDTH, HEIGHT, MARGIN = 360, 150, 46
"""In pixels, so that a phone shows a chart at its own size; the margin holds the numbers of the axis."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"

MARKS = {"later": "…", "no end": "∞"}
"""What stands below a bar that is of no month."""

ROOM = 20
"""Months that have room for a letter each; of more, the first of each quarter has one."""

ROOM_FOR_NAMES = 12
"""The same of short names."""

BAR_MAX = 28
"""Of width: few bars are no walls."""


class Bars(Struct, frozen=True):
    """One colour of bars; negative values hang below the line."""

    colour: str
    """A CSS variable of the page, such as `--in`."""
    values: tuple[int, ...]


class Reading(Struct, frozen=True):
    """How readers have what stands beside and below the bars: as it is, in English."""

    months: Sequence[str] = "JFMAMJJASOND"
    room: int = ROOM
    year: Callable[[int], str] = str
    signs: tuple[tuple[str, str], ...] = ()
    """What is written otherwise in the numbers of the axis, in this order: points, and k, M and G for large ones."""


ENGLISH = Reading()


def by_month(
    description: str, months: Sequence[str], bars: Sequence[Bars], scale: int = 1, reading: Reading = ENGLISH
) -> str:
    """Bars by month as an SVG element. `months` are labels such as 2017-01, in order, or keys of MARKS.

    `scale` is how many of the values' units make one on the axis: 100 for cents shown in dollars.
    """
    values = [
        {"month": month, "value": value, "colour": f"var({one.colour})"}
        for one in bars
        for month, value in zip(months, one.values, strict=True)
    ]
    amounts = [value for one in bars for value in one.values]
    domain = [min(0, *amounts), max(scale, *amounts)]
    inside = WIDTH - MARGIN
    chart = (
        alt.Chart(alt.InlineData(values=values), width=inside, height=HEIGHT, description=description)
        .mark_bar(cornerRadiusEnd=0 if domain[0] else 2, size=min(BAR_MAX, inside * 3 // (4 * len(months))))
        .encode(
            x=alt.X("month:O", sort=None, title=None, axis=_month_axis(months, reading)),
            y=alt.Y(
                "value:Q", stack=None, title=None, scale=alt.Scale(domain=domain, nice=4), axis=_axis(scale, reading)
            ),
            color=alt.Color("colour:N", scale=None),
        )
        .configure(font=FONT, background="transparent", padding=2)
        .configure_view(stroke=None)
    )
    return _element(chart, description)


def _month_axis(months: Sequence[str], reading: Reading) -> alt.Axis:
    """Each month by its initial or its short name, with the year below the first and below each January."""
    labels: dict[str, list[str]] = {}
    for i, month in enumerate(months):
        year, _, number = month.partition("-")
        if month in MARKS:
            labels[month] = [MARKS[month]]
        elif len(months) <= reading.room or number in ("01", "04", "07", "10"):
            labels[month] = [
                reading.months[int(number) - 1],
                *([reading.year(int(year))] if i == 0 or number == "01" else []),
            ]
        else:
            labels[month] = [""]
    return alt.Axis(
        labelExpr=f"{json.dumps(labels)}[datum.label]",
        labelAngle=0,
        labelOverlap=False,
        labelColor="var(--quiet)",
        labelFontSize=11,
        domainColor="var(--line)",
        ticks=False,
        labelPadding=5,
    )


def _axis(scale: int, reading: Reading) -> alt.Axis:
    label = f"format(abs(datum.value) / {scale}, '~s')"
    for sign, own in reading.signs:
        label = f"replace({label}, regexp({json.dumps(sign)}, 'g'), {json.dumps(own)})"
    return alt.Axis(
        labelExpr=label,
        labelColor="var(--quiet)",
        labelFontSize=11,
        gridColor="var(--line)",
        domain=False,
        ticks=False,
        tickCount=4,
        tickMinStep=scale,
        labelPadding=6,
    )


def _element(chart: alt.Chart, description: str) -> str:
    """The drawing as one image with a name, for a page of HTML: without a namespace, which names an outside address."""
    text = io.StringIO()
    chart.save(text, format="svg")
    drawing = re.sub(r' (xmlns(:xlink)?|version|class)="[^"]*"', "", text.getvalue())
    drawing = re.sub(r' (aria-[a-z]+|role)="[^"]*"', "", drawing)
    return drawing.replace("<svg", f'<svg role="img" aria-label="{escape(description)}"', 1)
