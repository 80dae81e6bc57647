"""The mapping of columns: by name, by pairs, by a document; what cannot be meant is refused with the closest name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from setia.services.purchase_files import Columns, FileFault, Options
from tests.services.purchase_files.reading import AT, options, read


def fault_of(header: str, *pairs: str, **mapping: str) -> tuple[str, str, str]:
    """Code, field and suggestion of the fault that a header raises."""
    with pytest.raises(FileFault) as fault:
        Columns.of(pairs, mapping).resolve(header.split(","))
    return fault.value.code, fault.value.field, str(fault.value.numbers.get("suggestion", ""))


def test_columns_named_like_a_target_are_taken_and_others_left() -> None:
    layout = Columns.of().resolve(["week", "net", "event_at", "tender.cash", "purchase_id", ""])
    assert layout.headers == {column: column for column in ("purchase_id", "event_at", "net", "tender.cash")}


def test_a_pair_wins_over_the_document_and_both_over_the_name() -> None:
    columns = Columns.of(["net=paid"], {"net": "gross", "member": "card", "store": ""})
    layout = columns.resolve("purchase_id,event_at,net,gross,paid,card,store".split(","))
    assert layout.headers == {"purchase_id": "purchase_id", "event_at": "event_at", "member": "card", "net": "paid"}


def test_a_column_given_to_a_target_is_not_taken_for_the_one_of_its_own_name_as_well() -> None:
    layout = Columns.of(["net=list"]).resolve(["purchase_id", "event_at", "list"])
    assert "list" not in layout


def test_the_same_mapping_in_another_order_is_the_same_mapping() -> None:
    assert (
        Columns.of(["net=a", "store=b"])
        == Columns.of(["store=b", "net=a"])
        == Columns.of([], {"store": "b", "net": "a"})
    )


@pytest.mark.parametrize(
    ("header", "pairs", "expected"),
    [
        ("purchase_id,event_at,net", ["nett=net"], ("unknown_target", "nett", "net")),
        ("purchase_id,event_at,net", ["charge.servise=net"], ("unknown_target", "charge.servise", "charge.service")),
        ("purchase_id,event_at,net", ["tender.=net"], ("unknown_target", "tender.", "tender.NAME")),
        ("purchase_id,event_at,net,tender.Gift Card", [], ("unknown_target", "tender.Gift Card", "")),
        ("purchase_id,event_at,net", ["member=card_no"], ("missing_column", "card_no", "")),
        ("purchase_id,event_at,net,card-no", ["member=card_no"], ("missing_column", "card_no", "card-no")),
        ("purchase_id,event_at,Net", [], ("missing_target", "net", "Net")),
        ("purchase_id,event,net", [], ("missing_target", "event_at", "event")),
        ("order,event_at,net", [], ("missing_target", "purchase_id", "")),
        ("purchase_id,event_at,net", ["net="], ("missing_target", "net", "net")),
        ("purchase_id,event_at,net,net", [], ("duplicate_column", "net", "")),
        ("purchase_id,event_at,net,week,Week", [], ("duplicate_column", "Week", "")),
        ("purchase_id,event_at,net", ["net"], ("malformed_pair", "net", "")),
        ("purchase_id,event_at,net", ["net=net", "net=net"], ("duplicate_target", "net", "")),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(
    header: str, pairs: list[str], expected: tuple[str, str, str]
) -> None:
    code, field, suggestion = fault_of(header, *pairs)
    if not expected[2]:
        suggestion = ""
    assert (code, field, suggestion) == expected


def test_a_document_with_something_else_than_names_in_it_is_refused() -> None:
    wrong: Any = {"net": 5}
    with pytest.raises(FileFault) as fault:
        Columns.of([], wrong)
    assert (fault.value.code, fault.value.field) == ("malformed_pair", "net")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source", ""),
        ("currency", "usd"),
        ("exponent", 4),
        ("exponent", -1),
        ("zone", "Asia/Batavia"),
        ("zone", "/etc/localtime"),
        ("zone", ""),
        ("decimal_mark", "/"),
        ("thousands_mark", "_"),
        ("calendar", "julian"),
        ("prices", "gross"),
        ("delimiter", ";;"),
        ("delimiter", "a"),
        ("delimiter", '"'),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_by_its_name(field: str, value: str | int) -> None:
    with pytest.raises(FileFault) as fault:
        options(**{field: value})
    assert (fault.value.code, fault.value.field) == ("bad_option", field)


def test_one_mark_cannot_be_both() -> None:
    with pytest.raises(FileFault, match="thousands_mark"):
        options(decimal_mark=",", thousands_mark=",")


def test_options_have_no_default_for_what_only_the_source_knows() -> None:
    with pytest.raises(TypeError):
        Options(source="till", currency="IDR")  # type: ignore[call-arg]  # that it is refused is the test


def test_one_column_may_serve_two_targets(tmp_path: Path) -> None:
    found = read(tmp_path, f"purchase_id,event_at,net,shop\na,{AT},1,S7\n", "store=shop", "till=shop")
    assert [(staged.purchase.store, staged.purchase.till) for staged in found.purchases] == [("S7", "S7")]
