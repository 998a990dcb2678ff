"""What changed between two dated versions of a law: amendments, not typesetting."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from ctlaw.comparison import frames
from ctlaw.normalise import Folded
from ctlaw.segment.words import words
from ctlaw.structure import UNITS

#: Below this likeness (cosine of character n-grams) two differently numbered provisions are not one moved provision.
MOVED = 0.6
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})(?:[ .,'](\d{3}))(?:[ .,'](\d{3}))?(?:[ .,'](\d{3}))?(?![\d]|[.,]\d)")
_DECIMAL = re.compile(r"(\d)[.,](?=\d)")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[^\W\d_])")
_RUN = re.compile(r"\d+(?:p\d+){0,8}|[^\W\d_]+")


def essence(text: str) -> tuple[str, ...]:
    """Return what is left of a text when typesetting is taken away: letters run together, and numbers.

    Spaces, line breaks, hyphens at line ends, quotes, brackets, bullets, case, Unicode form, invisible characters and
    separators of thousands go. Numbers stay whole and apart: 1.5 is not 15, and "1 5" is not "15".

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of str
        Two texts are the same law when these are equal.
    """
    joined = _BROKEN_WORD.sub("", text)
    plain = Folded(joined).text.casefold()
    plain = _THOUSANDS.sub(lambda m: "".join(group for group in m.groups() if group), plain)
    plain = _DECIMAL.sub(r"\1p", plain)
    parts: list[str] = []
    letters: list[str] = []
    for match in _RUN.finditer(plain):
        run = match.group()
        if run[0].isdigit():
            if letters:
                parts.append("".join(letters))
                letters = []
            parts.append(run)
        else:
            letters.append(run)
    if letters:
        parts.append("".join(letters))
    return tuple(parts)


def _units(provisions: pd.DataFrame, name: str) -> list[dict[str, Any]]:
    frames.require(provisions, ["eid"], name)
    table = provisions
    if "kind" in table and table["kind"].isin(UNITS).any():
        table = table[table["kind"].isin(UNITS)]
    if "part_of" in table:
        table = table[~table["part_of"].isin(["quoted", "note"])]
    if "path" in table and table["path"].nunique() > 1:
        paths = ", ".join(sorted(map(str, table["path"].unique()))[:4])
        raise ValueError(f"`{name}` holds several texts ({paths}); give the provisions of one version of one law.")
    return frames.records(table.drop_duplicates("eid"))


def _law(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the essence of a provision, without the lines in which a publisher tells its history."""
    text, language = str(row["text"]), row.get("language")
    history = None if frames.missing(language) else words(str(language)).history
    if history is not None:
        text = "\n".join(line for line in text.split("\n") if not history.match(line.strip()))
    return essence(text)


def _same(old: dict[str, Any], new: dict[str, Any]) -> tuple[bool | None, bool | None]:
    """Return (same law, same characters); None where it cannot be known.

    Cases: 1. both texts are here: compare what is left of them; 2. only hashes of texts are here: equal hashes are
    the same text, unequal ones may be typesetting.
    """
    if not frames.missing(old.get("text")) and not frames.missing(new.get("text")):
        same_text = old["text"] == new["text"]
        return same_text or _law(old) == _law(new), same_text
    a, b = old.get("text_sha256"), new.get("text_sha256")
    if frames.missing(a) or frames.missing(b):
        return None, None
    return (True, True) if a == b else (None, False)


def _moved(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[tuple[int, int, float]]:
    """Pair provisions whose numbers do not match by their words, the most alike first."""
    texts = [str(row["text"]) if not frames.missing(row.get("text")) else "" for row in [*old, *new]]
    if not old or not new or not any(texts[: len(old)]) or not any(texts[len(old) :]):
        return []
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, max_features=200_000)
    try:
        matrix = vectorizer.fit_transform(texts)
    except ValueError:
        return []
    likeness = (matrix[: len(old)] @ matrix[len(old) :].T).toarray()
    pairs: list[tuple[int, int, float]] = []
    order = np.argsort(-likeness, axis=None, kind="stable")
    used_old: set[int] = set()
    used_new: set[int] = set()
    for flat in order:
        i, j = divmod(int(flat), len(new))
        if likeness[i, j] < MOVED:
            break
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            pairs.append((i, j, float(likeness[i, j])))
    return pairs


def _facts(value: object) -> str:
    """Return penalties or mental elements as comparable text, without quotations and offsets."""
    parts = []
    for item in frames.listed(value):
        if isinstance(item, dict):
            kept = {k: v for k, v in item.items() if k not in ("start", "end", "quote") and not frames.missing(v)}
            parts.append(repr(sorted((k, float(v) if isinstance(v, (int, float)) else v) for k, v in kept.items())))
        else:
            parts.append(str(item))
    return " ".join(sorted(parts))


def changes(
    old_provisions: pd.DataFrame,
    new_provisions: pd.DataFrame,
    *,
    include_unchanged: bool = False,
) -> pd.DataFrame:
    """List what was amended, inserted, repealed and renumbered between two versions of one law.

    Parameters
    ----------
    old_provisions, new_provisions : DataFrame
        Provisions of one text each, with `eid` and `text` (or at least `text_sha256`).
    include_unchanged : bool
        Also return the provisions that stayed as they were.

    Returns
    -------
    DataFrame
        One row per article or section, in the order of the new version, repealed ones at the end. `change`:
        "amended", "inserted", "repealed", "renumbered", "renumbered and amended", "unchanged", or "unknown" (only
        hashes are here, and they differ: it may be typesetting); `old_eid`, `new_eid`, `old_num`, `new_num`,
        `heading`, `likeness` (0-1, NaN where the number alone made the pair), `penalties_changed` and
        `mental_changed` (NA where not read on both sides), `typesetting` (True: same law, other characters).

    Raises
    ------
    ValueError
        When a table holds more than one text, or lacks `eid`.

    Notes
    -----
    Lines of a publisher that tell the history of a provision ("[Note: Section 5 in force …]") are no law and count for
    nothing.

    Provisions are paired by number first, and by their words only where the numbers do not match, so a number
    that was given to quite another rule shows as amended. A change of an article's number within its own text counts
    as an amendment.
    """
    old, new = _units(old_provisions, "old_provisions"), _units(new_provisions, "new_provisions")
    by_eid = {row["eid"]: row for row in old}
    here = {row["eid"] for row in new}
    lone_old = [row for row in old if row["eid"] not in here]
    lone_new = [row for row in new if row["eid"] not in by_eid]
    moved = {lone_new[j]["eid"]: (lone_old[i], likeness) for i, j, likeness in _moved(lone_old, lone_new)}
    rows: list[dict[str, Any]] = []
    for row in new:
        before, likeness = by_eid.get(row["eid"]), float("nan")
        renumbered = before is None and row["eid"] in moved
        if renumbered:
            before, likeness = moved[row["eid"]]
        rows.append(_change(before, row, renumbered, likeness))
    gone = {before["eid"] for before, _ in moved.values()}
    rows += [_change(row, None, False, float("nan")) for row in lone_old if row["eid"] not in gone]
    columns = ["change", "old_eid", "new_eid", "old_num", "new_num", "heading", "likeness", "penalties_changed",
               "mental_changed", "typesetting"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    if not include_unchanged:
        table = table[table["change"] != "unchanged"]
    return table.reset_index(drop=True).astype(
        {"penalties_changed": "boolean", "mental_changed": "boolean", "typesetting": "boolean", "likeness": float}
    )


def _change(
    old: dict[str, Any] | None, new: dict[str, Any] | None, renumbered: bool, likeness: float
) -> dict[str, Any]:
    shown = new or old or {}
    result: dict[str, Any] = {
        "old_eid": old["eid"] if old else pd.NA, "new_eid": new["eid"] if new else pd.NA,
        "old_num": old.get("num", pd.NA) if old else pd.NA, "new_num": new.get("num", pd.NA) if new else pd.NA,
        "heading": frames.text_of(shown.get("heading")), "likeness": likeness, "penalties_changed": pd.NA,
        "mental_changed": pd.NA, "typesetting": pd.NA,
    }  # fmt: skip
    if old is None or new is None:
        return {"change": "inserted" if old is None else "repealed", **result}
    same, identical = _same(old, new)
    if renumbered and same is not True:
        # The number stands in the text of most laws; without it the rest may be the same.
        rest = [essence(str(row["text"]).replace(frames.text_of(row.get("num")), " ", 1)) for row in (old, new)]
        same = rest[0] == rest[1]
    for name in ("penalties", "mental"):
        a, b = old.get(name), new.get(name)
        read = all(isinstance(value, (list, tuple)) or hasattr(value, "tolist") for value in (a, b))
        result[f"{name}_changed"] = _facts(a) != _facts(b) if read else pd.NA
    if same is None:
        return {"change": "unknown", **result}
    result["typesetting"] = same and identical is False and not renumbered
    if renumbered:
        return {"change": "renumbered" if same else "renumbered and amended", **result}
    return {"change": "unchanged" if same else "amended", **result}
