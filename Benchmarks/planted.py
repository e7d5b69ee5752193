"""What is found of the features that were planted: recall and precision, and the probe beside the Bayes classifier.

    python planted.py --inputs INPUTS --results RESULTS    INPUTS of make_inputs.py, RESULTS of `analyze` on them, sum-pooled

The Bayes classifier knows the planted features and their rates under either label; it sees them fired or not, as the probe.
A probe reaches it when its AUROC and macro-F1 are at most MARGIN below: it has to find 40 features among 16,384 and learn
their weights from 1,200 examples a fold.
"""
import argparse, csv, json
from pathlib import Path
import numpy as np
from sklearn.metrics import roc_auc_score, f1_score

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--inputs", type=Path, required=True); p.add_argument("--results", type=Path, required=True)
p.add_argument("--margin", type=float, default=0.05)
a = p.parse_args()
truth = json.load(open(a.inputs / "truth.json"))
carriers = set(truth["label"]) | set(truth["both"])
rows = list(csv.DictReader(open(a.inputs / "examples.csv")))
y = np.array([r["label"] == "positive" for r in rows]); group = np.array([r["group"] for r in rows])
data = next((a.results / "data").glob("*/probes.csv")).parent
checkpoint = next(data.glob("*/features.csv")).parent
found = {int(r["feature"]) for r in csv.DictReader(open(checkpoint / "features.csv")) if r["q:positive"] and float(r["q:positive"]) <= 0.05}
print(f"q ≤ .05: {len(found)} features, of the 20 for the label {len(found & set(truth['label']))}, of the 20 for label and group "
      f"{len(found & set(truth['both']))}, others {len(found - carriers)}")
weights = list(csv.DictReader(open(data / "weights.csv")))
for arm in dict.fromkeys(r["arm"] for r in weights):
    own = sorted((r for r in weights if r["arm"] == arm), key=lambda r: -abs(float(r["weight"])))[:40]
    top = [int(r["feature"]) for r in own]
    print(f"{arm}: of the 40 heaviest {len(set(top) & carriers)} carry the label (20 heaviest: {len(set(top[:20]) & carriers)})")
scores = {}
for r in csv.DictReader(open(data / "probes.csv")):
    scores.setdefault(r["arm"], []).append((float(r["auroc"]), float(r["macro_f1"])))
for arm, values in scores.items(): print(f"{arm}: AUROC {np.mean([v[0] for v in values]):.3f}, macro-F1 {np.mean([v[1] for v in values]):.3f}")
# Rates as make_inputs.py plants them; the group is mixed out with its share.
share = np.mean(group == sorted(set(group))[2])
rng = np.random.default_rng(0)
def draw(labels, n=200_000):
    label = np.repeat(labels, n); g2 = rng.random(len(label)) < share
    return np.concatenate([rng.random((len(label), 20)) < (0.06 + 0.10 * label)[:, None],
                           rng.random((len(label), 20)) < (0.04 + 0.08 * label + 0.08 * g2)[:, None]], 1), label
X, label = draw(np.array([0, 1]))
def evidence(X):
    ratio = np.zeros(len(X))
    for j in range(20):
        ratio += np.where(X[:, j], np.log(.16 / .06), np.log(.84 / .94))
    # The group is common to its 20 features: mixed out together.
    k = X[:, 20:].sum(1)
    def like(l):
        return sum(w * (q ** k) * (1 - q) ** (20 - k) for w, q in ((share, .04 + .08 * l + .08), (1 - share, .04 + .08 * l)))
    return ratio + np.log(like(1) / like(0))
e = evidence(X)
bayes = roc_auc_score(label, e), f1_score(label, e > 0, average="macro")
print(f"Bayes on the planted features: AUROC {bayes[0]:.3f}, macro-F1 {bayes[1]:.3f}")
for arm, values in scores.items():
    gaps = [b - np.mean([v[k] for v in values]) for k, b in enumerate(bayes)]
    print(f"{arm}: {gaps[0]:.3f} and {gaps[1]:.3f} below it, {'within' if max(gaps) <= a.margin else 'beyond'} {a.margin}")
