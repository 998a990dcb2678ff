"""Readers: one module for each kind of file, bytes in, text and stated structure out."""

from __future__ import annotations

import re
from collections.abc import Callable

from ctlaw.errors import CorpusError
from ctlaw.structure import EID_PREFIX, Reading

#: Larger files are refused; the largest law we know of has 13 MB.
MAX_BYTES = 64_000_000


def check(reading: Reading) -> list[str]:
    """Return what is wrong with the divisions of a reading, one sentence each; an empty list means nothing.

    Every division lies in the text without white space at its ends, stands after its parent and inside it, and does
    not overlap the division before it.
    """
    wrong: list[str] = []
    text = reading.text
    last_end: dict[int | None, int] = {}
    for i, d in enumerate(reading.divisions):
        name = f"division {i} ({d.kind} {d.num})"
        if not 0 <= d.start < d.end <= len(text):
            wrong.append(f"{name} has offsets {d.start}:{d.end} in a text of {len(text)} characters.")
            continue
        if text[d.start].isspace() or text[d.end - 1].isspace():
            wrong.append(f"{name} begins or ends with white space.")
        if d.kind not in EID_PREFIX:
            wrong.append(f"{name} is of an unknown kind.")
        if d.part_of not in ("body", "schedule", "quoted", "note"):
            wrong.append(f"{name} is part of an unknown `{d.part_of}`.")
        if d.parent is not None:
            if not 0 <= d.parent < i:
                wrong.append(f"{name} stands before its parent.")
                continue
            outer = reading.divisions[d.parent]
            if not (outer.start <= d.start and d.end <= outer.end):
                wrong.append(f"{name} is not inside its parent {outer.kind} {outer.num}.")
        if d.start < last_end.get(d.parent, 0):
            wrong.append(f"{name} overlaps the division before it.")
        last_end[d.parent] = d.end
        if d.source_start is not None and d.source_end is not None and d.source_end < d.source_start:
            wrong.append(f"{name} ends in the file before it begins.")
    return wrong


def read(data: bytes, name: str) -> Reading:
    """Read one file of law; the kind of file is known by its content, then by its ending.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for the ending and for messages.

    Returns
    -------
    Reading

    Raises
    ------
    CorpusError
        When it cannot be read; the message is one sentence that names the file.
    """
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise CorpusError(f"`{name}` is empty.")
    if len(data) > MAX_BYTES:
        raise CorpusError(f"`{name}` has {len(data):,} bytes; files of more than {MAX_BYTES:,} are not read.")
    try:
        return reader(data, name)(data)
    except CorpusError as error:
        raise CorpusError(f"`{name}`: {error}") from None
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
        # one damaged file must not stop the reading of a folder
        raise CorpusError(f"`{name}` is damaged, or of a kind that is not read ({type(error).__name__}).") from error


def reader(data: bytes, name: str) -> Callable[[bytes], Reading]:
    """Return the `read` function that suits a file."""
    from ctlaw.readers import (
        akoma_ntoso,
        althingi,
        clml,
        docx,
        finlex,
        gii,
        html,
        lims,
        markdown,
        nzpco,
        pdf,
        provisions,
        text,
        uslm,
    )  # fmt: skip

    ending = name.rpartition(".")[2].casefold()
    if b"%PDF-" in data[:1024]:
        return pdf.read
    if data[:4] == b"PK\x03\x04":
        return docx.read
    head = data[:6000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = data[:6000].decode("utf-16", errors="ignore").encode("utf-8", errors="ignore").lstrip()
    if head.startswith(b"<") and ending not in ("md", "markdown", "txt"):
        roots = {
            b"<dokumente": gii.read, b"<Statute": lims.read, b"<Regulation": lims.read,
            b"<akomaNtoso": akoma_ntoso.read, b"<Legislation": clml.read,
            b"<statuteCompilation": uslm.read, b"<pLaw": uslm.read, b"<uscDoc": uslm.read,
            b"<lawDoc": uslm.read, b"<law ": althingi.read, b"<act ": nzpco.read, b"<regulation ": nzpco.read,
        }  # fmt: skip
        for mark, function in roots.items():
            if mark in head:
                return function
        if re.search(rb"<akn:|:akomaNtoso", head):
            return akoma_ntoso.read
        if ending in ("html", "htm", "xhtml") or re.search(
            rb"<!doctype html|<html|<body|<div|<p[ >]", head, re.IGNORECASE
        ):
            return html.read
        return unknown_xml
    if head[:1] in (b"{", b"[") and ending not in ("md", "markdown", "txt"):
        return finlex.read if b"finlex" in head and ending != "json" else provisions.read
    if ending in ("md", "markdown"):
        return markdown.read
    if ending in ("html", "htm", "xhtml"):
        return html.read
    if ending in ("doc", "rtf", "odt", "xlsx", "zip"):
        raise CorpusError(f"a .{ending} file is not read; save it as .docx, .pdf or .txt.")
    return text.read


def unknown_xml(data: bytes) -> Reading:
    """Read XML of a kind that we do not know: its text, one block of it a line, with a note that says so.

    Raises
    ------
    CorpusError
        When it is not XML or declares entities.
    """
    from ctlaw.readers._build import Builder
    from ctlaw.readers._xml import Node, parse

    root, notes = parse(data)
    build = Builder()
    stack: list[Node | str] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            build.block(item)
        elif any(isinstance(c, str) and c.strip() for c in item.children):
            build.block(item.text())
        else:
            stack.extend(reversed(item.children))
    notes.append(f"The XML is of an unknown kind (`{root.tag}`); its text was read without structure.")
    return build.reading(complete=False, notes=notes)
