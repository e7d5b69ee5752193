"""The same features as dashboards of SAEDashboard and of sae_vis, and as an atlas: seconds, peak memory and bytes, whole processes in turns.

    python dashboards.py --scratch FOLDER --dashboard PYTHON --vis PYTHON [--features 64] [--runs 3]

The arguments are interpreters: one with sae-dashboard and safetensors, one with sae-vis, its undeclared sae-lens 5 and "pyarrow<17".
A small random transformer (2 layers, d 256, 5,000 words) reads 512 random texts of 64 words; a random autoencoder of 4,096 features
sits behind its first layer and fires on about 1 % of the tokens. The two get model, autoencoder and tokens, and make FEATURES
dashboards each. Ours gets the states of that layer and the texts, and makes a page for every feature that fires: statistics of all
features, examples, neighbours, map, lists and search included. Neither of the others knows labels.
"""
import argparse, csv, json, os, re, shutil, subprocess, sys, time
from pathlib import Path
from statistics import median

atlas = Path(__file__).resolve().parents[1] / ".build/release/feature-atlas"
D, WIDTH, WORDS, TEXTS, LENGTH = 256, 4096, 5000, 512, 64
HOOK = "blocks.0.hook_resid_post"

def model(folder):
    """The transformer, the same wherever it is made, with a tokenizer of words."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast
    from transformer_lens import HookedTransformerConfig
    from sae_lens import HookedSAETransformer
    words = Tokenizer(models.WordLevel({f"w{k}": k for k in range(WORDS)}, unk_token="w0"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    special = dict.fromkeys(("unk_token", "bos_token", "eos_token", "pad_token"), "w0")
    # The library reads a tokenizer again from where it came from.
    kept = str(folder / "tokenizer")
    PreTrainedTokenizerFast(tokenizer_object=words, **special).save_pretrained(kept)
    torch.manual_seed(1)
    config = HookedTransformerConfig(
        n_layers=2, d_model=D, n_ctx=LENGTH, d_head=64, n_heads=4, d_mlp=4 * D, d_vocab=WORDS, act_fn="gelu", seed=1, device="cpu")
    return HookedSAETransformer(config, tokenizer=PreTrainedTokenizerFast.from_pretrained(kept))

def make(folder):
    import numpy as np, torch
    from safetensors.numpy import save_file
    rng = np.random.default_rng(2)
    tokens = rng.integers(1, WORDS, (TEXTS, LENGTH))
    with torch.no_grad():
        _, cache = model(folder).run_with_cache(torch.tensor(tokens), names_filter=HOOK)
    states = cache[HOOK].numpy().astype(np.float32)
    decoder = rng.standard_normal((WIDTH, D)).astype(np.float32)
    decoder /= np.linalg.norm(decoder, axis=1, keepdims=True)
    # A bias that lets each feature fire on one token in a hundred.
    bias = -np.quantile(states.reshape(-1, D)[:4096] @ decoder.T, 0.99, axis=0).astype(np.float32)
    sae = {"W_enc": np.ascontiguousarray(decoder.T), "W_dec": decoder, "b_enc": bias, "b_dec": np.zeros(D, np.float32)}
    (folder / "sae").mkdir(parents=True)
    save_file(sae, folder / "sae/sae_weights.safetensors")
    (folder / "sae/cfg.json").write_text(json.dumps(
        {"architecture": "standard", "d_in": D, "d_sae": WIDTH, "apply_b_dec_to_input": False, "dtype": "float32",
         "hook_name": HOOK, "hook_layer": 0, "model_name": "random"}))
    np.save(folder / "tokens.npy", tokens)
    save_file({"states": states.reshape(-1, D), "offsets": np.arange(0, TEXTS * LENGTH + 1, LENGTH)}, folder / "states.safetensors")
    with open(folder / "examples.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["id", "text"])
        for index, row in enumerate(tokens): table.writerow([f"t{index:03d}", " ".join(f"w{k}" for k in row)])
    (folder / "tokens.jsonl").write_text("".join(json.dumps([f"w{k}" for k in row]) + "\n" for row in tokens))
    (folder / "atlas.yml").write_text(f"""title: Dashboards
checkpoints: [{{id: sae, path: sae, layer: 0}}]
datasets: [{{id: texts, examples: examples.csv, columns: {{id: id, text: text}}, states: {{0: states.safetensors}}, tokens: tokens.jsonl}}]
site: {{pages: {WIDTH}}}
""")

def weights(folder):
    import torch
    from safetensors.torch import load_file
    return load_file(folder / "sae/sae_weights.safetensors")

def dashboard(folder, count, out):
    import numpy as np, torch
    from sae_lens import StandardSAE, StandardSAEConfig
    from sae_dashboard.data_writing_fns import save_feature_centric_vis
    from sae_dashboard.sae_vis_data import SaeVisConfig
    from sae_dashboard.sae_vis_runner import SaeVisRunner
    sae = StandardSAE(StandardSAEConfig(d_in=D, d_sae=WIDTH, apply_b_dec_to_input=False, device="cpu"))
    sae.load_state_dict(weights(folder))
    data = SaeVisRunner(SaeVisConfig(hook_point=HOOK, features=list(range(count)))).run(
        encoder=sae, model=model(folder), tokens=torch.tensor(np.load(folder / "tokens.npy")))
    save_feature_centric_vis(data, out / "dashboard.html")

def vis(folder, count, out):
    import numpy as np, torch
    from sae_lens import SAE, SAEConfig
    from sae_vis.data_config_classes import SaeVisConfig
    from sae_vis.data_storing_fns import SaeVisData
    known = dict(
        architecture="standard", d_in=D, d_sae=WIDTH, activation_fn_str="relu", apply_b_dec_to_input=False, finetuning_scaling_factor=False,
        context_size=LENGTH, model_name="random", hook_name=HOOK, hook_layer=0, hook_head_index=None, prepend_bos=False, dataset_path="",
        dataset_trust_remote_code=False, normalize_activations="none", dtype="float32", device="cpu", sae_lens_training_version=None)
    sae = SAE(SAEConfig(**known))
    sae.load_state_dict(weights(folder))
    data = SaeVisData.create(
        sae=sae, model=model(folder), tokens=torch.tensor(np.load(folder / "tokens.npy")), cfg=SaeVisConfig(features=list(range(count))))
    data.save_feature_centric_vis(str(out / "vis.html"))

def measured(command, out):
    """Seconds, peak MiB and bytes written of one process."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    start = time.perf_counter()
    run = subprocess.run(["/usr/bin/time", "-f", "peak %M", *map(str, command)], capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if run.returncode: sys.exit(run.stderr[-2000:])
    return seconds, int(re.findall(r"peak (\d+)", run.stderr)[-1]) / 1024, sum(f.stat().st_size for f in out.rglob("*") if f.is_file())

if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--scratch", type=Path, required=True); p.add_argument("--dashboard"); p.add_argument("--vis")
    p.add_argument("--features", type=int, default=64); p.add_argument("--runs", type=int, default=3)
    p.add_argument("--step", choices=["make", "dashboard", "vis"], help=argparse.SUPPRESS)
    a = p.parse_args()
    if a.step == "make": sys.exit(make(a.scratch))
    if a.step: sys.exit({"dashboard": dashboard, "vis": vis}[a.step](a.scratch, a.features, a.scratch / a.step))
    shutil.rmtree(a.scratch, ignore_errors=True); a.scratch.mkdir(parents=True)
    subprocess.run([a.dashboard, __file__, "--scratch", a.scratch, "--step", "make"], check=True)
    found = {"feature-atlas": [], "SAEDashboard": [], "sae_vis": []}
    for _ in range(a.runs):
        found["feature-atlas"].append(measured([atlas, "build", a.scratch / "atlas.yml", "-o", a.scratch / "site/atlas", "--no-cache", "-q"], a.scratch / "site"))
        for name, step, python in (("SAEDashboard", "dashboard", a.dashboard), ("sae_vis", "vis", a.vis)):
            if python: found[name].append(measured([python, __file__, "--scratch", a.scratch, "--step", step, "--features", a.features], a.scratch / step))
    pages = sum(1 for f in (a.scratch / "site/atlas/features").rglob("*.html") if f.stem.isdigit())
    for name, runs in found.items():
        if not runs: continue
        count = pages if name == "feature-atlas" else a.features
        seconds, memory, size = (median(run[k] for run in runs) for k in range(3))
        times = [run[0] for run in runs]
        print(f"{name}: {count} features, {seconds:.1f} s ({min(times):.1f}–{max(times):.1f}), {1000 * seconds / count:.1f} ms and {size / count / 1000:.1f} kB a feature, peak {memory:,.0f} MiB, {len(runs)} runs")
