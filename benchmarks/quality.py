"""Measure everything and write docs/quality.md: ``make quality``.

Each section is the output of one command that anyone can run alone. Figures about coding come from countries that were
left out of training. The gold files and official texts are looked for in CTLAW_SHARED, or in ``../shared``.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from ctlaw.tables import write_text

ROOT = Path(__file__).resolve().parent.parent
#: Title, module and arguments, what the figures mean.
SECTIONS = [
    ("Readers", ["benchmarks.readers"],
     "Every file of the real official texts: read without error, offsets true; the same act in three formats."),
    ("Damaged files", ["benchmarks.mutations", "--each", "2"],
     "Real files damaged at random: read, or refused with a sentence."),
    ("Segmentation", ["benchmarks.segmentation", "--held-out"],
     "Starts of provisions found in text without structure. Canadian acts rendered plain, hard-wrapped and without "
     "line breaks; publishers' XML of other countries rendered to plain text by code that shares nothing with the "
     "readers. Peers on the same 100 acts: a ten-minute regex .994 / .998 / .992 (sections, subsections, paragraphs), "
     ".73 section precision when schedules and quoted amendments count, 0 without line breaks (all peers)."),
    ("Places looked at", ["benchmarks.places"],
     "Thirty places a language, drawn at random from Markdown, JSON and text files: is the provision cut right, with "
     "its number, heading and inner divisions? Draw 17 was looked at before a first round of repairs, draw 18 between "
     "it and a second, draw 19 after both, draw 20 after a third, draw 21 after a fourth (a few of its places were "
     "mended after it). The files are conversions; what their makers lost "
     "(line ends, raised figures) counts against the cut too."),
    ("Penalties", ["benchmarks.penalties"],
     "Exact penalties (term, life, death, fine, amount, currency). `units-dev` is read twice, `train` once; both by "
     "language models, not lawyers."),
    ("Penalties by reference", ["benchmarks.penalty_references"],
     "How many provisions have the penalty of another one, and how many of sixty drawn at random are right; read by a "
     "language model, not a lawyer."),
    ("Mental elements and the other elements", ["benchmarks.elements"],
     "Mental elements as sets per unit; definitions and cited titles against the mark-up of Canadian acts."),
    ("Elements against two readers", ["benchmarks.read_elements"],
     "References, exceptions, time limits, grounds of jurisdiction and deciders in 342 provisions of thirteen "
     "languages, marked by two language-model readers who saw neither patterns nor output."),
    ("Readings of our own", ["benchmarks.readings"],
     "How far two readers of one provision agree, by round of reading, and what a third took where they had differed."),
    ("Coding against the framework", ["benchmarks.coding", "--per-code"],
     "Every country is coded by a model trained without it and a fifth of the others, with vectors of words learnt "
     "without their texts; in the second table every language by one trained without it. Round 7 was chosen because "
     "the coder of the day gave these provisions a code, so its figures say nothing of what is overlooked; "
     "rows of countries hold all rounds. Two readers agree at micro F1 .91-.95, which is the "
     "ceiling; cue terms alone reach .26-.32, TF-IDF with logistic regression .36 on unseen countries."),
    ("Coding in languages not trained on", ["benchmarks.coding", "--by", "language", "--folds", "4"],
     "Every language is coded by a model that has seen none of its provisions and has no vectors of its words; it has "
     "a lexicon, or nothing is found."),
    ("Coding of countries nobody opened", ["benchmarks.coding", "--frozen"],
     "Finland, Chile, Pakistan and Romania were set aside at the start: never trained on, never read by whoever wrote "
     "rules and lexicons. This and rounds 4 and 5 of our own readings say best what to expect of new law."),
    ("What more readings buy", ["benchmarks.coding", "--curve"],
     "Learning curve: one country in four is scored by models of growing shares of what was read of the others."),
    ("What rules find on law their writers had not read", ["benchmarks.unread"],
     "Rules and lexicons were written with sight of the gold and of rounds 1 to 3 of our own readings, so their "
     "figures there flatter; rounds 4 and 5 and the frozen jurisdictions do not. A fourth pass with sight of 2,806 "
     "provisions of rounds 4 to 6 (30 countries, drawn by lot) took the rules from P .54 R .64 to .77 and .72 there, "
     "but only from .535 and .622 to .545 and .621 on the other 2,527: it was not kept."),
    ("Evidence", ["benchmarks.evidence"],
     "The passage given as evidence against the shortest passage that a reader marked for the same code; by models "
     "trained without the country, whose vectors of words know its texts."),
    ("Cells of the matrix", ["benchmarks.cells", "--show"],
     "Countries whose texts at hand a language-model reader read whole, code by code, without sight of any coding; "
     "coded by a model trained without the country (its texts, not its codings, are among those that vectors of words "
     "were learnt from, as in the coded corpus)."),
    ("Beside published tables", ["benchmarks.published"],
     "Facts of published comparative tables typed in with their source, against the cells of the matrix; the "
     "disagreements, and who is right."),
    ("Audit of the coded corpus", ["benchmarks.audit"],
     "Codings drawn at random from `corpus/coded`, 17 in each of twelve languages, read by language-model readers: "
     "draws 1 to 4 of earlier states, draw 5 of the present data; from draw 4 on codings by readers stand "
     "beside the machine's. Test countries, and countries never opened, are not drawn; all codings there are the "
     "machine's. Below, how many codings are confirmed where a provision was read for the corpus (with a code in the "
     "data of the day, neither short nor very long, of law in force of open countries), by a model that has not seen "
     "its country."),
    ("Counterparts", ["benchmarks.counterparts"],
     "For 120 provisions, whether a provision of the other country that a reader named is at rank 1, or among five; "
     "coded by models trained without the two, whose vectors of words know their texts."),
    ("Amendments", ["benchmarks.amendments"],
     "Changes reported between two renderings of one version (spurious, every one), and whether an amended section is "
     "found in the other version without its number."),
    ("Restatements against official texts", ["benchmarks.restated"],
     "The same provision restated in English and in its own language, read by the same pipeline: a difference is a "
     "fault of the restatement or of the reading of one language. The restatements were corrected and filled up with "
     "sight of these differences, then held against the law by second readers who took back what it does not say: "
     "what agrees now is no independent test of the pipeline."),
    ("Speed", ["benchmarks.speed"],
     "Processor time as a ratio to `spacy.blank(lang)` tokenising the same text, in one run, on one thread."),
]  # fmt: skip


def main() -> int:
    """Run every section and write docs/quality.md; a section that fails says so and the others go on."""
    shared = Path(os.environ.get("CTLAW_SHARED") or ROOT.parent / "shared")
    if not (shared / "gold").is_dir():
        print("benchmarks.quality: no gold files: set CTLAW_SHARED, or lay them beside the clone as ../shared.",
              file=sys.stderr)  # fmt: skip
        return 2
    wanted = sys.argv[1:]
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("spacy", "pandas", "scikit-learn"))
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    head = [
        "# How good it is",
        "Written by `make quality`; poor figures too. Labels are readings by language models following the codebook, "
        "double-read in `units-dev`, single-read in `train`; no lawyer has reviewed them.",
        "",
        f"{datetime.date.today().isoformat()} · commit {commit.strip() or 'unknown'} · "
        f"Python {platform.python_version()} · {versions}",
    ]
    failed = 0
    old = _sections(ROOT / "docs" / "quality.md")
    parts = ["\n".join(head)]
    for title, command, meaning in SECTIONS:
        if wanted and title not in wanted and command[0].split(".")[-1] not in wanted:
            if title in old:
                parts.append(old[title])
            continue
        started = time.monotonic()
        result = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
        took = time.monotonic() - started
        body = result.stdout.rstrip() or "(no output)"
        if result.returncode:
            failed += 1
            last = (result.stderr.strip().splitlines() or ["?"])[-1][:200]
            body += f"\n(failed with status {result.returncode}: {last})"
        print(f"{title}: {took:.0f} s, status {result.returncode}", file=sys.stderr)
        parts.append(f"## {title}\n{meaning}\n\n`python -m {' '.join(command)}`\n\n```\n{body}\n```")
    write_text(ROOT / "docs" / "quality.md", "\n\n".join(parts) + "\n")
    return 1 if failed else 0


def _sections(path: Path) -> dict[str, str]:
    """Return the sections of an existing docs/quality.md by title, so that one can be measured again alone."""
    if not path.is_file():
        return {}
    parts = path.read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.split("\n", 1)[0]: "## " + part.rstrip() for part in parts}


if __name__ == "__main__":
    sys.exit(main())
