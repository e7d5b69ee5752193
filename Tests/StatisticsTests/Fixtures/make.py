"""Writes oracle.json: values of scipy, scikit-learn, statsmodels and MLstatkit that the tests of Statistics compare with.

    python3 -m venv VENV && VENV/bin/pip install scipy scikit-learn statsmodels MLstatkit
    VENV/bin/python Tests/StatisticsTests/Fixtures/make.py
"""

import json
import math
import os
import warnings
from importlib.metadata import version

import numpy as np
from MLstatkit import Delong_test
from scipy import stats
from sklearn import metrics
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

warnings.simplefilter("ignore")
rng = np.random.default_rng(20261123)
out = {"versions": {n: version(n) for n in ["numpy", "scipy", "scikit-learn", "statsmodels", "MLstatkit"]}}


def clean(value):
    if isinstance(value, dict):
        return {k: clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [clean(v) for v in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return None if math.isnan(value) else float(value)
    return value


# Distributions: each row is [parameters..., x, cdf, sf]; quantiles: [parameters..., p, ppf, isf].
zs = [-38.0, -8.3, -3.1, -1.0, -1e-3, 0.0, 1e-9, 0.5, 1.959963984540054, 5.0, 12.0, 37.0]
ps = [1e-300, 1e-30, 1e-9, 0.0005, 0.025, 0.3, 0.5, 0.8, 0.975, 0.99999]
out["normal"] = [[z, stats.norm.cdf(z), stats.norm.sf(z)] for z in zs]
out["normal_quantiles"] = [[p, stats.norm.ppf(p), stats.norm.isf(p)] for p in ps]
dfs = [1, 2, 4.5, 14, 99, 2500]
out["t"] = [[df, t, stats.t.cdf(t, df), stats.t.sf(t, df)] for df in dfs for t in [-40.0, -2.0, -0.1, 0.0, 0.3, 1.7, 6.0, 30.0]]
out["t_quantiles"] = [[df, p, stats.t.ppf(p, df), stats.t.isf(p, df)] for df in dfs for p in ps[2:]]
out["chi2"] = [
    [df, x, stats.chi2.cdf(x, df), stats.chi2.sf(x, df)]
    for df in [1, 2, 7, 14, 100, 1500]
    for x in [1e-6, 0.4, 3.84, 15.0, 117.3277, 900.0]
]
out["chi2_quantiles"] = [[df, p, stats.chi2.ppf(p, df), stats.chi2.isf(p, df)] for df in [1, 2, 14, 100] for p in ps[2:]]
out["beta"] = [
    [a, b, x, stats.beta.cdf(x, a, b), stats.beta.sf(x, a, b)]
    for a, b in [(0.5, 0.5), (1, 3), (20, 2), (400, 350), (3000, 12000)]
    for x in [1e-4, 0.03, 0.2, 0.53, 0.9, 0.999]
]

# Ranks, AUROC, Mann-Whitney: dense, tied, constant, sparse with negatives.
cases = []
for kind in ["plain", "tied", "sparse", "signed", "constant", "separated"]:
    n = 60
    y = (rng.random(n) < 0.4).astype(int)
    x = rng.normal(size=n) + 0.6 * y
    if kind == "tied":
        x = np.round(x)
    if kind == "sparse":
        x = np.where(rng.random(n) < 0.25 + 0.3 * y, np.abs(np.round(x, 1)), 0)
    if kind == "signed":
        x = np.where(rng.random(n) < 0.5, np.round(x, 1), 0)
    if kind == "constant":
        x = np.zeros(n)
    if kind == "separated":
        x = y * 2.0 + np.round(rng.random(n), 1)
    x = x.astype(np.float32).astype(float)
    cases.append({
        "kind": kind, "scores": x, "labels": y, "ranks": stats.rankdata(x),
        "auroc": metrics.roc_auc_score(y, x), "average_precision": metrics.average_precision_score(y, x),
        "p": stats.mannwhitneyu(x[y == 1], x[y == 0], method="asymptotic").pvalue if kind != "constant" else 1.0,
    })
out["ranks"] = cases

# Multiplicity.
p = np.concatenate([rng.random(40), rng.random(12) * 1e-4, [0.02, 0.02, 1.0]])
out["fdr"] = {"p": p, "bh": stats.false_discovery_control(p), "by": stats.false_discovery_control(p, method="by")}

# Rates.
pairs = [(0, 12, 5, 20), (3, 40, 0, 60), (40, 40, 20, 31), (17, 200, 60, 310), (500, 1000, 450, 1000), (2, 9, 9, 9)]
out["rates"] = [{
    "counts": c,
    "wilson": proportion_confint(c[0], c[1], method="wilson"),
    "wilson_90": proportion_confint(c[0], c[1], alpha=0.1, method="wilson"),
    "newcombe": confint_proportions_2indep(*c, method="newcomb"),
    "ratio": confint_proportions_2indep(*c, compare="ratio", method="log-adjusted"),
} for c in pairs]

# Classification scores.
scores = []
for classes, n in [(2, 80), (4, 120)]:
    y = rng.integers(0, classes, n)
    logits = rng.normal(size=(n, classes)) + 1.2 * np.eye(classes)[y]
    prob = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    prob = prob / prob.sum(1, keepdims=True)
    if classes == 2:
        prob[0] = [1.0, 0.0]
        y[0] = 1
    pred = prob.argmax(1)
    scores.append({
        "classes": classes, "labels": y, "predicted": pred, "probabilities": prob.ravel(),
        "accuracy": metrics.accuracy_score(y, pred), "macro_f1": metrics.f1_score(y, pred, average="macro", zero_division=0),
        "log_loss": metrics.log_loss(y, prob if classes > 2 else prob[:, 1]),
        "brier": metrics.brier_score_loss(y, prob if classes > 2 else prob[:, 1]),
        "auroc": metrics.roc_auc_score(y, prob, multi_class="ovr", average="macro") if classes > 2 else metrics.roc_auc_score(y, prob[:, 1]),
        "average_precision": metrics.average_precision_score(np.eye(classes)[y], prob, average="macro") if classes > 2 else metrics.average_precision_score(y, prob[:, 1]),
    })
y = np.array([0, 0, 1, 1, 0]); pred = np.array([0, 0, 0, 0, 3])
scores_absent = {"labels": y, "predicted": pred, "macro_f1": metrics.f1_score(y, pred, average="macro", zero_division=0)}
out["scores"] = scores
out["scores_absent"] = scores_absent

# Stratified tables: fires/n of two groups per label.
tables = {
    "proxy": [(40, 800, 80, 400), (60, 200, 360, 600)],
    "composition": [(40, 800, 20, 400), (120, 200, 360, 600)],
    "three": [(12, 40, 30, 55), (3, 70, 9, 35), (18, 20, 25, 44)],
}
out["stratified"] = []
for name, rows in tables.items():
    g2 = sum(stats.chi2_contingency(np.array([[a, n1 - a], [c, n2 - c]]), correction=False, lambda_="log-likelihood")[0] for a, n1, c, n2 in rows)
    n = sum(n1 + n2 for _, n1, _, n2 in rows)
    out["stratified"].append({
        "name": name, "rows": rows,
        "g2": g2, "g2_p": stats.chi2.sf(g2, len(rows)), "cmi": g2 / (2 * n),
    })
g3 = np.array([[12, 30, 4], [88, 120, 60]])
out["g2_groups"] = {"table": g3, "g2": stats.chi2_contingency(g3, lambda_="log-likelihood")[0], "p": stats.chi2_contingency(g3, lambda_="log-likelihood")[1]}

# Paired classifiers.
out["mcnemar"] = [[b, c, mcnemar([[10, b], [c, 10]], exact=True).pvalue] for b, c in [(0, 0), (3, 3), (1, 8), (15, 4), (200, 260)]]
delong = [{"labels": [0, 1, 0, 1], "a": [0.1, 0.4, 0.35, 0.8], "b": [0.2, 0.3, 0.4, 0.7]}]
y = (rng.random(90) < 0.5).astype(int)
a = rng.normal(size=90) + y
delong.append({"labels": y, "a": np.round(a, 1), "b": np.round(0.5 * a + rng.normal(size=90) + 0.4 * y, 1)})
for case in delong:
    z, p_value = Delong_test(np.array(case["labels"]), np.array(case["a"]), np.array(case["b"]))[:2]
    case["z"], case["p"] = float(z), float(p_value)
out["delong"] = delong

x = np.round(rng.normal(size=50), 1)
y = np.round(x + rng.normal(size=50), 1)
out["spearman"] = {"x": x, "y": y, "rho": stats.spearmanr(x, y).statistic}
out["quantile"] = {"values": np.sort(x), "q": [[q, np.quantile(x, q)] for q in [0, 0.025, 0.3, 0.5, 0.77, 0.975, 1]]}

# Corrected resampled t: the formula of Nadeau & Bengio written out with scipy's distribution.
d = rng.normal(0.02, 0.03, 15)
se = math.sqrt((1 / 15 + 0.25) * d.var(ddof=1))
out["resampled_t"] = {"values": d, "ratio": 0.25, "t": d.mean() / se, "p": 2 * stats.t.sf(abs(d.mean() / se), 14),
                      "interval": [d.mean() - stats.t.ppf(0.975, 14) * se, d.mean() + stats.t.ppf(0.975, 14) * se]}

# Selection stability: formulas of Nogueira et al. (2018), theorems 4 and 7, on a 0/1 matrix.
Z = (rng.random((12, 30)) < np.linspace(0.05, 0.9, 30)).astype(float)
m, dim = Z.shape
f = Z.mean(0); k = Z.sum(1); kb = k.mean(); v = (kb / dim) * (1 - kb / dim)
phi = 1 - (m / (m - 1)) * (f * (1 - f)).mean() / v
phi_i = [((Z[i] * f).sum() / dim - k[i] * kb / dim**2 - phi / 2 * (2 * kb * k[i] / dim**2 - k[i] / dim - kb / dim + 1)) / v for i in range(m)]
out["stability"] = {"selections": [np.flatnonzero(r) for r in Z], "features": dim, "phi": phi, "variance": 4 / m**2 * np.var(phi_i) * m}

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "oracle.json")
with open(path, "w") as handle:
    json.dump(clean(out), handle, separators=(",", ":"))
    handle.write("\n")
print(path, os.path.getsize(path))
