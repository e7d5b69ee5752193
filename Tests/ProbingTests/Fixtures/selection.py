"""Writes selection.json: what scikit-learn makes of selection criteria, principal components and the L1 path.

Run with Python 3.11, NumPy 2, scikit-learn:  python selection.py
"""
import json
from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA
from sklearn.feature_selection import f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import mutual_info_score

rng = np.random.default_rng(7)
n, d = 60, 30
y = rng.integers(0, 3, n)
X = np.round(rng.exponential(1, (n, d)) * (rng.random((n, d)) < 0.3), 2).astype(np.float32)
X[:, 3] += (y == 1) * 2
X[:, 8] += (y == 2) * np.float32(1.5)
X[:, 5] = 0
rows = np.arange(0, 48)
with np.errstate(all="ignore"):
    F = f_classif(X[rows].astype(np.float64), y[rows])[0]
out = {"values": X.tolist(), "labels": y.tolist(), "rows": rows.tolist(),
       "f": [0 if np.isnan(f) else f for f in F],
       "mi": [mutual_info_score(X[rows, j] != 0, y[rows]) for j in range(d)]}

states = np.round(rng.normal(size=(50, 8)) @ rng.normal(size=(8, 8)), 3).astype(np.float32)
wide = np.round(rng.normal(size=(12, 20)), 3).astype(np.float32)
out["pca"] = []
for values, training in ((states, np.arange(40)), (wide, np.arange(9))):
    pca = PCA(svd_solver="full").fit(values[training].astype(np.float64))
    out["pca"].append({"values": values.tolist(), "training": training.tolist(),
                       "projected": np.abs(pca.transform(values.astype(np.float64)))[:, :5].tolist()})

b = (y == 1).astype(int)
out["l1"] = []
for C in (0.05, 0.2, 1, 10):
    m = LogisticRegression(penalty="l1", C=C, solver="saga", tol=1e-12, max_iter=1_000_000).fit(X.astype(np.float64), b)
    s = m.decision_function(X.astype(np.float64))
    objective = np.abs(m.coef_).sum() / C + np.sum(np.logaddexp(0, s) - b * s)
    out["l1"].append({"C": C, "objective": objective, "weights": m.coef_[0].tolist()})
Path(__file__).with_name("selection.json").write_text(json.dumps(out) + "\n")
