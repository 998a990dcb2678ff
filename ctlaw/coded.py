"""The coded corpus: what was found in the official texts, as facts without wording.

``corpus/coded/`` holds for each jurisdiction ``<cc>.provisions.csv`` (units that bear a code or a penalty) and
``<cc>.codings.csv`` (where somebody read the provision, as it was read: ``corpus/readings``), beside
``documents.csv`` (what was searched) and ``datapackage.json`` (Frictionless: types, versions, hashes). Whoever has
the official texts can rebuild all of it byte for byte with ``make data``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from ctlaw.corpus import Document, corpus_folder, official_folder
from ctlaw.errors import CorpusError
from ctlaw.extract import ELEMENTS, extract_elements, provision_rows
from ctlaw.readings import as_read, read_readings
from ctlaw.structure import UNITS
from ctlaw.tables import plain, write_table, write_text
from ctlaw.taxonomy import load_taxonomy

PROVISION_FIELDS = {
    "path": "string", "jurisdiction": "string", "language": "string", "eid": "string", "num": "string",
    "kind": "string", "start": "integer", "end": "integer", "source_start": "integer", "source_end": "integer",
    "part_of": "string", "in_force": "boolean", "text_sha256": "string", "penalties": "array",
    "penalties_by_reference": "array", "mental": "array", "purposes": "array", "exceptions": "array",
    "time_limits": "array", "jurisdiction_clauses": "array", "deciders": "array",
}  # fmt: skip
#: Elements that are read of provisions with a code only; each is a list of kinds with their places.
_OF_CODED = ("purposes", "exceptions", "time_limits", "jurisdiction_clauses", "deciders")
_LISTS = tuple(name for name, kind in PROVISION_FIELDS.items() if kind == "array")
CODING_FIELDS = {
    "path": "string", "eid": "string", "jurisdiction": "string", "language": "string", "code": "string",
    "score": "number", "primary": "boolean", "method": "string", "evidence_start": "integer",
    "evidence_end": "integer", "basis": "string", "reader": "string", "reader_kind": "string",
}  # fmt: skip
DOCUMENT_FIELDS = {
    "path": "string", "jurisdiction": "string", "language": "string", "title": "string", "citation": "string",
    "as_at": "string", "status": "string", "source_kind": "string", "licence": "string", "official_url": "string",
    "pillars": "string", "sha256": "string", "characters": "integer", "units": "integer", "coded": "integer",
    "read": "integer", "notes": "integer",
}  # fmt: skip
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
#: Wording never enters the coded corpus: of a penalty the figures stay, its quotation goes.
WORDING = frozenset({"quote", "case", "cited", "text"})
#: Code and data whose change changes what is found: readers, segmentation, elements, classification.
_FINGERPRINTED = (
    "structure.py", "normalise.py", "extract.py", "readers", "segment.py", "segment", "segmentation", "elements",
    "penalty_links.py", "concepts.py", "classify.py", "classification", "readings.py", "data",
)  # fmt: skip
_NOT_FINGERPRINTED = ("data/report", "data/obligations", "data/quality", "data/model/card.md", "README.md")


def build_coded(jurisdictions: Sequence[str] | None = None, output: str | Path | None = None, *,
                official: str | Path | None = None,
                progress: Callable[..., Iterable[Any]] | None = None) -> list[tuple[str, str]]:  # fmt: skip
    """Build the coded corpus from official texts.

    Parameters
    ----------
    jurisdictions : sequence of str, optional
        All that ``corpus/manifest.csv`` names by default. Files of other jurisdictions are left as they are.
    output : str or Path, optional
        ``corpus/coded`` by default.
    official : str or Path, optional
        `ctlaw.corpus.official_folder` by default.
    progress : callable, optional
        Wraps the jurisdictions.

    Returns
    -------
    list of (str, str)
        What could not be read: path and sentence.

    Raises
    ------
    CorpusError
        When there are no official texts.
    """
    from ctlaw.corpus import check_jurisdictions, read_manifest

    source = Path(official) if official is not None else official_folder()
    if source is None:
        raise CorpusError("There are no official texts: run `ctlaw fetch`, or set CTLAW_OFFICIAL to a folder of them.")
    folder = Path(output) if output is not None else corpus_folder() / "coded"
    manifest = read_manifest(corpus_folder() / "manifest.csv")
    known = sorted({row["jurisdiction"] for row in manifest.values()})
    chosen = check_jurisdictions(jurisdictions) if jurisdictions else known
    if absent := sorted(set(chosen) - set(known)):
        raise CorpusError(f"corpus/manifest.csv has no text of {', '.join(absent)}; it has {', '.join(known)}.")
    unreadable: list[tuple[str, str]] = []
    kept, readings = _other_documents(folder, chosen), read_readings()
    for jurisdiction in progress(chosen, "code") if progress else chosen:
        rows = {name: row for name, row in manifest.items() if row["jurisdiction"] == jurisdiction}
        kept += _build_one(jurisdiction, rows, readings.get(jurisdiction, {}), source, folder, unreadable)
    documents = pd.DataFrame(kept, columns=list(DOCUMENT_FIELDS)).sort_values("path", ignore_index=True)
    write_table(documents, folder / "documents.csv")
    write_text(folder / "datapackage.json", json.dumps(datapackage(folder), indent=1, ensure_ascii=False) + "\n")
    return unreadable


def _build_one(jurisdiction: str, rows: dict[str, dict[str, str]], readings: dict[str, Any], source: Path,
               folder: Path, unreadable: list[tuple[str, str]]) -> list[dict[str, Any]]:  # fmt: skip
    """Code one jurisdiction's texts, one text in memory at a time; return the rows of documents.csv."""
    from ctlaw.classify import code_provisions
    from ctlaw.corpus import document_from_bytes

    listed, provisions, codings = [], [], []
    for name, about in sorted(rows.items()):
        path = source / name
        if not path.is_file():
            unreadable.append((name, "is not among the official texts; run `ctlaw fetch`"))
            continue
        try:
            document = document_from_bytes(path.read_bytes(), name, about=about, layer="official")
        except CorpusError as error:
            unreadable.append((name, str(error)))
            continue
        units = pd.DataFrame(provision_rows(document, kinds=UNITS))
        found = code_provisions(units) if len(units) else pd.DataFrame(columns=list(CODING_FIELDS))
        read = units["text_sha256"].isin(list(readings)) if len(units) else pd.Series(dtype=bool)
        if read.any():
            found = as_read(found, units[read], readings)
        coded = set(found["eid"])
        records = [{str(key): value for key, value in row.items()} for row in units.to_dict("records")]
        bearing = [row for row in records if row["eid"] in coded or row["penalties"] or row["penalties_by_reference"]]
        _add_elements([row for row in bearing if row["eid"] in coded])
        provisions += [{key: facts(row.get(key)) for key in PROVISION_FIELDS} for row in bearing]
        codings += [
            {"jurisdiction": jurisdiction, "language": document.language, **row}
            for row in found.drop(columns=["jurisdiction", "language"], errors="ignore").to_dict("records")
        ]
        listed.append({**_about(document), "units": len(units), "coded": len(coded), "read": int(read.sum())})
    write_table(pd.DataFrame(provisions, columns=list(PROVISION_FIELDS)), folder / f"{jurisdiction}.provisions.csv")
    write_table(pd.DataFrame(codings, columns=list(CODING_FIELDS)), folder / f"{jurisdiction}.codings.csv")
    return listed


def _add_elements(rows: list[dict[str, Any]]) -> None:
    """Add to provisions of one document what `_OF_CODED` names."""
    if not rows:
        return
    components = tuple(name for name, key in ELEMENTS.items() if key in _OF_CODED)
    read = extract_elements(pd.DataFrame(rows)[["language", "text", "heading"]], components=components)
    for row, found in zip(rows, read[list(_OF_CODED)].to_dict("records"), strict=True):
        row |= {str(key): value for key, value in found.items()}


def _about(document: Document) -> dict[str, Any]:
    values = {key: getattr(document, key, None) for key in DOCUMENT_FIELDS}
    return {**values, "pillars": " ".join(document.pillars), "characters": len(document.text),
            "notes": len(document.notes)}  # fmt: skip


def facts(value: Any) -> Any:
    """Return a cell without wording: quotations are left out of penalties, all figures stay."""
    if isinstance(value, list):
        return [facts(item) for item in value]
    if isinstance(value, dict):
        said = {k: v for k, v in value.items() if k not in WORDING and not (v is None or v is False or v in ([], ""))}
        return {k: facts(v) for k, v in said.items()}
    return plain(value)


def _other_documents(folder: Path, chosen: Sequence[str]) -> list[dict[str, Any]]:
    if not (folder / "documents.csv").is_file():
        return []
    table = pd.read_csv(folder / "documents.csv", dtype=str, keep_default_na=False)
    kept = table[~table["jurisdiction"].isin(chosen)].to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in kept]


def read_coded(folder: str | Path | None = None, *,
               jurisdictions: Sequence[str] | None = None) -> Tables:  # fmt: skip
    """Read the coded corpus: real law, offline.

    Parameters
    ----------
    folder : str or Path, optional
        ``corpus/coded`` by default.
    jurisdictions : sequence of str, optional
        Only these.

    Returns
    -------
    provisions : DataFrame
        One row a unit that bears a code or a penalty, its own or by reference: `PROVISION_FIELDS`, and
        of its document title, citation, as_at, status, official_url, layer ("coded"). No wording: elements are kinds
        with the characters where they stand; they are read where there is a code, and None elsewhere and in languages
        without patterns.
    codings : DataFrame
        One row a coding: `CODING_FIELDS`.
    documents : DataFrame
        One row a text that was searched: `DOCUMENT_FIELDS`; `pillars` is a list.

    Raises
    ------
    CorpusError
        When the folder is no coded corpus, or has no data of a jurisdiction.
    """
    place = Path(folder) if folder is not None else corpus_folder() / "coded"
    if not (place / "documents.csv").is_file():
        raise CorpusError(f"`{place}` is no coded corpus (no documents.csv); build one with `ctlaw data`.")
    documents = pd.read_csv(place / "documents.csv", dtype=_dtypes(DOCUMENT_FIELDS), keep_default_na=False,
                            na_values={"as_at": [""]})  # fmt: skip
    known = sorted(documents["jurisdiction"].unique())
    wanted = [jurisdictions] if isinstance(jurisdictions, str) else jurisdictions
    chosen = known if wanted is None else list(dict.fromkeys(j.lower() for j in wanted))
    if not chosen:
        raise CorpusError("`jurisdictions` names none; leave it out for all.")
    if absent := sorted(set(chosen) - set(known)):
        raise CorpusError(f"The coded corpus has no law of {', '.join(absent)}; it has {', '.join(known)}.")
    documents = documents[documents["jurisdiction"].isin(chosen)].reset_index(drop=True)
    documents["pillars"] = documents["pillars"].str.split()
    tables = [_read_one(place, j, "provisions", PROVISION_FIELDS) for j in chosen]
    provisions = pd.concat(tables, ignore_index=True)
    provisions = provisions.reindex(columns=list(dict.fromkeys([*provisions.columns, *PROVISION_FIELDS])))
    for column in _LISTS:
        provisions[column] = provisions[column].map(lambda cell: json.loads(cell) if isinstance(cell, str) else None)
    about = documents.set_index("path")[["title", "citation", "as_at", "status", "official_url"]]
    provisions = provisions.join(about, on="path").assign(layer="coded")
    codings = pd.concat([_read_one(place, j, "codings", CODING_FIELDS) for j in chosen], ignore_index=True)
    return provisions, codings, documents


def _read_one(folder: Path, jurisdiction: str, what: str, fields: dict[str, str]) -> pd.DataFrame:
    return pd.read_csv(folder / f"{jurisdiction}.{what}.csv", dtype=_dtypes(fields), keep_default_na=False,
                       na_values=[""])  # fmt: skip


def _dtypes(fields: dict[str, str]) -> dict[str, Any]:
    kinds = {"integer": "Int64", "number": "float64", "boolean": "boolean"}
    return {name: kinds.get(kind, str) for name, kind in fields.items()}


def datapackage(folder: Path) -> dict[str, Any]:
    """Describe the coded corpus in `folder` as a Frictionless data package, with the versions that made it."""
    resources = []
    for path in sorted(folder.glob("*.csv")):
        kind = path.name.split(".")[-2]
        fields = {"provisions": PROVISION_FIELDS, "codings": CODING_FIELDS}.get(kind, DOCUMENT_FIELDS)
        resources.append({
            "name": path.stem.replace(".", "-"), "path": path.name, "format": "csv", "mediatype": "text/csv",
            "encoding": "utf-8", "bytes": path.stat().st_size,
            "hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
            "schema": {"fields": [{"name": n, "type": t} for n, t in fields.items()], "missingValues": [""]},
        })  # fmt: skip
    taxonomy = load_taxonomy()
    return {
        "name": "ctlaw-coded",
        "title": "Counter-terrorism provisions of national law, coded: facts without wording",
        "description": "Coded by rules and a model trained on readings; where a language model read a provision "
                       "(method reader), as it was read. No lawyer did. See DATA_CARD.md.",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "profile": "data-package",
        "ctlaw": {"taxonomy": f"{taxonomy.name} {taxonomy.version}", "fingerprint": fingerprint()},
        "resources": resources,
    }


def fingerprint() -> dict[str, str]:
    """Return the hashes of what decides the coded data: code, legal data, model, manifest, readings."""
    package = Path(str(files("ctlaw")))
    groups: dict[str, list[Path]] = {"code": [], "data": [], "model": []}
    for name in _FINGERPRINTED:
        place = package / name
        found = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
        for path in found:
            below = path.relative_to(package).as_posix()
            if "__pycache__" in below or below.startswith(_NOT_FINGERPRINTED) or path.name in _NOT_FINGERPRINTED:
                continue
            group = "code" if path.suffix == ".py" else "model" if below.startswith("data/model") else "data"
            groups[group].append(path)
    result = {}
    for group, paths in groups.items():
        digest = hashlib.sha256()
        for path in sorted(set(paths)):
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
        result[group] = digest.hexdigest()
    for name, below in (("manifest", "manifest.csv"), ("readings", "readings/*.csv")):
        read = b"".join(path.read_bytes() for path in sorted(corpus_folder().glob(below)))
        result[name] = hashlib.sha256(read).hexdigest() if read else ""
    return result
