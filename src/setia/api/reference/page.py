"""The reference as one page: made of the document, without a script, and without a word from any other host."""

from __future__ import annotations

import json
from html import escape

from setia.api.reference.operations import Json, operations
from setia.api.reference.style import STYLE


def page(document: Json) -> bytes:
    """The whole page."""
    by_tag: dict[str, list[tuple[str, str, Json]]] = {}
    for method, path, operation in operations(document):
        by_tag.setdefault((operation.get("tags") or ["Other"])[0], []).append((method, path, operation))
    links = "".join(
        f"<h2>{escape(tag)}</h2><ul>{''.join(_link(*one) for one in found)}</ul>" for tag, found in by_tag.items()
    )
    parts = "".join(
        f'<section><h2 class="tag">{escape(tag)}</h2>{"".join(_operation(document, *one) for one in found)}</section>'
        for tag, found in by_tag.items()
    )
    info = document["info"]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])} API</title><style>{STYLE}</style></head><body>"
        f'<nav aria-label="Calls"><details open><summary>Calls</summary>{links}</details></nav>'
        f"<main><h1>{escape(info['title'])} API, version {escape(info['version'])}</h1>{_prose(info['description'])}"
        '<p>For machines: <a href="/api/schema/openapi.json">openapi.json</a>.</p>'
        f"{parts}</main></body></html>"
    ).encode()


def _link(method: str, path: str, operation: Json) -> str:
    name = escape(path.removeprefix("/api/v1") or path).replace("/", "<wbr>/")  # where a narrow list may break it
    return f'<li><a href="#{operation["operationId"]}">{_badge(method)} <span>{name}</span></a></li>'


def _badge(method: str) -> str:
    return f'<b class="method {method.lower()}">{method}</b>'


def _operation(document: Json, method: str, path: str, operation: Json) -> str:
    shown = "".join(
        (
            f'<article id="{operation["operationId"]}"><h3>{_badge(method)} <code>{escape(path)}</code></h3>',
            _prose(operation.get("description", "")),
            _parameters(operation.get("parameters", [])),
            _body(document, operation.get("requestBody", {}).get("content", {})),
            "<h4>Answers</h4>",
        )
    )
    responses = sorted(operation["responses"].items(), key=lambda one: (not one[0].startswith("2"), one[0]))
    return shown + "".join(_answer(document, status, one) for status, one in responses) + "</article>"


def _parameters(parameters: list[Json]) -> str:
    if not parameters:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}</td>"
        f"<td>{escape(_type(one['schema']))}{'' if one.get('required') else ', optional'}</td>"
        f"<td>{_inline(one.get('description', ''))}{_such_as(one)}</td></tr>"
        for one in parameters
    )
    return f'<div class="wide"><table><tr><th>Name</th><th>In</th><th>Type</th><th></th></tr>{rows}</table></div>'


def _such_as(parameter: Json) -> str:
    return f" Such as <code>{escape(str(parameter['example']))}</code>." if "example" in parameter else ""


def _body(document: Json, content: Json) -> str:
    if "application/json" not in content:
        return ""
    body = content["application/json"]
    return f"<h4>Body</h4>{_fields(document, body['schema'])}{_examples(body)}"


def _answer(document: Json, status: str, response: Json) -> str:
    kind = "yes" if status.startswith("2") else "no"
    label = "other" if status == "default" else status
    inside = "".join(_fields(document, one["schema"]) + _examples(one) for one in response.get("content", {}).values())
    said = f'<b class="status {kind}">{label}</b> {_inline(response["description"])}'
    return f"<details{' open' if status in ('200', '201') else ''}><summary>{said}</summary>{inside}</details>"


def _fields(document: Json, schema: Json) -> str:
    """The fields of an object, one row each; what is inside of them on demand."""
    found = _resolved(document, schema)
    if found.get("type") == "array":
        return f'<p class="of">A list of:</p>{_fields(document, found.get("items", {}))}'
    if variants := found.get("anyOf") or found.get("oneOf"):
        return "".join(_fields(document, one) for one in variants)
    if not found.get("properties"):
        return ""
    needed = set(found.get("required", []))
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(_type(one))}{'' if name in needed else ', optional'}</td>"
        f"<td>{_inline(_description(document, one))}{_inside(document, one)}</td></tr>"
        for name, one in found["properties"].items()
    )
    return f'<div class="wide"><table><tr><th>Field</th><th>Type</th><th></th></tr>{rows}</table></div>'


def _inside(document: Json, schema: Json) -> str:
    inner = schema.get("items", schema)
    if "$ref" not in inner or not _resolved(document, inner).get("properties"):
        return ""
    return f"<details><summary>{escape(_type(inner))}</summary>{_fields(document, inner)}</details>"


def _description(document: Json, schema: Json) -> str:
    return str(schema.get("description") or _resolved(document, schema).get("description", ""))


def _resolved(document: Json, schema: Json) -> Json:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _type(schema: Json) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if variants := schema.get("anyOf", schema.get("oneOf")):
        return " or ".join(_type(one) for one in variants)
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    type_ = schema.get("type", "any")
    name = " or ".join(type_) if isinstance(type_, list) else str(type_)
    if name == "array":
        return f"list of {_type(schema.get('items', {}))}"
    least, most = schema.get("minimum"), schema.get("maximum")
    bounds = f", {least if least is not None else '…'} to {most}" if most is not None else ""
    return f"{name}{' (' + schema['format'] + ')' if 'format' in schema else ''}{bounds}"


def _examples(content: Json) -> str:
    shown = {json.dumps(one["value"], ensure_ascii=False, indent=2) for one in content.get("examples", {}).values()}
    return "".join(f"<pre><code>{escape(one)}</code></pre>" for one in sorted(shown)[:3])


def _prose(text: str) -> str:
    return "".join(f"<p>{_inline(part)}</p>" for part in text.split("\n\n") if part.strip())


def _inline(text: str) -> str:
    """Text with what stands between backticks as code."""
    parts = escape(" ".join(text.split())).split("`")
    return "".join(f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(parts))
