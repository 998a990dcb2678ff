"""A coder's work: decide on suggested codes in a notebook, exchange with annotation tools, measure agreement.

Decisions are appended to a JSON Lines file the moment they are made, so nothing is lost and work can be resumed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ctlaw.errors import CorpusError, TaxonomyError, nearest
from ctlaw.tables import plain, written_whole
from ctlaw.taxonomy import Taxonomy, load_taxonomy

_KEYS = (["id"], ["path", "eid"])
_EVIDENCE = ("evidence_start", "evidence_end", "evidence")


def agreement(coder_a: pd.DataFrame, coder_b: pd.DataFrame, *coders: pd.DataFrame,
              units: Iterable[Hashable] | None = None, rounds: int = 500,
              random_state: int = 0) -> pd.DataFrame:  # fmt: skip
    """Measure how far coders agree, per code and over the whole sets of codes.

    Parameters
    ----------
    coder_a, coder_b, *coders : DataFrame
        Codings: (id, or path and eid) and code. A unit without a code has one row with an empty code, or none when it
        is named in `units`.
    units : iterable, optional
        All units that every coder has seen, as ids or (path, eid). By default those that any coder names: units that
        all coders left without a row are then unknown, and agreement looks lower than it is.
    rounds : int
        Bootstrap rounds over units for the 95 % interval of alpha.
    random_state : int

    Returns
    -------
    DataFrame
        Index: each code that a coder used, and "all" for the sets of codes. Columns: units (number), positives (mean
        over coders), agreement (share of units and pairs of coders that agree exactly), kappa (Cohen's, mean over
        pairs; NaN where it is not defined), alpha (Krippendorff's; nominal per code, with Jaccard distance for
        "all"), alpha_low, alpha_high (bootstrap).

    References
    ----------
    K. Krippendorff, Content Analysis, 4th ed. (2018), ch. 12; for sets, R. Passonneau, LREC 2006 (MASI and Jaccard).

    Notes
    -----
    Agreement between two readings by language models says how consistent that school of reading is, not that
    lawyers would agree.
    """
    tables = [coder_a, coder_b, *coders]
    seen = [_sets(table) for table in tables]
    names = sorted({name for sets in seen for name in sets} | set(units or ()), key=str)
    if not names:
        raise CorpusError("The codings name no unit; agreement needs at least one.")
    values = [[sets.get(name, frozenset()) for sets in seen] for name in names]
    rng = np.random.default_rng(random_state)
    draws = [rng.integers(0, len(names), len(names)) for _ in range(rounds)]
    rows = {"all": _measures(values, jaccard_distance, draws)}
    for code in sorted({code for row in values for codes in row for code in codes}):
        has: list[list[Hashable]] = [[code in codes for codes in row] for row in values]
        rows[code] = _measures(has, _differs, draws)
    rows["all"]["positives"] = float(np.mean([[len(codes) for codes in row] for row in values]) * len(names))
    return pd.DataFrame(rows).T.astype({"units": int}).round(3)


def disagreements(coder_a: pd.DataFrame, coder_b: pd.DataFrame) -> pd.DataFrame:
    """List the codings that only one of two coders made, with both evidences.

    Parameters
    ----------
    coder_a, coder_b : DataFrame
        Codings as for `agreement`.

    Returns
    -------
    DataFrame
        One row a (unit, code): the unit's key, code, by ("a" or "b"), codes_a and codes_b (what each gave the unit),
        and evidence_start, evidence_end, evidence of the coder who made it, where stated.
    """
    keys = _key(coder_a)
    sets_a, sets_b = _sets(coder_a), _sets(coder_b)
    rows = []
    for by, table, others in (("a", coder_a, sets_b), ("b", coder_b, sets_a)):
        for row in table.to_dict("records"):
            name = _name(row, keys)
            code = row.get("code")
            if isinstance(code, str) and code and code not in others.get(name, frozenset()):
                told = {key: row[key] for key in keys}
                both = {"codes_a": sorted(sets_a.get(name, ())), "codes_b": sorted(sets_b.get(name, ()))}
                rows.append({**told, "code": code, "by": by, **both, **{e: row.get(e) for e in _EVIDENCE}})
    columns = [*keys, "code", "by", "codes_a", "codes_b", *_EVIDENCE]
    return pd.DataFrame(rows, columns=columns).sort_values([*keys, "code", "by"], ignore_index=True)


def jaccard_distance(a: frozenset[str], b: frozenset[str]) -> float:
    """Return 1 minus the share of common members; 0 for two empty sets."""
    return 1 - len(a & b) / len(a | b) if a or b else 0.0


def alpha(values: Sequence[Sequence[Any]], distance: Callable[[Any, Any], float]) -> float:
    """Return Krippendorff's alpha for complete data: rows are units, columns coders.

    Parameters
    ----------
    values : sequence of sequence
        What each coder gave each unit.
    distance : callable
        0 for the same, up to 1 for nothing in common.

    Returns
    -------
    float
        NaN when no two values differ: with nothing to tell apart, agreement has no meaning.
    """
    kinds = sorted({value for row in values for value in row}, key=_order)
    place = {value: i for i, value in enumerate(kinds)}
    apart = np.array([[distance(a, b) for b in kinds] for a in kinds], dtype=float)
    coders = len(values[0])
    observed = sum(
        apart[place[row[i]], place[row[j]]] for row in values for i in range(coders) for j in range(coders) if i != j
    ) / (len(values) * coders * (coders - 1))
    counts = np.bincount([place[value] for row in values for value in row], minlength=len(kinds)).astype(float)
    total = counts.sum()
    expected = float(counts @ apart @ counts) / (total * (total - 1))
    return 1 - observed / expected if expected > 0 else math.nan


def to_doccano(units: pd.DataFrame, codings: pd.DataFrame, path: str | Path) -> None:
    """Write units with their codings for doccano (sequence labelling, JSON Lines: text and [start, end, label]).

    Parameters
    ----------
    units : DataFrame
        (id, or path and eid) and text.
    codings : DataFrame
        As returned by `ctlaw.code_provisions`. What doccano has no field for goes along in ``meta``.
    path : str or Path
    """
    keys = _key(units)
    grouped = _by_unit(codings, keys)
    with written_whole(path) as file:
        for unit in units.to_dict("records"):
            found = grouped.get(_name(unit, keys), [])
            labels = [[row["evidence_start"], row["evidence_end"], row["code"]] for row in found]
            record = {
                "text": unit["text"],
                "label": plain(labels),
                "meta": {**{key: unit[key] for key in keys}, "codings": plain(found)},
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def from_doccano(path: str | Path) -> pd.DataFrame:
    """Read codings back from doccano; offsets are those of the unit's text.

    Returns
    -------
    DataFrame
        Codings. A label that was there before keeps its score, method and basis; a new one is of method "reader".
    """
    rows: list[dict[str, Any]] = []
    for record in _records(path):
        meta = record.get("meta") or {}
        before = {(c["code"], c["evidence_start"], c["evidence_end"]): c for c in meta.get("codings", [])}
        key = {k: v for k, v in meta.items() if k != "codings"}
        text = record.get("text") or record.get("data") or ""
        for start, end, code in record.get("label") or record.get("labels") or []:
            rows.append(_restored(before.get((code, start, end)), key, code, start, end, text))
    return pd.DataFrame(rows)


def to_label_studio(units: pd.DataFrame, codings: pd.DataFrame, path: str | Path) -> None:
    """Write units with their codings as Label Studio tasks (JSON; codes as labelled spans in ``predictions``)."""
    keys = _key(units)
    grouped = _by_unit(codings, keys)
    tasks = []
    for unit in units.to_dict("records"):
        found = grouped.get(_name(unit, keys), [])
        results = [
            {
                "id": str(i), "from_name": "code", "to_name": "text", "type": "labels", "meta": {"coding": plain(row)},
                "value": {"start": plain(row["evidence_start"]), "end": plain(row["evidence_end"]),
                          "labels": [row["code"]]},
            }
            for i, row in enumerate(found)
        ]  # fmt: skip
        data = {"text": unit["text"], **{key: unit[key] for key in keys}}
        tasks.append({"data": data, "predictions": [{"model_version": "ctlaw", "result": results}]})
    with written_whole(path) as file:
        json.dump(tasks, file, ensure_ascii=False, indent=1)


def from_label_studio(path: str | Path) -> pd.DataFrame:
    """Read codings back from Label Studio: of each task its annotations, else the predictions."""
    try:
        tasks = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CorpusError(f"`{path}` is no Label Studio export in JSON ({error}).") from None
    rows = []
    for task in tasks:
        data = dict(task["data"])
        text = data.pop("text")
        for annotation in task.get("annotations") or task.get("predictions") or []:
            for result in annotation.get("result", []):
                value = result.get("value", {})
                for code in value.get("labels", []):
                    before = (result.get("meta") or {}).get("coding")
                    rows.append(_restored(before, data, code, value["start"], value["end"], text))
    return pd.DataFrame(rows)


class Review:
    """Go through units with suggested codes and record a decision on each.

    Parameters
    ----------
    units : DataFrame
        (id, or path and eid), text, and heading where there is one.
    candidates : DataFrame
        Codings or all candidates with scores; units whose best undecided score is nearest to one half come first.
    path : str or Path
        JSON Lines file of decisions; one that exists is resumed.
    reader : str
        Who decides.
    reader_kind : {"lawyer", "student", "model", "other"}
        What kind of reader that is; nobody is called a lawyer who is none.
    taxonomy : Taxonomy, optional
        Whose codes may be given; the packaged framework by default.

    Raises
    ------
    ValueError
        When `reader_kind` is another.
    CorpusError
        When a table names no units, or `path` is no file of decisions.

    Notes
    -----
    The coded corpus holds no wording: the form needs units with ``text``, as `ctlaw.extract_provisions` returns them
    for the official texts (`ctlaw.fetch`). Decisions alone can be recorded without.
    """

    def __init__(self, units: pd.DataFrame, candidates: pd.DataFrame, path: str | Path, *, reader: str,
                 reader_kind: str, taxonomy: Taxonomy | None = None) -> None:  # fmt: skip
        if reader_kind not in ("lawyer", "student", "model", "other"):
            raise ValueError("`reader_kind` is lawyer, student, model or other.")
        self.taxonomy = taxonomy or load_taxonomy()
        self.keys = _key(units)
        self.path, self.reader, self.reader_kind = Path(path), reader, reader_kind
        self.units = {_name(row, self.keys): row for row in units.to_dict("records")}
        self.candidates = _by_unit(candidates, self.keys)
        self.decisions: dict[Hashable, dict[str, Any]] = {}
        for record in _records(self.path) if self.path.is_file() else ():
            self.decisions[_name(record, self.keys)] = record

    @property
    def queue(self) -> list[Hashable]:
        """Names of the units still to be decided, the most uncertain first."""

        def certainty(name: Hashable) -> float:
            scores = [row.get("score") for row in self.candidates.get(name, [])]
            return min((abs(float(s) - 0.5) for s in scores if s is not None and not pd.isna(s)), default=0.5)

        return sorted((n for n in self.units if n not in self.decisions), key=lambda n: (certainty(n), str(n)))

    def decide(self, name: Hashable, codes: Iterable[str], *, comment: str = "") -> None:
        """Record the codes of a unit, the primary one first; written to the file before this returns.

        Parameters
        ----------
        name : hashable
            The unit's id, or (path, eid).
        codes : iterable of str
            Empty when the unit has none.
        comment : str

        Raises
        ------
        CorpusError
            When the unit is not under review.
        TaxonomyError
            When a code is not in the taxonomy; nothing is recorded then.
        """
        if name not in self.units:
            raise CorpusError(f"`{name}` is not among the units under review.")
        given = list(dict.fromkeys([codes] if isinstance(codes, str) else codes))
        for code in given:
            if code not in self.taxonomy:
                raise TaxonomyError(f"`{code}` is no code of the taxonomy; {nearest(code, self.taxonomy.codes)}.")
        unit = self.units[name]
        suggested = {row["code"]: row for row in self.candidates.get(name, [])}
        codings = []
        for code in given:
            evidence = {e: plain(suggested.get(code, {}).get(e)) for e in _EVIDENCE}
            codings.append({"code": code, **evidence})
        record = {
            **{key: unit[key] for key in self.keys}, "codes": codings, "comment": comment, "reader": self.reader,
            "reader_kind": self.reader_kind,
        }  # fmt: skip
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()
        self.decisions[name] = record

    def codings(self) -> pd.DataFrame:
        """Return the decisions as codings (method "reader"); a unit decided to have no code gives no row."""
        rows = [
            {**{key: record[key] for key in self.keys}, **coding, "score": 1.0, "primary": position == 0,
             "method": "reader", "basis": record["reader"], "reader": record["reader"],
             "reader_kind": record["reader_kind"]}
            for record in self.decisions.values()
            for position, coding in enumerate(record["codes"])
        ]  # fmt: skip
        columns = [*self.keys, "code", "score", "primary", "method", *_EVIDENCE, "basis", "reader", "reader_kind"]
        return pd.DataFrame(rows, columns=columns)

    def revise(self, codings: pd.DataFrame) -> pd.DataFrame:
        """Return codings in which every decided unit is coded as decided; the others stay as they are.

        Parameters
        ----------
        codings : DataFrame
            As `ctlaw.read_coded` or `ctlaw.code_provisions` returns them.

        Returns
        -------
        DataFrame
            The columns of `codings`, and those of `codings()`. A unit decided to have no code has no row any more. What
            the decisions do not say (jurisdiction, language) comes from the units; else it is missing.

        Raises
        ------
        CorpusError
            When the codings name units in another way than the review does.
        """
        keys = _key(codings)
        if keys != self.keys:
            theirs, mine = " and ".join(keys), " and ".join(self.keys)
            raise CorpusError(f"The codings name units by {theirs}, the review by {mine}.")
        decided = [_name(row, keys) in self.decisions for row in codings[keys].to_dict("records")]
        given = self.codings()
        units = [self.units.get(_name(row, keys), {}) for row in given[keys].to_dict("records")]
        for column in codings.columns.difference(given.columns):
            given[column] = pd.Series([unit.get(column, pd.NA) for unit in units], given.index, dtype=object)
        kept = codings[~np.array(decided, dtype=bool)]
        whole = pd.concat([kept.astype(object), given.astype(object)], ignore_index=True)
        nullable = {"i": "Int64", "u": "Int64", "b": "boolean"}  # a code that was not suggested has no passage
        types = {name: nullable.get(kind.kind, kind) if whole[name].isna().any() else kind
                 for name, kind in codings.dtypes.items()}  # fmt: skip
        return whole.astype(types)

    def widget(self) -> Any:
        """Return the notebook's form: suggested codes to tick, others to add, accepted with a button or Enter.

        Raises
        ------
        ImportError
            When ipywidgets is not installed: ``pip install 'ctlaw[review]'``.
        CorpusError
            When the units have no text.
        """
        if any("text" not in unit for unit in self.units.values()):
            raise CorpusError("The units have no column `text`; take those of `extract_provisions` on official texts.")
        try:
            import ipywidgets as widgets
        except ImportError:
            raise ImportError("The form needs ipywidgets: pip install 'ctlaw[review]'.") from None
        from html import escape

        taxonomy = self.taxonomy
        shown = widgets.HTML()
        chosen = widgets.SelectMultiple(description="Codes", rows=10, layout={"width": "95%"})
        added = widgets.Combobox(description="Add", options=taxonomy.codes, ensure_option=True)
        save, status = widgets.Button(description="Save and next", button_style="primary"), widgets.Label()
        current: list[Hashable] = []

        def show() -> None:
            queue = self.queue
            current[:] = queue[:1]
            status.value = f"{len(self.decisions)} decided, {len(queue)} to go"
            if not queue:
                shown.value, chosen.options = "<p>Everything is decided.</p>", []
                return
            unit = self.units[queue[0]]
            rows = self.candidates.get(queue[0], [])
            chosen.options = [(f"{r['code']}  {r.get('score', '')}", r["code"]) for r in rows]
            chosen.value = [r["code"] for r in rows if float(r.get("score") or 1) >= 0.5]
            spans = [(r.get("evidence_start"), r.get("evidence_end")) for r in rows]
            text = _marked(unit["text"], sorted((a, b) for a, b in spans if a is not None and b is not None))
            title = escape(str(unit.get("heading") or queue[0]))
            shown.value = f"<h4>{title}</h4><div style='max-height:24em;overflow:auto'>{text}</div>"

        def add(change: Mapping[str, Any]) -> None:
            code = change["new"]
            if code in taxonomy and code not in [value for _, value in chosen.options]:
                kept = chosen.value
                chosen.options = [*chosen.options, (code, code)]
                chosen.value = (*kept, code)
                added.value = ""

        def store(_: Any) -> None:
            if current:
                self.decide(current[0], chosen.value)
                show()

        added.observe(add, names="value")
        save.on_click(store)
        show()
        return widgets.VBox([shown, chosen, added, widgets.HBox([save, status])])


def _marked(text: str, marks: Sequence[tuple[int, int]]) -> str:
    from html import escape

    out, at = [], 0
    for start, end in marks:
        if start >= at:
            out += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
            at = end
    return "".join([*out, escape(text[at:])]).replace("\n", "<br>")


def _measures(values: Sequence[Sequence[Any]], distance: Callable[[Any, Any], float],
              draws: Sequence[np.ndarray]) -> dict[str, float]:  # fmt: skip
    coders = len(values[0])
    pairs = [(i, j) for i in range(coders) for j in range(i + 1, coders)]
    same = float(np.mean([row[i] == row[j] for row in values for i, j in pairs]))
    boot = [a for draw in draws if not math.isnan(a := alpha([values[i] for i in draw], distance))]
    low, high = np.percentile(boot, [2.5, 97.5]) if boot else (math.nan, math.nan)
    return {
        "units": len(values), "positives": float(np.mean([[bool(v) for v in row] for row in values]) * len(values)),
        "agreement": same, "kappa": float(np.mean([_kappa([(r[i], r[j]) for r in values]) for i, j in pairs])),
        "alpha": alpha(values, distance), "alpha_low": float(low), "alpha_high": float(high),
    }  # fmt: skip


def _kappa(pairs: Sequence[tuple[Any, Any]]) -> float:
    from sklearn.metrics import cohen_kappa_score

    kinds = {value: i for i, value in enumerate(sorted({v for pair in pairs for v in pair}, key=_order))}
    if len(kinds) < 2:
        return math.nan
    return float(cohen_kappa_score([kinds[a] for a, _ in pairs], [kinds[b] for _, b in pairs]))


def _order(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def _differs(a: Any, b: Any) -> float:
    return float(a != b)


def _key(table: pd.DataFrame) -> list[str]:
    for keys in _KEYS:
        if set(keys) <= set(table.columns):
            return keys
    raise CorpusError("The table names no units; it needs a column id, or path and eid.")


def _name(row: Mapping[Any, Any], keys: Sequence[str]) -> Hashable:
    return row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys)


def _sets(table: pd.DataFrame) -> dict[Hashable, frozenset[str]]:
    keys = _key(table)
    found: dict[Hashable, set[str]] = {}
    for row in table[[*keys, "code"]].to_dict("records"):
        codes = found.setdefault(_name(row, keys), set())
        if isinstance(row["code"], str) and row["code"]:
            codes.add(row["code"])
    return {name: frozenset(codes) for name, codes in found.items()}


def _by_unit(codings: pd.DataFrame, keys: Sequence[str]) -> dict[Hashable, list[dict[str, Any]]]:
    grouped: dict[Hashable, list[dict[str, Any]]] = {}
    for row in codings.to_dict("records"):
        grouped.setdefault(_name(row, keys), []).append({str(k): plain(v) for k, v in row.items()})
    return grouped


def _restored(before: dict[str, Any] | None, key: dict[str, Any], code: str, start: int, end: int,
              text: str) -> dict[str, Any]:  # fmt: skip
    if before is not None:
        return dict(before)
    return {**key, "code": code, "score": 1.0, "method": "reader", "evidence_start": start, "evidence_end": end,
            "evidence": text[start:end]}  # fmt: skip


def _records(path: str | Path) -> list[dict[str, Any]]:
    rows = []
    with Path(path).open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                rows.append(json.loads(line))
            except ValueError:
                raise CorpusError(f"`{path}` line {number} is not JSON.") from None
    return rows
