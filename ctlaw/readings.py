"""Readings: provisions that somebody coded by reading; where there is one, the coded corpus has its codes.

``corpus/readings/codings.csv`` holds each coding with the place and the hash of the text that was read, no wording;
``settled.csv`` what a further reader, who saw both, decided where two had differed; ``marked.csv`` the passages that
make the further codes of a provision.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ctlaw.corpus import corpus_folder

#: The score of a code that a reader gave: how often a second reader of the provision gives it too
#: (`python -m benchmarks.readings`, all rounds).
READER_SCORE = 0.92


def readings_table() -> pd.DataFrame:
    """Return all readings as stored, the one that counts of a provision before its others: settled ones come first.

    Returns
    -------
    pandas.DataFrame
        One row a reader and provision: path, eid, num, jurisdiction, language, text_sha256, codes (primary first,
        between spaces), evidence_start, evidence_end, reader, reader_kind, round (all text, "" where nothing is
        stored), settled (bool), why (of settled ones, else missing). Empty where there are no readings.
    """
    folder = corpus_folder() / "readings"
    parts = [pd.read_csv(folder / name, dtype=str, keep_default_na=False).assign(settled=name == "settled.csv")
             for name in ("settled.csv", "codings.csv") if (folder / name).is_file()]  # fmt: skip
    if not parts:
        return pd.DataFrame()
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["settled", "round"], ascending=[False, True], kind="stable", ignore_index=True)


def read_readings() -> dict[str, dict[str, Any]]:
    """Return the readings of ``corpus/readings``, by jurisdiction and by the hash of what was read.

    A reading is of a text: it holds in every edition of a law in which the provision reads the same. Of several
    readings of one text the settled one counts, else the first (first round, first reader), as in training.

    Returns
    -------
    dict of str to dict of str to namedtuple
        With codes (list, primary first), evidence_start, evidence_end ("" where none), reader, reader_kind, and marked:
        by code what a reader marked for further codes: (start, end, reader), start and end None where that reader
        found nothing that makes the code.
    """
    table = readings_table()
    if table.empty:
        return {}
    table = table.drop_duplicates(["jurisdiction", "text_sha256"])
    passages = _marked()
    keys = pd.Series([*zip(table["jurisdiction"], table["text_sha256"], strict=True)], index=table.index)
    table = table.assign(codes=table["codes"].str.split(), marked=keys.map(lambda key: passages.get(key, {})))
    found: dict[str, dict[str, Any]] = {}
    for row in table.itertuples():
        found.setdefault(str(row.jurisdiction), {})[str(row.text_sha256)] = row
    return found


Marking = tuple[int | None, int | None, str]


def _marked() -> dict[tuple[str, str], dict[str, Marking]]:
    """Return what ``marked.csv`` says, by jurisdiction and text, and by code: (start, end, reader)."""
    path = corpus_folder() / "readings" / "marked.csv"
    if not path.is_file():
        return {}
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    found: dict[tuple[str, str], dict[str, Marking]] = {}
    for row in table.itertuples():
        start, end = (int(str(edge)) if edge != "" else None for edge in (row.evidence_start, row.evidence_end))
        found.setdefault((str(row.jurisdiction), str(row.text_sha256)), {})[str(row.code)] = start, end, str(row.reader)
    return found


def as_read(found: pd.DataFrame, units: pd.DataFrame, readings: dict[str, Any]) -> pd.DataFrame:
    """Return the codings of one text with those of provisions that somebody read as the reader gave them.

    The reader marked the passage of the primary code, another those of further codes (`basis` names that one too); for
    a code for which nobody was asked to, the place that the machine finds is given.

    Parameters
    ----------
    found : pandas.DataFrame
        What `code_provisions` gave the text.
    units : pandas.DataFrame
        Its provisions whose ``text_sha256`` is in `readings`, with all that `code_provisions` asks for.
    readings : dict
        Those of the jurisdiction, as in `read_readings`.

    Returns
    -------
    pandas.DataFrame
        In the order of `found`, provisions to which the machine gave nothing last; columns reader and reader_kind are
        missing where the machine's coding stands.
    """
    from ctlaw.classify import code_provisions

    several = units[[not {*readings[sha].codes[1:]} <= {*readings[sha].marked} for sha in units["text_sha256"]]]
    places = code_provisions(several, scores=True).set_index(["eid", "code"])[["evidence_start", "evidence_end"]]
    rows = []
    for path, eid, sha in zip(units["path"], units["eid"], units["text_sha256"], strict=True):
        reading = readings[sha]
        for rank, code in enumerate(reading.codes):
            span: tuple[int | None, int | None] = (None, None)
            basis = reading.reader
            if rank == 0 and reading.evidence_start != "":
                span = int(reading.evidence_start), int(reading.evidence_end)
            elif code in reading.marked:
                start, end, marker = reading.marked[code]
                span, basis = (start, end), f"{reading.reader}; {marker}"
            elif (eid, code) in places.index:
                start, end = places.loc[(eid, code)]
                span = int(start), int(end)
            rows.append({"path": path, "eid": eid, "code": code, "score": READER_SCORE, "primary": rank == 0,
                         "method": "reader", "evidence_start": span[0], "evidence_end": span[1],
                         "basis": basis, "reader": reading.reader,
                         "reader_kind": reading.reader_kind})  # fmt: skip
    machine = found[~found["eid"].isin(set(units["eid"]))]
    order = {eid: k for k, eid in enumerate(dict.fromkeys([*found["eid"], *units["eid"]]))}
    both = pd.concat([machine, pd.DataFrame(rows, columns=[*found.columns, "reader", "reader_kind"])])
    return both.assign(order=both["eid"].map(order)).sort_values("order", kind="stable").drop(columns="order")
