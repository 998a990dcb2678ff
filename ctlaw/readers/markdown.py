"""Law as Markdown: the legalize family (YAML front matter, one heading style per country) and its relatives."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from ctlaw.readers import _words
from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._flow import Block, Flow
from ctlaw.readers._text import decode, offsets_to_bytes
from ctlaw.readers._units import match_unit
from ctlaw.readers._xml import iso_date
from ctlaw.structure import UNITS, Reading

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<body>.*?)^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^([A-Za-z_]\w*):[ \t]*(.*)$")
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]*(?=[^#\s])(.*)", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,20})\]:\s*")
_REFERENCE = re.compile(r"\[[^\[\]^][^\[\]]{0,200}\]:\s*\S+$")
#: A link that a converter took apart: "#### /849 of the Council on toads 5 §" is section 5, and words of its text.
_EATEN_LINK = re.compile(r"(?P<words>/\d.{10,600}?) (?P<label>\d{1,3}(?: [a-z])? §)")
_RULE = re.compile(r"\s*(?:[-_*]\s?){3,}\s*$")
_LINK = re.compile(
    r"\[([^\[\]]{0,400})\](?:\((?:[^()\s]|\([^()]{0,80}\)){0,600}(?:\s\"[^\"]{0,200}\")?\)|\[[^\[\]]{0,200}\])"
)
#: Slovakia: the mark of a footnote is a link to it, "[19e)](#poznamky.poznamka-19e)".
_NOTE_LINK = re.compile(r"\[[^\[\]]{1,8}\]\(#poznamky[^()\s]{0,80}\)")
_MARKER = re.compile(r"\[\^[^\]\s]{1,20}\]|(?<=[^\s\d^])\^(?:\d{1,3}[a-z]{1,2}\)|\[?\d{1,3}\]?\)?)")
_SUP = re.compile(r"(?<=[\d])<sup>\s*(\d{1,3})\s*</sup>", re.IGNORECASE)
_SUP_LEAD = re.compile(r"^\s*<sup>\s*(\d{1,3}[a-z]{0,8}|\d{0,3}\s*[a-z]{1,9})\s*</sup>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>|<!--.{0,2000}?-->", re.DOTALL)
_STRONG = re.compile(r"\*\*\*|\*\*|(?<![^\W_])__|__(?![^\W_])")
_EMPHASIS = re.compile(
    r"(?<![\w*(])\*(?=[^\s*)])|(?<=[^\s*(])\*(?![\w*])|(?<![^\W_])_(?=[^\s_])|(?<=[^\s_])_(?![^\W_])"
)
#: "**Artículo 1º.** *Objeto.* La ..." (Colombia, Peru)
_LEAD = re.compile(r"(?:\*\*)?[^*\n]{3,60}(?:\*\*[^*\n]{1,12})?\*\*[\s.–—-]{0,6}\*([^*\n]{3,200})\*(?!\*)")
#: The header of a page, in italics below the rule that ends the page before: "12 *Some Act*".
_PAGE_HEADER = re.compile(r"(?:\d{1,4}\s{1,3})?[_*]{1,3}[^\W\d_][^_*\n]{2,120}[^\W\d_)][_*]{1,3}(?:\s{1,3}\d{1,4})?")
#: Its second line: "_(Amendment)_".
_PAGE_HEADER_GOES_ON = re.compile(r"[_*]{1,3}\([^\W\d_][^()_*\n]{3,60}\)[_*]{1,3}(?:\s{1,3}\d{1,4})?")
#: A date by which a converter says that there is none.
_NEVER = "1900-01-01"
#: Names at the end of an act: "**A. NAME - B. NAME**".
_SIGNED = re.compile(r"[^a-zß-ÿ\d]{3,60}(?: [-–] [^a-zß-ÿ\d]{3,60}){1,40}")
_BOLD_LINE = re.compile(r"[\"“«]?\*\*[^*\n]{5,200}\*\*")
#: "4º****bis": two words in bold.
_BOLD_TWICE = re.compile(r"(?<=[º°ª\d])\*{4}(?=(?:bis|ter|qu[aá]ter|quinquies|sexies|septies|octies)(?![^\W_]))")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~$&\"'])")
_BOILERPLATE = re.compile(
    r"\[Previous\]\(|\*+\s*(?:Portions Copyright|See the \[Document Metadata)|Release(?:d)? (?:date|point)|"
    r"<meta |>\s*(?:Resm[îi] kaynak|Source:|Official source)|\*\*Subtipo:",
    re.IGNORECASE,
)
_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_GLYPH = re.compile(r"\(cid:\d{1,5}\)")
#: A bracket that stands alone above the rest of its label: "(" / "2) Whoever".
_SPLIT_LABEL = re.compile(r"^\(\n(?=[^\W_]{1,2}\) )", re.MULTILINE)
#: Letters that are rare in law (Hausa has some), for which a converter takes those of a font it does not know; but not
#: ơ, ư, ș, ț.
_ODD_LETTER = re.compile(r"[\u0180-\u019f\u01a2-\u01ae\u01b1-\u0217\u021c-\u024f]")
_LABEL_LINE = re.compile(r"\(?(?:\d{1,3}[a-z]{0,2}|[a-z]{1,2})[).]$")
_COUNTED = re.compile(r"\d{1,3}\.")
#: Files of these jurisdictions print the bare number of a section as heading: "##### 5. Short title".
_DATES = ("last_updated", "version_date", "date", "publication_date")


def read(data: bytes) -> Reading:
    """Read a law in Markdown.

    Parameters
    ----------
    data : bytes
        The file, UTF-8.

    Returns
    -------
    Reading
        Containers and articles as the headings state them (in bold or at line starts where a file has no headings);
        what is inside articles is left to the segmenter. Mark-up (emphasis, links, escapes) is not part of the text.

    Raises
    ------
    CorpusError
        When the file is not text.
    """
    text, notes = decode(data)
    front, body_start = _front_matter(text)
    blocks = _blocks(text, body_start)
    build = Builder()
    restated = front.get("kind", "").split("#")[0].strip() == "restatement"
    title = front.get("title") or front.get("rubrik") or front.get("work") or _title(blocks)
    stated = "en" if restated else front.get("language") or front.get("lang")
    language = stated or _words.table()["countries"].get(front.get("country", ""))
    section = front.get("section")
    if section and not any(block.level for block in blocks):  # one section in a file of its own (India)
        build.open("section", section, source=(0, len(text)))
        build.label(f"{section}.")
    if blocks and blocks[-1].strong and _SIGNED.fullmatch(squeeze(blocks[-1].text)):
        blocks[-1].note = True
    Flow(build, language=language).run(blocks, bare=True)
    reading = build.reading(
        complete=False, title=title,
        citation=front.get("identifier") or front.get("beteckning") or front.get("citation"), language=language,
        as_at=_as_at(front),
        notes=notes, source_end=len(text),
    )  # fmt: skip
    return offsets_to_bytes(_lone_headings(reading), text, data)


def _as_at(front: dict[str, str]) -> str | None:
    """Return the date of the text that the front matter states; the day of publication, repeated, is none."""
    updated = front.get("last_updated", "")
    if updated in (front.get("publication_date"), _NEVER):
        updated = ""
    dates = (iso_date(value) for value in (front.get("version_date", ""), updated, front.get("as_at", "")))
    return next(filter(None, dates), None)


def _lone_headings(reading: Reading) -> Reading:
    """Give a heading that stands above one provision alone to that provision (Sweden)."""
    inside: dict[int, list[int]] = {}
    for i, division in enumerate(reading.divisions):
        if division.parent is not None and division.kind != "note":
            inside.setdefault(division.parent, []).append(i)
    divisions = list(reading.divisions)
    for i, children in inside.items():
        above, only = divisions[i], divisions[children[0]]
        if "\n" in reading.text[above.start : only.start].strip():
            continue  # the heading goes on in lines of its own, or there is text below it
        if only.kind == "transitional":
            continue  # "Final provision" above "First"
        if len(children) == 1 and above.kind == "heading" and only.kind in UNITS and only.heading is None:
            if above.heading and len(above.heading) <= 160:
                divisions[children[0]] = replace(only, heading=above.heading)
    return replace(reading, divisions=divisions)


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the fields of the front matter (flat ones) and where the body begins."""
    m = _FRONT.match(text)
    if not m:
        return {}, 0
    fields: dict[str, str] = {}
    last = None
    for line in m["body"].splitlines():
        if found := _FIELD.match(line):
            last = found[1].casefold()
            value = found[2].strip()
            fields[last] = "" if value in (">-", ">", "|", "|-") else value.strip("\"'")
        elif last and line.startswith((" ", "\t")) and not line.strip().startswith("-"):
            fields[last] = squeeze(f"{fields[last]} {line.strip()}")
    return {key: value for key, value in fields.items() if value}, m.end()


def _title(blocks: list[Block]) -> str | None:
    first = next((b for b in blocks if b.level), None)
    return squeeze(first.text) if first and first.level <= 2 else None


def plain(text: str) -> str:
    """Return Markdown text without its mark-up: emphasis, links, footnote marks, escapes, HTML tags and entities."""
    if "<sup>" in text.casefold():
        text = _SUP_LEAD.sub(lambda m: m[1].replace(" ", "") + " ", text)
        text = _SUP.sub(lambda m: m[1].translate(_DIGITS), text)
    if "*[" in text or ")*" in text:  # "la*[*Ley 5*](x)*B.O.": emphasis stands where a space should
        text = re.sub(r"(?<=\w)\*(?=\[)|(?<=\))\*(?=\w)", " ", text)
    if "****" in text:
        text = _BOLD_TWICE.sub("** **", text)
    if "](#poznamky" in text:
        text = _NOTE_LINK.sub("", text)
    if "](" in text or "][" in text:
        text = _LINK.sub(lambda m: m[1], text)
    if "^" in text:
        text = _MARKER.sub(lambda m: " " if text[m.end() : m.end() + 1].isalpha() else "", text)
    escaped = "\\" in text
    if escaped:
        text = _ESCAPE.sub(lambda m: "\ue000" + str(ord(m[1])) + "\ue001", text)
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub("", _STRONG.sub("", text))
    if escaped:
        text = re.sub("\ue000(\\d{1,3})\ue001", lambda m: chr(int(m[1])), text)
    if "<" in text:
        text = re.sub(r"<br\s*/?>", "\n", text, flags=re.IGNORECASE)
        text = _TAG.sub("", text)
    return html.unescape(text) if "&" in text else text


def _blocks(text: str, start: int) -> list[Block]:
    """Cut Markdown into headings and paragraphs; `source_start` and `source_end` are characters of `text`."""
    blocks: list[Block] = []
    lines: list[str] = []
    begun = at = start
    new_page = headed = False

    def flush(end: int) -> None:
        nonlocal lines, new_page, headed
        if lines:
            raw = "\n".join(lines)
            block = _paragraph(raw, begun, end)
            header = _PAGE_HEADER if new_page else _PAGE_HEADER_GOES_ON if headed else None
            headed = header is not None and header.fullmatch(raw.strip()) is not None
            if block:
                block.note = block.note or headed
                blocks.append(block)
            lines, new_page = [], False

    for line in text[start:].splitlines(keepends=True):
        bare = line.strip("\r\n\ufeff")
        heading = _HEADING.match(bare) if "#" in bare[:9] else None
        if heading or not bare.strip() or _RULE.match(bare):
            flush(at)
            new_page = new_page or bare.strip() == "-----"
            if heading:
                raw = heading[2].rstrip("# ")
                content = squeeze(plain(raw).replace("\n", " "))
                eaten = _EATEN_LINK.fullmatch(content)
                if content:
                    label = eaten["label"] if eaten else content
                    blocks.append(Block(label, len(heading[1]), True, at, at + len(bare)))
                if eaten:
                    blocks.append(Block(eaten["words"], 0, False, at, at + len(bare)))
        else:
            marker = _FOOTNOTE.match(bare)
            if _BOLD_LINE.fullmatch(bare.strip()) and match_unit(plain(bare.strip())):
                flush(at)  # a label in bold begins a paragraph, and is one
                begun = at
                lines = [bare]
                flush(at + len(line))
            elif _REFERENCE.match(bare):  # the target of a link is mark-up
                flush(at)
            elif lines and bare.lstrip().startswith("**") and match_unit(bare.strip(" *_")):
                flush(at)
                begun = at
                lines = [bare]
            elif marker or _BOILERPLATE.match(bare.strip()):
                flush(at)
                begun = at
                lines = [bare]
            else:
                if not lines:
                    begun = at
                lines.append(bare)
        at += len(line)
    flush(at)
    return _merged(blocks)


def _paragraph(raw: str, start: int, end: int) -> Block | None:
    stripped = raw.strip()
    note = bool(_FOOTNOTE.match(stripped) or _BOILERPLATE.match(stripped) or _is_residue(stripped))
    strong = stripped.lstrip("\"“«").startswith(("**", "__"))
    marked = "\n".join(re.sub(r"^[ \t>]*(?:[-*+•][ \t]+(?=\S))?", "", line) for line in raw.split("\n"))
    marked = _FOOTNOTE.sub(lambda m: f"{m[1]} ", marked.lstrip(), count=1) if note else marked
    content = "\n".join(s for line in plain(marked).split("\n") if (s := squeeze(line)))
    content = _SPLIT_LABEL.sub("(", content)
    lead = _LEAD.match(stripped)
    heading = squeeze(plain(lead[1])).strip(" .:") if lead else None
    return Block(content, 0, strong, start, end, note, heading or None) if content else None


def _is_residue(text: str) -> bool:
    """Return whether a paragraph is what a converter left of a plan or drawing: mostly glyphs without a letter."""
    marks = [m.group() for m in _GLYPH.finditer(text)] if "(cid:" in text else []
    if len(marks) >= 20 and sum(map(len, marks)) * 2 > len(text):
        return True
    letters = sum(map(str.isalpha, text)) if len(text) > 200 else 0
    return len(_ODD_LETTER.findall(text)) * 4 > letters > 0


def _merged(blocks: list[Block]) -> list[Block]:
    """Put a label that stands alone ("(1)", "a)") before the text that follows it."""
    out: list[Block] = []
    for block in blocks:
        counted = out and _COUNTED.fullmatch(out[-1].text) and _COUNTED.fullmatch(block.text)  # a column of numbers
        if counted or block.level or block.note:
            out.append(block)
        elif out and not out[-1].level and _LABEL_LINE.fullmatch(out[-1].text):
            out[-1].text = f"{out[-1].text} {block.text}"
            out[-1].source_end = block.source_end
        else:
            out.append(block)
    return out
