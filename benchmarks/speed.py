"""Processor time of each step as a ratio to spacy.blank(lang) tokenising the same text, in one run; and memory.

    python -m benchmarks.speed [--characters 400000]

A ratio below 1 is faster than bare tokenisation. Linear algebra gets one thread: others that wait would count as work.
Where a sample is small (pl, zh, ar: a few laws), the bare tokeniser has every word in its cache by the second run, and
the ratios say more of that than of ctlaw. Memory is the peak of the process after each jurisdiction: flat means
that a long corpus needs no more than its largest text.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import spacy
from threadpoolctl import threadpool_limits

from ctlaw.classify import code_provisions, load_model
from ctlaw.corpus import iter_corpus
from ctlaw.extract import BASIC, ELEMENTS, divisions, nlp
from ctlaw.segment import segment
from ctlaw.structure import UNITS

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = {"en": "ie", "fr": "fr", "de": "de", "es": "es", "cs": "cz", "pl": "pl", "el": "cy", "zh": "cn", "ar": "bh"}


def cpu(work: Callable[[], Any]) -> float:
    """Return the least processor time of three runs, in seconds."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def main() -> int:
    """Print one row a language, then the memory over the corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=400_000)
    arguments = parser.parse_args()
    law = Path(os.environ.get("CTLAW_SHARED") or ROOT.parent / "shared") / "law"
    if not law.is_dir():
        print("benchmarks.speed: no real law: set CTLAW_SHARED.", file=sys.stderr)
        return 2
    threadpool_limits(1)
    start = time.process_time()
    load_model()
    print(f"model load {time.process_time() - start:.2f} s")
    print("language  MB/s bare | segmentation  penalties+mental  all elements  coding   (time / bare tokenisation)")
    for language, jurisdiction in SAMPLES.items():
        texts: list[str] = []
        whole, size = "", 0
        for document in iter_corpus(law, jurisdictions=[jurisdiction], unreadable=[]):
            if document.language != language or size > arguments.characters:
                continue
            found = [d for d in divisions(document) if d.kind in UNITS]
            for d in found:
                if size < arguments.characters:
                    texts.append(document.text[d.start : d.end])
                    size += d.end - d.start
            whole = max(whole, document.text[: arguments.characters], key=len)
        bare = spacy.blank(language if language not in ("ja", "ko", "vi") else "xx")
        bare.max_length = 10**8
        tokenise = cpu(lambda: [None for _ in bare.pipe(texts)])  # noqa: B023
        tokenise_whole = cpu(lambda: bare(whole))  # noqa: B023
        basic, full = nlp(language, BASIC), nlp(language, tuple(ELEMENTS))
        units = pd.DataFrame({"id": range(len(texts)), "language": language, "text": texts})
        ratios = [
            cpu(lambda: segment(whole, language)) / tokenise_whole,  # noqa: B023
            cpu(lambda: [None for _ in basic.pipe(texts)]) / tokenise,  # noqa: B023
            cpu(lambda: [None for _ in full.pipe(texts)]) / tokenise,  # noqa: B023
            cpu(lambda: code_provisions(units)) / tokenise,  # noqa: B023
        ]
        rate = size / tokenise / 1e6
        print(f"{language:8s}  {rate:9.2f} | {ratios[0]:12.2f}  {ratios[1]:16.2f}  {ratios[2]:12.2f}  {ratios[3]:6.2f}")
    print("\npeak memory (MB) after reading and cutting each jurisdiction in turn:")
    peaks = []
    for jurisdiction in ("is", "no", "ie", "nz", "cz", "de"):
        for document in iter_corpus(law, jurisdictions=[jurisdiction], unreadable=[]):
            divisions(document)
        peaks.append(f"{jurisdiction} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
    print("  ".join(peaks))
    return 0


if __name__ == "__main__":
    sys.exit(main())
