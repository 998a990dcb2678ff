"""Compare counter-terrorism legal frameworks, provision by provision.

>>> import ctlaw
>>> documents = ctlaw.read_corpus()                        # the restatements that come with ctlaw
>>> provisions = ctlaw.extract_provisions(documents, kinds=["article", "section"])    # one row a provision
>>> codings = ctlaw.code_provisions(provisions)            # one row a (provision, code)
>>> table = ctlaw.coverage(codings, documents)             # jurisdictions x codes, three-valued
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

try:
    __version__ = version("ctlaw")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0+checkout"

if TYPE_CHECKING:
    from ctlaw.classify import code_provisions, concept_vectors
    from ctlaw.coded import read_coded
    from ctlaw.compare import (
        best_provisions,
        changes,
        counterparts,
        coverage,
        coverage_reasons,
        differences,
        gaps,
        penalties,
        provisions_with,
        rights_balance,
        side_by_side,
        similarity,
    )
    from ctlaw.corpus import Document, read_corpus
    from ctlaw.elements.offences import offence_records
    from ctlaw.export import to_bibtex, to_excel
    from ctlaw.extract import extract_elements, extract_provisions, nlp, quote
    from ctlaw.fetch import fetch
    from ctlaw.review import Review, agreement
    from ctlaw.taxonomy import Taxonomy, load_taxonomy
    from ctlaw.workflow import detector_quality

#: Where each public name lives; it is imported when it is first used, so that `import ctlaw` does no work.
_HOME = {
    "Document": "corpus", "Review": "review", "Taxonomy": "taxonomy", "agreement": "review",
    "best_provisions": "compare", "changes": "compare", "code_provisions": "classify", "concept_vectors": "classify",
    "counterparts": "compare", "coverage": "compare", "coverage_reasons": "compare", "detector_quality": "workflow",
    "differences": "compare", "extract_elements": "extract", "extract_provisions": "extract", "fetch": "fetch",
    "gaps": "compare", "load_taxonomy": "taxonomy", "nlp": "extract", "offence_records": "elements.offences",
    "penalties": "compare", "provisions_with": "compare", "quote": "extract", "read_coded": "coded",
    "read_corpus": "corpus", "rights_balance": "compare", "side_by_side": "compare", "similarity": "compare",
    "to_bibtex": "export", "to_excel": "export",
}  # fmt: skip
__all__ = [
    "Document", "Review", "Taxonomy", "agreement", "best_provisions", "changes", "code_provisions", "concept_vectors",
    "counterparts", "coverage", "coverage_reasons", "detector_quality", "differences", "extract_elements",
    "extract_provisions", "fetch", "gaps", "load_taxonomy", "nlp", "offence_records", "penalties", "provisions_with",
    "quote", "read_coded", "read_corpus", "rights_balance", "side_by_side", "similarity", "to_bibtex", "to_excel",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module `ctlaw` has no attribute `{name}`")
    value = getattr(import_module(f"ctlaw.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
