"""Any colour that a shop may choose can be read, on light pages and on dark."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.web import statics
from setia.web.design import accents
from setia.web.design.accents import DARK, LIGHT, Mode, contrast


def test_contrast_is_that_of_the_guidelines() -> None:
    # From the definition: black on white is 21; #767676 is the lightest grey that is 4.5 on white, #777777 is not.
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x76, 0x76, 0x76), (255, 255, 255)) >= 4.5 > contrast((0x77, 0x77, 0x77), (255, 255, 255))


@given(st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255)))
def test_every_colour_can_be_read(wanted: accents.Rgb) -> None:
    for mode in (LIGHT, DARK):
        found = accents.tokens(wanted, mode)
        for ground in (*mode.grounds, found["accent-wash"], found["on-accent"]):
            assert contrast(found["accent"], ground) >= 4.5
        for ground in (*mode.grounds, found["accent-wash"]):
            assert contrast(found["accent-strong"], ground) >= 4.5


def test_what_can_be_read_stays_as_it_was_chosen() -> None:
    assert accents.tokens((0x8A, 0x1C, 0x4A), LIGHT)["accent"] == (0x8A, 0x1C, 0x4A)
    assert accents.tokens((0x5C, 0xC7, 0xB2), DARK)["accent"] == (0x5C, 0xC7, 0xB2)


@pytest.mark.parametrize(("mode", "place"), [(LIGHT, 0), (DARK, 1)])
def test_grounds_are_those_of_the_pages(mode: Mode, place: int) -> None:
    css = (statics.FOLDER / "tokens.css").read_text(encoding="utf-8")
    for name, ground in zip(("paper", "surface", "sunken"), mode.grounds, strict=True):
        said = re.findall(rf"--{name}: #([0-9a-f]{{6}})", css)[place]
        assert accents.read(said) == ground
