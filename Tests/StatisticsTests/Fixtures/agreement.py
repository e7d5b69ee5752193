"""Makes agreement.json: α of random verdicts by the PyPI package krippendorff 0.9.0 (value counts, nominal)."""
import json
from pathlib import Path

import krippendorff
import numpy as np

generator = np.random.default_rng(11)
cases = []
for units, raters, categories in ((3, 2, 2), (12, 3, 2), (40, 5, 2), (25, 4, 3), (200, 8, 2)):
    truth = generator.integers(0, categories, units)
    counts = np.zeros((units, categories), dtype=int)
    for rater in range(raters):
        for unit in range(units):
            if generator.random() < 0.25 and raters > 2:
                continue  # left out
            counts[unit, truth[unit] if generator.random() < 0.7 else generator.integers(0, categories)] += 1
    alpha = krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")
    cases.append({"counts": counts.tolist(), "alpha": float(alpha)})
Path(__file__).with_suffix(".json").write_text(json.dumps(cases) + "\n")
