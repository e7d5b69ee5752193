"""What probes say where there is nothing to find: cross-validated AUROC on noise, and how often two arms are called different.

    python noise.py leak --scratch FOLDER [--seeds 20]      300 examples, 16,384 features, the best 50, labels at random: every representation
    python noise.py type-one --scratch FOLDER [--seeds 300] [--repeats 3] noise of 160 examples, 200 features: does "binarized − continuous" differ?
    python noise.py clusters --scratch FOLDER [--seeds 500]  the same on a test part of 20 clusters of one class each, of very unequal size

For leak hidden states, an encoder and texts are drawn; for the others features, one row per example, which the program reads as
encoded elsewhere.
"""
import argparse, collections, csv, subprocess
from pathlib import Path
import numpy as np, scipy.sparse as sp, scipy.stats

atlas = str(Path(__file__).resolve().parents[1] / ".build/release/feature-atlas")

def write(folder, X, y, probes, columns={}, use=()):
    """columns: further ones of the examples; use: those the configuration names."""
    folder.mkdir(parents=True, exist_ok=True)
    X = sp.csr_matrix(X.astype(np.float32))
    np.savez(folder / "features.npz", data=X.data, indices=X.indices.astype(np.int32), indptr=X.indptr.astype(np.int64),
             shape=np.array(X.shape), format=np.bytes_(b"csr"))
    more = lambda i: "".join(f",{values[i]}" for values in columns.values())
    (folder / "examples.csv").write_text("id,label" + "".join("," + name for name in columns) + "\n"
                                         + "".join(f"e{i},{'ab'[v]}{more(i)}\n" for i, v in enumerate(y)))
    (folder / "atlas.yml").write_text(f"""title: noise
seed: 1
checkpoints: [{{id: noise}}]
datasets: [{{id: noise, examples: examples.csv, columns: {{id: id, label: label{"".join(f", {name}: {name}" for name in use)}}}, states: {{0: features.npz}}}}]
pooling: [sum]
probes: {probes}
bias: {{ablation: false}}
""")
    subprocess.run([atlas, "analyze", "-q", folder / "atlas.yml", "-o", folder / "results"], check=True)
    return folder / "results/data/noise"

def leak(a):
    """Hidden states of noise, an encoder of random directions, texts of random words: every representation has something to see."""
    from safetensors.numpy import save_file
    folder, d, width, tokens = a.scratch / "leak", 64, 16384, 6
    (folder / "sae").mkdir(parents=True, exist_ok=True)
    scores = collections.defaultdict(list)
    for seed in range(a.seeds):
        rng = np.random.default_rng(seed)
        W = rng.standard_normal((d, width)).astype(np.float32); W /= np.linalg.norm(W, axis=0)
        # Of a token .5 % of the features fire, of an example 3 %; their values are about 1.
        np.savez(folder / "sae/params.npz", W_enc=3 * W, W_dec=np.ascontiguousarray(W.T), b_enc=np.full(width, -7.73, np.float32),
                 b_dec=np.zeros(d, np.float32), threshold=np.zeros(width, np.float32))
        save_file({"states": rng.standard_normal((300 * tokens, d)).astype(np.float32),
                   "offsets": np.arange(301, dtype=np.int64) * tokens}, folder / "states.safetensors")
        y = rng.permutation(300) % 2
        (folder / "examples.csv").write_text("id,label,text\n" + "".join(
            f"e{i},{'ab'[v]}," + " ".join(f"w{k}" for k in rng.integers(0, 1000, 20)) + "\n" for i, v in enumerate(y)))
        (folder / "atlas.yml").write_text(f"""title: noise
seed: {seed}
checkpoints: [{{id: noise, path: sae, layer: 0}}]
datasets: [{{id: noise, modality: text, examples: examples.csv, columns: {{id: id, label: label, text: text}}, states: {{0: states.safetensors}}}}]
pooling: [sum]
probes: {{representations: [majority, tf-idf, hidden, pca, continuous, binarized, l1, top-n, token-top-n, random-features, random-dictionary,
  permuted-labels], thresholds: [0, 1, auto, otsu], top: [50], criteria: [mean-difference, f-score, mutual-information, l1], c: [0.01, 1], folds: 5, repeats: 1}}
bias: {{ablation: false}}
""")
        subprocess.run([atlas, "analyze", "-q", "--no-cache", folder / "atlas.yml", "-o", folder / "results"], check=True)
        own = collections.defaultdict(list)
        for row in csv.DictReader(open(folder / "results/data/noise/probes.csv")): own[row["arm"]].append(float(row["auroc"]))
        for arm, values in own.items(): scores[arm].append(np.mean(values))
    for arm, values in scores.items():
        print(f"{arm}: mean AUROC {np.mean(values):.3f} over {len(values)} seeds ({min(values):.3f} to {max(values):.3f})")

def counting_repeats(data):
    """p of "binarized − continuous" where every repeat counts, which comparisons.csv does not do."""
    own = collections.defaultdict(list)
    for row in csv.DictReader(open(data / "probes.csv")):
        own[row["representation"]].append((float(row["auroc"]), int(row["n_test"]) / int(row["n_train"])))
    d = np.array([b[0] - c[0] for b, c in zip(own["binarized"], own["continuous"])])
    error = np.sqrt((1 / len(d) + np.mean([ratio for _, ratio in own["binarized"]])) * d.var(ddof=1))
    return 2 * scipy.stats.t.sf(abs(d.mean() / error), len(d) - 1) if error > 0 else 1.0

def type_one(a):
    naive = verdicts = count = 0
    for seed in range(a.seeds):
        rng = np.random.default_rng(seed)
        # Neither firing nor values say anything of the label: the difference of the two arms is 0 on average.
        y = rng.permutation(160) % 2
        X = rng.exponential(1, (160, 200)) * (rng.random((160, 200)) < 0.2)
        data = write(a.scratch / "type-one", X, y, "{representations: [continuous, binarized], thresholds: [0], c: [0.1], folds: 5, repeats: " + str(a.repeats) + "}")
        for row in csv.DictReader(open(data / "comparisons.csv")):
            if row["metric"] == "auroc" and row["a"].startswith("binarized") and row["b"].startswith("continuous"):
                count += 1
                naive += counting_repeats(data) <= 0.05
                verdicts += row["verdict"] in ("better", "worse")
    print(f"type I: p ≤ .05 with every repeat counted in {naive} of {count} datasets ({naive / count:.1%}), called better or worse in {verdicts} ({verdicts / count:.1%})")

def clusters(a):
    hits, count = collections.Counter(), 0
    for seed in range(a.seeds):
        rng = np.random.default_rng(seed)
        # A cluster has its label, which says nothing, and its own rates of firing: its rows are decided much alike.
        weights = rng.lognormal(0, 1, 20)
        sizes = np.r_[np.full(40, 8), np.maximum(1, np.round(weights / weights.sum() * 240))].astype(int)
        cluster = np.repeat(np.arange(60), sizes)
        y = np.r_[rng.permutation(40) % 2, rng.permutation(20) % 2][cluster]
        rates = 0.4 * (rng.random((60, 200)) < 0.5)
        X = rng.exponential(1, (len(y), 200)) * (rng.random((len(y), 200)) < rates[cluster])
        columns = {"split": np.where(cluster < 40, "train", "test"), "cluster": cluster}
        for use in ("split",), ("split", "cluster"):
            data = write(a.scratch / "clusters", X, y, "{representations: [continuous, binarized], thresholds: [0], c: [0.1], folds: 5, repeats: 1}", columns, use)
            for row in csv.DictReader(open(data / "split-comparisons.csv")):
                count += len(use) == 1
                hits[len(use), "AUROC"] += float(row["delong_p"] or 1) <= 0.05
                hits[len(use), "McNemar"] += float(row["mcnemar_p"]) <= 0.05
            for row in csv.DictReader(open(data / "split.csv")):
                hits[len(use), "interval without ½"] += bool(row["auroc_low"]) and not float(row["auroc_low"]) <= .5 <= float(row["auroc_high"])
    for (used, what), found in sorted(hits.items()):
        total = 2 * count if what.startswith("interval") else count
        print(f"{'clusters' if used == 2 else 'rows'}: {what} {found} of {total} ({found / total:.1%})")

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("what", choices=["leak", "type-one", "clusters"]); p.add_argument("--scratch", type=Path, required=True); p.add_argument("--seeds", type=int); p.add_argument("--repeats", type=int, default=3)
a = p.parse_args()
a.seeds = a.seeds or {"leak": 20, "type-one": 300, "clusters": 500}[a.what]
{"leak": leak, "type-one": type_one, "clusters": clusters}[a.what](a)
