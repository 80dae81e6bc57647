"""Hand-made books: an analytical copy with just the rows that a test is about, made into files as a real one is."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from setia.engine.calendar import to_instant
from setia.engine.rules.versions import Version, Versions
from setia.insight.analytical_copy import Copy
from setia.insight.parquet import convert
from setia.insight.report import Figure, Question, Report, Series, build
from setia.services.documents import read_program
from setia.storage.exporting import EXTRACTS
from setia.storage.programs import LoadedProgram

NOW = "2018-03-01"

DOCUMENT = """
format: 1
id: {code}
name: {{en: "Kedai & Co"}}
currency: {currency}
zone: {zone}
effective_from: 2016-01-01
wallets:
  - id: points
    unit: {{en: points}}
    expiry: {{after: P12M, round_to: end_of_month}}
  - id: cashback
    unit: {{en: ringgit}}
    decimals: 2
rules:
  - id: base
    effects:
      - {{kind: points_per_amount, wallet: points, points: 1, per: 1.00, base: shelf, rounding: floor}}
"""


def at(text: str) -> int:
    """An instant written as people do, in UTC."""
    return to_instant(datetime.fromisoformat(text).replace(tzinfo=UTC))


def program(zone: str = "UTC", currency: str = "USD", code: str = "kedai") -> LoadedProgram:
    """A program with two wallets, one of them with two decimals; its id is 1."""
    compiled = read_program(DOCUMENT.format(code=code, zone=zone, currency=currency))
    return LoadedProgram(1, code, b"", Versions((Version(1, 0, compiled),)))


class Books:
    """Rows as a ledger would export them. Every account joins on 2017-01-01 unless said otherwise."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {extract.name: [] for extract in EXTRACTS}

    def member(self, account: int, joined: str = "2017-01-01", program_id: int = 1, **fields: Any) -> None:
        """A member with this account; `alias_of` is the account that it was merged into."""
        row = {"id": account, "program_id": program_id, "owner_kind": "member", "status": "open", "alias_of": None}
        self._rows["account"].append({**row, **fields})
        self._rows["member"].append({"account_id": account, "joined_at": at(joined)})

    def sale(self, account: int | None, net: int, when: str, **fields: Any) -> None:
        """A purchase of so many minor units; of a guest without account."""
        number = len(self._rows["purchase"]) + 1
        row = {
            "id": number,
            "program_id": 1,
            "account_id": account,
            "order_key": f"{number:032x}",
            "version": 1,
            "store": "Jalan Besar",
            "status": "paid",
            "currency": "USD",
            "event_at": at(when),
            "recorded_at": at(when),
            "net": net,
        }
        self._rows["purchase"].append({**row, **fields})

    def moved(self, account: int, way: str, amount: int, when: str, **fields: str) -> None:
        """A transaction of one entry; `way` such as `issued > available`. `fields`: wallet, reason."""
        source, target = way.split(" > ")
        number = len(self._rows["transaction"]) + 1
        header = {"id": number, "account_id": account, "seq": number, "kind": "earn", "channel": "till"}
        times = {"event_at": at(when), "effective_at": at(when), "recorded_at": at(NOW), "program_version": 1}
        self._rows["transaction"].append({**header, **times, "reason": fields.get("reason", "")})
        entry = {"transaction_id": number, "n": 1, "wallet_type": fields.get("wallet", "points"), "lot_no": 1}
        self._rows["entry"].append({**entry, "amount": amount, "from_account": source, "to_account": target})

    def idle(self, account: int, ends: str, wallet: str = "points", paused: str | None = None) -> None:
        """The member's units end then, if he does nothing; or not, if the wallet is paused since before."""
        row = {"account_id": account, "wallet_type": wallet, "idle_at": at(ends)}
        self._rows["wallet"].append({**row, "paused_at": None if paused is None else at(paused)})

    def lot(self, account: int, ends: str | None, wallet: str = "points", paid: bool = False, **held: int) -> None:
        """A lot with units in some of its parts, such as `free=100`."""
        number = len(self._rows["lot"]) + 1
        dates = {"earned_at": 0, "active_at": 0, "expires_at": None if ends is None else at(ends)}
        parts = dict.fromkeys(("pending", "free", "held", "spent", "expired"), 0)
        parts.update(dict.fromkeys(("reversed", "transferred", "debt_repaid"), 0))
        row = {"account_id": account, "no": number, "wallet_type": wallet, "amount": sum(held.values())}
        row["funding"] = "paid" if paid else "granted"
        self._rows["lot"].append({**row, **dates, **parts, **held})

    def copy(self, folder: Path) -> Copy:
        """The books as files in `folder`."""
        folder.mkdir(exist_ok=True)
        for extract in EXTRACTS:
            with (folder / f"{extract.name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerows([row[column] for column in extract.columns] for row in self._rows[extract.name])
        convert(folder)
        return Copy(folder, len(self._rows["transaction"]))


def ask(copy: Copy, first: str = "", last: str = "", **fields: Any) -> Report:
    """The report on a copy as of NOW; without days, of all that is recorded."""
    question = {
        "program": program(),
        "now": at(NOW),
        "clock": "simulated",
        "first": date.fromisoformat(first) if first else None,
        "last": date.fromisoformat(last) if last else None,
        **fields,
    }
    return build(copy, Question(**question))


def figure(report: Report, name: str, wallet: str = "") -> Figure:
    """One figure of a report."""
    all_figures = [figure for group in report.groups.values() for figure in group]
    [found] = [figure for figure in all_figures if figure.measure.name == name and figure.wallet == wallet]
    return found


def value(report: Report, name: str, wallet: str = "") -> int | tuple[int, int]:
    """A figure as a whole number, or as numerator and denominator where its form is a fraction."""
    found = figure(report, name, wallet)
    if found.measure.form in ("count", "money", "units"):
        assert found.denominator == 1
        return found.numerator
    return found.numerator, found.denominator


def series(report: Report, name: str, wallet: str = "") -> Series:
    """One series of a report."""
    [found] = [one for one in report.series if one.measure.name == name and one.wallet == wallet]
    return found


def by_month(report: Report, name: str, wallet: str = "") -> dict[str, int]:
    """A series by the months' names, months of nothing left out."""
    values = zip(report.months, series(report, name, wallet).values, strict=True)
    return {month.name: amount for month, amount in values if amount}


def still_to_expire(report: Report, wallet: str = "points") -> dict[str, int]:
    """Units by the month in which they end."""
    [found] = [endings for endings in report.still_to_expire if endings.wallet == wallet]
    return {ending.month: ending.amount for ending in found.months}
