"""Shares of a gap between groups, by NumPy and scikit-learn: writes attribution.json beside itself.

python3 attribution.py   (numpy, scikit-learn)
"""
import json
import os

import numpy as np
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(7)
n, d, folds, repeats = 60, 5, 3, 2
group = rng.integers(0, 2, n)
label = (rng.random(n) < 0.35 + 0.3 * group).astype(int)
x = (rng.random((n, d)) < 0.3 + 0.3 * np.outer(group, [1, 0, 0, -0.5, 0]) + 0.3 * np.outer(label, [0, 1, 0, 0.5, 0])) * 1.0
x *= np.round(64 * (0.5 + rng.random((n, d)))) / 64  # single precision holds these as they are

fits, logits = [], np.zeros((repeats, n))
for r in range(repeats):
    assigned = rng.permutation(n) % folds
    for f in range(folds):
        test = np.flatnonzero(assigned == f)
        train = np.flatnonzero(assigned != f)
        model = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000).fit(x[train], label[train])
        fits.append({"repeat": r, "test": test.tolist(), "weights": model.coef_[0].tolist()})
        logits[r, test] = model.decision_function(x[test])

# The gap from the logits alone (with intercepts); the shares from the weights alone.
def gap(y):
    numerator = denominator = 0.0
    for fit in fits:
        test = np.array(fit["test"])
        a, b = test[(group[test] == 1) & (label[test] == y)], test[(group[test] == 0) & (label[test] == y)]
        if len(a) and len(b):
            w = len(a) * len(b) / (len(a) + len(b))
            numerator += w * (logits[fit["repeat"], a].mean() - logits[fit["repeat"], b].mean())
            denominator += w
    return numerator / denominator


def shares(y):
    numerator, denominator = np.zeros(d), 0.0
    for fit in fits:
        test = np.array(fit["test"])
        a, b = test[(group[test] == 1) & (label[test] == y)], test[(group[test] == 0) & (label[test] == y)]
        if len(a) and len(b):
            w = len(a) * len(b) / (len(a) + len(b))
            numerator += w * np.array(fit["weights"]) * (x[a].mean(0) - x[b].mean(0))
            denominator += w
    return numerator / denominator


part = [float((label == y).mean()) for y in (0, 1)]
out = {
    "group": group.tolist(), "label": label.tolist(), "x": x.tolist(), "fits": fits,
    "gap": [gap(0), gap(1), part[0] * gap(0) + part[1] * gap(1)],
    "shares": [shares(0).tolist(), shares(1).tolist(), (part[0] * shares(0) + part[1] * shares(1)).tolist()],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "attribution.json"), "w") as file:
    json.dump(out, file)
    file.write("\n")
