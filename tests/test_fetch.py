"""Fetching survives bad servers and leaves only whole, verified files."""

from __future__ import annotations

import hashlib
import http.server
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from ctlaw.corpus import corpus_folder
from ctlaw.errors import CorpusError
from ctlaw.fetch import fetch, new_law

LAW = b"Article 1\nWhoever crosses the border of Ruritania in order to train commits an offence.\n" * 400


class Server(http.server.BaseHTTPRequestHandler):
    """Serves LAW in the way its path asks for; counts what it was asked."""

    asked: list[str] = []
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):  # noqa: N802 (the standard library's name)
        type(self).asked.append(self.path)
        kind = self.path.rsplit("/", 1)[-1].split(".")[0]
        if kind == "loop":
            self.send_response(302)
            self.send_header("Location", self.path)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if kind == "gone":
            return self.send_error(404)
        body = b"<html>Please log in</html>" if kind == "html" else LAW
        self.send_response(200)
        claimed = len(body) + 5000 if kind == "lies" else len(body)
        self.send_header("Content-Length", str(claimed))
        self.end_headers()
        if kind == "stalls":
            self.wfile.write(body[:50])
            self.wfile.flush()
            time.sleep(1.5)
            self.close_connection = True
        elif kind in ("drops", "lies"):
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif kind == "slow":
            for i in range(0, len(body), 200):
                self.wfile.write(body[i : i + 200])
                self.wfile.flush()
                time.sleep(0.02)
        else:
            self.wfile.write(body)


@pytest.fixture
def address():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Server.asked = []
    yield f"http://127.0.0.1:{server.server_address[1]}/{{repository}}/{{commit}}/{{path}}"
    server.shutdown()


def manifest(folder: Path, *names: str) -> Path:
    rows = ["path,jurisdiction,source_repo,source_commit,source_path,sha256,byte_exact"]
    digest = hashlib.sha256(LAW).hexdigest()
    rows += [f"fr/{name}.txt,fr,owner/repo,c0ffee,{name}.txt,{digest},yes" for name in names]
    path = folder / "manifest.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def whole_files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.txt"))


def test_a_text_is_fetched_once_and_verified(tmp_path, address):
    pins = manifest(tmp_path, "good")
    assert fetch(to=tmp_path / "to", manifest=pins, address=address) == []
    assert (tmp_path / "to/fr/good.txt").read_bytes() == LAW
    assert fetch(to=tmp_path / "to", manifest=pins, address=address) == []
    assert len(Server.asked) == 1


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("drops", "connection failed|sha256"),
        ("lies", "connection failed|sha256"),
        ("stalls", "did not answer|connection failed"),
        ("html", "not the text that the manifest pins"),
        ("loop", "redirects in a loop"),
        ("gone", "answers 404"),
    ],
)
def test_a_bad_server_costs_its_file_and_no_other(tmp_path, address, kind, reason):
    import re

    pins = manifest(tmp_path, kind, "good")
    missing = fetch(to=tmp_path / "to", manifest=pins, address=address, tries=1, timeout=0.5)
    assert [path for path, _ in missing] == [f"fr/{kind}.txt"]
    assert re.search(reason, missing[0][1]), missing
    assert whole_files(tmp_path / "to") == ["fr/good.txt"]


def test_a_good_file_is_never_replaced_by_a_bad_one(tmp_path, address):
    pins = manifest(tmp_path, "html")
    target = tmp_path / "to/fr/html.txt"
    target.parent.mkdir(parents=True)
    target.write_bytes(LAW)
    assert fetch(to=tmp_path / "to", manifest=pins, address=address, tries=1) == []
    target.write_bytes(b"an older edition that the user keeps")
    assert fetch(to=tmp_path / "to", manifest=pins, address=address, tries=1)
    assert target.read_bytes() == b"an older edition that the user keeps"


def test_killed_while_downloading_it_leaves_only_whole_files(tmp_path, address):
    pins = manifest(tmp_path, "good", "slow")
    arguments = f"to={str(tmp_path / 'to')!r}, manifest={str(pins)!r}, address={address!r}"
    code = f"from ctlaw.fetch import fetch; fetch({arguments})"
    process = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.time() + 30
    while not any("slow" in path for path in Server.asked) and time.time() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert whole_files(tmp_path / "to") == ["fr/good.txt"]
    assert fetch(to=tmp_path / "to", manifest=pins, address=address) == []
    assert whole_files(tmp_path / "to") == ["fr/good.txt", "fr/slow.txt"]


def test_a_folder_can_stand_in_for_the_network(tmp_path):
    pins = manifest(tmp_path, "good", "absent")
    (tmp_path / "from/fr").mkdir(parents=True)
    (tmp_path / "from/fr/good.txt").write_bytes(LAW)
    missing = fetch(to=tmp_path / "to", manifest=pins, source=tmp_path / "from")
    assert [path for path, _ in missing] == ["fr/absent.txt"]
    assert whole_files(tmp_path / "to") == ["fr/good.txt"]


@pytest.mark.parametrize(("asked", "message"), [("France", "did you mean `fr`"), ("de", "has no text of de")])
def test_an_unknown_jurisdiction_is_named(tmp_path, asked, message):
    with pytest.raises(CorpusError, match=message):
        fetch([asked], manifest=manifest(tmp_path, "good"), to=tmp_path / "to")


def test_new_law_lays_files_ready_and_overwrites_none(tmp_path):
    (tmp_path / "restated").mkdir()
    restated, row = new_law("ke", "prevention-of-terrorism-act", folder=tmp_path)
    assert "kind: restatement" in restated.read_text("utf-8")
    lines = row.read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert lines[0] == (corpus_folder() / "manifest.csv").open(encoding="utf-8").readline().strip(), "it can be added"
    assert pd.read_csv(row, dtype=str).loc[0].dropna().to_dict() == {
        "path": "ke/prevention-of-terrorism-act.txt", "jurisdiction": "ke", "byte_exact": "no",
    }  # fmt: skip
    with pytest.raises(CorpusError, match="exists"):
        new_law("ke", "prevention-of-terrorism-act", folder=tmp_path)
