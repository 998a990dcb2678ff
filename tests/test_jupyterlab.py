"""JupyterLab in a real browser: `00-start-here` is opened, run from top to bottom, and shows its table and figure."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

from conftest import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")


@pytest.fixture
def lab(tmp_path: Path):
    """Start JupyterLab on a copy of the notebooks, so that the run changes nothing in the checkout."""
    work = tmp_path / "clone"
    (work / "notebooks").mkdir(parents=True)
    stripped = nbformat.read(ROOT / "notebooks" / "00-start-here.ipynb", as_version=4)
    for cell in stripped.cells:
        if cell.cell_type == "code":  # what is seen at the end was made in this run
            cell.outputs, cell.execution_count = [], None
    nbformat.write(stripped, work / "notebooks" / "00-start-here.ipynb")
    settings = tmp_path / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    # Cells out of sight are drawn too, and the notebook's kernel starts without a question.
    wanted = {"windowingMode": "none", "autoStartDefaultKernel": True}
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps(wanted))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # A backend set for the tests would keep figures out of the notebook.
    inherited = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    environment = {
        **inherited, "CTLAW_CORPUS": str(ROOT / "corpus"), "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"), "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
    }  # fmt: skip
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1",
        "--IdentityProvider.token=", "--ServerApp.password=", f"--ServerApp.root_dir={work / 'notebooks'}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.news_url=None",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"{address}/api", timeout=2):
                    break
            except OSError:
                assert process.poll() is None, "JupyterLab stopped"
                time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def test_the_first_notebook_runs_in_a_browser(lab):
    from playwright.sync_api import sync_playwright

    options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
               "--disable-component-update", "--disable-sync"]  # fmt: skip
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=options)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(120_000)
        page.goto(f"{lab}/lab/tree/00-start-here.ipynb?reset")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        accept = page.locator("dialog.jp-Dialog button.jp-mod-accept")
        for _ in range(20):  # whatever is asked first about the kernel gets its default answer
            page.wait_for_timeout(500)
            if accept.count():
                accept.first.click()
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        # Every cell has run: each has its number.
        page.wait_for_function(
            """() => {
                const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(e => e.innerText);
                return prompts.length > 5 && prompts.every(p => /\\[\\d+\\]/.test(p))
                    && !prompts.some(p => p.includes('*'));
            }""",
            timeout=180_000,
        )
        assert page.locator(".jp-OutputArea-output table").count() >= 3
        assert page.locator(".jp-OutputArea-output img").count() >= 1
        errors = ".jp-OutputArea-output[data-mime-type*=stderr], .jp-RenderedText[data-mime-type*=error]"
        assert page.locator(errors).count() == 0
        browser.close()
