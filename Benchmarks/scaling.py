"""What an analysis on several machines costs: shards, merging, and the results made of them, on made-up states.

    python scaling.py whole   --scratch FOLDER [--tokens N] [--width W] [--d D] [--active N] [--shards N] [--ranges N]    every step once, one after another
    python scaling.py workers --scratch FOLDER [--tokens N] [--width W] [--d D] [--max 8] [--alone]       1 … 8 shards at a time, of one thread each

`whole` compares the results with those of one `analyze` where --compare is given; with --ranges statistics are measured by ranges of
the features, one after another. Workers --alone run one after another, as each would on a machine of its own, and the slowest counts. States, checkpoint and memory are those of
sizes.py: f16 here, 32 tokens an example, about 32 active features a token (--active). Shards of `workers` run two ways: all of the tokens
shared out (strong), and as many tokens for each (weak).
"""
import argparse, filecmp, json, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
import numpy as np
from sizes import atlas, checkpoint, measured, states

def inputs(a, tokens):
    s, c = a.scratch / f"{tokens}x{a.d}.safetensors", a.scratch / f"w{a.width}x{a.d}-{a.active}"
    states(s, tokens, a.d, dtype=np.float16)
    checkpoint(c, a.d, a.width, a.active)
    config = a.scratch / f"{tokens}x{a.d}-{a.width}-{a.active}.yml"
    config.write_text(
        f"title: Scaling\nseed: 1\ncheckpoints: [{{id: sae, path: {c}/params.npz, layer: 1}}]\n"
        f"datasets: [{{id: noise, examples: {s.with_suffix('.csv')}, columns: {{id: id, label: label}}, states: {{1: {s}}}}}]\n"
        f"pooling: [{a.pooling}]\nprobes: {{representations: [majority, continuous], c: [0.1], folds: 3, examples: {a.examples}}}\n"
        f"profiles: {{examples: {a.profiled}}}\nbias: {{ablation: false}}\nsite: {{pages: 1000}}\n")
    return config

def say(what, figures, size=None):
    seconds, anonymous, resident = figures
    more = f" {size.stat().st_size / 2**20:.0f} MiB written;" if size else ""
    print(f"{what}: {seconds:.1f} s;{more} {anonymous:.0f} MiB anonymous, {resident:.0f} MiB with mapped files", flush=True)

def stages(results):
    for stage in json.load(open(results / "data/timings.json"))["stages"]:
        print(f"  {stage['name']}: {stage['seconds']:.1f} s, peak so far {stage['peak_bytes'] / 2**20:.0f} MiB", flush=True)

def whole(a):
    config = inputs(a, a.tokens)
    parts = [a.scratch / f"{i}.part" for i in range(1, a.shards + 1)]
    merged, results = a.scratch / "merged.part", a.scratch / "results"
    for i, part in enumerate(parts, 1):
        say(f"shard {i}/{a.shards}", measured(atlas, "analyze", config, "--shard", f"{i}/{a.shards}", "--no-cache", "-o", part, "-q"), part)
    say("merge", measured(atlas, "merge", *parts, "-o", merged, "-q"), merged)
    for part in parts: part.unlink()
    folders = []
    for i in range(a.ranges if a.ranges > 1 else 0):
        first, last = a.width * i // a.ranges, a.width * (i + 1) // a.ranges - 1
        columns, folder = a.scratch / f"{i}.columns", a.scratch / f"{i}.measured"
        say(f"columns {first}-{last}", measured(atlas, "merge", merged, "--features", f"{first}-{last}", "-o", columns, "-q"), columns)
        say(f"statistics {first}-{last}", measured(
            atlas, "analyze", config, "--from", columns, "--features", f"{first}-{last}", "-o", folder, "-q"))
        columns.unlink()
        folders.append(folder)
    taken = ["--measured", *folders] if folders else []
    say("results", measured(atlas, "analyze", config, "--from", merged, *taken, "--no-cache", "-o", results, "-q"))
    stages(results)
    if a.compare:
        one = a.scratch / "one"
        say("one run", measured(atlas, "analyze", config, "--no-cache", "-o", one, "-q"))
        stages(one)
        files = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file() and p.name != "timings.json")
        other = [f for f in files if not filecmp.cmp(one / f, results / f, shallow=False)]
        print("same bytes" if not other else f"differ: {other}")

def workers(a):
    print("| workers | tokens | seconds | tokens/s a worker | largest anonymous, MiB |\n|---|---|---|---|---|")
    for way in ("strong", "weak"):
        count = 1
        while count <= a.max:
            tokens = a.tokens if way == "strong" else a.tokens * count
            config = inputs(a, tokens)
            def shard(i):
                return measured(atlas, "analyze", config, "--shard", f"{i}/{count}", "--no-cache", "--threads", 1, "-o", a.scratch / f"{i}.part", "-q")
            shard(1)
            start = time.perf_counter()
            with ThreadPoolExecutor(1 if a.alone else count) as pool: figures = list(pool.map(shard, range(1, count + 1)))
            seconds = max(f[0] for f in figures) if a.alone else time.perf_counter() - start
            print(f"| {count} ({way}) | {tokens} | {seconds:.2f} | {tokens / seconds / count:.0f} | {max(f[1] for f in figures):.0f} |", flush=True)
            count *= 2

if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["whole", "workers"])
    p.add_argument("--scratch", type=Path, required=True)
    p.add_argument("--tokens", type=int, default=100_000)
    p.add_argument("--width", type=int, default=16_384)
    p.add_argument("--d", type=int, default=64)
    p.add_argument("--active", type=int, default=32)
    p.add_argument("--shards", type=int, default=4)
    p.add_argument("--ranges", type=int, default=1)
    p.add_argument("--max", type=int, default=8)
    p.add_argument("--alone", action="store_true")
    p.add_argument("--pooling", default="max")
    p.add_argument("--examples", type=int, default=5000, help="of the probes")
    p.add_argument("--profiled", type=int, default=50_000, help="examples that words and features that fire together are looked for in")
    p.add_argument("--compare", action="store_true")
    a = p.parse_args()
    a.scratch.mkdir(parents=True, exist_ok=True)
    {"whole": whole, "workers": workers}[a.what](a)
