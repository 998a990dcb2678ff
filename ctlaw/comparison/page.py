"""What the report's page holds: the tables turned into compact arrays, evidence placed, restatements found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from ctlaw.comparison import frames
from ctlaw.comparison.coverage import ABSENT, FOUND, LEAST_POSITIVES, LEAST_RECALL, REASONS
from ctlaw.comparison.sides import penalty_in_words
from ctlaw.corpus import jurisdiction_names, work_name
from ctlaw.structure import num_slug
from ctlaw.taxonomy import Taxonomy

#: What each reason means, as the legend says it.
EXPLANATIONS = {
    FOUND: "A provision was given this code, more likely right than wrong, in a text taken as in force.",
    ABSENT: f"A whole text in force was searched by a detector that finds at least {LEAST_RECALL:.0%} of such "
    f"provisions (on {LEAST_POSITIVES} or more). Another law may still have it.",
    "low score": "Unknown: provisions were found, but none with a score of one half or more.",
    "weak detector": "Unknown: searched in vain, but the detector is unmeasured or too weak in this language.",
    "excerpt only": "Unknown: only part of the law was read.",
    "not in force": "Unknown: only bills, old wordings or laws as first passed were read.",
    "not searched": "Unknown: no text of this country was read for this subject.",
}
#: The page shows this much of a provision's own text around its evidence; the whole is in the user's files.
TEXT_AROUND = 1500
_MACHINE = {"hybrid": "by rules and a trained model", "rule": "by a rule", "model": "by a trained model"}
_SHORT = {FOUND: "f", ABSENT: "a", "low score": "l", "weak detector": "w", "excerpt only": "e", "not in force": "n",
          "not searched": "s"}  # fmt: skip


def web_address(value: object) -> str:
    """Return an address if it leads to the web, else "": no ``javascript:``, no file, no user name in it."""
    text = frames.text_of(value).strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return text if good and not re.search(r"[\x00-\x20<>\"\\]", text) else ""


def _evidence(text: str, start: int | None, coding: dict[str, Any]) -> tuple[int, int] | None:
    """Return where the evidence lies in the provision's own text, or None.

    Cases: 1. offsets count from the start of the provision; 2. they count from the start of the document;
    3. neither fits, but the quotation occurs in the text.
    """
    quote = frames.text_of(coding.get("evidence"))
    first, last = coding.get("evidence_start"), coding.get("evidence_end")
    if not frames.missing(first) and not frames.missing(last):
        for origin in (0, start or 0):
            a, b = int(str(first).split(".")[0]) - origin, int(str(last).split(".")[0]) - origin
            if 0 <= a < b <= len(text) and (not quote or text[a:b] == quote):
                return a, b
    at = text.find(quote) if quote else -1
    return (at, at + len(quote)) if at >= 0 else None


def _shown(text: str, span: tuple[int, int] | None) -> tuple[str, list[int] | None]:
    """Return the part of a long `text` around its evidence, and where the evidence stands in that part."""
    if len(text) <= 2 * TEXT_AROUND:
        return text, list(span) if span else None
    begin = max(0, (span[0] if span else 0) - TEXT_AROUND // 2)
    end = min(len(text), begin + 2 * TEXT_AROUND)
    lead = "[...] " if begin else ""
    part = lead + text[begin:end] + (" [...]" if end < len(text) else "")
    if span is None:
        return part, None
    return part, [span[0] - begin + len(lead), min(span[1], end) - begin + len(lead)]


class _Restatements:
    """Finds the restatement of a provision: same work, same number; never by number alone."""

    def __init__(self, restated: pd.DataFrame | None) -> None:
        self.rows: list[dict[str, Any]] = []
        self._by: dict[tuple[str, str], int] = {}
        if restated is None or restated.empty:
            return
        frames.require(restated, ["path", "jurisdiction", "eid", "text"], "restated")
        for row in frames.records(restated):
            if not frames.text_of(row.get("text")).strip():
                continue
            index = len(self.rows)
            shown = ("title", "num", "heading", "text", "as_at")
            self.rows.append({key: frames.text_of(row.get(key)) for key in shown})
            for work in self._works(row):
                for name in (f"e:{row['eid']}", f"n:{num_slug(frames.text_of(row.get('num')))}"):
                    if name != "n:":
                        self._by.setdefault((work, name), index)

    @staticmethod
    def _works(row: Mapping[Any, Any]) -> list[str]:
        place = frames.text_of(row["jurisdiction"])
        named = [f"{place}/w:{work_name(frames.text_of(row['path']))}"]
        if citation := frames.text_of(row.get("citation")).casefold():
            named.append(f"{place}/c:{citation}")
        return named

    def find(self, row: Mapping[Any, Any]) -> int:
        """Return the index of the restatement of `row`, -1 where there is none."""
        for work in self._works(row):
            for name in (f"e:{row['eid']}", f"n:{num_slug(frames.text_of(row.get('num')))}"):
                if (work, name) in self._by:
                    return self._by[work, name]
        return -1


def name_of(jurisdiction: str) -> str:
    """Return the English name of a jurisdiction, its code where there is none."""
    if jurisdiction == frames.UNKNOWN_JURISDICTION:
        return "Jurisdiction not known"
    return jurisdiction_names().get(jurisdiction, jurisdiction.upper())


def page_data(
    provisions: pd.DataFrame, codings: pd.DataFrame, searched: pd.DataFrame, table: pd.DataFrame, taxonomy: Taxonomy,
    quality: pd.DataFrame | None, restated: pd.DataFrame | None, title: str, data_version: str,
) -> dict[str, Any]:  # fmt: skip
    """Return everything the page shows, in arrays, because they are half the size of objects."""
    codes = taxonomy.codes
    number = {code: index for index, code in enumerate(codes)}
    paths = {path: index for index, path in enumerate(searched["path"])}
    regions = frames.regions()
    restatements = _Restatements(restated)
    languages: dict[str, set[str]] = {}
    for row in frames.records(searched):
        languages.setdefault(row["jurisdiction"], set()).add(row["language"])
    coded = frames.codings_frame(codings, searched, provisions)
    stands = frames.law_only(coded)
    by_unit: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for found, valid in zip(frames.records(coded), stands, strict=True):
        if found["code"] in number:
            by_unit.setdefault((found["path"], found["eid"]), []).append({**found, "valid": bool(valid)})
    rows = []
    for unit in frames.records(provisions.drop_duplicates(["path", "eid"])):
        here = by_unit.get((unit["path"], unit["eid"]))
        if not here or unit["path"] not in paths:
            continue
        start, end = (None if frames.missing(unit.get(k)) else int(unit[k]) for k in ("start", "end"))
        text = frames.text_of(unit.get("text"))
        parts = [_shown(text, _evidence(text, start, coding)) for coding in here]
        # A long text is shown around the evidence of each code, a short one once and whole.
        short = len(text) <= 2 * TEXT_AROUND
        mental = unit.get("mental")
        rows.append([
            paths[unit["path"]], unit["eid"], frames.text_of(unit.get("num")), frames.text_of(unit.get("kind")),
            frames.text_of(unit.get("heading")), start, end,
            [penalty_in_words(arm) for arm in frames.arms(unit)],
            None if not isinstance(mental, (list, tuple)) and frames.missing(mental) else frames.listed(mental),
            text if short else "", restatements.find(unit), all(c["valid"] for c in here),
            [[number[c["code"]], _rounded(c["score"]), int(c["primary"]), _how(c), span, "" if short else part]
             for c, (part, span) in zip(here, parts, strict=True)],
        ])  # fmt: skip
    used = sorted({row[10] for row in rows} - {-1})
    place = {old: new for new, old in enumerate(used)}
    for shown_row in rows:
        shown_row[10] = place.get(shown_row[10], -1)
    reasons = table.assign(short=table["reason"].map(_SHORT))
    names = list(dict.fromkeys(table["jurisdiction"]))
    width = len(codes)
    letters, counts = list(reasons["short"]), list(table["provisions"])
    return {
        "title": title, "version": data_version, "taxonomy": f"{taxonomy.name} {taxonomy.version}",
        "reasons": [[_SHORT[r], r, EXPLANATIONS[r]] for r in REASONS],
        "pillars": [[p, p.replace("-", " ").capitalize()] for p in taxonomy.pillars],
        "codes": [[c, taxonomy.label(c), taxonomy.pillars.index(taxonomy.pillar(c)), taxonomy.definition(c)]
                  for c in codes],
        "jurisdictions": [
            [name, name_of(name), *regions.get(name, ("Elsewhere", "Elsewhere")),
             sorted(languages.get(name, set()) - {""}), "".join(letters[i * width : (i + 1) * width]),
             [int(n) for n in counts[i * width : (i + 1) * width]]]
            for i, name in enumerate(names)
        ],
        "documents": [
            [d["path"], names.index(d["jurisdiction"]) if d["jurisdiction"] in names else -1, d["title"] or d["path"],
             d["citation"], d["language"], d["status"], d["source_kind"], d["as_at"], web_address(d["official_url"]),
             d["layer"], len(d["pillars"])]
            for d in frames.records(searched)
        ],
        "provisions": rows,
        "restated": [[r["title"], r["num"], r["heading"], r["text"][:6000], r["as_at"]]
                     for r in (restatements.rows[i] for i in used)],
        "quality": _quality_rows(quality),
    }  # fmt: skip


def _quality_rows(quality: pd.DataFrame | None) -> list[list[Any]]:
    if quality is None or quality.empty:
        return []
    table = quality.sort_values(["code", "language"], kind="stable")
    return [
        [row["code"], str(row["language"])[:2].lower(), _rounded(row["precision"]), _rounded(row["recall"]),
         0 if frames.missing(row["positives"]) else int(row["positives"])]
        for row in frames.records(table)
    ]  # fmt: skip


def _how(coding: dict[str, Any]) -> str:
    """Return by whom a coding was made, in words; nobody is called a lawyer who is none."""
    method, kind = (frames.text_of(coding.get(name)) for name in ("method", "reader_kind"))
    if method != "reader":
        return _MACHINE.get(method, method)
    return {"model": "read by a language model", "lawyer": "read by a lawyer"}.get(kind, "read")


def _rounded(value: Any) -> float | None:
    return None if frames.missing(value) else round(float(value), 2)


