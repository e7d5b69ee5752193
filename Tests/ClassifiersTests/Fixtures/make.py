"""Writes logistic.json: optima of scikit-learn's LogisticRegression on small seeded problems.

    python make.py        (scikit-learn and numpy; the versions used are noted in the file)
"""
import json, os
import numpy as np, sklearn
from sklearn.linear_model import LogisticRegression

def problem(name, seed, n, d, classes, density, scale, cs):
    rng = np.random.default_rng(seed)
    x = np.round(rng.gamma(2.0, scale, (n, d)), 3) * (rng.random((n, d)) < density)
    truth = rng.standard_normal((d, classes)) * (rng.random((d, 1)) < 0.2)
    s = x @ truth / scale
    s = s - s.mean(0)
    y = (s / s.std() * 1.5 + rng.gumbel(size=s.shape)).argmax(1)
    x = x.astype(np.float32).astype(np.float64)
    order = rng.permutation(n)
    train = np.sort(order[: int(0.8 * n)])
    fits = []
    for c in cs:
        best = None
        for solver in ("lbfgs", "newton-cg"):
            m = LogisticRegression(C=c, tol=1e-12, max_iter=200000, solver=solver).fit(x[train], y[train])
            p = m.predict_proba(x[train])
            value = 0.5 * (m.coef_ ** 2).sum() - c * np.log(p[np.arange(len(train)), y[train]]).sum()
            if best is None or value < best[0]:
                best = (value, m)
        value, m = best
        fits.append({"c": c, "objective": value, "intercepts": m.intercept_.tolist(), "weights": m.coef_.tolist(),
                     "probabilities": m.predict_proba(x).ravel().tolist()})
    return {"name": name, "rows": n, "columns": d, "classes": classes, "x": x.ravel().tolist(), "labels": y.tolist(),
            "train": train.tolist(), "fits": fits}

cases = [
    problem("two classes, sparse, fewer rows", 1, 60, 140, 2, 0.15, 1.0, [0.01, 0.1, 1, 10]),
    problem("two classes, large values, fewer rows", 2, 60, 140, 2, 0.25, 8.0, [0.01, 0.1, 1, 10]),
    problem("two classes, more rows", 3, 150, 10, 2, 0.6, 1.0, [0.01, 1, 10]),
    problem("four classes, sparse, fewer rows", 4, 80, 100, 4, 0.15, 2.0, [0.01, 0.1, 1, 10]),
    problem("three classes, more rows", 5, 150, 8, 3, 0.6, 1.0, [0.1, 10]),
]
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "logistic.json"), "w") as f:
    json.dump({"scikit-learn": sklearn.__version__, "numpy": np.__version__, "cases": cases}, f, separators=(",", ":"))
