"""Pictures of the pages of a site: python3 screens.py SITE FOLDER [--all] [--compare REFERENCES [--update]]

One page of each kind, 1300 and 390 pixels wide, in light and dark, and printed. FOLDER gets a PNG for each. With --compare
each kind is also put into one small picture, which is compared with the one of the same name among REFERENCES; exits with 1
where they differ by more than other fonts and other releases of the browser do. --update keeps the new ones instead.

Needs chromium, pdftoppm and Pillow; without them it exits with 77.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

try:
    from PIL import Image, ImageChops
except ImportError:
    Image = None

from check import one_of_each_kind

# Width, height, colour scheme of the settings, name.
VIEWS = [(1300, 1800, "1", "desktop-light"), (1300, 1800, "0", "desktop-dark"), (390, 1560, "1", "phone-light"), (390, 1560, "0", "phone-dark")]
# Pictures that chromium makes are at most this wide.
WIDEST = 15000
# Of the small pictures.
SMALL = {"desktop": 156, "phone": 78, "print": 110}
TALLEST = 216
# A pixel that differs: by more than this in any colour, of 255.
STEP = 48
# Of the pixels of a small picture, at most this share may differ.
MOST = 0.04


def run(command):
    subprocess.run(command, capture_output=True, timeout=300, check=False)


def pictures(chromium, site, pages, width, height, scheme):
    """Pages beside each other in frames: a window of chromium cannot be as narrow as a phone, a frame can."""
    count = max(1, WIDEST // width)
    for start in range(0, len(pages), count):
        some = pages[start:start + count]
        frames = "".join(
            f'<iframe src="{(site / page).as_uri()}" style="position:absolute;border:0;top:0;left:{i * width}px;'
            f'width:{width}px;height:{height}px"></iframe>' for i, page in enumerate(some))
        with tempfile.TemporaryDirectory() as folder:
            sheet, picture = pathlib.Path(folder, "sheet.html"), pathlib.Path(folder, "sheet.png")
            sheet.write_text(f'<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">{frames}</body>', "utf-8")
            run([
                chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={max(500, width * len(some))},{height}",
                f"--blink-settings=preferredColorScheme={scheme}", "--virtual-time-budget=8000", f"--screenshot={picture}", sheet.as_uri(),
            ])
            whole = Image.open(picture).convert("RGB")
        for i, page in enumerate(some):
            yield page, whole.crop((i * width, 0, (i + 1) * width, height))


def printed(chromium, site, page):
    """The first sheet."""
    with tempfile.TemporaryDirectory() as folder:
        pdf = pathlib.Path(folder, "page.pdf")
        run([
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--virtual-time-budget=8000",
            f"--print-to-pdf={pdf}", (site / page).as_uri(),
        ])
        run(["pdftoppm", "-r", "72", "-f", "1", "-l", "1", "-png", "-singlefile", str(pdf), str(pdf.with_suffix(""))])
        return Image.open(pdf.with_suffix(".png")).convert("RGB")


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
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium or not shutil.which("pdftoppm") or Image is None:
        print("chromium, pdftoppm or Pillow is missing: nothing was looked at")
        return 77
    pages = one_of_each_kind(site)
    folder.mkdir(parents=True, exist_ok=True)
    views = {page: [] for page in pages}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        taken = [pool.submit(lambda view=view: list(pictures(chromium, site, pages, *view[:3]))) for view in VIEWS]
        on_paper = pool.map(lambda page: printed(chromium, site, page), pages)
        for view, found in zip(VIEWS, taken):
            for page, picture in found.result():
                views[page].append((view[3], picture))
        for page, picture in zip(pages, on_paper):
            views[page].append(("print", picture))
    for page in pages:
        for name, picture in views[page]:
            picture.save(folder / f"{kind(page)}.{name}.png")
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
