"""`setia program plan --language`: the terminal and the page speak the reader's language, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import permutations
from pathlib import Path

import pytest
from django.db import transaction

from setia.cli import plan_changes
from setia.cli.plan_spoken import Spoken
from setia.services.compare_programs import differences
from setia.services.documents import read_program
from setia.storage import clock, looks
from setia.storage.looks import Look
from setia.wording.languages import TRANSLATED, Language
from setia.wording.people import People
from tests.architecture.sources import ROOT
from tests.cli.terminal import Answer, setia
from tests.conftest import use
from tests.shop import GROCERY, Shop, at
from tests.web.browser import Reader, browser
from tests.web.thai import strange
from tests.wording.checking import VOCABULARY, words

CHANGES = (
    ("effective_from: 2017-01-01", "effective_from: 2018-02-01\nclaim_window: P7D"),
    ("points: 1, per: 1.00, base: shelf", "points: 1, per: 2.00, base: shelf"),
    ("{after: P12M, round_to: end_of_month}", "{after: P6M, round_to: end_of_month, apply_to_existing: 2018-05-01}"),
    ("at_least: 1000.00", "at_least: 500.00"),
    ("th: เงิน}", "th: ขาว}"),
    ("- {amount: 500}", "- {amount: 400}"),
    ("rules:\n  - id: base", "limits:\n  - {id: pot, per: program, units: 700, every: ever}\nrules:\n  - id: base"),
    ("    trigger: purchase\n    effects:\n", "    trigger: purchase\n    limits: [pot]\n    effects:\n"),
)
DOCUMENT = frozenset(
    "pot grocery points tiers spend rules limits wallets program per every ever end_of_month"
    " 2017-01-01 2018-02-01 2018-05-01 changed.yaml".split()
)
"""Words and days of documents, which are the same in every language."""


@pytest.fixture(scope="module")
def folder(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two members who bought in every month of a year, one redemption, and the document that is to be tried."""
    folder = tmp_path_factory.mktemp("plan")
    (folder / "setia.sqlite3").write_bytes(sqlite_template.read_bytes())
    text = (ROOT / "programs" / "grocery.yaml").read_text(encoding="utf-8")
    with use(f"sqlite:///{folder / 'setia.sqlite3'}"):
        shop = Shop(text)
        for month in range(1, 13):
            shop.buys("Siti", 210_00, f"2017-{month:02d}-03", manner=shop.history)
            shop.buys("Ali", 20_50, f"2017-{month:02d}-09", manner=shop.history)
        shop.moves_clock(at("2018-01-20T10:00") - clock.read())
        shop.buys("Siti", 34_00)
        shop.redeems("Siti", 1_000)
        for before, after in CHANGES:
            assert before in text, before
            text = text.replace(before, after, 1)
        (folder / "changed.yaml").write_text(text, encoding="utf-8")
        yield folder


def planned(folder: Path, language: str, *more: str | Path) -> Answer:
    told = setia("program", "plan", folder / "changed.yaml", "--language", language, *more)
    assert told.code == 0, told.told
    return told


def page_of(folder: Path, language: str) -> Path:
    path = folder / f"{language}.html"
    planned(folder, language, "--html", path)
    return path


def read(page: Path) -> str:
    """What stands on a page, and the names of its pictures."""
    text = re.sub(r"<style>.*?</style>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    labels = re.findall(r'aria-label="([^"]*)"', text)
    return unescape(" ".join([re.sub(r"<[^>]*>", " ", text), *labels]))


def foreign(text: str, language: Language) -> set[str]:
    """Words of English messages that are none of the language's own."""
    english, own = VOCABULARY[language]
    plain = re.sub(r"`[^`]*`|/\S+|mem_\w+", " ", text)
    return (words([plain]) & english) - own - DOCUMENT - {"usd"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_on_the_terminal_is_english(folder: Path, language: Language) -> None:
    told = planned(folder, language).out
    assert foreign(told, language) == set()
    if language == "th":
        body = "".join(f"<p>{escape(line)}</p>" for line in told.replace(f"{folder}/", "").splitlines())
        assert strange(f'<html lang="th">{body}</html>', DOCUMENT) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_on_the_page_is_english(folder: Path, language: Language) -> None:
    page = page_of(folder, language)
    assert f'<html lang="{language}">' in page.read_text(encoding="utf-8")
    assert foreign(read(page), language) == set()
    if language == "th":
        assert strange(page.read_text(encoding="utf-8"), DOCUMENT) == []


def test_english_is_what_is_spoken_where_nobody_says_otherwise(folder: Path) -> None:
    assert setia("program", "plan", folder / "changed.yaml").out == planned(folder, "en").out
    assert foreign(planned(folder, "en").out, "th"), "or the tests above look at nothing"


def test_a_reader_has_his_own_months_and_numbers(folder: Path) -> None:
    """Each month 210 points for Siti and 20 for Ali, half of it as planned; with 34 of January 2018 they are 2,794."""
    thai, indonesian = read(page_of(folder, "th")), read(page_of(folder, "id"))
    assert "ม.ค. 2560 ถึง ธ.ค. 2560" in thai
    assert re.search(r"ก\.พ\. 2560\s+230\s+115", thai)
    assert thai.count("ต.ค.") == 2, "below the bars, where thirteen months have room for every third, and in the table"
    assert re.search(r"diberikan\s+2\.794\s", indonesian)
    assert "USD" in indonesian
    assert "2017" in indonesian


def test_names_are_those_that_the_document_has_in_the_language(folder: Path) -> None:
    told = planned(folder, "ms").told
    assert "1 mata bagi setiap dolar (-" in told
    assert "Perak" in told
    assert "Silver" not in told


def test_a_part_says_what_it_said_and_says_now_and_what_that_is_for_members(folder: Path) -> None:
    told = planned(folder, "id").out
    assert re.search(
        r"1 poin untuk setiap dolar — lebih buruk bagi anggota\n"
        r"    - Memberi 1 poin untuk setiap 1,00 USD[^\n]*\n"
        r"    \+ Memberi 1 poin untuk setiap 2,00 USD",
        told,
    ), told
    assert re.search(r"Tingkat — lebih baik bagi anggota\n", told), "silver from 500, whatever it is called"


def test_what_no_part_tells_is_said_in_the_words_of_documents(folder: Path) -> None:
    told = planned(folder, "th").out
    assert re.search(r"`claim_window` เปลี่ยนจาก .* เป็น P7D — ", told), told
    assert "limits › pot: เพิ่มใหม่ — แย่ลงสำหรับสมาชิก" in told
    assert re.search(r"`expiry\.apply_to_existing` .* — ดีขึ้นสำหรับบางคน แย่ลงสำหรับบางคน", told), "no sentence has it"
    assert "`amount`" not in told, "the reward's sentence has it"


def test_no_difference_is_lost_between_any_two_programs() -> None:
    """Each is the one that a part's sentences tell, or stands in the words of documents."""
    shipped = [read_program(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "programs").glob("*.yaml"))]
    assert len(shipped) > 10
    for before, after in permutations(shipped, 2):
        found = differences(before.program, after.program)
        said = plan_changes.told(found, Spoken(before, after, People("th")))
        in_sentences = [one for one in said if (one.gone or one.new) and one.effect is not None]
        in_words = [one for one in said if not one.gone and not one.new]
        assert len(found) <= len(in_words) + len(in_sentences), (before.program.id, after.program.id)


def test_what_would_have_been_cut_or_not_paid_is_said_and_what_ends_sooner(folder: Path) -> None:
    told = planned(folder, "ms").told
    assert re.search(r"Dipotong oleh bajet pot: pemberian 0 \d+ \+\d+", told)
    assert "1 penebusan yang direkodkan, berjumlah 1,000 mata, tidak akan mampu dibayar" in told
    assert re.search(
        r"\d kelompok milik 2 ahli akan tamat lebih awal: [\d,]+ mata mengikut keadaan sekarang,"
        r" yang pertama pada 1 Mei 2018 00:00\.",
        told,
    ), "the day that the document names"


def test_machines_read_the_same_in_every_language(folder: Path) -> None:
    assert planned(folder, "th", "--json").json == planned(folder, "en", "--json").json


def test_a_language_that_nobody_speaks_here_is_refused(folder: Path) -> None:
    told = setia("program", "plan", folder / "changed.yaml", "--language", "fr")
    assert told.code == 2
    assert "--language" in told.err
    assert "'fr' is not one of 'en', 'ms', 'id', 'th'" in told.told


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("language", TRANSLATED)
def test_a_program_without_money_or_purchases_is_said_as_well(tmp_path: Path, language: Language) -> None:
    shop = Shop(GROCERY)
    path = tmp_path / "changed.yaml"
    path.write_text(GROCERY.read_text(encoding="utf-8").replace("per: 1.00", "per: 2.00"), encoding="utf-8")
    empty = setia("program", "plan", path, "--language", language)
    shop.buys("Siti", 400_00)
    bought = setia("program", "plan", path, "--language", language)
    for told in (empty, bought):
        assert told.code == 0, told.told
        assert foreign(told.out.replace("points", ""), language) == set()
    assert re.search(r"400\s+200\s+-200 ", bought.out)
    assert "USD" not in bought.out.partition("\n\n")[2], "nobody says what a point is worth"


@pytest.mark.usefixtures("sqlite_database")
def test_a_shop_has_the_years_and_digits_that_its_owner_chose(tmp_path: Path) -> None:
    shop = Shop(GROCERY)
    shop.buys("Siti", 400_00, "2017-11-03", manner=shop.history)
    with transaction.atomic():
        looks.write(shop.program.id, Look(era="common", digits="thai"), b"", clock.read())
    page = tmp_path / "plan.html"
    told = setia("program", "plan", GROCERY, "--language", "th", "--html", page)
    assert told.code == 0, told.told
    text = page.read_text(encoding="utf-8")
    assert '<html lang="th-u-ca-gregory-nu-thai">' in text
    assert re.search(r">พ\.ย\. ๒๐๑๗</th><td>๔๐๐</td>", text), "in the table"
    assert {">๒๐๑๗<", ">๔๐๐<"} <= set(re.findall(r">\d+<", text.partition("<svg")[2].partition("</svg>")[0]))
    assert "ออกให้ ๔๐๐ ๔๐๐" in told.told


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["ms", "th"])
def test_a_browser_has_nothing_against_the_page(folder: Path, language: Language, width: int) -> None:
    page = page_of(folder, language)
    with browser() as chromium:
        reader = Reader(chromium, page.parent.as_uri(), width, language)
        reader.opens(page.as_uri())
        for summary in reader.page.locator("summary").all():
            summary.click()
        assert reader.faults() == []
        assert reader.complaints == []
        reader.leaves()
