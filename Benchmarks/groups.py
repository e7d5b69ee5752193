"""Times the audit of groups beside a loop over fairlearn's MetricFrame, in turns, on one machine.

    python groups.py --scratch FOLDER [--runs 3] [--loop 300] [--clusters]

65,536 features, 5,000 examples, two labels, three attributes of two, four and eight groups. Ours is the stage `bias` of one
`analyze`: tests, corrections, intervals, equivalence, sensitivity columns, null calibration and cells of every feature. The
loop takes the firing rate of every group within every label and the largest difference, and nothing else; it is timed on
LOOP features and its time is multiplied up. Needs fairlearn.
"""
import argparse, csv, json, subprocess, sys, time
from pathlib import Path
import numpy as np, scipy.sparse as sparse

features, rows, families = 65_536, 5_000, 500

def write(folder):
    rng = np.random.default_rng(2)
    density = 0.0005 * 400 ** (rng.random(features) * rng.random(features))
    row = np.arange(rows)
    columns = {"two": row // 3 % 2, "four": row // 5 % 4, "tied": row // 10 % 8}
    label = row // 7 % 2
    follows = np.where(np.arange(features) % 20 == 0, 3.0, 1.0)
    fired = sparse.vstack([
        sparse.csr_matrix(rng.random((1, features)) < density * (follows if columns["two"][r] == 0 else 1)) for r in row
    ]).astype(np.float32)
    sparse.save_npz(folder / "features.npz", fired, compressed=False)
    with open(folder / "examples.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["id", "label", *columns, "family"])
        for r in row: table.writerow([f"e{r}", f"label{label[r]}", *(f"{n}{c[r]}" for n, c in columns.items()), f"family{r // (rows // families)}"])
    for name, cluster in (("rows", ""), ("families", ", cluster: family")):
        (folder / f"{name}.yml").write_text(f"""title: Groups
seed: 1
checkpoints: [{{id: sae, layer: 1}}]
datasets:
  - id: wide
    examples: examples.csv
    columns: {{id: id, label: label, groups: [two, four, tied]{cluster}}}
    states: {{1: features.npz}}
probes: {{representations: [majority], folds: 2, repeats: 1}}
bias: {{attributes: [two, four, tied], ablation: false}}
""")
    return fired.tocsc(), columns, label

def ours(folder, name):
    atlas = Path(__file__).resolve().parents[1] / ".build/release/feature-atlas"
    subprocess.run([atlas, "analyze", "-q", "--no-cache", folder / f"{name}.yml", "-o", folder / "results"], check=True)
    return sum(s["seconds"] for s in json.load(open(folder / "results/data/timings.json"))["stages"] if s["name"] == "bias")

def loop(fired, columns, label, count):
    from fairlearn.metrics import MetricFrame, selection_rate
    chosen = np.linspace(0, features - 1, count).astype(int)
    start = time.perf_counter()
    for feature in chosen:
        y = np.zeros(rows, int)
        y[fired.indices[fired.indptr[feature]:fired.indptr[feature + 1]]] = 1
        for groups in columns.values():
            frame = MetricFrame(metrics=selection_rate, y_true=label, y_pred=y, sensitive_features=groups, control_features=label)
            frame.by_group, frame.difference()
    return (time.perf_counter() - start) * features / count

if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--scratch", type=Path, required=True); p.add_argument("--runs", type=int, default=3)
    p.add_argument("--loop", type=int, default=300); p.add_argument("--clusters", action="store_true")
    a = p.parse_args()
    a.scratch.mkdir(parents=True, exist_ok=True)
    data = write(a.scratch)
    name = "families" if a.clusters else "rows"
    own, theirs = [], []
    for _ in range(a.runs):
        own.append(ours(a.scratch, name))
        theirs.append(loop(*data, a.loop))
    ratios = sorted(t / o for o, t in zip(own, theirs))
    print(f"{name}: feature-atlas {sorted(own)[len(own) // 2]:.2f} s ({min(own):.2f}–{max(own):.2f}), MetricFrame "
          f"{sorted(theirs)[len(theirs) // 2]:.0f} s ({min(theirs):.0f}–{max(theirs):.0f}), ratio {ratios[len(ratios) // 2]:.0f} "
          f"({ratios[0]:.0f}–{ratios[-1]:.0f}), {a.runs} runs")
