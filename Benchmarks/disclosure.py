"""Which exact figures on groups stand in the files of a run for the public.

    python disclosure.py PROGRAM SCRATCH [--runs 6]

Runs the audit of the example's reviews with three attributes (one is made here, with small groups) and an intersection: for
internal use, for the public, and for internal use with the groups of all rows exchanged at random. Numbers of five digits or more
that only one internal run has are figures on its groups. Those of the real one must not stand in the results and the site of the
public run more often than those of the exchanged ones, which stand there by chance alone.
"""
import argparse, collections, csv, os, random, re, subprocess

EXAMPLES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "examples")
GROUPS = ["gender", "age", "region"]
NUMBER = re.compile(rb"(?<![\w.])-?\d+\.\d+(?:[eE][-+]?\d+)?")
# Of all rows, without regard to groups: AUROCs of probes without some features, and the weights of the exported ones.
OF_ALL_ROWS = re.compile(rb'"(auroc|aurocChange|aurocChangeRange|aurocVersusControls)" : (\{[^}]*\}|[^,\n]*)')

CONFIGURATION = """title: disclosure
seed: 17
checkpoints: [{{id: c, path: {0}/checkpoints/l6-w512, layer: 6}}]
datasets:
  - id: reviews
    examples: reviews.csv
    columns: {{id: id, text: text, label: label, groups: [gender, age, region], split: split, cluster: cluster, pair: pair}}
    states: {{6: {0}/states/reviews.layer6.safetensors}}
    tokens: {0}/states/reviews.tokens.jsonl
pooling: [max]
probes: {{representations: [majority, hidden, continuous, binarized], thresholds: [0.5], c: [0.1, 1], folds: 5}}
bias: {{attributes: [gender, age, region], minimum-cell: 10, intersections: [[gender, region]], disclosure: {1}}}
"""


def run(program, folder, disclosure, seed=None):
    os.makedirs(folder, exist_ok=True)
    rows, random_ = list(csv.DictReader(open(f"{EXAMPLES}/reviews.csv"))), random.Random(5)
    for row in rows:
        shares = [.5, .3, .12, .05, .03] if row["label"] == "promote" else [.4, .3, .2, .06, .04]
        row["region"] = random_.choices(["north", "south", "east", "west", "isles"], shares)[0]
    if seed is not None:
        for column in GROUPS:
            values = [row[column] for row in rows]
            random.Random(seed).shuffle(values)
            for row, value in zip(rows, values): row[column] = value
    with open(f"{folder}/reviews.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys()); writer.writeheader(); writer.writerows(rows)
    open(f"{folder}/atlas.yml", "w").write(CONFIGURATION.format(EXAMPLES, disclosure))
    subprocess.run([program, "analyze", "atlas.yml", "-o", "results"], cwd=folder, check=True, capture_output=True)
    return f"{folder}/results"


def numbers(root):
    found = {}
    for folder, _, files in os.walk(root):
        for name in files:
            path = os.path.join(folder, name)
            if name in ("timings.json", "SHA256SUMS") or ".without." in name or name.endswith((".woff2", ".png")): continue
            if name.endswith("ablation.csv"): continue       # what is public of it: AUROCs of all rows
            text = open(path, "rb").read()
            if name == "findings.json": text = OF_ALL_ROWS.sub(b"", text)
            for match in NUMBER.findall(text):
                value = match.decode().lstrip("-")
                if len(value.replace(".", "").split("e")[0].lstrip("0")) >= 5 and float(value):
                    found.setdefault(f"{float(value):.9g}", os.path.relpath(path, root))
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program"); parser.add_argument("scratch"); parser.add_argument("--runs", type=int, default=6)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    public = numbers(run(program, f"{options.scratch}/public", "public"))
    subprocess.run([program, "render", "results", "-o", "site"], cwd=f"{options.scratch}/public", check=True, capture_output=True)
    public |= numbers(f"{options.scratch}/public/site")
    runs = {"as they are": numbers(run(program, f"{options.scratch}/internal", "internal"))}
    for seed in range(options.runs):
        runs[f"exchanged, seed {seed}"] = numbers(run(program, f"{options.scratch}/exchanged-{seed}", "internal", seed))
    for name, figures in runs.items():
        own = set(figures) - set().union(*(set(other) for n, other in runs.items() if n != name))
        hits = own & set(public)
        print(f"groups {name}: {len(own)} figures of its own, {len(hits)} of them in public files",
              collections.Counter(os.path.basename(public[hit]) for hit in hits).most_common(6))
