"""Cost against size: writes states and checkpoints of given sizes, then times `encode` or `analyze` on them.

    python sizes.py table --scratch FOLDER [--d 768] [--encoder NAME]      tokens × 1, 4, 16 and width 4k, 16k, 65k: `encode --pooling sum`
    python sizes.py million --scratch FOLDER      width 1,048,576, d 64, 100,000 tokens: `analyze`, majority probes only

Thresholds are set so that about 32 features fire on a token. "beyond the inputs" is the largest anonymous memory of the
process (RssAnon, read every 20 ms), that is, all but mapped files.
"""
import argparse, itertools, json, os, subprocess, time
from pathlib import Path
import numpy as np
from safetensors.numpy import save_file

atlas = os.environ.get("FEATURE_ATLAS", str(Path(__file__).resolve().parents[1] / ".build/release/feature-atlas"))

def states(path, tokens, d, length=32, dtype=np.float32):
    """States [tokens, d] of examples with `length` tokens each, and a table with random labels beside them."""
    if path.exists(): return
    offsets = np.arange(0, tokens + 1, length)
    if offsets[-1] != tokens: offsets = np.append(offsets, tokens)
    rng = np.random.default_rng(1)
    noise = np.concatenate([rng.standard_normal((min(1 << 20, tokens - t), d), dtype=np.float32).astype(dtype) for t in range(0, tokens, 1 << 20)])
    save_file({"states": noise, "offsets": offsets.astype(np.int64)}, path)
    labels = np.random.default_rng(2).integers(0, 2, len(offsets) - 1)
    path.with_suffix(".csv").write_text("id,label\n" + "".join(f"e{i},{'ab'[l]}\n" for i, l in enumerate(labels)))

def checkpoint(folder, d, width, active=32):
    if folder.exists(): return
    folder.mkdir(parents=True)
    rng = np.random.default_rng(3)
    w = rng.standard_normal((d, width), dtype=np.float32)
    w /= np.linalg.norm(w, axis=0)
    # Products of normal states with unit directions are standard normal: the quantile of each gives the density.
    from statistics import NormalDist
    cut = NormalDist().inv_cdf(1 - active / width)
    zeros = np.zeros(width, np.float32)
    np.savez(folder / "params.npz", W_enc=w, W_dec=np.ascontiguousarray(w.T), b_enc=zeros, b_dec=np.zeros(d, np.float32), threshold=zeros + np.float32(cut))

def measured(*command):
    start = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL)
    anonymous = resident = 0
    while process.poll() is None:
        try: lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        except OSError: break
        values = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(("RssAnon", "VmHWM"))}
        anonymous = max(anonymous, int(values.get("RssAnon", 0)))
        resident = max(resident, int(values.get("VmHWM", 0)))
        time.sleep(0.02)
    if process.wait(): raise SystemExit(f"failed: {command}")
    return time.perf_counter() - start, anonymous / 1024, resident / 1024

def table(a):
    more = ["--encoder", a.encoder] if a.encoder else []
    print("| tokens | width | seconds | beyond the inputs, MiB | features, MiB |\n|---|---|---|---|---|")
    for tokens, width in itertools.product((4096, 16384, 65536), (4096, 16384, 65536)):
        s, c, out = a.scratch / f"{tokens}.safetensors", a.scratch / f"w{width}", a.scratch / "out.npz"
        states(s, tokens, a.d)
        checkpoint(c, a.d, width)
        seconds, anonymous, _ = measured(atlas, "encode", "-q", "--no-cache", "--checkpoint", c / "params.npz", "--states", s, "--pooling", "sum", "-o", out, *more)
        print(f"| {tokens} | {width} | {seconds:.2f} | {anonymous:.0f} | {out.stat().st_size / 2**20:.1f} |", flush=True)

def million(a):
    s, c = a.scratch / "million.safetensors", a.scratch / "w1048576"
    states(s, 100_000, 64)
    checkpoint(c, 64, 1 << 20)
    config = a.scratch / "million.yml"
    config.write_text(f"title: Million\nseed: 1\ncheckpoints: [{{id: million, path: {c}/params.npz, layer: 1}}]\n"
                      f"datasets: [{{id: noise, examples: {s.with_suffix('.csv')}, columns: {{id: id, label: label}}, states: {{1: {s}}}}}]\n"
                      "pooling: [sum]\nprobes: {representations: [majority]}\nbias: {ablation: false}\n")
    seconds, anonymous, resident = measured(atlas, "analyze", "-q", "--no-cache", config, "-o", a.scratch / "million")
    for stage in json.load(open(a.scratch / "million/data/timings.json"))["stages"]:
        print(f"  {stage['name']}: {stage['seconds']:.1f} s, peak so far {stage['peak_bytes'] / 2**20:.0f} MiB")
    print(f"million: {seconds:.1f} s, {anonymous:.0f} MiB beyond the inputs, {resident:.0f} MiB with mapped files")

if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["table", "million"])
    p.add_argument("--scratch", type=Path, required=True); p.add_argument("--d", type=int, default=768); p.add_argument("--encoder")
    a = p.parse_args()
    a.scratch.mkdir(parents=True, exist_ok=True)
    {"table": table, "million": million}[a.what](a)
