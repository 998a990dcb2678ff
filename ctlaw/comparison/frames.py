"""The tables that comparisons take in: checked, completed, never changed in place."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

import pandas as pd

from ctlaw.errors import CorpusError, nearest

#: What a text must not be for its findings to count as the law: a bill is not yet law, a historical wording no longer
#: is, and a treaty or resolution is what law is measured against.
NOT_LAW = frozenset({"bill", "historical", "reference", "repealed"})
#: A part of a law. What it contains is law; what it lacks may stand in the part that is missing.
INCOMPLETE = frozenset({"excerpt", "partial"})
#: Law as it was first passed: what it contains became law, but whether it still is nobody has said, so that it can
#: prove a finding and never an absence.
UNSETTLED = frozenset({"as-enacted"})

#: What CLDR calls a place that is not known; files of one's own may not say whose law they are.
UNKNOWN_JURISDICTION = "zz"

_DOCUMENT_COLUMNS = ("path", "jurisdiction", "title", "citation", "language", "status", "source_kind", "as_at",
                     "official_url", "layer", "pillars", "sha256")  # fmt: skip
_CONTAINER_TYPES = (list, tuple, set, frozenset)


def missing(value: object) -> bool:
    """Return True for None, NaN and NA; False for everything else, lists included."""
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, float) and math.isnan(value)


def text_of(value: object) -> str:
    """Return `value` as text, "" where it is missing."""
    return "" if missing(value) else str(value)


def listed(value: object) -> list[Any]:
    """Return a cell that holds a list as a list: arrays (Parquet), JSON, names in a row, and missing values too."""
    if isinstance(value, _CONTAINER_TYPES):
        return list(value)
    if isinstance(value, str):
        if value.startswith("["):
            loaded = json.loads(value)
            return loaded if isinstance(loaded, list) else [loaded]
        return [part for part in re.split(r"[;,|\s]+", value) if part]
    if hasattr(value, "tolist"):
        inner = value.tolist()
        return list(inner) if isinstance(inner, list) else [inner]
    return [] if missing(value) else [value]


def arms(provision: Mapping[str, Any], *, by_reference: bool = True) -> list[dict[str, Any]]:
    """Return the penalties of a provision: those it states, then those that another provision states for it.

    "The same penalty" as the offence before, or that of subsection (1), in the same provision is counted once.
    """
    taken = listed(provision.get("penalties_by_reference")) if by_reference else []
    others = (arm for arm in taken if arm.get("form") != "same" and arm.get("from_eid") != provision.get("eid"))
    return [*listed(provision.get("penalties")), *others]


def require(table: pd.DataFrame, columns: Sequence[str], name: str) -> None:
    """Raise CorpusError (a ValueError) naming every column of `columns` that `table` lacks."""
    lacking = [column for column in columns if column not in table.columns]
    if lacking:
        wanted = ", ".join(f"`{column}`" for column in lacking)
        present = ", ".join(map(str, table.columns)) or "none"
        raise CorpusError(f"`{name}` lacks the column {wanted}; it has: {present}.")


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of `table` as dicts."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def documents_frame(documents: pd.DataFrame | Iterable[Any]) -> pd.DataFrame:
    """Return what was searched as a table, one row a text.

    Parameters
    ----------
    documents : DataFrame or iterable of Document
        A manifest, or documents as read.

    Returns
    -------
    DataFrame
        Columns path, jurisdiction, title, citation, language (two letters), status, source_kind, as_at,
        official_url, layer, pillars (tuple), sha256; text columns are "" and `pillars` is empty where unknown.
    """
    if isinstance(documents, pd.DataFrame):
        require(documents, ["path", "jurisdiction"], "documents")
        source: dict[str, Any] = {c: documents[c].tolist() for c in _DOCUMENT_COLUMNS if c in documents.columns}
        source.update({c: documents[c].tolist() for c in documents.columns if c not in source and c != "text"})
        count = len(documents)
    else:
        rows = list(documents)
        if wrong := [d for d in rows if not hasattr(d, "path")]:
            kind = type(wrong[0]).__name__
            raise CorpusError(f"`documents` holds {kind}; give documents, or a table with path and jurisdiction.")
        source = {c: [getattr(d, c, None) for d in rows] for c in _DOCUMENT_COLUMNS}
        count = len(rows)
    frame = pd.DataFrame(index=range(count))
    for column, values in source.items():
        if column == "pillars":
            frame[column] = pd.Series([tuple(listed(v)) for v in values], dtype=object, index=frame.index)
        elif column in _DOCUMENT_COLUMNS:
            frame[column] = pd.Series([text_of(v) for v in values], dtype=object, index=frame.index)
        else:
            frame[column] = pd.Series(values, index=frame.index)
    for column in _DOCUMENT_COLUMNS:
        if column not in frame:
            frame[column] = pd.Series([() if column == "pillars" else ""] * count, dtype=object, index=frame.index)
    frame["language"] = frame["language"].str[:2].str.lower()
    frame["jurisdiction"] = frame["jurisdiction"].replace("", UNKNOWN_JURISDICTION)
    return frame


def codings_frame(
    codings: pd.DataFrame,
    documents: pd.DataFrame | None = None,
    provisions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return codings with what is known of the text and the provision each stands in.

    Returns
    -------
    DataFrame
        One row per (path, eid, code), the best-scored first where a code is stated twice. Columns path, eid, code,
        jurisdiction, language, score, primary (False where not stated), evidence, status, in_force (True, False or
        NA), num, and the other columns of `codings`.

    Notes
    -----
    Rows of `codings` whose `path` is not in `documents` keep status "": they are findings in a text of which nothing
    else is known.
    """
    if codings.empty and not len(codings.columns):
        codings = pd.DataFrame({"path": [], "eid": [], "code": []}, dtype=object)
    require(codings, ["path", "eid", "code"], "codings")
    frame = codings.reset_index(drop=True)
    if "score" in frame:
        given = frame["score"]
        frame["score"] = pd.to_numeric(given, errors="coerce")
        wrong = frame["score"].isna() & given.notna() & (given.astype(str).str.strip() != "")
        if wrong.any():  # without a score a coding counts as found
            row = int(wrong.to_numpy().argmax())
            raise CorpusError(f"`codings` row {row + 1} has the score `{given.iloc[row]}`; write one such as 0.75.")
        frame = frame.sort_values("score", ascending=False, kind="stable", na_position="last")
    else:
        frame["score"] = float("nan")
    frame = frame.drop_duplicates(["path", "eid", "code"]).sort_index().reset_index(drop=True)
    lookups: list[tuple[str, dict[Any, Any]]] = []
    # A code that is the primary one of a provision says more of it than one of several.
    given = frame["primary"] if "primary" in frame else pd.Series(False, index=frame.index)
    frame["primary"] = [str(value).lower() in ("true", "1", "1.0") for value in given]
    if documents is not None:
        by_path = documents.drop_duplicates("path").set_index("path")
        for column in ("jurisdiction", "language", "status", "layer"):
            lookups.append((column, by_path[column].to_dict()))
    for column, known in lookups:
        found = frame["path"].map(known)
        frame[column] = found.where(found.notna(), frame[column]) if column in frame else found
    for column in ("jurisdiction", "language", "status", "evidence"):
        if column not in frame:
            frame[column] = ""
        frame[column] = pd.Series([text_of(v) for v in frame[column]], dtype=object, index=frame.index)
    frame["language"] = frame["language"].str[:2].str.lower()
    frame["jurisdiction"] = frame["jurisdiction"].replace("", UNKNOWN_JURISDICTION)
    if provisions is not None:
        require(provisions, ["path", "eid"], "provisions")
        keys = list(zip(provisions["path"], provisions["eid"], strict=True))
        for column in ("in_force", "num", "layer"):
            if column in provisions and column not in frame:
                known = dict(zip(keys, provisions[column], strict=True))
                frame[column] = [known.get(key) for key in zip(frame["path"], frame["eid"], strict=True)]
    for column in ("in_force", "num"):
        if column not in frame:
            frame[column] = pd.NA
    return frame


def law_only(frame: pd.DataFrame) -> pd.Series:
    """Return True for the codings that state what the law is: text in force, provision not marked as repealed."""
    repealed = pd.Series([_repealed(value) for value in frame["in_force"]], index=frame.index, dtype=bool)
    return ~frame["status"].isin(NOT_LAW) & ~repealed


def _repealed(in_force: object) -> bool:
    """Tell whether a cell of `in_force` says no, as a value or as a CSV has it."""
    if isinstance(in_force, str):
        return in_force.strip().lower() in ("false", "0", "0.0")
    return not missing(in_force) and not bool(in_force)


def standing(provisions: pd.DataFrame) -> pd.DataFrame:
    """Return the provisions that state what the law is: not of bills or old wordings, not marked as repealed."""
    keep = [True] * len(provisions)
    if "status" in provisions:
        keep = [text_of(value) not in NOT_LAW for value in provisions["status"]]
    if "in_force" in provisions:
        keep = [k and not _repealed(v) for k, v in zip(keep, provisions["in_force"], strict=True)]
    return provisions[pd.Series(keep, index=provisions.index, dtype=bool)]


def pick(values: Iterable[str], wanted: str | Sequence[str] | None, name: str) -> list[str]:
    """Return `wanted` as a list after checking it against `values`; sorted `values` for None.

    Raises
    ------
    CorpusError
        When one of `wanted` is not among `values`.
    """
    known = sorted(set(values))
    if wanted is None:
        return known
    chosen = [wanted] if isinstance(wanted, str) else list(wanted)
    for value in chosen:
        if value not in known:
            raise CorpusError(f"`{name}` contains '{value}', of which nothing is here; {nearest(value, known)}.")
    return chosen


@cache
def legal_data(name: str) -> pd.DataFrame:
    """Return a table of ``ctlaw/data/obligations`` (read once; take a copy before changing it)."""
    text = files("ctlaw").joinpath("data", "obligations", name).read_text(encoding="utf-8")
    return pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)


@cache
def regions() -> dict[str, tuple[str, str]]:
    """Return region and subregion (United Nations M49) by jurisdiction."""
    table = legal_data("regions.csv")
    return {row["jurisdiction"]: (row["region"], row["subregion"]) for row in records(table)}


def place(path: object, num: object, eid: object) -> str:
    """Return how a provision is cited inside a table: ``stgb.xml § 89a`` -> "de/stgb.xml 89a"."""
    return f"{text_of(path)} {text_of(num) or text_of(eid)}".strip()
