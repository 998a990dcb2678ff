"""Tables to files and back: JSON Lines, CSV, Parquet; each file is whole or not there."""

from __future__ import annotations

import csv
import json
import math
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import pandas as pd

from ctlaw.errors import CorpusError

ENDINGS = (".jsonl", ".csv", ".parquet")
_LIST_COLUMNS = ("penalties", "penalties_by_reference", "mental", "codes", "pillars")


@contextmanager
def written_whole(path: str | Path, mode: str = "w") -> Iterator[IO[Any]]:
    """Open a file to be written that takes its name only when everything is in it.

    Parameters
    ----------
    path : str or Path
        Its folder is made when it is not there.
    mode : {"w", "wb"}
        Text is UTF-8 with line feeds.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = {} if "b" in mode else {"encoding": "utf-8", "newline": ""}
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        with open(name, mode, **text) as file:  # type: ignore[call-overload]
            yield file
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_text(path: str | Path, text: str) -> None:
    """Write `text` as UTF-8, whole or not at all."""
    with written_whole(path) as file:
        file.write(text)


class TableWriter:
    """Write rows one at a time to ``.jsonl``, ``.csv`` or ``.parquet``; the file appears when all are in it.

    Parameters
    ----------
    path : str or Path
    columns : iterable of str

    Attributes
    ----------
    rows : int
        Rows written so far.
    """

    def __init__(self, path: str | Path, columns: Iterable[str]) -> None:
        self.path, self.columns, self.rows = Path(path), list(columns), 0
        if self.path.suffix not in ENDINGS:
            raise CorpusError(f"`{path}` must end in {', '.join(ENDINGS)}.")
        self._held: list[dict[str, Any]] = []

    def __enter__(self) -> TableWriter:
        self._context = written_whole(self.path, "wb" if self.path.suffix == ".parquet" else "w")
        self._file = self._context.__enter__()
        if self.path.suffix == ".csv":
            self._csv = csv.DictWriter(self._file, self.columns, lineterminator="\n", extrasaction="ignore")
            self._csv.writeheader()
        return self

    def write(self, row: dict[str, Any]) -> None:
        """Add one row; keys that are no columns are left out."""
        self.rows += 1
        if self.path.suffix == ".jsonl":
            kept = {column: plain(row.get(column)) for column in self.columns}
            self._file.write(json.dumps(kept, ensure_ascii=False) + "\n")
        elif self.path.suffix == ".csv":
            self._csv.writerow({column: cell(row.get(column)) for column in self.columns})
        else:
            self._held.append({column: _flat(row.get(column)) for column in self.columns})

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        if kind is None and self.path.suffix == ".parquet":
            pd.DataFrame(self._held, columns=self.columns).to_parquet(self._file, index=False)
        self._context.__exit__(kind, error, trace)


def write_table(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table by its file's ending: ``.jsonl``, ``.csv`` or ``.parquet``; lists become JSON in the latter two.

    Raises
    ------
    CorpusError
        When the ending is none of these.
    """
    with TableWriter(path, table.columns) as writer:
        for row in table.to_dict("records"):
            writer.write({str(key): value for key, value in row.items()})


def read_units(path: str | Path, *, needed: Iterable[str] = ()) -> pd.DataFrame:
    """Read units as written by ``ctlaw extract`` (JSON Lines, CSV or Parquet), or JSON Lines of one's own.

    Parameters
    ----------
    path : str or Path
    needed : iterable of str
        Columns that must be there beside language, text and (id, or path and eid).

    Returns
    -------
    DataFrame
        Of provisions only articles, sections and their like, when the file has a column `kind`: these are coded.

    Raises
    ------
    CorpusError
        When the file is missing, malformed, or lacks a column.
    """
    from ctlaw.structure import UNITS

    path = Path(path)
    if not path.is_file():
        raise CorpusError(f"`{path}` is not a file; give units as written by `ctlaw extract`, or JSON Lines.")
    try:
        if path.suffix == ".parquet":
            table = pd.read_parquet(path)
        elif path.suffix == ".csv":
            table = pd.read_csv(path, dtype=str, keep_default_na=False)
        else:
            table = pd.DataFrame(_json_lines(path))
    except CorpusError:
        raise
    except (ValueError, OSError) as error:  # pandas and pyarrow say so of what they cannot parse
        raise CorpusError(f"`{path}` cannot be read as units ({' '.join(str(error).split())[:200]}).") from None
    if table.empty:
        raise CorpusError(f"`{path}` holds no units.")
    for column in _LIST_COLUMNS:
        if column in table.columns:
            table[column] = pd.Series([_loaded(value) for value in table[column]], index=table.index, dtype=object)
    named = "id" in table.columns or {"path", "eid"} <= set(table.columns)
    missing = [column for column in ("language", "text", *needed) if column not in table.columns]
    if missing or not named:
        lacks = ", ".join(missing) or "id (or path and eid)"
        raise CorpusError(f"`{path}` lacks {lacks}; units need language, text and (id, or path and eid).")
    bad = [i for i, text in enumerate(table["text"]) if not isinstance(text, str)]
    if bad:
        raise CorpusError(f"`{path}`: unit {bad[0] + 1} has no text; it must be a string.")
    bad = [i for i, language in enumerate(table["language"]) if not isinstance(language, str) or not language]
    if bad:
        raise CorpusError(f"`{path}`: unit {bad[0] + 1} has no language; write ISO 639-1, such as en.")
    if "kind" in table.columns and "id" not in table.columns:
        table = table[table["kind"].isin(UNITS)].reset_index(drop=True)
    return table


def read_codings(path: str | Path) -> pd.DataFrame:
    """Read codings; columns as in ``design``: id or path and eid, code, and what else the file has.

    Raises
    ------
    CorpusError
        When the file is missing or lacks a column.
    """
    path = Path(path)
    if not path.is_file():
        raise CorpusError(f"`{path}` is not a file; give codings as written by `ctlaw code`.")
    try:
        table = pd.read_csv(path, dtype={"code": str, "id": str, "path": str, "eid": str}, keep_default_na=True)
    except (ValueError, UnicodeDecodeError) as error:
        raise CorpusError(f"`{path}` is not a CSV of codings ({str(error).splitlines()[0]}).") from None
    named = "id" in table.columns or {"path", "eid"} <= set(table.columns)
    if "code" not in table.columns or not named:
        raise CorpusError(f"`{path}` lacks code, or id (or path and eid); write it with `ctlaw code`.")
    return table


def plain(value: Any) -> Any:
    """Return `value` as JSON can hold it: missing values become None, numpy values Python's own."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return None if math.isnan(value) else int(value) if value.is_integer() else value
    return value


def cell(value: Any) -> Any:
    """Return `value` as a cell of a CSV that is to be read back: JSON for lists, small letters for booleans."""
    value = _flat(value)
    return ("true" if value else "false") if isinstance(value, bool) else value


def _flat(value: Any) -> Any:
    value = plain(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


def _loaded(value: Any) -> Any:
    if isinstance(value, str):
        return json.loads(value) if value.startswith(("[", "{")) else None
    return value.tolist() if hasattr(value, "tolist") else None if isinstance(value, float) else value


def _json_lines(path: Path) -> list[dict[str, Any]]:
    rows = []
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    row = json.loads(line)
                    if not isinstance(row, dict):
                        raise CorpusError(f"`{path}` line {number} is no JSON object.")
                    rows.append(row)
    except UnicodeDecodeError:
        raise CorpusError(f"`{path}` is not UTF-8; units are JSON Lines in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise CorpusError(f"`{path}` line {number} is not JSON ({error.msg}, column {error.colno}).") from None
    return rows
