"""The steps of ctlaw from a shell: ``ctlaw --help``."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from ctlaw.errors import CorpusError, ProvisionNotFoundError, TaxonomyError


class UnfinishedError(Exception):
    """Work that could not be finished: what was done stays, the exit status is 1."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; those of the process by default.

    Returns
    -------
    int
        0, or 2 for wrong input, 1 for work that could not be finished; either with one sentence on stderr.
    """
    parser = _parser()
    arguments = parser.parse_args(argv)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"(?!ctlaw)")
            return arguments.run(arguments) or 0
    except (CorpusError, TaxonomyError, ProvisionNotFoundError) as error:
        return _say(str(error), 2)
    except (ValueError, KeyError) as error:  # what tables hold that no command can use
        said = " ".join(str(error).split())
        return _say(f"the input cannot be used ({type(error).__name__}: {said[:300]}).", 2)
    except UnfinishedError as error:
        return _say(str(error), 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return _say("stopped; nothing half-written was left.", 1)
    except (OSError, MemoryError) as error:
        return _say(f"{type(error).__name__}: {error}.", 1)


def _say(sentence: str, status: int) -> int:
    print(f"ctlaw: {sentence}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ctlaw", description="Compare counter-terrorism legal frameworks.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int | None], does: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=does, description=does)
        sub.set_defaults(run=run)
        return sub

    sub = command("report", _report, "compare laws and write a page: the coded real law, or a folder of your own")
    sub.add_argument("folder", nargs="?", metavar="FOLDER", help="a folder of laws; the coded corpus by default")
    sub.add_argument("-o", "--output", type=Path, default=Path("build/report"), metavar="DIR")
    sub.add_argument("--language", metavar="xx", help="of every text, where the file does not say")

    sub = command("text", _text, "write the text that offsets refer to")
    sub.add_argument("file", type=Path, metavar="FILE")
    sub.add_argument("-o", "--output", type=Path, metavar="OUT.txt", help="standard output by default")

    sub = command("extract", _extract, "cut laws into provisions")
    sub.add_argument("paths", nargs="+", metavar="PATH", help="files or folders")
    sub.add_argument("--language", metavar="xx", help="of every text, where the file does not say")
    sub.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help=".jsonl, .csv or .parquet")

    sub = command("elements", _elements, "read penalties, mental elements and the rest of given units")
    sub.add_argument("units", type=Path, metavar="UNITS.jsonl")
    sub.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.jsonl")

    sub = command("train", _train, "fit everything that is fitted")
    sub.add_argument("gold", type=Path, nargs="+", metavar="GOLD.jsonl")
    sub.add_argument("--without-jurisdiction", nargs="+", action="extend", default=[], metavar="CC")
    sub.add_argument("--without-language", nargs="+", action="extend", default=[], metavar="XX")
    sub.add_argument("--gold-only", action="store_true", help="do not learn from the readings that come with ctlaw")
    sub.add_argument("-o", "--output", type=Path, required=True, metavar="MODEL")

    sub = command("code", _code, "code units against the framework")
    sub.add_argument("units", type=Path, metavar="UNITS", help="as written by `extract`, or JSON Lines")
    sub.add_argument("--method", choices=["rule", "model", "hybrid"], default="hybrid")
    sub.add_argument("--model", type=Path, metavar="MODEL", help="as written by `train`; the packaged one by default")
    sub.add_argument("--taxonomy", type=Path, metavar="FILE", help="a taxonomy of your own (CSV or SKOS)")
    sub.add_argument("--scores", type=Path, metavar="FILE", help="also write all candidates with their scores")
    sub.add_argument("-o", "--output", type=Path, required=True, metavar="CODINGS.csv")

    sub = command("compare", _compare, "coverage, gaps and differences from codings")
    sub.add_argument("codings", type=Path, metavar="CODINGS.csv")
    sub.add_argument("--manifest", type=Path, metavar="MANIFEST.csv", help="what was searched, for `not found`")
    sub.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")

    sub = command("agree", _agree, "agreement between two coders, and the list of disagreements")
    sub.add_argument("coder_a", type=Path, metavar="CODER_A.csv")
    sub.add_argument("coder_b", type=Path, metavar="CODER_B.csv")
    sub.add_argument("-o", "--output", type=Path, metavar="DISAGREEMENTS.csv")

    sub = command("fetch", _fetch, "official texts to a local folder, each verified")
    sub.add_argument("jurisdictions", nargs="*", metavar="JURISDICTION", help="all by default")
    sub.add_argument("--to", type=Path, metavar="DIR", help="corpus/official by default")
    sub.add_argument("--from", dest="source", type=Path, metavar="DIR", help="copy from a folder instead")

    sub = command("data", _data, "rebuild corpus/coded/ from official texts")
    sub.add_argument("jurisdictions", nargs="*", metavar="JURISDICTION", help="all of the manifest by default")
    sub.add_argument("-o", "--output", type=Path, metavar="DIR", help="corpus/coded by default")

    sub = command("new-law", _new_law, "lay the files of a new law ready")
    sub.add_argument("jurisdiction", metavar="JURISDICTION")
    sub.add_argument("name", metavar="NAME", help="short name of the law, such as anti-terrorism-act-2015")
    return parser


def _report(arguments: argparse.Namespace) -> int | None:
    from ctlaw import workflow

    table = (
        workflow.report_coded(arguments.output)
        if arguments.folder is None
        else workflow.report_folder(arguments.folder, arguments.output, language=arguments.language, progress=_progress)
    )
    print(table.text)
    print(f"\n{arguments.output / 'index.html'}")
    return _named(table.unreadable)


def _text(arguments: argparse.Namespace) -> None:
    from ctlaw.corpus import read_corpus
    from ctlaw.tables import write_text

    if arguments.file.is_dir():
        raise CorpusError(f"`{arguments.file}` is a folder; name one file.")
    document = read_corpus(arguments.file)[0]
    if arguments.output is None:
        sys.stdout.write(document.text)
    else:
        write_text(arguments.output, document.text)
    for note in document.notes:
        print(f"ctlaw: {note}", file=sys.stderr)


def _extract(arguments: argparse.Namespace) -> int | None:
    from ctlaw.corpus import iter_corpus
    from ctlaw.extract import COLUMNS, provision_rows
    from ctlaw.tables import TableWriter

    unreadable: list[tuple[str, str]] = []
    with TableWriter(arguments.output, COLUMNS) as table:
        for given in arguments.paths:
            single = Path(given).is_file()
            documents = iter_corpus(given, language=arguments.language, unreadable=unreadable)
            for document in _progress(documents, f"extract {given}"):
                path = given if single else str(Path(given) / _below(document.path, Path(given)))
                for note in document.notes:
                    print(f"ctlaw: `{path}`: {note}", file=sys.stderr)
                for row in provision_rows(document):
                    table.write({**row, "path": path})
        if unreadable and not table.rows:
            raise CorpusError(unreadable[0][1])
    return _named(unreadable)


def _below(name: str, folder: Path) -> str:
    """Return a document's name below the folder that was asked for, which may be one jurisdiction of a corpus."""
    return name.removeprefix(f"{folder.name}/") if not (folder / name).exists() else name


def _elements(arguments: argparse.Namespace) -> None:
    from ctlaw.extract import extract_elements
    from ctlaw.tables import read_units, write_table

    units = read_units(arguments.units)
    result = extract_elements(units)
    keep = [c for c in ("id", "path", "eid", "jurisdiction", "language", "num") if c in units.columns]
    write_table(result[keep + [c for c in result.columns if c not in units.columns or c in _READ]], arguments.output)


_READ = ("penalties", "mental")


def _train(arguments: argparse.Namespace) -> None:
    import pandas as pd

    from ctlaw.classify import save_model, train
    from ctlaw.corpus import check_jurisdictions
    from ctlaw.tables import read_units

    without = check_jurisdictions(_split(arguments.without_jurisdiction))
    units = pd.concat([read_units(path, needed=("codes",)) for path in arguments.gold], ignore_index=True)
    model = train(units, without_jurisdictions=without, without_languages=_split(arguments.without_language),
                  readings=not arguments.gold_only)  # fmt: skip
    save_model(model, arguments.output)


def _code(arguments: argparse.Namespace) -> None:
    from ctlaw.classify import code_provisions, load_model
    from ctlaw.tables import read_units, write_table
    from ctlaw.taxonomy import load_taxonomy

    units = read_units(arguments.units)
    model = load_model(arguments.model) if arguments.model else None
    taxonomy = load_taxonomy(arguments.taxonomy)
    options: dict[str, Any] = {"taxonomy": taxonomy, "method": arguments.method, "model": model}
    codings = code_provisions(units, **options)
    write_table(_keyed(codings, units), arguments.output)
    if arguments.scores:
        write_table(_keyed(code_provisions(units, scores=True, **options), units), arguments.scores)


def _keyed(codings: Any, units: Any) -> Any:
    """Name units as the input names them: by `id`, else by `path` and `eid`."""
    drop = ["path", "eid"] if "id" in units.columns else ["id"]
    return codings.drop(columns=[c for c in drop if c in codings.columns])


def _compare(arguments: argparse.Namespace) -> None:
    from ctlaw import workflow

    print(workflow.compare_codings(arguments.codings, arguments.output, manifest=arguments.manifest))


def _agree(arguments: argparse.Namespace) -> None:
    from ctlaw.review import agreement, disagreements
    from ctlaw.tables import read_codings, write_table

    coders = read_codings(arguments.coder_a), read_codings(arguments.coder_b)
    print(agreement(*coders).to_string())
    listed = disagreements(*coders)
    print(f"\n{len(listed)} disagreements")
    if arguments.output:
        write_table(listed, arguments.output)
    elif len(listed):
        print(listed.to_string(index=False))


def _fetch(arguments: argparse.Namespace) -> int | None:
    from ctlaw.fetch import fetch

    missing = fetch(arguments.jurisdictions, to=arguments.to, source=arguments.source, progress=_progress)
    return _named(missing)


def _data(arguments: argparse.Namespace) -> int | None:
    from ctlaw.coded import build_coded

    unreadable = build_coded(arguments.jurisdictions or None, arguments.output, progress=_progress)
    return _named(unreadable)


def _new_law(arguments: argparse.Namespace) -> None:
    from ctlaw.corpus import check_jurisdictions
    from ctlaw.fetch import new_law

    for path in new_law(check_jurisdictions([arguments.jurisdiction])[0], arguments.name):
        print(path)


def _split(values: Iterable[str]) -> list[str]:
    return [part for value in values for part in value.replace(",", " ").split()]


def _named(unreadable: Sequence[tuple[str, str]]) -> int:
    """Name what could not be read, one line each; the work on everything else is done."""
    for name, sentence in unreadable:
        print(f"ctlaw: {sentence}" if name in sentence else f"ctlaw: `{name}`: {sentence}", file=sys.stderr)
    return 1 if unreadable else 0


def _progress(items: Iterable[Any], what: str, total: int | None = None) -> Iterable[Any]:
    """Show progress on a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        return items
    from tqdm import tqdm

    return tqdm(items, desc=what, total=total, leave=False, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
