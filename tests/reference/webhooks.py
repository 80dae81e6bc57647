"""The page about webhooks, and the schema of what they bring: made from the kinds of events and what these say."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from msgspec import Struct

from setia.engine.calendar import HOUR, MINUTE, SECOND
from setia.engine.ledger.changes import Changes
from setia.engine.ledger.issued import RewardChange
from setia.engine.ledger.tier_status import TierChange
from setia.services import docstrings
from setia.services.program_schema import DIALECT
from setia.services.webhooks import telling
from setia.services.webhooks.kinds import KINDS, OF_COMMANDS, OF_REWARDS, OF_TRANSACTIONS, About, Ping, WalletMoved
from setia.services.webhooks.retrying import FAILING_MAX, JITTER_MAX, SCHEDULE
from setia.services.webhooks.sending import ANSWER_MAX, WITHIN_SECONDS
from setia.storage.outbox import Told

AT = 1_798_761_600_000_000
"""2027-01-01T00:00:00Z."""

VERIFYING = """\
from standardwebhooks import Webhook

from setia.client import webhooks


def receive(secret: str, headers: dict[str, str], body: bytes) -> str:
    Webhook(secret).verify(body, headers, json_parse=False)  # raises WebhookVerificationError
    event = webhooks.read(body)
    return f"{headers['webhook-id']}: {event.type} of {event.data['member']}"
"""

_HEAD = """\
# Webhooks

What is committed is told to other systems, as [Standard Webhooks](https://www.standardwebhooks.com) says: a POST with
`webhook-id`, `webhook-timestamp`, `webhook-signature` and a JSON body. `setia webhook add URL --kind …` or
`POST /api/v1/webhooks` makes an endpoint and shows its secret once.

- **At least once.** Take an event once by its `webhook-id`, which is the same at every try and at every replay.
- **Order is not promised.** `position` orders everything that a program tells; `transaction` orders one member.
- **Thin.** A body has public ids and no personal data. Whatever else you need, ask the API for.
- **Answer 2xx within {within} seconds**, before you do anything long. Redirects are not followed; of an answer
  {answer:,} bytes are kept. 410 disables the endpoint; `Retry-After` is heeded.
- **Otherwise it comes again** after {schedule}, each up to {jitter} % longer; then the message has failed, and
  can be replayed. An endpoint that takes nothing for {failing} days is disabled; `setia doctor` and the log say so.
  While it is disabled nothing is lost: enabled again, it goes on where it stopped.
- **Rotating** the secret lets both sign for a while. **Replaying** sends one message again, or everything from a
  position.
- **Only to addresses in the open**, by https, port 443, judged when the endpoint is added and at each send. A receiver
  inside is named by the operator: `SETIA_WEBHOOK_PLACES="erp.internal:8443"`, for `setia serve` and `setia worker`.

Verifying, with the library for Python (there are others):

```python
{verifying}```

Every body is `{{"type": …, "timestamp": …, "data": …}}`; `timestamp` is when it was recorded. The schema of each kind:
[webhooks.schema.json](webhooks.schema.json). New kinds and new fields may come; what is here stays. Every `data` but
that of a test has `program`, `channel` and:

{shared}
"""


def page() -> str:
    """The page without its first line."""
    shapes: dict[type[Struct], list[tuple[str, str]]] = {}
    for kind, (shape, said) in KINDS.items():
        shapes.setdefault(shape, []).append((kind, said))
    told = _HEAD.format(
        within=round(WITHIN_SECONDS),
        answer=ANSWER_MAX,
        schedule=", ".join(_length(one) for one in SCHEDULE),
        jitter=JITTER_MAX,
        failing=FAILING_MAX // (24 * HOUR),
        verifying=VERIFYING,
        shared=_fields(docstrings.of_fields(About)),
    )
    return told + "".join(_section(shape, kinds) for shape, kinds in shapes.items())


def schema_text() -> str:
    """The schema of bodies, as it is published: one of as many as there are kinds."""
    shapes = list(dict.fromkeys(shape for shape, _ in KINDS.values()))
    _, definitions = msgspec.json.schema_components(shapes, ref_template="#/$defs/{name}")
    whole = {
        "$schema": DIALECT,
        "title": "Setia webhook",
        "oneOf": [_body(kind, shape.__name__, said) for kind, (shape, said) in KINDS.items()],
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _body(kind: str, shape: str, said: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": said,
        "properties": {
            "type": {"const": kind},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"$ref": f"#/$defs/{shape}"},
        },
        "required": ["type", "timestamp", "data"],
    }


def _section(shape: type[Struct], kinds: list[tuple[str, str]]) -> str:
    shared = docstrings.of_fields(About)
    said = {name: text for name, text in docstrings.of_fields(shape).items() if name not in shared}
    rows = [f"| `{kind}` | {what} |" for kind, what in kinds]
    fields = _fields(said)
    if shape.__name__ == "UnitsMoved":
        inside = " ".join(docstrings.of_class(WalletMoved).split())
        owed = docstrings.of_fields(WalletMoved)["debt"]
        fields += f"\n- `wallets`: {inside} `debt`: {owed}"
    lines = [
        "",
        f"## {docstrings.of_class(shape).split('. ')[0].removesuffix('.')}",
        "",
        "| kind | |",
        "|---|---|",
        *rows,
        "",
    ]
    if fields:
        lines += [fields, ""]
    return "\n".join([*lines, f"```json\n{example(kinds[0][0])}\n```", ""])


def _fields(said: dict[str, str]) -> str:
    return "\n".join(f"- `{name}`: {' '.join(text.split())}" for name, text in said.items())


def example(kind: str) -> str:
    """A body of a kind, as it is sent."""
    if kind == "ping":
        return telling.body("ping", AT, Ping("grocery", "whe_3q2-7wAAAAAAAAAA"))
    found = next(one for told in _tellings() for one in telling.events("grocery", told) if one.kind == kind)
    return found.body


def _tellings() -> list[Told]:
    """Transactions that have everything to say between them."""
    tier = TierChange("status", "member", "gold", AT + 365 * 24 * HOUR, "qualified")
    rewards = tuple(RewardChange(no, "coffee", state, None, 0, "") for no, state in enumerate(OF_REWARDS, 1))  # type: ignore[arg-type]
    besides = Changes(tiers=(tier,), rewards=rewards, badges=("regular",), attributes={"likes": "tea"})
    found = [
        told(seq=1, kind="record", command="enrol"),
        told(kind="earn", command="record_purchase", store="kl-1", net=5_000),
        told(kind="tier_change", besides=besides),
        told(kind="record", command="choose_conversion"),
    ]
    found += [told(kind=kind) for kind in OF_TRANSACTIONS]
    return found + [told(kind="record", command=command) for command in OF_COMMANDS]


def told(**fields: Any) -> Told:
    """A transaction of a member, with some fields other than usual."""
    usual = {
        "position": 1041,
        "owner_kind": "member",
        "member": "mem_Zm9vYmFyYmF6cXV4MTIz",
        "seq": 7,
        "kind": "record",
        "command": "",
        "reason": "",
        "channel": "api",
        "effective_at": AT - MINUTE,
        "recorded_at": AT,
        "origin": None,
        "counterpart": "",
        "besides": Changes(),
        "store": "",
        "net": None,
        "flows": (("points", "issued", "available", 50),) if fields.get("kind") == "earn" else (),
    }
    return Told(**{**usual, **fields})


def _length(instant: int) -> str:
    seconds = instant // SECOND
    for unit, many in (("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds % many == 0:
            number = seconds // many
            return f"{number} {unit}{'s' if number > 1 else ''}"
    raise AssertionError(instant)
