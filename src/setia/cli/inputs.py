"""What people type, read strictly: ASCII digits, one reading or none, and an error that names what was typed."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperOption

from setia.cli.terminal import fail
from setia.engine.calendar import DAY, HOUR, MINUTE, SECOND
from setia.services.requests import KEY_LENGTH_MAX, is_key

TEXT_LENGTH_MAX = 200
DIGITS_MAX = 15
"""More digits than any amount of the ledger has; what is longer is refused before it is a number."""

MINUS = "\N{MINUS SIGN}"

_NUMBER = re.compile(rf"([+{MINUS}-]?)([0-9]+)(?:\.([0-9]+))?")
_LENGTH = re.compile(r"([0-9]{1,6})([smhd])")
_SECONDS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_NEGATIVE = re.compile(r"-[0-9][0-9.]*")


class TakesNegativeNumbers(TyperCommand):
    """A command where `-50` is a number, and not five options in a row."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give what looks like a negative number a sign that begins no option."""
        valued = {name for one in self.params if isinstance(one, TyperOption) and not one.is_flag for name in one.opts}
        for place, text in enumerate(args):
            if _NEGATIVE.fullmatch(text) and (place == 0 or args[place - 1] not in valued):
                args[place] = MINUS + text[1:]
        return super().parse_args(ctx, args)


def read_number(text: str, name: str, decimals: int) -> int:
    """`12.50` as a whole number of 10 ** -decimals; exits naming what was typed."""
    found = _NUMBER.fullmatch(text)
    if found is None or len(found[2]) > DIGITS_MAX or len(found[3] or "") > DIGITS_MAX:
        fail(f"{name}: {text[:40]!r} is not a number such as 12.50: digits 0 to 9, a point before decimals, no commas.")
    sign, whole, fraction = found[1], found[2], found[3] or ""
    if len(fraction) > decimals:
        fail(f"{name}: {text[:40]!r} has too many decimals; here there are {decimals or 'none'}.")
    number = int(whole + fraction.ljust(decimals, "0"))
    return -number if sign in (MINUS, "-") else number


def read_length(text: str, name: str) -> int:
    """`15m`, `2h` or `7d` in microseconds; exits naming the option."""
    found = _LENGTH.fullmatch(text)
    if found is None:
        fail(f"{name}: {text[:40]!r} is not a length of time such as 90s, 15m, 2h or 7d.")
    return int(found[1]) * _SECONDS[found[2]]


def read_text(text: str, name: str) -> str:
    """The text, if it is short and can be stored and shown; exits naming the option."""
    if len(text) > TEXT_LENGTH_MAX:
        fail(f"{name}: {len(text):,} characters are too many; at most {TEXT_LENGTH_MAX}.")
    if not text.isprintable():
        fail(f"{name}: {text[:40]!r} has characters that cannot be shown.")
    return text


def read_key(text: str) -> str:
    """An idempotency key, or nothing; exits if it can be none."""
    if text and not is_key(text):
        fail(f"--key: {text[:40]!r} is not 1 to {KEY_LENGTH_MAX} visible ASCII characters.")
    return text
