"""Whether somebody who reads only Thai can read a page: what stands on it is looked at, no catalogue is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser

from setia.wording.terms import terms

UNSEEN = frozenset({"script", "style"})
DOCUMENTS = frozenset({"textarea", "pre"})
"""There stands a program as its author wrote it."""
VOID = frozenset({"input", "meta", "link", "br", "img", "hr", "path", "rect", "line", "use"})
READ = ("title", "aria-label", "placeholder", "alt", "aria-description", "data-confirm", "label")
"""Attributes that somebody sees, or hears read out."""

PROPER = frozenset(
    "Setia QR PIN CSV PNG JPEG WebP YAML kB API SMS WhatsApp PromptPay Enter THB MYR IDR SGD USD EUR UTC".split()
)
"""What a Thai page calls so, too."""
CODES = re.compile(
    r"https?://\S+"
    r"|[\w.+-]+@[\w.-]+\w"
    r"|\b(?:mem|bsk)_[\w-]+"
    r"|\b[A-Z0-9]{10}(?:[A-Z0-9]{6})?\b"
    r"|คริสต์ศักราช เช่น \d{4}"  # one of the eras that an owner may choose
    r"|\bsetia(?: [a-z]+)+"  # what is typed at the server
    r"|`[^`]*`|\w+(?:\[\d+\])?(?:\.\w+(?:\[\d+\])?)+|\bAsia/\w+"  # out of the document of a program
    r"|\ba(?:-| ถึง )z\b"
    r"|(?<![\w#])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9-]*(?!\w)"  # R10, kl-1, 7K2M
)
"""Addresses, commands, words of a program's document, and numbers of members, receipts, vouchers and tills."""
WORD = re.compile(r"[A-Za-z]+(?:['_./-]?[A-Za-z]+)*")
COMMON_ERA = re.compile(r"(?<![\w.,/-])(?:19|20)\d\d(?![\w.,]\d|\w)")
NEVER = re.compile(
    "แต้ม|พอยต์|บัตรกำนัล|เวาเชอร์|วอยเชอร์|บาวเชอร์|ค\\.ศ\\.|พ\\.ศ\\.|None"
    "|เวอร์ชัน|สาขา|ลูกค้าสมาชิก|(?<!กร)กฎ(?!หมาย)|(?<!ของ)รางวัล|เลเวล|ดิสเคานต์"
)
"""What is another word for one of Setia's ideas, wherever it stands, also inside a longer word."""


class Reader(HTMLParser):
    """Collects what somebody who reads Thai reads: not what is said to be in another language, nor documents."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What a tag says by itself is read; what is inside may be left out."""
        given = {name: value or "" for name, value in attrs}
        is_left_out = (
            (bool(self._open) and self._open[-1][1]) or tag in UNSEEN | DOCUMENTS or given.get("lang", "th") != "th"
        )
        if not is_left_out or tag in DOCUMENTS:
            self.texts += [given[name] for name in READ if given.get(name)]
            if tag == "input" and given.get("type") in ("submit", "button", "reset"):
                self.texts.append(given.get("value", ""))
        if tag not in VOID:
            self._open.append((tag, is_left_out))

    def handle_endtag(self, tag: str) -> None:
        """Close it, and whatever was left open inside."""
        while any(one == tag for one, _ in self._open):
            if self._open.pop()[0] == tag:
                return

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """It has nothing inside."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        """Text."""
        if data.strip() and not (self._open and self._open[-1][1]):
            self.texts.append(" ".join(data.split()))


def texts(page: str) -> list[str]:
    """All that is read on a page, in its order."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader.texts


def strange(page: str, known: Collection[str] = ()) -> list[str]:
    """What somebody who reads only Thai stumbles over, each with the text that it stands in.

    `known` are words that the shop itself typed: names, articles, departments.
    """
    said = texts(page)
    found = [] if re.search(r'<html[^>]* lang="th"', page) else ["the page is not said to be in Thai"]
    if len(said) < 2:
        found.append("there is nothing to read")
    return found + [f"{word}: {text[:160]}" for text in said for word in _strange(text, known)]


def _strange(text: str, known: Collection[str]) -> Iterator[str]:
    plain = CODES.sub(" ", text)
    for one in sorted(known, key=len, reverse=True):
        plain = re.sub(rf"(?<![A-Za-z]){re.escape(one)}(?![A-Za-z])", " ", plain)
    yield from (word for word in WORD.findall(plain) if word not in PROPER)
    yield from (year for year in COMMON_ERA.findall(plain))
    yield from NEVER.findall(plain)
    yield from terms("th").faults(plain)
