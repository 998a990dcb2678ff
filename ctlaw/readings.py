"""Readings: provisions that somebody coded by reading; where there is one, the coded corpus has its codes.

``corpus/readings/codings.csv`` holds each coding with the place and the hash of the text that was read, no wording.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ctlaw.corpus import corpus_folder

#: The score of a code that a reader gave: how often a second reader of the provision gives it too
#: (`python -m benchmarks.readings`, all rounds).
READER_SCORE = 0.93


def read_readings() -> dict[str, dict[str, Any]]:
    """Return the readings of ``corpus/readings``, by jurisdiction and by the hash of what was read.

    A reading is of a text: it holds in every edition of a law in which the provision reads the same. Of several
    readings of one text the first counts (first round, first reader), as in training: of 1,331 provisions read twice
    151 have other codes in the second reading.

    Returns
    -------
    dict of str to dict of str to namedtuple
        With codes (list, primary first), evidence_start, evidence_end ("" where none), reader and reader_kind.
    """
    path = corpus_folder() / "readings" / "codings.csv"
    if not path.is_file():
        return {}
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table = table.sort_values("round", kind="stable").drop_duplicates(["jurisdiction", "text_sha256"])
    found: dict[str, dict[str, Any]] = {}
    for row in table.assign(codes=table["codes"].str.split()).itertuples():
        found.setdefault(str(row.jurisdiction), {})[str(row.text_sha256)] = row
    return found


def as_read(found: pd.DataFrame, units: pd.DataFrame, readings: dict[str, Any]) -> pd.DataFrame:
    """Return the codings of one text with those of provisions that somebody read as the reader gave them.

    The reader marked the passage of the primary code; for further codes the place that the machine finds is given.

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

    several = units[[len(readings[sha].codes) > 1 for sha in units["text_sha256"]]]
    places = code_provisions(several, scores=True).set_index(["eid", "code"])[["evidence_start", "evidence_end"]]
    rows = []
    for path, eid, sha in zip(units["path"], units["eid"], units["text_sha256"], strict=True):
        reading = readings[sha]
        for rank, code in enumerate(reading.codes):
            span: tuple[int, int] | tuple[None, None] = (None, None)
            if rank == 0 and reading.evidence_start != "":
                span = int(reading.evidence_start), int(reading.evidence_end)
            elif (eid, code) in places.index:
                start, end = places.loc[(eid, code)]
                span = int(start), int(end)
            rows.append({"path": path, "eid": eid, "code": code, "score": READER_SCORE, "primary": rank == 0,
                         "method": "reader", "evidence_start": span[0], "evidence_end": span[1],
                         "basis": reading.reader, "reader": reading.reader,
                         "reader_kind": reading.reader_kind})  # fmt: skip
    machine = found[~found["eid"].isin(set(units["eid"]))]
    order = {eid: k for k, eid in enumerate(dict.fromkeys([*found["eid"], *units["eid"]]))}
    both = pd.concat([machine, pd.DataFrame(rows, columns=[*found.columns, "reader", "reader_kind"])])
    return both.assign(order=both["eid"].map(order)).sort_values("order", kind="stable").drop(columns="order")
