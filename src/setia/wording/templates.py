"""Messages of templates, found for the catalogues: those of `{% say "…" %}` and `{% count "…" "…" number %}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

_TAG = re.compile(r'\{%\s*(?:say\s+"([^"]*)"|count\s+"([^"]*)"\s+"([^"]*)")')

Found = tuple[int, str, tuple[Any, ...], list[str]]


def messages(template: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """Line, keyword, arguments and comments of each, as Babel wants them of an extractor."""
    for number, line in enumerate(template.read().decode("utf-8").splitlines(), start=1):
        for found in _TAG.finditer(line):
            if found[1] is not None:
                yield number, "say", ("", found[1]), []
            else:
                yield number, "count", ("", found[2], found[3]), []
