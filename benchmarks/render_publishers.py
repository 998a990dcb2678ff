"""Render the publishers' XML of several countries to plain text, with the places of its articles and sections.

Standard library only, and no code of `ctlaw.readers`: what is measured must not be the measure. Each format is printed
as its publisher prints it: number and heading on one line, each numbered block on a line of its own, amendments of
other laws in quotation marks, tables of contents where the file has one.

    python -m benchmarks.render_publishers FILE.xml OUT.txt
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree


@dataclass
class Rendering:
    """Plain text, and its articles and sections: `units` holds (start, number as printed) in order."""

    lines: list[str] = field(default_factory=list)
    size: int = 0
    units: list[tuple[int, str]] = field(default_factory=list)
    joined: bool = False

    def line(self, words: str) -> None:
        """Add a line, or go on with the last when it holds only a label."""
        words = re.sub(r"\s+", " ", words).strip()
        if not words:
            return
        if self.joined and self.lines:
            self.lines[-1] += " " + words
            self.size += 1 + len(words)
            self.joined = False
            return
        self.lines.append(words)
        self.size += len(words) + 1

    def label(self, words: str) -> None:
        """Add a label; the next words stand on its line."""
        self.line(words)
        self.joined = True

    def stop(self) -> None:
        """Let the next words begin a line."""
        self.joined = False

    def unit(self, num: str) -> None:
        """Say that an article or section begins on the next line."""
        self.joined = False
        self.units.append((self.size, num))

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def tag(element: ElementTree.Element) -> str:
    """Return the local name of an element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def flat(element: ElementTree.Element | None, without: tuple[str, ...] = ()) -> str:
    """Return the words of an element, without those of some elements inside it."""
    if element is None:
        return ""
    out = [element.text or ""]
    for child in element:
        if tag(child) not in without:
            out.append(flat(child, without))
        out.append(child.tail or "")
    return re.sub(r"\s+", " ", "".join(out)).strip()


def child(element: ElementTree.Element, name: str) -> ElementTree.Element | None:
    """Return the first child of that local name."""
    return next((k for k in element if tag(k) == name), None)


# --- gesetze-im-internet (Germany) ---------------------------------------------------------------------------------
def gii(root: ElementTree.Element) -> Rendering:
    """Render the XML of gesetze-im-internet.de."""
    out = Rendering()
    for norm in root.iter("norm"):
        meta = norm.find("metadaten")
        if meta is None:
            continue
        if (group := meta.find("gliederungseinheit")) is not None:
            out.line(f"{flat(group.find('gliederungsbez'))} {flat(group.find('gliederungstitel'))}")
        for name in ("langue",):
            out.line(flat(meta.find(name)))
        num, heading = flat(meta.find("enbez")), flat(meta.find("titel"), ("FnR",))
        if re.match(r"(?:§|Art)", num):
            out.unit(num)
        out.line(f"{num} {heading}")
        content = norm.find("textdaten/text/Content")
        toc = norm.find("textdaten/text/TOC")
        for part in (toc, content):
            if part is not None:
                _gii_blocks(part, out)
    return out


def _gii_blocks(element: ElementTree.Element, out: Rendering) -> None:
    words = element.text or ""
    for k in element:
        name = tag(k)
        if name in ("DL", "table", "P", "row", "LA", "DD", "DT", "Title", "Ident"):
            out.line(words)
            words = ""
            if name == "DT":
                out.stop()
                out.label(flat(k))
            elif name == "row":
                out.stop()
                out.line("  ".join(flat(cell) for cell in k))
            else:
                if name == "P":
                    out.stop()
                _gii_blocks(k, out)
                if name == "DD":
                    out.stop()
        elif name in ("BR",):
            out.line(words)
            words = ""
        elif (
            name not in ("FnR", "noindex", "Footnotes")
            and len(k)
            and name not in ("B", "I", "U", "SP", "SUP", "SUB", "NB", "F")
        ):
            out.line(words)
            words = ""
            _gii_blocks(k, out)
        elif name not in ("FnR", "noindex", "Footnotes"):
            words += flat(k)
        words += k.tail or ""
    out.line(words)


# --- Alþingi (Iceland) ---------------------------------------------------------------------------------------------
def althingi(root: ElementTree.Element) -> Rendering:
    """Render the XML of the lagasafn."""
    out = Rendering()
    out.line(flat(child(root, "name")))
    _althingi(root, out)
    return out


def _althingi(element: ElementTree.Element, out: Rendering) -> None:
    for k in element:
        name = tag(k)
        if name in ("footnotes", "minister-clause", "num-and-date"):
            continue
        if name == "art":
            num = flat(child(k, "nr-title"))
            if num:
                out.unit(num)
            out.label(num)
            out.line(flat(child(k, "name")))
            _althingi(k, out)
            out.stop()
        elif name == "chapter":
            out.stop()
            out.line(f"{flat(child(k, 'nr-title'))} {flat(child(k, 'name'))}")
            _althingi(k, out)
        elif name == "numart":
            out.stop()
            out.label(flat(child(k, "nr-title")))
            out.line(flat(child(k, "name")))
            _althingi(k, out)
            out.stop()
        elif name in ("nr-title", "name"):
            continue
        elif name == "paragraph":
            out.line(" ".join(flat(s) for s in k if tag(s) == "sen"))
            _althingi(k, out)
        elif name == "sen":
            continue
        elif name == "tr":
            out.stop()
            out.line("  ".join(flat(cell) for cell in k))
        elif name == "subart":
            # the first paragraph stands on the line of the label, unless a heading stands there
            _althingi(k, out)
            out.stop()
        else:
            _althingi(k, out)


# --- legislation.gov.uk CLML ---------------------------------------------------------------------------------------
_CLML_LEVEL = {"P2": "({})", "P3": "({})", "P4": "({})", "P5": "({})", "P6": "({})", "P7": "({})"}
_INLINE = ("Text", "Title", "TitleBlock", "Reference", "Number")


def clml(root: ElementTree.Element) -> Rendering:
    """Render the XML of legislation.gov.uk."""
    out = Rendering()
    for name in ("Primary", "Secondary"):
        if (law := child(root, name)) is not None:
            _clml(law, out, quoted=False, schedule=False)
    return out


def _clml_num(element: ElementTree.Element) -> str:
    num = child(element, "Pnumber")
    return flat(num, ("CommentaryRef",)) if num is not None else ""


def _clml(element: ElementTree.Element, out: Rendering, *, quoted: bool, schedule: bool, heading: str = "") -> None:
    for k in element:
        name = tag(k)
        if name in (
            "Contents",
            "Commentaries",
            "Metadata",
            "Versions",
            "Resources",
            "CommentaryRef",
            "Pnumber",
            "MarginNotes",
        ):
            continue
        if name == "P1group":
            title = flat(child(k, "Title"))
            if any(tag(x) == "P1" for x in k):
                _clml(k, out, quoted=quoted, schedule=schedule, heading=title)
            else:
                out.line(title)
                _clml(k, out, quoted=quoted, schedule=schedule)
        elif name == "Title" and heading:
            continue
        elif name == "P1":
            num = _clml_num(k)
            out.stop()
            if num and not quoted and not schedule:
                out.unit(num)
            out.label(num) if num else None
            if heading:
                out.line(heading)
                out.stop()
                heading = ""
            _clml(k, out, quoted=quoted, schedule=schedule)
            out.stop()
        elif name in _CLML_LEVEL:
            num = _clml_num(k)
            if num:
                if name != "P2" or not out.joined:
                    out.stop()
                out.label(_CLML_LEVEL[name].format(num))
            _clml(k, out, quoted=quoted, schedule=schedule)
            out.stop()
        elif name == "BlockAmendment":
            out.stop()
            inner = Rendering()
            _clml(k, inner, quoted=True, schedule=schedule)
            for i, words in enumerate(inner.lines):
                out.line(("“" if i == 0 else "") + words + ("”" if i == len(inner.lines) - 1 else ""))
        elif name == "AppendText":
            if out.lines:
                out.lines[-1] += flat(k)
                out.size += len(flat(k))
        elif name in ("Part", "Chapter", "Pblock", "PsubBlock", "Schedule"):
            out.stop()
            number, title = flat(child(k, "Number"), ("CommentaryRef",)), flat(child(k, "Title"))
            if name == "Part" and re.match(r"ARTICLE\b", number) and not quoted and not schedule:
                out.unit(number)
            if number:
                out.line(number)
            if name != "Schedule":
                out.line(title)
            rest = [x for x in k if tag(x) not in ("Number", "Title")]
            _clml(_bundle(rest), out, quoted=quoted, schedule=schedule or name == "Schedule")
        elif name in ("Number",):
            out.line(flat(k, ("CommentaryRef",)))
        elif name == "ListItem":
            out.stop()
            _clml(k, out, quoted=quoted, schedule=schedule)
        elif name == "tr":
            out.stop()
            out.line("  ".join(flat(cell) for cell in k))
        elif name in _INLINE or len(k) == 0:
            if name == "TitleBlock":
                _clml(k, out, quoted=quoted, schedule=schedule)
            else:
                out.line(flat(k, ("CommentaryRef",)))
        else:
            _clml(k, out, quoted=quoted, schedule=schedule)


def _bundle(elements: list[ElementTree.Element]) -> ElementTree.Element:
    box = ElementTree.Element("box")
    box.extend(elements)
    return box


# --- United States Legislative Markup ------------------------------------------------------------------------------
_USLM_SKIP = ("meta", "sidenote", "page", "footnote", "editorialNote", "note", "notes", "sourceCredit", "colgroup")
_USLM_LEVEL = ("subsection", "paragraph", "subparagraph", "clause", "subclause", "item", "subitem")
_USLM_GROUP = ("title", "subtitle", "chapter", "subchapter", "part", "subpart", "division", "subdivision")


def uslm(root: ElementTree.Element) -> Rendering:
    """Render the XML of the US Government Publishing Office."""
    out = Rendering()
    for name in ("preface", "main"):
        if (part := child(root, name)) is not None:
            _uslm(part, out, quoted=False)
    return out


def _uslm(element: ElementTree.Element, out: Rendering, *, quoted: bool) -> None:
    """Render blocks; words between them go on in the line."""
    words = element.text or ""
    if words.strip():
        out.line(words)
    for k in element:
        name = tag(k)
        if name in _USLM_SKIP:
            pass
        elif name == "section" or name in _USLM_GROUP:
            out.stop()
            num, heading = flat(child(k, "num"), _USLM_SKIP), flat(child(k, "heading"), _USLM_SKIP)
            if name == "section" and num and not quoted:
                out.unit(num)
            if num:
                out.label(num)
            out.line(heading)
            if name != "section" or heading:
                out.stop()
            rest = [x for x in k if tag(x) not in ("num", "heading")]
            _uslm(_bundle(rest), out, quoted=quoted)
            out.stop()
        elif name in _USLM_LEVEL:
            num = flat(child(k, "num"), _USLM_SKIP)
            if not out.joined:
                out.stop()
            out.label(num) if num else None
            heading = flat(child(k, "heading"), _USLM_SKIP)
            if heading:
                out.line(heading)
                out.joined = True
            rest = [x for x in k if tag(x) not in ("num", "heading")]
            _uslm(_bundle(rest), out, quoted=quoted)
            out.stop()
        elif name == "quotedContent":
            out.stop()
            inner = Rendering()
            _uslm(k, inner, quoted=True)
            marked = bool(inner.lines) and inner.lines[0].lstrip()[:1] in '“"'
            for i, line in enumerate(inner.lines):
                out.line(
                    ("" if marked or i else "“") + line + ("”" if i == len(inner.lines) - 1 and not marked else "")
                )
                out.stop()
        elif name == "toc":
            out.stop()
            for item in k.iter():
                if tag(item) in ("referenceItem", "heading"):
                    out.line(flat(item))
                    out.stop()
        elif name == "tr":
            out.stop()
            out.line("  ".join(flat(cell) for cell in k))
        elif any(
            tag(x) in (*_USLM_LEVEL, *_USLM_GROUP, "section", "quotedContent", "toc", "tr")
            for x in k.iter()
            if x is not k
        ):
            _uslm(k, out, quoted=quoted)
        else:
            out.line(flat(k, _USLM_SKIP))
            if name in ("num", "heading"):
                out.joined = True
        if (k.tail or "").strip():
            tail = re.sub(r"\s+", " ", k.tail or "").strip()
            if tail[0] in ".,;”" and out.lines:
                out.lines[-1] += tail
                out.size += len(tail)
            else:
                out.line(tail)


# --- New Zealand PCO -----------------------------------------------------------------------------------------------
def pco(root: ElementTree.Element) -> Rendering:
    """Render the XML of the New Zealand Parliamentary Counsel Office (a held-out country: run at the end only)."""
    out = Rendering()
    for name in ("cover", "front", "body", "schedule.group", "schedule"):
        for part in root:
            if tag(part) == name:
                if name == "cover":
                    out.line(flat(child(part, "title")))
                else:
                    _pco(part, out, quoted=False, schedule=name.startswith("schedule"))
    return out


def _pco(element: ElementTree.Element, out: Rendering, *, quoted: bool, schedule: bool) -> None:
    for k in element:
        name = tag(k)
        if name in ("notes", "history", "history-note", "contents", "end"):
            continue
        if name == "prov":
            num = flat(child(k, "label"))
            out.stop()
            if num and not quoted and not schedule:
                out.unit(num)
            out.label(num) if num else None
            out.line(flat(child(k, "heading")))
            out.stop()
            _pco(_bundle([x for x in k if tag(x) not in ("label", "heading")]), out, quoted=quoted, schedule=schedule)
        elif name in ("subprov", "label-para"):
            num = flat(child(k, "label"))
            out.stop()
            if num:
                out.label(f"({num})")
            _pco(_bundle([x for x in k if tag(x) != "label"]), out, quoted=quoted, schedule=schedule)
            out.stop()
        elif name in ("part", "subpart", "schedule", "crosshead"):
            out.stop()
            label, heading = flat(child(k, "label")), flat(child(k, "heading"))
            if name == "crosshead":
                out.line(flat(k))
                continue
            out.line(f"{name.capitalize()} {label}".strip())
            out.line(heading)
            inner = [x for x in k if tag(x) not in ("label", "heading")]
            _pco(_bundle(inner), out, quoted=quoted, schedule=schedule or name == "schedule")
        elif name in ("amend", "quote"):
            out.stop()
            box = Rendering()
            _pco(k, box, quoted=True, schedule=schedule)
            for i, words in enumerate(box.lines):
                out.line(("“" if i == 0 else "") + words + ("”" if i == len(box.lines) - 1 else ""))
        elif name in ("text", "heading", "label"):
            out.line(flat(k))
            if name != "label":
                out.stop()
        elif name == "row":
            out.stop()
            out.line("  ".join(flat(cell) for cell in k))
        elif len(k) == 0:
            out.line(flat(k))
        else:
            _pco(k, out, quoted=quoted, schedule=schedule)


FORMATS: dict[str, Callable[[ElementTree.Element], Rendering]] = {
    "dokumente": gii, "law": althingi, "Legislation": clml, "statuteCompilation": uslm, "pLaw": uslm, "bill": uslm,
    "uscDoc": uslm, "act": pco, "statutesAtLarge": uslm,
}  # fmt: skip


def render(path: Path) -> Rendering:
    """Render one file of a publisher; the root element tells the format."""
    root = ElementTree.fromstring(path.read_bytes())
    try:
        return FORMATS[tag(root)](root)
    except KeyError:
        raise ValueError(f"`{path}` has the root element {tag(root)!r}; known: {', '.join(FORMATS)}.") from None


if __name__ == "__main__":
    rendering = render(Path(sys.argv[1]))
    Path(sys.argv[2]).write_text(rendering.text, encoding="utf-8", newline="\n")
    Path(sys.argv[2] + ".json").write_text(json.dumps(rendering.units, ensure_ascii=False), encoding="utf-8")
