"""What a newcomer relies on: the lock, the conda file and the make targets agree with pyproject.toml."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest

from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def names(requirements):
    """Return name -> version condition, extras aside."""
    split = [re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?(.*)", r.strip()) for r in requirements]
    return {m.group(1).lower(): m.group(2) for m in split if m}


def test_environment_yml_is_in_step_with_pyproject():
    lines = (ROOT / "environment.yml").read_text("utf-8").splitlines()
    conda = names(line[4:] for line in lines if line.startswith("  - ") and line not in ("  - pip", "  - conda-forge")
                  and not line.endswith(":"))  # fmt: skip
    assert conda.pop("python") == PROJECT["project"]["requires-python"]
    assert conda == names(PROJECT["project"]["dependencies"])


def test_the_lock_has_pins_and_hashes_and_no_addresses():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock and "--index" not in lock
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.M))
    for name, condition in names(PROJECT["project"]["dependencies"]).items():
        assert name in pins, name
        if condition.startswith("=="):
            assert pins[name] == condition[2:]
    for block in re.split(r"\n(?=[a-z])", lock.strip()):
        if re.match(r"[\w.-]+==", block):
            assert "--hash=sha256:" in block, block[:60]


@pytest.mark.parametrize("target", ["report", "test", "lab", "quality", "data", "site"])
def test_make_knows_its_targets(target):
    result = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip()


def test_no_tracked_file_names_a_path_of_one_machine():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    places = re.compile(rb"/(?:ho[m]e|Us[e]rs)/[a-z]+/|/ro[o]t/|/wo[r]k/(?:main|shared)")
    for name in tracked.stdout.split("\n"):
        path = ROOT / name
        if name and path.is_file() and path.stat().st_size < 4_000_000:
            assert not places.search(path.read_bytes()), name


def test_tracked_files_are_small():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split("\n")
    most = 8_000_000  # the model has 7 MB
    assert [n for n in tracked if n and (ROOT / n).is_file() and (ROOT / n).stat().st_size > most] == []


def test_spacy_finds_every_component_without_importing_ctlaw():
    from ctlaw.extract import ELEMENTS

    assert set(PROJECT["project"]["entry-points"]["spacy_factories"]) == set(ELEMENTS)
    code = (
        "import spacy; nlp = spacy.blank('en')\n"
        f"for name in {sorted(ELEMENTS)!r}: nlp.add_pipe(name)\n"
        "doc = nlp('Whoever hides a bomb is liable to imprisonment for a term not exceeding ten years.')\n"
        "print(doc.user_data['penalties'][0]['max_months'])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.strip() == "120", result.stderr[-500:]
