"""Law as a web page: legislation.gov.uk's HTML with its classes, other publishers' pages, any plain HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from ctlaw.errors import CorpusError
from ctlaw.readers import akoma_ntoso
from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._flow import Block, Flow
from ctlaw.readers._text import decode, offsets_to_bytes
from ctlaw.readers._tree import Walker
from ctlaw.readers._xml import Node
from ctlaw.structure import Reading

#: So many tags without an end make no page.
_OPEN_TAGS = 500
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SKIPPED = frozenset("script style head template noscript svg nav select button form iframe".split())
_BLOCK = frozenset("p div section article li ul ol dl dt dd table tr blockquote pre h1 h2 h3 h4 h5 h6 center hr main "
                   "header footer tbody thead tfoot caption figure address fieldset body html".split())  # fmt: skip
#: A start tag of these ends a paragraph that is still open, as browsers do.
_ENDS_P = _BLOCK - {"body", "html"}
_SAME_LEVEL = {"li": ("li",), "tr": ("tr", "td", "th"), "td": ("td", "th"), "th": ("td", "th"), "dt": ("dt", "dd"),
               "dd": ("dt", "dd"), "option": ("option",)}  # fmt: skip
_STOPS = frozenset({"table", "ul", "ol", "dl", "blockquote", "div", "section", "body"})
MAX_DEPTH = 200
_VALID = re.compile(
    r'property="date" content="(\d{4}-\d{2}-\d{2})"[^<]{0,40}>\s{0,80}<meta property="name" content="validFrom"'
)
_STRONG = frozenset({"b", "strong"})
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navigation|menu|breadcrumbs?|toc|footer|cookie|sidebar|share|pagination)(?:[\s_-]|$)"
)


class _Parser(HTMLParser):
    """Build a light tree with character offsets; deeper nesting than any page has is flattened, not followed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#document", {}, 0)
        self.stack = [self.root]
        self.lines = [0]
        for line in text.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.flattened = False

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = self._at()
        if tag in _ENDS_P and any(node.tag == "p" for node in self.stack[-3:]):
            self._close("p", at)
        if tag in _SAME_LEVEL:
            for node in reversed(self.stack):
                if node.tag in _STOPS:
                    break
                if node.tag in _SAME_LEVEL[tag]:
                    self._close(node.tag, at)
                    break
        node = Node(tag, {k: v or "" for k, v in attrs}, at)
        node.end = at + len(self.get_starttag_text() or "")
        if len(self.stack) >= MAX_DEPTH:
            self.flattened = True
            return
        self.stack[-1].children.append(node)
        if tag not in _VOID:
            self.stack.append(node)

    def handle_endtag(self, tag: str) -> None:
        self._close(tag, self._at() + len(tag) + 3)

    def _close(self, tag: str, at: int) -> None:
        for i in range(len(self.stack) - 1, 0, -1):
            if self.stack[i].tag == tag:
                for node in self.stack[i:]:
                    node.end = at
                del self.stack[i:]
                return

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)


def parse(text: str) -> tuple[Node, list[str]]:
    """Return the tree of an HTML page, and a note if it nests too deep to be followed."""
    parser = _Parser(text)
    try:
        parser.feed(text)
        parser.close()
    except AssertionError as error:  # html.parser gives up on some malformed declarations
        raise CorpusError(f"the HTML cannot be read: {error}.") from None
    for node in parser.stack:
        node.end = len(text)
    note = f"The HTML nests more than {MAX_DEPTH} elements; deeper ones were read as text."
    return parser.root, [note] if parser.flattened else []


def read(data: bytes) -> Reading:
    """Read an HTML page.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    Reading
        Complete for legislation.gov.uk's own mark-up; for other pages the articles that headings or line starts show.
        Scripts, styles, navigation and forms are not text.

    Raises
    ------
    CorpusError
        When the file is not text.
    """
    text, notes = _decode(data)
    if any(piece.count("<") > _OPEN_TAGS for piece in text.split(">") if len(piece) > _OPEN_TAGS):
        raise CorpusError("the page has hundreds of tags that never end; it is no HTML.")  # slow beyond measure to read
    root, more = parse(text)
    title = next((squeeze(n.text()) for n in root.descendants("title")), None)
    language = next((n.get("lang")[:2].lower() for n in root.descendants("html") if n.get("lang")), None)
    build = Builder()
    act = next((n for n in root.descendants("article") if "act" in n.get("class").split()), None)
    if act is not None and act.first("section"):
        _as_akoma_ntoso(act)
        walker = Walker(build, akoma_ntoso.GRAMMAR)
        walker.visit(act)
        title = next((squeeze(n.text()) for n in act.descendants("docTitle")), title)
        valid = _VALID.search(text)
        reading = build.reading(complete=walker.inner_numbers > 0, title=title, language=language,
                                as_at=valid[1] if valid else None, notes=[*notes, *more])  # fmt: skip
    else:
        blocks: list[Block] = []
        _collect(root, blocks)
        if language == "en" and _script(blocks) != "latin":
            language = None  # the page template's language, not the law's
        Flow(build, language=language).run(blocks)
        reading = build.reading(
            complete=False, title=title, language=language, notes=[*notes, *more], source_end=len(text)
        )
    return offsets_to_bytes(replace(reading, title=reading.title or None), text, data)


def _decode(data: bytes) -> tuple[str, list[str]]:
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", data[:4000])
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        if declared:
            name = declared[1].decode("ascii").lower()
            try:
                return data.decode(name), [f"The page is in {name}, as it says itself."]
            except (LookupError, UnicodeDecodeError):
                pass
    return decode(data)


def _script(blocks: list[Block]) -> str:
    sample = "".join(b.text for b in blocks[:40])[:2000]
    letters = [c for c in sample if c.isalpha()]
    return "latin" if sum(c < "\u0250" for c in letters) * 2 >= len(letters) else "other"


# legislation.gov.uk ------------------------------------------------------------------------------------------------
_CLASSES = {
    "section": "section", "subsection": "subsection", "paragraph": "paragraph", "subparagraph": "subparagraph",
    "part": "part", "chapter": "chapter", "level": "level", "annotations": "note", "authorialNote": "authorialNote",
    "article": "article", "rule": "rule", "regulation": "rule", "longTitle": "longTitle", "meta": "meta",
    "docTitle": "docTitle", "marker": "marker", "noteRef": "noteRef",
}  # fmt: skip


def _as_akoma_ntoso(root: Node) -> None:
    """Give the elements of the page the names that their classes repeat from Akoma Ntoso."""
    for node in [*root.descendants()]:
        classes = node.get("class").split()
        if node.tag == "blockquote" or (node.tag == "q" and node.first("section", "div")):
            node.tag = "quotedStructure"
        elif classes and classes[0] == "hcontainer":
            name = classes[1] if len(classes) > 1 else "crossheading"
            node.tag = {"schedule": "schedule", "definition": "definition"}.get(name, "crossheading")
            if name == "schedules":
                node.tag = "crossheading"
        elif classes and classes[0] in _CLASSES:
            node.tag = _CLASSES[classes[0]]
        elif node.tag == "article" or node.tag == "section":
            node.tag = "group"
        elif node.tag in ("h2", "h3", "h4", "h5", "h6", "h1"):
            node.tag = "h"
        elif node.tag == "div" and classes[:1] == ["p"]:
            node.tag = "p"
        if "prospective" in classes or node.get("data-x-status") == "Prospective":
            node.attrs["status"] = "Prospective"
        elif "repealed" in classes or node.get("data-x-status") == "Repealed":
            node.attrs["status"] = "Repealed"
    for node in [root, *root.descendants()]:
        lifted: list[Node | str] = []
        for child in node.children:
            if isinstance(child, Node) and child.tag == "h":
                spans = [span for span in child.descendants("span") if span.get("class") in ("num", "heading")]
                for span in spans:
                    span.tag = span.get("class")
                lifted.extend(spans if spans else [child])
                lifted.extend(c for c in child.descendants("authorialNote"))
            else:
                lifted.append(child)
        node.children = lifted


# any page ----------------------------------------------------------------------------------------------------------
def _collect(node: Node, blocks: list[Block]) -> None:
    """Cut a page into headings and paragraphs."""
    pending: list[str] = []
    start = [node.start]
    strong = [False]

    def flush(end: int) -> None:
        lines = [line for line in map(squeeze, "".join(pending).split("\x00")) if line]
        for line in lines:
            blocks.append(Block(line, 0, strong[0], start[0], end))
            strong[0] = False
        pending.clear()
        strong[0] = False
        start[0] = end

    stack: list[tuple[Node | str, bool]] = [(child, False) for child in reversed(node.children)]
    while stack:
        item, closing = stack.pop()
        if isinstance(item, str):
            pending.append(item)
        elif item.tag == "#flush":
            flush(item.end)
        elif item.tag in _SKIPPED or _FURNITURE.search(f"{item.get('class')} {item.get('id')}".casefold()):
            continue
        elif item.tag == "br":
            pending.append("\x00")
        elif item.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            flush(item.start)
            if content := squeeze(item.text(skip=_SKIPPED)):
                blocks.append(Block(content, int(item.tag[1]), True, item.start, item.end))
            start[0] = item.end
        elif item.tag == "tr":
            flush(item.start)
            cells = [squeeze(cell.text(skip=_SKIPPED)) for cell in item]
            if sum(map(bool, cells)) > 1 and not item.first("p", "div", "table"):
                pending.append("\t".join(cells).replace("\t", " "))
            else:
                stack.extend((child, False) for child in reversed(item.children))
            stack.append((_mark(item), False)) if not pending else flush(item.end)
        else:
            if item.tag in _STRONG and not "".join(pending).strip("\x00 \r\n\t"):
                strong[0] = bool(item.text().strip())
            block = item.tag in _BLOCK
            if block:
                flush(item.start)
                stack.append((_mark(item), False))
            stack.extend((child, False) for child in reversed(item.children))
    flush(node.end)


def _mark(node: Node) -> Node:
    mark = Node("#flush", {}, node.end)
    mark.end = node.end
    return mark
