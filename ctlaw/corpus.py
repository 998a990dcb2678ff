"""The corpus: law as files, what is known of each file, and how they become Documents.

A folder of laws is one sub-folder per jurisdiction (``de/stgb.xml``), with a ``manifest.csv`` that says where each
file comes from and what it is, or without one. A file is one *expression* of a *work*: one language at one date
(``stgb@2021-12-28.xml``), in the terms of IFLA's FRBR as Akoma Ntoso uses them.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

from ctlaw import readers
from ctlaw.errors import CorpusError, nearest
from ctlaw.structure import Division

#: Reference instruments are filed under these beside the codes of ISO 3166-1.
ORGANISATIONS = {"eu": "European Union", "un": "United Nations", "coe": "Council of Europe"}
#: States of a text. Only the first group says what the law is; comparisons leave out the others unless asked.
IN_FORCE_STATUS = ("", "consolidated", "in-force")
STATUSES = (*IN_FORCE_STATUS, "as-enacted", "bill", "excerpt", "partial", "historical", "reference", "repealed")
MAX_BYTES = 64 * 1024 * 1024
#: What a manifest says of a text whose own date misleads, for instance that of enactment.
UNDATED = "unknown"
_ENDINGS = {".xml", ".html", ".htm", ".pdf", ".docx", ".md", ".txt", ".json", ".jsonld", ".xhtml"}
_VERSION = re.compile(r"@(\d{4}-\d{2}-\d{2})$")
#: Manifests write some languages with a script or a second language; ctlaw uses ISO 639-1 like spaCy.
_LANGUAGE = re.compile(r"[a-z]{2}(?![a-z])")


@dataclass(frozen=True)
class Document:
    """One expression of a law as read from one file.

    Attributes
    ----------
    path : str
        Where the file lies in its corpus folder, with forward slashes.
    text : str
        The running text; all character offsets of ctlaw refer to it.
    jurisdiction : str
        ISO 3166-1 alpha-2 in small letters, or "eu", "un", "coe"; "" when unknown.
    language : str
        ISO 639-1.
    title, citation : str
        As the manifest or the file gives them; "" when neither does.
    sha256 : str
        Of the file's bytes.
    as_at : str or None
        ISO date at which the text stood; None when it is not known. A manifest's date counts before the file's own;
        "unknown" there says that the file's own misleads.
    status : str
        One of `STATUSES`; "" means that nobody has said, not that the law is in force.
    layer : {"official", "restated", "own"}
        "restated" text is ctlaw's own wording, for reading.
    pillars : tuple of str
        Pillars of the taxonomy, or single codes, that this text is expected to regulate and was searched for; they
        alone let `ctlaw.coverage` say ``False``. Empty for files without a manifest.
    official_url, licence, source_kind : str
        Of the official text; "" when unknown.
    divisions : list of Division
        Structure that the file states.
    complete : bool
        Whether `divisions` go down to the paragraphs.
    notes : tuple of str
        What could not be read.
    """

    path: str
    text: str = field(repr=False)
    jurisdiction: str = ""
    language: str = "en"
    title: str = ""
    citation: str = ""
    sha256: str = field(default="", repr=False)
    as_at: str | None = None
    status: str = ""
    layer: str = "own"
    pillars: tuple[str, ...] = ()
    official_url: str = field(default="", repr=False)
    licence: str = field(default="", repr=False)
    source_kind: str = ""
    divisions: list[Division] = field(default_factory=list, repr=False)
    complete: bool = False
    notes: tuple[str, ...] = ()

    @property
    def work_uri(self) -> str:
        """The law itself, free of version and language, as an Akoma Ntoso IRI: ``/akn/de/act/stgb``."""
        return f"/akn/{self.jurisdiction or 'zz'}/act/{work_name(self.path)}"

    @property
    def in_force(self) -> bool:
        """Whether the text may be taken for the law of its jurisdiction as a whole."""
        return self.status in IN_FORCE_STATUS


def work_name(path: str) -> str:
    """Return the name of the work that a file is an expression of: ``pcmltfa.en@2021-02-26.xml`` -> ``pcmltfa``."""
    stem = PurePosixPath(path).name
    stem = stem[: stem.rfind(".")] if "." in stem else stem
    stem = stem.split("@", 1)[0]
    return re.sub(r"\.(?:[a-z]{2})$", "", stem)


@cache
def jurisdiction_names() -> dict[str, str]:
    """Return the English names of all jurisdictions by code: ISO 3166-1 through CLDR, and the three organisations."""
    from babel import Locale

    territories = Locale("en").territories
    states = {code.lower(): name for code, name in territories.items() if len(code) == 2 and code.isalpha()}
    for not_a_state in ("ac", "cp", "dg", "ea", "eu", "ez", "ic", "qo", "ta", "un", "zz"):
        states.pop(not_a_state, None)
    # ISO 3166-1, 8.1.3: XA to XZ are for users to assign; ctlaw's tests file the law of invented countries there.
    own = {f"x{letter}": f"user-assigned X{letter.upper()}" for letter in "abcdefghijlmnopqrstuvwxyz"}
    return {**states, **own, **ORGANISATIONS}


def check_jurisdictions(codes: Iterable[str]) -> list[str]:
    """Return `codes` in small letters, or say which is none.

    Raises
    ------
    CorpusError
        When a code is neither ISO 3166-1 alpha-2 nor one of "eu", "un", "coe".
    """
    names, checked = jurisdiction_names(), []
    for code in codes:
        if code.lower() not in names:
            by_name = {name.lower(): c for c, name in names.items()}
            hint = by_name.get(code.lower())
            tail = f"did you mean `{hint}`?" if hint else "write ISO 3166-1 alpha-2 (`de`), or eu, un, coe."
            raise CorpusError(f"`{code}` is no jurisdiction; {tail}")
        checked.append(code.lower())
    return checked


def corpus_folder() -> Path:
    """Return the corpus that comes with ctlaw: manifest, restatements, coded data.

    Raises
    ------
    CorpusError
        When ctlaw was installed without it.
    """
    folder = Path(os.environ.get("CTLAW_CORPUS") or Path(__file__).resolve().parent.parent / "corpus")
    if not (folder / "restated").is_dir():
        raise CorpusError(
            f"`{folder.name}` with restated and coded law is not beside the package; "
            "clone the repository, set CTLAW_CORPUS, or name a folder of laws."
        )
    return folder


def official_folder() -> Path | None:
    """Return where the official texts are: ``CTLAW_OFFICIAL``, else ``corpus/official`` once fetched, else None."""
    if named := os.environ.get("CTLAW_OFFICIAL"):
        folder = Path(named)
        if not folder.is_dir():
            raise CorpusError(f"CTLAW_OFFICIAL is `{named}`, which is not a folder.")
        return folder
    folder = corpus_folder() / "official"
    return folder if folder.is_dir() else None


def read_manifest(path: str | Path) -> dict[str, dict[str, str]]:
    """Read a manifest.

    Parameters
    ----------
    path : str or Path
        A CSV with the columns path and jurisdiction at least.

    Returns
    -------
    dict of str to dict
        Rows by path.

    Raises
    ------
    CorpusError
        When a column is missing, a path stands twice or leaves the folder, or a value is not valid.
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            rows = list(reader)
            names = reader.fieldnames or []
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise CorpusError(f"`{path}` cannot be read as a CSV manifest in UTF-8 ({error}).") from None
    if missing := [c for c in ("path", "jurisdiction") if c not in names]:
        raise CorpusError(f"`{path}` has no column {', '.join(missing)}; a manifest needs path and jurisdiction.")
    found: dict[str, dict[str, str]] = {}
    for line, row in enumerate(rows, start=2):
        name = row["path"] or ""
        if not name or name.startswith(("/", "\\")) or ".." in PurePosixPath(name).parts:
            raise CorpusError(f"`{path}` line {line}: `{name}` must be a path inside the folder.")
        if name in found:
            raise CorpusError(f"`{path}` line {line}: `{name}` stands twice.")
        if (row["jurisdiction"] or "").lower() not in jurisdiction_names():
            raise CorpusError(f"`{path}` line {line}: `{row['jurisdiction']}` is no jurisdiction; write ISO 3166-1.")
        if (row.get("status") or "") not in STATUSES:
            hint = nearest(row["status"], [s for s in STATUSES if s])
            raise CorpusError(f"`{path}` line {line}: `{row['status']}` is no status; {hint}.")
        found[name] = {key: value or "" for key, value in row.items() if key}
    return found


def document_from_bytes(data: bytes, path: str, *, about: dict[str, str] | None = None, language: str | None = None,
                        layer: str | None = None) -> Document:  # fmt: skip
    """Read one file's bytes.

    Parameters
    ----------
    data : bytes
    path : str
        Name of the file in its folder; its ending helps to tell the format, its first folder names the jurisdiction.
    about : dict, optional
        The manifest's row.
    language : str, optional
        Overrides what the manifest, the file or its words say.
    layer : str, optional
        "official" by default where there is a manifest row, "restated" where the file says so, else "own".

    Returns
    -------
    Document

    Raises
    ------
    CorpusError
        When the bytes are no law that can be read, or are not those that the manifest pins.
    """
    about = about or {}
    digest = hashlib.sha256(data).hexdigest()
    pinned = about.get("sha256", "")
    if pinned and pinned != digest:
        raise CorpusError(f"`{path}` has sha256 {digest[:12]}…, the manifest pins {pinned[:12]}…; fetch it again.")
    reading = readers.read(data, path)
    first = PurePosixPath(path).parts[0].lower() if len(PurePosixPath(path).parts) > 1 else ""
    jurisdiction = about.get("jurisdiction") or (first if first in jurisdiction_names() else "")
    stated = language or about.get("language") or reading.language or _named_language(path)
    match = _LANGUAGE.match((stated or "").lower())
    version = _VERSION.search(PurePosixPath(path).name.rpartition(".")[0])
    restated = b"kind: restatement" in data[:2000]
    return Document(
        path=path,
        text=reading.text,
        jurisdiction=jurisdiction.lower(),
        language=match.group() if match else guess_language(reading.text),
        title=about.get("title") or reading.title or "",
        citation=about.get("citation") or reading.citation or "",
        sha256=digest,
        as_at=None if about.get("as_at") == UNDATED
        else about.get("as_at") or (version.group(1) if version else None) or reading.as_at,
        status=about.get("status") or ("historical" if version else ""),
        layer=layer or ("restated" if restated else "official" if about else "own"),
        pillars=tuple(p for p in re.split(r"[;\s]+", about.get("pillars", "")) if p),
        official_url=about.get("official_url", ""),
        licence=about.get("licence", ""),
        source_kind=about.get("source_kind", ""),
        divisions=reading.divisions,
        complete=reading.complete,
        notes=tuple(reading.notes),
    )


def iter_corpus(path: str | Path | None = None, *, jurisdictions: Collection[str] | None = None,
                languages: Collection[str] | None = None, as_at: str | None = None, language: str | None = None,
                unreadable: list[tuple[str, str]] | None = None) -> Iterator[Document]:  # fmt: skip
    """Read a corpus one document at a time; parameters as for `read_corpus`.

    Parameters
    ----------
    path, jurisdictions, languages, as_at, language
        See `read_corpus`.
    unreadable : list, optional
        Receives (path, sentence) for each file that cannot be read, which is then passed over; without it the first
        such file raises CorpusError.

    Yields
    ------
    Document
        In the order of their paths.
    """
    folder = Path(path) if path is not None else corpus_folder() / "restated"
    if not folder.exists():
        raise CorpusError(f"`{folder}` does not exist; name a file, or a folder with one sub-folder per jurisdiction.")
    if jurisdictions is not None:
        jurisdictions = set(check_jurisdictions([jurisdictions] if isinstance(jurisdictions, str) else jurisdictions))
    if as_at is not None and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", as_at):
        raise CorpusError(f"`as_at` is `{as_at}`; write an ISO date, such as 2024-12-31.")
    if languages is not None:
        languages = {_checked(one) for one in ([languages] if isinstance(languages, str) else languages)}
    language = _checked(language) if language is not None else None
    root = _root(folder)
    manifest = read_manifest(root / "manifest.csv") if (root / "manifest.csv").is_file() else {}
    names = _files(root, folder, manifest)
    if as_at is not None:
        names = _as_at(names, manifest, as_at)
    found = False
    for name in names:
        about = manifest.get(name)
        first = about["jurisdiction"].lower() if about else name.split("/", 1)[0].lower() if "/" in name else ""
        if jurisdictions is not None and first not in jurisdictions:
            continue
        stated = {one[:2].lower() for one in about.get("language", "").split("+")} if about else set()
        if languages is not None and stated and not set(languages) & stated:
            continue
        found = True
        try:
            document = document_from_bytes(_bytes(root / name, name), name, about=about, language=language)
        except CorpusError as error:
            if unreadable is None:
                raise
            unreadable.append((name, str(error)))
            continue
        if languages is None or document.language in languages:
            yield document
    if not found and jurisdictions is not None:
        raise CorpusError(f"`{folder}` holds no law of {', '.join(sorted(jurisdictions))}.")
    if not found:
        endings = ", ".join(sorted(_ENDINGS))
        raise CorpusError(f"`{folder}` holds no file that ctlaw reads; it reads {endings}.")


def read_corpus(path: str | Path | None = None, *, jurisdictions: Collection[str] | None = None,
                languages: Collection[str] | None = None, as_at: str | None = None, language: str | None = None,
                unreadable: list[tuple[str, str]] | None = None) -> list[Document]:  # fmt: skip
    """Read a folder of laws, or one file.

    Parameters
    ----------
    path : str or Path, optional
        A folder with one sub-folder per jurisdiction, with or without a ``manifest.csv``; a sub-folder of one; or a
        file. The restatements that come with ctlaw by default.
    jurisdictions : collection of str, optional
        Only these.
    languages : collection of str, optional
        Only texts in these (ISO 639-1).
    as_at : str, optional
        ISO date: of each work only the latest expression dated on or before it. All expressions by default.
    language : str, optional
        The language of every text, where neither manifest nor file states it; guessed by default.
    unreadable : list, optional
        Receives (path, sentence) for files that cannot be read. Without it the first such file raises.

    Returns
    -------
    list of Document
        In the order of their paths.

    Raises
    ------
    CorpusError
        When the folder does not exist or holds no law, a jurisdiction is unknown, or a file cannot be read.

    Notes
    -----
    A language that had to be guessed (py3langid on the first 5,000 characters) is wrong now and then for close
    relatives such as Danish and Norwegian; state it where it matters.
    """
    return list(iter_corpus(path, jurisdictions=jurisdictions, languages=languages, as_at=as_at, language=language,
                            unreadable=unreadable))  # fmt: skip


def guess_language(text: str) -> str:
    """Guess the language (ISO 639-1) of a text from its first 5,000 characters; "en" for an empty one."""
    import py3langid

    if not text.strip():
        return "en"
    guess = py3langid.classify(text[:5000])[0]
    return {"nb": "no", "nn": "no"}.get(guess, guess)


def _checked(language: str) -> str:
    """Return a language that a user gave as ISO 639-1 ("en-GB" is "en")."""
    if not (match := _LANGUAGE.match(language.strip().lower())):
        raise CorpusError(f"`{language}` is no language; write ISO 639-1, such as en, fr or ar.")
    return match.group()


def _bytes(path: Path, name: str) -> bytes:
    size = path.stat().st_size
    if size > MAX_BYTES:
        limit = MAX_BYTES // 2**20
        raise CorpusError(f"`{name}` has {size / 2**20:.0f} MB; ctlaw reads files of at most {limit} MB: split it.")
    if size == 0:
        raise CorpusError(f"`{name}` is empty.")
    return path.read_bytes()


def _root(path: Path) -> Path:
    """Return the corpus folder that `path` lies in: what is named like a jurisdiction lies one level below it."""
    names = jurisdiction_names()
    if path.is_file():
        return path.parent.parent if path.parent.name.lower() in names else path.parent
    alone = not (path / "manifest.csv").is_file() and not any(p.is_dir() and p.name in names for p in path.iterdir())
    return path.parent if alone and path.name.lower() in names else path


def _files(root: Path, path: Path, manifest: dict[str, dict[str, str]]) -> list[str]:
    """Return the names, below `root`, of the laws in `path`: those of the manifest where it knows any."""
    if path.is_file():
        return [path.relative_to(root).as_posix()]
    prefix = "" if path == root else path.relative_to(root).as_posix() + "/"
    if known := sorted(name for name in manifest if name.startswith(prefix) and (root / name).is_file()):
        return known
    skipped = {"README.md", "LOG.md", "names.txt", "manifest.csv"}
    found = (p for p in path.rglob("*") if p.suffix.lower() in _ENDINGS and p.name not in skipped and p.is_file())
    return sorted(p.relative_to(root).as_posix() for p in found if not p.name.startswith("."))


def _named_language(path: str) -> str | None:
    """Return the language in a name such as ``criminal-code.en.json``."""
    match = re.search(r"\.([a-z]{2})(?:@[\d-]+)?\.[a-z]+$", path)
    return match.group(1) if match else None


def _as_at(names: list[str], manifest: dict[str, dict[str, str]], date: str) -> list[str]:
    """Keep of each work and language the latest expression on or before `date`; undated ones only if alone."""
    best: dict[tuple[str, str, str], tuple[str, str]] = {}
    for name in names:
        version = _VERSION.search(PurePosixPath(name).name.rpartition(".")[0])
        stated = manifest.get(name, {}).get("as_at", "") or (version.group(1) if version else "")
        stated = "" if stated == UNDATED else stated
        if stated > date:
            continue
        key = (name.rpartition("/")[0], work_name(name), _named_language(name) or "")
        best[key] = max(best.get(key, ("", "")), (stated, name))
    return sorted(name for _, name in best.values())
