"""Mutate real law and read it: no crash, no hang, no untrue offset.

    python -m benchmarks.mutations [--each 3] [--seconds 20] [--seed 1]

Every real file of text (XML, HTML, JSON, Markdown; of a large one a stretch) is damaged in several ways: bytes lost,
doubled, swapped or replaced, cut short, two files grafted together, line ends taken away, brackets and quotation marks
multiplied. What comes out must be read, its provisions with penalties and mental elements too, or refused with one
sentence, within a time limit; offsets must be true (`ctlaw.readers.check`).
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from benchmarks.restated import official_folder
from ctlaw.corpus import corpus_folder, document_from_bytes, read_manifest
from ctlaw.errors import CorpusError
from ctlaw.extract import divisions, provision_rows
from ctlaw.readers import check
from ctlaw.structure import UNITS, Reading

#: Larger files are cut to a stretch of this size before they are damaged, so that many can be tried.
SIZE = 120_000
MARKS = (b'"', b"(", b")", "“".encode(), "„".encode(), b"<", b">", b"{", b"[", b"\\", b"*", b"#", b"1.", b"(a)", b"\n")


def _place(rng: random.Random, data: bytes) -> tuple[int, int]:
    at = rng.randrange(max(1, len(data)))
    return at, min(len(data), at + rng.choice((1, 5, 80, 2_000)))


def _lose(rng: random.Random, data: bytes, other: bytes) -> bytes:
    a, b = _place(rng, data)
    return data[:a] + data[b:]


def _double(rng: random.Random, data: bytes, other: bytes) -> bytes:
    a, b = _place(rng, data)
    return data[:b] + data[a:b] * rng.choice((1, 3, 40)) + data[b:]


def _replace(rng: random.Random, data: bytes, other: bytes) -> bytes:
    out = bytearray(data or b" ")
    for _ in range(rng.choice((1, 20, 300))):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def _swap(rng: random.Random, data: bytes, other: bytes) -> bytes:
    a, b = sorted(rng.randrange(max(1, len(data))) for _ in range(2))
    return data[b:] + data[a:b] + data[:a]


def _short(rng: random.Random, data: bytes, other: bytes) -> bytes:
    return data[: rng.randrange(max(1, len(data)))]


def _graft(rng: random.Random, data: bytes, other: bytes) -> bytes:
    a, _ = _place(rng, data)
    b, _ = _place(rng, other)
    return data[:a] + other[b : b + 20_000] + data[a:]


def _run_together(rng: random.Random, data: bytes, other: bytes) -> bytes:
    return data.replace(b"\n", rng.choice((b" ", b"", b"\r\n", b"\\n")))


def _marks(rng: random.Random, data: bytes, other: bytes) -> bytes:
    for _ in range(rng.choice((1, 10, 200))):
        a, _ = _place(rng, data)
        data = data[:a] + rng.choice(MARKS) * rng.choice((1, 2, 50)) + data[a:]
    return data


DAMAGES: tuple[Callable[[random.Random, bytes, bytes], bytes], ...] = (
    _lose, _double, _replace, _swap, _short, _graft, _run_together, _marks,
)  # fmt: skip


class TooLong(Exception):
    """Reading took longer than allowed."""


def _alarm(signum: int, frame: FrameType | None) -> None:
    raise TooLong


def read(data: bytes, name: str, about: dict[str, str], seconds: int) -> str:
    """Return what came of reading: "read", "refused", "crash ...", "too long" or "untrue offsets"."""
    signal.signal(signal.SIGALRM, _alarm)
    signal.alarm(seconds)
    try:
        about = {key: about[key] for key in ("jurisdiction", "language")}  # no hash: it would refuse what was damaged
        document = document_from_bytes(data, name, about=about)
        untrue = check(Reading(document.text, divisions(document)))
        if untrue:
            return f"untrue offsets: {untrue[0]}"
        for row in provision_rows(document, kinds=UNITS):  # penalties and mental elements too
            if document.text[row["start"] : row["end"]] != row["text"]:
                return "a provision's text is not at its place"
        return "read"
    except CorpusError as error:
        return "refused" if "\n" not in str(error) else "refused in more than one line"
    except TooLong:
        return "too long"
    except Exception as error:
        return f"crash {type(error).__name__}: {str(error)[:80]}"
    finally:
        signal.alarm(0)


def main() -> int:
    """Damage and read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=3, help="damaged copies of each file")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    law = official_folder()
    files = sorted(p for p in law.rglob("*") if p.is_file() and p.suffix in _ENDINGS)
    about, english = read_manifest(corpus_folder() / "manifest.csv"), {"jurisdiction": "xx", "language": "en"}
    came: Counter[str] = Counter()
    slowest, bad = 0.0, []
    for path in files:
        whole = path.read_bytes()
        for _ in range(arguments.each):
            at = rng.randrange(max(1, len(whole) - SIZE)) if len(whole) > SIZE and rng.random() < 0.5 else 0
            data = whole[at : at + SIZE]
            names = []
            for damage in rng.sample(DAMAGES, rng.choice((1, 2, 3))):
                other: Path = rng.choice(files)
                with other.open("rb") as handle:
                    data = damage(rng, data, handle.read(SIZE)) or b" "
                names.append(damage.__name__.strip("_"))
            started = time.process_time()
            result = read(data, path.name, about.get(path.relative_to(law).as_posix(), english), arguments.seconds)
            slowest = max(slowest, time.process_time() - started)
            came[result] += 1
            if result not in ("read", "refused"):
                bad.append(f"  {path.relative_to(law)} ({', '.join(names)}): {result}")
    print(f"{len(files)} files, {sum(came.values())} damaged copies: "
          + ", ".join(f"{n} {what}" for what, n in came.most_common()) + f"; slowest {slowest:.1f} s")  # fmt: skip
    print("\n".join(bad[:20]))
    return 1 if bad else 0


_ENDINGS = frozenset({".xml", ".md", ".json", ".html", ".txt", ".jsonld"})

if __name__ == "__main__":
    sys.exit(main())
