"""The comparison as a page to send: one HTML file that needs no network, and the tables behind it.

The page holds its data as JSON; a script of its own builds everything with text nodes, so nothing that stands in a
law, a title or a file name can act as markup. A Content-Security-Policy with hashes forbids every other script.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from ctlaw.coded import WORDING
from ctlaw.comparison import frames
from ctlaw.comparison.coverage import by_pillar, cells, wide
from ctlaw.comparison.page import name_of, page_data
from ctlaw.comparison.penalties import penalties, penalty_arms
from ctlaw.tables import plain
from ctlaw.taxonomy import Taxonomy, load_taxonomy

_LEADS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_cell(value: Any) -> Any:
    """Return a value as a spreadsheet may safely open it: text that begins like a formula gets an apostrophe.

    Numbers stay numbers (a negative one too); lists and dicts become JSON; missing values become "".
    """
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        return "'" + value if value.startswith(_LEADS_FORMULA) else value
    return value


def to_csv(table: pd.DataFrame) -> str:
    """Return `table` as CSV (UTF-8, line feeds) with every cell, header included, through `csv_cell`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([csv_cell(str(column)) for column in table.columns])
    for row in table.itertuples(index=False, name=None):
        writer.writerow([csv_cell(value) for value in row])
    return out.getvalue()


def json_in_html(value: Any) -> str:
    """Return `value` as JSON that may stand inside a script element, whatever text it holds.

    ``<``, ``>`` and ``&`` cannot then close the element or open a comment, and the line separators U+2028 and U+2029
    cannot end a JavaScript string.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def render(payload: dict[str, Any], pillar_table: pd.DataFrame) -> str:
    """Return the page.

    Parameters
    ----------
    payload : dict
        What the page shows.
    pillar_table : DataFrame
        Coverage by pillar, shown to readers without JavaScript.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    folder = files("ctlaw").joinpath("data", "report")
    style, script, template = (
        folder.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js", "page.html.j2")
    )
    words: dict[bool | None, str] = {True: "found", False: "searched and not found"}
    plain_rows = [
        (name_of(str(name)), [words.get(None if frames.missing(v) else bool(v), "unknown") for v in values])
        for name, values in zip(pillar_table.index, pillar_table.to_numpy(dtype=object), strict=True)
    ]
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(
        style=Markup(style), script=Markup(script), style_hash=_digest(style), script_hash=_digest(script),
        data=Markup(json_in_html(payload)), page=payload, pillars=[p[1] for p in payload["pillars"]],
        plain_rows=plain_rows, laws=len(payload["documents"]), units=len(payload["provisions"]),
        documents=[d for d in payload["documents"]],
    )  # fmt: skip


def _figures(codes: pd.DataFrame, pillars: pd.DataFrame, ranges: dict[str, pd.DataFrame], taxonomy: Taxonomy,
             folder: Path) -> None:  # fmt: skip
    """Draw the figures that belong to the page into `folder`; same tables, same bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from ctlaw.plot import plot_coverage, plot_penalties

    def drawn(name: str, draw: Any, shape: tuple[float, float]) -> None:
        figure = Figure(figsize=shape, layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure.subplots())
        figure.savefig(folder / name, dpi=110, metadata={"Software": ""})

    folder.mkdir()
    names = {str(n): name_of(str(n)) for n in pillars.index}
    height = 0.22 * len(pillars)
    drawn("coverage-pillars.png", lambda ax: plot_coverage(pillars, ax=ax, names=names), (7.0, 2.6 + height))
    drawn("coverage-codes.png", lambda ax: plot_coverage(codes, ax=ax, names=names),
          (3.0 + 0.22 * codes.shape[1], 3.4 + height))  # fmt: skip
    for code, part in ranges.items():

        def draw(ax: Any, part: pd.DataFrame = part, title: str = taxonomy.label(code)) -> None:
            plot_penalties(part, ax=ax, names=names).set_title(title, loc="left", pad=26)

        drawn(f"penalties-{code.replace('.', '-')}.png", draw, (8.0, 1.9 + 0.28 * len(part)))


def write_report(
    folder: str | Path,
    provisions: pd.DataFrame,
    codings: pd.DataFrame,
    documents: pd.DataFrame | Iterable[Any],
    *,
    taxonomy: Taxonomy | None = None,
    quality: pd.DataFrame | None = None,
    restated: pd.DataFrame | None = None,
    title: str = "Counter-terrorism law compared",
    data_version: str = "",
) -> Path:
    """Write the comparison as a page with its tables and figures.

    Parameters
    ----------
    folder : str or Path
        Made if it is not there; files of the same names are replaced, others left alone.
    provisions, codings : DataFrame
        Of real law. `text` is shown, and evidence marked in it, only where the table has it.
    documents : DataFrame or list of Document
        What was searched.
    taxonomy : Taxonomy, optional
        The packaged one by default.
    quality : DataFrame, optional
        Measured precision and recall: code, language, precision, recall, positives. Without it no cell says
        "not found".
    restated : DataFrame, optional
        Provisions of restatements: shown under the provision of the same work and number, marked as such.
    title, data_version : str
        Stand on the page and in its citation.

    Returns
    -------
    Path
        ``index.html``. Beside it: coverage.csv (one row per jurisdiction and code, with reasons), provisions.csv
        (facts, no wording), codings.csv, penalties.csv (one row per arm), ``figures/``.

    Raises
    ------
    CorpusError
        When a table lacks a column.
    TaxonomyError
        When `codings` names a code that the taxonomy does not have.

    Notes
    -----
    Everything is made in a folder beside `folder` first; if anything fails, what was there before is still there.
    The page holds no date of its making, so that the same data give the same bytes.
    """
    folder = Path(folder)
    taxonomy = taxonomy or load_taxonomy()
    frames.require(provisions, ["path", "eid", "jurisdiction"], "provisions")
    if "penalties" not in provisions:  # none was read
        provisions = provisions.assign(penalties=None)
    if codings.empty:
        codings = codings.reindex(columns=list(dict.fromkeys([*codings.columns, "path", "eid", "code"])))
    searched = frames.documents_frame(documents)
    searched = searched.drop_duplicates("path", ignore_index=True)
    table = cells(codings, searched, quality=quality, provisions=provisions, taxonomy=taxonomy)
    pillars = by_pillar(table, "jurisdiction", taxonomy.pillars)[0]
    codes = wide(table, "jurisdiction", "found")
    payload = page_data(provisions, codings, searched, table, taxonomy, quality, restated, title, data_version)
    ranges = _most_telling(provisions, codings, taxonomy)
    facts = provisions.drop(columns=[c for c in ("text", "heading") if c in provisions])
    for column in {"penalties", "penalties_by_reference"} & set(facts):
        facts = facts.assign(**{column: facts[column].map(_without_wording)})
    content = {
        "coverage.csv": to_csv(table.drop(columns=["best_evidence"])),
        "provisions.csv": to_csv(facts),
        "codings.csv": to_csv(codings),
        "penalties.csv": to_csv(_penalty_rows(provisions, codings)),
        "index.html": render(payload, pillars),
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as name:
        made = Path(name)
        if len(codes):
            _figures(codes, pillars, ranges, taxonomy, made / "figures")
        for file, text in content.items():
            (made / file).write_text(text, encoding="utf-8", newline="")
        (folder / "figures").mkdir(parents=True, exist_ok=True)
        for old in (folder / "figures").glob("penalties-*.png"):
            if not (made / "figures" / old.name).exists():
                old.unlink()
        # The page comes last: as long as it is the old one, so are the tables it was made with, or they are newer.
        for path in sorted(made.rglob("*"), key=lambda p: p.name == "index.html"):
            if path.is_file():
                path.chmod(0o644)
                os.replace(path, folder / path.relative_to(made))
    return folder / "index.html"


def _penalty_rows(provisions: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return the penalties of the coded provisions, one row each, with all codes of the provision."""
    codes: dict[tuple[str, str], list[str]] = {}
    for path, eid, code in zip(codings["path"], codings["eid"], codings["code"], strict=True):
        codes.setdefault((path, eid), []).append(code)
    arms = penalty_arms(provisions)
    arms = arms[arms["arm"].notna()].drop(columns=["code", "quote"])
    arms["codes"] = [" ".join(codes.get(key, [])) for key in zip(arms["path"], arms["eid"], strict=True)]
    return arms[arms["codes"] != ""]


def _without_wording(value: object) -> object:
    arms = frames.listed(value)
    return [{k: v for k, v in a.items() if k not in WORDING} for a in arms] if arms else value


def _most_telling(provisions: pd.DataFrame, codings: pd.DataFrame, taxonomy: Taxonomy, most: int = 4
                  ) -> dict[str, pd.DataFrame]:  # fmt: skip
    """Return the penalty tables of the offences for which most jurisdictions state a penalty."""
    if "penalties" not in provisions or codings.empty:
        return {}
    offences = [c for c in taxonomy.codes if c.startswith(("crime.", "finance.tf"))]
    table = penalties(provisions, codings, code=offences, taxonomy=taxonomy) if offences else pd.DataFrame()
    if table.empty:
        return {}
    stated = table[table["arms"] > 0]
    many = stated.groupby("code")["jurisdiction"].nunique()
    chosen = sorted(many.index, key=lambda c: (-many[c], taxonomy.codes.index(c)))[:most]
    return {code: table[table["code"] == code].reset_index(drop=True) for code in chosen if many[code] > 1}
