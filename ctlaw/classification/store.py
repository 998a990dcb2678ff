"""Keep a fitted estimator as plain arrays and JSON: no pickle, nothing that runs on loading."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from ctlaw.classification.estimator import ProvisionClassifier
from ctlaw.classification.features import Matrices
from ctlaw.classification.words import BROKEN, packaged_path
from ctlaw.errors import TaxonomyError

_FORMAT = 5
#: Binary digits that are kept of the weights of training units (of `_ROUNDED`), which then compress better: a score
#: moves by a thousandth in the mean. The weights of `words_dual` are kept as they are, since there it would move more.
_DIGITS, _ROUNDED = 7, ("dual", "centre")


def knowledge_version() -> str:
    """Return a short hash of concepts' names, rules and word vectors: a model only fits what it was fitted on."""
    root = Path(str(files("ctlaw").joinpath("data")))
    digest = hashlib.sha256()
    for path in [root / "concepts" / "concepts.csv", *sorted((root / "rules").glob("*.json")), packaged_path()]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def save(model: ProvisionClassifier, path: str | Path, about: dict[str, Any]) -> None:
    """Write `model` to `path` (``.npz``): arrays, and one JSON string that describes them."""
    header = {"codes": [str(c) for c in model.classes_], "threshold": model.threshold_,
              "threshold_first": model.threshold_first_, **about}  # fmt: skip
    _write(path, header, model.arrays())


def _write(path: str | Path, header: dict[str, Any], arrays: dict[str, Any]) -> None:
    kept: dict[str, Any] = {}
    for name, value in arrays.items():
        if sparse.issparse(value):
            matrix = value.tocsr()
            wide = matrix.shape[1] > np.iinfo(np.uint16).max
            kept |= {
                f"{name}.data": matrix.data.astype(np.float16),
                f"{name}.indices": matrix.indices.astype(np.int32 if wide else np.uint16),
                f"{name}.indptr": matrix.indptr.astype(np.int32),
                f"{name}.shape": np.asarray(matrix.shape),
            }
        elif name.rpartition("/")[2] == "words":  # rows of length 1: a hundredth is fine enough
            kept[name] = np.round(value * 127).astype(np.int8)
        elif value.dtype == np.float32 and value.size > 10_000:
            half = value.astype(np.float16)
            kept[name] = _rounded(half) if name.rpartition("/")[2] in _ROUNDED else half
        else:
            kept[name] = value
    header = {"format": _FORMAT, "knowledge": knowledge_version(), **header}
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as handle:
        np.savez_compressed(handle, about=np.asarray(json.dumps(header, sort_keys=True)), **kept)
    beside.replace(path)


def _rounded(half: np.ndarray) -> np.ndarray:
    """Return numbers of two bytes rounded to `_DIGITS` binary digits."""
    cut = 10 - _DIGITS
    bits = half.view(np.uint16).astype(np.uint32) + (1 << (cut - 1))
    return (bits >> cut << cut).astype(np.uint16).view(np.float16)


def load(path: str | Path) -> ProvisionClassifier:
    """Read what `save` wrote.

    Raises
    ------
    TaxonomyError
        When the file is no model, is of another format, or was fitted on other concepts or rules.
    """
    header, arrays = _read(path)
    model = ProvisionClassifier(codes=header["codes"])
    model.classes_ = np.asarray(header["codes"])
    model.threshold_, model.threshold_first_ = float(header["threshold"]), float(header["threshold_first"])
    model.about_ = header
    model.restore(arrays)
    return model


def _read(path: str | Path) -> tuple[dict[str, Any], dict[str, Any]]:
    path = Path(path)
    if not path.is_file():
        raise TaxonomyError(f"`{path}` is not a file; give a model written by `ctlaw train`.")
    try:
        with np.load(path, allow_pickle=False) as file:
            stored = {name: file[name] for name in file.files}
        header = json.loads(str(stored.pop("about")))
    except BROKEN as error:
        raise TaxonomyError(f"`{path}` is not a model written by `ctlaw train` ({error}).") from None
    if header.get("format") != _FORMAT:
        raise TaxonomyError(f"`{path}` was written by another version of ctlaw; fit it again with `ctlaw train`.")
    if header.get("knowledge") != knowledge_version():
        raise TaxonomyError(
            f"`{path}` was fitted on other concepts or rules (`{header.get('knowledge')}`, "
            f"now `{knowledge_version()}`); fit it again with `ctlaw train`."
        )
    arrays: dict[str, Any] = {}
    for name, value in stored.items():
        stem, _, part = name.rpartition(".")
        if part == "data" and f"{stem}.indptr" in stored:
            parts = (value.astype(np.float32), stored[f"{stem}.indices"].astype(np.int32), stored[f"{stem}.indptr"])
            arrays[stem] = sparse.csr_matrix(parts, shape=tuple(stored[f"{stem}.shape"]))
        elif name.rpartition("/")[2] == "words" and value.dtype == np.int8:
            arrays[name] = value.astype(np.float32) / 127
        elif part not in ("indices", "indptr", "shape"):
            arrays[name] = value.astype(np.float32) if value.dtype == np.float16 else value
    return header, arrays


@dataclass(frozen=True)
class Readings:
    """Provisions that readers coded for ctlaw, as concepts: no text.

    Attributes
    ----------
    units : Matrices
    target : numpy.ndarray, (units, codes)
    unread : numpy.ndarray of bool, (units,)
        Those that nobody who wrote rules or lexicons had seen.
    codes, jurisdictions, languages : list of str
    """

    units: Matrices
    target: np.ndarray
    unread: np.ndarray
    codes: list[str]
    jurisdictions: list[str]
    languages: list[str]


def save_readings(readings: Readings, path: str | Path) -> None:
    """Write readings as arrays and JSON."""
    header = {"codes": readings.codes, "jurisdictions": readings.jurisdictions, "languages": readings.languages}
    columns = {"target": readings.target.astype(np.int8), "unread": readings.unread.astype(np.int8)}
    _write(path, header, {**readings.units._asdict(), **columns})


@cache
def packaged_readings() -> Readings:
    """Return the readings that come with ctlaw; they are read once."""
    header, arrays = _read(Path(str(files("ctlaw").joinpath("data/model/readings.npz"))))
    units = Matrices(*(arrays[name] for name in Matrices._fields))
    unread = arrays["unread"].astype(bool)
    return Readings(units, arrays["target"], unread, header["codes"], header["jurisdictions"], header["languages"])


@cache
def packaged() -> ProvisionClassifier:
    """Return the model that comes with ctlaw; it is read once."""
    return load(Path(str(files("ctlaw").joinpath("data/model/coding.npz"))))
