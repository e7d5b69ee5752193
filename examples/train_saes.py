#!/usr/bin/env python3
"""Trains the demo's sparse autoencoders and writes them as SAELens 6 folders.

    python3 make_corpus.py --training /tmp/training.txt
    python3 extract_states.py --examples /tmp/training.txt --layers 3 6 --out /tmp/training
    python3 train_saes.py --states /tmp/training --out checkpoints

and with `--purpose pictures` or `--purpose languages` the one that only saw captions and the one that only saw English
(README.md has the commands).

A small trainer for the CPU, in plain torch, to be read in one sitting. For SAEs of your own use a library made for it
(SAELens, sparsify, dictionary_learning); feature-atlas reads what they write.

    u = x - b_dec,   h = u W_enc + b_enc
    top-k:     a = relu(h), but for the k largest h of a token 0
    JumpReLU:  a = h where h > threshold, else 0
    x^ = a W_dec + b_dec, every row of W_dec of length 1

The JumpReLU SAE is trained as a batch top-k SAE (the k x batch largest h of a batch stay, so a token may use more or
fewer features than another) and gets as threshold the mean of the smallest h kept: Bussmann et al. 2024, "BatchTopK
sparse autoencoders". Dead features learn from what the live ones miss: Gao et al. 2024, "Scaling and evaluating
sparse autoencoders" (auxiliary loss), and are restarted on badly reconstructed tokens.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from safetensors.torch import save_file

SEED = 17
BATCH = 2048
JOINT = 7  # the number that atlas.yml gives the joint space of texts and pictures, so that SAEs of layer 6 keep out of it
HELD_OUT = 0.05  # share of the sentences that only measure


@dataclass(frozen=True)
class Plan:
    name: str
    layer: int
    width: int
    k: int
    architecture: str  # as SAELens writes it: topk or jumprelu
    steps: int
    purpose: str = "notes"
    learning_rate: float = 1e-3


@dataclass(frozen=True)
class Purpose:
    """What the SAEs of one purpose are trained on, and the demo's sets that they are measured on."""

    model: str
    sets: tuple
    text: str
    space: str | None = None  # where the states are not just those of a layer
    means: bool = False  # train on the mean of each text's states too: a region of a picture is mapped to such a mean


PURPOSES = {
    "notes": Purpose("all-MiniLM-L6-v2", ("reviews", "messages"), "examples/make_corpus.py --training"),
    "pictures": Purpose("all-MiniLM-L6-v2", ("captions", "pictures"), "examples/draw_pictures.py --training (captions only)",
                        space="joint", means=True),
    "languages": Purpose("multilingual-e5-small (4-bit)", ("english", "japanese"), "examples/make_corpus.py --training (English)"),
}
PLANS = [
    Plan("l6-w512", layer=6, width=512, k=24, architecture="topk", steps=3000),
    Plan("l6-w2048", layer=6, width=2048, k=24, architecture="topk", steps=2000),
    Plan("l3-w1024", layer=3, width=1024, k=24, architecture="jumprelu", steps=2000),
    Plan("captions-w512", layer=6, width=512, k=16, architecture="topk", steps=700, purpose="pictures"),
    Plan("e5-w1024", layer=12, width=1024, k=24, architecture="topk", steps=600, purpose="languages"),
]


def load_states(path, means=False):
    """(training rows, held-out rows), parted between sentences so that no sentence is on both sides."""
    tensors = load_file(path)
    states, offsets = tensors["states"], tensors["offsets"]
    kept = int((len(offsets) - 1) * (1 - HELD_OUT))
    cut = int(offsets[kept])
    training = states[:cut]
    if means:
        parts = np.split(training.astype(np.float32), offsets[1:kept])
        training = np.concatenate([training, np.stack([part.mean(axis=0) for part in parts]).astype(states.dtype)])
    return torch.from_numpy(training), torch.from_numpy(states[cut:])


class Autoencoder:
    """Weights in float32; `threshold` is 0 but for a finished JumpReLU SAE."""

    def __init__(self, plan, states, generator):
        sample = states[torch.randperm(len(states), generator=generator)[: plan.width + 20_000]].float()
        self.plan = plan
        self.b_dec = sample.mean(dim=0)
        # Start on directions that occur: differences of states from their mean. Encoder = decoder transposed.
        start = sample[: plan.width] - self.b_dec
        self.W_dec = start / start.norm(dim=1, keepdim=True)
        self.W_enc = self.W_dec.T.clone()
        self.b_enc = torch.zeros(plan.width)
        self.threshold = torch.zeros(plan.width)
        self.parameters = [self.W_enc, self.b_enc, self.W_dec, self.b_dec]
        for parameter in self.parameters:
            parameter.requires_grad_()

    def pre_activations(self, x):
        return (x - self.b_dec) @ self.W_enc + self.b_enc

    def activate_in_training(self, h):
        """(activations, smallest pre-activation kept)."""
        if self.plan.architecture == "topk":
            values, places = h.topk(self.plan.k, dim=1)
            return torch.zeros_like(h).scatter(1, places, values.relu()), None
        least = h.detach().flatten().topk(self.plan.k * len(h), sorted=True).values[-1]
        return h.relu() * (h >= least), least

    def activate(self, h):
        """As a reader of the checkpoint computes it."""
        if self.plan.architecture == "topk":
            return self.activate_in_training(h)[0]
        return h.relu() * (h > self.threshold)


def normalise_decoder(sae):
    with torch.no_grad():
        sae.W_dec /= sae.W_dec.norm(dim=1, keepdim=True)


def remove_parallel_gradient(sae):
    """Steps along a decoder row would only change its length, which is put back to 1 anyway."""
    with torch.no_grad():
        along = (sae.W_dec.grad * sae.W_dec).sum(dim=1, keepdim=True)
        sae.W_dec.grad -= along * sae.W_dec


def restart_dead(sae, optimiser, dead, x, residual, generator):
    """Points dead features at tokens that are reconstructed badly, drawn in proportion to the squared error."""
    places = dead.nonzero().flatten()
    if len(places) == 0:
        return 0
    with torch.no_grad():
        drawn = torch.multinomial(residual.pow(2).sum(dim=1), len(places), replacement=True, generator=generator)
        direction = residual[drawn] / residual[drawn].norm(dim=1, keepdim=True)
        sae.W_dec[places] = direction
        sae.W_enc[:, places] = direction.T
        sae.b_enc[places] = 0
        for parameter, index in ((sae.W_dec, (places,)), (sae.W_enc, (slice(None), places)), (sae.b_enc, (places,))):
            for moment in ("exp_avg", "exp_avg_sq"):
                optimiser.state[parameter][moment][index] = 0
    return len(places)


def train(plan, states, generator):
    """(autoencoder, how often a feature was restarted)."""
    sae = Autoencoder(plan, states, generator)
    optimiser = torch.optim.Adam(sae.parameters, lr=plan.learning_rate, betas=(0.9, 0.999))
    variance = (states[:20_000].float() - sae.b_dec.detach()).pow(2).sum(dim=1).mean()
    silent = torch.zeros(plan.width)  # steps since a feature was last active
    order, place, restarted, thresholds = None, 0, 0, []
    for step in range(plan.steps):
        # Short warm-up, then constant, then down to 0 over the last quarter.
        rate = min(1, (step + 1) / 50) * min(1, (plan.steps - step) / (plan.steps / 4))
        for group in optimiser.param_groups:
            group["lr"] = plan.learning_rate * rate
        if order is None or place + BATCH > len(states):
            order, place = torch.randperm(len(states), generator=generator), 0
        x = states[order[place : place + BATCH]].float()
        place += BATCH

        h = sae.pre_activations(x)
        a, least = sae.activate_in_training(h)
        residual = x - (a @ sae.W_dec + sae.b_dec)
        loss = residual.pow(2).sum(dim=1).mean() / variance
        silent = torch.where((a > 0).any(dim=0), torch.zeros(()), silent + 1)
        dead = silent > 100
        if dead.sum() > 8:  # auxiliary loss: let the best dead features explain the residual
            values, places = h[:, dead].topk(min(32, int(dead.sum())), dim=1)
            guess = torch.zeros(len(x), int(dead.sum())).scatter(1, places, values.relu()) @ sae.W_dec[dead]
            loss = loss + (residual.detach() - guess).pow(2).sum(dim=1).mean() / variance / 32
        optimiser.zero_grad()
        loss.backward()
        remove_parallel_gradient(sae)
        optimiser.step()
        normalise_decoder(sae)
        if step % 250 == 249 and step < plan.steps * 0.7:
            restarted += restart_dead(sae, optimiser, silent > 100, x, residual.detach(), generator)
            silent[silent > 100] = 0
        if least is not None and step >= plan.steps * 0.9:
            thresholds.append(float(least))
        if step % 250 == 0:
            print(f"{plan.name} step {step:5d} loss {loss.item():.4f} dead {int(dead.sum())}", flush=True)
    if thresholds:
        sae.threshold = torch.full((plan.width,), float(np.mean(thresholds)))
    return sae, restarted


def rounded(sae):
    """The autoencoder as stored, in float16: what is measured is what readers get."""
    for name in ("W_enc", "b_enc", "W_dec", "b_dec", "threshold"):
        setattr(sae, name, getattr(sae, name).detach().half().float())
    return sae


@torch.no_grad()
def measure(sae, states):
    """{fvu, l0, dead_share}: unexplained share of the variance, active features per token, share never active."""
    x = states.float()
    error, active, fired = 0.0, 0, torch.zeros(sae.plan.width, dtype=torch.bool)
    for part in x.split(4096):
        a = sae.activate(sae.pre_activations(part))
        error += float((part - a @ sae.W_dec - sae.b_dec).double().pow(2).sum())
        active += int((a > 0).sum())
        fired |= (a > 0).any(dim=0)
    total = float((x - x.mean(dim=0)).double().pow(2).sum())
    return {"fvu": round(error / total, 4), "l0": round(active / len(x), 2),
            "dead_share": round(1 - float(fired.float().mean()), 4), "tokens": len(x)}


def save(sae, folder, l0):
    folder.mkdir(parents=True, exist_ok=True)
    plan = sae.plan
    tensors = {name: getattr(sae, name).half().contiguous() for name in ("W_enc", "b_enc", "W_dec", "b_dec")}
    config = {
        "architecture": plan.architecture, "d_in": sae.W_enc.shape[0], "d_sae": plan.width, "dtype": "float16",
        "device": "cpu", "apply_b_dec_to_input": True, "normalize_activations": "none", "reshape_activations": "none",
        "metadata": {
            "sae_lens_version": "6.0.0",  # the layout; written by this script, not by the library
            "model_name": PURPOSES[plan.purpose].model,
            # The hook counts blocks from 0, hidden_states counts the embedding too: block 5's output is entry 6.
            "hook_name": PURPOSES[plan.purpose].space or f"encoder.layer.{plan.layer - 1}.output",
            "hook_layer": JOINT if PURPOSES[plan.purpose].space else plan.layer,
            "exclude_special_tokens": True,
            "dataset_path": PURPOSES[plan.purpose].text, "training_architecture": "topk", "l0": l0,
        },
    }
    if plan.architecture == "topk":
        config |= {"k": plan.k, "rescale_acts_by_decoder_norm": False}
    else:
        tensors["threshold"] = sae.threshold.half()
        config["metadata"]["training_architecture"] = "batchtopk"
    save_file(tensors, folder / "sae_weights.safetensors")
    (folder / "cfg.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--states", type=Path, required=True, help="beginning of the names extract_states.py wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for one folder per SAE")
    parser.add_argument("--demo", type=Path, help="folder with the demo's states, to be measured too, never trained on")
    parser.add_argument("--purpose", choices=sorted(PURPOSES), default="notes")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--only", nargs="*", choices=[plan.name for plan in PLANS])
    parser.add_argument("--steps", type=int, help="another number of steps, say for a quick try")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    for plan in PLANS:
        if plan.purpose != arguments.purpose or (arguments.only and plan.name not in arguments.only):
            continue
        if arguments.steps:
            plan = Plan(**{**vars(plan), "steps": arguments.steps})
        training, held_out = load_states(f"{arguments.states}.layer{plan.layer}.safetensors", PURPOSES[plan.purpose].means)
        started = time.monotonic()
        sae, restarted = train(plan, training, torch.Generator().manual_seed(SEED))
        seconds = round(time.monotonic() - started)
        sae = rounded(sae)
        stats = {"seed": SEED, "steps": plan.steps, "batch": BATCH, "learning_rate": plan.learning_rate, "k": plan.k,
                 "seconds": seconds, "threads": torch.get_num_threads(), "training_tokens": len(training),
                 "features_restarted": restarted, "held_out": measure(sae, held_out)}
        if plan.architecture == "jumprelu":
            stats["threshold"] = float(sae.threshold[0])
        for name in PURPOSES[plan.purpose].sets if arguments.demo else ():
            space = PURPOSES[plan.purpose].space or f"layer{plan.layer}"
            rows = load_file(arguments.demo / f"{name}.{space}.safetensors")["states"]
            stats[name] = measure(sae, torch.from_numpy(rows))
        save(sae, arguments.out / plan.name, stats["held_out"]["l0"])
        text = json.dumps(stats, indent=2) + "\n"
        (arguments.out / plan.name / "train_stats.json").write_text(text, encoding="utf-8")
        print(plan.name, json.dumps(stats), flush=True)


if __name__ == "__main__":
    main()
