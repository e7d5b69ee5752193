"""Writes clustered.json: AUROCs and McNemar's test with rows in clusters, from the definitions pair by pair and sign by sign.

Run with Python 3.11, NumPy 2, SciPy:  python clustered.py
"""
import itertools
import json
import math
from pathlib import Path

import numpy as np
from scipy import stats

rng = np.random.default_rng(20260214)


def placements(scores, positives):
    """Per row: share of the other class on the right side of it, ties half."""
    s = np.asarray(scores)
    side = lambda high, low: float(high > low) + 0.5 * float(high == low)
    return np.array([
        np.mean([side(s[i], s[j]) for j in range(len(s)) if not positives[j]]) if positives[i]
        else np.mean([side(s[j], s[i]) for j in range(len(s)) if positives[j]]) for i in range(len(s))])


def obuchowski(v, theta, positives, groups):
    """Her sums over clusters, one cluster after the other (Biometrics 53:567, section 2)."""
    M, N = sum(positives), len(positives) - sum(positives)
    S10 = S01 = S11 = 0.0
    I10 = I01 = 0
    for rows in groups:
        m = [i for i in rows if positives[i]]
        n = [i for i in rows if not positives[i]]
        x = sum(v[i] for i in m) - len(m) * theta
        y = sum(v[i] for i in n) - len(n) * theta
        I10 += bool(m)
        I01 += bool(n)
        S10 += x * x
        S01 += y * y
        S11 += x * y
    K = len(groups)
    S10 *= I10 / ((I10 - 1) * M)
    S01 *= I01 / ((I01 - 1) * N)
    S11 *= K / (K - 1)
    return S10 / M + S01 / N + 2 * S11 / (M * N)


def student(v, theta, positives, groups, delta, level=0.95):
    """t and p of "the true value is delta": Student's statistic of the clusters' contributions h, with her variance in
    place of the part of theirs that does not depend on delta."""
    M, N = sum(positives), len(positives) - sum(positives)
    K = len(groups)
    m = np.array([sum(positives[i] for i in rows) for rows in groups])
    n = np.array([sum(not positives[i] for i in rows) for rows in groups])
    a = np.array([sum(v[i] - theta for i in rows if positives[i]) for rows in groups]) / M
    b = np.array([sum(v[i] - theta for i in rows if not positives[i]) for rows in groups]) / N
    p, q = np.sum((a / (1 - m / M)) ** 2), np.sum((b / (1 - n / N)) ** 2)
    w = (p * m / M + q * n / N) / (p + q)
    x = theta - delta
    h = a + b + x * w
    assert abs(h.sum() - x) < 1e-12
    own = K * np.var(h, ddof=1) - K * np.var(a + b, ddof=1)
    t = x / math.sqrt(obuchowski(v, theta, positives, groups) + own)
    return t, 2 * stats.t.sf(abs(t), K - 1), 1 / np.sum(w * w)


def root(f, inside, outside):
    for _ in range(200):
        middle = 0.5 * (inside + outside)
        inside, outside = (middle, outside) if f(middle) else (inside, middle)
    return inside


def case(kind, codes, positives, one, other):
    known = {}
    for row, code in enumerate(codes):
        known.setdefault(code if code >= 0 else f"alone {row}", []).append(row)
    groups = list(known.values())
    v, u = placements(one, positives), placements(other, positives)
    area = lambda values: float(np.mean([x for x, is_positive in zip(values, positives) if is_positive]))
    item = {"kind": kind, "codes": codes, "positives": positives, "one": one, "other": other, "auroc": area(v),
            "auroc_variance": obuchowski(v, area(v), positives, groups), "difference": area(v) - area(u),
            "difference_variance": obuchowski(v - u, area(v) - area(u), positives, groups)}
    item["t"], item["p"], item["effective"] = student(v - u, area(v) - area(u), positives, groups, 0)
    # By halving: the values that the test does not reject.
    for name, values, low, high in ("auroc", v, 0, 1), ("difference", v - u, -1, 1):
        theta = area(v) if name == "auroc" else area(v) - area(u)
        holds = lambda delta: student(values, theta, positives, groups, delta)[1] > 0.05
        item[name + "_interval"] = [low if holds(low) else root(holds, theta, low), high if holds(high) else root(holds, theta, high)]
    return item


cases = []
for kind, sizes in [("mixed", [6, 5, 5, 7, 4, 6, 5, 6]), ("pure", [5, 4, 6, 5, 3, 6, 4, 5, 5]), ("unequal", [20, 9, 6, 5, 3, 3, 2, 2, 1, 1]),
                    ("alone", [8, 5, 4, 4])]:
    codes = [7 * k + 3 for k, size in enumerate(sizes) for _ in range(size)] + ([-1] * 12 if kind == "alone" else [])
    n = len(codes)
    own = {code: (rng.normal(), rng.normal(), rng.normal()) for code in codes}
    positives = [bool(c % 2) for c in codes] if kind == "pure" else [bool(x) for x in rng.random(n) < 0.45]
    score = lambda which, i: round(1.1 * positives[i] + 0.7 * own[codes[i]][2] + 0.8 * own[codes[i]][which] + rng.normal(), 1)
    one, other = [score(0, i) for i in range(n)], [score(1, i) for i in range(n)]
    order = rng.permutation(n)
    cases.append(case(kind, *([values[i] for i in order] for values in (codes, positives, one, other))))

mcnemar = []
for d in [[3, -1, 2, 2, 4, 0, 1], [1, 1, 1, -1, 1, 1, 1, 1], [0, 0], [2, -2], [5, 1, 1, 1, 1, 1], [-3, -4, -2, -6, -1, -1, -2, 3],
          [int(x) for x in rng.integers(-3, 6, 14)]]:
    out = sum(abs(sum(s * abs(x) for s, x in zip(signs, d))) >= abs(sum(d)) for signs in itertools.product([-1, 1], repeat=len(d)))
    mcnemar.append({"differences": d, "p": out / 2 ** len(d)})
Path(__file__).with_name("clustered.json").write_text(json.dumps({"areas": cases, "mcnemar": mcnemar}) + "\n")
for item in cases: print({k: v for k, v in item.items() if not isinstance(v, list) or len(v) == 2})
