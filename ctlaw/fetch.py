"""Official texts to a local folder, each verified against the sha256 that the manifest pins; and files for a new law.

The texts are fetched from the public repository, commit and path that ``corpus/manifest.csv`` names, so that everyone
works on the same bytes. Proxies are taken from the environment (``HTTPS_PROXY``), as the requests library does.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from ctlaw.corpus import check_jurisdictions, corpus_folder, jurisdiction_names, read_manifest
from ctlaw.errors import CorpusError
from ctlaw.tables import write_table, write_text

#: Where a pinned file of a public repository is served.
ADDRESS = "https://raw.githubusercontent.com/{repository}/{commit}/{path}"
TRIES = 3
TIMEOUT = 30.0


def fetch(jurisdictions: Sequence[str] = (), *, to: str | Path | None = None, source: str | Path | None = None,
          manifest: str | Path | None = None, address: str = ADDRESS, tries: int = TRIES, timeout: float = TIMEOUT,
          progress: Callable[..., Iterable[Any]] | None = None) -> list[tuple[str, str]]:  # fmt: skip
    """Fetch official texts.

    Parameters
    ----------
    jurisdictions : sequence of str, optional
        All of the manifest by default.
    to : str or Path, optional
        ``corpus/official`` by default.
    source : str or Path, optional
        Copy from this folder instead of downloading.
    manifest : str or Path, optional
        ``corpus/manifest.csv`` by default.
    address : str
        Template with ``{repository}``, ``{commit}`` and ``{path}``.
    tries : int
        Attempts per file, with growing pauses in between.
    timeout : float
        Seconds without a byte after which a server counts as stalled.
    progress : callable, optional
        Wraps the list of files.

    Returns
    -------
    list of (str, str)
        What could not be had: path and reason.

    Raises
    ------
    CorpusError
        When a jurisdiction is unknown or the manifest has no text of it.

    Notes
    -----
    A file that is already there with the right sha256 is left alone, so an interrupted fetch goes on where it
    stopped. A download takes its name only after its sha256 was verified: a good file is never replaced by a bad one.
    """
    rows = read_manifest(manifest or corpus_folder() / "manifest.csv")
    wanted = check_jurisdictions(jurisdictions) if jurisdictions else None
    chosen = [row for row in rows.values() if wanted is None or row["jurisdiction"] in wanted]
    if wanted and (absent := sorted(set(wanted) - {row["jurisdiction"] for row in chosen})):
        known = ", ".join(sorted({row["jurisdiction"] for row in rows.values()}))
        raise CorpusError(f"The manifest has no text of {', '.join(absent)}; it has {known}.")
    folder = Path(to) if to is not None else corpus_folder() / "official"
    missing: list[tuple[str, str]] = []
    for row in progress(chosen, "fetch") if progress else chosen:
        target = folder / row["path"]
        if target.is_file() and _sha256(target) == row["sha256"]:
            continue
        if source is None and row.get("byte_exact") not in ("yes", "", None):
            missing.append((row["path"], "not served in these bytes at its source; copy it with --from"))
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        # The scratch folder lies beside the target, so that the last step is a rename within one file system.
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".fetch-") as scratch:
            reason = (
                _copied(Path(source) / row["path"], Path(scratch) / "file", row["sha256"])
                if source is not None
                else _downloaded(row, Path(scratch), address=address, tries=tries, timeout=timeout)
            )
            if reason:
                missing.append((row["path"], reason))
            else:
                os.replace(Path(scratch) / "file", target)
    if any((folder / row["path"]).is_file() for row in chosen):
        _copy_manifest(manifest or corpus_folder() / "manifest.csv", folder)
    return missing


def new_law(jurisdiction: str, name: str, *, folder: str | Path | None = None) -> list[Path]:
    """Lay the files of a new law ready: a restatement to fill in, and the manifest row to add.

    Parameters
    ----------
    jurisdiction : str
        ISO 3166-1 alpha-2.
    name : str
        Short name of the law in small letters with hyphens.
    folder : str or Path, optional
        The corpus; the one that comes with ctlaw by default.

    Returns
    -------
    list of Path
        The files written; one that exists is never overwritten.

    Raises
    ------
    CorpusError
        When the restatement exists or the name is not usable as a file name.
    """
    if not name or not all(c.isascii() and (c.isalnum() or c == "-") for c in name) or name != name.lower():
        raise CorpusError(f"`{name}` is no name for a law's file; use small letters, digits and hyphens.")
    root = Path(folder) if folder is not None else corpus_folder()
    restated = root / "restated" / jurisdiction / f"{name}.md"
    row = root / "restated" / jurisdiction / f"{name}.manifest-row.csv"
    for path in (restated, row):
        if path.exists():
            raise CorpusError(f"`{path}` exists; choose another name.")
    state = jurisdiction_names()[jurisdiction]
    write_text(restated, _RESTATEMENT.format(jurisdiction=jurisdiction, state=state, name=name))
    columns = list(pd.read_csv(corpus_folder() / "manifest.csv", nrows=0).columns)
    known = {"path": f"{jurisdiction}/{name}.txt", "jurisdiction": jurisdiction, "byte_exact": "no"}
    write_table(pd.DataFrame([{column: known.get(column, "") for column in columns}]), row)
    return [restated, row]


_RESTATEMENT = """\
---
jurisdiction: {jurisdiction}
work: (name of the law, with its English name in brackets)
citation: (how the law is cited)
kind: restatement            # not the official text
as_at: (ISO date of the text you read)
official: (address of the official publisher's page)
source_file: {jurisdiction}/{name}.txt
licence: CC-BY-4.0
checked: (who compared every penalty and number with the source, and what kind of reader that was)
---
> Restatement in plain English for comparison. It is not the law of {state}; the official text is at the address above.

## art 1 (your own heading)

(1) A person who … commits an offence and is liable to imprisonment from … to … years.
"""


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copied(path: Path, target: Path, sha256: str) -> str:
    if not path.is_file():
        return f"`{path}` is not there"
    if _sha256(path) != sha256:
        return f"`{path}` is not the text that the manifest pins"
    shutil.copyfile(path, target)
    return ""


def _downloaded(row: dict[str, str], folder: Path, *, address: str, tries: int, timeout: float) -> str:
    """Download one file into `folder` as "file"; return why not, or ""."""
    import pooch
    import requests

    if not (row.get("source_repo") and row.get("source_commit") and row.get("source_path")):
        return "the manifest names no repository, commit and path for it; copy it with --from"
    url = address.format(
        repository=row["source_repo"], commit=row["source_commit"], path=quote(row["source_path"], safe="/")
    )
    pooch.get_logger().setLevel("ERROR")
    store = pooch.create(
        path=folder, base_url="", registry={"file": f"sha256:{row['sha256']}"}, urls={"file": url},
        retry_if_failed=tries - 1,
    )  # fmt: skip
    try:
        store.fetch("file", downloader=pooch.HTTPDownloader(timeout=timeout, headers={"User-Agent": "ctlaw"}))
    except requests.exceptions.TooManyRedirects:
        return "its address redirects in a loop"
    except requests.exceptions.Timeout:
        return f"the server did not answer within {timeout:g} s"
    except requests.exceptions.HTTPError as error:
        status = error.response.status_code if error.response is not None else "an error"
        return f"the server answers {status}"
    except requests.exceptions.RequestException as error:
        return f"the connection failed ({type(error).__name__})"
    except ValueError:
        return "what the server sent is not the text that the manifest pins (wrong sha256)"
    return ""


def _copy_manifest(manifest: str | Path, folder: Path) -> None:
    if Path(manifest).resolve() != (folder / "manifest.csv").resolve():
        write_text(folder / "manifest.csv", Path(manifest).read_text(encoding="utf-8"))
