"""Writes calibration.json: what scikit-learn and statsmodels make of predicted probabilities and outcomes.

Run with Python 3.11, NumPy 2, scikit-learn, statsmodels:  python calibration.py
"""
import json
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from sklearn.calibration import calibration_curve

rng = np.random.default_rng(20260124)
out = []
for kind, n, bins in [("sharp", 240, 10), ("flat", 90, 3), ("ties", 150, 5)]:
    odds = rng.normal(0, 1.5, n)
    outcome = rng.random(n) < 1 / (1 + np.exp(-(0.4 + {"sharp": 0.5, "flat": 1.6, "ties": 1}[kind] * odds)))
    p = 1 / (1 + np.exp(-odds))
    if kind == "ties":
        p = np.clip(np.round(p, 1), 0.05, 0.95)
    logits = np.log(p / (1 - p))
    slope = sm.Logit(outcome.astype(float), sm.add_constant(logits)).fit(disp=0, tol=1e-14, maxiter=200).params[1]
    intercept = sm.GLM(outcome.astype(float), np.ones(n), family=sm.families.Binomial(), offset=logits).fit(
        tol=1e-14, maxiter=200).params[0]
    observed, predicted = calibration_curve(outcome, p, n_bins=bins, strategy="quantile")
    out.append({"kind": kind, "p": p.tolist(), "outcomes": outcome.tolist(), "bins": bins, "slope": slope,
                "intercept": intercept, "observed": observed.tolist(), "predicted": predicted.tolist()})
Path(__file__).with_name("calibration.json").write_text(json.dumps(out) + "\n")
