"""Writes the small checkpoints under cases/: every family laid out as its own writer lays it out.

Run with Python 3.11, NumPy 2, torch 2.13 (CPU), safetensors 0.8:  python make.py
Weights are random; expected numbers come from each family's formula, written out here in float64 NumPy and sharing no
code with the readers. case.json: open, options, expect (ok, warn, error), message (parts that it has to contain),
family, states [n, d], activations [n, D], reconstruction [n, d_out].
"""

import argparse
import collections
import io
import json
import shutil
import sys
import types
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

ROOT = Path(__file__).parent / "cases"
d, D, n = 6, 10, 5
rng = np.random.default_rng(20240607)


def random(*shape, scale=1.0):
    return (rng.standard_normal(shape) * scale).astype(np.float32)


def relu(h):
    return np.maximum(h, 0)


def topk(h, k, key=lambda h: h):
    out = np.zeros_like(h)
    for row in range(h.shape[0]):
        kept = sorted(range(h.shape[1]), key=lambda j: (-key(h[row, j]), j))[:k]
        out[row, kept] = h[row, kept]
    return out


def norms(w):
    return np.sqrt((w.astype(np.float64) ** 2).sum(1))


def layer_norm(x, eps=1e-5):
    mu, sigma = x.mean(1, keepdims=True), x.std(1, ddof=1, keepdims=True)
    return (x - mu) / (sigma + eps), lambda y: y * sigma + mu


class Parts:
    """Random weights, canonical orientation: W_enc [d, D], W_dec [D, d_out]."""

    def __init__(self, d_out=d):
        self.We, self.Wd = random(d, D, scale=0.6), random(D, d_out, scale=0.5)
        self.be, self.bd = random(D, scale=0.3), random(d_out, scale=0.3)
        self.x = (random(n, d) * np.array([1, 2, 0.5, 1, 3, 1]) + 0.4).astype(np.float32)

    def h(self, x=None, subtract=None):
        x = self.x if x is None else x
        x = x.astype(np.float64)
        if subtract is not None:
            x = x - subtract
        return x @ self.We.astype(np.float64) + self.be

    def out(self, a):
        return a @ self.Wd.astype(np.float64) + self.bd

    def plain(self, **more):
        return {"W_enc": self.We, "b_enc": self.be, "W_dec": self.Wd, "b_dec": self.bd, **more}


def case(name, path="checkpoint", parts=None, a=None, y=None, expect="ok", message=(), options=None, family=None,
         mapping=None):
    folder = ROOT / name
    body = {"open": path, "expect": expect, "message": list(message), "options": options or {}, "family": family}
    if mapping is not None:
        body["mapping"] = mapping
    if expect != "error":
        body["states"] = [[float(v) for v in row] for row in parts.x]
        body["activations"] = [[float(f"{v:.9g}") for v in row] for row in a]
        body["reconstruction"] = [] if y is None else [[float(f"{v:.9g}") for v in row] for row in y]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.json").write_text(json.dumps(body) + "\n")


def folder(name, *below):
    path = (ROOT / name / "checkpoint").joinpath(*below)
    path.mkdir(parents=True, exist_ok=True)
    return path


def tensors(path, arrays):
    save_file({k: np.ascontiguousarray(v) for k, v in arrays.items()}, path)


def torch_save(path, value):
    def convert(v):
        if isinstance(v, np.ndarray):
            return torch.from_numpy(np.ascontiguousarray(v))
        if isinstance(v, dict):
            return type(v)((k, convert(w)) for k, w in v.items())
        return v

    torch.save(convert(value), path)


def write_json(path, value):
    path.write_text(json.dumps(value))


def foreign(module, name, **attributes):
    """An object of a project's class, pickled by reference to a module that readers do not have."""
    parent = ""
    for part in module.split("."):
        parent = f"{parent}.{part}" if parent else part
        sys.modules.setdefault(parent, types.ModuleType(parent))
    cls = type(name, (), {"__module__": module})
    setattr(sys.modules[module], name, cls)
    made = cls()
    made.__dict__.update(attributes)
    return made


# --- SAELens ---------------------------------------------------------------------------------------------------------


def saelens(name, weights, parts=None, a=None, y=None, extra=None, **cfg):
    kept = {k: cfg.pop(k) for k in ("expect", "message", "options") if k in cfg}
    where = folder(name)
    write_json(where / "cfg.json", {
        "d_in": d, "d_sae": D, "dtype": "float32", "metadata": {"sae_lens_version": "6.54.12", "model_name": "toy",
                                                                "hook_name": "blocks.3.hook_resid_post"}, **cfg})
    tensors(where / "sae_weights.safetensors", weights)
    if extra:
        extra(where)
    case(name, "checkpoint", parts, a, y, family="saelens", **kept)


def saelens_cases():
    p = Parts(d_out=4)
    a = relu(p.h())
    saelens("saelens-transcoder", p.plain(), p, a, p.out(a), architecture="transcoder", d_out=4)
    p = Parts(d_out=4)
    skip, theta = random(4, d), np.abs(random(D, scale=0.5))
    h = p.h()
    a = relu(h) * (h > theta)
    saelens("saelens-jumprelu-skip-transcoder", p.plain(threshold=theta, W_skip=skip), p, a,
            p.out(a) + p.x @ skip.T.astype(np.float64), architecture="jumprelu_skip_transcoder", d_out=4)
    p = Parts()
    h = p.h(subtract=p.bd) * norms(p.Wd)
    a = relu(h) * (h > 0.7)
    saelens("saelens-batchtopk-rescaled", p.plain(topk_threshold=np.array(0.7)), p, a, p.out(a / norms(p.Wd)),
            architecture="batchtopk", k=2.5, rescale_acts_by_decoder_norm=True)
    p = Parts()
    theta = random(D, scale=0.4)
    h = p.h(subtract=p.bd)
    a = relu(h) * (h > np.exp(theta.astype(np.float64)))
    saelens("saelens-log-threshold", p.plain(log_threshold=theta), p, a, p.out(a), architecture="jumprelu")
    p = Parts()
    s = np.sqrt(d) / np.linalg.norm(p.x.astype(np.float64), axis=1, keepdims=True)
    a = relu(p.h(p.x * s, p.bd))
    saelens("saelens-constant-norm", p.plain(), p, a, p.out(a) / s, architecture="standard",
            normalize_activations="constant_norm_rescale")
    p = Parts()
    a = relu(p.h(subtract=p.bd))
    saelens("saelens-average-norm-unknown", p.plain(), p, a, p.out(a), architecture="standard",
            normalize_activations="expected_average_only_in", expect="warn", message=["scale"])
    p = Parts()
    a = relu(p.h(p.x.astype(np.float64) * 0.37, p.bd))
    saelens("saelens-average-norm-stored", p.plain(), p, a, p.out(a) / 0.37, architecture="standard",
            normalize_activations="expected_average_only_in",
            extra=lambda f: write_json(f / "activation_scaler.json", {"scaling_factor": 0.37, "has_whitening": False}))
    p = Parts()
    mean, matrix = random(d).astype(np.float64), np.linalg.inv(np.eye(d) + 0.2 * random(d, d)).astype(np.float64)
    inverse = np.linalg.inv(matrix)
    a = relu(p.h((p.x - mean) @ matrix, p.bd))
    saelens("saelens-whitening", p.plain(), p, a, p.out(a) @ inverse + mean, architecture="standard",
            normalize_activations="covariance_whitening",
            extra=lambda f: tensors(f / "activation_whitening.safetensors",
                                    {"mean": mean, "matrix": matrix, "inverse_matrix": inverse}))
    p = Parts()
    factor = np.abs(random(D)) + 0.5
    a = relu(p.h(subtract=p.bd))
    where = folder("saelens-legacy-tanh-scaled")
    a = np.tanh(a)
    write_json(where / "cfg.json", {"hook_point": "blocks.2.hook_mlp_out", "hook_point_layer": 2, "d_in": d, "d_sae": D,
                                    "activation_fn_str": "tanh-relu", "normalize_activations": False,
                                    "finetuning_scaling_factor": True, "dtype": "torch.float32"})
    tensors(where / "sae_weights.safetensors", p.plain(finetuning_scaling_factor=factor))
    case("saelens-legacy-tanh-scaled", parts=p, a=a, y=p.out(a * factor), family="saelens")
    for kind in (np.float16, np.float64):
        p = Parts()
        for key in ("We", "Wd", "be", "bd"):
            setattr(p, key, getattr(p, key).astype(kind).astype(np.float64))
        a = topk(p.h(subtract=p.bd), 3)
        saelens(f"saelens-{np.dtype(kind).name}", {k: v.astype(kind) for k, v in p.plain().items()}, p, relu(a),
                p.out(relu(a)), architecture="topk", k=3)
    p = Parts()
    saelens("saelens-encoder-only", {"W_enc": p.We, "b_enc": p.be}, p, relu(topk(p.h(), 3)), architecture="topk", k=3,
            apply_b_dec_to_input=False, expect="warn", message=["no decoder"])
    p = Parts()
    saelens("saelens-topk-without-k", p.plain(), architecture="topk", expect="error", message=["k is missing", "100"])
    saelens("saelens-temporal", p.plain(), architecture="temporal", expect="error", message=["temporal", "order"])
    saelens("saelens-matching-pursuit", {"W_dec": p.Wd, "b_dec": p.bd}, architecture="matching_pursuit", expect="error",
            message=["matching_pursuit", "cannot be evaluated"])
    saelens("saelens-turned-encoder", p.plain(W_enc=p.We.T), architecture="standard", expect="error", message=["d_in"])
    bad = p.plain()
    bad["W_dec"] = p.Wd.copy()
    bad["W_dec"][3, 2] = np.nan
    saelens("saelens-not-finite", bad, architecture="standard", expect="error", message=["decoder", "not a finite"])
    square = {"W_enc": random(D, D), "W_dec": random(D, D), "b_enc": random(D), "b_dec": random(D)}
    saelens("saelens-square", square, architecture="standard", d_in=D, expect="error", message=["square", "format"])
    saelens("saelens-k-too-large", p.plain(), architecture="topk", k=11, expect="error", message=["k is 11"])
    saelens("saelens-unknown-option", p.plain(), architecture="standard", options={"kk": "3"}, expect="error",
            message=["kk", "did you mean k"])
    p = Parts()
    a = relu(p.h(subtract=p.bd))
    cfg = foreign("sae_training.config", "LanguageModelSAERunnerConfig", model_name="gpt2-small", hook_point_layer=8,
                  hook_point="blocks.8.hook_resid_pre", d_in=d, expansion_factor=2, dtype=torch.float32, device="cuda")
    torch_save(folder("saelens-pickle") / "final.pt", {"cfg": cfg, "state_dict": p.plain()})
    case("saelens-pickle", "checkpoint/final.pt", p, a, p.out(a), family="saelens-pickle")


# --- single families -------------------------------------------------------------------------------------------------


def gemma_cases():
    p = Parts()
    theta = np.abs(random(D, scale=0.5))
    x = p.x.astype(np.float64)
    h = p.h(x / np.sqrt(d))
    a = relu(h) * (h > theta)
    where = folder("gemma-scope-embedding", "embedding", "width_4k", "average_l0_6")
    np.savez(where / "params.npz", **p.plain(threshold=theta))
    case("gemma-scope-embedding", "checkpoint/embedding/width_4k/average_l0_6", p, a,
         a @ (p.Wd.astype(np.float64) * np.sqrt(d)) + p.bd, expect="warn", message=["embedding"], family="gemma-scope")
    p = Parts(d_out=4)
    affine = random(d, 4)
    h = p.h()
    a = relu(h) * (h > theta)
    where = folder("gemma-scope-2-transcoder", "layer_12_width_16k_l0_small")
    write_json(where / "config.json", {"architecture": "jump_relu", "model_name": "google/gemma-3-1b-pt",
                                       "hf_hook_point_in": "model.layers.12.pre_feedforward_layernorm.output",
                                       "affine_connection": True})
    tensors(where / "params.safetensors", {"w_enc": p.We, "w_dec": p.Wd, "b_enc": p.be, "b_dec": p.bd,
                                           "threshold": theta, "affine_skip_connection": affine})
    case("gemma-scope-2-transcoder", "checkpoint/layer_12_width_16k_l0_small", p, a,
         p.out(a) + p.x.astype(np.float64) @ affine, family="gemma-scope-2")


def linear(p, **more):
    return {"encoder.weight": p.We.T, "encoder.bias": p.be, "decoder.weight": p.Wd.T, **more}


def sparsify_cases():
    p = Parts()
    skip = random(d, d)
    a = topk(relu(p.h()), 3)
    where = folder("sparsify-transcoder", "layers.7.mlp")
    write_json(where / "cfg.json", {"activation": "topk", "expansion_factor": 32, "normalize_decoder": True,
                                    "num_latents": D, "k": 3, "multi_topk": False, "skip_connection": True,
                                    "transcode": True, "d_in": d})
    tensors(where / "sae.safetensors", {"encoder.weight": p.We.T, "encoder.bias": p.be, "W_dec": p.Wd, "b_dec": p.bd,
                                        "W_skip": skip})
    case("sparsify-transcoder", "checkpoint/layers.7.mlp", p, a, p.out(a) + p.x @ skip.T.astype(np.float64),
         family="sparsify")
    p = Parts()
    a = topk(p.h(subtract=p.bd), 3, key=abs)
    where = folder("sparsify-signed")
    write_json(where / "cfg.json", {"expansion_factor": 32, "normalize_decoder": True, "num_latents": 0, "k": 3,
                                    "signed": True, "d_in": d})
    tensors(where / "sae.safetensors", {"encoder.weight": p.We.T, "encoder.bias": p.be, "W_dec": p.Wd, "b_dec": p.bd})
    case("sparsify-signed", parts=p, a=a, y=p.out(a), family="sparsify")


def dictionary_cases():
    def write(name, state, dict_class=None, expect="ok", message=(), parts=None, a=None, y=None, options=None, **trainer):
        where = folder(name, "trainer_0")
        if dict_class:
            write_json(where / "config.json", {"trainer": {"dict_class": dict_class, "activation_dim": d, "dict_size": D,
                                                           "layer": 8, "lm_name": "toy", **trainer}, "buffer": {}})
        state = dict(state)
        if "encoder.weight" in state:  # the constructors leave a transposed view, and so does the file
            state["encoder.weight"] = torch.from_numpy(np.ascontiguousarray(state["encoder.weight"].T)).T
        torch_save(where / "ae.pt", collections.OrderedDict(state))
        case(name, "checkpoint/trainer_0", parts, a, y, expect, message, options, "dictionary-learning")

    p = Parts()
    h = relu(p.h(subtract=p.bd))
    a = h * (h > np.float32(0.8))
    state = linear(p, b_dec=p.bd, k=torch.tensor(3, dtype=torch.int32), threshold=torch.tensor(0.8))
    write("dictionary-learning-batchtopk", state, "BatchTopKSAE", parts=p, a=a, y=p.out(a), k=3)
    write("dictionary-learning-ambiguous", state, expect="error", message=["AutoEncoderTopK", "BatchTopKSAE"])
    write("dictionary-learning-by-option", state, parts=p, a=topk(h, 3), y=p.out(topk(h, 3)),
          options={"class": "AutoEncoderTopK"})
    p = Parts()
    h = relu(p.h(subtract=p.bd))
    a = h * (h > np.float32(0.5))
    a[:, 8:] = 0
    write("dictionary-learning-matryoshka", p.plain(k=torch.tensor(3), threshold=torch.tensor(0.5),
                                                    group_sizes=torch.tensor([4, 4])), "MatryoshkaBatchTopKSAE",
          parts=p, a=a, y=p.out(a))
    p = Parts()
    e = p.x.astype(np.float64) - p.bd
    e = e @ p.We.astype(np.float64)
    r, g, m = random(D, scale=0.3), random(D), random(D)
    a = (e + g > 0) * relu(np.exp(r.astype(np.float64)) * e + m)
    write("dictionary-learning-gated", {"encoder.weight": p.We.T, "r_mag": r, "gate_bias": g, "mag_bias": m,
                                        "decoder_bias": p.bd, "decoder.weight": p.Wd.T}, parts=p, a=a, y=p.out(a))


def interplm_cases():
    p = Parts()
    x = p.x.astype(np.float64)
    s = np.sqrt(d) / np.linalg.norm(x, axis=1, keepdims=True)
    a = relu(p.h(x * s, p.bd))
    torch_save(folder("interplm-relu", "layer_24") / "ae_normalized.pt",
               linear(p, bias=p.bd, normalize_to_sqrt_d=torch.tensor(True), activation_rescale_factor=np.abs(random(D))))
    case("interplm-relu", "checkpoint/layer_24", p, a, p.out(a) / s, expect="warn",
         message=["activation_rescale_factor"], family="interplm")
    p = Parts()
    theta = np.abs(random(D, scale=0.5))
    h = p.h()
    a = relu(h) * (h > theta)
    torch_save(folder("interplm-jumprelu") / "ae_unnormalized.pt",
               linear(p, **{"decoder.bias": p.bd, "threshold": theta, "normalize_to_sqrt_d": torch.tensor(False)}))
    case("interplm-jumprelu", "checkpoint/ae_unnormalized.pt", p, a, p.out(a), family="interplm")


def openai_cases():
    p = Parts()
    p.Wd = np.ascontiguousarray(p.We.T)
    x, undo = layer_norm(p.x.astype(np.float64))
    a = topk(p.h(x, p.bd), 4)
    weight = torch.from_numpy(np.ascontiguousarray(p.We.T))
    torch_save(folder("openai-tied-identity") / "5.pt", collections.OrderedDict({
        "pre_bias": p.bd, "latent_bias": p.be, "encoder.weight": weight, "decoder.linear.weight": weight,
        "stats_last_nonzero": torch.zeros(D, dtype=torch.int64), "activation": "TopK",
        "activation_state_dict": {"k": 4, "postact_fn": "Identity"}, "activation.k": 4, "activation.postact_fn": "Identity"}))
    case("openai-tied-identity", "checkpoint/5.pt", p, a, undo(p.out(a)), family="openai")


def openmoss_cases():
    p = Parts()
    cfg = {"d_model": d, "d_sae": D, "hook_point_in": "blocks.4.hook_resid_post", "act_fn": "topk", "top_k": 3,
           "jump_relu_threshold": 0.4, "norm_activation": "dataset-wise",
           "dataset_average_activation_norm": {"in": 3.1, "out": 4.3}, "apply_decoder_bias_to_pre_encoder": True,
           "sparsity_include_decoder_norm": True, "use_glu_encoder": False}
    where = folder("llama-scope")
    (where / "checkpoints").mkdir(exist_ok=True)
    write_json(where / "hyperparams.json", cfg)
    tensors(where / "checkpoints" / "final.safetensors", linear(p, **{"decoder.bias": p.bd}))
    s_in, s_out = np.sqrt(d) / 3.1, np.sqrt(d) / 4.3
    h = p.h(p.x.astype(np.float64) * s_in, p.bd)
    a = relu(h) * (h * norms(p.Wd) > 0.4 * s_out)
    case("llama-scope", "checkpoint/checkpoints/final.safetensors", p, a, p.out(a) / s_out, family="llama-scope")

    p = Parts()
    theta = random(D, scale=0.3)
    where = folder("llama-scope-r1")
    hook = "blocks.15.hook_resid_post"
    write_json(where / "config.json", {"d_model": d, "expansion_factor": 2, "hook_point_in": hook, "hook_point_out": hook,
                                       "norm_activation": "dataset-wise"})
    tensors(where / "sae_weights.safetensors", linear(p, **{
        "decoder.bias": p.bd, "log_jumprelu_threshold": theta,
        f"dataset_average_activation_norm.{hook}": np.array(3.7, np.float32)}))
    s = np.sqrt(d) / np.float32(3.7)
    h = p.h(p.x.astype(np.float64) * s)
    a = relu(h) * (h * norms(p.Wd) > np.exp(theta.astype(np.float64)))
    case("llama-scope-r1", parts=p, a=a, y=p.out(a) / s, family="llama-scope-r1")

    for kind in ("jumprelu", "topk", "batchtopk"):
        p = Parts()
        glu, gb = random(d, D), random(D)
        where = folder(f"llamascopium-{kind}")
        write_json(where / "config.json", {"sae_type": "sae", "d_model": d, "expansion_factor": 1.7, "act_fn": kind,
                                           "top_k": 3, "hook_point_in": hook, "hook_point_out": hook,
                                           "norm_activation": "token-wise" if kind == "topk" else "dataset-wise",
                                           "use_glu_encoder": kind == "jumprelu"})
        state = {"W_E": p.We, "b_E": p.be, "W_D": p.Wd, "b_D": p.bd,
                 f"dataset_average_activation_norm.{hook}": np.array(2.9, np.float32)}
        x = p.x.astype(np.float64)
        if kind == "jumprelu":
            state |= {"W_E_glu": glu, "b_E_glu": gb, "activation_function.log_jumprelu_threshold": theta}
            tensors(where / "sae_weights.safetensors", state)
            s = np.sqrt(d) / np.float32(2.9)
            h = p.h(x * s) / (1 + np.exp(-(x * s @ glu.astype(np.float64) + gb)))
            a = relu(h) * (h * norms(p.Wd) > np.exp(theta.astype(np.float64)))
            case(f"llamascopium-{kind}", parts=p, a=a, y=p.out(a) / s, family="llamascopium")
        elif kind == "topk":
            torch_save(where / "sae_weights.pt", {"sae": state, "version": "2.0.0b34"})
            s = np.sqrt(d) / np.linalg.norm(x, axis=1, keepdims=True)
            a = topk(relu(p.h(x * s) * norms(p.Wd)), 3) / norms(p.Wd)
            case(f"llamascopium-{kind}", parts=p, a=a, y=p.out(a) / s, family="llamascopium")
        else:
            tensors(where / "sae_weights.safetensors", state)
            case(f"llamascopium-{kind}", expect="error", message=["batchtopk", "batch"])


def single_file_cases():
    p = Parts()
    state = {"W_enc": p.We.T, "W_dec": p.Wd.T, "b_enc": p.be, "b_dec": p.bd}
    a = relu(topk(p.h(), 4))
    torch_save(folder("qwen-scope", "SAE-Res-Qwen3-8B-Base-W64K-L0_4") / "layer11.sae.pt", state)
    case("qwen-scope", "checkpoint/SAE-Res-Qwen3-8B-Base-W64K-L0_4/layer11.sae.pt", p, a, p.out(a), family="qwen-scope")
    torch_save(folder("qwen-scope-without-k") / "layer11.sae.pt", state)
    case("qwen-scope-without-k", "checkpoint/layer11.sae.pt", expect="error", message=["k", "option k"])
    case("qwen-scope-option", "../qwen-scope-without-k/checkpoint/layer11.sae.pt", p, a, p.out(a),
         options={"k": "4"}, family="qwen-scope")
    p = Parts()
    a = relu(p.h())
    torch_save(folder("goodfire") / "Llama-3.3-70B-Instruct-SAE-l50.pt", {
        "encoder_linear.weight": p.We.T, "encoder_linear.bias": p.be, "decoder_linear.weight": p.Wd.T,
        "decoder_linear.bias": p.bd})
    case("goodfire", "checkpoint/Llama-3.3-70B-Instruct-SAE-l50.pt", p, a, p.out(a), family="goodfire")
    torch_save(folder("deepseek-r1") / "DeepSeek-R1-Distill-Llama-8B-SAE-l19.pt", linear(p, **{"decoder.bias": p.bd}))
    case("deepseek-r1", "checkpoint/DeepSeek-R1-Distill-Llama-8B-SAE-l19.pt", p, a, p.out(a), family="deepseek-r1")
    torch_save(folder("nameless-linear") / "weights.pt", linear(p, **{"decoder.bias": p.bd}))
    case("nameless-linear", "checkpoint/weights.pt", expect="error", message=["format"])
    p = Parts()
    a = relu(p.h(subtract=p.bd))
    where = folder("connor-rob")
    torch_save(where / "gpt2-small_L5_Hcat_z.pt", p.plain())
    write_json(where / "gpt2-small_L5_Hcat_z_cfg.json", {"act_size": d, "dict_size": D, "layer": 5,
                                                          "act_name": "blocks.5.attn.hook_z"})
    case("connor-rob", "checkpoint/gpt2-small_L5_Hcat_z.pt", p, a, p.out(a), family="connor-rob")
    p = Parts()
    a = relu(p.h())
    where = folder("mwhanna")
    tensors(where / "layer_3.safetensors", p.plain(W_enc=p.We.T))
    (where / "config.yaml").write_text('model_name: "Qwen/Qwen3-4B"\nmodel_kind: transcoder_set\n')
    case("mwhanna", "checkpoint/layer_3.safetensors", p, a, p.out(a), family="mwhanna")
    # The features of one layer of a cross-layer transcoder: its decoders write to several layers and are not used.
    for name, given, path, options in [
        ("cross-layer", {}, "checkpoint/W_enc_3.safetensors", {}),
        ("cross-layer-folder", {}, "checkpoint", {"layer": "3"}),
        ("cross-layer-threshold", {"threshold_3": np.full(D, 0.4, np.float32)}, "checkpoint/W_enc_3.safetensors", {}),
    ]:
        where = folder(name)
        tensors(where / "W_enc_3.safetensors", {"W_enc_3": p.We.T, "b_enc_3": p.be, "b_dec_3": p.bd, **given})
        tensors(where / "W_dec_3.safetensors", {"W_dec_3": np.repeat(p.Wd[:, None], 2, axis=1)})
        tensors(where / "W_enc_4.safetensors", {"W_enc_4": p.We.T, "b_enc_4": p.be, "b_dec_4": p.bd})
        (where / "config.yaml").write_text('model_name: "google/gemma-2-2b"\nmodel_kind: cross_layer_transcoder\n'
                                           'feature_input_hook: "hook_resid_mid"\n')
        h = p.h()
        a = np.where(h > 0.4, h, 0) if given else relu(h)
        case(name, path, p, a, expect="warn", message=["several layers"], options=options,
             family="cross-layer-transcoder")
    where = folder("gemma-scope-2-cross-layer", "clt", "layer_3_width_16k_l0_small")
    tensors(where / "params.safetensors", {"w_enc": p.We, "w_dec": np.repeat(p.Wd[:, None], 2, axis=1), "b_enc": p.be,
                                           "b_dec": p.bd, "threshold": np.full(D, 0.4, np.float32)})
    write_json(where / "config.json", {"architecture": "jump_relu", "model_name": "google/gemma-3-1b-pt"})
    case("gemma-scope-2-cross-layer", "checkpoint/clt/layer_3_width_16k_l0_small", p, np.where(h > 0.4, h, 0),
         expect="warn", message=["several layers"], family="gemma-scope-2")
    where = folder("cross-layer-unnamed")
    for layer in (3, 4):
        tensors(where / f"W_enc_{layer}.safetensors",
                {f"W_enc_{layer}": p.We.T, f"b_enc_{layer}": p.be, f"b_dec_{layer}": p.bd})
    case("cross-layer-unnamed", expect="error", message=["layers 3, 4", "layer="])
    tensors(folder("temporal") / "latest_ckpt.safetensors", {
        "D": p.Wd, "E": p.We, "b": p.bd[None], "attn_layers.0.k_ctx.weight": random(d, d)})
    case("temporal", expect="error", message=["temporal", "order of tokens"])


def saev_cases():
    def write(name, header, state, p, a, y, expect="ok", message=(), options=None):
        buffer = io.BytesIO()
        torch_save(buffer, state)
        (folder(name) / "sae.pt").write_bytes(json.dumps(header).encode() + b"\n" + buffer.getvalue())
        case(name, "checkpoint/sae.pt", p, a, y, expect, message, options, "saev")

    def cfg(cls, **params):
        return {"d_model": d, "d_sae": D, "activation": {"cls": cls, "params": {"key": cls, **params}}}

    p = Parts()
    a = topk(p.h(), 6)
    write("saev-topk", {"schema": 5, "cfg": cfg("TopK", top_k=6), "commit": "x", "lib": "0.2"}, p.plain(), p, a, p.out(a))
    p = Parts()
    h = p.h()
    a = h * (h > np.float32(0.6))
    write("saev-batchtopk", {"schema": 5, "cfg": cfg("BatchTopK", top_k=3)},
          p.plain(**{"activation.threshold": torch.tensor(0.6)}), p, a, p.out(a))
    p = Parts()
    a = topk(p.h(), 4)
    write("saev-schema-1", {"schema": 1, "cls": "TopK", "cfg": {"d_vit": d, "exp_factor": 2, "top_k": 4}}, p.plain(), p, a,
          p.out(a))
    a = relu(p.h())
    write("saev-schema-1-nested", {"schema": 1, "cls": "SparseAutoencoderConfig",
                                   "cfg": {"d_model": d, "activation": {"cls": "Relu", "params": {}}}}, p.plain(), p, a,
          p.out(a))
    a = relu(p.h(subtract=p.bd))
    write("saev-without-schema", {"d_vit": d, "exp_factor": 2, "activation": "relu"}, p.plain(), p, a, p.out(a), "warn",
          ["schema", "b_dec"])


def vision_cases():
    p = Parts()
    x, undo = layer_norm(p.x.astype(np.float64))
    a = topk(relu(p.h(x, p.bd)), 3)
    where = folder("vit-prisma")
    torch_save(where / "weights.pt", p.plain())
    write_json(where / "config.json", {"d_in": d, "expansion_factor": 2, "activation_fn_str": "topk", "_dtype": "float32",
                                       "activation_fn_kwargs": {"k": 3}, "hook_point_layer": 9,
                                       "normalize_activations": "layer_norm", "layer_subtype": "hook_resid_post"})
    case("vit-prisma", parts=p, a=a, y=undo(p.out(a)), family="vit-prisma")
    p = Parts()
    e = (p.x.astype(np.float64) - p.bd) @ p.We.astype(np.float64)
    r, g, m = random(D, scale=0.3), random(D), random(D)
    a = (e + g > 0) * relu(np.exp(r.astype(np.float64)) * e + m)
    cfg = foreign("vit_prisma.sae.config", "VisionModelSAERunnerConfig", architecture="gated", d_in=d, _dtype="float32",
                  normalize_activations="none", activation_fn_str="relu", activation_fn_kwargs={})
    torch_save(folder("vit-prisma-gated") / "n_images_1.pt", {"cfg": cfg, "state_dict": p.plain(b_gate=g, r_mag=r, b_mag=m)})
    case("vit-prisma-gated", "checkpoint/n_images_1.pt", p, a, p.out(a), family="vit-prisma")
    p = Parts()
    a = relu(p.h(subtract=p.bd))
    cfg = foreign("src.sae_training.config", "ViTSAERunnerConfig", model_name="openai/clip-vit-base-patch16",
                  block_layer=-2, module_name="resid", dtype=torch.float32, device=torch.device("cpu"))
    torch_save(folder("patchsae") / "clip.pt", {"cfg": cfg, "state_dict": p.plain()})
    case("patchsae", "checkpoint/clip.pt", p, a, p.out(a), family="patchsae")


def protein_cases():
    p = Parts()
    state = {"w_enc": p.We, "w_dec": p.Wd, "b_enc": p.be, "b_pre": p.bd, "stats_last_nonzero": torch.zeros(D)}
    x, undo = layer_norm(p.x.astype(np.float64))

    def result(k):
        a = relu(topk(p.h(x, p.bd), k))
        return a, undo(p.out(a))

    torch_save(folder("interprot") / "esm2_plm1280_l24_sae4096_k4_auxk8_step1.pt", state)
    case("interprot", "checkpoint/esm2_plm1280_l24_sae4096_k4_auxk8_step1.pt", p, *result(4), family="interprot")
    torch_save(folder("interprot-lightning") / "last.ckpt", {
        "state_dict": {f"sae_model.{k}": v for k, v in state.items()}, "epoch": 3,
        "hyper_parameters": {"args": argparse.Namespace(k=3, auxk=8, lr=1e-4)}})
    case("interprot-lightning", "checkpoint/last.ckpt", p, *result(3), family="interprot")
    p = Parts()
    x = layer_norm(p.x.astype(np.float64), 1e-8)[0]
    undo = layer_norm(p.x.astype(np.float64), 1e-8)[1]
    a = relu(topk(p.h(x, p.bd), 3))
    torch_save(folder("bionemo") / "checkpoint_final.pt", {
        "model_state_dict": {"pre_bias": p.bd, "encoder.weight": p.We.T, "latent_bias": p.be, "decoder.weight": p.Wd.T},
        "input_dim": d, "hidden_dim": D, "model_config": {"top_k": 3, "normalize_input": True}})
    case("bionemo", "checkpoint/checkpoint_final.pt", p, a, undo(p.out(a)), family="bionemo")


def described_cases():
    p = Parts()
    mean = random(d)
    a = topk(relu(p.h(subtract=mean.astype(np.float64) + p.bd)), 3)
    torch_save(folder("described") / "ours.pt", {"state_dict": linear(p, **{"mean": mean, "decoder.bias": p.bd}), "step": 7})
    mapping = {"encoder": ["state_dict.encoder.weight"], "orientation": ["features-by-inputs"],
               "encoder-bias": ["state_dict.encoder.bias"], "decoder": ["state_dict.decoder.weight"],
               "subtract": ["state_dict.mean", "state_dict.decoder.bias"], "activation": ["topk"], "k": ["3"]}
    case("described", "checkpoint/ours.pt", p, a, p.out(a) + mean, mapping=mapping, family="described")
    wrong = dict(mapping, encoder=["state_dict.encoder.weigth"])
    case("described-typo", "../described/checkpoint/ours.pt", expect="error", mapping=wrong,
         message=["encoder.weigth", "did you mean"])


def variant_cases():
    """Variants beside the families' usual files; a generator of their own, so that they can be added to."""
    global rng
    rng = np.random.default_rng(20250101)

    def encoder_only(where, cfg_name, cfg, weight_name, weights, name, path, p, a, family):
        write_json(where / cfg_name, cfg)
        tensors(where / weight_name, weights)
        case(name, path, p, a, None, expect="warn", message=["no decoder"], family=family)

    p = Parts()
    cfg = {"activation": "topk", "num_latents": D, "k": 3, "transcode": True, "d_in": d}
    encoder_only(folder("sparsify-encoder-only"), "cfg.json", cfg, "sae.safetensors",
                 {"encoder.weight": p.We.T, "encoder.bias": p.be}, "sparsify-encoder-only", "checkpoint", p,
                 topk(relu(p.h()), 3), "sparsify")
    p = Parts()
    cfg = {"sae_type": "sae", "d_model": d, "act_fn": "relu", "norm_activation": "inference",
           "sparsity_include_decoder_norm": False}
    encoder_only(folder("llamascopium-encoder-only"), "config.json", cfg, "sae_weights.safetensors",
                 {"W_E": p.We, "b_E": p.be}, "llamascopium-encoder-only", "checkpoint", p, relu(p.h()), "llamascopium")
    where = folder("llamascopium-norms-without-decoder")
    write_json(where / "config.json", {**cfg, "sparsity_include_decoder_norm": True})
    tensors(where / "sae_weights.safetensors", {"W_E": p.We, "b_E": p.be})
    case("llamascopium-norms-without-decoder", expect="error", message=["sparsity_include_decoder_norm", "decoder"])

    # The spelling of sae-for-vlm's fork.
    p = Parts()
    h = relu(p.h(subtract=p.bd))
    a = h * (h > np.float32(0.5))
    where = folder("dictionary-learning-matroyshka")
    write_json(where / "config.json", {"trainer": {"dict_class": "MatroyshkaBatchTopKSAE", "activation_dim": d,
                                                   "dict_size": D}})
    torch_save(where / "ae.pt", p.plain(k=torch.tensor(3), threshold=torch.tensor(0.5),
                                        group_sizes=torch.tensor([4, 6])))
    case("dictionary-learning-matroyshka", parts=p, a=a, y=p.out(a), family="dictionary-learning")

    # Gemma Scope: deflated, lower case, with the factor on decoding.
    p = Parts()
    theta, factor = np.abs(random(D, scale=0.5)), np.abs(random(D)) + 0.5
    h = p.h()
    a = relu(h) * (h > theta)
    where = folder("gemma-scope-scaled", "gemma-scope-2b-pt-res", "layer_20", "width_16k", "average_l0_71")
    np.savez_compressed(where / "params.npz", threshold=theta, scaling_factor=factor,
                        **{k.lower(): v for k, v in p.plain().items()})
    case("gemma-scope-scaled", "checkpoint/gemma-scope-2b-pt-res/layer_20/width_16k/average_l0_71", p, a,
         p.out(a * factor), family="gemma-scope")

    # SAELens before 6: the older names of hook and layer, the flag as a Boolean, top-k by its activation.
    p = Parts()
    a = relu(topk(p.h(subtract=p.bd), 4))
    where = folder("saelens-oldest-names")
    write_json(where / "cfg.json", {"d_in": d, "d_sae": D, "hook_point": "blocks.5.hook_resid_pre",
                                    "hook_point_layer": 5, "activation_fn_str": "topk", "normalize_activations": False,
                                    "activation_fn_kwargs": {"k": 4}, "model_name": "gpt2-small"})
    tensors(where / "sae_weights.safetensors", p.plain())
    case("saelens-oldest-names", parts=p, a=a, y=p.out(a), family="saelens")
    p = Parts()
    x, undo = layer_norm(p.x.astype(np.float64))
    h = p.h(x, p.bd)
    a = relu(h) * (h > theta)
    saelens("saelens-layer-norm-jumprelu", p.plain(threshold=theta), p, a, undo(p.out(a)), architecture="jumprelu",
            normalize_activations="layer_norm")
    p = Parts()
    norm = norms(p.Wd)
    a = topk(p.h(subtract=p.bd) * norm, 3, key=abs)
    saelens("saelens-abstopk-rescaled", p.plain(), p, a, p.out(a / norm), architecture="abstopk", k=3,
            rescale_acts_by_decoder_norm=True)

    # Llama Scope's transcoder: two norms, nothing subtracted, no decoder norms.
    p = Parts()
    where = folder("llama-scope-transcoder")
    (where / "checkpoints").mkdir(exist_ok=True)
    write_json(where / "hyperparams.json", {
        "d_model": d, "d_sae": D, "hook_point_in": "blocks.4.ln2.hook_normalized", "act_fn": "jumprelu",
        "hook_point_out": "blocks.4.hook_mlp_out", "jump_relu_threshold": 0.6, "norm_activation": "dataset-wise",
        "dataset_average_activation_norm": {"in": 2.1, "out": 5.3}, "apply_decoder_bias_to_pre_encoder": False,
        "sparsity_include_decoder_norm": False, "use_glu_encoder": False})
    tensors(where / "checkpoints" / "final.safetensors", linear(p, **{"decoder.bias": p.bd}))
    s_in, s_out = np.sqrt(d) / 2.1, np.sqrt(d) / 5.3
    h = p.h(p.x.astype(np.float64) * s_in)
    a = relu(h) * (h > 0.6 * s_out)
    case("llama-scope-transcoder", parts=p, a=a, y=p.out(a) / s_out, family="llama-scope")

    # saev: a negative threshold lets only positive activations through.
    p = Parts()
    h = p.h()
    buffer = io.BytesIO()
    torch.save({k: torch.from_numpy(v) for k, v in p.plain().items()} | {"activation.threshold": torch.tensor(-0.5)},
               buffer)
    header = {"schema": 4, "cfg": {"d_model": d, "d_sae": D, "activation": {
        "cls": "BatchTopK", "params": {"kind": "batch-top-k", "top_k": 3, "sparsity": {"coeff": 1.0}}}},
        "commit": "x", "lib": "0.2"}
    (folder("saev-unset-threshold") / "sae.pt").write_bytes(json.dumps(header).encode() + b"\n" + buffer.getvalue())
    case("saev-unset-threshold", parts=p, a=relu(h), y=p.out(relu(h)), family="saev")


if __name__ == "__main__":
    for old in ROOT.glob("*"):
        if not old.name.startswith("library-"):
            shutil.rmtree(old)
    for write in (saelens_cases, gemma_cases, sparsify_cases, dictionary_cases, interplm_cases, openai_cases,
                  openmoss_cases, single_file_cases, saev_cases, vision_cases, protein_cases, described_cases,
                  variant_cases):
        write()
    print(len(list(ROOT.iterdir())), "cases")
