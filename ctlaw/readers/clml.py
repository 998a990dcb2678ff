"""United Kingdom law in Crown Legislation Markup Language, as legislation.gov.uk serves it (data.xml)."""

from __future__ import annotations

from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._tree import Grammar, Walker
from ctlaw.readers._xml import Node, iso_date, parse
from ctlaw.structure import Reading


def _number(node: Node) -> str:
    """Return a number as printed: P1 bare ("1"), lower levels in brackets unless the file says otherwise."""
    label = node.find("Pnumber", "Number")
    if label is None:
        return ""
    text = squeeze(label.text(skip={"CommentaryRef", "FootnoteRef"}))
    if label.tag == "Number" or node.tag in ("section", "paragraph", "article", "regulation", "rule", "P1") or not text:
        return text
    before, after = label.get("PuncBefore", "("), label.get("PuncAfter", ")")
    return text if text.startswith("(") else f"{before}{text}{after}"


GRAMMAR = Grammar(
    containers={"Group": "division", "Part": "part", "Chapter": "chapter", "Pblock": "heading", "PsubBlock": "heading",
                "ExplanatoryNotes": "heading", "EuropeanPart": "part", "group": "heading"},
    units={"section": "section", "article": "article", "regulation": "regulation", "rule": "rule"},
    levels={"paragraph": "paragraph", "P2": "subsection", "P3": "level", "P4": "level", "P5": "level", "P6": "level",
            "P7": "level", "subparagraph": "subparagraph", "N1-N3": "level"},
    num=("Pnumber", "Number"),
    heading=("Title", "TitleBlock"),
    flow=frozenset({"Text", "LongTitle", "DateText", "Subject", "Para-text"}),
    quoted=frozenset({"BlockAmendment"}),
    notes=frozenset({"Commentary", "Footnote", "MarginNote", "Reference"}),
    skipped=frozenset({"Metadata", "Contents", "Versions", "Resources", "Statistics", "Notes"}),
    schedules=frozenset({"Schedule", "Appendix"}),
    inline_skipped=frozenset({"CommentaryRef", "FootnoteRef", "MarginNoteRef"}),
    gone=lambda node: False if node.get("Status") in ("Prospective", "Repealed") else None,
    number=_number,
)  # fmt: skip
#: What stands around the number of an item.
_DECORATION = {"parens": ("(", ")"), "parenRight": ("", ")"), "brackets": ("[", "]"), "bracketRight": ("", "]"),
               "period": ("", "."), "colon": ("", ":")}  # fmt: skip
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
#: What P1 is called, by the type of the document.
_UNITS = {"UnitedKingdomStatutoryInstrument": "regulation", "WelshStatutoryInstrument": "regulation",
          "ScottishStatutoryInstrument": "regulation"}  # fmt: skip
#: What P1 is called in the instrument that a passage amends.
_QUOTED = {"regulation": "regulation", "order": "article", "rules": "rule"}


def read(data: bytes) -> Reading:
    """Read a file of legislation.gov.uk.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    Reading
        Complete. Prospective provisions have ``in_force`` False; commentaries (annotations) are notes at the end.

    Raises
    ------
    CorpusError
        When the file is not XML or declares entities.
    """
    root, notes = parse(data)
    meta = root.find("Metadata") or Node("Metadata", {}, 0)
    title = next((squeeze(n.text()) for n in meta.descendants("title")), None)
    language = next((n.text().strip() for n in meta.descendants("language") if len(n.text().strip()) == 2), None)
    valid = next((n.text() for n in meta.descendants("valid")), "")
    main_type = next((n.get("Value") for n in meta.descendants("DocumentMainType")), "")
    year = next((n.get("Value") for n in meta.descendants("Year")), "")
    number = next((n.get("Value") for n in meta.descendants("Number")), "")
    build = Builder()
    walker = Walker(build, GRAMMAR)
    _prepare(root, _UNITS.get(main_type, "section"))
    for child in root:
        walker.visit(child)
    return build.reading(complete=True, title=title, citation=f"{year} c. {number}" if year and number else None,
                         language=language, as_at=iso_date(valid), notes=notes, source_end=root.end)  # fmt: skip


def _prepare(root: Node, unit: str) -> None:
    """Name P1 by where it stands (section, or paragraph of a schedule) and give it the title of its group."""
    stack: list[tuple[Node, str]] = [(root, unit)]
    while stack:
        node, kind = stack.pop()
        if node.tag == "Schedule":
            kind = "paragraph"
        elif node.tag == "BlockAmendment":
            kind = (
                _QUOTED.get(node.get("TargetSubClass"), "section")
                if node.get("TargetClass") == "secondary"
                else "section"
            )
            kind = "paragraph" if node.get("Context") == "schedule" else kind
        if node.tag == "P1group":
            _group(node, kind)
        elif node.tag == "P1":
            node.tag = kind
        elif node.tag == "P2" and kind == "paragraph":
            node.tag = "subparagraph"
        elif node.tag == "OrderedList":
            _number_items(node)
        elif node.tag == "ListItem" and node.find("Number"):
            node.tag = "N1-N3"
        stack.extend((child, kind) for child in node)


def _number_items(node: Node) -> None:
    """Give the items of a list the numbers that the publisher prints before them: they are not in the file."""
    before, after = _DECORATION.get(node.get("Decoration"), ("", ""))
    value = int(node.get("StartValue")) if node.get("StartValue").isascii() and node.get("StartValue").isdigit() else 1
    for item in node.all("ListItem"):
        number = item.get("NumberOverride")
        if not number:
            number, value = _counted(node.get("Type"), value), value + 1
        if number and not item.find("Number"):
            label = Node("Number", {}, item.start)
            label.children.append(f"{before}{number}{after}")
            item.children.insert(0, label)


def _counted(kind: str, value: int) -> str:
    """Return the number of an item as the list's type has it printed."""
    if kind.startswith("alpha"):
        number = chr(96 + value) if value <= 26 else ""
    elif kind.startswith("roman"):
        number = "x" * (value // 10) + _ROMAN[value % 10] if value < 40 else ""
    else:
        number = str(value) if kind == "arabic" else ""
    return number.upper() if kind.endswith("upper") else number


def _group(node: Node, kind: str) -> None:
    """A heading over one provision is its heading; over several, or in a schedule, a heading of its own."""
    title, inside = node.find("Title"), node.all("P1")
    if title is not None and len(inside) == 1 and kind != "paragraph":
        node.children = [child for child in node.children if child is not title]
        inside[0].children.insert(0, title)
        node.tag = "single"
        if node.get("Status"):
            inside[0].attrs.setdefault("Status", node.get("Status"))
    elif title is not None and not inside and kind != "paragraph":
        node.tag = kind  # a provision without a number
    else:
        node.tag = "group" if title is not None else "single"
