"""Makes the pictures of this folder and, with Pillow, the pixels that they stand for (pixels.json).

    python3 -m venv venv && venv/bin/pip install pillow==13.0.0 numpy==2.4.6 && venv/bin/python make.py

The pixels of 16-bit PNG are computed from the numbers written into it, since Pillow does not scale them."""
import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageDraw, ImageOps

here = pathlib.Path(__file__).parent
expected = {}


def scene(width, height):
    """Smooth colours with a few sharp edges, no symmetry."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 / (width - 1), y * 255 / (height - 1), 127 + 120 * np.sin(x / 5 + y / 9)], -1)
    image = Image.fromarray(rgb.round().astype(np.uint8))
    draw = ImageDraw.Draw(image)
    draw.rectangle([2, 3, width // 3, height // 4], fill=(200, 30, 40))
    draw.ellipse([width // 2, height // 2, width - 3, height - 2], fill=(250, 240, 90))
    return image


def record(name, pixels):
    pixels = np.asarray(pixels)
    expected[name] = {"width": pixels.shape[1], "height": pixels.shape[0], "rgb": pixels.reshape(-1).tolist()}


def on_white(image):
    rgba = np.asarray(image.convert("RGBA")).astype(int)
    alpha = rgba[..., 3:]
    return (rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255


def save(name, image, **options):
    image.save(here / name, **options)
    return Image.open(here / name)


base = scene(37, 23)
grey = base.convert("L")
mask = Image.fromarray(np.linspace(0, 255, 37 * 23).round().astype(np.uint8).reshape(23, 37))
translucent = base.copy()
translucent.putalpha(mask)

# PNG
record("rgb.png", save("rgb.png", base))
record("rgba.png", on_white(save("rgba.png", translucent)))
record("grey.png", save("grey.png", grey).convert("RGB"))
la = grey.copy()
la.putalpha(mask)
record("grey-alpha.png", on_white(save("grey-alpha.png", la)))
record("bit.png", save("bit.png", grey.point(lambda v: 255 * (v > 128)).convert("1")).convert("RGB"))
palette = base.quantize(11)
record("palette.png", save("palette.png", palette, bits=4).convert("RGB"))
record("palette-clear.png", on_white(save("palette-clear.png", palette, transparency=3)))
record("rgb-clear.png", on_white(save("rgb-clear.png", palette.convert("RGB"), transparency=(200, 30, 40))))


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width, height, depth, colour, rows, before=b"", interlace=0):
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))
            + before + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def plain(pixels, dtype=">u1"):
    return b"".join(b"\0" + row.astype(dtype).tobytes() for row in pixels)


rgb = np.asarray(base).astype(int)
deep = rgb * 257 + (np.arange(rgb.size).reshape(rgb.shape) * 37 % 200 - 100)
deep = deep.clip(0, 65535)
(here / "rgb-16.png").write_bytes(png(37, 23, 16, 2, plain(deep, ">u2")))
record("rgb-16.png", (deep * 255 + 32767) // 65535)
(here / "grey-16.png").write_bytes(png(37, 23, 16, 0, plain(deep[..., 0], ">u2")))
record("grey-16.png", np.repeat(((deep[..., :1] * 255 + 32767) // 65535), 3, -1))


def adam7(pixels):
    rows = b""
    for x0, y0, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        part = pixels[y0::dy, x0::dx]
        if part.size:
            rows += plain(part)
    return rows


(here / "interlaced.png").write_bytes(png(37, 23, 8, 2, adam7(rgb), interlace=1))
record("interlaced.png", Image.open(here / "interlaced.png"))
assert (np.asarray(Image.open(here / "interlaced.png")) == rgb).all()

# JPEG: what Pillow decodes, with the same library in another version
for name, image, options in [
    ("444.jpg", base, dict(quality=92, subsampling=0)), ("420.jpg", base, dict(quality=80, subsampling=2)),
    ("422.jpg", base, dict(quality=80, subsampling=1)), ("progressive.jpg", base, dict(quality=85, progressive=True)),
    ("grey.jpg", grey, dict(quality=90)), ("cmyk.jpg", base.convert("CMYK"), dict(quality=95, subsampling=0)),
    ("restart.jpg", base, dict(quality=85, restart_marker_blocks=1)),
]:
    record(name, save(name, image, **options).convert("RGB"))

# Orientation, in both orders of bytes, as EXIF of JPEG and of PNG
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "CAMERA-OF-SOMEBODY"
    name = f"orientation-{orientation}.jpg"
    image = save(name, base, quality=92, subsampling=0, exif=exif)
    record(name, ImageOps.exif_transpose(image).convert("RGB"))
big = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
name = "orientation-6.png"
(here / name).write_bytes(png(37, 23, 8, 2, plain(rgb), before=chunk(b"eXIf", big)))
record(name, ImageOps.exif_transpose(Image.open(here / name)))

# A profile and a text that must not reach a thumbnail
from PIL import ImageCms
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
save("profile.jpg", base, quality=92, subsampling=0, icc_profile=profile, comment=b"SECRET-OF-THE-FILE")
record("profile.jpg", Image.open(here / "profile.jpg"))

# In several scans libjpeg holds all of it
Image.new("RGB", (64, 4000), (90, 140, 30)).save(here / "tall.jpg", progressive=True)

# Refused
frames = [base, ImageOps.flip(base)]
frames[0].save(here / "animated.png", save_all=True, append_images=frames[1:])
base.save(here / "picture.gif")
base.save(here / "picture.webp")


def light(code):
    value = code / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def code(light):
    return 255 * np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 0) ** (1 / 2.4) - 0.055)


def reduced(image, width, height):
    """Means of exact areas in linear light, by integrating rows and columns."""
    pixels = light(np.asarray(image).astype(float))

    def along(values, size):
        edges = np.linspace(0, values.shape[0], size + 1)
        whole = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, 0)])
        at = np.stack([np.interp(edges, np.arange(len(whole)), whole[:, i]) for i in range(whole.shape[1])], 1)
        return np.diff(at, axis=0) / (values.shape[0] / size)

    h, w, _ = pixels.shape
    down = along(pixels.reshape(h, w * 3), height).reshape(height, w, 3)
    across = along(down.transpose(1, 0, 2).reshape(w, height * 3), width).reshape(width, height, 3).transpose(1, 0, 2)
    return code(across)


for side, size in [(16, (16, 10)), (29, (29, 18)), (1, (1, 1))]:
    pixels = reduced(base, *size)
    expected[f"rgb.png@{side}"] = {"width": size[0], "height": size[1], "exact": pixels.reshape(-1).round(6).tolist()}

lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in sorted(expected.items()))
(here / "pixels.json").write_text("{" + lines + "}\n")
