"""Charts as SVG, drawn here once; their colours are the page's variables, so that one drawing serves light and dark.

Numbers become lengths here and nowhere else: every chart has its table beside it, and that is exact.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import altair as alt
from msgspec import Struct

WIDTH, HEIGHT = 360, 150
"""In pixels, so that a phone shows it at its own size and a wide screen several beside each other."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"

_MONTH = "(slice('JFMAMJJASOND', toNumber(slice(datum.label, 5, 7)) - 1, toNumber(slice(datum.label, 5, 7))) || '∞')"
_MONTH_AND_YEAR = (
    f"datum.index === 0 || slice(datum.label, 5, 7) === '01' ? [{_MONTH}, slice(datum.label, 0, 4)] : {_MONTH}"
)


class Bars(Struct, frozen=True):
    """One colour of bars; negative values hang below the line."""

    colour: str
    """Of a CSS variable of the page, such as `--in`."""
    values: tuple[int, ...]


def by_month(description: str, months: Sequence[str], bars: Sequence[Bars], scale: int = 1) -> str:
    """Bars by month as an SVG element. `months` are labels such as 2017-01, in order; empty is what has no month.

    `scale` is how many of the values' units make one on the axis: 100 for cents shown in dollars.
    """
    values = [
        {"month": month, "value": value, "colour": f"var({one.colour})"}
        for one in bars
        for month, value in zip(months, one.values, strict=True)
    ]
    amounts = [value for one in bars for value in one.values]
    domain = [min(0, *amounts), max(scale, *amounts)]
    chart = (
        alt.Chart(alt.InlineData(values=values), width=WIDTH - 46, height=HEIGHT, description=description)
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("month:O", sort=None, title=None, scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1), axis=_X),
            y=alt.Y("value:Q", title=None, stack=None, scale=alt.Scale(domain=domain, nice=4), axis=_y_axis(scale)),
            color=alt.Color("colour:N", scale=None),
        )
        .configure(font=FONT, background="transparent", padding=2)
        .configure_view(stroke=None)
    )
    return _element(chart, description)


_X = alt.Axis(
    labelExpr=_MONTH_AND_YEAR,
    labelAngle=0,
    labelOverlap=False,
    labelColor="var(--quiet)",
    labelFontSize=11,
    domainColor="var(--line)",
    ticks=False,
    labelPadding=5,
)


def _y_axis(scale: int) -> alt.Axis:
    return alt.Axis(
        labelExpr=f"format(abs(datum.value) / {scale}, '~s')",
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
    return drawing.replace("<svg", f'<svg role="img" aria-label="{description}"', 1)
