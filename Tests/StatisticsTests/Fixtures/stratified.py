"""Writes stratified.json: 1,000 random stratified tables, empty cells and empty strata among them, with values of statsmodels and
scipy; and values of the noncentral χ² distribution.

    python3 -m venv VENV && VENV/bin/pip install numpy scipy statsmodels
    VENV/bin/python Tests/StatisticsTests/Fixtures/stratified.py
"""

import json
import math
import os
import warnings
from importlib.metadata import version

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

warnings.simplefilter("ignore")
rng = np.random.default_rng(20261126)


def number(value):
    return None if value is None or not math.isfinite(value) else float(f"{value:.12g}")


def mid_p(rows):
    """Two-sided mid-p of Σa given all margins: outcomes as far from the mean count half."""
    law, low, mean, seen = np.ones(1), 0, 0.0, 0
    for a, n1, c, n2 in rows:
        n, m = n1 + n2, a + c
        if n1 == 0 or n2 == 0:
            continue
        x = np.arange(max(0, m - n2), min(m, n1) + 1)
        law = np.convolve(law, stats.hypergeom(n, m, n1).pmf(x))
        low, mean, seen = low + x[0], mean + m * n1 / n, seen + a
    away = np.abs(low + np.arange(len(law)) - mean)
    far = abs(seen - mean)
    return law[away > far + 1e-9].sum() + law[np.abs(away - far) <= 1e-9].sum() / 2


def case():
    rows = []
    for _ in range(rng.integers(1, 5)):
        n1, n2 = (int(n) for n in rng.integers(0 if rng.random() < 0.1 else 1, rng.choice([6, 30, 200]), 2))
        rate = rng.choice([0, 0.02, 0.2, 0.5, 0.9, 1])
        rows.append((int(rng.binomial(n1, rate)), n1, int(rng.binomial(n2, min(1, rate * rng.choice([1, 1, 2])))), n2))
    return rows


cases = []
while len(cases) < 1000:
    rows = case()
    both = [r for r in rows if r[1] and r[3]]
    if not both:
        continue
    t = StratifiedTable([np.array([[a, n1 - a], [c, n2 - c]], float) for a, n1, c, n2 in both])
    varies = any(0 < a + c < n1 + n2 and n1 + n2 > 1 for a, n1, c, n2 in both)
    cmh = t.test_null_odds(correction=False).statistic if varies else math.nan
    # statsmodels has no value where a stratum has an empty margin; its formula is defined for the others.
    informative = [r for r in both if 0 < r[0] + r[2] < r[1] + r[3]]
    ratio = t.oddsratio_pooled
    bd = math.nan
    if len(informative) > 1 and math.isfinite(ratio) and ratio > 0 and abs(ratio - 1) > 1e-3:
        # The pooled odds ratio does not depend on strata with an empty margin.
        u = StratifiedTable([np.array([[a, n1 - a], [c, n2 - c]], float) for a, n1, c, n2 in informative])
        bd = u.test_equal_odds(adjust=True).statistic
    g2 = sum(
        stats.chi2_contingency(np.array([[a, n1 - a], [c, n2 - c]]), correction=False, lambda_="log-likelihood")[0]
        for a, n1, c, n2 in informative)
    above = sum((a * n2 - c * n1) / (n1 + n2) for a, n1, c, n2 in both)
    below = sum(n1 * n2 / (n1 + n2) for _, n1, _, n2 in both)
    cases.append({
        "rows": rows, "cmh": number(cmh), "cmh_p": number(stats.chi2.sf(cmh, 1)), "odds_ratio": number(ratio),
        "difference": number(above / below), "breslow_day": number(bd),
        "breslow_day_p": number(stats.chi2.sf(bd, len(informative) - 1)), "g2": number(g2), "mid_p": number(mid_p(both)),
    })

noncentral = [
    [df, nc, x, stats.ncx2.sf(x, df, nc)]
    for df in [1, 2, 7, 14, 50] for nc in [0, 0.3, 8, 60, 900] for x in [0.5, 5.0, 30.0, 120.0]
    if stats.ncx2.sf(x, df, nc) > 1e-12
]
power = []
for df in [1, 2, 7, 14]:
    for alpha in [0.05, 1e-3, 1e-6]:
        critical = stats.chi2.isf(alpha, df)
        low, high = 0.0, 500.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if stats.ncx2.sf(critical, df, middle) < 0.8 else (low, middle)
        power.append([df, alpha, 0.8, high])

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "stratified.json")
with open(path, "w") as handle:
    json.dump({"versions": {n: version(n) for n in ["numpy", "scipy", "statsmodels"]}, "cases": cases,
               "noncentral": noncentral, "power": power}, handle, separators=(",", ":"))
    handle.write("\n")
print(path, os.path.getsize(path), sum(c["breslow_day"] is not None for c in cases))
