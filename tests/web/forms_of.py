"""The forms of a page, to be sent as nobody should: empty, or with something in each field that fits nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from msgspec import Struct, field

ODD = "?\u200b!"
"""What fits into no field: neither a number nor a name, an address or a day."""
KEPT = ("hidden", "radio", "checkbox")


class Form(Struct):
    """One form: where it goes, what it sends, and its buttons."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    """Fields that somebody types into."""
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def sent(self, text: str) -> Iterator[dict[str, str]]:
        """What each of its buttons sends, with this in every field that somebody types into."""
        given = {name: text if name in self.typed else value for name, value in self.fields.items()}
        for name, value in self.buttons or [("", "")]:
            yield {**given, **({name: value} if name else {})}


class Forms(HTMLParser):
    """Finds them."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path, self._select = path, ""
        self.found: list[Form] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, or something in it."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action") or self._path, given.get("method", "get").lower()))
            self._inside = True
        elif self._inside:
            self._takes(self.found[-1], tag, given)

    def _takes(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        is_picked = kind not in ("radio", "checkbox") or "checked" in given
        if tag == "button":
            form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and name and kind != "file" and is_picked:
            form.fields[name] = given.get("value", "")
            if kind not in KEPT:
                form.typed.add(name)
        elif tag in ("select", "textarea") and name:
            form.fields[name] = ""
            form.typed.add(name)
            self._select = name if tag == "select" else ""
        elif tag == "option" and self._select and ("selected" in given or not form.fields[self._select]):
            form.fields[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """It is closed."""
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = ""


def forms_of(page: str, path: str) -> list[Form]:
    """All forms of the page at a path that are posted."""
    finder = Forms(path)
    finder.feed(page)
    return [one for one in finder.found if one.method == "post"]
