"""Code provisions against the framework: which of its codes does a provision bear, how surely, and by which words.

Rules that a lawyer can review and an estimator fitted on coded provisions of many countries stand behind one function.
Both read concepts (`ctlaw.concepts`), not words, so that they hold in every language that has a lexicon; they look at
language, heading and text only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ctlaw.classification import store
from ctlaw.classification.estimator import ProvisionClassifier, code_matrix, primary_first, rule_scores
from ctlaw.classification.evidence import evidence_spans
from ctlaw.classification.features import concept_matrix, matrices
from ctlaw.classification.marks import Wanted
from ctlaw.classification.rules import packaged_rules
from ctlaw.classification.unit import Unit, read_unit
from ctlaw.classification.views import balanced, idf
from ctlaw.concepts import lexicon, names
from ctlaw.errors import TaxonomyError, nearest
from ctlaw.taxonomy import Taxonomy, load_taxonomy

_METHODS = ("hybrid", "rule", "model")
_KEYS = ("id", "path", "eid")
_COLUMNS = ["code", "score", "primary", "method", "evidence_start", "evidence_end", "evidence", "basis"]
#: Rules of at least this weight are accepted by `method="rule"`; candidates below this probability are not listed.
_RULE_LIMIT, _CANDIDATE = 0.5, 0.02
_BATCH = 2000


def code_provisions(
    provisions: pd.DataFrame,
    *,
    taxonomy: Taxonomy | str | Path | None = None,
    method: str = "hybrid",
    model: ProvisionClassifier | str | Path | None = None,
    threshold: float | None = None,
    scores: bool = False,
) -> pd.DataFrame:
    """Code provisions.

    Parameters
    ----------
    provisions : pandas.DataFrame
        One row a provision: at least ``language`` and ``text``, ``heading`` where there is one; ``id``, ``path`` and
        ``eid`` are handed through and never looked at. Missing text is an empty provision, without codes. Of a very
        long one (an act in one piece) the first 60,000 characters are read. Articles and sections are what codes are
        for: with their subsections beside them (`extract_provisions` without `kinds`), both bear the code.
    taxonomy : Taxonomy, str or Path, optional
        One, or its file; the packaged framework by default. Codes that neither rules nor model know are never given.
    method : {"hybrid", "rule", "model"}
        "rule": reviewed rules alone, `score` is the rule's weight, which is not a probability. "model": the estimator
        without sight of the rules' codes. "hybrid": the estimator that weighs both.
    model : ProvisionClassifier, str or Path, optional
        What `train` returned or `save_model` wrote; the packaged model by default.
    threshold : float, optional
        Accept codes with at least this score; by default the limit found in fitting (0.5 for rules).
    scores : bool
        Return all candidates with their scores and the column ``abstained`` (True where not accepted).

    Returns
    -------
    pandas.DataFrame
        One row an accepted code, the primary one of a provision first, then by score: the keys, then code, score (0 to
        1, two digits; the primary code's is never below another's), primary (True for one a provision), method,
        evidence_start, evidence_end (characters of the provision's text),
        evidence, basis (the rule's id, or the model's version). A provision without rows has no code. Scores mislead
        for languages without a lexicon: there nothing is found, which is not the same as nothing being there.

    Raises
    ------
    ValueError
        When a column is missing or `method` is unknown.
    TaxonomyError
        When the model cannot be read.
    """
    if method not in _METHODS:
        raise ValueError(f"`method` is {method!r}; valid: {', '.join(_METHODS)}.")
    if missing := [c for c in ("language", "text") if c not in provisions.columns]:
        raise ValueError(f"`provisions` has no column `{missing[0]}`; it needs language and text.")
    taxonomy = taxonomy if isinstance(taxonomy, Taxonomy) else load_taxonomy(taxonomy)
    estimator = None if method == "rule" else _estimator(model)
    keys = [key for key in _KEYS if key in provisions.columns]
    rows: list[dict[str, Any]] = []
    for start in range(0, len(provisions), _BATCH):
        part = provisions.iloc[start : start + _BATCH]
        rows += _code_batch(part, keys, taxonomy, method, estimator, threshold, scores)
    columns = keys + _COLUMNS + (["abstained"] if scores else [])
    return pd.DataFrame(rows, columns=columns)


def concept_vectors(provisions: pd.DataFrame) -> dict[tuple[str, str], np.ndarray]:
    """Return what each provision says as a vector that means the same in every language with a lexicon.

    Parameters
    ----------
    provisions : pandas.DataFrame
        Columns path, eid, language, text; heading where there is one.

    Returns
    -------
    dict of (path, eid) to numpy.ndarray of float32
        Concepts of the whole, how densely they stand, those of heading, opening and operative sentences: five blocks
        that count alike, rarer concepts for more. The cosine of two vectors says how alike two provisions are. How
        rare a concept is depends on the provisions given: compare vectors of one call only. A provision whose words
        hold no concept has zeros.

    Raises
    ------
    ValueError
        When a column is missing.
    """
    if missing := [c for c in ("path", "eid", "language", "text") if c not in provisions.columns]:
        raise ValueError(f"`provisions` has no column `{missing[0]}`; it needs path, eid, language and text.")
    x = concept_matrix([read_unit(*row) for row in zip(*_read_columns(provisions), strict=True)])
    x = x[:, : 5 * len(names())]  # without the last block, the shape of the provision
    blocks = balanced(x, idf(x))
    keys = zip(provisions["path"], provisions["eid"], strict=True)
    return dict(zip(keys, blocks.toarray(), strict=True))


def _read_columns(provisions: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    """Return language, heading and text of each provision, "" where there is none."""
    columns = [provisions[c] if c in provisions else [""] * len(provisions) for c in ("language", "heading", "text")]
    languages, headings, texts = (["" if pd.isna(v) else str(v) for v in column] for column in columns)
    return languages, headings, texts


def _estimator(model: ProvisionClassifier | str | Path | None) -> ProvisionClassifier:
    if model is None:
        return store.packaged()
    return model if isinstance(model, ProvisionClassifier) else store.load(model)


def _code_batch(
    part: pd.DataFrame,
    keys: list[str],
    taxonomy: Taxonomy,
    method: str,
    estimator: ProvisionClassifier | None,
    threshold: float | None,
    scores: bool,
) -> list[dict[str, Any]]:
    units = [read_unit(*row) for row in zip(*_read_columns(part), strict=True)]
    read, hits = matrices(units)
    if estimator is None:
        codes = np.asarray(taxonomy.codes)
        weights = np.array([rule.weight for rule in packaged_rules()])
        probability = rule_scores(hits.matrix, codes, weights)[:, :, 0]
        leads = np.zeros(probability.shape)
        version = "rules"
    else:
        codes = estimator.classes_
        probability, leads = estimator.judge(read, blind=method == "model")
        version = f"model {getattr(estimator, 'about_', {}).get('version', 'own')}"
    probability[:, [k for k, code in enumerate(codes) if code not in taxonomy]] = 0.0
    usual = probability >= _RULE_LIMIT if estimator is None else estimator.accept(probability)
    first, probability = primary_first(probability, leads, usual)
    taken = usual
    if threshold is not None:  # scores are the same whatever the threshold
        taken = (np.round(probability, 2) >= threshold) & (probability > 0)  # as the scores are given
        instead, _ = primary_first(probability, leads, taken)
        first = np.where((first >= 0) & taken[np.arange(len(first)), first], first, instead)
    rows: list[dict[str, Any]] = []
    wanted: list[Wanted] = []
    row_keys = [dict(zip(keys, values, strict=True)) for values in zip(*(part[key] for key in keys), strict=True)]
    weight_of = cache(lambda k: estimator.concept_weights(k))  # type: ignore[union-attr]
    for i, unit in enumerate(units):
        if not unit.of_unit:
            continue
        listed = taken[i] | (probability[i] >= _CANDIDATE) if scores else taken[i]
        order = sorted(
            np.flatnonzero(listed).tolist(),
            key=lambda k: (k != first[i], not taken[i, k], -probability[i, k], k),  # noqa: B023 (used at once)
        )
        for k in order:
            met = sorted((j for j in hits.places[i] if packaged_rules()[j].code == codes[k]), key=_trusted)
            weight = _rule_weights(met) if estimator is None else weight_of(k)
            one = wanted_evidence(unit, str(codes[k]), weight, {j: hits.places[i][j] for j in met})
            wanted.append(one._replace(only=estimator is None))
            score = round(min(max(float(probability[i, k]), 0.0), 1.0), 2)
            row = {**(row_keys[i] if keys else {}), "code": str(codes[k]), "score": score, "primary": k == first[i],
                   "method": method, "evidence_start": 0, "evidence_end": 0, "evidence": "",
                   "basis": _basis(method, version, met)}  # fmt: skip
            if scores:
                row["abstained"] = not taken[i, k]
            rows.append(row)
    spans = evidence_spans(wanted, estimator.marker if estimator is not None else None)
    for row, one, (start, end) in zip(rows, wanted, spans, strict=True):
        row |= {"evidence_start": start, "evidence_end": end, "evidence": one.unit.text[start:end]}
    return rows


def wanted_evidence(unit: Unit, code: str, weight: np.ndarray, met: dict[int, list[int]]) -> Wanted:
    """Return what evidence is looked for by: the concepts that weigh for the code, and the rules met for it.

    Parameters
    ----------
    unit : Unit
    code : str
    weight : numpy.ndarray, (concepts,)
        As `ProvisionClassifier.concept_weights` returns it.
    met : dict of int to list of int
        The rules for the code that the unit meets, and the sentences that meet each.
    """
    concepts = frozenset(c for j in met for c in packaged_rules()[j].concepts)
    places = sorted({place for places in met.values() for place in places})
    return Wanted(unit, weight, concepts, places, code=code)


def _trusted(rule: int) -> tuple[float, int]:
    """Sort key: the most trusted rule first."""
    return -packaged_rules()[rule].weight, rule


def _basis(method: str, version: str, met: list[int]) -> str:
    if method == "model" or not met:
        return version
    rule = packaged_rules()[met[0]].id
    return rule if method == "rule" else f"{version}; {rule}"


def _rule_weights(met: list[int]) -> np.ndarray:
    """Concepts named by the rules met weigh one, all others nothing."""
    weight = np.zeros(len(names()))
    for j in met:
        weight[list(packaged_rules()[j].concepts)] = 1.0
    return weight


def train(
    units: pd.DataFrame,
    *,
    without_jurisdictions: Sequence[str] = (),
    without_languages: Sequence[str] = (),
    taxonomy: Taxonomy | None = None,
    readings: bool = False,
) -> ProvisionClassifier:
    """Fit everything that is fitted.

    Parameters
    ----------
    units : pandas.DataFrame
        Coded provisions: language, text, codes (list, primary first), optionally heading, jurisdiction, and unread
        (True where nobody who wrote ctlaw's rules or lexicons had seen it, so that rules are taken as they are).
    without_jurisdictions, without_languages : sequence of str
        Left out of training, of choosing thresholds and of calibration.
    taxonomy : Taxonomy, optional
    readings : bool
        Learn from the readings that come with ctlaw too (``corpus/readings``), without those left out.

    Returns
    -------
    ProvisionClassifier

    Raises
    ------
    ValueError
        When a column is missing, or fewer than two jurisdictions or twenty provisions remain.
    """
    if missing := [c for c in ("language", "text", "codes") if c not in units.columns]:
        raise ValueError(f"`units` has no column `{missing[0]}`; it needs language, text and codes.")
    for language in without_languages:
        if len(language) != 2 or not language.islower():
            raise ValueError(f"`without_languages` has `{language}`; write ISO 639-1, such as en.")
    taxonomy = taxonomy or load_taxonomy()
    out = {j.lower() for j in without_jurisdictions}
    places = (
        units["jurisdiction"].fillna("?").astype(str).str.lower()
        if "jurisdiction" in units
        else pd.Series("?", units.index)
    )
    read = units["language"].map(lambda language: bool(lexicon(str(language)).forms))
    kept = ~places.isin(out) & ~units["language"].isin(set(without_languages)) & read
    units, places = units[kept], places[kept]
    if len(units) < 20 or places.nunique() < 2:
        raise ValueError(
            f"`units` has {len(units)} provisions of {places.nunique()} jurisdictions; at least 20 of 2 are needed."
        )
    for code in {code for codes in units["codes"] for code in codes}:
        if code not in taxonomy:
            raise TaxonomyError(
                f"`units` bears the code `{code}`, which the taxonomy has not; {nearest(code, taxonomy.codes)}."
            )
    model = ProvisionClassifier(codes=taxonomy.codes)
    headings = units["heading"].fillna("") if "heading" in units else pd.Series("", units.index)
    features, _ = matrices([read_unit(*row) for row in zip(units["language"], headings, units["text"], strict=True)])
    target, groups = code_matrix(units["codes"], taxonomy.codes), places.tolist()
    weight = duplicate_weights(units["text"].tolist())
    unread = units["unread"].to_numpy(dtype=bool) if "unread" in units else np.zeros(len(units), dtype=bool)
    languages = set(units["language"])
    if readings:
        own = store.packaged_readings()
        places_and_languages = zip(own.jurisdictions, own.languages, strict=True)
        silent = set(without_languages)
        take = np.array([j not in out and language not in silent for j, language in places_and_languages])
        column = [own.codes.index(code) if code in own.codes else -1 for code in taxonomy.codes]
        theirs = np.where(np.array(column) < 0, 0, own.target[take][:, column])
        features, target = features.above(own.units.rows(take)), np.vstack([target, theirs])
        groups += [j for j, taken in zip(own.jurisdictions, take, strict=True) if taken]
        weight = np.concatenate([weight, np.ones(int(take.sum()))])
        unread = np.concatenate([unread, own.unread[take]])
        languages |= {language for language, taken in zip(own.languages, take, strict=True) if taken}
    model.fit_matrices(features, target, groups, weight, unread)
    model.about_ = {"version": "own", "provisions": len(target), "jurisdictions": sorted(set(groups)),
                    "languages": sorted(languages)}  # fmt: skip
    return model


def duplicate_weights(texts: Sequence[str]) -> np.ndarray:
    """Return for each text 1 over the number of texts with the same first 300 letters and digits.

    Versions of one law, and one article that two readers coded, together count as one.
    """
    keys = ["".join(c for c in text[:600].casefold() if c.isalnum())[:300] for text in texts]
    counts: dict[str, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return np.array([1.0 / counts[key] for key in keys])


def save_model(model: ProvisionClassifier, path: str | Path) -> None:
    """Write a fitted model as arrays and JSON (``.npz``, no pickle).

    Parameters
    ----------
    model : ProvisionClassifier
    path : str or Path
    """
    store.save(model, path, getattr(model, "about_", {}))


def load_model(path: str | Path | None = None) -> ProvisionClassifier:
    """Read a model; the packaged one by default.

    Parameters
    ----------
    path : str or Path, optional

    Returns
    -------
    ProvisionClassifier

    Raises
    ------
    TaxonomyError
        When the file is no model, or was fitted on other concepts or rules than these.
    """
    return store.packaged() if path is None else store.load(path)
