"""Expected figures of the small demo, from numpy, scipy and scikit-learn alone.

    python make.py DATA > demo.json

DATA is the data folder of `feature-atlas analyze demo.yml -o RESULTS` (RESULTS/data): only the folds and the chosen C are
taken from it; features, statistics and fits are computed anew from the files in examples/.
"""
import csv, json, sys
import numpy as np, scipy, sklearn
from pathlib import Path
from safetensors.numpy import load_file
from scipy.stats import chi2_contingency, mannwhitneyu, false_discovery_control
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, average_precision_score, f1_score, log_loss, mutual_info_score, roc_auc_score

root = Path(__file__).resolve().parents[3] / "examples"
data = Path(sys.argv[1])
rows = list(csv.DictReader(open(root / "messages.csv")))
y = np.array([r["label"] == "promote" for r in rows], dtype=int)
states = load_file(root / "states/messages.layer6.safetensors")
x, offsets = states["states"].astype(np.float32), states["offsets"]
cfg = json.load(open(root / "checkpoints/l6-w512/cfg.json"))
sae = {k: v.astype(np.float32) for k, v in load_file(root / "checkpoints/l6-w512/sae_weights.safetensors").items()}
assert cfg["architecture"] == "topk" and cfg["apply_b_dec_to_input"] and not cfg.get("rescale_acts_by_decoder_norm")
h = (x - sae["b_dec"]) @ sae["W_enc"] + sae["b_enc"]
k = cfg["k"]
kept = np.argsort(-h, axis=1, kind="stable")[:, :k]
a = np.zeros_like(h)
np.put_along_axis(a, kept, np.maximum(np.take_along_axis(h, kept, 1), 0), 1)
xhat = a @ sae["W_dec"] + sae["b_dec"]
fvu = ((x - xhat) ** 2).sum() / ((x - x.mean(0)) ** 2).sum()
pool = {"max": np.maximum.reduceat(a, offsets[:-1]), "mean": np.add.reduceat(a, offsets[:-1]) / np.diff(offsets)[:, None]}
hidden = {"max": np.maximum.reduceat(x, offsets[:-1]), "mean": np.add.reduceat(x, offsets[:-1]) / np.diff(offsets)[:, None]}

M = pool["max"].astype(np.float64)
active = (M > 0).sum(0)
auroc = np.array([roc_auc_score(y, M[:, j]) for j in range(M.shape[1])])
p = np.full(M.shape[1], np.nan)
for j in np.flatnonzero(active >= 2):
    p[j] = mannwhitneyu(M[y == 1, j], M[y == 0, j], method="asymptotic").pvalue
q = np.full(M.shape[1], np.nan)
q[~np.isnan(p)] = false_discovery_control(p[~np.isnan(p)])
# The folds of ThresholdFolds: clusters in the order of their names' FNV-1a hash, in turn within their commonest label.
def fnv(name):
    h = 0xCBF29CE484222325
    for byte in name.encode(): h = (h ^ byte) * 0x100000001B3 % 2**64
    return h


names = ["cluster " + r["cluster"] if r["cluster"] else "row " + r["id"] for r in rows]
turn, unit_fold = [0, 0], {}
for name in sorted(set(names), key=fnv):
    label = int(np.mean([t for n, t in zip(names, y) if n == name]) > 0.5)
    unit_fold[name] = turn[label] % 5
    turn[label] += 1
cv = np.array([unit_fold[n] for n in names])


def best_cut(v, t):
    cuts = np.r_[0, np.unique(v[v > 0])[:-1]] if (v > 0).any() else []
    scores = [f1_score(t, v > c, zero_division=0) for c in cuts]
    return cuts[int(np.argmax(scores))] if len(cuts) else np.inf


def further(v):
    fired = v > 0
    if not fired.any(): return [None] * 10
    quantiles = np.quantile(v[fired], [.05, .25, .5, .75, .95]).tolist()
    table = np.array([[(fired & (y == c)).sum(), (~fired & (y == c)).sum()] for c in (0, 1)])
    tests = [None] * 3
    if not fired.all():
        tests = [chi2_contingency(table, correction=False)[0], chi2_contingency(table, correction=False, lambda_="log-likelihood")[0],
                 mutual_info_score(y, fired)]
    decided = np.zeros(len(y), bool)
    for f in range(5): decided[cv == f] = v[cv == f] > best_cut(v[cv != f], y[cv != f])
    return quantiles + [average_precision_score(y, v)] + tests + [f1_score(y, decided, zero_division=0)]


features = [[int(active[j]), float(M[:, j].max()), float((a[:, j] > 0).mean()), float(auroc[j]), None if np.isnan(q[j]) else float(q[j])] + further(M[:, j])
            for j in range(M.shape[1])]

fold = {r["example"]: int(r["fold"]) for r in csv.DictReader(open(data / "messages/folds.csv"))}
f = np.array([fold[r["id"]] for r in rows])
probes = []
for r in csv.DictReader(open(data / "messages/probes.csv")):
    if r["representation"] == "majority": continue
    X = {"hidden": hidden, "continuous": pool, "binarized": pool}[r["representation"]][r["pooling"]].astype(np.float64)
    if r["representation"] == "binarized": X = (X > float(r["threshold"])).astype(float)
    te = f == int(r["fold"])
    m = LogisticRegression(C=float(r["c"]), tol=1e-10, max_iter=100000).fit(X[~te], y[~te])
    s = m.predict_proba(X[te])
    probes.append({"arm": r["arm"], "fold": int(r["fold"]), "auroc": roc_auc_score(y[te], s[:, 1]), "log_loss": log_loss(y[te], s),
                   "macro_f1": f1_score(y[te], s[:, 1] > .5, average="macro"), "accuracy": accuracy_score(y[te], s[:, 1] > .5)})
json.dump({"made_with": f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}",
           "fvu": float(fvu), "l0": float((a > 0).sum(1).mean()), "columns": ["active_examples", "max", "token_density", "auroc:promote", "q:promote", "p5", "p25", "p50", "p75", "p95", "average_precision:promote", "chi2", "g2", "mutual_information", "f1_cv"],
           "features": features, "probes": probes}, sys.stdout)
