"""Times feature-atlas beside what users would run instead, in turns, on one machine.

    python compare.py encode  --peer PEER --inputs INPUTS [--runs 5]     torch f32 against `encode --pooling sum`
    python compare.py statistics --peer PEER --inputs INPUTS [--runs 5]  the scipy loop against the stage of features.csv
    python compare.py probes --peer PEER --inputs INPUTS [--runs 5]      scikit-learn's 120 fits against the stage of our probes
    python compare.py pages   --results RESULTS --hugo HUGO [--runs 5]   Hugo against `render`, the same Markdown
    python compare.py build   --config CONFIG                            stages, seconds and peak memory of one `build`

With `--ratios NAME`, the ratio is compared with the row NAME of ratios.csv beside this file: below its bar, or below the stored
ratio by more than its share of tolerance, the exit code is 1. `--store` puts the new ratio there first. `make bench` compares
all of them.

PEER is a folder with make_inputs.py and pipeline.py (torch, scikit-learn, Jinja: what a careful user would write), INPUTS
what its make_inputs.py wrote, RESULTS a folder that `feature-atlas analyze` wrote. Each figure is the median of the runs;
the ratio is the median of the ratios run by run, which holds when the machine's speed drifts.
"""
import argparse, csv, json, os, re, resource, shutil, statistics, subprocess, sys, tempfile, time
from pathlib import Path

root = Path(__file__).resolve().parents[1]
atlas = str(root / ".build/release/feature-atlas")

def run(*command, **more):
    start = time.perf_counter()
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **more)
    if done.returncode: sys.exit(f"{command[0]} failed: {done.stderr[-2000:]}")
    return time.perf_counter() - start, done.stdout

def report(name, peer_name, ours, theirs, stored):
    ratios = [b / a for a, b in zip(ours, theirs)]
    print(f"{name}: feature-atlas {statistics.median(ours):.2f} s ({min(ours):.2f}–{max(ours):.2f}), "
          f"{peer_name} {statistics.median(theirs):.2f} s ({min(theirs):.2f}–{max(theirs):.2f}), "
          f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f}), {len(ours)} runs", flush=True)
    if stored: compare_with_stored(stored, ratios)

def compare_with_stored(name, ratios):
    path, ratio = root / "Benchmarks/ratios.csv", statistics.median(ratios)
    rows = list(csv.DictReader(path.open(newline="")))
    row = next((r for r in rows if r["name"] == name), None) or sys.exit(f"{path} has no row {name}")
    if a.store:
        model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
        row.update(ratio=f"{ratio:.2f}", low=f"{min(ratios):.2f}", high=f"{max(ratios):.2f}", runs=len(ratios),
                   machine=model[1] if model else "unknown")
        with path.open("w", newline="") as file:
            table = csv.DictWriter(file, row.keys(), lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    lowest = max(float(row["bar"]), float(row["ratio"]) * (1 - float(row["tolerance"])))
    print(f"  {name}: {row['ratio']} is stored ({row['machine']}); the lowest allowed is {lowest:.2f}", flush=True)
    if ratio < lowest: sys.exit(f"{name}: the ratio {ratio:.2f} is too low")

def encode(a):
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as out:
        for _ in range(a.runs):
            # Ours: the whole process, files read, pooled features written. Theirs: the encode stage alone, states loaded.
            ours.append(run(atlas, "encode", "-q", "--no-cache", "--checkpoint", a.inputs / "checkpoint/params.npz", "--states", a.inputs / "states.safetensors",
                            "--pooling", "sum", "-o", f"{out}/features.npz")[0])
            text = run(sys.executable, a.peer / "pipeline.py", a.inputs, out, "--stages", "encode")[1]
            theirs.append(float(re.search(r"^encode: ([\d.]+) s", text, re.M)[1]))
    report("encode", "torch f32", ours, theirs, a.ratios)

def stage(a, ours_name, theirs_name, peer_name, options):
    """A stage of `analyze`, read from timings.json, beside a stage of pipeline.py; neither counts the encoding."""
    ours, theirs = [], []
    with tempfile.TemporaryDirectory(dir=a.scratch) as out:
        config = Path(out, "atlas.yml")
        config.write_text(f"""title: {ours_name}
checkpoints: [{{id: sae, path: {a.inputs.resolve()}/checkpoint/params.npz, layer: 1}}]
datasets:
  - id: docs
    examples: {a.inputs.resolve()}/examples.csv
    columns: {{id: id, text: text, label: label}}
    states: {{1: {a.inputs.resolve()}/states.safetensors}}
pooling: [sum]
probes: {{{options}}}
""")
        for _ in range(a.runs):
            run(atlas, "analyze", "-q", config, "-o", f"{out}/results")
            stages = {s["name"]: s["seconds"] for s in json.load(open(f"{out}/results/data/timings.json"))["stages"]}
            ours.append(stages[ours_name])
            text = run(sys.executable, a.peer / "pipeline.py", a.inputs, out, "--stages", f"encode,{theirs_name}")[1]
            theirs.append(float(re.search(rf"^{theirs_name}: ([\d.]+) s", text, re.M)[1]))
    report(ours_name, peer_name, ours, theirs, a.ratios)

def statistics_stage(a):
    """Ours: all columns of features.csv. Theirs: U, p, AUROC and q of one class."""
    stage(a, "statistics", "stats", "scipy", "representations: [majority]")

def probes(a):
    """Theirs: 15 folds × 4 values of C × 2 representations, every C reported. Ours: the same fits (to 1e-5 of the
    objective, those at the chosen C to 1e-12), 30 fits without two of the folds at every C and representation to choose by,
    one on all rows, and what the pages tell of them."""
    stage(a, "probes", "probe", "scikit-learn",
          "representations: [continuous, binarized], thresholds: [1.0], c: [0.01, 0.1, 1, 10], folds: 5, repeats: 3")

def pages(a):
    with tempfile.TemporaryDirectory(dir=a.scratch) as out:
        out = Path(out)
        run(atlas, "render", a.results, "-o", out / "hugo/content", "--format", "markdown", "-q")
        shutil.rmtree(out / "hugo/content/data")
        count = size = 0
        for page in (out / "hugo/content").rglob("*.md"):
            size += page.stat().st_size
            count += 1
        # In Hugo an index.md makes its folder one page; _index.md makes it a section.
        for page in list((out / "hugo/content").rglob("index.md")): page.rename(page.with_name("_index.md"))
        layouts = out / "hugo/layouts/_default"
        layouts.mkdir(parents=True)
        body = "<!doctype html><html lang=en><head><meta charset=utf-8><title>{{ .Title }}</title></head><body>{{ .Content }}</body></html>"
        for name in ("single", "list"): (layouts / f"{name}.html").write_text(body)
        (out / "hugo/hugo.toml").write_text('baseURL = "/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n[markup.goldmark.renderer]\nunsafe = true\n')
        ours, theirs = [], []
        for _ in range(a.runs):
            shutil.rmtree(out / "site", ignore_errors=True)
            shutil.rmtree(out / "hugo/public", ignore_errors=True)
            ours.append(run(atlas, "render", a.results, "-o", out / "site", "-q")[0])
            theirs.append(run(a.hugo, "--source", out / "hugo", "--quiet")[0])
        made = sum(1 for _ in (out / "hugo/public").rglob("*.html"))
        print(f"{count} pages of {size / count / 1024:.1f} KiB Markdown; {sum(1 for _ in (out / 'site').rglob('*.html'))} pages of ours, {made} of Hugo's")
        report("pages", "Hugo", ours, theirs, a.ratios)

def build(a):
    with tempfile.TemporaryDirectory(dir=a.scratch) as out:
        seconds, _ = run(atlas, "build", "--no-cache", a.config, "-o", f"{out}/site", "-q")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        for stage in json.load(open(f"{out}/site/data/timings.json"))["stages"]:
            print(f"  {stage['name']}: {stage['seconds']:.2f} s, peak so far {stage['peak_bytes'] / 2**20:.0f} MiB")
        print(f"build: {seconds:.2f} s, peak {peak:.0f} MiB")

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("what", choices=["encode", "statistics", "probes", "pages", "build"])
p.add_argument("--peer", type=Path); p.add_argument("--inputs", type=Path); p.add_argument("--results", type=Path)
p.add_argument("--hugo", default="hugo"); p.add_argument("--config", type=Path); p.add_argument("--runs", type=int, default=5)
p.add_argument("--ratios", help="row of ratios.csv to compare with")
p.add_argument("--store", action="store_true", help="put what was measured into that row first")
p.add_argument("--scratch", help="folder for the pages; /dev/shm leaves the disk out of it")
a = p.parse_args()
{"encode": encode, "statistics": statistics_stage, "probes": probes, "pages": pages, "build": build}[a.what](a)
