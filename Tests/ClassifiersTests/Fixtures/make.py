"""Writes logistic.json: optima of scikit-learn's LogisticRegression on small seeded problems, and of the same loss with an L1
penalty by scipy's L-BFGS-B.

    python make.py        (scikit-learn, scipy and numpy; the versions used are noted in the file)
"""
import json, os
import numpy as np, sklearn
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

def l1(x, y, train, classes, c):
    """‖w‖₁ + C·Σ log-loss with free intercepts, w = u − v with u, v ≥ 0: bounds in place of the corner at 0. (`saga` leaves
    intercepts far from their optimum where C is small, and `liblinear` penalises them.)"""
    k = 1 if classes == 2 else classes
    a, hit = x[train], np.eye(classes)[y[train]]
    d = x.shape[1]
    def scores(z, rows):
        s = rows @ (z[: k * d] - z[k * d: 2 * k * d]).reshape(k, d).T + z[2 * k * d:]
        return np.column_stack([np.zeros(len(s)), s]) if k == 1 else s
    def value(z):
        s = scores(z, a); m = s.max(1, keepdims=True); e = np.exp(s - m)
        loss = (np.log(e.sum(1)) + m[:, 0] - (s * hit).sum(1)).sum()
        r = (e / e.sum(1, keepdims=True) - hit)[:, classes - k:]
        g = c * (r.T @ a).ravel()
        return z[: 2 * k * d].sum() + c * loss, np.concatenate([1 + g, 1 - g, c * r.sum(0)])
    z = np.zeros(2 * k * d + k); bounds = [(0, None)] * (2 * k * d) + [(None, None)] * k
    for _ in range(20):
        z = minimize(value, z, jac=True, method="L-BFGS-B", bounds=bounds,
                     options={"maxiter": 100000, "maxfun": 1000000, "ftol": 1e-16, "gtol": 1e-11, "maxcor": 50}).x
    s = scores(z, x); e = np.exp(s - s.max(1, keepdims=True))
    return {"c": c, "objective": value(z)[0], "intercepts": z[2 * k * d:].tolist(),
            "weights": (z[: k * d] - z[k * d: 2 * k * d]).reshape(k, d).tolist(),
            "probabilities": (e / e.sum(1, keepdims=True)).ravel().tolist()}

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
    sparse = [l1(x, y, train, classes, c) for c in cs]
    return {"name": name, "rows": n, "columns": d, "classes": classes, "x": x.ravel().tolist(), "labels": y.tolist(),
            "train": train.tolist(), "fits": fits, "sparse": sparse}

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
