"""What templates say: sentences of the catalogues, and dates, numbers and names as the reader has them.

`{% say "Joined {day}" day=member.joined %}` is one message with its placeholders; `{% count "{count} member"
"{count} members" n %}` one that differs by a number. What is put into them is escaped.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from setia.web import statics
from setia.wording.sentences import Speech

register = template.Library()


def _filled(message: str, values: dict[str, Any]) -> SafeString:
    """A message of ours, with values of anybody's."""
    whole = conditional_escape(message).format_map({name: conditional_escape(one) for name, one in values.items()})
    return mark_safe(whole)


@register.simple_tag(takes_context=True)
def say(context: Context, message: str, **values: Any) -> SafeString:
    """A message in the reader's language."""
    people = context["people"]
    told = {name: people.ordinal(one) if isinstance(one, int) else one for name, one in values.items()}
    return _filled(Speech(people).translated(message), told)


@register.simple_tag(takes_context=True)
def count(context: Context, one: str, many: str, number: int, **values: Any) -> SafeString:
    """A message that differs by a number, which it shows as `count`."""
    people = context["people"]
    told = Speech(people).translated_count(one, many, number)
    return _filled(told, {"count": people.number(number), **values})


@register.simple_tag
def static(name: str) -> str:
    """Where a style or a script is."""
    return statics.url(name)
