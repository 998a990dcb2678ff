"""The report's page under axe-core, and the time until it can be read.

    make report
    python -m benchmarks.accessibility AXE.MIN.JS [build/report/index.html]

Needs Chromium, the Python package ``playwright`` and the file ``axe.min.js`` of the npm package ``axe-core``, none of
which belongs to ctlaw's environment. Three states are looked at: the table, an open cell, two countries side by side;
in a wide and in a narrow window. Prints the findings by impact, with the element that each is about.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATES = {"table": "", "cell": "#cell=fr/crime.travel", "side by side": "#compare=fr,de/crime.membership"}
WINDOWS = ((1400, 1000), (420, 900))


def main() -> int:
    """Look and print; 1 when there is a finding that axe calls serious or critical."""
    if len(sys.argv) not in (2, 3) or not Path(sys.argv[1]).is_file():
        sys.exit("usage: python -m benchmarks.accessibility AXE.MIN.JS [PAGE.html]")
    page_file = Path(sys.argv[2] if len(sys.argv) == 3 else ROOT / "build" / "report" / "index.html").resolve()
    try:
        from playwright.sync_api import sync_playwright  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        sys.exit("benchmarks.accessibility: needs the package playwright (pip install playwright) and Chromium.")
    browser_file = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    axe, serious = Path(sys.argv[1]).read_text("utf-8"), 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_file, args=["--no-sandbox", "--disable-gpu"])
        for width, height in WINDOWS:
            context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
            for name, fragment in STATES.items():
                page = context.new_page()
                page.goto(page_file.as_uri() + fragment)
                page.wait_for_timeout(500)
                drawn = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
                ready = page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart")
                page.evaluate(axe)
                found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
                print(f"{width} px, {name}: {len(found)} findings; first drawn after {drawn:.0f} ms, "
                      f"loaded after {ready:.0f} ms")  # fmt: skip
                for finding in found:
                    serious += finding["impact"] in ("serious", "critical")
                    print(f"  {finding['impact']}: {finding['id']}, {finding['help']}, {len(finding['nodes'])} times")
                    for node in finding["nodes"][:3]:
                        print(f"    {node['html'][:140]}")
                page.close()
            context.close()
        browser.close()
    print(f"serious or critical: {serious}")
    return 1 if serious else 0


if __name__ == "__main__":
    sys.exit(main())
