"""The page of a day in the shop, in two languages: what it calls buttons and pages is what they are called."""

from __future__ import annotations

import re

from babel.messages.catalog import Message

from setia.wording.catalogues import read
from tests.docs.blocks import DOCS, blocks

ENGLISH, THAI = "tutorials/a-day-in-the-shop.md", "tutorials/a-day-in-the-shop.th.md"


def names(page: str) -> list[str]:
    """What stands in bold on a page, in its order; a name may go on in the next line."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [re.sub(r"\s+", " ", one) for one in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)]


def of_pages() -> dict[str, str]:
    """What templates of pages say, in Thai, by what they say in English."""
    found: list[Message] = [one for one in read("th") if isinstance(one.id, str)]
    return {str(one.id): str(one.string) for one in found if any("web/" in path for path, _ in one.locations)}


def test_each_name_is_on_a_page_and_both_languages_tell_the_same_day() -> None:
    english, said = names(ENGLISH), of_pages()
    assert len(english) > 60
    assert [one for one in english if one not in said] == []
    assert [said[one] for one in english] == names(THAI)


def test_both_have_the_same_steps_and_the_same_lines_for_the_document() -> None:
    pages = [(DOCS / page).read_text(encoding="utf-8") for page in (ENGLISH, THAI)]
    steps, headings = ([len(re.findall(shape, page, re.MULTILINE)) for page in pages] for shape in (r"^\d+\.", "^## "))
    assert steps[0] == steps[1] > 30
    assert headings[0] == headings[1]
    assert blocks(ENGLISH) == blocks(THAI)
