"""Checks how the pages of a rendered site are set: python3 layout.py SITE [PAGE …]

One page of each kind, on a desktop and on a phone: nothing is wider than the window, no word of at most 24 letters in a table is
broken, and the signs ≤ and ≥ of Japanese pages are those of the theme's own font: some releases of a Japanese font have them
the wrong way round. On paper nothing is cut off.

Needs chromium; without it it exits with 77.
"""

import pathlib
import sys

from browser import Tab, each, find_chromium
from check import one_of_each_kind

WINDOWS = [(1300, 900), (390, 844)]
LOOK = r"""
(async () => {
  const found = [];
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > room) {
    const wide = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > room + 1).pop();
    found.push(`${document.documentElement.scrollWidth - room} pixels wider than the window: ${wide ? wide.outerHTML.slice(0, 120) : ""}`);
  }
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node; (node = texts.nextNode());) {
    const cell = node.parentElement.closest("th, td");
    if (!cell || node.parentElement.closest("code, svg") || !cell.getClientRects().length) continue;
    for (const word of node.data.matchAll(/\b[A-Za-z]{2,24}\b/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map(r => Math.round(r.top)));
      if (lines.size > 1) found.push(`“${word[0]}” is broken in ${cell.outerHTML.slice(0, 120)}`);
    }
  }
  await document.fonts.load('40px "Atlas Signs"', "≤≥");
  const drawn = (family, weight) => {
    const context = Object.assign(document.createElement("canvas"), { width: 100, height: 60 }).getContext("2d");
    context.font = `${weight} 40px ${family}`;
    context.fillText("≤≥", 5, 45);
    return context.getImageData(0, 0, 100, 60).data.join();
  };
  if (document.documentElement.lang == "ja") {
    const signs = drawn('"Atlas Signs"', 400);
    if (signs == drawn("monospace", 400)) found.push("the theme's font of signs is not there");
    for (const element of [document.body, document.querySelector("h1")]) {
      if (drawn(getComputedStyle(element).fontFamily, 400) != signs) found.push(`${element.tagName} takes ≤ from another font`);
    }
  }
  return found;
})()
"""

# As wide as what a sheet of A4 has room for.
PAPER = (688, 1000)
CUT = r"""
[...document.querySelectorAll("main, main *")].filter(e => {
  if (!e.getClientRects().length || e.closest("svg")) return false;
  const cuts = getComputedStyle(e).overflowX != "visible" && e.scrollWidth > e.clientWidth + 1;
  // Chromium prints a page smaller that is too wide, to a half at most (kPrintingMaximumShrinkFactor).
  return cuts || e.getBoundingClientRect().right > document.documentElement.clientWidth * 1.4;
}).map(e => `cut off: ${e.outerHTML.slice(0, 120)}`).slice(0, 1)
"""


def look(browser, page):
    with Tab(browser) as tab:
        found = []
        for width, height in WINDOWS:
            tab.view(width, height, "light")
            tab.open(page)
            found += [f"{page} at {width}: {fault}" for fault in tab.evaluate(LOOK)]
        tab.view(*PAPER, "light")
        tab.call("Emulation.setEmulatedMedia", media="print")
        found += [f"{page} on paper: {fault}" for fault in tab.evaluate(CUT)]
        return found


def main():
    if not find_chromium():
        print("chromium is missing: nothing was looked at")
        return 77
    site = pathlib.Path(sys.argv[1]).resolve()
    pages = sys.argv[2:] or one_of_each_kind(site)
    faults = sum(each(pages, lambda browser, page: look(browser, site / page)), [])
    for fault in faults:
        print(fault)
    print(f"{len(pages)} pages, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
