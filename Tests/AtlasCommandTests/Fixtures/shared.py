"""What scipy, scikit-learn and statsmodels make of features of real data: writes shared.json.

    python shared.py FEATURE-ATLAS SHARED/data

Needs Python 3.11, NumPy 2, SciPy, scikit-learn, statsmodels. The features are encoded and pooled by the program itself
(tests of the encoders hold them to account), the statistics are computed here from the pooled values: every STEPth feature.
"""
import csv, json, subprocess, sys, tempfile
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from scipy.stats import chi2_contingency, mannwhitneyu
from sklearn.metrics import average_precision_score, mutual_info_score, roc_auc_score
from statsmodels.stats.multitest import multipletests

atlas, shared = sys.argv[1], Path(sys.argv[2])
CASES = [
    ("hatecheck", "saes/saelens-topk-w1536-l6", "hatecheck/layer6.safetensors", "hatecheck/examples.csv", "max", 16),
    ("objects", "saes/saelens-captions-w1536", "objects/text-prompts.npy", "objects/text-prompts.csv", "sum", 16),
]


def adjusted(p):
    p = np.array(p)
    q = np.full(len(p), np.nan)
    ok = ~np.isnan(p)
    q[ok] = multipletests(p[ok], method="fdr_bh")[1]
    return q


def statistics(X, y, classes, step):
    n, width = X.shape
    C = X.tocsc()
    every, p_class, p_g2 = [], [[] for _ in classes], []
    for j in range(width):
        x = C[:, [j]].toarray().ravel().astype(np.float64)
        fired = x != 0
        tested = fired.sum() >= 2
        table = np.array([[(fired & (y == c)).sum() for c in classes], [(~fired & (y == c)).sum() for c in classes]])
        varies = table.sum(1).all()
        g2, pg, _, _ = chi2_contingency(table, correction=False, lambda_="log-likelihood") if varies else [np.nan] * 4
        for i, c in enumerate(classes):
            p_class[i].append(mannwhitneyu(x[y == c], x[y != c], method="asymptotic").pvalue if tested else np.nan)
        p_g2.append(pg if tested else np.nan)
        if j % step:
            continue
        row = {"feature": j, "active": int(fired.sum()), "max": x.max() if fired.any() else 0.0}
        if fired.any():
            row["mean"] = x[fired].mean()
            row["quantiles"] = list(np.quantile(x[fired], [.05, .25, .5, .75, .95]))
        if varies:
            row["chi2"] = chi2_contingency(table, correction=False)[0]
            row["g2"] = g2
            row["mi"] = mutual_info_score(fired, y)
        row["auroc"] = [roc_auc_score(y == c, x) for c in classes]
        row["ap"] = [average_precision_score(y == c, x) for c in classes]
        if len(classes) == 2 and (x > 0).any():
            positives, best = (y == classes[1]), (-1.0, 0.0)
            for cut in sorted({0.0, *x[x > 0]} - {x.max()}):
                predicted = x > cut
                f1 = 2 * (predicted & positives).sum() / (predicted.sum() + positives.sum())
                if f1 > best[0]:
                    best = (f1, cut)
            row["f1"], row["threshold"] = best
            if varies:
                row["phi"] = np.corrcoef(fired, positives)[0, 1]
        every.append(row)
    q_class, q_g2 = [adjusted(p) for p in p_class], adjusted(p_g2)
    for row in every:
        j = row["feature"]
        row["q"] = [None if np.isnan(q[j]) else q[j] for q in q_class]
        row["q_g2"] = None if np.isnan(q_g2[j]) else q_g2[j]
    return every


def rounded(value):
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return float(f"{float(value):.12g}") if isinstance(value, (float, np.floating)) else value


out = []
for name, sae, states, examples, pooling, step in CASES:
    with tempfile.TemporaryDirectory() as folder:
        npz = f"{folder}/pooled.npz"
        subprocess.run([atlas, "encode", "-q", "--no-cache", "--checkpoint", shared / sae, "--states", shared / states,
                        "--pooling", pooling, "-o", npz], check=True)
        z = np.load(npz)
        X = sp.csr_matrix((z["data"], z["indices"], z["indptr"]), shape=tuple(z["shape"]))
    y = np.array([row["label"] for row in csv.DictReader(open(shared / examples))])
    classes = sorted(set(y))
    out.append({"name": name, "checkpoint": sae, "states": states, "examples": examples, "pooling": pooling,
                "features": rounded(statistics(X, y, classes, step))})
    print(name, X.shape, len(out[-1]["features"]))
Path(__file__).with_name("shared.json").write_text(json.dumps(out) + "\n")
