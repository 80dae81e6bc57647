"""`setia webhook`: which systems are told what happens, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, NoReturn, ParamSpec, TypeVar

import typer
from rich.table import Table

from setia.cli.actor import actor
from setia.cli.command_options import Json, Program
from setia.cli.inputs import read_length
from setia.cli.terminal import count, err, fail, load_program, out, print_json, ready, shown, tell
from setia.cli.when import show_instant
from setia.services.webhooks import deliveries as deliveries_
from setia.services.webhooks import endpoints
from setia.services.webhooks.deliveries import Delivery
from setia.services.webhooks.endpoints import Secret, WebhookFault
from setia.storage.models import WebhookEndpoint

app = typer.Typer(no_args_is_help=True, help="Webhooks: systems that are told what happens.")

P = ParamSpec("P")
T = TypeVar("T")

Endpoint = Annotated[str, typer.Argument(help="Its id, `whe_…`, as `setia webhook list` shows it.")]

_SAID = {
    "url_too_long": "URL: at most {most} characters",
    "not_a_url": "URL: that is not an address such as https://erp.example.com/hooks",
    "not_https": "URL: it must begin with https://",
    "port_not_allowed": "URL: port {port} is not allowed, only {expected}",
    "host_unknown": "URL: its host has no address",
    "address_not_allowed": "URL: its host is inside: loopback, private, link-local or reserved",
    "unknown_kind": "--kind: there is no `{found}` (there is {expected})",
    "no_such_position": "--from: {found} is no position; the last one is {most}",
    "endpoint_exists": "URL: {found} is told already",
    "unknown_endpoint": "ENDPOINT: there is no `{found}`",
    "unknown_message": "--message: there is no `{found}`",
    "overlap_too_long": "--overlap: at most {most_days} days",
}
_INSIDE = frozenset({"not_https", "port_not_allowed", "address_not_allowed"})


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Such as https://erp.example.com/hooks.")],
    kind: Annotated[list[str] | None, typer.Option(help="A kind of event; repeat. Without: every kind.")] = None,
    since: Annotated[int | None, typer.Option("--from", help="Tell what happened since this position, too.")] = None,
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Tell a system what happens, and show the secret that signs it once.

    Example: `setia webhook add https://erp.example.com/hooks --kind points_earned`
    """
    ready()
    loaded = load_program(program)
    checked = _or_exit(endpoints.check, url)
    made = _or_exit(endpoints.add, loaded, _by(), checked, kind or (), since)
    _show(made, as_json=as_json)


@app.command("list")
def list_(program: Program = "", as_json: Json = False) -> None:
    """List who is told what, and whether it gets there.

    Example: `setia webhook list`
    """
    ready()
    loaded = load_program(program)
    found = endpoints.listed(loaded)
    if as_json:
        print_json([_plain(one) for one in found])
        return
    table = Table(title=f"Webhooks of {loaded.code}", title_justify="left")
    for heading in ("endpoint", "url", "kinds", "is", "position"):
        table.add_column(heading, overflow="fold")
    for one in found:
        state = f"[red]disabled: {one.disabled}[/]" if one.disabled else "enabled"
        if one.failing_since is not None:
            state += f", failing since {show_instant(one.failing_since, loaded.latest.zone)}"
        table.add_row(one.public_id, shown(one.url), one.kinds, state, str(one.position))
    out.print(table)


@app.command()
def rotate(
    endpoint: Endpoint,
    overlap: Annotated[str, typer.Option(help="How long the secret of before signs too, such as 15m or 2d.")] = "24h",
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Give an endpoint another secret; both sign for a while.

    Example: `setia webhook rotate whe_1a2b --overlap 24h`
    """
    ready()
    length = read_length(overlap, "--overlap")
    _show(_or_exit(endpoints.rotate, load_program(program), _by(), endpoint, length), as_json=as_json)


@app.command()
def disable(endpoint: Endpoint, program: Program = "", as_json: Json = False) -> None:
    """Send nothing more; what happens meanwhile waits.

    Example: `setia webhook disable whe_1a2b`
    """
    ready()
    found = _or_exit(endpoints.disable, load_program(program), _by(), endpoint)
    tell(f"{shown(found.url)} is told nothing more.", _plain(found), as_json=as_json)


@app.command()
def enable(endpoint: Endpoint, program: Program = "", as_json: Json = False) -> None:
    """Go on where it stopped.

    Example: `setia webhook enable whe_1a2b`
    """
    ready()
    found = _or_exit(endpoints.enable, load_program(program), _by(), endpoint)
    told = f"{shown(found.url)} is told again, from position {found.position + 1} on."
    tell(told, _plain(found), as_json=as_json)


@app.command()
def ping(endpoint: Endpoint, program: Program = "", as_json: Json = False) -> None:
    """Send a test.

    Example: `setia webhook ping whe_1a2b`
    """
    ready()
    message = _or_exit(endpoints.ping, load_program(program), endpoint)
    told = f"{message.message_id} will be sent; `setia webhook deliveries` says what became of it."
    tell(told, {"message": message.message_id}, as_json=as_json)


@app.command()
def deliveries(
    endpoint: Endpoint,
    only: Annotated[str, typer.Option(help="Only those that are `waiting`, `delivered` or `failed`.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="So many, newest first.")] = 20,
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Say what became of messages, newest first.

    Example: `setia webhook deliveries whe_1a2b --only failed`
    """
    ready()
    if only not in ("", "waiting", "delivered", "failed"):
        fail(f"--only: {only[:40]!r} is none of waiting, delivered, failed.")
    loaded = load_program(program)
    found = deliveries_.page(_or_exit(endpoints.find, loaded, endpoint), None, limit, only)
    if as_json:
        print_json([_plain_delivery(one) for one in found])
        return
    table = Table(title="Deliveries", title_justify="left")
    for heading in ("message", "kind", "position", "is", "tries", "last answer"):
        table.add_column(heading, overflow="fold")
    for one in found:
        message, last = one.message, one.attempts[-1] if one.attempts else None
        said = "" if last is None else f"{last.status or last.fault} after {last.duration_ms} ms"
        row = (message.message_id, message.kind, str(message.position), message.state, str(len(one.attempts)), said)
        table.add_row(*row)
    out.print(table)


@app.command()
def replay(
    endpoint: Endpoint,
    message: Annotated[str, typer.Option(help="One message, `msg_…`.")] = "",
    since: Annotated[int, typer.Option("--from", min=0, help="Everything from this position on.")] = 0,
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Send one message again, or everything from a position on, under the ids that they had.

    Example: `setia webhook replay whe_1a2b --from 1041`
    """
    ready()
    if bool(message) == bool(since):
        fail("say either --message or --from.")
    loaded = load_program(program)
    if message:
        _or_exit(endpoints.replay, loaded, _by(), endpoint, message)
        tell(f"{shown(message)} will be sent again.", {"message": message}, as_json=as_json)
        return
    again = _or_exit(endpoints.replay_from, loaded, _by(), endpoint, since)
    told = f"Everything from {since} on will be sent again: {count(again, 'known message')}."
    tell(told, {"from": since, "messages": again}, as_json=as_json)


def _by() -> endpoints.By:
    return actor(), "cli"


def _or_exit(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return work(*args, **kwargs)
    except WebhookFault as fault:
        _fail(fault)


def _fail(fault: WebhookFault) -> NoReturn:
    hint = "What is inside is allowed by host and port: SETIA_WEBHOOK_PLACES=erp.internal:8443."
    fail(_SAID[fault.code].format(**fault.numbers) + ".", hint if fault.code in _INSIDE else "")


def _show(made: Secret, *, as_json: bool) -> None:
    if as_json:
        print_json({"endpoint": _plain(made.endpoint), "secret": made.text})
        return
    one = made.endpoint
    err.print(f"[green]✓[/] {one.public_id}: {shown(one.url)}. Its secret is shown once, and never again:")
    typer.echo(made.text)


def _plain(one: WebhookEndpoint) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "url": one.url,
        "kinds": one.kinds.split(),
        "is_enabled": not one.disabled,
        "disabled": one.disabled,
        "failing_since": None if one.failing_since is None else show_instant(one.failing_since),
        "position": one.position,
    }


def _plain_delivery(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.message.message_id,
        "kind": one.message.kind,
        "position": one.message.position,
        "state": one.message.state,
        "attempts": [
            {"at": show_instant(tried.at), "status": tried.status, "fault": tried.fault, "answer": tried.answer}
            for tried in one.attempts
        ],
    }
