"""Comparisons, on the law of countries that do not exist under codes that do."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import pandas as pd
import pytest

from ctlaw import compare
from ctlaw.comparison import frames
from ctlaw.errors import CorpusError, TaxonomyError
from ctlaw.taxonomy import load_taxonomy

ALL = load_taxonomy().pillars
TRAVEL, MEMBER, FREEZE = "crime.travel", "crime.membership", "finance.asset-freezing"


def document(path: str, *, language: str = "en", status: str = "", pillars: Any = tuple(ALL), **more: Any
             ) -> dict[str, Any]:  # fmt: skip
    return {"path": path, "jurisdiction": path[:2], "title": f"Act {path}", "language": language, "status": status,
            "pillars": pillars, **more}  # fmt: skip


def coding(path: str, num: str, code: str, score: float = 0.9, **more: Any) -> dict[str, Any]:
    return {"path": path, "eid": f"art_{num}", "jurisdiction": path[:2], "language": "en", "code": code,
            "score": score, "primary": True, "method": "hybrid", "evidence": "", **more}  # fmt: skip


def provision(path: str, num: str, penalties: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return {"path": path, "jurisdiction": path[:2], "language": "en", "eid": f"art_{num}", "num": num,
            "kind": "article", "title": f"Act {path}", "as_at": "2020-01-01", "layer": "coded", "status": "",
            "in_force": None, "penalties": penalties or [], "mental": [], **more}  # fmt: skip


def quality(code: str, *, language: str = "en", recall: float = 0.9, positives: int = 20) -> dict[str, Any]:
    return {"code": code, "language": language, "precision": 0.8, "recall": recall, "positives": positives}


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def one_cell(documents: list[dict[str, Any]], codings: list[dict[str, Any]], measures: list[dict[str, Any]],
             code: str = TRAVEL) -> tuple[Any, str]:  # fmt: skip
    """Return value and reason of the first jurisdiction's cell."""
    coded = pd.DataFrame(codings) if codings else pd.DataFrame(columns=["path", "eid", "code"])
    arguments = {"codes": [code], "quality": pd.DataFrame(measures) if measures else None}
    value = compare.coverage(coded, pd.DataFrame(documents), **arguments)
    reason = compare.coverage_reasons(coded, pd.DataFrame(documents), **arguments)
    return value.iloc[0, 0], reason.iloc[0, 0]


STRONG = [quality(TRAVEL)]
CASES = [
    ("found", [document("de/a")], [coding("de/a", "1", TRAVEL)], [], True, compare.FOUND),
    ("absent", [document("de/a")], [], STRONG, False, compare.ABSENT),
    ("nobody measured", [document("de/a")], [], [], None, compare.WEAK),
    ("recall just below", [document("de/a")], [], [quality(TRAVEL, recall=0.799)], None, compare.WEAK),
    ("recall exactly enough", [document("de/a")], [], [quality(TRAVEL, recall=0.8, positives=20)], False,
     compare.ABSENT),
    ("too few positives", [document("de/a")], [], [quality(TRAVEL, positives=19)], None, compare.WEAK),
    ("recall not a number", [document("de/a")], [], [quality(TRAVEL, recall=float("nan"))], None, compare.WEAK),
    ("measured in another language", [document("de/a", language="de")], [], STRONG, None, compare.WEAK),
    ("measured for another code", [document("de/a")], [], [quality(MEMBER)], None, compare.WEAK),
    ("one of two languages weak", [document("de/a"), document("de/b", language="de")], [], STRONG, None, compare.WEAK),
    ("pillar not searched", [document("de/a", pillars=("terrorist-finance",))], [], STRONG, None,
     compare.NOT_SEARCHED),
    ("nothing said of pillars", [document("de/a", pillars=None)], [], STRONG, None, compare.NOT_SEARCHED),
    ("pillars as text", [document("de/a", pillars="criminal-law; biometrics")], [], STRONG, False, compare.ABSENT),
    ("excerpt", [document("de/a", status="excerpt")], [], STRONG, None, compare.EXCERPT),
    ("partial", [document("de/a", status="partial")], [], STRONG, None, compare.EXCERPT),
    ("excerpt beside a whole law", [document("de/a", status="excerpt"), document("de/b")], [], STRONG, False,
     compare.ABSENT),
    ("bill", [document("de/a", status="bill")], [], STRONG, None, compare.NOT_IN_FORCE),
    ("as enacted proves no absence", [document("de/a", status="as-enacted")], [], STRONG, None, compare.NOT_IN_FORCE),
    ("historical", [document("de/a", status="historical")], [], STRONG, None, compare.NOT_IN_FORCE),
    ("reference", [document("de/a", status="reference")], [], STRONG, None, compare.NOT_IN_FORCE),
    ("found in an excerpt", [document("de/a", status="excerpt")], [coding("de/a", "1", TRAVEL)], [], True,
     compare.FOUND),
    ("found in a bill only", [document("de/a", status="bill")], [coding("de/a", "1", TRAVEL)], STRONG, None,
     compare.NOT_IN_FORCE),
    ("a bill would bring what the law lacks", [document("de/a"), document("de/b", status="bill")],
     [coding("de/b", "1", TRAVEL)], STRONG, False, compare.ABSENT),
    ("found as enacted", [document("de/a", status="as-enacted")], [coding("de/a", "1", TRAVEL)], [], True,
     compare.FOUND),
    ("repealed provision", [document("de/a")], [coding("de/a", "1", TRAVEL, in_force=False)], [], None,
     compare.NOT_IN_FORCE),
    ("restatement proves no absence", [document("de/a", layer="restated")], [], STRONG, None, compare.EXCERPT),
    ("language with region", [document("de/a", language="en+cy")], [], STRONG, False, compare.ABSENT),
]  # fmt: skip


@pytest.mark.parametrize(("documents", "codings", "measures", "value", "reason"), [c[1:] for c in CASES],
                         ids=[c[0] for c in CASES])  # fmt: skip
def test_coverage_has_three_values(documents, codings, measures, value, reason):
    got, why = one_cell(documents, codings, measures)
    assert why == reason
    assert pd.isna(got) if value is None else got == value


def test_coverage_is_nullable_boolean_in_taxonomy_order_with_every_jurisdiction():
    got = compare.coverage(table(coding("de/a", "1", TRAVEL)), table(document("de/a"), document("fr/a")))
    assert list(got.columns) == load_taxonomy().codes
    assert list(got.index) == ["de", "fr"]
    assert got.dtypes.astype(str).unique().tolist() == ["boolean"]
    assert got.loc["fr"].isna().all()


def test_pillar_is_absent_only_when_every_code_is():
    taxonomy = load_taxonomy()
    nexus = taxonomy.select("biometrics")
    documents = table(document("de/a"))
    none = pd.DataFrame(columns=["path", "eid", "code"])
    every = pd.DataFrame([quality(code) for code in nexus])

    def level(measures: pd.DataFrame) -> Any:
        return compare.coverage(none, documents, level="pillar", quality=measures).loc["de", "biometrics"]

    assert level(every) == False  # noqa: E712
    assert pd.isna(level(every.iloc[1:]))
    reasons = compare.coverage_reasons(none, documents, level="pillar", quality=every.iloc[1:])
    assert reasons.loc["de", "biometrics"] == compare.WEAK
    found = compare.coverage(table(coding("de/a", "1", nexus[0])), documents, level="pillar")
    assert found.loc["de", "biometrics"] == True  # noqa: E712


def test_cells_say_what_they_rest_on():
    codings = table(coding("de/a", "1", TRAVEL, 0.6), coding("de/a", "2", TRAVEL, 0.8, evidence="leaves Ruritania"),
                    coding("de/b", "3", TRAVEL, 0.7))  # fmt: skip
    documents = table(document("de/a"), document("de/b"))
    got = compare.cells(codings, documents, codes=[TRAVEL], quality=pd.DataFrame(STRONG)).iloc[0]
    assert (got["provisions"], got["documents"], got["best_eid"]) == (3, 2, "art_2")
    assert got["best_evidence"] == "leaves Ruritania"
    assert (got["precision"], got["recall"], got["positives"]) == (0.8, 0.9, 20)


def test_a_code_stated_twice_for_one_provision_counts_once():
    codings = table(coding("de/a", "1", TRAVEL, 0.6), coding("de/a", "1", TRAVEL, 0.8))
    assert compare.cells(codings, table(document("de/a")), codes=[TRAVEL])["provisions"].tolist() == [1]


def test_provisions_bring_what_is_not_in_force():
    provisions = table(provision("de/a", "1", in_force=False))
    got = compare.cells(table(coding("de/a", "1", TRAVEL)), table(document("de/a")), codes=[TRAVEL],
                        provisions=provisions)  # fmt: skip
    assert got["reason"].tolist() == [compare.NOT_IN_FORCE]


def test_documents_may_be_objects():
    class Law:
        path, jurisdiction, language, status, pillars = "de/a", "de", "en", "", ("criminal-law",)

    assert one_cell([document("de/a")], [], STRONG)[1] == compare.ABSENT
    none = pd.DataFrame(columns=["path", "eid", "code"])
    got = compare.coverage(none, [Law()], codes=[TRAVEL], quality=pd.DataFrame(STRONG))
    assert got.loc["de", TRAVEL] == False  # noqa: E712


def test_a_law_of_nowhere_is_still_shown():
    got = compare.coverage(table(coding("xx/a", "1", TRAVEL, jurisdiction="")),
                           table({**document("xx/a"), "jurisdiction": ""}), codes=[TRAVEL])  # fmt: skip
    assert got.loc["zz", TRAVEL] == True  # noqa: E712


@pytest.mark.parametrize(("call", "error", "says"), [
    (lambda: compare.coverage(table(coding("de/a", "1", TRAVEL)), table(document("de/a")), codes=["crime.travle"]),
     TaxonomyError, "crime.travel"),
    (lambda: compare.coverage(table(coding("de/a", "1", "crime.nonsense")), table(document("de/a"))),
     TaxonomyError, "crime.nonsense"),
    (lambda: compare.coverage(table({"path": "a", "code": TRAVEL}), table(document("de/a"))), CorpusError, "`eid`"),
    (lambda: compare.coverage(table(coding("de/a", "1", TRAVEL)), table(document("de/a")), level="leaf"),
     ValueError, "code, pillar"),
    (lambda: compare.coverage(table(coding("de/a", "1", TRAVEL)), table(document("de/a")), by="continent"),
     ValueError, "jurisdiction"),
    (lambda: compare.coverage(table(coding("de/a", "1", TRAVEL)), table(document("de/a")),
                              quality=table(quality(TRAVEL), quality(TRAVEL))), ValueError, "twice"),
    (lambda: compare.coverage(table(coding("de/a", "1", TRAVEL)), table(document("de/a")),
                              quality=table(quality(TRAVEL, recall=80))), ValueError, "0 to 1"),
    (lambda: compare.differences(table(coding("de/a", "1", TRAVEL)), "de", "fx"), CorpusError, "'fx'"),
    (lambda: compare.gaps(table(coding("de/a", "1", TRAVEL)), table(document("de/a")), "UNSCR 2178"), ValueError,
     "UNSCR 2178 (2014)"),
    (lambda: compare.penalties(table(provision("de/a", "1")), code=TRAVEL), ValueError, "`codings`"),
    (lambda: compare.similarity(table(coding("de/a", "1", TRAVEL)), measure="euclid"), ValueError, "jaccard"),
    (lambda: compare.counterparts(table(provision("de/a", "1")), table(coding("de/a", "1", TRAVEL)), "de", "de", k=0),
     ValueError, "`k`"),
])  # fmt: skip
def test_errors_say_what_would_be_valid(call, error, says):
    with pytest.raises(error) as caught:
        call()
    assert says in str(caught.value)


# --- gaps ------------------------------------------------------------------------------------------------------------


def test_gaps_are_worded_as_not_found_and_show_neighbours_with_their_safeguards():
    documents = table(document("de/a"), document("fr/a"), document("jp/a"))
    codings = table(coding("fr/a", "4", TRAVEL), coding("fr/a", "9", "safeguard.judicial-review"),
                    coding("jp/a", "7", TRAVEL))  # fmt: skip
    got = compare.gaps(codings, documents, "UNSCR 2178 (2014)", jurisdictions=["de"], quality=pd.DataFrame(STRONG))
    row = got[got["code"] == TRAVEL].iloc[0]
    assert row["finding"] == "not found against UNSCR 2178 (2014) OP 6(a)"
    assert row["found"] == False  # noqa: E712
    assert row["bound_since"] == "2014-09-24"
    assert row["examples"].split("; ")[0] == "fr/a art_4"
    assert "fr/a: safeguard.judicial-review" in row["safeguards"]
    assert "safeguard.humanitarian" in row["safeguard_codes"]
    assert not got.astype(str).apply(lambda c: c.str.contains("recommend|lacks|missing|should")).any().any()


def test_what_is_unknown_is_no_gap():
    got = compare.gaps(pd.DataFrame(columns=["path", "eid", "code"]), table(document("de/a")), "UNSCR 2178 (2014)")
    assert got["found"].isna().all()
    assert got["finding"].str.startswith("unknown against").all()


def test_found_duties_are_shown_on_request_only():
    arguments = (table(coding("de/a", "4", TRAVEL)), table(document("de/a")), "UNSCR 2178 (2014)")
    assert TRAVEL not in set(compare.gaps(*arguments)["code"])
    shown = compare.gaps(*arguments, include_found=True)
    assert shown.loc[shown["code"] == TRAVEL, "provisions"].tolist() == ["de/a art_4"]


def test_only_states_that_are_bound_are_asked():
    directive = "Directive (EU) 2017/541"
    documents = table(*(document(f"{cc}/a") for cc in ("de", "dk", "ie", "gb", "no", "us", "tw")))
    none = pd.DataFrame(columns=["path", "eid", "code"])
    assert set(compare.gaps(none, documents, directive)["jurisdiction"]) == {"de"}
    assert set(compare.gaps(none, documents, "UNSCR 1373 (2001)")["jurisdiction"]) == {
        "de", "dk", "ie", "gb", "no", "us"}  # fmt: skip
    assert "dk" not in set(compare.bound(instrument="Directive (EU) 2016/681")["jurisdiction"])
    assert "ie" in set(compare.bound(instrument="Directive (EU) 2016/681")["jurisdiction"])


def test_a_state_is_bound_from_its_admission_at_the_earliest():
    since = compare.bound(instrument="UNSCR 1373 (2001)").set_index("jurisdiction")["since"]
    assert (since["ch"], since["ss"], since["de"]) == ("2002-09-10", "2011-07-14", "2001-09-28")
    assert len(since) == 193


def test_only_verified_binding_pinpoints_are_duties():
    duties = compare.obligations()
    verified = {(name, c.code) for c in load_taxonomy() for name, state in c.instruments if state == "verified"}
    assert set(zip(duties["reference"], duties["code"], strict=True)) <= verified
    assert not duties["reference"].str.contains("recital|FATF|Regulation|preamble").any()
    assert not duties["verb"].isin(["calls upon", "urges", "encourages"]).any()
    assert len(duties) > 80


def test_every_verified_pinpoint_of_the_codebook_has_been_judged():
    judged = frames.legal_data("duties.csv")
    keys = set(zip(judged["reference"], judged["code"], strict=True))
    verified = {(name, c.code) for c in load_taxonomy() for name, state in c.instruments if state == "verified"}
    assert keys == verified
    assert set(judged["duty"]) == {"yes", "no"}
    assert not judged.duplicated(["reference", "code"]).any()


def test_the_legal_tables_hold_together():
    taxonomy, members, ties = load_taxonomy(), frames.legal_data("members.csv"), frames.legal_data("bound.csv")
    assert members["group"].value_counts().to_dict() == {"un-members": 193, "eu-members": 27}
    known = set(frames.regions()) | set(members["group"])
    assert set(ties["binds"]) <= known
    assert set(" ".join(ties["except"]).split()) <= set(frames.regions())
    assert (ties["source"] != "").all() and (members["source"] != "").all()
    assert set(compare.obligations()["instrument"]) - set(ties["instrument"]) <= {
        "Beijing Protocol (2010)", "CPPNM Amendment (2005)"}  # fmt: skip
    powers = frames.legal_data("powers.csv")
    assert set(powers["code"]) <= set(taxonomy.codes)
    assert set(" ".join(powers["safeguards"]).split()) <= set(taxonomy.codes)
    assert set(powers["kind"]) == {"power", "offence"}


@pytest.mark.parametrize(("reference", "instrument"), [
    ("UNSCR 2178 (2014) OP 6(a)", "UNSCR 2178 (2014)"), ("CETS 196 (2005) art 26(5)", "CETS 196 (2005)"),
    ("Directive (EU) 2017/541 recital 11", "Directive (EU) 2017/541"), ("FATF R.10", "FATF"),
    ("TF Convention (1999) art 2(4)-(5)", "TF Convention (1999)"), ("UNSCR 1624 (2005) preamble", "UNSCR 1624 (2005)"),
])  # fmt: skip
def test_instrument_of(reference, instrument):
    assert compare.instrument_of(reference) == instrument


# --- penalties -------------------------------------------------------------------------------------------------------


def arm(**values: Any) -> dict[str, Any]:
    return {"min_months": None, "max_months": None, "life": False, "death": False, "fine": False, "fine_min": None,
            "fine_max": None, "currency": None, "mode": None, **values}  # fmt: skip


def test_life_is_never_a_number():
    provisions = table(provision("de/a", "1", [arm(life=True, min_months=120)]),
                       provision("fr/a", "2", [arm(max_months=360)]))  # fmt: skip
    got = compare.penalties(provisions).set_index("jurisdiction")
    assert got.loc["de", "life"] == True and pd.isna(got.loc["de", "max_months"])  # noqa: E712
    assert (got.loc["de", "min_months"], got.loc["de", "heaviest"]) == (120, "life")
    assert got.loc["fr", "life"] == False and got.loc["fr", "max_months"] == 360  # noqa: E712


def test_modes_and_currencies_stay_apart():
    provisions = table(
        provision("gb/a", "1", [arm(max_months=168, mode="indictment"), arm(max_months=6, fine=True, mode="summary")]),
        provision("fr/a", "2", [arm(max_months=60, fine=True, fine_max=75000, currency="EUR")]),
        provision("fr/a", "3", [arm(fine=True, fine_max=9, currency="XPF")]),
    )
    got = compare.penalties(provisions)
    britain = got[got["jurisdiction"] == "gb"].set_index("mode")["max_months"]
    assert britain.to_dict() == {"indictment": 168, "summary": 6}
    france = got[got["jurisdiction"] == "fr"].iloc[0]
    assert pd.isna(france["fine_max"]) and pd.isna(france["currency"])
    assert france["fines"] == "up to EUR 75,000; up to XPF 9"
    assert france["max_at"] == "fr/a 2"


def test_penalties_by_code_count_what_states_none():
    provisions = table(provision("de/a", "1", [arm(max_months=60, min_months=6)]), provision("de/a", "2"),
                       provision("de/a", "3", [arm(death=True)]))  # fmt: skip
    codings = table(coding("de/a", "1", TRAVEL), coding("de/a", "2", TRAVEL), coding("de/a", "3", MEMBER))
    got = compare.penalties(provisions, codings, code=TRAVEL)
    assert got[["provisions", "stated", "arms"]].iloc[0].tolist() == [2, 1, 1]
    assert got["death"].tolist() == [False]
    assert set(compare.penalties(provisions, codings, code="criminal-law")["code"]) == {TRAVEL, MEMBER}


def test_where_no_penalty_was_read_life_is_unknown():
    got = compare.penalties(table(provision("de/a", "1"))).iloc[0]
    assert pd.isna(got["life"]) and pd.isna(got["heaviest"]) and got["arms"] == 0


def test_old_wordings_do_not_raise_the_maximum():
    provisions = table(provision("de/a", "1", [arm(max_months=60)]),
                       provision("de/old", "1", [arm(max_months=600)], status="historical"),
                       provision("de/b", "1", [arm(max_months=600)], status="bill"),
                       provision("de/a", "9", [arm(max_months=600)], in_force=False))  # fmt: skip
    assert compare.penalties(provisions)["max_months"].tolist() == [60]


def test_penalty_arms_take_json_and_arrays():
    provisions = table(provision("de/a", "1", '[{"max_months": 60, "life": true}]'))
    got = compare.penalty_arms(provisions)
    assert got["max_months"].tolist() == [60] and got["life"].tolist() == [True]


@pytest.mark.parametrize(("given", "words"), [
    (arm(min_months=6, max_months=120), "6 months to 10 years"),
    (arm(max_months=30), "up to 2 years 6 months"), (arm(min_months=12), "at least 1 year"),
    (arm(life=True, min_months=180), "life; at least 15 years"),
    (arm(death=True, life=True), "death; life"),
    (arm(max_months=6, fine=True, fine_max=5000, currency="EUR", mode="summary"),
     "up to 6 months; fine up to EUR 5,000 (summary)"),
    (arm(fine=True, fine_min=10, fine_max=20, currency="GBP"), "fine GBP 10 to 20"),
    (arm(fine=True, fine_min=10, currency="GBP"), "fine of at least GBP 10"), (arm(fine=True), "fine"),
    (arm(), "penalty without figures"), ({"max_months": 60}, "up to 5 years"),
])  # fmt: skip
def test_penalty_in_words(given, words):
    assert compare.penalty_in_words(given) == words


def test_time_limits_keep_clocks_apart():
    provisions = table(
        provision("de/a", "1", time_limits=[{"clock": "to-judge", "hours": 24}, {"clock": "to-charge", "hours": 96}]),
        provision("fr/a", "2", time_limits=[{"clock": "to-judge", "hours": 48}]), provision("fr/a", "3"),
    )
    got = compare.time_limits(provisions)
    assert list(zip(got["clock"], got["jurisdiction"], got["hours"], strict=True)) == [
        ("to-charge", "de", 96), ("to-judge", "de", 24), ("to-judge", "fr", 48)]  # fmt: skip


# --- sides -----------------------------------------------------------------------------------------------------------


def test_side_by_side_lays_provisions_beside_each_other():
    provisions = table(provision("de/a", "1", [arm(max_months=60)], mental=["intention"], text="Invented words."),
                       provision("fr/a", "2", mental=None), provision("fr/a", "3"))  # fmt: skip
    codings = table(coding("de/a", "1", TRAVEL), coding("fr/a", "2", TRAVEL, 0.5), coding("fr/a", "3", TRAVEL, 0.9))
    got = compare.side_by_side(provisions, codings, TRAVEL, ["fr", "de"])
    assert list(got.columns) == ["fr", "de"]
    assert got.loc[(1, "provision")].tolist() == ["fr/a 3", "de/a 1"]
    assert got.loc[(1, "penalties")].tolist() == ["none", "up to 5 years"]
    assert got.loc[(1, "mental elements")].tolist() == ["none", "intention"]
    assert pd.isna(got.loc[(2, "mental elements"), "fr"]) and pd.isna(got.loc[(2, "provision"), "de"])
    assert got.loc[(1, "text"), "de"] == "Invented words."


def test_side_by_side_shows_other_elements():
    provisions = table(provision("de/a", "1", exceptions=[{"kind": "journalism"}, {"kind": "research"}]),
                       provision("fr/a", "1", exceptions=None))  # fmt: skip
    codings = table(coding("de/a", "1", TRAVEL), coding("fr/a", "1", TRAVEL))
    got = compare.side_by_side(provisions, codings, TRAVEL, ["de", "fr"])
    assert got.loc[(1, "exceptions"), "de"] == "journalism; research"
    assert pd.isna(got.loc[(1, "exceptions"), "fr"])


def test_differences_do_not_call_unknown_absent():
    codings = table(coding("de/a", "1", TRAVEL), coding("fr/a", "2", MEMBER), coding("de/a", "3", FREEZE),
                    coding("fr/a", "3", FREEZE))  # fmt: skip
    documents = table(document("de/a"), document("fr/a"))
    got = compare.differences(codings, "de", "fr", documents=documents, quality=pd.DataFrame(STRONG))
    assert got["difference"].to_dict() == {TRAVEL: "only de", MEMBER: "fr; de unknown", FREEZE: "both"}
    assert got.loc[TRAVEL, "right"] == False and pd.isna(got.loc[MEMBER, "left"])  # noqa: E712
    assert got.loc[TRAVEL, "left_provisions"] == "de/a art_1"
    assert list(got.index) == [MEMBER, TRAVEL, FREEZE]
    without = compare.differences(codings, "de", "fr")
    assert without.loc[TRAVEL, "difference"] == "de; fr unknown"


def test_rights_balance_tells_beside_from_elsewhere():
    codings = table(
        coding("de/a", "1", FREEZE), coding("de/a", "1", "safeguard.judicial-review"),
        coding("de/a", "2", "watchlist.delisting"), coding("de/b", "1", "safeguard.humanitarian"),
        coding("fr/a", "1", FREEZE),
    )  # fmt: skip
    got = compare.rights_balance(codings).set_index(["jurisdiction", "code"])
    here = got.loc[("de", FREEZE)]
    assert here["in_same_law"] == "safeguard.judicial-review watchlist.delisting"
    assert (here["elsewhere"], here["not_seen"], here["beside"]) == ("safeguard.humanitarian", "", 1)
    assert got.loc[("fr", FREEZE), "not_seen"] == here["limits"]
    for order in (codings, codings[::-1], pd.concat([codings, codings])):  # the nearest first, each once
        balance = compare.rights_balance(order).set_index(["jurisdiction", "code"])
        codes = [place.partition(": ")[0] for place in balance.loc[("de", FREEZE), "where"].split("; ")]
        assert codes == ["safeguard.judicial-review", "watchlist.delisting", "safeguard.humanitarian"]


# --- likeness --------------------------------------------------------------------------------------------------------


def test_similarity_has_intervals_and_repeats():
    codings = table(*(coding("de/a", str(i), c) for i, c in enumerate(load_taxonomy().codes[:20])),
                    *(coding("fr/a", str(i), c) for i, c in enumerate(load_taxonomy().codes[10:30])),
                    *(coding("us/a", str(i), c) for i, c in enumerate(load_taxonomy().codes[:20])))  # fmt: skip
    got = compare.similarity(codings, rounds=200).set_index(["left", "right"])
    assert got.loc[("de", "us"), "similarity"] == 1
    assert got.loc[("de", "fr"), "similarity"] == pytest.approx(10 / 30)
    assert got.loc[("de", "fr"), "low"] < 10 / 30 < got.loc[("de", "fr"), "high"]
    pd.testing.assert_frame_equal(compare.similarity(codings, rounds=200), got.reset_index())
    square = compare.similarity_matrix(got.reset_index())
    assert square.loc["fr", "de"] == square.loc["de", "fr"] and square.loc["de", "de"] == 1


def test_similarity_compares_only_what_is_known_on_both_sides():
    codings = table(coding("de/a", "1", TRAVEL), coding("de/a", "2", MEMBER), coding("fr/a", "1", TRAVEL))
    documents = table(document("de/a"), document("fr/a"))
    got = compare.similarity(codings, documents=documents, rounds=10)
    assert got["codes"].tolist() == [1] and got["similarity"].tolist() == [1]
    absent = compare.similarity(codings, documents=documents, quality=table(quality(MEMBER)), rounds=10)
    assert absent["codes"].tolist() == [2] and absent["similarity"].tolist() == [0.5]


@pytest.mark.parametrize("measure", ["jaccard", "agreement", "cosine"])
def test_similarity_stays_between_none_and_one(measure):
    codings = table(coding("de/a", "1", TRAVEL), coding("fr/a", "1", MEMBER), coding("fr/a", "2", TRAVEL))
    got = compare.similarity(codings, measure=measure, rounds=20)
    assert got["similarity"].between(0, 1).all()


def test_counterparts_go_by_rare_codes_across_languages():
    provisions = table(
        provision("de/a", "1", language="de"), provision("de/a", "2", language="de"),
        provision("fr/a", "10", language="fr"), provision("fr/a", "11", language="fr"),
        provision("fr/a", "12", language="fr"),
    )  # fmt: skip
    codings = table(
        coding("de/a", "1", TRAVEL), coding("de/a", "1", MEMBER), coding("de/a", "2", FREEZE),
        coding("fr/a", "10", MEMBER), coding("fr/a", "11", TRAVEL), coding("fr/a", "11", MEMBER),
        coding("fr/a", "12", FREEZE),
    )  # fmt: skip
    got = compare.counterparts(provisions, codings, "de", "fr")
    first = got[got["rank"] == 1].set_index("left_num")
    assert first["right_num"].to_dict() == {"1": "11", "2": "12"}
    assert first.loc["1", "shared_codes"] == f"{MEMBER} {TRAVEL}"
    assert got["text"].isna().all()
    assert got[got["left_num"] == "2"]["rank"].tolist() == [1]


def test_counterparts_give_a_provision_once_though_it_stands_in_two_editions():
    provisions = table(
        provision("de/a.xml", "1", language="de"), provision("fr/code.xml", "10", language="fr"),
        provision("fr/code@2001-01-01.xml", "10", language="fr"), provision("fr/code.md", "10", language="fr"),
        provision("fr/code.xml", "11", language="fr"), provision("fr/code.xml", "10", language="fr", eid="sched_1"),
    )  # fmt: skip
    codings = table(
        coding("fr/code.xml", "10", TRAVEL, eid="sched_1", score=0.5),
        coding("de/a.xml", "1", TRAVEL), coding("fr/code.xml", "10", TRAVEL), coding("fr/code.md", "10", TRAVEL),
        coding("fr/code@2001-01-01.xml", "10", TRAVEL), coding("fr/code.xml", "11", TRAVEL, score=0.6),
        coding("fr/code.xml", "11", MEMBER),
    )  # fmt: skip
    got = compare.counterparts(provisions, codings, "de", "fr")
    assert sorted(got["right_num"]) == ["10", "10", "11"]  # the schedule's paragraph 10 is another provision
    assert len(set(zip(got["right_path"], got["right_eid"], strict=True))) == 3


def test_counterparts_use_words_within_a_language_and_concepts_or_vectors_across():
    provisions = table(
        provision("gb/a", "1", text="Leaving Syldavia to join the Bordurian militia is an offence."),
        provision("ie/a", "5", text="Importing cheese needs a licence from the ministry."),
        provision("ie/a", "6", text="Leaving Syldavia to join the Bordurian militia is punishable."),
        provision("fr/a", "7", language="fr", text="Quitter la Syldavie pour rejoindre la milice bordure."),
        provision("fr/a", "8", language="fr", text="Fromage."),
    )  # fmt: skip
    none = pd.DataFrame(columns=["path", "eid", "code"])
    by_words = compare.counterparts(provisions, none, "gb", "ie")
    assert by_words.iloc[0]["right_num"] == "6"
    assert compare.counterparts(provisions, none, "gb", "fr", vectors={}).empty
    assert compare.counterparts(provisions, none, "gb", "fr")["right_num"].tolist() == ["7"]
    vectors = {("gb/a", "art_1"): [1, 0], ("fr/a", "art_7"): [0.9, 0.1], ("fr/a", "art_8"): [0, 1]}
    assert compare.counterparts(provisions, none, "gb", "fr", vectors=vectors).iloc[0]["right_num"] == "7"


def test_a_provision_like_all_its_neighbours_still_ranks_by_its_vector():
    rows = [provision("gb/a", "1"), *(provision("fr/a", str(n), language="fr") for n in range(10, 14))]
    vectors = {("gb/a", "art_1"): [1, 1, 0], ("fr/a", "art_10"): [1, 0, 1], ("fr/a", "art_11"): [1, 0, 1.2],
               ("fr/a", "art_12"): [1, 0.1, 0.9], ("fr/a", "art_13"): [0.8, 0, 1]}  # fmt: skip
    none = pd.DataFrame(columns=["path", "eid", "code"])
    got = compare.counterparts(table(*rows), none, "gb", "fr", vectors=vectors)
    assert got["right_num"].iloc[0] == "12"


def test_equal_punishment_alone_makes_no_counterpart():
    five = [arm(max_months=60)]
    provisions = table(provision("de/a", "1", five), provision("fr/a", "2", five))
    codings = table(coding("de/a", "1", TRAVEL), coding("fr/a", "2", FREEZE))
    assert compare.counterparts(provisions, codings, "de", "fr").empty


# --- changes ---------------------------------------------------------------------------------------------------------

OLD = "(1) Whoever leaves Ruritania to train with a terror group shall be imprisoned for 1.5 to 10 years."


@pytest.mark.parametrize(("new", "note"), [
    ("1)  Whoever leaves  Ruritania to train\nwith a terror group shall be imprisoned for 1,5 to 10 years",
     "spaces, brackets, decimal comma"),
    (OLD.upper(), "case"), (OLD.replace("terror", "ter\u00adror"), "soft hyphen"),
    (OLD.replace("imprisoned", "impri-\nsoned"), "hyphen at the end of a line"),
    (OLD.replace(" ", "\u00a0"), "no-break spaces"), ("\u201c" + OLD + "\u201d", "quotes"),
    ("- " + OLD, "bullet"), (OLD.replace("Ruritania", "Ruri tania"), "a word cut in two by a PDF"),
])  # fmt: skip
def test_typesetting_is_no_amendment(new, note):
    got = compare.changes(table(provision("de/a@1", "1", text=OLD)), table(provision("de/a@2", "1", text=new)),
                          include_unchanged=True)  # fmt: skip
    assert got["change"].tolist() == ["unchanged"], note
    assert got["typesetting"].tolist() == [True]


@pytest.mark.parametrize("new", [
    OLD.replace("1.5", "15"), OLD.replace("10", "12"), OLD.replace("to train", "or trains"),
    OLD.replace("10 years", "1 0 years"), OLD.replace("leaves", "or"), OLD + " The attempt is punishable.",
])  # fmt: skip
def test_every_change_of_words_or_numbers_is_an_amendment(new):
    got = compare.changes(table(provision("de/a@1", "1", text=OLD)), table(provision("de/a@2", "1", text=new)))
    assert got["change"].tolist() == ["amended"]


def test_thousands_may_be_separated_in_any_way():
    assert len({compare.essence(f"a fine of {sum_}") for sum_ in ("10,000", "10 000", "10.000", "10000")}) == 1
    assert compare.essence("10,000") != compare.essence("10,00")


def test_provisions_come_go_and_move():
    old = table(provision("de/a@1", "1", [arm(max_months=60)], text=OLD),
                provision("de/a@1", "2", text="The minister keeps a register of dragons and their keepers."),
                provision("de/a@1", "3", text="This chapter ends with the year."))  # fmt: skip
    new = table(provision("de/a@2", "1", [arm(max_months=120)], text=OLD.replace("10", "20")),
                provision("de/a@2", "5", text="The minister keeps a register of dragons and their keepers."),
                provision("de/a@2", "6", text="Courts may order a person to wear a bell at night."))  # fmt: skip
    got = compare.changes(old, new)
    assert got["change"].tolist() == ["amended", "renumbered", "inserted", "repealed"]
    assert got.loc[0, "penalties_changed"] == True  # noqa: E712
    assert got.loc[1, ["old_num", "new_num"]].tolist() == ["2", "5"]
    assert got.loc[3, "old_num"] == "3" and pd.isna(got.loc[3, "new_num"])


def test_hashes_alone_cannot_tell_typesetting_from_law():
    old = table(provision("de/a@1", "1", text_sha256="a"), provision("de/a@1", "2", text_sha256="b"))
    new = table(provision("de/a@2", "1", text_sha256="a"), provision("de/a@2", "2", text_sha256="c"))
    got = compare.changes(old, new, include_unchanged=True)
    assert got["change"].tolist() == ["unchanged", "unknown"]


def test_changes_want_one_text_at_a_time():
    two = table(provision("de/a", "1", text="x"), provision("de/b", "1", text="x"))
    with pytest.raises(ValueError, match="several texts"):
        compare.changes(two, two)


def test_essence_is_fast_on_hostile_text():
    for text in ("1." * 200_000, "1 234" * 50_000, "a-\n" * 100_000, "((((" * 100_000):
        assert isinstance(compare.essence(text), tuple)


# --- everything ------------------------------------------------------------------------------------------------------


def test_nothing_changes_its_input():
    provisions = table(provision("de/a", "1", [arm(max_months=60)], text=OLD, time_limits=[{"clock": "x"}]),
                       provision("fr/a", "2", [arm(life=True)], text=OLD, time_limits=None))  # fmt: skip
    codings = table(coding("de/a", "1", TRAVEL), coding("fr/a", "2", TRAVEL), coding("fr/a", "2", FREEZE))
    documents, measures = table(document("de/a"), document("fr/a")), pd.DataFrame(STRONG)
    inputs = [provisions, codings, documents, measures]
    before = [frame.copy(deep=True) for frame in inputs]
    one = provisions.iloc[:1]
    compare.coverage(codings, documents, quality=measures, provisions=provisions)
    compare.gaps(codings, documents, quality=measures, provisions=provisions)
    compare.penalties(provisions, codings, code=TRAVEL)
    compare.time_limits(provisions, codings, code=TRAVEL)
    compare.side_by_side(provisions, codings, TRAVEL, ["de", "fr"])
    compare.differences(codings, "de", "fr", documents=documents, quality=measures)
    compare.rights_balance(codings, documents, provisions=provisions)
    compare.similarity(codings, documents=documents, rounds=5)
    compare.counterparts(provisions, codings, "de", "fr")
    compare.changes(one, one)
    for frame, copy in zip(inputs, before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_docstrings_name_their_parameters():
    for name in compare.__all__:
        thing = getattr(compare, name)
        if inspect.isfunction(thing):
            doc = thing.__doc__ or ""
            assert doc, name
            if "Parameters\n" not in doc:
                continue
            stated = doc.split("Parameters\n", 1)[1].split("Returns\n", 1)[0]
            for parameter in inspect.signature(thing).parameters:
                assert parameter in stated, f"{name}: `{parameter}` is not in its docstring"


def test_the_front_door_only_opens():
    module = ast.parse(inspect.getsource(compare))
    assert not [node for node in module.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]


def test_a_law_searched_for_one_code_says_nothing_about_its_neighbours():
    """A passport act that holds no refusal of passports says nothing about passenger data, though both are travel."""
    documents = pd.DataFrame({"path": ["xr/passports.txt"], "jurisdiction": ["xr"], "language": ["en"], "status": [""],
                              "pillars": [["travel.passport-measures"]]})  # fmt: skip
    codings = pd.DataFrame(columns=["path", "eid", "jurisdiction", "language", "code", "score"])
    quality = pd.DataFrame({"code": ["travel.passport-measures", "travel.pnr"], "language": "en", "precision": 0.9,
                            "recall": 0.9, "positives": 20})  # fmt: skip
    table = compare.coverage(codings, documents, codes=["travel.passport-measures", "travel.pnr"], quality=quality)
    assert not table.loc["xr", "travel.passport-measures"]
    assert table.loc["xr", "travel.pnr"] is pd.NA


def test_a_doubtful_coding_does_not_make_a_country_have_the_rule():
    documents = pd.DataFrame({"path": ["xr/a.txt"], "jurisdiction": ["xr"], "language": ["en"], "status": [""],
                              "pillars": [["fighter-travel"]]})  # fmt: skip
    codings = pd.DataFrame({"path": "xr/a.txt", "eid": ["s_1", "s_2"], "jurisdiction": "xr", "language": "en",
                            "code": ["travel.pnr", "travel.api"], "score": [0.31, 0.52]})  # fmt: skip
    table = compare.cells(codings, documents, codes=["travel.api", "travel.pnr"]).set_index("code")
    assert table.loc["travel.api", "reason"] == compare.FOUND
    assert table.loc["travel.pnr", "reason"] == compare.UNSURE and table.loc["travel.pnr", "found"] is pd.NA
    low = compare.cells(codings, documents, codes=["travel.pnr"], least_score=0.3)
    assert low["found"].tolist() == [True]


@pytest.mark.parametrize("primary", [[False, True, False], ["False", "True", "False"], [0, 1, 0], [None, True, None]])
def test_of_equal_scores_the_provision_stands_for_a_country_whose_primary_code_it_is(primary):
    documents = pd.DataFrame({"path": ["xr/a.txt"], "jurisdiction": ["xr"], "language": ["en"], "status": [""],
                              "pillars": [["fighter-travel"]]})  # fmt: skip
    codings = pd.DataFrame({"path": "xr/a.txt", "eid": ["s_1", "s_2", "s_3"], "jurisdiction": "xr", "language": "en",
                            "code": "travel.pnr", "score": [0.9, 0.9, 0.8], "primary": primary})  # fmt: skip
    provisions = codings[["path", "eid", "jurisdiction", "language"]].assign(num=["1", "2", "3"], penalties=None)
    [cell] = compare.cells(codings, documents, codes=["travel.pnr"])["best_eid"]
    assert cell == "s_2"
    assert compare.provisions_with(provisions, codings, "travel.pnr")["eid"].tolist() == ["s_2", "s_1", "s_3"]
    codings["score"] = [0.95, 0.9, 0.8]
    assert compare.cells(codings, documents, codes=["travel.pnr"])["best_eid"].tolist() == ["s_1"]


def test_best_provisions_gives_one_of_each_work_and_names_states():
    provisions = table(provision("de/a", "1", [arm(max_months=60)]), provision("de/a@2020-01-01", "1"),
                       provision("de/b", "2"), provision("fr/a", "7"))  # fmt: skip
    provisions["title"] = provisions["path"]
    codings = [coding("de/a", "1", TRAVEL), coding("de/b", "2", TRAVEL, 0.95), coding("fr/a", "7", TRAVEL, 0.6)]
    got = compare.best_provisions(provisions, pd.DataFrame(codings), TRAVEL, most=2)
    assert got["State"].tolist() == ["France", "Germany", "Germany"]
    assert got["Provision"].tolist() == ["7", "2", "1"]
    assert got["Penalty"].iloc[2] and not got["Penalty"].iloc[1]
    full = compare.best_provisions(provisions.assign(mental=[["intent"], [], None, []], as_at="2020-01-01"),
                                   pd.DataFrame(codings), TRAVEL, most=None, full=True)  # fmt: skip
    assert full.columns[: got.shape[1]].tolist() == got.columns.tolist()
    assert full["Mental element"].fillna("?").tolist() == ["none", "?", "intent"]
    assert full["As at"].eq("2020-01-01").all() and full["path"].tolist() == ["fr/a", "de/b", "de/a"]


def test_penalties_count_the_code_asked_for_alone():
    provisions = table(provision("de/a", "1", [arm(max_months=60)]))
    codings = pd.DataFrame([coding("de/a", "1", TRAVEL), coding("de/a", "1", FREEZE)])
    both = compare.provisions_with(provisions, codings, [TRAVEL, FREEZE])
    got = compare.penalties(both, codings, code=FREEZE)
    assert got[["code", "provisions", "arms"]].to_numpy().tolist() == [[FREEZE, 1, 1]]
    with pytest.raises(ValueError, match="`penalties`"):
        compare.penalties(provisions.drop(columns="penalties"), codings, code=FREEZE)


def test_documents_that_are_none_are_named():
    with pytest.raises(CorpusError, match="`documents` holds dict"):
        compare.coverage(pd.DataFrame([coding("de/a", "1", TRAVEL)]), [{"path": "de/a", "jurisdiction": "de"}])


def test_a_score_that_is_no_number_is_named():
    codings = pd.DataFrame([coding("de/a", "1", TRAVEL, 0.12)]).astype({"score": object})
    codings.loc[0, "score"] = "0,12"
    with pytest.raises(CorpusError, match="row 1 has the score `0,12`"):
        compare.coverage(codings, pd.DataFrame({"path": ["de/a"], "jurisdiction": ["de"]}))


def test_a_table_read_back_from_csv_stands_as_it_stood():
    provisions = table(provision("de/a", "1"), provision("de/a", "2"), provision("de/a", "3"))
    kept = frames.standing(provisions.assign(in_force=["", "true", "false"]))
    assert kept["eid"].tolist() == provisions["eid"].tolist()[:2]


def test_element_table_counts_kinds_and_leaves_out_what_nobody_could_read():
    judge, minister = {"kind": "judge", "start": 0, "end": 3}, {"kind": "minister", "start": 5, "end": 9}
    provisions = table(provision("de/a", "1", deciders=[judge, judge]), provision("de/a", "2", deciders=[]),
                       provision("fr/a", "7", deciders=[minister]), provision("jp/a", "9", deciders=None))  # fmt: skip
    places = (("de/a", "1"), ("de/a", "2"), ("fr/a", "7"), ("jp/a", "9"))
    codings = pd.DataFrame([coding(*place, TRAVEL) for place in places])
    got = compare.element_table(provisions, codings, TRAVEL, "deciders")
    assert got.loc["de"].to_dict() == {"read": 2, "judge": 1, "minister": 0}
    assert got.loc["fr"].to_dict() == {"read": 1, "judge": 0, "minister": 1}
    assert "jp" not in got.index


def test_wording_that_was_copied_decides_though_codes_differ():
    copied = "Whoever drains the bog of another without leave of the keeper is liable to a fine."
    rows = [
        {"path": "aa/1.md", "eid": "sec_1", "num": "1", "jurisdiction": "aa", "language": "en", "kind": "section",
         "text": copied},
        {"path": "bb/1.md", "eid": "sec_7", "num": "7", "jurisdiction": "bb", "language": "en", "kind": "section",
         "text": copied.replace("fine", "penalty")},
        {"path": "bb/1.md", "eid": "sec_8", "num": "8", "jurisdiction": "bb", "language": "en", "kind": "section",
         "text": "The minister keeps a list of frogs and publishes it every spring in the gazette."},
    ]  # fmt: skip
    codings = pd.DataFrame({"path": ["aa/1.md", "bb/1.md"], "eid": ["sec_1", "sec_8"], "code": ["crime.travel"] * 2,
                            "score": [0.9, 0.9]})  # fmt: skip
    table = compare.counterparts(pd.DataFrame(rows), codings, "aa", "bb", k=1)
    assert table["right_eid"].tolist() == ["sec_7"] and table["score"].iloc[0] > 0.7


def test_a_note_of_the_publisher_inside_a_section_is_no_amendment():
    law = "(1) Whoever drains the bog is liable to a fine.\n*(2) The keeper may close it."
    note = law.replace("\n", "\n* [Note: Subsection 5(1) in force June 7, 2090, see SI/2090-46.]\n")
    row = {"path": "aa/1.md", "eid": "sec_5", "num": "5", "kind": "section", "language": "en", "text": law}
    old, new = pd.DataFrame([row]), pd.DataFrame([{**row, "text": note}])
    assert compare.changes(old, new).empty
    changed = pd.DataFrame([{**row, "text": note.replace("fine", "penalty")}])
    assert compare.changes(old, changed)["change"].tolist() == ["amended"]


def test_words_that_a_law_puts_between_brackets_are_law():
    row = {"path": "aa/1.md", "eid": "sec_1", "num": "1", "kind": "section", "language": "en",
           "text": "1 Offence\n[F12(3) A person who drains the bog is liable to 7 years.]"}  # fmt: skip
    old, new = pd.DataFrame([row]), pd.DataFrame([{**row, "text": row["text"].replace("7 years", "14 years")}])
    assert compare.changes(old, new)["change"].tolist() == ["amended"]
    silent = old.assign(language=float("nan"))
    assert compare.changes(silent, new)["change"].tolist() == ["amended"]
