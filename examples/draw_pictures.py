#!/usr/bin/env python3
"""Draws the demo's pictures and writes its captions; pictures and captions of the same grammar for training on request.

    python3 draw_pictures.py                          # pictures/*.png, pictures.csv, captions.csv
    python3 draw_pictures.py --training /tmp/drawn    # 2,240 other pictures with a caption each

A picture is a *motif* (a thing in one of four designs), a *style* (background and rendering) and what varies inside such a
family: colour, place, size, turn, day or night. Designs 0 and 1 are drawn for training only, designs 2 and 3 for the demo
only, and the demo has styles of its own. Captions are made of the hand-written lines of material/captions.txt: a line is a
family. Only Pillow is needed; everything random comes from seeded generators.
"""

import argparse
import csv
import math
import random
import re
from pathlib import Path

from PIL import Image, ImageDraw

from make_corpus import read_material

HERE = Path(__file__).resolve().parent
SIDE, SCALE = 128, 3  # pixels of a picture, and how much larger it is drawn
CLASSES = ("boat", "car", "chart", "clock", "cup", "fish", "flower", "house")
TRAINING_ONLY = ("tree", "umbrella", "key", "ladder", "mountain", "star")  # they make the space wider
COLOURS = {
    "red": (205, 45, 40), "orange": (235, 130, 30), "yellow": (240, 200, 50), "green": (50, 150, 70),
    "blue": (45, 95, 190), "purple": (125, 65, 160), "brown": (125, 80, 45), "pink": (235, 130, 170),
}
PLACES = {"left": -0.09, "middle": 0.0, "right": 0.09}
SIZES = {"small": 0.58, "medium": 0.72, "large": 0.88}
LIGHTS = ("day", "night")
# (background, rendering). The first six are drawn for training, the last four for the demo.
STYLES = [
    ("plain", "flat"), ("sky", "outlined"), ("stripes", "flat"), ("board", "silhouette"), ("frame", "line"), ("dots", "outlined"),
    ("hills", "flat"), ("tiles", "outlined"), ("disc", "flat"), ("halves", "outlined"),
]
WHERE = {"hills": "above hills", "tiles": "on tiles", "disc": "before a disc", "halves": "on two halves"}
RENDERED = {"flat": "in flat colours", "outlined": "with dark outlines"}
TRAINING_STYLES, DEMO_STYLES = STYLES[:6], STYLES[6:]
TRAINING_DESIGNS, DEMO_DESIGNS = (0, 1), (2, 3)


def mix(one, other, share):
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other))


class Pen:
    """Draws in a unit square that is placed, scaled and turned; a style says what fills and outlines look like."""

    def __init__(self, image, rendering, ink, second, ground, place, size, turn):
        self.draw, self.side = ImageDraw.Draw(image), image.size[0]
        self.rendering, self.size, self.turn, self.place = rendering, size, turn, place
        self.tone = {"main": ink, "second": second, "detail": ground}
        if rendering == "silhouette":
            self.tone["second"] = ink

    def spot(self, x, y):
        x, y = (x - 0.5) * self.size, (y - 0.5) * self.size
        x, y = x * math.cos(self.turn) - y * math.sin(self.turn), x * math.sin(self.turn) + y * math.cos(self.turn)
        return (0.5 + x + self.place[0]) * self.side, (0.5 + y + self.place[1]) * self.side

    def shape(self, *points, role="main"):
        spots = [self.spot(*point) for point in points]
        thick = round(0.022 * self.side * self.size)
        if self.rendering == "line":
            self.draw.line(spots + spots[:2], fill=self.tone["main"], width=thick, joint="curve")
            return
        self.draw.polygon(spots, fill=self.tone[role])
        if self.rendering == "outlined":
            self.draw.line(spots + spots[:2], fill=mix(self.tone["main"], (0, 0, 0), 0.6), width=thick // 2 + 1, joint="curve")

    def oval(self, x, y, rx, ry=None, role="main", start=0.0, end=1.0):
        """An ellipse, or the part of one between two shares of a turn (clockwise, from the right)."""
        ry = rx if ry is None else ry
        angles = [2 * math.pi * (start + (end - start) * step / 40) for step in range(41)]
        self.shape(*((x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles), role=role)

    def box(self, x0, y0, x1, y1, role="main"):
        self.shape((x0, y0), (x1, y0), (x1, y1), (x0, y1), role=role)

    def stroke(self, *points, width=0.04, role="main"):
        tone = self.tone["main" if self.rendering == "line" else role]
        spots = [self.spot(*point) for point in points]
        self.draw.line(spots, fill=tone, width=max(2, round(width * self.side * self.size)), joint="curve")


# `n` is the design, 0 or 1 in training, 2 or 3 in the demo; `rng` draws the details that vary.

def boat(pen, n, rng):
    if n == 0:
        pen.shape((.1, .65), (.9, .65), (.75, .85), (.25, .85))
        pen.stroke((.5, .65), (.5, .12), width=.03)
        pen.shape((.53, .15), (.85, .6), (.53, .6), role="second")
        pen.shape((.47, .25), (.2, .6), (.47, .6), role="second")
    elif n == 1:
        pen.shape((.05, .6), (.95, .6), (.82, .85), (.15, .85))
        pen.box(.25, .42, .7, .6, role="second")
        pen.box(.45, .2, .58, .42)
        for x in (.33, .47, .61):
            pen.oval(x, .51, .035, role="detail")
    elif n == 2:
        pen.shape((.12, .7), (.88, .7), (.8, .78), (.7, .86), (.3, .86), (.2, .78))
        pen.stroke((.42, .7), (.42, .1), width=.03)
        pen.shape((.45, .1), (.9, .64), (.45, .64), role="second")
        pen.shape((.42, .1), (.26, .14), (.42, .19))
        pen.stroke((.02, .9), (.2, .87), (.4, .92), (.6, .87), (.8, .92), (.98, .88), width=.025, role="second")
    else:
        pen.shape((.02, .52), (.98, .58), (.86, .84), (.12, .84))
        pen.box(.18, .38, .62, .54, role="second")
        pen.box(.24, .24, .46, .38, role="second")
        pen.box(.5, .16, .58, .38)
        for x in (.25, .36, .47):
            pen.box(x, .42, x + .06, .48, role="detail")


def car(pen, n, rng):
    body = {
        0: [(.05, .6), (.22, .56), (.34, .38), (.66, .38), (.8, .56), (.95, .6), (.95, .74), (.05, .74)],
        1: [(.08, .3), (.72, .3), (.78, .5), (.94, .54), (.94, .74), (.08, .74)],
        2: [(.04, .62), (.16, .54), (.4, .52), (.5, .36), (.82, .38), (.93, .54), (.96, .74), (.04, .74)],
        3: [(.12, .5), (.26, .3), (.72, .3), (.86, .5), (.92, .56), (.92, .76), (.08, .76), (.08, .56)],
    }[n]
    pen.shape(*body)
    windows = {0: [(.3, .43, .47, .55), (.52, .43, .7, .55)], 1: [(.14, .36, .36, .5), (.42, .36, .68, .5)],
               2: [(.54, .41, .66, .53), (.7, .42, .82, .53)], 3: [(.29, .35, .48, .49), (.53, .35, .7, .49)]}[n]
    for window in windows:
        pen.box(*window, role="detail")
    for x in {0: (.26, .74), 1: (.25, .77), 2: (.24, .78), 3: (.27, .73)}[n]:
        pen.oval(x, .75, .105, role="second")
        pen.oval(x, .75, .045, role="detail")


def chart(pen, n, rng):
    pen.stroke((.1, .08), (.1, .9), (.94, .9), width=.025)
    heights = [rng.uniform(.15, .72) for _ in range(6)]
    if n == 0:
        for k in range(4):
            pen.box(.18 + .19 * k, .88 - heights[k], .3 + .19 * k, .88, role=("main", "second")[k % 2])
    elif n == 1:
        points = [(.16 + .15 * k, .86 - heights[k]) for k in range(6)]
        pen.stroke(*points, width=.035)
        for x, y in points:
            pen.oval(x, y, .03, role="second")
    elif n == 2:
        for k in range(5):
            pen.box(.15 + .16 * k, .88 - heights[k], .26 + .16 * k, .88)
            pen.box(.15 + .16 * k, .88 - heights[k] - .08, .26 + .16 * k, .88 - heights[k], role="second")
    else:
        points = [(.14 + .15 * k, .86 - heights[k]) for k in range(6)]
        pen.shape((.14, .88), *points, (.89, .88), role="second")
        pen.stroke(*points, width=.04)
        pen.stroke((.14, .8), (.89, .2), width=.015)


def clock(pen, n, rng):
    hour, minute = rng.uniform(0, 2 * math.pi), rng.uniform(0, 2 * math.pi)
    y, r = (.5, .42) if n in (0, 3) else (.56, .36) if n == 1 else (.5, .34)
    if n == 1:
        pen.oval(.27, .2, .13)
        pen.oval(.73, .2, .13)
        pen.stroke((.28, .84), (.18, .96), width=.06)
        pen.stroke((.72, .84), (.82, .96), width=.06)
    if n == 2:
        pen.box(.06, .06, .94, .94)
    if n == 3:
        pen.oval(.5, .05, .06, role="second")
    pen.oval(.5, y, r, role="second" if n == 2 else "main")
    pen.oval(.5, y, r * .84, role="detail")
    for k in range(12 if n in (0, 2) else 4):
        a = 2 * math.pi * k / (12 if n in (0, 2) else 4)
        pen.stroke((.5 + r * .68 * math.sin(a), y - r * .68 * math.cos(a)),
                   (.5 + r * .8 * math.sin(a), y - r * .8 * math.cos(a)), width=.025)
    pen.stroke((.5, y), (.5 + r * .42 * math.sin(hour), y - r * .42 * math.cos(hour)), width=.05)
    pen.stroke((.5, y), (.5 + r * .66 * math.sin(minute), y - r * .66 * math.cos(minute)), width=.03)


def cup(pen, n, rng):
    if n == 0:
        pen.oval(.75, .55, .16, .17)
        pen.oval(.75, .55, .1, .11, role="detail")
        pen.box(.2, .32, .72, .82)
    elif n == 1:
        pen.oval(.78, .48, .14, .13)
        pen.oval(.78, .48, .08, .07, role="detail")
        pen.shape((.14, .34), (.78, .34), (.66, .74), (.26, .74))
        pen.oval(.46, .84, .44, .06, role="second")
    elif n == 2:
        pen.oval(.76, .58, .17, .15)
        pen.oval(.76, .58, .11, .09, role="detail")
        pen.box(.18, .4, .74, .9)
        pen.oval(.46, .4, .28, .07, role="second")
        pen.box(.18, .58, .74, .68, role="second")
    else:
        pen.oval(.8, .5, .15, .12)
        pen.oval(.8, .5, .09, .06, role="detail")
        pen.oval(.46, .4, .34, .42, start=0, end=.5)
        pen.oval(.46, .4, .34, .08, role="second")
        pen.shape((.3, .8), (.62, .8), (.68, .88), (.24, .88))
    if n != 0:
        for x in (.34, .46, .58):
            pen.stroke((x, .28), (x + .03, .2), (x - .02, .13), (x + .02, .06), width=.022, role="second")


def fish(pen, n, rng):
    if n == 0:
        pen.shape((.66, .5), (.95, .28), (.95, .72), role="second")
        pen.oval(.42, .5, .36, .22)
        pen.oval(.2, .45, .035, role="detail")
    elif n == 1:
        pen.shape((.3, .5), (.06, .3), (.12, .5), (.06, .7))
        pen.shape((.4, .34), (.56, .12), (.7, .34), role="second")
        pen.oval(.58, .5, .34, .19)
        pen.oval(.8, .46, .035, role="detail")
    elif n == 2:
        pen.shape((.7, .5), (.97, .3), (.88, .5), (.97, .7))
        pen.shape((.3, .32), (.42, .14), (.62, .34), role="second")
        pen.shape((.36, .68), (.48, .86), (.58, .66), role="second")
        pen.shape((.04, .52), (.22, .34), (.46, .29), (.66, .38), (.76, .5), (.66, .62), (.46, .71), (.22, .68))
        pen.oval(.2, .47, .04, role="detail")
        pen.stroke((.34, .36), (.38, .5), (.34, .64), width=.02, role="detail")
    else:
        pen.shape((.24, .5), (.02, .34), (.02, .66), role="second")
        pen.oval(.54, .5, .34, .3)
        for x in (.4, .54):
            pen.box(x, .28 if x < .5 else .24, x + .06, .72 if x < .5 else .76, role="second")
        pen.oval(.74, .42, .045, role="detail")
        pen.stroke((.86, .56), (.78, .6), width=.025, role="detail")


def flower(pen, n, rng):
    petals, long, y = {0: (6, .17, .34), 1: (8, .15, .36), 2: (5, .18, .36), 3: (0, 0, .3)}[n]
    pen.stroke((.5, y), (.5, .96), width=.04, role="second")
    pen.shape((.5, .82), (.7, .62), (.78, .68), (.62, .8), role="second")
    if n != 1:
        pen.shape((.5, .9), (.3, .7), (.22, .76), (.38, .88), role="second")
    if n == 3:
        pen.shape((.28, .12), (.4, .26), (.5, .08), (.6, .26), (.72, .12), (.72, .4), (.6, .52), (.4, .52), (.28, .4))
        return
    for k in range(petals):
        a = 2 * math.pi * (k + .25) / petals
        pen.oval(.5 + long * math.cos(a), y + long * math.sin(a), {0: .11, 1: .085, 2: .135}[n])
    pen.oval(.5, y, .1, role="detail")


def house(pen, n, rng):
    if n == 0:
        pen.box(.18, .46, .82, .9)
        pen.shape((.1, .48), (.5, .12), (.9, .48), role="second")
        pen.box(.42, .62, .58, .9, role="detail")
    elif n == 1:
        pen.box(.1, .4, .9, .88)
        pen.shape((.04, .42), (.2, .2), (.8, .2), (.96, .42), role="second")
        for x in (.18, .68):
            pen.box(x, .52, x + .15, .66, role="detail")
        pen.box(.44, .58, .57, .88, role="detail")
    elif n == 2:
        pen.box(.66, .12, .76, .4, role="second")
        pen.box(.14, .5, .86, .92)
        pen.shape((.06, .52), (.5, .14), (.94, .52), role="second")
        for x in (.22, .62):
            pen.box(x, .6, x + .16, .74, role="detail")
        pen.box(.43, .68, .56, .92, role="detail")
    else:
        pen.box(.08, .54, .92, .92)
        pen.box(.5, .3, .86, .56)
        pen.shape((.44, .32), (.68, .08), (.92, .32), role="second")
        pen.shape((.02, .56), (.12, .42), (.5, .42), (.5, .56), role="second")
        for x, y in ((.6, .38), (.2, .64), (.62, .64)):
            pen.box(x, y, x + .14, y + .12, role="detail")
        pen.box(.42, .68, .54, .92, role="detail")


def tree(pen, n, rng):
    pen.box(.45, .6, .55, .95, role="second")
    if n == 0:
        pen.oval(.5, .38, .32)
    else:
        for y, w in ((.1, .2), (.26, .28), (.42, .36)):
            pen.shape((.5, y), (.5 + w, y + .28), (.5 - w, y + .28))


def umbrella(pen, n, rng):
    y, rx, ry = ((.5, .42, .36), (.46, .46, .32))[n]
    pen.stroke((.5, y - ry - .06), (.5, .88), width=.03, role="second")
    if n == 0:
        pen.stroke((.5, .86), (.52, .93), (.6, .94), (.64, .86), width=.035, role="second")
    else:
        pen.stroke((.5, .86), (.48, .94), (.4, .94), (.37, .87), width=.035, role="second")
    pen.oval(.5, y, rx, ry, start=.5, end=1)
    if n == 0:
        for k in range(3):
            pen.oval(.5 - rx + rx / 3 * (2 * k + 1), y + .01, rx / 3, .05, role="detail", start=.5, end=1)
    else:
        pen.oval(.5, y, rx * .42, ry, role="second", start=.5, end=1)


def key(pen, n, rng):
    pen.oval(.28, .5, .2)
    pen.oval(.28, .5, .1, role="detail")
    pen.box(.44, .45, .94, .55)
    for x in ((.72, .84) if n == 0 else (.64, .74, .86)):
        pen.box(x, .55, x + .07, .68, role="second")


def ladder(pen, n, rng):
    lean = .16 if n else 0
    pen.stroke((.3 + lean, .06), (.3 - lean, .94), width=.05)
    pen.stroke((.7 + lean, .06), (.7 - lean, .94), width=.05)
    for k in range(5):
        y = .16 + .17 * k
        shift = lean * (1 - 2 * (y - .06) / .88)
        pen.stroke((.3 + shift, y), (.7 + shift, y), width=.04, role="second")


def mountain(pen, n, rng):
    pen.shape((.02, .88), (.42, .16), (.74, .88))
    pen.shape((.4, .88), (.7, .34 + .1 * n), (.98, .88), role="second")
    pen.shape((.33, .32), (.42, .16), (.51, .35), (.42, .4), role="detail")


def star(pen, n, rng):
    points = 5 + 3 * n
    pen.shape(*((.5 + (.44 if k % 2 == 0 else .19) * math.sin(math.pi * k / points),
                 .5 - (.44 if k % 2 == 0 else .19) * math.cos(math.pi * k / points)) for k in range(2 * points)))


MOTIFS = {motif.__name__: motif for motif in (
    boat, car, chart, clock, cup, fish, flower, house, tree, umbrella, key, ladder, mountain, star)}


def background(image, kind, light, rng):
    """Paints the background and returns its ground colour."""
    draw, side = ImageDraw.Draw(image), image.size[0]
    tint = rng.choice([(200, 220, 240), (235, 228, 205), (215, 232, 212), (238, 215, 215), (225, 225, 230)])
    ground = tint if light == "day" else mix(tint, (18, 22, 48), 0.86)
    other = mix(ground, (255, 255, 255) if light == "day" else (90, 100, 150), 0.45)
    draw.rectangle((0, 0, side, side), fill=ground)
    step = side // 8
    if kind == "sky":
        for y in range(side):
            draw.line((0, y, side, y), fill=mix(ground, other, y / side))
    elif kind == "stripes":
        for x in range(-side, side, 2 * step):
            draw.polygon([(x, side), (x + step, side), (x + side + step, 0), (x + side, 0)], fill=other)
    elif kind == "dots":
        for y in range(0, side, step):
            for x in range(0, side, step):
                draw.ellipse((x, y, x + step // 3, y + step // 3), fill=other)
    elif kind == "board":
        draw.rounded_rectangle((step // 2, step // 2, side - step // 2, side - step // 2), step, fill=other)
    elif kind == "frame":
        draw.rectangle((step // 3, step // 3, side - step // 3, side - step // 3), outline=other, width=step // 2)
    elif kind == "hills":
        draw.ellipse((-side // 3, side * 3 // 4, side * 4 // 5, side * 5 // 4), fill=mix(ground, (60, 110, 70), 0.4))
        draw.ellipse((side // 3, side * 4 // 5, side * 4 // 3, side * 5 // 4), fill=mix(ground, (60, 110, 70), 0.55))
    elif kind == "tiles":
        for y in range(0, 8):
            for x in range(y % 2, 8, 2):
                draw.rectangle((x * step, y * step, (x + 1) * step, (y + 1) * step), fill=mix(ground, other, 0.5))
    elif kind == "disc":
        draw.ellipse((step // 3, step // 3, side - step // 3, side - step // 3), fill=other)
    elif kind == "halves":
        draw.rectangle((0, side // 2, side, side), fill=other)
    if kind in ("sky", "hills", "halves", "plain"):  # what tells the time of day besides brightness
        x, y, r = rng.choice([side // 8, side * 7 // 8]), side // 8, side // 16
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(250, 215, 90) if light == "day" else (235, 235, 220))
        if light == "night":
            for _ in range(7):
                x, y = rng.randrange(side), rng.randrange(side // 3)
                draw.ellipse((x, y, x + side // 100, y + side // 100), fill=(235, 235, 220))
    return ground


def picture(record, style, rng):
    image = Image.new("RGB", (SIDE * SCALE, SIDE * SCALE))
    kind, rendering = style
    ground = background(image, kind, record["light"], rng)
    ink = COLOURS[record["colour"]]
    ink = mix(ink, (255, 255, 255), 0.2) if record["light"] == "night" else ink
    second = mix(COLOURS[rng.choice(sorted(COLOURS))], ink, 0.3)
    place = PLACES[record["place"]] + rng.uniform(-.02, .02), rng.uniform(-.05, .05)
    pen = Pen(image, rendering, ink, second, ground, place, SIZES[record["size"]] * rng.uniform(.95, 1.05), rng.uniform(-.13, .13))
    MOTIFS[record["thing"]](pen, record["design"], rng)
    # 48 colours are enough for flat drawings and keep a file near 2 kB.
    small = image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    return small.quantize(48, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def words(line, record, material, rng):
    """A line of the material for one thing: slots filled, one alternative of each {a|b}."""
    line = line.replace("{thing}", rng.choice(material.get("names " + record["thing"], [record["thing"]])))
    line = line.replace("{colour}", record["colour"])
    for slot in ("light", "place", "size"):
        line = line.replace("{" + slot + "}", rng.choice(material[f"{slot} {record[slot]}"]))
    line = re.sub(r"\{([^{}]*\|[^{}]*)\}", lambda match: rng.choice(match.group(1).split("|")), line)
    line = re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", " ".join(line.split()))
    return line[0].upper() + line[1:]


def described(record, style):
    """What a picture shows, for who does not see it: the thing too, so nothing is to be trained on it."""
    size = "medium-sized" if record["size"] == "medium" else record["size"]
    place = "in the middle" if record["place"] == "middle" else f"on the {record['place']}"
    return (f"Drawing of a {size} {record['colour']} {record['thing']} {WHERE[style[0]]}, {place}, by {record['light']}, "
            f"{RENDERED[style[1]]}")


def draw_record(thing, design, rng, light):
    return {"thing": thing, "design": design, "light": light, "colour": rng.choice(sorted(COLOURS)),
            "place": rng.choice(sorted(PLACES)), "size": rng.choice(sorted(SIZES))}


def write_csv(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def make_pictures(folder, per_family, seed, material):
    """The demo's pictures: eight families a class, one for each design and style that training has not."""
    for old in folder.glob("*.png"):
        old.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    rows, seen, rng, text_rng = [], set(), random.Random(f"{seed}, pictures"), random.Random(f"{seed}, texts of pictures")
    for thing in CLASSES:
        families = [(design, place) for design in DEMO_DESIGNS for place in range(len(DEMO_STYLES))]
        apart = set(rng.sample(families, len(families) // 4))
        for design, place in families:
            style = DEMO_STYLES[place]
            for number in range(per_family):
                record = draw_record(thing, design, rng, LIGHTS[(number + place + design) % 2])
                name = f"p{len(rows) + 1:04d}"
                picture(record, style, rng).save(folder / f"{name}.png", optimize=True)
                # Says how it looks and not what it is: a bag of these words must not know the label.
                while (text := words(f"a {{size}} {{colour}} drawing {WHERE[style[0]]} {{place}}, {{light}}", record, material,
                                     text_rng)) in seen:
                    pass
                seen.add(text)
                rows.append({"id": name, "text": text, "label": thing, "light": record["light"],
                             "split": "test" if (design, place) in apart else "train",
                             "cluster": f"{thing}-{design}-{style[0]}", "image": f"{folder.name}/{name}.png",
                             "alt": described(record, style)})
    return rows


def make_captions(per_line, rng, material):
    """The demo's captions: a hand-written line is a family."""
    rows, seen = [], set()
    for thing in CLASSES:
        lines = material["demo " + thing]
        apart = set(rng.sample(range(len(lines)), len(lines) // 5))
        for place, line in enumerate(lines):
            made = 0
            while made < per_line:
                text = words(line, record := draw_record(thing, 0, rng, LIGHTS[(made + place) % 2]), material, rng)
                if text in seen:
                    continue
                seen.add(text)
                made += 1
                rows.append({"id": f"c{len(rows) + 1:04d}", "text": text, "label": thing, "light": record["light"],
                             "split": "test" if place in apart else "train", "cluster": f"{thing}-{place + 1}"})
    return rows


def make_training(stem, count, captions, seed, material, seen):
    """Pictures of other designs and styles, each with a caption of other lines; then captions without a picture."""
    folder = Path(f"{stem}-pictures")
    folder.mkdir(parents=True, exist_ok=True)
    things, rows = CLASSES + TRAINING_ONLY, []
    rng, text_rng = random.Random(f"{seed}, training"), random.Random(f"{seed}, training texts")
    seen = set(seen)
    while len(rows) < count + captions:
        pictured = len(rows) < count
        thing = things[len(rows) % len(things)]
        record = draw_record(thing, rng.choice(TRAINING_DESIGNS), rng, rng.choice(LIGHTS))
        style, path = rng.choice(TRAINING_STYLES), folder / f"t{len(rows) + 1:05d}.png"
        if pictured:
            picture(record, style, rng).save(path)
        text = ""
        while not text or text in seen:
            text = words(text_rng.choice(material["training"]), record, material, text_rng)
        if not pictured:
            seen.add(text)
        rows.append({"id": path.stem, "text": text, "label": thing, "light": record["light"],
                     "cluster": f"{thing}-{record['design']}-{style[0]}", "image": str(path) if pictured else ""})
    write_csv(Path(f"{stem}.csv"), rows)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE, help="folder for pictures/, pictures.csv and captions.csv")
    parser.add_argument("--training", type=Path, help="beginning of the names of the training pictures and captions")
    parser.add_argument("--count", type=int, default=2240, help="training pictures")
    parser.add_argument("--captions", type=int, default=8000, help="training captions without a picture")
    parser.add_argument("--seed", type=int, default=17)
    arguments = parser.parse_args()
    material = read_material(HERE / "material/captions.txt")
    pictures = make_pictures(arguments.out / "pictures", 5, arguments.seed, material)
    captions = make_captions(4, random.Random(f"{arguments.seed}, captions"), material)
    write_csv(arguments.out / "pictures.csv", pictures)
    write_csv(arguments.out / "captions.csv", captions)
    print(f"{len(pictures)} pictures, {len(captions)} captions in {arguments.out}")
    if arguments.training:
        rows = make_training(arguments.training, arguments.count, arguments.captions, arguments.seed, material,
                             {row["text"] for row in captions})
        print(f"{len(rows)} training captions in {arguments.training}.csv, pictures for the first {arguments.count}")


if __name__ == "__main__":
    main()
