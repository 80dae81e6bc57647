"""QR codes as part of a page: SVG without a style of its own, dark on white whatever the page's colours are."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr(text: str) -> SafeString:
    """A text that a scanner reads; what is in it cannot be anything but modules of a path."""
    drawn = segno.make(text, error="m", micro=False)
    return mark_safe(drawn.svg_inline(omitsize=True, border=3, svgclass=None, lineclass=None, title=None))
