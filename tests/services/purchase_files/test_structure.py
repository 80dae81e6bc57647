"""The form of a CSV file: a bad line is rejected with its number and company, and the lines around it are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setia.services.purchase_files import FileFault
from setia.services.purchase_files.lines import LINE_BYTES_MAX
from tests.services.purchase_files.reading import AT, HEAD, read

GOOD = f"a,{AT},1\n"
LAST = f"z,{AT},9\n"


@pytest.mark.parametrize(
    ("between", "codes"),
    [
        (f"b,{AT}\n", [(3, "", "wrong_column_count")]),
        (f"b,{AT},1,2\n", [(3, "", "wrong_column_count")]),
        ("b\n", [(3, "", "wrong_column_count")]),
        (f'b,{AT},"1\n', [(3, "", "unclosed_quote")]),
        (f'b,{AT},"1"0\n', [(3, "", "unclosed_quote")]),
        (f'b,{AT},"1\nc,{AT},2\nd,{AT},3"\n', [(3, "", "unclosed_quote"), (5, "net", "not_a_number")]),
        (f"b,{AT},5\x00\n", [(3, "", "nul_byte")]),
        (f"b,{AT},{'5' * 140_000}\n", [(3, "", "line_too_long")]),
        (f"b,{AT},5\nb,{AT}\n", [(3, "", "purchase_rejected"), (4, "", "wrong_column_count")]),
        (f",{AT},5\n", [(3, "purchase_id", "missing")]),
        (",,\n", [(3, "purchase_id", "missing"), (3, "event_at", "missing"), (3, "net", "missing")]),
        (f"{'b' * 501},{AT},5\n", [(3, "purchase_id", "too_long")]),
        ("\n\n", []),
    ],
)
def test_a_bad_line_is_rejected_with_its_number_and_its_neighbours_are_read(
    tmp_path: Path, between: str, codes: list[tuple[int, str, str]]
) -> None:
    found = read(tmp_path, HEAD + GOOD + between + LAST)
    assert found.codes == codes
    assert set(found.ids) >= {"a", "z"}
    assert found.rejected_rows == len({line for line, _, _ in codes})
    assert found.rows == found.rejected_rows + len(found.ids)


def test_a_line_that_is_not_utf8_is_rejected_and_shown_readably(tmp_path: Path) -> None:
    found = read(tmp_path, (HEAD + GOOD).encode() + b"caf\xe9," + AT.encode() + b",1\n" + LAST.encode())
    assert found.ids == ["a", "z"]
    [reject] = found.rejects
    assert (reject.line, reject.code, reject.purchase_id) == (3, "not_utf8", "caf\\xe9")


def test_a_line_is_numbered_as_an_editor_numbers_it_though_cells_and_blank_lines_take_several(tmp_path: Path) -> None:
    found = read(tmp_path, f'\npurchase_id,event_at,net,store\n"a\nb",{AT},1,"x\n\ny"\n\nc,{AT},?,s\nd,{AT},2,s\n')
    assert [(staged.purchase_id, staged.purchase.store) for staged in found.purchases] == [
        ("a\nb", "x\n\ny"),
        ("d", "s"),
    ]
    assert found.codes == [(8, "net", "not_a_number")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_line_end_is_one_and_a_byte_order_mark_is_no_part_of_the_header(
    tmp_path: Path, end: str, mark: str
) -> None:
    found = read(tmp_path, mark + f"purchase_id,event_at,net{end}a,{AT},1{end}b,{AT},?{end}c,{AT},3")
    assert (found.ids, found.codes) == (["a", "c"], [(3, "net", "not_a_number")])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(tmp_path: Path, delimiter: str) -> None:
    rows = [["purchase_id", "event_at", "net", '"store, or shop; or | both"'], ["a", AT, "1", "s"]]
    found = read(tmp_path, "\n".join(map(delimiter.join, rows)), "store=store, or shop; or | both")
    assert [staged.purchase.store for staged in found.purchases] == ["s"]


def test_a_delimiter_that_is_declared_is_taken(tmp_path: Path) -> None:
    assert read(tmp_path, f"purchase_id:event_at:net\na:{AT.replace(':', '')}:1\n", delimiter=":").codes == [
        (2, "event_at", "bad_timestamp")
    ]


@pytest.mark.parametrize(
    ("content", "code", "numbers"),
    [
        (b"", "empty_file", {}),
        (b"\n \n", "empty_file", {}),
        (b"\xff\xfep\0u\0", "not_utf8", {"line": 1}),
        (b"purchase_id,\xe9\n", "not_utf8", {"line": 1}),
        (b"\npurchase_id,\0\n", "nul_byte", {"line": 2}),
        (b'purchase_id,"event_at\n', "unclosed_quote", {"line": 1}),
        (HEAD.encode() + b"x" * (LINE_BYTES_MAX + 1), "line_too_long", {"line": 2, "max": LINE_BYTES_MAX}),
        (
            HEAD.encode() + b"a\n" + b"x" * (LINE_BYTES_MAX + 1) + b"\n",
            "line_too_long",
            {"line": 3, "max": LINE_BYTES_MAX},
        ),
    ],
)
def test_a_file_that_is_no_csv_is_refused_with_the_line(
    tmp_path: Path, content: bytes, code: str, numbers: dict[str, int]
) -> None:
    with pytest.raises(FileFault) as fault:
        read(tmp_path, content)
    assert (fault.value.code, fault.value.numbers) == (code, numbers)


def test_a_file_of_several_blocks_is_read_to_its_last_line(tmp_path: Path) -> None:
    count = 2 * LINE_BYTES_MAX // 100
    content = HEAD + "".join(f"{at:080},{AT},1\r\n" for at in range(count))
    found = read(tmp_path, content.encode() + b'"\n')
    assert found.rows == count + 1
    assert found.codes == [(count + 2, "", "unclosed_quote")]


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8), max_size=40)
)
def test_any_text_comes_out_as_it_went_in_but_for_spaces_around_it(tmp_path: Path, texts: list[str]) -> None:
    rows = "".join('{},{},1,"{}"\n'.format(at, AT, text.replace('"', '""')) for at, text in enumerate(texts))
    found = read(tmp_path, "purchase_id,event_at,net,sku\n" + rows)
    stores = {int(staged.purchase_id): staged.purchase.lines[0].sku for staged in found.purchases}
    assert [stores[at].strip() for at in range(len(texts))] == [text.strip() for text in texts]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.lists(st.sampled_from([f"a,{AT},1", '"', ",", "\n", "\r\n", "x", '""', f'b,"{AT}",2\n']), max_size=30))
def test_no_quote_swallows_a_line_that_stands_by_itself(tmp_path: Path, body: list[str]) -> None:
    found = read(tmp_path, HEAD + "".join(body) + f"\nlast,{AT},7\n")
    assert "last" in found.ids or any(reject.purchase_id == "last" for reject in found.rejects)
