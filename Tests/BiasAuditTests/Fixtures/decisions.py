"""Rates and gaps of groups by fairlearn 0.15 and scikit-learn: writes decisions.json beside itself.

python3 decisions.py   (fairlearn, scikit-learn)
"""
import json
import os

import numpy as np
from fairlearn.metrics import (MetricFrame, demographic_parity_difference, demographic_parity_ratio,
                               equal_opportunity_difference, equalized_odds_difference, false_positive_rate,
                               selection_rate, true_positive_rate)
from sklearn.metrics import confusion_matrix, precision_score

rng = np.random.default_rng(19)


def false_omission_rate(y, d):
    tn, fp, fn, tp = confusion_matrix(y, d, labels=[0, 1]).ravel()
    return fn / (fn + tn)


cases = []
for _ in range(25):
    groups = int(rng.integers(2, 6))
    table, y, d, g = [], [], [], []
    for k in range(groups):
        # [label]: selected, all
        own = []
        for label in (0, 1):
            n = int(rng.integers(20, 90))
            s = int(rng.integers(2, n - 2))
            own.append([s, n])
            y += [label] * n
            d += [1] * s + [0] * (n - s)
            g += [f"g{k}"] * n
        table.append(own)
    y, d, g = map(np.array, (y, d, g))
    frame = MetricFrame(
        metrics={"selection_rate": selection_rate, "tpr": true_positive_rate, "fpr": false_positive_rate,
                 "ppv": precision_score, "for": false_omission_rate}, y_true=y, y_pred=d, sensitive_features=g)
    cases.append({
        "table": table,
        "rates": {m: [float(v) for v in frame.by_group[m]] for m in frame.by_group.columns},
        "ranges": {**{m: float(v) for m, v in frame.difference(method="between_groups").items()},
                   "equalized_odds": float(equalized_odds_difference(y, d, sensitive_features=g))},
        "ratios": {m: float(v) for m, v in frame.ratio(method="between_groups").items()},
        "parityDifference": float(demographic_parity_difference(y, d, sensitive_features=g)),
        "parityRatio": float(demographic_parity_ratio(y, d, sensitive_features=g)),
        "opportunityDifference": float(equal_opportunity_difference(y, d, sensitive_features=g)),
    })

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "decisions.json"), "w") as out:
    json.dump(cases, out)
