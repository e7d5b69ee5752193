"""Transfer between all pairs of some datasets: time, the same in scikit-learn, and every published row fitted again.

    python transfer.py speed --scratch FOLDER [--datasets 6] [--examples 2000] [--width 16384] [--threads 2] [--sklearn]
    python transfer.py refit --scratch FOLDER     3 datasets of 120 to 200 examples, clusters in one, 600 features

Datasets are drawn here: one token an example, about 64 active features, labels that some directions carry, with the directions of each
dataset turned a little. speed prints the seconds of the stage “transfer” (three arms: hidden states, values, bits). With --sklearn the
same for one arm by a plain loop: C of four by five folds, fits, scores on the other datasets, nested ceilings, 50 permutations; without
intervals, curves and parts of equal size, which multiply the fits by thirteen and more.

refit fits again what transfer.csv (AUROC, accuracy, macro-F1), transfer.curve.csv, transfer.joint.csv and transfer.left-out.csv (AUROC)
report, from the rows files, C and `encode`d features alone, with scikit-learn, and prints the largest difference of each file and arm.
Rows whose decisions are equal but for rounding can be ordered either way: an AUROC is compared with the range that these orders have,
and `ordered by rounding` counts the figures for which the range is more than a point.
"""
import argparse, csv, json, subprocess, time
from pathlib import Path
from statistics import NormalDist
import numpy as np, scipy.sparse as sp
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score

atlas = str(Path(__file__).resolve().parents[1] / ".build/release/feature-atlas")
D = 128

def make(scratch, names, sizes, width, active, clustered=()):
    """States, labels and a checkpoint; the configuration of all pairs."""
    scratch.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(3)
    w = rng.standard_normal((D, width), dtype=np.float32); w /= np.linalg.norm(w, axis=0)
    zeros = np.zeros(width, np.float32)
    cut = NormalDist().inv_cdf(1 - active / width)
    np.savez(scratch / "params.npz", W_enc=w, W_dec=np.ascontiguousarray(w.T), b_enc=zeros, b_dec=np.zeros(D, np.float32), threshold=zeros + np.float32(cut))
    shared = rng.standard_normal(D)
    datasets = []
    for place, (name, n) in enumerate(zip(names, sizes)):
        rng = np.random.default_rng(100 + place)
        direction = shared + 0.7 * rng.standard_normal(D); direction /= np.linalg.norm(direction)
        y = rng.integers(0, 2, n)
        copies = 4 if name in clustered else 1
        y = np.repeat(y[: -(-n // copies)], copies)[:n]
        x = rng.standard_normal((n, D)) + np.outer(np.where(y == 1, 0.8, -0.8), direction)
        if copies > 1: x = np.repeat(x[::copies], copies, 0)[:n] + 0.3 * rng.standard_normal((n, D))
        save_file({"states": x.astype(np.float32), "offsets": np.arange(n + 1, dtype=np.int64)}, scratch / f"{name}.safetensors")
        (scratch / f"{name}.csv").write_text("id,label,source\n" + "".join(f"{name}-{i},{'ab'[v]},{name}{i // copies}\n" for i, v in enumerate(y)))
        columns = "{id: id, label: label" + (", cluster: source}" if copies > 1 else "}")
        datasets.append(f"  - {{id: {name}, examples: {name}.csv, columns: {columns}, states: {{1: {name}.safetensors}}}}\n")
    (scratch / "atlas.yml").write_text("title: Transfer\nseed: 1\ncheckpoints: [{id: sae, path: params.npz, layer: 1}]\ndatasets:\n" + "".join(datasets)
        + "pooling: [max]\nprobes: {representations: [majority]}\nbias: {ablation: false}\ntransfer: all\n")

def analyse(scratch, threads):
    subprocess.run([atlas, "analyze", "-q", "--no-cache", scratch / "atlas.yml", "-o", scratch / "results", "--threads", str(threads)], check=True)
    return {s["name"]: s["seconds"] for s in json.load(open(scratch / "results/data/timings.json"))["stages"]}

def features(scratch, name):
    out = scratch / f"{name}.npz"
    subprocess.run([atlas, "encode", "-q", "--no-cache", "--checkpoint", scratch / "params.npz", "--states", scratch / f"{name}.safetensors", "--pooling", "max", "-o", out], check=True)
    return sp.load_npz(out).tocsr().astype(np.float64)

def table(path):
    return list(csv.DictReader(open(path))) if path.exists() else []

def model(c): return LogisticRegression(C=c, tol=1e-10, max_iter=100_000)

def speed(a):
    names = [f"d{i}" for i in range(a.datasets)]
    make(a.scratch, names, [a.examples] * a.datasets, a.width, 64)
    print({k: round(v, 1) for k, v in analyse(a.scratch, a.threads).items()})
    if not a.sklearn: return
    data = {n: (features(a.scratch, n), np.array([r["label"] == "b" for r in table(a.scratch / f"{n}.csv")])) for n in names}
    start = time.perf_counter()
    grid = [0.01, 0.1, 1, 10]
    def fitted(x, y, c): return LogisticRegression(C=c, max_iter=1000).fit(x, y)
    def chosen(x, y, k):
        folds = np.arange(len(y)) % k
        return max(grid, key=lambda c: np.mean([roc_auc_score(y[folds == f], fitted(x[folds != f], y[folds != f], c).decision_function(x[folds == f])) for f in range(k)]))
    for n, (x, y) in data.items():
        m = fitted(x, y, chosen(x, y, 5))
        for other, (z, t) in data.items():
            if other != n: roc_auc_score(t, m.decision_function(z))
        folds = np.arange(len(y)) % 5
        for f in range(5):
            own = folds != f
            fitted(x[own], y[own], chosen(x[own], y[own], 4)).decision_function(x[~own])
        for _ in range(50): fitted(x, np.random.default_rng(_).permutation(y), m.C)
    print(f"scikit-learn, one arm, no intervals: {time.perf_counter() - start:.1f} s")

def refit(a):
    names, sizes = ["p", "q", "r"], [120, 160, 200]
    make(a.scratch, names, sizes, 600, 24, clustered=("q",))
    if not (a.scratch / "results").exists(): analyse(a.scratch, a.threads)
    data = a.scratch / "results/data"
    x, y, place = {}, {}, {}
    for name in names:
        values = features(a.scratch, name)
        from safetensors.numpy import load_file
        x[name] = {"hidden": sp.csr_matrix(load_file(a.scratch / f"{name}.safetensors")["states"].astype(np.float64)), "continuous": values, "binarized": (values > 0).astype(np.float64).tocsr()}
        rows = table(a.scratch / f"{name}.csv")
        y[name] = np.array([r["label"] == "b" for r in rows]); place[name] = {r["id"]: i for i, r in enumerate(rows)}
    def where(ids, name):
        """Dataset and row of every id; those of left-out datasets name theirs."""
        return [(i.split("/")[0], place[i.split("/")[0]][i.split("/")[1]]) if "/" in i else (name, place[name][i]) for i in ids]
    def rows(found, kind):
        return sp.vstack([x[n][kind][i] for n, i in found]).tocsr(), np.array([y[n][i] for n, i in found])
    def decided(training, scored, kind, c):
        (xa, ya), (xb, yb) = rows(training, kind), rows(scored, kind)
        return yb, model(c).fit(xa, ya).decision_function(xb)
    def figure(metric, y, d):
        """The figure, for an AUROC as the lowest and the highest that orders of all but equal decisions have."""
        if metric != "auroc":
            v = accuracy_score(y, d > 0) if metric == "accuracy" else f1_score(y, d > 0, average="macro", zero_division=0)
            return np.array([v, v])
        apart = d[y][:, None] - d[~y][None, :]
        close = 1e-7 * (1 + np.abs(d).max())
        if not (np.abs(apart) < close).any(): return np.repeat(roc_auc_score(y, d), 2)
        return np.array([(apart > close).mean(), (apart > -close).mean()])
    def auroc(*fit): return figure("auroc", *decided(*fit))
    worst = {}
    def compare(file, kind, mine, theirs):
        if theirs == "": return
        low, high = np.mean(mine, axis=0) if isinstance(mine, list) else mine
        count, largest, ordered = worst.get((file, kind), (0, 0, 0))
        worst[file, kind] = (count + 1, max(largest, low - float(theirs), float(theirs) - high), ordered + (high - low > 1e-12))
    def kind(row): return row["arm"].split()[0]
    def uses(path, name, other):
        lines = table(path)
        for side, dataset in (("train", name), ("test", other)):
            own = [r for r in lines if r["side"] == side]
            for r, found in zip(own, where([r["example"] for r in own], dataset)): r["at"] = found
        return [r for r in lines if r["side"] == "train"], [r for r in lines if r["side"] == "test"]
    def at(lines, holds): return [r["at"] for r in lines if holds(r)]
    def has(cell, fold): return str(fold) in cell.split()
    fitted = {}
    def transfer(file, row, own, other):
        folds, k, c, inner = range(int(row["folds"])), kind(row), float(row["c"]), [float(v) for v in row["c_ceiling"].split()]
        metric = row.get("metric", "auroc")
        key = file, row["train"], row["test"], row["arm"]
        if key not in fitted:
            if len({r["trains"] for r in own}) == 1: score = [decided(at(own, lambda r: has(r["trains"], 0)), at(other, lambda r: True), k, c)]
            else: score = [decided(at(own, lambda r: has(r["trains"], f)), at(other, lambda r: r["fold"] == str(f)), k, c) for f in folds]
            tested = [at(other, lambda r: r["fold"] == str(f)) for f in folds]
            fitted[key] = {"score": score, "matched": [decided(at(own, lambda r: has(r["matched"], f)), tested[f], k, c) for f in folds],
                           "ceiling": [decided(at(other, lambda r: has(r["matched"], f)), tested[f], k, inner[f]) for f in folds]}
        for what, column in [("score", "score"), ("matched", "score_matched"), ("ceiling", "ceiling")]:
            compare(f"{file} {what}, {metric}", k, [figure(metric, *d) for d in fitted[key][what]], row[column])
    known = {}
    for row in table(data / "transfer.csv"):
        pair = row["train"], row["test"]
        if pair not in known: known[pair] = uses(data / f"transfer.{pair[0]}.{pair[1]}.rows.csv", *pair)
        transfer("transfer.csv", row, *known[pair])
    for row in table(data / "transfer.left-out.csv"):
        transfer("transfer.left-out.csv", row, *uses(data / f"transfer.{row['test']}.left-out-rows.csv", row["train"], row["test"]))
    for row in table(data / "transfer.curve.csv"):
        own, other = known[row["train"], row["test"]]; k, n = kind(row), int(row["n_test_labels"])
        inner = [float(v) for v in row["c_alone"].split()]
        both, alone = [], []
        for f in range(len(inner)):
            scored = at(other, lambda r: r["fold"] == str(f)); train = at(own, lambda r: has(r["curve"], f))
            for d in range(int(row["draws"])):
                def drawn(r):
                    if row["all"] == "true": return r["pooled"] == "true" and r["own_fold"] != str(f)
                    return any(t.split("/")[:2] == [str(f), str(d)] and int(t.split("/")[2]) <= n for t in r["curve"].split())
                target = [] if n == 0 else at(other, drawn)
                both.append(auroc(train + target, scored, k, float(row["c"])))
                if row["score_alone"]: alone.append(auroc(target, scored, k, inner[f]))
        compare("transfer.curve.csv score", k, both, row["score"])
        if alone: compare("transfer.curve.csv alone", k, alone, row["score_alone"])
    for row in table(data / "transfer.joint.csv"):
        own, other = known[row["train"], row["test"]]; k = kind(row)
        tested = own if row["tested_on"] == row["train"] else other
        folds = len(row["c_ceiling"].split())
        rest = [len({r["own_fold"] for r in side if r["own_fold"]}) for side in (own, other)]
        value = [auroc(at(own, lambda r: r["pooled"] == "true" and r["own_fold"] != str(f % rest[0])) + at(other, lambda r: r["pooled"] == "true" and r["own_fold"] != str(f % rest[1])),
                               at(tested, lambda r: r["own_fold"] == str(f)), k, float(row["c"])) for f in range(folds)]
        compare("transfer.joint.csv score", k, value, row["score"])
    print("| file, figure | arm | rows | largest difference | ordered by rounding |\n|---|---|---:|---:|---:|")
    for (file, k), (count, largest, ordered) in sorted(worst.items()): print(f"| {file} | {k} | {count} | {largest:.1e} | {ordered} |")
    if max(v for _, v, _ in worst.values()) > 1e-6: raise SystemExit("apart")

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("what", choices=["speed", "refit"])
p.add_argument("--scratch", type=Path, required=True)
p.add_argument("--datasets", type=int, default=6); p.add_argument("--examples", type=int, default=2000); p.add_argument("--width", type=int, default=16384)
p.add_argument("--threads", type=int, default=2); p.add_argument("--sklearn", action="store_true")
a = p.parse_args()
{"speed": speed, "refit": refit}[a.what](a)
