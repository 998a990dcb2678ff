"""The whole way in one call: from files, or from the coded corpus, to tables and a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from ctlaw.corpus import iter_corpus, jurisdiction_names, read_corpus, read_manifest
from ctlaw.errors import CorpusError
from ctlaw.structure import UNITS
from ctlaw.tables import read_codings, write_table
from ctlaw.taxonomy import load_taxonomy


@dataclass(frozen=True)
class Report:
    """What a report came to.

    Attributes
    ----------
    text : str
        The coverage table by pillar, for a terminal.
    unreadable : list of (str, str)
        Files that could not be read, and why.
    """

    text: str
    unreadable: list[tuple[str, str]] = field(default_factory=list)


def detector_quality() -> pd.DataFrame:
    """Return the measured accuracy of the packaged detector.

    Returns
    -------
    DataFrame
        Columns code, language, positives (labelled units that bear the code), found, precision, recall, precision_seen
        and recall_seen, and recall_any_score (counting codings below `ctlaw.compare.LEAST_SCORE` too): measured on
        countries that were left out of training (``python -m benchmarks.detectors``). Whoever wrote the rules had read
        most of these units: precision and recall are lowered by what is lost on units that nobody had read, the columns
        that end in ``_seen`` are not. Languages without labelled units have no row.
    """
    path = Path(str(files("ctlaw").joinpath("data/quality/detectors.csv")))
    if not path.is_file():
        return pd.DataFrame(columns=["code", "language", "positives", "found", "precision", "recall"])
    return pd.read_csv(path)


def report_coded(output: str | Path) -> Report:
    """Compare the coded real law and write the page; restatements are there for reading.

    Parameters
    ----------
    output : str or Path
        Folder for index.html, coverage.csv, provisions.csv, codings.csv, penalties.csv and figures.

    Returns
    -------
    Report
    """
    from ctlaw.coded import fingerprint, read_coded
    from ctlaw.extract import extract_provisions
    from ctlaw.report import write_report

    provisions, codings, documents = read_coded()
    restated = extract_provisions(read_corpus(), kinds=UNITS)
    taxonomy = load_taxonomy()
    quality = detector_quality()
    write_report(
        output, provisions, codings, documents, taxonomy=taxonomy, quality=quality, restated=restated,
        title="Counter-terrorism law compared: coded real law", data_version=fingerprint()["data"][:12],
    )  # fmt: skip
    return Report(summary(codings, documents, provisions, quality))


def report_folder(folder: str | Path, output: str | Path, *, language: str | None = None,
                  progress: Callable[..., Iterable[Any]] | None = None) -> Report:  # fmt: skip
    """Read, code and compare a folder of laws and write the page.

    Parameters
    ----------
    folder : str or Path
    output : str or Path
    language : str, optional
        Of texts whose file does not say.
    progress : callable, optional
        Wraps the documents.

    Returns
    -------
    Report

    Raises
    ------
    CorpusError
        When the folder holds no law, or none that can be read.
    """
    from ctlaw.classify import code_provisions
    from ctlaw.extract import COLUMNS, provision_rows
    from ctlaw.report import write_report

    unreadable: list[tuple[str, str]] = []
    about, tables, found = [], [], []
    documents = iter_corpus(folder, language=language, unreadable=unreadable)
    for document in progress(documents, "read") if progress else documents:
        units = pd.DataFrame(provision_rows(document, kinds=UNITS), columns=COLUMNS)
        codings = code_provisions(units) if len(units) else pd.DataFrame()
        coded = set(codings["eid"]) if len(codings) else set()
        bearing = [eid in coded or bool(own) or bool(taken) for eid, own, taken in zip(
                       units["eid"], units["penalties"], units["penalties_by_reference"], strict=True)]  # fmt: skip
        tables.append(units[bearing].assign(official_url=document.official_url))
        found.append(codings.assign(jurisdiction=document.jurisdiction, language=document.language))
        about.append({
            "path": document.path, "jurisdiction": document.jurisdiction, "language": document.language,
            "title": document.title, "citation": document.citation, "as_at": document.as_at,
            "status": document.status, "source_kind": document.source_kind, "sha256": document.sha256,
            "pillars": list(document.pillars), "layer": document.layer, "official_url": document.official_url,
            "units": len(units), "coded": len(coded),
        })  # fmt: skip
    if not about:
        raise CorpusError(unreadable[0][1] if unreadable else f"`{folder}` holds no law.")
    provisions, codings = _joined(tables, COLUMNS), _joined(found, ["path", "eid", "jurisdiction", "language", "code"])
    listed = pd.DataFrame(about)
    quality = detector_quality()
    write_report(output, provisions, codings, listed, taxonomy=load_taxonomy(), quality=quality,
                 title=f"Counter-terrorism law compared: {Path(folder).name}", data_version="own texts")  # fmt: skip
    return Report(summary(codings, listed, provisions, quality), unreadable)


def summary(codings: pd.DataFrame, documents: pd.DataFrame, provisions: pd.DataFrame, quality: pd.DataFrame) -> str:
    """Return the coverage by pillar as a terminal shows it: codes found of those asked, "no", or "?"."""
    from ctlaw.compare import coverage, coverage_reasons

    taxonomy = load_taxonomy()
    options: dict[str, Any] = {"quality": quality, "provisions": provisions, "taxonomy": taxonomy}
    found = coverage(codings, documents, level="pillar", **options)
    reasons = coverage_reasons(codings, documents, level="pillar", **options)
    # As the page says it; numbers of provisions would grow with how finely a country numbers its law.
    single = coverage(codings, documents, **options).eq(True).fillna(False).astype(int)
    by_pillar = single.T.groupby(taxonomy.pillar)
    number, asked = by_pillar.sum().T, by_pillar.size()
    names = jurisdiction_names()
    table = pd.DataFrame(
        {
            p: [_shown(found.at[j, p], f"{int(number[p][j])}/{int(asked[p])}") for j in found.index]
            for p in found.columns
        },
        index=[f"{j}  {names.get(j, '')}"[:24] for j in found.index],
    )  # fmt: skip
    unknown = reasons[found.isna()].stack().value_counts()
    legend = "3/8: three of the eight codes of that pillar found · no: searched and not found · ?: unknown"
    why = "; ".join(f"{reason} {count}" for reason, count in unknown.items())
    return f"{table.to_string()}\n\n{legend}" + (f" ({why})" if why else "")


def compare_codings(codings: str | Path, output: str | Path, *, manifest: str | Path | None = None) -> str:
    """Compare codings: coverage, cells, gaps and differences as CSV.

    Parameters
    ----------
    codings : str or Path
        As written by ``ctlaw code``.
    output : str or Path
    manifest : str or Path, optional
        What was searched, for what; without it a code that was not found is unknown.

    Returns
    -------
    str
        The coverage by pillar, for a terminal.

    Raises
    ------
    CorpusError
        When the codings name no jurisdiction, neither in a column nor as the first folder of `path`.
    """
    from ctlaw import compare

    table = read_codings(codings)
    if "path" not in table.columns:
        table = table.assign(path=table["id"].str.rsplit("/", n=1).str[0], eid=table["id"].str.rsplit("/", n=1).str[-1])
    if "jurisdiction" not in table.columns:
        table = table.assign(jurisdiction=table["path"].map(_jurisdiction))
    if (table["jurisdiction"].fillna("") == "").all() and len(table):
        raise CorpusError(f"`{codings}` names no jurisdiction: add a column, or paths such as de/stgb.xml.")
    if "language" not in table.columns:
        table = table.assign(language="")
    if manifest is not None:
        rows = list(read_manifest(manifest).values())
        documents = pd.DataFrame(rows)
        documents["pillars"] = [row.get("pillars", "").split() for row in rows]
    else:
        documents = table[["path", "jurisdiction", "language"]].drop_duplicates("path", ignore_index=True)
        nothing: pd.Series = pd.Series([[]] * len(documents), index=documents.index, dtype=object)
        documents = documents.assign(status="", pillars=nothing)
    quality = detector_quality()
    folder = Path(output)
    write_table(compare.coverage(table, documents, quality=quality).reset_index(), folder / "coverage.csv")
    write_table(compare.cells(table, documents, quality=quality), folder / "cells.csv")
    write_table(compare.gaps(table, documents, quality=quality), folder / "gaps.csv")
    names = sorted(set(table["jurisdiction"]) - {""})
    for left, right in zip(names, names[1:], strict=False):
        write_table(compare.differences(table, left, right, documents=documents, quality=quality),
                    folder / f"differences-{left}-{right}.csv")  # fmt: skip
    return summary(table, documents, table[["path", "eid", "jurisdiction"]].drop_duplicates(), quality)


def _jurisdiction(path: str) -> str:
    folders = [part.lower() for part in Path(path).parts[:-1]]
    return next((part for part in reversed(folders) if part in jurisdiction_names()), "")


def _shown(found: Any, number: str) -> str:
    return "?" if pd.isna(found) else number if found else "no"


def _joined(tables: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    kept = [table for table in tables if len(table)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=columns)
