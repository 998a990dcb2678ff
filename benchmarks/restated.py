"""The test of truth: does a restated provision say what the official one says?

    python -m benchmarks.restated [--show penalties|mental|codes] [JURISDICTION...]

Both are read by the same pipeline and joined by source file and printed number. Where penalties, mental elements or
codes differ, either the restatement, or the reading of one of the two languages, is wrong: ``--show`` lists the places.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from pathlib import Path

import pandas as pd

import ctlaw
from benchmarks.penalties import exact
from ctlaw import corpus
from ctlaw.corpus import corpus_folder

ROOT = Path(__file__).resolve().parent.parent


def official_folder() -> Path:
    """Return the folder with official texts: ctlaw's own, else law/ of the shared folder."""
    shared = Path(os.environ.get("CTLAW_SHARED") or ROOT.parent / "shared")
    path = corpus.official_folder() or shared / "law"
    if not path.is_dir():
        sys.exit(f"no official texts in `{path}`; set CTLAW_OFFICIAL, or run `ctlaw fetch`.")
    return path


def sources() -> dict[str, str]:
    """Return, for each restated file, the official file that its front matter names."""
    root = corpus_folder() / "restated"
    found = {}
    for path in sorted(root.glob("*/*.md")):
        if match := re.search(r"^source_file:\s*(\S+)", path.read_text("utf-8"), re.MULTILINE):
            found[path.relative_to(root).as_posix()] = match[1]
    return found


_FIGURES = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_TENS = {"十": 10, "百": 100, "千": 1000}


def number(num: object) -> str:
    """Return a printed number as it is compared: without spaces, signs and case, kanji and ordinals as figures.

    What parts figures stays: section 2.1 is not section 21, L561-2-2 not L561-22.

    Examples
    --------
    >>> number("二百二十五の二"), number("225-2"), number("6º"), number("§ 83.01.")
    ('225-2', '225-2', '6', '83-01')
    """
    text = re.sub("[一二三四五六七八九十百千]+", lambda found: str(_kanji(found[0])), str(num or "").replace("の", "-"))
    text = re.sub(r"(?<=\d)[\W_]+(?=\d)", "-", re.sub(r"[ºª°]", "", text))
    return re.sub(r"(?!(?<=\d)-(?=\d))[^\w]", "", text).casefold()


def _kanji(text: str) -> int:
    """Return the number that kanji write: 二百二十五 is 225."""
    total, digit = 0, 0
    for character in text:
        if character in _TENS:
            total, digit = total + (digit or 1) * _TENS[character], 0
        else:
            digit = digit * 10 + _FIGURES[character]
    return total + digit


def _letter(heading: object) -> str:
    """Return the letter that belongs to a number but was read as part of the heading: § 216 | a Interception."""
    found = re.match(r"([a-z]) [A-ZÆØÅ]", str(heading or ""))
    return found[1] if found else ""


def _one_row_a_key(units: pd.DataFrame) -> pd.DataFrame:
    """Join what a restatement tells in several units of the same printed number, as § 5318 of Title 31."""

    def together(values: pd.Series) -> object:
        lists = [value for value in values if isinstance(value, (list, tuple))]
        return sum((list(value) for value in lists), []) if lists else values.iloc[0]

    repeated = units["key"].duplicated(keep=False)
    rules: dict[str, object] = dict.fromkeys(units.columns.drop("key"), "first")
    rules |= {"penalties": together, "mental": together, "text": lambda texts: "\n".join(map(str, texts))}
    joined = units[repeated].groupby("key", sort=False).agg(rules).reset_index()
    return pd.concat([units[~repeated], joined], ignore_index=True)


def pairs(jurisdictions: list[str]) -> pd.DataFrame:
    """Return one row a restated provision whose official counterpart was found: both rows' values, side by side."""
    files = {path: source for path, source in sources().items() if not jurisdictions or path[:2] in jurisdictions}
    here = ctlaw.extract_provisions(
        d for d in ctlaw.read_corpus(jurisdictions=sorted({p.split("/")[0] for p in files})) if d.path in files
    )
    rows = []
    for source in sorted(set(files.values())):
        path = official_folder() / source
        if path.is_file():
            rows.append(ctlaw.extract_provisions(ctlaw.read_corpus(path)).assign(source=source))
    there = pd.concat(rows, ignore_index=True)
    units = ["article", "section", "annex"]
    here, there = (p[p["kind"].isin(units)].copy() for p in (here, there))
    here["source"] = here["path"].map(files)
    for p in (here, there):
        p["key"] = p["source"] + "#" + p["num"].map(number) + p["heading"].map(_letter)
    here = _one_row_a_key(here)
    there = there.sort_values("start", kind="stable").drop_duplicates("key")
    here["id"], there["id"] = here["key"], there["key"]
    for name, p in (("here", here), ("there", there)):
        codings = ctlaw.code_provisions(p[p["key"].isin(set(here["key"]))])
        codes = codings.groupby("id")["code"].agg(set)
        p["codes"] = [codes.get(key, set()) for key in p["key"]]
        print(f"{name}: {len(p)} units", file=sys.stderr)
    columns = ["key", "path", "num", "language", "penalties", "mental", "codes", "text"]
    return here[columns].merge(there[columns], on="key", suffixes=("", "_official"), how="left")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jurisdictions", nargs="*")
    parser.add_argument("--show", choices=["penalties", "mental", "codes"])
    arguments = parser.parse_args()
    table = pairs(arguments.jurisdictions)
    table["jurisdiction"] = table["path"].str.split("/").str[0]
    joined = table[table["num_official"].notna()]
    print("jurisdiction | restated | found in the official text | same penalties (units with any) | "
          "P / R of penalties | same mental elements | codes: mean Jaccard | micro F1")  # fmt: skip
    for name, part in [*joined.groupby("jurisdiction"), ("all", joined)]:
        row = figures(part)
        total = len(table) if name == "all" else int((table["jurisdiction"] == name).sum())
        print(f"{name} | {total} | {len(part)} | " + " | ".join(row))
    if arguments.show:
        for r in joined.itertuples():
            left, right = values(r, arguments.show)
            if left != right:
                print(f"{r.path} {r.num}: restated {left}; official {right}")
    return 0


def values(row: object, what: str) -> tuple[object, object]:
    """Return what the restated and the official provision have."""
    left, right = getattr(row, what), getattr(row, f"{what}_official")
    if what == "penalties":
        return exact(_list(left)), exact(_list(right))
    return (sorted(_list(left)), sorted(_list(right))) if what == "mental" else (sorted(left), sorted(right))


def _list(value: object) -> list:
    return list(value) if isinstance(value, (list, tuple)) else []


def figures(part: pd.DataFrame) -> list[str]:
    """Return the figures of one row."""
    with_any = same = hits = here = there = mental = mental_any = 0
    jaccard, c_hits, c_here, c_there = [], 0, 0, 0
    for r in part.itertuples():
        left, right = values(r, "penalties")
        assert isinstance(left, Counter) and isinstance(right, Counter)
        if left or right:
            with_any, same = with_any + 1, same + (left == right)
            hits, here, there = hits + (left & right).total(), here + left.total(), there + right.total()
            a, b = values(r, "mental")
            mental_any, mental = mental_any + 1, mental + (a == b)
        if r.codes or r.codes_official:
            both = r.codes & r.codes_official
            jaccard.append(len(both) / len(r.codes | r.codes_official))
            c_hits, c_here, c_there = c_hits + len(both), c_here + len(r.codes), c_there + len(r.codes_official)
    return [f"{same / max(1, with_any):.2f} ({with_any})", f"{hits / max(1, here):.2f} / {hits / max(1, there):.2f}",
            f"{mental / max(1, mental_any):.2f}", f"{sum(jaccard) / max(1, len(jaccard)):.2f} ({len(jaccard)})",
            f"{2 * c_hits / max(1, c_here + c_there):.2f}"]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
