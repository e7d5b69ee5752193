"""Writes oracle.json: scikit-learn's LogisticRegression trained on one small dataset and scored on another.

    python3 -m venv VENV && VENV/bin/pip install scikit-learn
    VENV/bin/python Tests/TransferTests/Fixtures/make.py
"""

import json
import os
from importlib.metadata import version

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score

rng = np.random.default_rng(7)


def side(n, classes, shift):
    y = rng.integers(0, classes, n)
    x = np.maximum(0, rng.normal(size=(n, 6)) + shift)
    x[:, :classes] += 0.9 * np.eye(classes)[y] * rng.random((n, 1))
    return np.round(np.where(x < 0.7, 0, x), 3).astype(np.float32), y


cases = []
for classes in (2, 3):
    (xa, ya), (xb, yb) = side(70, classes, 0.0), side(50, classes, 0.2)
    for arm, fa, fb in [("continuous", xa, xb), ("binarized >1", xa > 1, xb > 1)]:
        model = LogisticRegression(C=0.5, tol=1e-10, max_iter=10000).fit(fa.astype(float), ya)
        p = model.predict_proba(fb.astype(float))
        cases.append({
            "classes": classes, "arm": arm, "train": xa.ravel().tolist(), "trainLabels": ya.tolist(),
            "test": xb.ravel().tolist(), "testLabels": yb.tolist(),
            "macroF1": f1_score(yb, p.argmax(1), average="macro"), "accuracy": accuracy_score(yb, p.argmax(1)),
            "auroc": roc_auc_score(yb, p[:, 1]) if classes == 2 else roc_auc_score(yb, p, multi_class="ovr"),
        })

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "oracle.json")
with open(path, "w") as handle:
    json.dump({"versions": {n: version(n) for n in ["numpy", "scikit-learn"]}, "cases": cases}, handle,
              separators=(",", ":"))
    handle.write("\n")
