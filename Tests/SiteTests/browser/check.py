"""Checks the pages of a rendered site in chromium with axe: python3 check.py SITE [PAGE …]

Needs chromium and axe.min.js: `pip install axe-core-python`, or AXE=/path/to/axe.min.js. Without them it exits with 77.
Each page is copied beside itself with axe and a runner added, opened as a file in light and dark, wide and narrow, and
the result is read from the page. Prints violations of serious or critical impact and every request that leaves the
site; exits with 1 when there are any.
"""

import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor

RUNNER = """
<script src="%s"></script>
<script>
axe.run(document, {resultTypes: ["violations"]}).then(function (result) {
  var output = document.createElement("pre");
  output.id = "axe-result";
  output.textContent = JSON.stringify({
    violations: result.violations.map(function (v) {
      return {id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map(function (n) {
        return n.html.slice(0, 200) + " | " + (n.failureSummary || "").slice(0, 300);
      })};
    }),
    requests: performance.getEntriesByType("resource").map(function (r) { return r.name; }),
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth
  });
  document.body.appendChild(output);
});
</script>
"""
VARIANTS = [("light", "1280,900", "1"), ("dark", "390,844", "0")]


def opened(source):
    """The text of a page without the policy that forbids scripts of others, among them those of this file."""
    return re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", source.read_text(encoding="utf-8"))


def find_axe():
    if os.environ.get("AXE"):
        return pathlib.Path(os.environ["AXE"])
    packages = pathlib.Path(sysconfig.get_paths()["purelib"])
    return next(iter(sorted(packages.glob("axe*/**/axe.min.js"))), None)


FILTER = """
<script>
addEventListener("load", function () {
  var input = document.getElementById("filter-text");
  input.value = "%s";
  input.dispatchEvent(new Event("focus"));
  input.dispatchEvent(new Event("input", {bubbles: true}));
  setTimeout(function () {
    var output = document.createElement("pre");
    output.id = "filter-result";
    output.textContent = document.getElementById("filter-status").textContent + " | "
      + document.querySelectorAll("main table tbody tr").length;
    document.body.appendChild(output);
  }, 2000);
});
</script>
"""


def check_filter(chromium, site):
    """The filter of the first list of features finds what every list holds: rows with a density above zero."""
    lists = sorted(site.glob("features/*/*/index.html"))
    if not lists:
        return 0
    source = lists[0]
    expected = len([p for p in source.parent.glob("*.html") if p.stem.isdigit()])
    copy = source.with_name("axe-check-filter.html")
    copy.write_text(opened(source).replace("</body>", FILTER % "density>0%" + "</body>"), "utf-8")
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom",
        copy.as_uri(),
    ]
    output = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    copy.unlink()
    match = re.search(r'<pre id="filter-result">(.*?)</pre>', output)
    if match and match.group(1).startswith(f"{expected:,} of {expected:,} "):
        return 0
    print(f"the filter of {source} says {match and match.group(1)}, {expected} features expected")
    return 1


PRINT_PAGES = 12
LONG = """
<script>
addEventListener("load", function () {
  var body = document.querySelector("main table tbody");
  for (var i = 0; i < 150; i++) body.appendChild(body.rows[0].cloneNode(true));
});
</script>
"""


def printed(chromium, page):
    """The bytes of a page printed to PDF."""
    target = page.with_suffix(".pdf")
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
        "--virtual-time-budget=5000", f"--print-to-pdf={target}", page.as_uri(),
    ]
    subprocess.run(command, capture_output=True, timeout=120)
    pdf = target.read_bytes()
    target.unlink()
    return pdf


def check_print(chromium, site):
    """Pages of probes fit on some sheets of paper, and heads of long tables keep their text on further sheets."""
    failures = 0
    for source in sorted(site.glob("probes/*/index.html"))[:2]:
        sheets = len(re.findall(rb"/Type /Page\b", printed(chromium, source)))
        if not 1 <= sheets <= PRINT_PAGES:
            failures += 1
            print(f"{source}: {sheets} sheets of paper")
    lists = sorted(site.glob("features/*/*/index.html"))
    if lists and shutil.which("pdftotext"):
        copy = lists[0].with_name("axe-check-print.html")
        copy.write_text(opened(lists[0]).replace("</body>", LONG + "</body>"), "utf-8")
        pdf = copy.with_suffix(".long.pdf")
        pdf.write_bytes(printed(chromium, copy))
        text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True).stdout
        heads = sum(1 for sheet in text.split("\f") if re.search(r"Feature +Active +Share", sheet))
        if heads < 3:
            failures += 1
            print(f"{lists[0]}: a head that is repeated on {heads} sheets has text")
        copy.unlink()
        pdf.unlink()
    return failures


def main():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    axe = find_axe()
    if not chromium or not axe:
        print("chromium or axe.min.js is missing: nothing was checked")
        return 77
    site = pathlib.Path(sys.argv[1]).resolve()
    pages = sys.argv[2:] or one_of_each_kind(site)
    failures = check_filter(chromium, site) + check_print(chromium, site)
    # A browser works on a page in one thread at a time.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failures += sum(pool.map(lambda page: check_page(chromium, axe, site, page), pages))
    print(f"{len(pages)} pages, {failures} failures")
    return 1 if failures else 0


def check_page(chromium, axe, site, page):
    source = site / page
    copy = source.with_name("axe-check-" + source.name)
    copy.write_text(opened(source).replace("</body>", RUNNER % axe.as_uri() + "</body>"), encoding="utf-8")
    failures = sum(check(chromium, axe, copy, page, name, size, scheme) for name, size, scheme in VARIANTS)
    copy.unlink()
    return failures + check_console(chromium, source, page)


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


def check_console(chromium, source, page):
    """The page as it is, policy and all, logs nothing."""
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom", source.as_uri(),
    ]
    logged = subprocess.run(command, capture_output=True, text=True, timeout=120).stderr
    lines = [line for line in logged.splitlines() if ":CONSOLE:" in line]
    for line in lines:
        print(f"{page}: the console says {line}")
    return len(lines)


def check(chromium, axe, copy, page, name, size, scheme):
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
        f"--window-size={size}", f"--blink-settings=preferredColorScheme={scheme}", "--virtual-time-budget=20000",
        "--dump-dom", copy.as_uri(),
    ]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    match = re.search(r'<pre id="axe-result">(.*?)</pre>', result.stdout, re.S)
    if not match:
        print(f"{page} ({name}): axe gave no result\n{result.stderr[-500:]}")
        return 1
    found = json.loads(html.unescape(match.group(1)))
    failures = 0
    for violation in found["violations"]:
        failures += 1
        print(f"{page} ({name}): {violation['impact']} {violation['id']}")
        for node in violation["nodes"]:
            print(f"    {node}")
    for request in found["requests"]:
        if not request.startswith("file:"):
            failures += 1
            print(f"{page} ({name}): asks for {request}")
    if found["overflow"] > 0:
        failures += 1
        print(f"{page} ({name}): {found['overflow']} pixels wider than the window")
    return failures


if __name__ == "__main__":
    sys.exit(main())
