"""Pictures of the pages of a site: python3 screens.py SITE FOLDER [--all] [--compare REFERENCES [--update]]

One page of each kind, 1300 and 390 pixels wide, in light and dark, and printed. FOLDER gets a PNG for each. With --compare
each kind is also put into one small picture, which is compared with the one of the same name among REFERENCES; exits with 1
where they differ by more than other fonts and other releases of the browser do. --update keeps the new ones instead.

Needs chromium, pdftoppm and Pillow; without them it exits with 77.
"""

import io
import pathlib
import re
import shutil
import subprocess
import sys

try:
    from PIL import Image, ImageChops
except ImportError:
    Image = None

from browser import Tab, each, find_chromium
from check import one_of_each_kind

# Width, height, colour scheme, name.
VIEWS = [(1300, 1800, "light", "desktop-light"), (1300, 1800, "dark", "desktop-dark"), (390, 1560, "light", "phone-light"), (390, 1560, "dark", "phone-dark")]
# Of the small pictures.
SMALL = {"desktop": 156, "phone": 78, "print": 110}
TALLEST = 216
# A pixel that differs: by more than this in any colour, of 255.
STEP = 48
# Of the pixels of a small picture, at most this share may differ.
MOST = 0.04


def pictures(browser, page):
    """What a page looks like in every view, and the first sheet of it on paper: by name."""
    with Tab(browser) as tab:
        tab.open(page)
        found = {"print": first_sheet(tab.printed())}
        for width, height, scheme, name in VIEWS:
            tab.view(width, height, scheme)
            tab.open(page)
            found[name] = Image.open(io.BytesIO(tab.picture())).convert("RGB")
    return found


def first_sheet(pdf):
    png = subprocess.run(["pdftoppm", "-r", "72", "-f", "1", "-l", "1", "-png", "-singlefile", "-"], input=pdf, capture_output=True).stdout
    return Image.open(io.BytesIO(png)).convert("RGB")


def small(picture, name):
    width = SMALL[name.split("-")[0]]
    height = min(TALLEST, picture.height * width // picture.width)
    picture = picture.crop((0, 0, picture.width, height * picture.width // width))
    return picture.resize((width, height), Image.LANCZOS)


def sheet(views):
    """All views of a page beside each other."""
    parts = [small(picture, name) for name, picture in views]
    whole = Image.new("RGB", (sum(p.width + 4 for p in parts), TALLEST), (128, 128, 128))
    left = 0
    for part in parts:
        whole.paste(part, (left, 0))
        left += part.width + 4
    return whole


def difference(one, other):
    """The share of pixels that differ."""
    if one.size != other.size:
        return 1.0
    bands = ImageChops.difference(one, other).split()
    largest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    counts = largest.histogram()
    return sum(counts[STEP + 1:]) / (one.width * one.height)


def kind(page):
    return re.sub(r"[^a-z0-9]+", "-", page.removesuffix(".html").lower()).strip("-")


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    site, folder = (pathlib.Path(a).resolve() for a in arguments[:2])
    references = pathlib.Path(arguments[2]) if "--compare" in sys.argv else None
    if not find_chromium() or not shutil.which("pdftoppm") or Image is None:
        print("chromium, pdftoppm or Pillow is missing: nothing was looked at")
        return 77
    pages = one_of_each_kind(site)
    folder.mkdir(parents=True, exist_ok=True)
    names = [view[3] for view in VIEWS] + ["print"]
    found = each(pages, lambda browser, page: pictures(browser, site / page))
    views = {page: [(name, own[name]) for name in names] for page, own in zip(pages, found)}
    for page in pages:
        for name, picture in views[page]:
            picture.save(folder / f"{kind(page)}.{name}.png", compress_level=1)
    print(f"{len(pages)} pages, {sum(map(len, views.values()))} pictures in {folder}")
    return compare(references, views, folder) if references else 0


def compare(references, views, folder):
    failures = 0
    if "--update" in sys.argv:
        shutil.rmtree(references, ignore_errors=True)
        references.mkdir(parents=True)
    known = {path.stem for path in references.glob("*.png")}
    for page, shown in views.items():
        name, now = kind(page), sheet(shown)
        if "--update" in sys.argv:
            now.quantize(32, dither=Image.Dither.NONE).save(references / f"{name}.png", optimize=True)
            continue
        if name not in known:
            failures += 1
            print(f"{page}: there is no picture of it among {references}")
            continue
        share = difference(now, Image.open(references / f"{name}.png").convert("RGB"))
        if share > MOST:
            failures += 1
            now.save(folder / f"{name}.now.png")
            print(f"{page}: {share:.1%} of its small picture differ: look at {folder / name}.now.png")
    for name in sorted(known - {kind(page) for page in views}) if "--update" not in sys.argv else []:
        failures += 1
        print(f"{name}: a picture of a page that is no longer there")
    if failures:
        print("where they are as they should be: make screens-update")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
