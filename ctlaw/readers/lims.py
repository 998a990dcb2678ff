"""Canadian federal law as Justice Canada publishes it (LIMS XML, laws-lois.justice.gc.ca).

Printed as the publisher prints it: the marginal note on a line of its own, then "83.01 (1) In this Part,"; a division
begins at its label, so that the marginal note of a section (its `heading`) stands before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ctlaw.readers import _words
from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._xml import Node, iso_date, parse
from ctlaw.structure import Division, Reading

_LEVELS = {
    "Section": "section", "Subsection": "subsection", "Paragraph": "paragraph", "Subparagraph": "subparagraph",
    "Clause": "clause", "Subclause": "subclause", "Subsubclause": "point", "FormulaParagraph": "paragraph",
}  # fmt: skip
_BLOCKS = frozenset({
    "Text", "TitleText", "LongTitle", "ShortTitle", "BilingualItemEn", "BilingualItemFr", "FormulaText",
    "FormulaConnector", "SignatureName", "SignatureTitle", "RepealedText", "title", "Caption", "Oath", "Repealed",
})  # fmt: skip
_SKIPPED = frozenset({"BillHistory", "RecentAmendments", "Chapter", "RunningHead", "Image", "MathML", "BillNumber",
                      "Parliament", "BillRefNumber", "StatuteYear"})  # fmt: skip
_NOTES = frozenset({"HistoricalNote", "Footnote", "ReaderNote", "Note"})
#: Nothing of these is running text.
_INLINE_NOTES = frozenset({"FootnoteRef", "Footnote"})


def read(data: bytes) -> Reading:
    """Read a Justice Canada file.

    Parameters
    ----------
    data : bytes
        The file (an act or a regulation, English or French).

    Returns
    -------
    Reading
        Complete. Amending text (`AmendedText`) is "quoted"; provisions of amending acts that the publisher prints at
        the end (`RelatedProvs`, `NifProvs`) are "schedule", those not in force with ``in_force`` False.

    Raises
    ------
    CorpusError
        When the file is not XML or declares entities.
    """
    root, notes = parse(data)
    build = Builder()
    identity = root.find("Identification")
    titles = [_text(node) for node in (identity.all("ShortTitle", "LongTitle") if identity else []) if _text(node)]
    number = identity.first("ConsolidatedNumber", "InstrumentNumber") if identity else None
    language = root.get("lang")[:2] or None
    for child in root:
        if child.tag == "Identification":
            for tag in ("ShortTitle", "LongTitle"):
                for node in child.all(tag):
                    build.block(_text(node))
            for node in child.descendants("ReaderNote"):
                build.note(_text(node), node.start, node.end)
        else:
            build.unglue()
            _visit(build, child)
    short = _text(identity.find("ShortTitle")) if identity else ""
    reading = build.reading(
        complete=True, title=short or (titles[0] if titles else None), citation=_text(number) or None,
        language=language, as_at=iso_date(root.get("current-date") or root.get("pit-date")), notes=notes,
        source_end=root.end,
    )  # fmt: skip
    return replace(reading, divisions=_not_in_force(reading.divisions))


def _not_in_force(divisions: Sequence[Division]) -> list[Division]:
    """Return the divisions with all that stands in one that is not in force marked so."""
    found: list[Division] = []
    for division in divisions:
        if division.parent is not None and found[division.parent].in_force is False:
            division = replace(division, in_force=False)
        found.append(division)
    return found


def _text(node: Node | None) -> str:
    return squeeze(node.text(skip=_INLINE_NOTES)) if node else ""


def _visit(build: Builder, node: Node) -> None:
    tag = node.tag
    if tag in _SKIPPED:
        return
    if tag in _LEVELS:
        _provision(build, node, _LEVELS[tag])
    elif tag in ("Definition", "DefinitionEnOnly", "DefinitionFrOnly") and node.find("Text"):
        _definition(build, node)
    elif tag == "Heading":
        _heading(build, node)
    elif tag in ("GroupHeading", "ScheduleFormHeading"):
        build.unglue()
        build.block(_heading_text(node))
        for child in node:
            if child.tag not in ("Label", "TitleText", "MarginalNote"):
                _visit(build, child)
    elif tag == "Schedule":
        _schedule(build, node)
    elif tag in ("AmendedText", "ReadAsText", "AmendedContent"):
        build.unglue()
        build.open("quoted", part_of="quoted", source=(node.start, node.end))
        depth = build.depth
        _children(build, node)
        build.close_containers(0, node.end)
        while build.depth >= depth:
            build.close()
    elif tag in _NOTES:
        items = node.all("HistoricalNoteSubItem")
        build.note("; ".join(_text(i) for i in items) if items else _text(node), node.start, node.end)
    elif tag == "row":
        build.block("\t".join(_text(cell) for cell in node), keep_lines=True)
    elif tag == "Label":
        build.unglue()
        build.label(_text(node))
    elif tag == "MarginalNote":
        build.block(_text(node))
    elif tag in ("FormulaDefinition", "Item"):
        build.unglue()
        _children(build, node)
    elif tag == "FormulaTerm":
        build.label(_text(node))
    elif tag in _BLOCKS or not any(True for _ in node):
        build.block(_text(node))
    else:
        _children(build, node)


def _children(build: Builder, node: Node) -> None:
    for child in node:
        _visit(build, child)


def _heading_text(node: Node) -> str:
    return squeeze(" ".join(_text(child) for child in node.all("Label", "TitleText")))


def _heading(build: Builder, node: Node) -> None:
    label = _text(node.find("Label"))
    title = squeeze(" ".join(_text(child) for child in node.all("TitleText")))
    kind, num = _words.container(label) if label else ("heading", None)
    level = int(node.get("level", "1")) if node.get("level", "1").isdigit() else 1
    build.container(level, kind, num, title or None, source=(node.start, None))
    build.block(f"{label} {title}")
    for child in node:
        if child.tag not in ("Label", "TitleText", "MarginalNote"):
            _visit(build, child)


def _schedule(build: Builder, node: Node) -> None:
    build.close_containers(0, node.start)
    heading = node.find("ScheduleFormHeading")
    label = _text(heading.find("Label")) if heading else ""
    title = squeeze(" ".join(_text(child) for child in heading.all("TitleText"))) if heading else ""
    in_force = False if node.get("id") == "NifProvs" or node.find("Repealed") else None
    build.open("schedule", label.partition(" ")[2] or None, title or None, part_of="schedule", in_force=in_force,
               source=(node.start, node.end))  # fmt: skip
    depth = build.depth
    _children(build, node)
    build.close_containers(0, node.end)
    while build.depth >= depth:
        build.close()


def _definition(build: Builder, node: Node) -> None:
    term = node.first("DefinedTermEn") or node.first("DefinedTermFr", "DefinitionRef")
    build.unglue()
    build.open("definition", _text(term) or None, in_force=_in_force(node), source=(node.start, node.end))
    _children(build, node)
    build.close()


def _in_force(node: Node) -> bool | None:
    text = node.find("Text")
    repealed = text.find("Repealed") if text else None
    if repealed and squeeze((text or node).text(skip={"Repealed"})) == "":
        return False
    return False if node.get("in-force") == "no" or node.find("Repealed") else None


def _provision(build: Builder, node: Node, kind: str) -> None:
    label = _text(node.find("Label"))
    notes = [_text(child) for child in node.all("MarginalNote") if _text(child)]
    for child in node.all("MarginalNote"):
        for history in child.descendants("HistoricalNote"):
            build.note(_text(history), history.start, history.end)
    notes = [squeeze(child.text(skip={*_INLINE_NOTES, "HistoricalNote"})) for child in node.all("MarginalNote")]
    notes = [note for note in notes if note]
    if notes or kind != "subsection":
        build.unglue()
    for note in notes:
        build.block(note)
    if label:
        build.open(kind, label, "; ".join(notes) or None, in_force=_in_force(node), source=(node.start, node.end))
        build.label(label)
    for child in node:
        if child.tag not in ("MarginalNote", "Label"):
            _visit(build, child)
    if label:
        build.close()
    else:
        build.unglue()
