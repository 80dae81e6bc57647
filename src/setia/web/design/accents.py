"""A shop's colour made fit to be read: as near to what was chosen as contrast allows, on light pages and on dark.

Contrast is that of WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances, 4.5 at least for text.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

Rgb = tuple[int, int, int]
"""Red, green, blue: 0 to 255."""

READABLE: Final = 4.5
STEPS: Final = 50


class Mode(Struct, frozen=True):
    """Light or dark: what a colour is read on there, and which way it becomes readable."""

    grounds: tuple[Rgb, ...]
    """Paper, surface and what is sunken, as in tokens.css."""
    towards: Rgb
    """A colour that cannot be read is mixed with this."""
    on_it: Rgb
    """What is written on it."""
    wash: float
    """How much of it is in its wash."""


BLACK, WHITE = (0, 0, 0), (255, 255, 255)
LIGHT: Final = Mode(((0xF7, 0xF6, 0xF3), WHITE, (0xEF, 0xED, 0xE8)), BLACK, WHITE, 0.12)
DARK: Final = Mode(((0x14, 0x14, 0x12), (0x1D, 0x1D, 0x1A), (0x26, 0x26, 0x22)), WHITE, (0x10, 0x10, 0x0E), 0.2)


def sheet(colour: str) -> str:
    """The style sheet that gives pages this colour, #rrggbb."""
    wanted = read(colour)
    light, dark = (_tokens(tokens(wanted, mode)) for mode in (LIGHT, DARK))
    return f":root{{{light}}}@media (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"


def tokens(wanted: Rgb, mode: Mode) -> dict[str, Rgb]:
    """The colours of tokens.css that follow from one, by name."""
    accent = next(
        one
        for one in (mixed(mode.towards, wanted, step / STEPS) for step in range(STEPS + 1))
        if _is_readable(one, mode)
    )
    return {
        "accent": accent,
        "accent-strong": mixed(mode.towards, accent, 0.3),
        "accent-wash": _wash(accent, mode),
        "on-accent": mode.on_it,
        "chart-1": accent,
    }


def contrast(one: Rgb, other: Rgb) -> float:
    """Of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    """So much, from 0 to 1, of the first in the second."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def read(colour: str) -> Rgb:
    """The colour of #rrggbb."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _is_readable(accent: Rgb, mode: Mode) -> bool:
    grounds = (*mode.grounds, _wash(accent, mode), mode.on_it)
    return all(contrast(accent, ground) >= READABLE for ground in grounds)


def _wash(accent: Rgb, mode: Mode) -> Rgb:
    return mixed(accent, mode.grounds[1], mode.wash)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(one / 255) for one in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(one: float) -> float:
    return one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4


def _tokens(found: dict[str, Rgb]) -> str:
    return "".join(f"--{name}:#{bytes(colour).hex()};" for name, colour in found.items())
