"""The commands, gathered: one line per command."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli import (
    adjust,
    advance,
    audit,
    backup,
    birthday,
    claim,
    client,
    clock,
    consent,
    doctor,
    earn,
    erase,
    event,
    expiry,
    export,
    gift_card,
    guard,
    hold,
    import_purchases,
    initialise,
    member,
    open_balance,
    program,
    purchase,
    redeem,
    replay,
    report,
    return_purchase,
    review,
    reward,
    sandbox,
    serve,
    staff,
    tier,
    top_up,
    transfer,
    upgrade,
    webhook,
    worker,
)
from setia.cli.inputs import TakesNegativeNumbers

AT_THE_COUNTER = "At the counter"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Setia: a loyalty program with an exact ledger.",
)


@app.callback()
def options(
    database: Annotated[
        str, typer.Option(help="A SQLite file, or a postgresql:// URL.", envvar="DATABASE_URL", show_default=False)
    ] = "",
) -> None:
    """Read by `main` before anything else; here so that the help names it."""


app.command("init")(initialise.init)
app.command("upgrade")(upgrade.upgrade)
app.command("advance")(advance.advance)
app.command("expire", hidden=True)(advance.advance)  # what people look for under this name
app.command("serve")(serve.serve)
app.command("worker")(worker.worker)
app.command("audit")(audit.audit)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("doctor")(doctor.doctor)
app.command("report")(report.report)
app.command("replay")(replay.replay)
app.command("erase")(erase.erase)
app.command("export")(export.export)
app.add_typer(client.app, name="client")
app.add_typer(staff.app, name="staff")
app.add_typer(clock.app, name="clock")
app.add_typer(sandbox.app, name="sandbox")
app.add_typer(consent.app, name="consent")
app.add_typer(program.app, name="program")
app.add_typer(webhook.app, name="webhook")
app.add_typer(import_purchases.app, name="import")
app.add_typer(member.app, name="member")
app.add_typer(gift_card.app, name="gift-card", rich_help_panel=AT_THE_COUNTER)
app.add_typer(review.app, name="review")
app.add_typer(guard.app, name="guard")
app.add_typer(expiry.app, name="expiry", rich_help_panel=AT_THE_COUNTER)
app.add_typer(reward.app, name="reward", rich_help_panel=AT_THE_COUNTER)
app.add_typer(tier.app, name="tier", rich_help_panel=AT_THE_COUNTER)
app.add_typer(purchase.app, name="purchase", rich_help_panel=AT_THE_COUNTER)
app.add_typer(birthday.app, name="birthday", rich_help_panel=AT_THE_COUNTER)
app.add_typer(event.app, name="event", rich_help_panel=AT_THE_COUNTER)

app.command("receipt-token", rich_help_panel=AT_THE_COUNTER)(claim.receipt_token)
app.command("claim", rich_help_panel=AT_THE_COUNTER)(claim.claim)
for verb, command in {
    "earn": earn.earn,
    "redeem": redeem.redeem,
    "unredeem": redeem.unredeem,
    "hold": hold.hold,
    "capture": hold.capture,
    "release": hold.release,
    "extend": hold.extend,
    "return": return_purchase.return_,
    "waive-return": return_purchase.waive_return,
    "claim-by-hand": claim.claim_by_hand,
    "move": claim.move,
    "transfer": transfer.transfer,
    "merge": transfer.merge,
    "unmerge": transfer.unmerge,
    "top-up": top_up.top_up,
    "open-balance": open_balance.open_balance,
}.items():
    app.command(verb, rich_help_panel=AT_THE_COUNTER)(command)
app.command("adjust", rich_help_panel=AT_THE_COUNTER, cls=TakesNegativeNumbers)(adjust.adjust)
