"""Does ctlaw see amendments where there are none, and does it find an amended section again?

    python -m benchmarks.amendments [--acts 40]

First: one version of an act in two renderings (CLML, Akoma Ntoso and HTML of one act; Canadian XML beside its plain and
its hard-wrapped rendering): every change that `ctlaw.changes` reports there is spurious. Second: sections of dated
versions of one law whose wording changed. For each, is the section of the same number the nearest of the whole other
version, when numbers are not looked at? Beside it, the same by TF-IDF alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import defaultdict
from itertools import combinations, pairwise
from pathlib import Path

import pandas as pd

import ctlaw
from benchmarks import FROZEN, HELD_BACK
from benchmarks.restated import official_folder
from ctlaw.corpus import corpus_folder, document_from_bytes, read_manifest
from ctlaw.extract import provision_rows
from ctlaw.structure import UNITS

STYLES = ("plain", "wrapped")


def provisions(path: Path, name: str, language: str = "en") -> pd.DataFrame:
    """Return articles and sections of the body of one file."""
    document = document_from_bytes(path.read_bytes(), name, about={"language": language, "jurisdiction": "xx"})
    table = pd.DataFrame(provision_rows(document, kinds=UNITS))
    return table[table["part_of"] == "body"].drop(columns="status", errors="ignore") if len(table) else table


def renderings(acts: int) -> list[tuple[str, str, pd.DataFrame, pd.DataFrame]]:
    """Return (kind of pair, act, one rendering, the other)."""
    law = official_folder()
    formats: dict[str, dict[str, Path]] = defaultdict(dict)
    for path in sorted((law / "formats").glob("*/*")):
        formats[path.stem][path.parent.name] = path
    pairs = []
    for act, files in sorted(formats.items()):
        for a, b in combinations(sorted(files), 2):
            pairs.append((f"{a} and {b}", act, *(provisions(files[x], files[x].name) for x in (a, b))))
    sources = sorted((law / "ca-acts").glob("*.xml"))[:acts]
    for style in STYLES:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, str(law.parent / "bench" / "render_lims.py"), "--xml", str(law / "ca-acts"),
                            "--list", str(_listed(sources, Path(folder))), "--out", folder, "--style", style],
                           check=True, capture_output=True)  # fmt: skip
            for source in sources:
                text = Path(folder) / f"{source.stem}.txt"
                if text.is_file():
                    pairs.append((f"XML and {style} text", source.stem, provisions(source, source.name),
                                  provisions(text, text.name)))  # fmt: skip
    return pairs


def _listed(sources: list[Path], folder: Path) -> Path:
    listed = folder / "list.csv"
    listed.write_text("file\n" + "".join(f"{source.name}\n" for source in sources), encoding="utf-8")
    return listed


def spurious(acts: int, shown: int) -> None:
    """Print how many changes are reported between two renderings of one version."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    examples: list[str] = []
    for kind, act, a, b in renderings(acts):
        if a.empty or b.empty:
            continue
        changed = ctlaw.changes(a, b)
        found[kind][0] += 1
        found[kind][1] += len(a)
        found[kind][2] += len(changed)
        examples += [f"  {kind}: {act} {row.change} {row.old_eid} {row.new_eid}" for row in changed.itertuples()]
    print("two renderings of one version | acts | sections | spurious changes")
    for kind, (files, sections, wrong) in found.items():
        print(f"{kind} | {files} | {sections} | {wrong}")
    print("\n".join(examples[:shown]))


def versions() -> dict[str, list[str]]:
    """Return the dated versions of each law, oldest first, test countries and those kept back left out."""
    names: dict[str, list[str]] = defaultdict(list)
    manifest = read_manifest(corpus_folder() / "manifest.csv")
    for name, about in sorted(manifest.items()):
        if "@" in name and about["jurisdiction"] not in {*HELD_BACK, *FROZEN} and (official_folder() / name).is_file():
            names[name.split("@")[0]].append(name)
    return {work: files for work, files in names.items() if len(files) > 1}


def amended() -> None:
    """Print how often an amended section is found again without its number."""
    manifest = read_manifest(corpus_folder() / "manifest.csv")
    print("\namended sections found again | sections | of so many | ctlaw top 1 | TF-IDF top 1")
    total = [0, 0, 0]
    for work, files in versions().items():
        tables = [provisions(official_folder() / name, name, manifest[name]["language"]) for name in files]
        counts = [0, 0, 0]
        for old, new in pairwise(tables):
            if len(new) < 10:
                continue  # a section by itself has nothing to be confused with
            changed = ctlaw.changes(old, new)
            changed = changed[changed["change"] == "amended"]
            both = pd.concat([old[old["eid"].isin(set(changed["old_eid"]))].assign(jurisdiction="aa"),
                              new.assign(jurisdiction="bb")], ignore_index=True)  # fmt: skip
            if changed.empty:
                continue
            right = [_found(both, words_alone=False), _found(both, words_alone=True)]
            counts = [counts[0] + len(changed), counts[1] + right[0], counts[2] + right[1]]
        if counts[0]:
            size, ctlaws, words = counts
            print(f"{work} | {size} | {len(tables[-1])} | {ctlaws / size:.3f} | {words / size:.3f}")
            total = [a + b for a, b in zip(total, counts, strict=True)]
    print(f"all | {total[0]} | | {total[1] / max(1, total[0]):.3f} | {total[2] / max(1, total[0]):.3f}")


def _found(both: pd.DataFrame, *, words_alone: bool) -> int:
    """Return for how many provisions of "aa" the same number is first in "bb"."""
    none = pd.DataFrame(columns=["path", "eid", "code", "score"])
    weights = {"vectors": 0.0, "elements": 0.0} if words_alone else None
    table = ctlaw.counterparts(both, none, "aa", "bb", k=1, vectors={} if words_alone else None, weights=weights)
    return int((table["left_num"] == table["right_num"]).sum())


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=40)
    parser.add_argument("--shown", type=int, default=12)
    arguments = parser.parse_args()
    spurious(arguments.acts, arguments.shown)
    amended()
    return 0


if __name__ == "__main__":
    sys.exit(main())
