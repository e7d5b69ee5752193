#!/usr/bin/env python3
"""Measures with NumPy, SciPy and scikit-learn what the demo has to show; the figures of README.md come from here.

    python3 check_demo.py [--json figures.json]

It shares no code with feature-atlas, so it also serves as a second opinion on the atlas.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from scipy.stats import chi2, rankdata
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).resolve().parent
CHECKPOINTS = {"l6-w512": 6, "l6-w2048": 6, "l3-w1024": 3}
SETS = ("reviews", "messages")
# Further pairs of sets: (checkpoint, space of the states, set trained on, set tested on).
PAIRS = [("captions-w512", "joint", "captions", "pictures"), ("e5-w1024", "layer12", "english", "japanese")]
REGIONS = [f"{row} {side}" for row in ("top", "middle", "bottom") for side in ("left", "centre", "right")]
EXAMPLES = {"english": "reviews"}  # sets whose texts are those of another
POSITIVE = {"label": "promote", "gender": "women", "age": "younger people"}


def read_rows(name):
    with open(HERE / f"{EXAMPLES.get(name, name)}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def column(rows, name):
    return np.array([row[name] == POSITIVE[name] for row in rows])


def encode(states, checkpoint):
    """(features [tokens, width], reconstruction) by the formulas in train_saes.py, from the stored float16 weights."""
    folder = HERE / "checkpoints" / checkpoint
    config = json.loads((folder / "cfg.json").read_text(encoding="utf-8"))
    weights = {name: value.astype(np.float32) for name, value in load_file(folder / "sae_weights.safetensors").items()}
    h = (states - weights["b_dec"]) @ weights["W_enc"] + weights["b_enc"]
    if config["architecture"] == "topk":
        least = np.partition(h, -config["k"], axis=1)[:, -config["k"]][:, None]
        a = np.where(h >= least, np.maximum(h, 0), 0)
    else:
        a = np.where(h > weights["threshold"], np.maximum(h, 0), 0)
    return a, a @ weights["W_dec"] + weights["b_dec"]


def aurocs(values, positive):
    """AUROC of every column by ranks (Mann-Whitney), ties counted half."""
    ranks = rankdata(values, axis=0)
    ones = positive.sum()
    return (ranks[positive].sum(axis=0) - ones * (ones + 1) / 2) / (ones * (len(positive) - ones))


def group_tests(active, group, label):
    """G2 of feature and group given the label (2 strata, so up to 2 df) and its Benjamini-Hochberg q, per feature."""
    statistic, freedom = np.zeros(active.shape[1]), np.zeros(active.shape[1])
    for stratum in (False, True):
        rows = label == stratum
        n, table = rows.sum(), []
        for side in (False, True):
            members = active[rows & (group == side)]
            table.append((members.sum(axis=0), (~members).sum(axis=0), len(members)))
        fired = table[0][0] + table[1][0]
        for on, off, size in table:
            for observed, margin in ((on, fired), (off, n - fired)):
                expected = margin * size / n
                part = np.where(observed > 0, observed / np.where(expected > 0, expected, 1), 1)
                statistic += 2 * observed * np.log(part)
        freedom += (fired > 0) & (fired < n)
    p = np.where(freedom > 0, chi2.sf(statistic, np.maximum(freedom, 1)), 1)
    order = np.argsort(p)
    q = np.empty_like(p)
    q[order] = np.minimum.accumulate((p[order] * len(p) / np.arange(1, len(p) + 1))[::-1])[::-1]
    return statistic, np.minimum(q, 1)


def probe(features, label, cluster, repeats=3):
    """Mean and deviation of the AUROC over grouped folds of a logistic regression; C fixed, nothing selected."""
    scores = []
    for repeat in range(repeats):
        folds = StratifiedGroupKFold(5, shuffle=True, random_state=repeat)
        for train, test in folds.split(features, label, cluster):
            model = probe_model().fit(features[train], label[train])
            scores.append(roc_auc_score(label[test], model.decision_function(features[test])))
    return round(float(np.mean(scores)), 3), round(float(np.std(scores)), 3)


def probe_model():
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=2000))


def audit_probe(features, rows, label, cluster, repeats=3):
    """Out-of-fold probabilities of "promote", mean of three draws of the folds: the gap between twins, and selection
    rates per group (cut at 0.5). The standard error is that of the families' means: pairs of one family are alike."""
    probability = np.zeros(len(rows))
    for repeat in range(repeats):
        folds = StratifiedGroupKFold(5, shuffle=True, random_state=repeat)
        for train, test in folds.split(features, label, cluster):
            model = probe_model().fit(features[train], label[train])
            probability[test] += model.predict_proba(features[test])[:, 1] / repeats
    result = {}
    for attribute in ("gender", "age"):
        group, gaps = column(rows, attribute), {}
        for i, row in enumerate(rows):
            if row["pair"].startswith(attribute):
                pairs = gaps.setdefault(row["cluster"], {})
                pairs[row["pair"]] = pairs.get(row["pair"], 0) + (1 if group[i] else -1) * probability[i]
        means = np.array([np.mean(list(pairs.values())) for pairs in gaps.values()])
        result[attribute] = {
            "twin_gap": round(float(means.mean()), 3),
            "standard_error": round(float(means.std(ddof=1) / np.sqrt(len(means))), 3),
            "selection_rate": [round(float((probability[group == side] > 0.5).mean()), 3) for side in (True, False)],
        }
    return result


def strongest_words(pooled_at, tokens, values, feature, count=6):
    """The tokens where the feature fires hardest, for the eye."""
    best = np.argsort(-values[:, feature], kind="stable")[:40]
    words = [tokens[i][pooled_at[i, feature]] for i in best if values[i, feature] > 0]
    return sorted(set(words), key=words.index)[:count]


def load(name, checkpoint, space, rows):
    tensors = load_file(HERE / "states" / f"{name}.{space}.safetensors")
    states, offsets = tensors["states"].astype(np.float32), tensors["offsets"]
    lengths = np.diff(offsets)
    if name == "pictures":
        tokens = [REGIONS] * len(rows)
    else:
        with open(HERE / "states" / f"{name}.tokens.jsonl", encoding="utf-8") as file:
            tokens = [json.loads(line) for line in file]
    assert len(rows) == len(tokens) == len(lengths) and list(map(len, tokens)) == lengths.tolist(), f"{name}: lengths"
    a, reconstruction = encode(states, checkpoint)
    parts = np.split(a, offsets[1:-1])
    pooled, place = np.stack([part.max(axis=0) for part in parts]), np.stack([part.argmax(axis=0) for part in parts])
    hidden = np.stack([part.max(axis=0) for part in np.split(states, offsets[1:-1])])
    fvu = float(((states - reconstruction) ** 2).sum() / ((states - states.mean(axis=0)) ** 2).sum())
    figures = {"fvu": round(fvu, 4), "l0": round(float((a > 0).sum(axis=1).mean()), 2),
               "never_active": int((pooled.max(axis=0) == 0).sum())}
    return pooled, place, hidden, tokens, figures


def finding(feature, scores, data, tokens):
    """One feature in both sets: AUROC, firing rate, and the words it fires on."""
    return {"feature": int(feature), **{f"auroc_{name}": round(float(scores[name][feature]), 3) for name in SETS},
            "firing_rate": round(float((data["reviews"][0][:, feature] > 0).mean()), 3),
            "words": strongest_words(data["reviews"][1], tokens["reviews"], data["reviews"][0], feature)}


def check(checkpoint, layer):
    rows = {name: read_rows(name) for name in SETS}
    data = {name: load(name, checkpoint, f"layer{layer}", rows[name]) for name in SETS}
    tokens = {name: data[name][3] for name in SETS}
    label = {name: column(rows[name], "label") for name in SETS}
    result = {"reconstruction": {name: data[name][4] for name in SETS}}

    for attribute in ("gender", "age"):
        group = {name: column(rows[name], attribute) for name in SETS}
        scores = {name: aurocs(data[name][0], group[name]) for name in SETS}
        # within each label: a feature that only follows the label cannot pass
        within = np.min([np.maximum(s, 1 - s) for s in (
            aurocs(data["reviews"][0][label["reviews"] == side], group["reviews"][label["reviews"] == side])
            for side in (False, True))], axis=0)
        statistic, q = group_tests(data["reviews"][0] > 0, group["reviews"], label["reviews"])
        best = np.argsort(-within, kind="stable")[:4]
        result[attribute] = {"positive": POSITIVE[attribute], "features_q_below_0.05": int((q < 0.05).sum()), "best": [
            finding(j, scores, data, tokens) | {"auroc_within_label": round(float(within[j]), 3),
                                                "g2": round(float(statistic[j]), 1), "q": float(f"{q[j]:.2g}")}
            for j in best]}

    scores = {name: aurocs(data[name][0], label[name]) for name in SETS}
    best = np.argsort(-np.abs(scores["reviews"] - 0.5), kind="stable")[:5]
    result["label"] = {"positive": "promote", "best": [finding(j, scores, data, tokens) for j in best]}
    both = np.minimum(np.abs(scores["reviews"] - 0.5), np.abs(scores["messages"] - 0.5))
    both[np.sign(scores["reviews"] - 0.5) != np.sign(scores["messages"] - 0.5)] = 0
    result["label"]["best_in_both"] = [finding(j, scores, data, tokens) for j in np.argsort(-both, kind="stable")[:4]]

    result["probe_auroc"] = {}
    arms = {name: {"hidden": hidden, "continuous": pooled, "binarized": (pooled > 0).astype(np.float32)}
            for name, (pooled, _, hidden, _, _) in data.items()}
    for name in SETS:
        cluster = np.array([row["cluster"] for row in rows[name]])
        result["probe_auroc"][name] = {arm: probe(values, label[name], cluster) for arm, values in arms[name].items()}
        result.setdefault("probe_audit", {})[name] = {
            arm: audit_probe(values, rows[name], label[name], cluster) for arm, values in arms[name].items()}
    for train, test in (SETS, SETS[::-1]):
        for arm in arms[train]:
            model = probe_model().fit(arms[train][arm], label[train])
            score = roc_auc_score(label[test], model.decision_function(arms[test][arm]))
            result["probe_auroc"].setdefault(f"{train}->{test}", {})[arm] = round(float(score), 3)
    return result


def one_against_rest(model, features, label):
    """Mean over the classes of the AUROC of the class's score."""
    scores = model.decision_function(features)
    if scores.ndim == 1:
        return float(roc_auc_score(label == model.classes_[1], scores))
    return float(np.mean([roc_auc_score(label == name, scores[:, k]) for k, name in enumerate(model.classes_)]))


def grouped(features, label, cluster):
    folds, scores = StratifiedGroupKFold(5, shuffle=True, random_state=0), []
    for train, test in folds.split(features, label, cluster):
        scores.append(one_against_rest(probe_model().fit(features[train], label[train]), features[test], label[test]))
    return [round(float(np.mean(scores)), 3), round(float(np.std(scores)), 3)]


def check_pair(checkpoint, space, train, test):
    """What carries over from one set to another: the best feature of each class, and probes."""
    names = (train, test)
    rows = {name: read_rows(name) for name in names}
    data = {name: load(name, checkpoint, space, rows[name]) for name in names}
    label = {name: np.array([row["label"] for row in rows[name]]) for name in names}
    result = {"reconstruction": {name: data[name][4] for name in names}, "best": []}
    for kind in sorted(set(label[train])):
        scores = {name: aurocs(data[name][0], label[name] == kind) for name in names}
        best = int(np.argmax(scores[train]))
        result["best"].append({
            "class": kind, "feature": best, **{f"auroc_{name}": round(float(scores[name][best]), 3) for name in names},
            "words": {name: strongest_words(data[name][1], data[name][3], data[name][0], best) for name in names}})
    found = [item[f"auroc_{test}"] for item in result["best"]]
    result["best_on_" + test] = {"median": round(float(np.median(found)), 3), "least": min(found), "most": max(found)}
    if "gender" in rows[train][0]:
        group = {name: column(rows[name], "gender") for name in names}
        scores = {name: aurocs(data[name][0], group[name]) for name in names}
        for side, sign in (("women", 1), ("men", -1)):
            best = int(np.argmax(sign * scores[train]))
            result[side] = {"feature": best, **{f"auroc_{name}": round(float(scores[name][best]), 3) for name in names},
                            "words": {name: strongest_words(data[name][1], data[name][3], data[name][0], best) for name in names}}
    arms = {name: {"hidden": hidden, "continuous": pooled, "binarized": (pooled > 0).astype(np.float32)}
            for name, (pooled, _, hidden, _, _) in data.items()}
    result["probe_auroc"] = {name: {
        arm: grouped(values, label[name], np.array([row["cluster"] for row in rows[name]]))
        for arm, values in arms[name].items()} for name in names}
    for one, other in (names, names[::-1]):
        result["probe_auroc"][f"{one}->{other}"] = {
            arm: round(one_against_rest(probe_model().fit(values, label[one]), arms[other][arm], label[other]), 3)
            for arm, values in arms[one].items()}
    return result


def twins(rows):
    """Counterfactual pairs: two rows each, equal but for one group column."""
    pairs = {}
    for row in rows:
        if row["pair"]:
            pairs.setdefault(row["pair"], []).append(row)
    for name, members in pairs.items():
        assert len(members) == 2, f"{name}: {len(members)} rows"
        one, other = members
        differing = {key for key in ("label", "gender", "age", "split", "cluster") if one[key] != other[key]}
        assert differing == {name.split("-")[0]}, f"{name}: differs in {differing}"
    return len(pairs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--pairs-only", action="store_true", help="pictures and languages only")
    arguments = parser.parse_args()
    figures = {"pairs": {name: twins(read_rows(name)) for name in (*SETS, "japanese")}}
    for checkpoint, layer in () if arguments.pairs_only else CHECKPOINTS.items():
        figures[checkpoint] = check(checkpoint, layer)
    for pair in PAIRS:
        figures[f"{pair[2]} and {pair[3]}"] = check_pair(*pair)
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    print(text)
    if arguments.json:
        arguments.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
