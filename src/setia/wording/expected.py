"""What may or does stand at a place of a document: in every language, where it is no word of documents."""

from __future__ import annotations

import re
from typing import Final

from setia.wording.phrases import Phrase
from setia.wording.sentences import Speech

KINDS: Final = {
    one.text: one
    for one in (
        Phrase("a mapping"),
        Phrase("a list"),
        Phrase("a whole number"),
        Phrase("a number"),
        Phrase("a text"),
        Phrase("true or false"),
        Phrase("nothing"),
        Phrase("the document itself"),
        Phrase("a second document"),
        Phrase("mapping values are not allowed here"),
    )
}
"""Said as they are by what reads documents."""
_NUMBER = r"(?P<{}>-?[\d.]+)"
_LEAST, _MOST = _NUMBER.format("least"), _NUMBER.format("most")
SHAPES: Final = tuple(
    (re.compile(pattern), phrase)
    for pattern, phrase in (
        (rf"{_LEAST} to {_MOST}", Phrase("{least} to {most}")),
        (rf"{_LEAST} or more", Phrase("{least} or more")),
        (rf"{_LEAST} or more, at most {_MOST}", Phrase("{least} or more, at most {most}")),
        (rf"more than {_LEAST}", Phrase("more than {least}")),
        (rf"more than {_LEAST}, at most {_MOST}", Phrase("more than {least}, at most {most}")),
        (rf"a whole number from {_LEAST} to {_MOST}", Phrase("a whole number from {least} to {most}")),
        (rf"at most {_MOST}", Phrase("at most {most}")),
        (rf"at most {_MOST} decimals", Phrase("at most {most} decimals")),
        (rf"at most {_MOST} bytes", Phrase("at most {most} bytes")),
        (
            rf"a-z, 0-9, - and _, from a letter, at most {_MOST}",
            Phrase("a-z, 0-9, - and _, from a letter, at most {most}"),
        ),
        (r"expected .*, but (?:got|found) '(?P<found><stream end>)'", Phrase("the document ends too early")),
        (r"expected .*, but (?:got|found) '(?P<found>.)'", Phrase("`{found}` does not belong here")),
        (r"(?P<found>expected .*, but (?:got|found) .*)", Phrase("something does not belong here")),
        (r"(?P<one>\S+) or (?P<other>\S+)", Phrase("{one} or {other}")),
    )
)
"""Those with something in them that stays as it is."""


def expected(by: Speech, text: str) -> str:
    """What may or does stand there, as the reader says it; words of documents are the same in every language."""
    if by.language == "en":
        return text
    if text in KINDS:
        return by.translated(text)
    for pattern, phrase in SHAPES:
        if found := pattern.fullmatch(text):
            return by.translated(phrase.text).format_map(found.groupdict())
    either = text.split(" or ")
    if len(either) > 1 and all(one in KINDS for one in either):
        first, last = ", ".join(map(by.translated, either[:-1])), by.translated(either[-1])
        return by.translated("{one} or {other}").format_map({"one": first, "other": last})
    return text
