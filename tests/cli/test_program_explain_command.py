"""`setia program explain`: an imagined basket at the demo's grocery, explained in four languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from setia.cli.app import app
from tests.architecture.sources import ROOT
from tests.cli.terminal import setia

GROCERY = ROOT / "programs" / "grocery.yaml"

WITH_A_LIMIT = """
  - id: large-basket
    name: {en: Large baskets, ms: Bakul besar, id: Keranjang besar, th: ตะกร้าใหญ่}
    when: [{kind: basket_total, at_least: 60.00}]
    effects: [{kind: fixed_points, points: 50}]
limits:
  - {id: monthly, every: month, units: 500}
"""

WEEKEND = """
at: 2026-11-28T10:00   # a Saturday
lines:
  - {net: 12.90, department: PRODUCE}
  - {net: 42.90, department: GROCERY}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The demo's program, with 500 points a month at most and something for large baskets."""
    text = GROCERY.read_text(encoding="utf-8")
    limited = text.replace(
        "base: shelf, rounding: floor}\n", "base: shelf, rounding: floor}\n    limits: [monthly]\n", 1
    )
    before, tiers, after = limited.partition("# A level is reached the moment")
    path = tmp_path / "grocery.yaml"
    path.write_text(before + WITH_A_LIMIT.lstrip("\n") + "\n" + tiers + after, encoding="utf-8")
    return path


def basket(folder: Path, text: str = WEEKEND) -> Path:
    path = folder / "basket.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def explained(program: Path, file: Path, language: str, whom: str = "member") -> list[str]:
    """What is printed on a very wide terminal."""
    words = ["program", "explain", str(program), str(file), "--lang", language, "--for", whom]
    result = CliRunner().invoke(app, words, env={"COLUMNS": "400", "NO_COLOR": "1"})
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return [line.rstrip() for line in result.stdout.splitlines()]


# 12.90 and 42.90 are 55.80, which is 55 points; 12.90 of it again is 12; 4.20 is missing to 60.00, 0.20 to 56 points.
BY_HAND: dict[str, list[str]] = {
    "en": [
        "This basket earns 67 points.",
        "",
        "1 point for every dollar",
        "  It gives 55 points for 55.80 USD. That is 1 point for every 1.00 USD."
        " 0.20 USD more would give the next point.",
        "",
        "Double points on fruit and vegetables at weekends",
        "  ✓ It must be on Saturday or Sunday. This time: Saturday.",
        "  It gives 12 points more: 2 times what “1 point for every dollar” gives"
        " for certain goods (department PRODUCE).",
        "",
        "A stamp for every basket with something from the bakery",
        "  ✗ The basket must have something of the department PASTRY. This time there is none.",
        "  It gives nothing.",
        "",
        "Large baskets",
        "  ✗ The basket must be worth at least 60.00 USD. This time: 55.80 USD. 4.20 USD more would be enough.",
        "  It gives nothing.",
        "",
    ],
    "ms": [
        "Bakul ini memberi 67 mata.",
        "",
        "1 mata bagi setiap dolar",
        "  Diberi 55 mata untuk 55.80 USD. Iaitu 1 mata bagi setiap 1.00 USD."
        " Tambahan 0.20 USD akan memberi 1 mata lagi.",
        "",
        "Mata berganda untuk buah-buahan dan sayur-sayuran pada hujung minggu",
        "  ✓ Mesti pada hari Sabtu atau Ahad. Kali ini: Sabtu.",
        "  Diberi 12 mata lagi: 2 kali ganda daripada yang diberi oleh “1 mata bagi setiap dolar”"
        " untuk barangan tertentu (jabatan PRODUCE).",
        "",
        "Satu cop bagi setiap bakul yang ada barangan bakeri",
        "  ✗ Bakul mesti mengandungi barangan jabatan PASTRY. Kali ini tiada.",
        "  Tiada apa-apa diberi.",
        "",
        "Bakul besar",
        "  ✗ Nilai bakul mesti sekurang-kurangnya 60.00 USD. Kali ini: 55.80 USD. Tambahan 4.20 USD sudah mencukupi.",
        "  Tiada apa-apa diberi.",
        "",
    ],
    "id": [
        "Keranjang ini memberi 67 poin.",
        "",
        "1 poin untuk setiap dolar",
        "  Diberikan 55 poin untuk 55,80 USD. Yaitu 1 poin untuk setiap 1,00 USD."
        " Tambahan 0,20 USD akan memberi 1 poin lagi.",
        "",
        "Poin dua kali lipat untuk buah dan sayur di akhir pekan",
        "  ✓ Harus pada hari Sabtu atau Minggu. Kali ini: Sabtu.",
        "  Diberikan 12 poin lagi: 2 kali dari yang diberikan oleh “1 poin untuk setiap dolar”"
        " untuk barang tertentu (departemen PRODUCE).",
        "",
        "Satu stempel untuk setiap belanja yang berisi produk bakeri",
        "  ✗ Keranjang harus berisi barang departemen PASTRY. Kali ini tidak ada.",
        "  Tidak ada yang diberikan.",
        "",
        "Keranjang besar",
        "  ✗ Nilai keranjang harus paling sedikit 60,00 USD. Kali ini: 55,80 USD. Tambahan 4,20 USD sudah cukup.",
        "  Tidak ada yang diberikan.",
        "",
    ],
    "th": [
        "ตะกร้านี้ได้รับ 67 คะแนน",
        "",
        "1 คะแนนต่อทุก 1 ดอลลาร์",
        "  ได้รับ 55 คะแนน จากยอด 55.80 USD คิดเป็น 1 คะแนน ต่อทุก 1.00 USD หากเพิ่มอีก 0.20 USD จะได้รับเพิ่ม 1 คะแนน",
        "",
        "คะแนนสองเท่าสำหรับผักและผลไม้ในวันเสาร์และวันอาทิตย์",
        "  ✓ ต้องเป็นวันเสาร์ หรือ วันอาทิตย์ ครั้งนี้: วันเสาร์",
        "  ได้รับเพิ่ม 12 คะแนน: 2 เท่าของที่ “1 คะแนนต่อทุก 1 ดอลลาร์” ให้สำหรับสินค้าที่กำหนด (แผนก PRODUCE)",
        "",
        "แสตมป์ 1 ดวงสำหรับทุกตะกร้าที่มีสินค้าเบเกอรี",
        "  ✗ ตะกร้าต้องมีสินค้าในแผนก PASTRY ครั้งนี้ไม่มี",
        "  ไม่ได้รับอะไร",
        "",
        "ตะกร้าใหญ่",
        "  ✗ ยอดตะกร้าต้องไม่น้อยกว่า 60.00 USD ครั้งนี้: 55.80 USD หากเพิ่มอีก 4.20 USD ก็เพียงพอ",
        "  ไม่ได้รับอะไร",
        "",
    ],
}

CUT: dict[str, str] = {
    "en": "  It gives 20 points for 55.80 USD. That is 1 point for every 1.00 USD."
    " It was cut from 55 points by the limit of 500 points a month.",
    "ms": "  Diberi 20 mata untuk 55.80 USD. Iaitu 1 mata bagi setiap 1.00 USD."
    " Dikurangkan daripada 55 mata oleh had 500 mata sebulan.",
    "id": "  Diberikan 20 poin untuk 55,80 USD. Yaitu 1 poin untuk setiap 1,00 USD."
    " Dikurangi dari 55 poin oleh batas 500 poin per bulan.",
    "th": "  ได้รับ 20 คะแนน จากยอด 55.80 USD คิดเป็น 1 คะแนน ต่อทุก 1.00 USD ลดลงจาก 55 คะแนน เพราะขีดจำกัด 500 คะแนน ต่อเดือน",
}


@pytest.mark.parametrize("language", BY_HAND)
def test_a_weekend_basket_is_explained_rule_by_rule(shop: Path, tmp_path: Path, language: str) -> None:
    assert explained(shop, basket(tmp_path), language) == BY_HAND[language]


@pytest.mark.parametrize("language", CUT)
def test_what_a_limit_cut_is_said(shop: Path, tmp_path: Path, language: str) -> None:
    said = explained(shop, basket(tmp_path, WEEKEND + "used: {monthly: 480}\n"), language)
    assert said[3] == CUT[language]


@pytest.mark.parametrize("language", BY_HAND)
def test_no_line_is_wider_than_a_terminal_of_80_columns(shop: Path, tmp_path: Path, language: str) -> None:
    words = ["program", "explain", str(shop), str(basket(tmp_path)), "--lang", language]
    result = CliRunner().invoke(app, words, env={"COLUMNS": "80", "NO_COLOR": "1"})
    assert max(cell_len(line) for line in result.stdout.splitlines()) <= 80


def test_machines_get_codes_and_values_with_the_sentence(shop: Path, tmp_path: Path) -> None:
    told = setia("program", "explain", shop, basket(tmp_path), "--lang", "ms", "--for", "author", "--json").json
    assert (told["program"], told["lang"]) == ("grocery", "ms")
    assert told["totals"] == [
        {"code": "basket_earns", "values": {"amounts": {"points": 67}}, "text": "Bakul ini memberi 67 mata."}
    ]
    large = told["rules"][-1]
    assert (large["rule"], large["holds"]) == ("large-basket", False)
    assert large["conditions"][0]["sentences"][-1] == {
        "code": "total_missing",
        "values": {"amount": 420},
        "text": "Tambahan 4.20 USD sudah mencukupi.",
    }
    assert {"code": "needs_amount", "text": "Tambah 4.20 USD lagi untuk “Bakul besar”."}.items() <= {
        key: value for one in told["needs"] if one["code"] == "needs_amount" for key, value in one.items()
    }.items()


def test_machines_get_no_internal_name_for_a_member(shop: Path, tmp_path: Path) -> None:
    file = basket(tmp_path, WEEKEND + "used: {monthly: 480}\n")
    told = setia("program", "explain", shop, file, "--for", "member", "--json").json
    assert "monthly" not in json.dumps(told)
    assert "large-basket" not in json.dumps(told)
    assert [set(one) for one in told["rules"]] == [{"name", "holds", "conditions", "gave"}] * 4


def words_of(*given: str | Path) -> list[str]:
    result = CliRunner().invoke(app, ["program", "explain", *map(str, given)], env={"COLUMNS": "400", "NO_COLOR": "1"})
    assert (result.exit_code, result.stderr) == (0, "")
    return [line.rstrip() for line in result.stdout.splitlines()]


def test_without_a_basket_the_document_itself_is_told() -> None:
    said = words_of(GROCERY, "--lang", "th", "--for", "member")
    assert said[:3] == ["คะแนนของชำ", "  จำนวนเงินเป็น USD และวันเริ่มตามเวลาของ UTC", ""]
    place = said.index("บัตรสะสมแสตมป์ครบ 10 ดวง")
    assert said[place + 1] == "  10 แสตมป์ เปลี่ยนเป็น ขนมอบฟรี"
    told = setia("program", "explain", GROCERY, "--json").json
    assert {"wallet", "rule", "tier_set", "reward", "conversion"} < {one["kind"] for one in told["parts"]}
    assert told["parts"][1]["sentences"][0]["code"] == "units_life"


def test_what_is_other_than_in_an_earlier_document_is_told(shop: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.yaml"
    text = (
        shop.read_text(encoding="utf-8")
        .replace("at_least: 60.00", "at_least: 75.00")
        .replace("points: 50}", "points: 80}")
    )
    changed.write_text(text, encoding="utf-8")
    assert words_of(changed, "--since", shop, "--lang", "id") == [
        "Keranjang besar",
        "  - Memberi 50 poin.",
        "  - Nilai keranjang harus paling sedikit 60,00 USD.",
        "  + Memberi 80 poin.",
        "  + Nilai keranjang harus paling sedikit 75,00 USD.",
        "",
    ]
    [told] = setia("program", "explain", changed, "--since", shop, "--json").json["changes"]
    assert told["gone"] == ["Gives 50 points.", "The basket must be worth at least 60.00 USD."]
    assert (told["before"]["id"], told["after"]["kind"]) == ("large-basket", "rule")
    assert words_of(shop, "--since", shop) == []
    answer = setia("program", "explain", shop, basket(tmp_path), "--since", shop)
    assert (answer.code, "--since: a basket is explained by one document." in answer.err) == (2, True)


MEMBERS: list[tuple[str, str, bool]] = [
    ("member: {level: gold}", "{kind: tier, any_of: [gold]}", True),
    ("member: {levels: {level: gold}}", "{kind: tier, any_of: [gold]}", True),
    ("", "{kind: tier, any_of: [member]}", True),
    ("", "{kind: first_purchase}", True),
    ("member: {visit: 3}", "{kind: first_purchase}", False),
    ("member: {visit: 3, days_since: 61}", "{kind: days_since_last_visit, at_least: 60}", True),
    ("member: {segments: [vip]}", "{kind: segment, any_of: [vip]}", True),
    ("member: {attributes: {job: student}}", "{kind: attribute, id: job, any_of: [student]}", True),
    ("store: klcc", "{kind: store, any_of: [klcc]}", True),
    ("channel: web", "{kind: channel, any_of: [web]}", True),
    ("paid_by: qris", "{kind: payment, any_of: [qris]}", True),
    ("currency: MYR", "{kind: currency, any_of: [MYR]}", True),
]


@pytest.mark.parametrize(("given", "condition", "holds"), MEMBERS)
def test_the_member_and_the_circumstances_may_be_imagined_too(
    shop: Path, tmp_path: Path, given: str, condition: str, holds: bool
) -> None:
    text = shop.read_text(encoding="utf-8")
    shop.write_text(text.replace("{kind: basket_total, at_least: 60.00}", condition), encoding="utf-8")
    told = setia("program", "explain", shop, basket(tmp_path, f"{WEEKEND}{given}\n"), "--json").json
    assert told["rules"][-1]["holds"] is holds


def test_an_event_may_be_imagined(tmp_path: Path) -> None:
    text = GROCERY.read_text(encoding="utf-8").replace(
        "tiers:\n",
        "  - {id: review, name: {en: For a review}, trigger: review, effects: [{kind: fixed_points, points: 5}]}\n"
        "events:\n  - {id: review, fields: [{id: stars, type: whole, required: true}]}\ntiers:\n",
        1,
    )
    program = tmp_path / "program.yaml"
    program.write_text(text, encoding="utf-8")
    said = explained(program, basket(tmp_path, "event: {kind: review, fields: {stars: 5}}\n"), "en")
    assert said == ["This event earned 5 points.", "", "For a review", "  It gives 5 points.", ""]
    answer = setia("program", "explain", program, basket(tmp_path, "event: {kind: review}\n"))
    assert (answer.code, "event.fields.stars: the event needs this field." in answer.err) == (2, True)


WRONG: list[tuple[str, str]] = [
    ("lines: [{net: 12.905}]", "lines[0].net: '12.905' has too many decimals; here there are 2."),
    ("lines: [{net: dear}]", "lines[0].net: 'dear' is not a number such as 12.50"),
    ("lines: [{nett: 5}]", "lines[0]: object contains unknown field `nett`."),
    ("lines: [{net: true}]", "lines[0].net: expected `int | str`, got `bool`."),
    ("lines: []", "either `lines` or `event` is needed, and not both."),
    ("at: yesterday\nlines: [{net: 5}]", "at: 'yesterday' is no instant such as 2026-11-28"),
    ("at: 2026-02-30T10:00\nlines: [{net: 5}]", "at: '2026-02-30T10:00' is no instant"),
    ("lines: [{net: 5}]\nmember: {level: gld}", "member.level: there is no 'gld' — did you mean `gold`?"),
    (
        "lines: [{net: 5}]\nmember: {levels: {lvl: gold}}",
        "member.levels.lvl: there is no 'lvl' — did you mean `level`?",
    ),
    ("lines: [{net: 5}]\nused: {montly: 5}", "used.montly: there is no 'montly' — did you mean `monthly`?"),
    ("lines: [{net: 5}]\nused: {monthly: -5}", "used.monthly: -5 is below zero."),
    ("lines: [{net: 5}]\nmember: {held_out: [x]}", "member.held_out[0]: there is no 'x'"),
    ("event: {kind: dance}", "event.kind: there is no 'dance'"),
]


@pytest.mark.parametrize(("text", "why"), WRONG, ids=[why for _, why in WRONG])
def test_what_cannot_be_imagined_is_named_with_its_field(shop: Path, tmp_path: Path, text: str, why: str) -> None:
    file = basket(tmp_path, text + "\n")
    answer = setia("program", "explain", shop, file)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"Error: {file}: {why}")


def test_a_document_or_a_basket_that_cannot_be_read_is_named_with_its_line(shop: Path, tmp_path: Path) -> None:
    file = basket(tmp_path, "lines:\n  - {net: 5, net: 6}\n")
    answer = setia("program", "explain", shop, file)
    assert (answer.code, f"{file.name}:2: lines[0].net: `net` is there twice" in answer.err) == (2, True)
    broken = tmp_path / "broken.yaml"
    broken.write_text(shop.read_text(encoding="utf-8").replace("kind: points_per_amount", "kind: points_per_amout"))
    answer = setia("program", "explain", broken, basket(tmp_path))
    assert (answer.code, "did you mean `points_per_amount`" in answer.err) == (2, True)
    assert setia("program", "explain", tmp_path / "none.yaml", file).code == 2
