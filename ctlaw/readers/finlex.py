"""Finnish law as Semantic Finlex JSON-LD: a statute version whose parts (`hasPart`) go down to items."""

from __future__ import annotations

import json
import re
from typing import Any

from ctlaw.errors import CorpusError
from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._text import decode, offsets_to_bytes
from ctlaw.readers._xml import iso_date
from ctlaw.structure import Reading

_KINDS = {"part": "part", "chapter": "chapter", "section": "section", "subsection": "subsection",
          "paragraph": "paragraph", "subparagraph": "subparagraph", "subheading": "heading"}  # fmt: skip
_NUMBERED = re.compile(r"/(osa|luku|pykala|momentti|kohta|alakohta)/([^/]+)/(?:alkup|ajantasa)")
_WORDS = {"osa": "{} osa", "luku": "{} luku", "pykala": "{} §"}
_ITEM = re.compile(r"(\d{1,3}[a-z]?|[a-zåäö])\)\s*")


def read(data: bytes) -> Reading:
    """Read a Semantic Finlex file.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    Reading
        Complete. Numbers of chapters and sections are taken from the identifiers, as the file prints them nowhere
        else; subsections (`momentti`) are counted there and not printed, so their `num` is null.

    Raises
    ------
    CorpusError
        When the file is not JSON of that kind.
    """
    text, notes = decode(data)
    try:
        value = json.loads(text.lstrip("\ufeff"))
    except (json.JSONDecodeError, RecursionError) as error:
        raise CorpusError(f"the JSON-LD cannot be read: {error}.") from None
    version = value.get("temporalVersion") if isinstance(value, dict) else None
    if isinstance(version, list):
        version = version[-1] if version else None
    if not isinstance(version, dict):
        raise CorpusError("the JSON-LD has no `temporalVersion` with the text of a statute.")
    build = Builder()
    walk = _Walk(build, text)
    language, title = walk.words(version, "title")
    build.block(title)
    for part in _parts(version):
        walk.visit(part, 0)
    ids = value.get("idLocal")
    return offsets_to_bytes(build.reading(
        complete=True, title=title or None, citation=ids[0] if isinstance(ids, list) and ids else None,
        language=walk.language or language, as_at=iso_date(str(version.get("versionDate", ""))), notes=notes,
    ), text, data)  # fmt: skip


def _parts(part: dict[str, Any]) -> list[Any]:
    """Return the parts of a part; JSON-LD writes a single one without a list."""
    parts = part.get("hasPart")
    return parts if isinstance(parts, list) else [parts] if isinstance(parts, dict) else []


class _Walk:
    def __init__(self, build: Builder, source: str) -> None:
        self.build, self.source, self.cursor = build, source, 0
        self.language: str | None = None

    def words(self, part: dict[str, Any], name: str) -> tuple[str | None, str]:
        """Return language and text of `title_xx` or `content_xx`."""
        version = part.get("languageVersion")
        version = version[0] if isinstance(version, list) and version else version
        if not isinstance(version, dict):
            return None, ""
        holder = version.get("hasFormat") if name == "content" else version
        holder = holder if isinstance(holder, dict) else {}
        for key, value in holder.items():
            if key.startswith(f"{name}_"):
                self.language = self.language or key[-2:]
                return key[-2:], str(value)
        return None, ""

    def place(self, part: dict[str, Any]) -> int | None:
        """Return the character of the file at which the object of this part begins."""
        at = self.source.find(json.dumps(part.get("@id"), ensure_ascii=False), self.cursor)
        if at < 0:
            return None
        self.cursor = at
        return self.source.rfind("{", 0, at)

    def visit(self, part: Any, depth: int) -> None:
        if not isinstance(part, dict) or depth > 30:
            return
        name = str(part.get("@type", "")).removeprefix("sfl:").removesuffix("Version").casefold()
        start = self.place(part)
        content, title = self.words(part, "content")[1].strip(), squeeze(self.words(part, "title")[1])
        numbers = _NUMBERED.findall(str(part.get("@id", "")))
        kind = _KINDS.get(name)
        gone = False if part.get("repealedBy") else None
        if kind is None or (kind == "heading" and not content):
            self.build.block(content, keep_lines=True)
            self.children(part, depth)
            return
        word, num = numbers[-1] if numbers and kind != "heading" else ("", None)
        label = _WORDS.get(word, "").format(re.sub(r"(?<=\d)(?=[a-z])", " ", num or ""))
        if kind in ("part", "chapter", "section"):
            printed = re.sub(r"(?<=\d)(?=[a-z])", " ", num or "") or None
            self.build.open(kind, printed, title or None, in_force=gone, source=(start, None))
            self.build.block(f"{label} {title}")
            content = re.sub(r"^\d+\s?[a-z]?\s?§\s*(?:\([\d.]+/\d+\))?\s*", "", content)
            self.build.block(content, keep_lines=True)
        elif kind == "heading":
            self.build.block(content)
            self.children(part, depth)
            return
        else:
            item = _ITEM.match(content) or _ITEM.match(self.first_words(part))
            printed = item[0].strip() if item and kind != "subsection" else None
            self.build.open(kind, printed, title or None, in_force=gone, source=(start, None))
            self.build.block(content, keep_lines=True)
        self.children(part, depth)
        self.build.close(self.end())

    def children(self, part: dict[str, Any], depth: int) -> None:
        for child in _parts(part):
            self.visit(child, depth + 1)

    def first_words(self, part: dict[str, Any]) -> str:
        """Return the words that open a part whose own text stands in its first child."""
        for child in _parts(part):
            if isinstance(child, dict):
                return self.words(child, "content")[1].strip()
        return ""

    def end(self) -> int | None:
        """Return the end of the object last visited (the next closing bracket)."""
        at = self.source.find("}", self.cursor)
        return at + 1 if at >= 0 else None
