"""The page: hostile law stays text, the tables beside it are safe to open, and a failed run leaves no trace."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ctlaw import report
from ctlaw.comparison.page import web_address
from ctlaw.errors import TaxonomyError
from ctlaw.taxonomy import load_taxonomy

TRAVEL, FREEZE = "crime.travel", "finance.asset-freezing"
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u2028\u2029<!--"


def tables() -> dict[str, Any]:
    """Return the law of two countries, one of them hostile."""
    text = f"§ 1 Whoever leaves Ruritania in order to fight {EVIL} is liable to imprisonment up to ten years."
    at = text.index("leaves"), text.index(" in order")
    base = {"language": "en", "kind": "section", "heading": EVIL, "start": 500, "end": 500 + len(text), "as_at":
            "2020-02-03", "layer": "own", "status": "", "in_force": None, "mental": ["purpose"]}  # fmt: skip
    arms = [{"min_months": None, "max_months": 120, "life": False, "death": False, "fine": True, "mode": None,
             "quote": "imprisonment up to ten years"}]  # fmt: skip
    provisions = pd.DataFrame([
        {**base, "path": "de/law.xml", "jurisdiction": "de", "eid": "sec_1", "num": "1", "text": text,
         "penalties": arms, "title": EVIL, "citation": "RuStGB"},
        {**base, "path": "fr/code.xml", "jurisdiction": "fr", "eid": "art_2", "num": "=cmd|' /C calc'!A0", "text": None,
         "penalties": [], "title": "Code", "citation": "", "kind": "article"},
        {**base, "path": "fr/code.xml", "jurisdiction": "fr", "eid": "art_3", "num": "3", "text": None, "penalties": [],
         "title": "Code", "citation": "", "kind": "article"},
    ])  # fmt: skip
    row = {"language": "en", "primary": True, "method": "hybrid", "basis": "rule 1"}
    codings = pd.DataFrame([
        {**row, "path": "de/law.xml", "eid": "sec_1", "jurisdiction": "de", "code": TRAVEL, "score": 0.9,
         "evidence_start": at[0], "evidence_end": at[1], "evidence": "leaves Ruritania"},
        {**row, "path": "fr/code.xml", "eid": "art_2", "jurisdiction": "fr", "code": FREEZE, "score": 0.7,
         "evidence_start": None, "evidence_end": None, "evidence": "@SUM(1)"},
    ])  # fmt: skip
    documents = pd.DataFrame([
        {"path": "de/law.xml", "jurisdiction": "de", "title": EVIL, "language": "en", "status": "",
         "pillars": ["criminal-law"], "official_url": "javascript:alert(1)", "as_at": "2020-02-03"},
        {"path": "fr/code.xml", "jurisdiction": "fr", "title": "Code", "language": "fr", "status": "",
         "pillars": ["criminal-law", "terrorist-finance"], "official_url": "https://law.example/code", "as_at": None},
    ])  # fmt: skip
    quality = pd.DataFrame([{"code": TRAVEL, "language": "fr", "precision": 0.9, "recall": 0.9, "positives": 30}])
    restated = pd.DataFrame([
        {"path": "de/law.md", "jurisdiction": "de", "eid": "sec_1", "num": "1", "text": "A traveller is punished.",
         "title": "Law", "as_at": "2020-02-03", "citation": "RuStGB"},
        {"path": "de/other.md", "jurisdiction": "de", "eid": "sec_1", "num": "1", "text": "Of another law.",
         "title": "Other", "as_at": None, "citation": "Other"},
    ])  # fmt: skip
    return {"provisions": provisions, "codings": codings, "documents": documents, "quality": quality,
            "restated": restated}  # fmt: skip


def written(folder: Path, **changed: Any) -> tuple[str, dict[str, Any]]:
    """Write the report of `tables`; return the page and the data in it."""
    given = {**tables(), **changed}
    path = report.write_report(folder, given["provisions"], given["codings"], given["documents"],
                               quality=given["quality"], restated=given["restated"], title="Test & title",
                               data_version="v1")  # fmt: skip
    page = path.read_text(encoding="utf-8")
    return page, json.loads(page.split('<script type="application/json" id="data">')[1].split("</script>")[0])


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("out") / "report"
    page, data = written(folder)
    return folder, page, data


def test_everything_is_written(made):
    folder = made[0]
    names = {path.name for path in folder.iterdir()}
    assert names == {"index.html", "coverage.csv", "provisions.csv", "codings.csv", "penalties.csv", "figures"}
    assert {"coverage-pillars.png", "coverage-codes.png"} <= {path.name for path in (folder / "figures").iterdir()}
    assert not [path for path in folder.parent.iterdir() if path != folder]


def test_the_page_needs_no_network_and_allows_no_other_script(made):
    page = made[1]
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page.replace('href="https://law.example/code"', ""))
    assert "default-src 'none'" in page and "unsafe-inline" not in page
    script = page.rsplit("<script>", 1)[1].split("</script>")[0]
    assert f"script-src '{report._digest(script)}'" in page
    style = page.split("<style>")[1].split("</style>")[0]
    assert f"style-src '{report._digest(style)}'" in page


def test_hostile_text_stays_text(made):
    _, page, data = made
    assert "<script>alert" not in page and "<img" not in page and "javascript:" not in page
    inside = page.split('id="data">')[1].split("</script>")[0]
    assert "\u2028" not in inside and "\u2029" not in inside and "<" not in inside
    assert page.count("<script") == 2 and page.count("</script>") == 2
    assert data["documents"][0][2] == EVIL and data["documents"][0][8] == ""
    assert EVIL in data["provisions"][0][9]


def test_the_script_writes_no_markup(made):
    script = made[1].rsplit("<script>", 1)[1]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function", script)


def test_cells_provisions_and_evidence(made):
    data = made[2]
    codes = [c[0] for c in data["codes"]]
    assert codes == load_taxonomy().codes
    places = {j[0]: j for j in data["jurisdictions"]}
    assert places["de"][5][codes.index(TRAVEL)] == "f" and places["fr"][5][codes.index(TRAVEL)] == "a"
    assert places["fr"][5][codes.index(FREEZE)] == "f" and places["de"][5][codes.index(FREEZE)] == "s"
    assert places["de"][1:4] == ["Germany", "Europe", "Western Europe"]
    law = data["provisions"][0]
    (coding,) = law[12]
    assert law[9][slice(*coding[4])] == "leaves Ruritania"
    assert law[7] == ["up to 10 years; fine"] and law[8] == ["purpose"]
    assert [p[1] for p in data["provisions"]] == ["sec_1", "art_2"], "only coded provisions are in the page"


def test_evidence_by_document_offsets_and_by_quotation():
    given = tables()
    start = 500 + given["codings"].loc[0, "evidence_start"]
    from ctlaw.comparison.page import _evidence

    text = given["provisions"].loc[0, "text"]
    for coding in ({"evidence_start": start, "evidence_end": start + 16, "evidence": "leaves Ruritania"},
                   {"evidence_start": 1, "evidence_end": 17, "evidence": "leaves Ruritania"},
                   {"evidence_start": None, "evidence_end": None, "evidence": "leaves Ruritania"}):  # fmt: skip
        a, b = _evidence(text, 500, coding)
        assert text[a:b] == "leaves Ruritania"
    assert _evidence(text, 500, {"evidence_start": 9000, "evidence_end": 9010, "evidence": ""}) is None
    assert _evidence(text, None, {"evidence_start": None, "evidence_end": None, "evidence": None}) is None


def test_long_text_is_cut_around_its_evidence():
    from ctlaw.comparison.page import TEXT_AROUND, _shown

    text = "a" * 20_000 + "HERE" + "b" * 20_000
    shown, span = _shown(text, (20_000, 20_004))
    assert shown[slice(*span)] == "HERE" and len(shown) <= 2 * TEXT_AROUND + 20
    assert shown.startswith("[...] ") and shown.endswith(" [...]")
    start, span = _shown(text, (0, 5))
    assert start.startswith("aaaaa") and span == [0, 5]
    assert _shown("short", (1, 3)) == ("short", [1, 3])
    assert _shown(text, None)[1] is None


def test_restatements_are_found_by_work_and_number_never_by_number_alone(made):
    data = made[2]
    assert [r[3] for r in data["restated"]] == ["A traveller is punished."]
    assert data["provisions"][0][10] == 0 and data["provisions"][1][10] == -1


def test_csv_cells_cannot_act(made):
    rows = list(csv.reader(io.StringIO((made[0] / "provisions.csv").read_text(encoding="utf-8"))))
    assert "'=cmd|' /C calc'!A0" in {cell for row in rows for cell in row}
    assert "'@SUM(1)" in (made[0] / "codings.csv").read_text(encoding="utf-8")
    for name in ("coverage.csv", "provisions.csv", "codings.csv", "penalties.csv"):
        for row in csv.reader(io.StringIO((made[0] / name).read_text(encoding="utf-8"))):
            assert not [cell for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]


def test_csv_of_provisions_holds_facts_only(made):
    head, *rows = csv.reader(io.StringIO((made[0] / "provisions.csv").read_text(encoding="utf-8")))
    assert "text" not in head and "heading" not in head
    assert "ten years" not in str(rows)


def test_penalties_csv_has_one_row_an_arm(made):
    (row,) = csv.DictReader(io.StringIO((made[0] / "penalties.csv").read_text(encoding="utf-8")))
    assert (row["path"], row["max_months"], row["fine"], row["codes"]) == ("de/law.xml", "120", "true", TRAVEL)


@pytest.mark.parametrize(("value", "cell"), [
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@A", "'@A"), ("\t=1", "'\t=1"), ("a=1", "a=1"), (-1, -1),
    (-2.5, -2.5), (None, ""), (float("nan"), ""), (pd.NA, ""), (True, "true"), (["a"], '["a"]'), ("", ""),
])  # fmt: skip
def test_csv_cell(value, cell):
    assert report.csv_cell(value) == cell


@pytest.mark.parametrize(("value", "address"), [
    ("https://law.example/a?b=1#c", "https://law.example/a?b=1#c"), ("http://law.example", "http://law.example"),
    ("javascript:alert(1)", ""), ("data:text/html,x", ""), ("//law.example", ""), ("file:///etc/passwd", ""),
    ("https://a@evil.example/", ""), ("https://law.example/\"onload=x", ""), ("https://[", ""), ("", ""), (None, ""),
    ("JaVaScRiPt:alert(1)", ""), ("https://law.example/a b", ""),
])  # fmt: skip
def test_web_address(value, address):
    assert web_address(value) == address


@pytest.mark.parametrize("text", [EVIL, "&amp;", "\ud800", '"\\', "\x00"])
def test_json_in_html_comes_back_unchanged(text):
    packed = report.json_in_html({"a": text})
    assert not set("<>&\u2028\u2029") & set(packed)
    packed.encode("utf-8")
    assert json.loads(packed)["a"] == text.replace("\ud800", "\ufffd")


def test_the_same_tables_give_the_same_bytes(made, tmp_path):
    written(tmp_path / "again")
    for path in sorted(made[0].rglob("*")):
        if path.is_file():
            assert (tmp_path / "again" / path.relative_to(made[0])).read_bytes() == path.read_bytes(), path.name


def test_a_failed_run_leaves_what_was_there(tmp_path, monkeypatch):
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "index.html").write_text("old")
    (folder / "notes.txt").write_text("mine")
    given = tables()
    with pytest.raises(TaxonomyError):
        written(folder, codings=given["codings"].assign(code="crime.nonsense"))

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(report, "_figures", broken)
    with pytest.raises(OSError, match="disk full"):
        written(folder)
    assert {p.name: p.read_text() for p in folder.iterdir()} == {"index.html": "old", "notes.txt": "mine"}
    assert [p.name for p in tmp_path.iterdir()] == ["report"]


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "notes.txt").write_text("mine")
    written(tmp_path / "report")
    assert (tmp_path / "report" / "notes.txt").read_text() == "mine"


def test_nothing_found_is_a_page_too(tmp_path):
    page, data = written(tmp_path / "r", codings=pd.DataFrame(), restated=None, quality=None)
    assert data["provisions"] == [] and set("".join(j[5] for j in data["jurisdictions"])) <= set("ws")
    assert "Test &amp; title" in page


def test_law_of_no_known_country(tmp_path):
    given = tables()
    _, data = written(tmp_path / "r", documents=given["documents"].assign(jurisdiction=""),
                      codings=given["codings"].assign(jurisdiction=""),
                      provisions=given["provisions"].assign(jurisdiction=""))  # fmt: skip
    assert [j[:2] for j in data["jurisdictions"]] == [["zz", "Jurisdiction not known"]]


def test_inputs_are_not_changed(tmp_path):
    given = tables()
    copies = {name: table.copy(deep=True) for name, table in given.items()}
    written(tmp_path / "r", **given)
    for name, table in given.items():
        pd.testing.assert_frame_equal(table, copies[name])


# --- in a browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield opened
        opened.close()


@pytest.fixture
def shown(browser, made):
    """Return an opened page, and assert afterwards that it neither failed nor asked for the network."""
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text))
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.on("request", lambda request: request.url.startswith("file:") or trouble.append(request.url))
    page.goto((made[0] / "index.html").as_uri())
    yield page
    page.close()
    assert trouble == []


def test_a_click_leads_from_the_matrix_to_the_provision(shown):
    shown.select_option("#level", "p0")
    shown.click(f'#matrix td[data-key="de/{TRAVEL}"]')
    shown.wait_for_selector("#panel mark")  # its text comes a moment after the click
    panel = shown.inner_text("#panel")
    assert "Germany: Travelling for terrorist purposes" in panel and "up to 10 years; fine" in panel
    assert "Restatement in plain English by ctlaw, not the law" in panel and EVIL[:40] in panel
    assert shown.inner_text("#panel mark") == "leaves Ruritania"
    assert shown.url.endswith(f"#cell=de/{TRAVEL}")
    assert shown.get_attribute(f'#matrix td[data-key="de/{TRAVEL}"]', "aria-selected") == "true"


def test_a_deep_link_opens_its_cell_and_survives_nonsense(shown, made):
    address = (made[0] / "index.html").as_uri()
    shown.goto(f"{address}#cell=fr/{FREEZE}")
    shown.wait_for_selector("#panel:not([hidden])")
    assert "at the official publisher" in shown.inner_text("#panel")
    assert shown.get_attribute("#panel a", "href") == "https://law.example/code"
    for nonsense in ("#cell=xx/none", "#cell=%E0%A4%A", "#compare=de,de,de/x", "#cell=__proto__/crime.travel"):
        shown.goto(address + nonsense)


def test_side_by_side(shown, made):
    shown.goto((made[0] / "index.html").as_uri() + f"#cell=de/{TRAVEL}")
    shown.select_option("#other", "fr")
    shown.wait_for_selector(".sides")
    assert shown.locator(".sides h3").all_inner_texts() == ["Germany", "France"]
    assert "searched and not found" in shown.inner_text(".sides")
    assert shown.url.endswith(f"#compare=de,fr/{TRAVEL}")


def test_by_keyboard_alone(shown):
    shown.focus('#matrix [tabindex="0"]')
    assert shown.evaluate("document.activeElement.dataset.key") == "fr/criminal-law"
    for key in ("ArrowDown", "ArrowRight", "Home", "ArrowRight", "Enter"):
        shown.keyboard.press(key)
    shown.wait_for_function("document.activeElement.id === 'panel-title'")
    assert "Germany: Criminal law" in shown.inner_text("#panel-title")
    shown.keyboard.press("Escape")
    assert shown.evaluate("document.activeElement.dataset.key") == "de/criminal-law"
    assert shown.is_hidden("#panel")
    assert shown.locator('#matrix [tabindex="0"]').count() == 1


def test_filters_and_order(shown):
    shown.select_option("#language", "fr")
    assert shown.locator("#matrix tbody th").all_inner_texts() == ["France"]
    shown.select_option("#language", "")
    shown.select_option("#sort", "found")
    assert "2 jurisdictions" in shown.inner_text("#shown")
    shown.select_option("#region", "Europe")
    assert shown.locator("#matrix tbody tr").count() == 2
    shown.select_option("#level", "codes")
    assert shown.locator("#matrix tbody td").count() == 2 * 88


def test_names_roles_and_no_sideways_scrolling(shown):
    cell = shown.locator('#matrix td[data-key="fr/criminal-law"]')
    assert cell.get_attribute("aria-label").startswith("France, Criminal law: ")
    roles = shown.evaluate("[...document.querySelectorAll('#matrix [role]')].map(n => n.getAttribute('role'))")
    assert set(roles) == {"row", "rowgroup", "columnheader", "rowheader", "gridcell"}
    unnamed = shown.evaluate(
        "[...document.querySelectorAll('select,button,a')].filter(n => !(n.labels && n.labels.length)"
        " && !n.getAttribute('aria-label') && !n.textContent.trim()).map(n => n.outerHTML)"
    )
    assert unnamed == []
    twice = shown.evaluate("(i => i.filter((x, n) => i.indexOf(x) !== n))([...document.querySelectorAll('[id]')]"
                           ".map(n => n.id))")  # fmt: skip
    assert twice == []
    for width in (360, 768, 1300):
        shown.set_viewport_size({"width": width, "height": 800})
        assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_eighty_countries_stay_quick(browser, tmp_path):
    """The full matrix stands in two seconds of the browser's own time (issue 7)."""
    taxonomy = load_taxonomy()
    from ctlaw.comparison.frames import regions

    places = [p for p in sorted(regions()) if p not in ("eu", "un", "coe")][:80]
    documents = pd.DataFrame([{"path": f"{p}/a.xml", "jurisdiction": p, "title": "Act", "language": "en", "status": "",
                               "pillars": taxonomy.pillars} for p in places])  # fmt: skip
    pairs = [(p, c, i) for p in places for i, c in enumerate(taxonomy.codes) if (i + ord(p[0])) % 2]
    provisions = pd.DataFrame([{"path": f"{p}/a.xml", "jurisdiction": p, "language": "en", "eid": f"art_{i}", "num":
                                str(i), "kind": "article", "start": i, "end": i + 1} for p, c, i in pairs])  # fmt: skip
    codings = pd.DataFrame([{"path": f"{p}/a.xml", "eid": f"art_{i}", "code": c, "score": 0.9} for p, c, i in pairs])
    path = report.write_report(tmp_path / "r", provisions, codings, documents)
    page = browser.new_page()
    page.goto(path.as_uri())
    page.select_option("#level", "codes")
    times = page.evaluate(
        "() => { const l = document.getElementById('level'); const t = performance.now();"
        " l.dispatchEvent(new Event('change')); document.getElementById('matrix').getBoundingClientRect();"
        " return [performance.now() - t, document.querySelectorAll('#matrix td').length,"
        " performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd]; }"
    )
    page.close()
    assert times[1] == 80 * 88
    assert times[0] < 4000 and times[2] < 4000, times


@pytest.mark.parametrize(("method", "kind", "words"), [
    ("reader", "model", "read by a language model"), ("reader", "lawyer", "read by a lawyer"), ("reader", "", "read"),
    ("hybrid", "", "by rules and a trained model"), ("", "", ""),
])  # fmt: skip
def test_the_page_says_by_whom_a_coding_was_made(tmp_path: Path, method: str, kind: str, words: str) -> None:
    codings = tables()["codings"].assign(method=method, reader_kind=kind)
    _, data = written(tmp_path, codings=codings)
    assert {coding[3] for provision in data["provisions"] for coding in provision[12]} == {words}
