"""Checks the pages of a rendered site in chromium with axe: python3 check.py SITE [PAGE …]

Needs chromium and axe.min.js: `pip install axe-core-python`, or AXE=/path/to/axe.min.js. Without them it exits with 77.
Each page is opened as a file in light and dark, wide and narrow, and axe is run in it; then once more as it is, to hear what
the console says. Prints violations of any impact and every request that leaves the site; exits with 1 when there are any.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile

from browser import Browser, Tab, each, find_chromium

RUN = """
axe.run(document, {resultTypes: ["violations"]}).then(result => ({
  violations: result.violations.map(v => ({
    id: v.id, impact: v.impact,
    nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + " | " + (n.failureSummary || "").slice(0, 300))
  })),
  requests: performance.getEntriesByType("resource").map(r => r.name),
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth
}))
"""
VARIANTS = [("light", 1280, 900), ("dark", 390, 844)]


def find_axe():
    if os.environ.get("AXE"):
        return pathlib.Path(os.environ["AXE"])
    packages = pathlib.Path(sysconfig.get_paths()["purelib"])
    return next(iter(sorted(packages.glob("axe*/**/axe.min.js"))), None)


FILTER = r"""
new Promise(done => {
  const input = document.getElementById("filter-text"), output = document.getElementById("filter-status");
  // What stands there before is not the answer.
  output.textContent = "";
  input.value = "density>0%";
  input.dispatchEvent(new Event("focus"));
  input.dispatchEvent(new Event("input", {bubbles: true}));
  const start = Date.now();
  (function look() {
    if (/\d\D+\d/.test(output.textContent) || Date.now() - start > 20000) done(output.textContent);
    else setTimeout(look, 50);
  })();
})
"""


def check_filter(browser, site):
    """The filter of the first list of features finds what every list holds: rows with a density above zero."""
    lists = sorted(site.glob("features/*/*/index.html"))
    if not lists:
        return 0
    expected = len([p for p in lists[0].parent.glob("*.html") if p.stem.isdigit()])
    with Tab(browser) as tab:
        tab.open(lists[0])
        status = tab.evaluate(FILTER)
    if re.findall(r"[\d,]+", status)[:2] == [f"{expected:,}"] * 2:
        return 0
    print(f"the filter of {lists[0]} says {status}, {expected} features expected")
    return 1


PRINT_PAGES = 12
HEADS = '[...document.querySelector("main table thead").rows[0].cells].slice(0, 3).map(cell => cell.textContent.trim().split(" ")[0])'
LONG = """
const body = document.querySelector("main table tbody");
for (let i = 0; i < 150; i++) body.appendChild(body.rows[0].cloneNode(true));
"""


def check_print(browser, site):
    """Pages of probes fit on some sheets of paper, and heads of long tables keep their text on further sheets."""
    failures = 0
    with Tab(browser) as tab:
        for source in sorted(site.glob("probes/*/index.html"))[:2]:
            tab.open(source)
            sheets = len(re.findall(rb"/Type /Page\b", tab.printed()))
            if not 1 <= sheets <= PRINT_PAGES:
                failures += 1
                print(f"{source}: {sheets} sheets of paper")
        lists = sorted(site.glob("features/*/*/index.html"))
        if lists and shutil.which("pdftotext"):
            tab.open(lists[0])
            names = tab.evaluate(HEADS)
            tab.evaluate(LONG)
            with tempfile.NamedTemporaryFile(suffix=".pdf") as pdf:
                pdf.write(tab.printed())
                pdf.flush()
                text = subprocess.run(["pdftotext", "-layout", pdf.name, "-"], capture_output=True, text=True).stdout
            heads = sum(1 for sheet in text.split("\f") if re.search("[^\n]+".join(map(re.escape, names)), sheet))
            if heads < 3:
                failures += 1
                print(f"{lists[0]}: a head that is repeated on {heads} sheets has text")
    return failures


def main():
    axe = find_axe()
    if not find_chromium() or not axe:
        print("chromium or axe.min.js is missing: nothing was checked")
        return 77
    site = pathlib.Path(sys.argv[1]).resolve()
    pages = sys.argv[2:] or one_of_each_kind(site)
    with Browser() as browser:
        failures = check_filter(browser, site) + check_print(browser, site)
    script = axe.read_text("utf-8")
    failures += sum(each(pages, lambda browser, page: check_console(browser, site, page)))
    # axe reads the rules of the style sheets, which pages that are files may not.
    failures += sum(each(pages, lambda browser, page: check_page(browser, script, site, page), "--allow-file-access-from-files"))
    print(f"{len(pages)} pages, {failures} failures")
    return 1 if failures else 0


def one_of_each_kind(site):
    """The first page of each folder pattern: thousands of feature pages come from one template."""
    chosen = {}
    for path in sorted(site.rglob("*.html")):
        relative = path.relative_to(site).as_posix()
        kind = re.sub(r"\d+\.html$", "N.html", relative)
        kind = re.sub(r"^(features|probes|bias)/[^/]+/", r"\1/*/", kind)
        kind = re.sub(r"^features/\*/[^/]+/", "features/*/*/", kind)
        kind = re.sub(r"^transfer/(?!index\.html$).+", "transfer/*", kind)
        chosen.setdefault(kind, relative)
    return sorted(chosen.values())


def check_console(browser, site, page):
    """The page as it is, policy and all, logs nothing."""
    with Tab(browser) as tab:
        tab.open(site / page)
        lines = tab.logged()
    for line in lines:
        print(f"{page}: the console says {line}")
    return len(lines)


def check_page(browser, axe, site, page):
    failures = 0
    with Tab(browser) as tab:
        for scheme, width, height in VARIANTS:
            tab.view(width, height, scheme)
            tab.open(site / page)
            tab.evaluate(axe)
            failures += report(tab.evaluate(RUN), f"{page} ({scheme})")
    return failures


def report(found, name):
    failures = 0
    for violation in found["violations"]:
        failures += 1
        print(f"{name}: {violation['impact']} {violation['id']}")
        for node in violation["nodes"]:
            print(f"    {node}")
    for request in found["requests"]:
        if not request.startswith("file:"):
            failures += 1
            print(f"{name}: asks for {request}")
    if found["overflow"] > 0:
        failures += 1
        print(f"{name}: {found['overflow']} pixels wider than the window")
    return failures


if __name__ == "__main__":
    sys.exit(main())
