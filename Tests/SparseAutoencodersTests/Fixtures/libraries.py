"""Adds to cases/ checkpoints that the libraries themselves wrote, with the activations that they compute.

    python -m venv v && v/bin/pip install sae-lens==6.54.12 eai-sparsify==1.3.3 dictionary-learning==0.1.0
    SPARSIFY_DISABLE_TRITON=1 v/bin/python libraries.py      # no accelerator is needed

Weights are random; nothing but the library's own classes, `save` and `encode` is used. case.json as in make.py.
"""

import json
import shutil
from pathlib import Path

import sae_lens as lens
import torch
from dictionary_learning import dictionary, trainers
from sparsify import SparseCoder, SparseCoderConfig

ROOT = Path(__file__).parent / "cases"
d, D, n = 6, 10, 5
torch.manual_seed(20261124)


def fill(module):
    """Random values everywhere; thresholds small and positive."""
    with torch.no_grad():
        for name, value in list(module.named_parameters()) + list(module.named_buffers()):
            if not value.is_floating_point():
                continue
            noise = torch.randn(value.shape, dtype=value.dtype) * 0.5
            value.copy_(noise.abs() * 0.6 if "threshold" in name else noise)
    return module


def case(name, family, states, activations, output, open="checkpoint", options=None):
    def numbers(t):
        return [[float(f"{v:.9g}") for v in row] for row in t.detach().double().tolist()]

    content = {
        "open": open, "expect": "ok", "message": [], "options": options or {}, "family": family,
        "states": states.double().tolist(), "activations": numbers(activations), "reconstruction": numbers(output),
    }
    (ROOT / name / "case.json").write_text(json.dumps(content) + "\n")


def fresh(name):
    shutil.rmtree(ROOT / name, ignore_errors=True)
    (ROOT / name / "checkpoint").mkdir(parents=True)
    return ROOT / name / "checkpoint"


def states():
    return torch.randn(n, d) * torch.tensor([1.0, 2, 0.5, 1, 3, 1]) + 0.4


def saelens(name, kind, save="save_model", **options):
    folder = fresh(f"library-saelens-{name}")
    config = getattr(lens, kind + "Config")(d_in=d, d_sae=D, dtype="float32", device="cpu", **options)
    sae = fill(getattr(lens, kind)(config))
    getattr(sae, save)(folder)
    # What inference means is what the library makes of its own folder.
    sae = lens.SAE.load_from_disk(str(folder), device="cpu")
    x = states()
    case(folder.parent.name, "saelens", x, sae.encode(x), sae(x))
    # Where a run of training was saved from; nothing that a reader needs.
    (folder / "runner_cfg.json").unlink(missing_ok=True)


for apply in (True, False):
    saelens(f"standard-{'minus' if apply else 'no'}-bias", "StandardSAE", apply_b_dec_to_input=apply)
for norm in ("constant_norm_rescale", "layer_norm"):
    saelens(f"standard-{norm}", "StandardSAE", normalize_activations=norm)
saelens("topk", "TopKSAE", k=3)
saelens("topk-rescaled", "TopKSAE", k=3, rescale_acts_by_decoder_norm=True)
saelens("topk-no-bias", "TopKSAE", k=4, apply_b_dec_to_input=False)
saelens("abstopk", "AbsTopKSAE", k=3)
saelens("jumprelu", "JumpReLUSAE")
saelens("gated", "GatedSAE")
saelens("gated-no-bias", "GatedSAE", apply_b_dec_to_input=False)
saelens("transcoder", "Transcoder", d_out=d, apply_b_dec_to_input=False)
saelens("transcoder-wide", "Transcoder", d_out=d + 2, apply_b_dec_to_input=False)
saelens("skip-transcoder", "SkipTranscoder", d_out=d, apply_b_dec_to_input=False)
saelens("jumprelu-transcoder", "JumpReLUTranscoder", d_out=d, apply_b_dec_to_input=False)
saelens("jumprelu-skip-transcoder", "JumpReLUSkipTranscoder", d_out=d, apply_b_dec_to_input=False)
# Training classes, saved the way their trainer hands them over.
saelens("trained-topk", "TopKTrainingSAE", "save_inference_model", k=3)
saelens("trained-jumprelu", "JumpReLUTrainingSAE", "save_inference_model")
saelens("trained-gated", "GatedTrainingSAE", "save_inference_model")
saelens("trained-batchtopk", "BatchTopKTrainingSAE", "save_inference_model", k=3)
saelens(
    "trained-batchtopk-rescaled", "BatchTopKTrainingSAE", "save_inference_model", k=3,
    rescale_acts_by_decoder_norm=True)
saelens(
    "trained-matryoshka", "MatryoshkaBatchTopKTrainingSAE", "save_inference_model", k=3, matryoshka_widths=[4, D])

for name, options in {
    "topk": dict(k=3),
    "topk-counted": dict(k=3, num_latents=D),
    "multi-topk": dict(k=2, num_latents=D, multi_topk=True),
    "skip": dict(k=3, num_latents=D, skip_connection=True),
    "transcode": dict(k=3, num_latents=D, transcode=True),
    "transcode-skip": dict(k=3, num_latents=D, transcode=True, skip_connection=True),
    "groupmax": dict(k=2, num_latents=D, activation="groupmax"),
}.items():
    folder = fresh(f"library-sparsify-{name}")
    coder = fill(SparseCoder(d, SparseCoderConfig(expansion_factor=2, **options)))
    coder.save_to_disk(folder)
    x = states()
    top = coder.encode(x)
    dense = torch.zeros(n, coder.num_latents).scatter(1, top.top_indices, top.top_acts)
    # With multi_topk, forward returns the output at 4k, which only its loss is for.
    output = coder.decode(top.top_acts, top.top_indices) if coder.cfg.multi_topk else coder(x).sae_out
    case(folder.parent.name, "sparsify", x, dense, output)


def learned(name, module, kind, **encode):
    folder = fresh(f"library-dictionary-learning-{name}")
    fill(module)
    torch.save(module.state_dict(), folder / "ae.pt")
    trainer = {"dict_class": kind, "activation_dim": d, "dict_size": D, "layer": 6, "lm_name": "EleutherAI/pythia-70m"}
    if "k" in dict(module.named_buffers()):
        trainer["k"] = int(module.k)
    (folder / "config.json").write_text(json.dumps({"trainer": trainer, "buffer": {"ctx_len": 128}}))
    x = states()
    a = module.encode(x, **encode)
    case(folder.parent.name, "dictionary-learning", x, a, module.decode(a))


learned("relu", dictionary.AutoEncoder(d, D), "AutoEncoder")
learned("relu-new", dictionary.AutoEncoderNew(d, D), "AutoEncoderNew")
learned("gated", dictionary.GatedAutoEncoder(d, D), "GatedAutoEncoder")
learned("jumprelu", dictionary.JumpReluAutoEncoder(d, D), "JumpReluAutoEncoder")
learned("topk", trainers.top_k.AutoEncoderTopK(d, D, 3), "AutoEncoderTopK")
learned("batchtopk", trainers.batch_top_k.BatchTopKSAE(d, D, 3), "BatchTopKSAE")
