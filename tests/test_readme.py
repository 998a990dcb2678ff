"""The README's code runs, so it cannot rot."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_readmes_python_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", README, re.S)
    assert len(blocks) == 2
    names: dict = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 (our own README)
    assert names["table"].loc["fr"].notna().any()
    assert len(names["heavy"]) and len(names["codings"])


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", README))))
def test_the_readmes_links_lead_somewhere(link):
    assert (ROOT / link).exists()


def test_the_readme_names_the_two_commands():
    assert "make report" in README and "make test" in README
