"""Read XML into a light tree that knows at which byte of the file each element begins and ends.

Hostile files are the normal case: entity declarations are refused (external entities, "billion laughs"), nesting is
limited, nothing is fetched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from xml.parsers import expat

from ctlaw.errors import CorpusError

#: No published law that we know nests deeper than 26 elements.
MAX_DEPTH = 200
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


class Node:
    """An element: local name, attributes (local names too), children (elements and strings), its bytes in the file."""

    __slots__ = ("attrs", "children", "end", "start", "tag")

    def __init__(self, tag: str, attrs: dict[str, str], start: int) -> None:
        self.tag, self.attrs, self.start, self.end = tag, attrs, start, start
        self.children: list[Node | str] = []

    def __iter__(self) -> Iterator[Node]:
        return (child for child in self.children if isinstance(child, Node))

    def __repr__(self) -> str:
        return f"<{self.tag} {self.start}:{self.end}>"

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute, by local name."""
        return self.attrs.get(name, default)

    def find(self, *tags: str) -> Node | None:
        """Return the first child that has one of these names."""
        return next((child for child in self if child.tag in tags), None)

    def all(self, *tags: str) -> list[Node]:
        """Return the children that have one of these names."""
        return [child for child in self if child.tag in tags]

    def descendants(self, *tags: str) -> Iterator[Node]:
        """Yield the elements below this one, in document order, that have one of these names (all without names)."""
        stack = [child for child in reversed(self.children) if isinstance(child, Node)]
        while stack:
            node = stack.pop()
            if not tags or node.tag in tags:
                yield node
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def first(self, *tags: str) -> Node | None:
        """Return the first element below this one that has one of these names."""
        return next(self.descendants(*tags), None)

    def text(self, skip: Collection[str] = (), spaced: Collection[str] = ()) -> str:
        """Return all text below this element but that of elements named in `skip`; `spaced` ones are set off."""
        parts: list[str] = []
        stack: list[Node | str] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                parts.append(item)
                continue
            if item.tag in skip and item is not self:
                continue
            if item.tag in spaced:
                stack.append(" ")
                parts.append(" ")
            stack.extend(reversed(item.children))
        return "".join(parts)


def local(name: str) -> str:
    """Return a name without its namespace prefix."""
    return name.rpartition(":")[2]


def tag_end(data: bytes, start: int) -> int:
    """Return the place after the ">" that ends the tag at `start` (">" inside quoted attribute values passed over)."""
    quote = 0
    for i in range(start, min(len(data), start + 1_000_000)):
        byte = data[i]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == 62:
            return i + 1
    return len(data)


class _Tree:
    """The handlers of one run of expat."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 65536
        parser.StartElementHandler = self.begin
        parser.EndElementHandler = self.finish
        parser.CharacterDataHandler = self.characters
        parser.EntityDeclHandler = self.entity  # type: ignore[assignment]
        parser.SkippedEntityHandler = self.skipped
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def begin(self, name: str, attrs: dict[str, str]) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise CorpusError(
                f"The XML nests more than {MAX_DEPTH} elements at byte {self.parser.CurrentByteIndex}; "
                "no law does: give the file as its publisher offers it."
            )
        node = Node(local(name), {local(k): v for k, v in attrs.items()}, self.parser.CurrentByteIndex)
        if self.stack:
            self.stack[-1].children.append(node)
        elif self.root is None:
            self.root = node
        self.stack.append(node)

    def finish(self, name: str) -> None:
        node = self.stack.pop()
        at = self.parser.CurrentByteIndex
        if self.data[at : at + 4].replace(b"\x00", b"")[:2] == b"</":
            node.end = self.data.find(b">", at) + 1 or len(self.data)
        else:  # an empty element: expat tells where its tag begins, or where it ended
            node.end = at if at > node.start else tag_end(self.data, at)

    def characters(self, text: str) -> None:
        if self.stack:
            self.stack[-1].children.append(text)

    def entity(self, name: str, *rest: object) -> None:
        raise CorpusError(
            f"The XML declares an entity (`{name}`, byte {self.parser.CurrentByteIndex}); such files are refused, "
            "because an entity can read other files or grow without end: replace it by its text."
        )

    def skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter and self.stack:
            self.stack[-1].children.append(html.unescape(f"&{name};"))


def parse(data: bytes) -> tuple[Node, list[str]]:
    """Return the root element of an XML file, and a note if the file breaks off or is not well-formed.

    A broken file is read as far as it goes: elements that are open at the break end there.

    Raises
    ------
    CorpusError
        When it declares entities, nests too deep, or has no element at all.
    """
    tree = _Tree(data)
    notes: list[str] = []
    try:
        tree.parser.Parse(data, True)
    except expat.ExpatError as error:
        at = max(tree.parser.ErrorByteIndex, 0)
        if tree.root is None or at == 0:
            raise CorpusError(f"The file is not XML: {expat.ErrorString(error.code)} at byte {at}.") from None
        for node in tree.stack:
            node.end = at
        reason = expat.ErrorString(error.code)
        notes.append(f"The XML breaks off at byte {at} of {len(data)} ({reason}); what stands before was read.")
    except (LookupError, ValueError) as error:
        if isinstance(error, CorpusError):
            raise
        raise CorpusError(f"The XML is in an encoding that cannot be read: {error}.") from None
    if tree.root is None:
        raise CorpusError("The XML file has no element.")
    return tree.root, notes


#: What databases write for "no date".
_SENTINELS = ("1900-01-01", "1970-01-01", "0001-01-01")


def iso_date(text: str) -> str | None:
    """Return the first date in `text` written 2024-11-12 or 20241112, as ISO date; sentinel years give None."""
    found = _DATE.search(text or "")
    if not found or not (1000 < int(found[1]) < 2200 and 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31):
        return None
    date = "-".join(found.groups())
    return None if date in _SENTINELS else date
