"""The events of a YAML text: from the quick parser where it says the same as the exact one, else from the exact one.

libyaml (by PyYAML) takes a tenth of the time that ruamel.yaml takes, but reads YAML 1.1: line ends and tabs inside
words are other things to it, and half a surrogate pair, which JSON may write, is none. So it never has the last word on
a text that it refuses, and is not asked about one with letters that it takes for something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml
from ruamel.yaml import YAML
from ruamel.yaml import error as exact_error
from ruamel.yaml import events as exact

Event = Any
"""One of the kinds below, of either parser: with the mark where it starts, and what the kind has."""

ALIAS: Final = (exact.AliasEvent, yaml.AliasEvent)
DOCUMENT_END: Final = (exact.DocumentEndEvent, yaml.DocumentEndEvent)
DOCUMENT_START: Final = (exact.DocumentStartEvent, yaml.DocumentStartEvent)
MAPPING_END: Final = (exact.MappingEndEvent, yaml.MappingEndEvent)
MAPPING_START: Final = (exact.MappingStartEvent, yaml.MappingStartEvent)
SCALAR: Final = (exact.ScalarEvent, yaml.ScalarEvent)
SEQUENCE_END: Final = (exact.SequenceEndEvent, yaml.SequenceEndEvent)
SEQUENCE_START: Final = (exact.SequenceStartEvent, yaml.SequenceStartEvent)
STREAM_END: Final = (exact.StreamEndEvent, yaml.StreamEndEvent)

Marked = exact_error.MarkedYAMLError
"""What the exact parser says of a text that is no YAML, with the place."""
Fault = exact_error.YAMLError
"""The same, with the place or without."""
Quick = yaml.YAMLError
"""What the quick parser says; the exact one has to be asked."""

_READ_OTHERWISE = re.compile("[\t\x85\u2028\u2029\ufeff]")


def quick(text: str) -> Iterator[Event] | None:
    """Events that come quickly, until Quick is raised; None where the text has to be read exactly."""
    if not yaml.__with_libyaml__ or _READ_OTHERWISE.search(text):
        return None
    return iter(yaml.parse(text, Loader=yaml.CSafeLoader))


def slow(text: str) -> Iterator[Event]:
    """Events as YAML 1.2 has them; raises Fault where the text is none."""
    return iter(YAML(typ="safe", pure=True).parse(text))
