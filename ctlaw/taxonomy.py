"""The framework taxonomy: what provisions are coded for.

The packaged taxonomy is the codebook ``ct-framework 0.3``: 88 codes in 10 pillars. It is data
(``ctlaw/data/taxonomy``) that a lawyer reviews without Python; a file of one's own works in its place everywhere.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from ctlaw.errors import TaxonomyError, nearest

_COLUMNS = ("id", "pillar", "label", "definition")
_CODE = re.compile(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*")
_SCHEME = "https://ctlaw.github.io/framework/"
#: The state of an instrument's pinpoint, as `verified` in the codebook writes it, the longest first.
_STATES = ("partly verified", "verified", "from memory (low confidence)", "from memory")


@dataclass(frozen=True)
class Concept:
    """One code of the taxonomy.

    Attributes
    ----------
    code, pillar, label, definition, include, exclude : str
        As in the codebook; `include` and `exclude` may be empty.
    general : bool
        True when a rule that is not specific to terrorism takes the code too (codebook manual, section 3).
    instruments : tuple of (str, str)
        Obligation or standard the code stands for, and the state of its pinpoint: "verified", "partly verified",
        "from memory", "from memory (low confidence)".
    """

    code: str
    pillar: str
    label: str
    definition: str
    include: str = ""
    exclude: str = ""
    general: bool = False
    instruments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Taxonomy:
    """A set of codes in order, each in one pillar.

    Attributes
    ----------
    name, version : str
    concepts : dict of str to Concept
        By code, in the order of the codebook.
    cues : dict of (str, str) to tuple of str
        Cue terms by (code, language): search aids, not rules.
    collapsed : dict of str to str
        The coarser class of a code that is rare (codebook manual, section 1 no. 6).
    """

    name: str
    version: str
    concepts: dict[str, Concept]
    cues: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, repr=False)
    collapsed: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def codes(self) -> list[str]:
        """Every code, in the order of the codebook."""
        return list(self.concepts)

    @property
    def pillars(self) -> list[str]:
        """Every pillar, in the order of the codebook."""
        return list(dict.fromkeys(concept.pillar for concept in self.concepts.values()))

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    def __len__(self) -> int:
        return len(self.concepts)

    def __contains__(self, code: object) -> bool:
        return code in self.concepts

    def __getitem__(self, code: str) -> Concept:
        try:
            return self.concepts[code]
        except KeyError:
            hint = nearest(str(code), self.concepts)
            raise TaxonomyError(f"Taxonomy `{self.name} {self.version}` has no code `{code}`; {hint}.") from None

    def label(self, code: str) -> str:
        """Return the label of `code`."""
        return self[code].label

    def pillar(self, code: str) -> str:
        """Return the pillar of `code`."""
        return self[code].pillar

    def definition(self, code: str) -> str:
        """Return the definition of `code`."""
        return self[code].definition

    def terms(self, code: str, language: str) -> tuple[str, ...]:
        """Return the cue terms of `code` in `language`; empty where the codebook has none."""
        self[code]
        return self.cues.get((code, language), ())

    def collapse(self, code: str) -> str:
        """Return the coarser class that `code` falls into, itself for most."""
        self[code]
        return self.collapsed.get(code, code)

    def select(self, codes: Iterable[str] | None) -> list[str]:
        """Return `codes` checked and in taxonomy order; all codes for None. A pillar's name stands for its codes.

        Raises
        ------
        TaxonomyError
            When a name is neither a code nor a pillar.
        """
        if codes is None:
            return self.codes
        wanted: set[str] = set()
        for name in [codes] if isinstance(codes, str) else codes:
            inside = [c.code for c in self if c.pillar == name]
            wanted.update(inside or [self[name].code])
        return [code for code in self.concepts if code in wanted]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a code: code, pillar, label, definition, include, exclude, general, instruments."""
        rows = [
            {**{k: getattr(c, k) for k in ("code", "pillar", "label", "definition", "include", "exclude", "general")},
             "instruments": "; ".join(name for name, _ in c.instruments)}
            for c in self
        ]  # fmt: skip
        return pd.DataFrame(rows).set_index("code")

    def to_skos(self, path: str | Path) -> None:
        """Write the taxonomy as SKOS: Turtle, or JSON-LD when `path` ends in ``.jsonld`` or ``.json``.

        Parameters
        ----------
        path : str or Path

        References
        ----------
        W3C, SKOS Simple Knowledge Organization System Reference (2009).
        """
        from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef

        base = Namespace(f"{_SCHEME}{self.name}/")
        graph = Graph()
        graph.bind("ct", base)
        scheme = URIRef(str(base)[:-1])
        graph.add((scheme, RDF.type, SKOS.ConceptScheme))
        graph.add((scheme, DCTERMS.title, Literal(self.name)))
        graph.add((scheme, DCTERMS.hasVersion, Literal(self.version)))
        for pillar in self.pillars:
            graph.add((base[pillar], RDF.type, SKOS.Concept))
            graph.add((base[pillar], SKOS.notation, Literal(pillar)))
            graph.add((base[pillar], SKOS.topConceptOf, scheme))
        for position, concept in enumerate(self):
            node = base[concept.code]
            graph.add((node, RDF.type, SKOS.Concept))
            graph.add((node, SKOS.inScheme, scheme))
            graph.add((node, SKOS.broader, base[concept.pillar]))
            graph.add((node, SKOS.notation, Literal(concept.code)))
            graph.add((node, SKOS.prefLabel, Literal(concept.label, lang="en")))
            graph.add((node, SKOS.definition, Literal(concept.definition, lang="en")))
            graph.add((node, base["position"], Literal(position)))
            graph.add((node, base["general"], Literal(concept.general)))
            for note, text in ((SKOS.scopeNote, concept.include), (base["exclude"], concept.exclude)):
                if text:
                    graph.add((node, note, Literal(text, lang="en")))
            for number, (name, state) in enumerate(concept.instruments):
                graph.add((node, DCTERMS.source, Literal(f"{number:02d} {state} | {name}")))
            for (code, language), terms in self.cues.items():
                if code == concept.code:
                    for number, term in enumerate(terms):
                        graph.add((node, SKOS.hiddenLabel, Literal(f"{number:03d} {term}", lang=language)))
        for code, coarser in self.collapsed.items():
            graph.add((base[code], base["collapsed"], Literal(coarser)))
        form = "json-ld" if str(path).endswith(("json", "jsonld")) else "turtle"
        graph.serialize(destination=str(path), format=form, encoding="utf-8")


def load_taxonomy(path: str | Path | None = None) -> Taxonomy:
    """Read a taxonomy and check it.

    Parameters
    ----------
    path : str or Path, optional
        A CSV with at least the columns id, pillar, label, definition; or SKOS as written by `Taxonomy.to_skos`
        (``.ttl``, ``.jsonld``). The packaged codebook by default. Cue terms are read from ``<name>.terms.csv`` or
        ``terms.csv`` beside a CSV, when there is one (columns id, language, terms separated by "; ").

    Returns
    -------
    Taxonomy

    Raises
    ------
    TaxonomyError
        When a column is missing, a code is malformed or stands twice, or a text field that must not be empty is.
    """
    if path is None:
        return _packaged()
    path = Path(path)
    if not path.is_file():
        raise TaxonomyError(f"`{path}` is not a file; give a CSV with the columns {', '.join(_COLUMNS)}, or SKOS.")
    if path.suffix.lower() in {".ttl", ".jsonld", ".json"}:
        return _from_skos(path)
    beside = [path.with_suffix(".terms.csv"), path.with_name("terms.csv")]
    terms = next((p for p in beside if p.is_file()), None)
    collapse = path.with_name("collapse.csv")
    return _from_csv(path, terms, collapse if collapse.is_file() else None, name=path.stem, version="own")


@cache
def _packaged() -> Taxonomy:
    folder = Path(str(files("ctlaw").joinpath("data/taxonomy")))
    return _from_csv(folder / "codebook.csv", folder / "terms.csv", folder / "collapse.csv", "ct-framework", "0.3")


def _rows(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            missing = [c for c in columns if c not in (reader.fieldnames or [])]
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise TaxonomyError(f"`{path}` is not a CSV file in UTF-8 ({error}).") from None
    if missing:
        raise TaxonomyError(f"`{path}` has no column {', '.join(missing)}; it needs {', '.join(columns)}.")
    return rows


def _instruments(cited: str, verified: str) -> tuple[tuple[str, str], ...]:
    """Pair each instrument with the state of its pinpoint; one that `verified` does not name is "from memory"."""
    states = {}
    for entry in verified.split("; "):
        name, _, state = entry.partition(" = ")
        states[name.strip()] = next((s for s in _STATES if state.strip().startswith(s)), "from memory")
    names = [name.strip() for name in cited.split(";") if name.strip()]
    return tuple((name, states.get(name, "from memory")) for name in names)


def _checked(path: Path, concepts: list[Concept]) -> dict[str, Concept]:
    found: dict[str, Concept] = {}
    for line, concept in enumerate(concepts, start=2):
        if not _CODE.fullmatch(concept.code):
            message = f"`{path}` line {line}: `{concept.code}` is no code; write `pillar.leaf` in small letters."
            raise TaxonomyError(message)
        if concept.code in found:
            raise TaxonomyError(f"`{path}` line {line}: the code `{concept.code}` stands twice.")
        empty = [name for name in ("pillar", "label", "definition") if not getattr(concept, name).strip()]
        if empty:
            raise TaxonomyError(f"`{path}` line {line}: `{concept.code}` has no {', no '.join(empty)}.")
        found[concept.code] = concept
    if not found:
        raise TaxonomyError(f"`{path}` holds no codes; give at least one row.")
    return found


def _from_csv(path: Path, terms: Path | None, collapse: Path | None, name: str, version: str) -> Taxonomy:
    concepts = _checked(path, [
        Concept(
            code=(row["id"] or "").strip(), pillar=row["pillar"] or "", label=row["label"] or "",
            definition=row["definition"] or "", include=row.get("include") or "", exclude=row.get("exclude") or "",
            general=(row.get("general") or "") == "yes",
            instruments=_instruments(row.get("instruments") or "", row.get("verified") or ""),
        )
        for row in _rows(path, _COLUMNS)
    ])  # fmt: skip
    cues = {}
    for line, row in enumerate(_rows(terms, ("id", "language", "terms")) if terms else [], start=2):
        if row["id"] not in concepts:
            raise TaxonomyError(f"`{terms}` line {line}: no code `{row['id']}` in `{path}`.")
        cues[row["id"], row["language"]] = tuple(t.strip() for t in row["terms"].split("; ") if t.strip())
    rows = _rows(collapse, ("code", "collapsed")) if collapse else []
    collapsed = {row["code"]: row["collapsed"] for row in rows if row["code"] in concepts}
    return Taxonomy(name, version, concepts, cues, collapsed)


def _from_skos(path: Path) -> Taxonomy:
    from rdflib import DCTERMS, RDF, SKOS, Graph

    graph = Graph()
    try:
        graph.parse(str(path), format="turtle" if path.suffix == ".ttl" else "json-ld")
    except Exception as error:  # rdflib raises whatever its parser for the format raises
        raise TaxonomyError(f"`{path}` cannot be read as SKOS: {str(error).splitlines()[0][:120]}.") from None
    scheme = next(graph.subjects(RDF.type, SKOS.ConceptScheme), None)
    if scheme is None:
        raise TaxonomyError(f"`{path}` holds no skos:ConceptScheme.")
    base = f"{scheme}/"

    def text(node, predicate, default: str = "") -> str:
        value = graph.value(node, predicate)
        return default if value is None else str(value)

    def own(name: str):
        from rdflib import URIRef

        return URIRef(base + name)

    nodes = [n for n in graph.subjects(SKOS.inScheme, scheme)]
    nodes.sort(key=lambda n: (int(text(n, own("position"), "0")), text(n, SKOS.notation)))
    concepts, cues, collapsed = [], {}, {}
    for node in nodes:
        code = text(node, SKOS.notation)
        sources = sorted(str(s) for s in graph.objects(node, DCTERMS.source))
        pairs = [s[3:].split(" | ", 1) for s in sources if " | " in s]
        concepts.append(Concept(
            code=code, pillar=str(graph.value(node, SKOS.broader) or "").rsplit("/", 1)[-1],
            label=text(node, SKOS.prefLabel), definition=text(node, SKOS.definition),
            include=text(node, SKOS.scopeNote), exclude=text(node, own("exclude")),
            general=text(node, own("general")) == "true", instruments=tuple((n, s) for s, n in pairs),
        ))  # fmt: skip
        by_language: dict[str, list[str]] = {}
        for literal in graph.objects(node, SKOS.hiddenLabel):
            by_language.setdefault(getattr(literal, "language", None) or "en", []).append(str(literal))
        for language, labels in by_language.items():
            cues[code, language] = tuple(label[4:] for label in sorted(labels))
        if coarser := text(node, own("collapsed")):
            collapsed[code] = coarser
    return Taxonomy(text(scheme, DCTERMS.title, path.stem), text(scheme, DCTERMS.hasVersion, "own"),
                    _checked(path, concepts), cues, collapsed)  # fmt: skip
