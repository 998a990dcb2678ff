"""Austrian law as the LawAT project's JSON: lists whose first item names what the others are."""

from __future__ import annotations

import json
import re
from typing import Any

from ctlaw.readers import _words
from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._units import match_unit
from ctlaw.structure import Reading

_LEVELS = {"Abs": "subsection", "Num": "paragraph", "Lit": "subparagraph", "Sublit": "clause"}


def reading(document: list[Any], source: str, notes: list[str]) -> Reading:
    """Return the reading of a `document` list; source places are characters of `source`.

    Parameters
    ----------
    document : list
        ``["LawDoc BG.StGB", ["Meta Langtitel", ...], ["Part § 1", ...], ...]``.
    source : str
        The decoded file.
    notes : list of str
        What is to be said of the file already.
    """
    build = Builder()
    meta = {
        str(i[0])[5:]: i[1] for i in document if isinstance(i, list) and len(i) > 1 and str(i[0]).startswith("Meta ")
    }
    title = str(meta.get("Langtitel", "")) or None
    build.block(title or "")
    walk = _Walk(build)
    parts = [i for i in document if isinstance(i, list) and i and str(i[0]).startswith("Part ")]
    places: list[int | None] = []
    at = 0
    for item in parts:
        found = source.find(json.dumps(item[0], ensure_ascii=False), at)
        places.append(source.rfind("[", 0, found) if found >= 0 else None)
        at = found + 1 if found >= 0 else at
    for item, place, following in zip(parts, places, [*places[1:], len(source)], strict=True):
        build.close_containers(9, place)
        walk.part(item, place, following)
    day = re.fullmatch(r"(\d{2})\.(\d{2})\.(\d{4})", str(meta.get("FassungVom", "")))
    return build.reading(complete=True, title=title, citation=str(document[0])[7:], language="de",
                         as_at=f"{day[3]}-{day[2]}-{day[1]}" if day else None, notes=notes)  # fmt: skip


def _flat(value: Any) -> str:
    """Return the text of a leaf: its strings joined, nested remarks left out."""
    return squeeze("".join(v for v in value[1:] if isinstance(v, str))) if isinstance(value, list) else ""


class _Walk:
    def __init__(self, build: Builder) -> None:
        self.build = build

    def part(self, item: list[Any], place: int | None, following: int | None) -> None:
        heads = [_flat(v) for v in item[1:] if isinstance(v, list) and str(v[0]).startswith("Head")]
        self.headings(heads, place)
        label = str(item[0])[5:]
        title = " ".join(_flat(v) for v in item[1:] if isinstance(v, list) and str(v[0]).startswith("Title"))
        unit = match_unit(label)
        body = [v for v in item[1:] if isinstance(v, list) and not str(v[0]).startswith(("Head", "Title"))]
        only = _flat(body[0]) if len(body) == 1 else ""
        gone = _words.is_repealed(only) or _words.is_repealed(title)
        if unit is None:
            schedule = _words.is_schedule(label)
            self.build.close_containers(0, place)
            self.build.open("annex" if schedule else "heading", None, label, part_of="schedule" if schedule else None,
                            source=(place, None))  # fmt: skip
        else:
            self.build.open(unit.kind, unit.num, title or None, in_force=False if gone else None, source=(place, None))
        self.build.block(f"{label} {title}")
        for value in body:
            self.value(value, 0)
        self.build.close(following)

    def headings(self, heads: list[str], place: int | None) -> None:
        """Headings stand before the first § they govern: a container word opens one, other lines name it."""
        i = 0
        while i < len(heads):
            found = _words.match_container(heads[i])
            kind, num, rest = found or ("heading", None, heads[i])
            level = {"part": 1, "division": 2, "title": 3, "chapter": 3, "subdivision": 4}.get(kind, 8)
            if kind == "heading" and heads[i].endswith("Teil"):
                kind, level = "part", 1
            names = []
            while found and num and not rest and i + 1 < len(heads) and _words.match_container(heads[i + 1]) is None:
                if heads[i + 1].endswith("Teil"):
                    break
                names.append(heads[i := i + 1])
            self.build.container(level, kind, num, " ".join(names) or rest or None, source=(place, None))
            self.build.block(" ".join([heads[i - len(names)], *names]))
            i += 1

    def value(self, value: Any, depth: int) -> None:
        if not isinstance(value, list) or not value or depth > 40:
            return
        name, _, detail = str(value[0]).partition(" ")
        if name == "List":
            for item in value[1:]:
                self.item(item, _LEVELS.get(detail, "point"), depth + 1)
        elif name == "Rem":
            self.build.note(_flat(value))
        else:
            self.build.block(_flat(value))
            for child in value[1:]:
                if isinstance(child, list):
                    self.value(child, depth + 1)

    def item(self, item: Any, kind: str, depth: int) -> None:
        if not isinstance(item, list) or not item:
            return
        printed = str(item[0]).partition(" ")[2].strip()
        self.build.unglue()
        if re.search(r"\w", printed):
            self.build.open(kind, printed)
            self.build.label(printed)
        for child in item[1:]:
            if isinstance(child, str):
                self.build.block(child)
            else:
                self.value(child, depth)
        if re.search(r"\w", printed):
            self.build.close()
