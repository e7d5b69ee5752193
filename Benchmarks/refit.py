"""Every fold of every arm fitted again by scikit-learn at the C that was chosen: the same optimum, the same metrics?

    python refit.py --data DATA --tool feature-atlas --work FOLDER [SET …]

DATA holds hatecheck/, multilingual-hatecheck/, objects/, radio/ and saes/; the demo's sets come from examples/. Arms that
scikit-learn's pieces can make again: tf-idf, hidden, pca, continuous, binarized (fixed, auto and Otsu's thresholds), top-n by
difference of means, F-score and mutual information; two classes and more. Features come from `encode` (radio: from torch),
folds, C and thresholds from folds.csv and probes.csv. Printed: the largest relative difference of the objective
½‖w‖² + C·Σ log-loss, and the largest difference of each metric, over the folds, and of the probabilities that explanations.csv shows.
"""
import argparse, csv, subprocess, warnings
from pathlib import Path
import numpy as np, scipy.sparse as sp
from safetensors.numpy import load_file
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import f_classif
from sklearn.metrics import accuracy_score, average_precision_score, brier_score_loss, f1_score, log_loss, roc_auc_score

warnings.filterwarnings("ignore")
p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--data", type=Path, required=True); p.add_argument("--tool", required=True)
p.add_argument("--work", type=Path, required=True); p.add_argument("sets", nargs="*")
a = p.parse_args()
D = a.data.resolve(); a.work.mkdir(parents=True, exist_ok=True)
RADIO = ("{encoder: state_dict.encoder.weight, orientation: features-by-inputs, encoder-bias: state_dict.encoder.bias, "
         "decoder: state_dict.decoder.weight, subtract: [mean, state_dict.decoder.bias], activation: topk, k: 8}")
ROOT = Path(__file__).resolve().parents[1] / "examples"
DEMO = "id: id, text: text, label: label, groups: [gender], cluster: cluster"
HATE = "id: id, text: text, label: label, groups: [target], cluster: functionality"
SETS = {  # name: checkpoint, format, layer, examples, columns, states, pooling
    "hatecheck-l6": ("saes/saelens-topk-w1536-l6", "", 6, "hatecheck/examples.csv", HATE, "hatecheck/layer6.safetensors", "max"),
    "hatecheck-l3": ("saes/saelens-jumprelu-w1536-l3", "", 3, "hatecheck/examples.csv", HATE, "hatecheck/layer3.safetensors", "mean"),
    "multilingual": ("saes/e5-topk32-w16384", "", 12, "multilingual-hatecheck/examples.csv", HATE, "multilingual-hatecheck/states.npy", "max"),
    "prompts": ("saes/saelens-captions-w1536", "", 0, "objects/text-prompts.csv", "id: id, label: label", "objects/text-prompts.npy", "max"),
    "images": ("saes/saelens-captions-w1536", "", 0, "objects/image-test.csv", "id: id, label: label", "objects/image-test.npy", "max"),
    "reviews": (ROOT / "checkpoints/l6-w2048", "", 6, ROOT / "reviews.csv", DEMO, ROOT / "states/reviews.layer6.safetensors", "max"),
    "messages": (ROOT / "checkpoints/l3-w1024", "", 3, ROOT / "messages.csv", DEMO, ROOT / "states/messages.layer3.safetensors", "mean"),
    "radio": ("radio/saes/main/sae.pt", RADIO, 0, "radio/examples.csv", "id: id, label: label", "radio/states.npz", "max"),
}

def pooled(states, offsets, how):
    if offsets is None: return states
    parts = [states[i:j] for i, j in zip(offsets, offsets[1:])]
    return np.stack([getattr(x, how)(0) for x in parts])

def hidden(path, how):
    if path.suffix == ".safetensors":
        t = load_file(path); return pooled(t["states"].astype(np.float64), t["offsets"], how)
    if path.suffix == ".npz":
        z = np.load(path); return z[z.files[0]].astype(np.float64)
    x = np.load(path).astype(np.float64); off = path.parent / "offsets.npy"
    return pooled(x, np.load(off) if off.exists() else None, how)

def radio_features(path, x):
    import torch
    whole = torch.load(path, weights_only=False, map_location="cpu"); s = {k: v.double().numpy() for k, v in whole["state_dict"].items()}
    centre = np.asarray(whole["mean"], dtype=np.float64)
    pre = np.maximum((x - centre - s["decoder.bias"]) @ s["encoder.weight"].T + s["encoder.bias"], 0)
    cut = np.sort(pre, 1)[:, -8][:, None]
    return sp.csr_matrix(np.where(pre >= cut, pre, 0))

def otsu(F, train):
    """Of every feature the lower of the two values between which its logarithms part with the largest variance between."""
    C = F[train].tocsc(); cuts = np.zeros(C.shape[1])
    for j in range(C.shape[1]):
        v = np.sort(C.data[C.indptr[j]:C.indptr[j + 1]]); v = v[v > 0]; n = len(v)
        if n < 2: continue
        x = np.log(v); below = np.cumsum(x)[:-1]; k = np.arange(1, n)
        between = np.where(v[1:] > v[:-1], (below / k - (x.sum() - below) / (n - k)) ** 2 * k * (n - k), 0)
        if between.max() > 0: cuts[j] = v[:-1][between.argmax()]
    return cuts

def ranking(kind, B, train, y):
    labels = sorted(set(y)); T = B[train]; t = y[train]
    if kind == "f-score":
        with np.errstate(all="ignore"): return np.nan_to_num(f_classif(T.toarray(), t)[0], nan=0, posinf=np.inf)
    fired = np.asarray((T != 0).sum(0)).ravel()
    if kind == "mutual-information":
        n = len(t); h = lambda p: -np.where(p > 0, p * np.log(np.where(p > 0, p, 1)), 0)
        counts = np.array([np.asarray((T[t == v] != 0).sum(0)).ravel() for v in labels]); sizes = np.array([(t == v).sum() for v in labels])[:, None]
        joint = np.stack([counts, sizes - counts]) / n
        return h(joint.sum(1)).sum(0) + h(joint.sum(0)).sum(0) - h(joint).sum((0, 1))
    sums = np.asarray(T.sum(0)).ravel(); scale = np.abs(sums) / np.maximum(fired, 1); best = np.zeros(len(fired))
    for v in labels:
        own = np.asarray(T[t == v].mean(0)).ravel(); rest = np.asarray(T[t != v].mean(0)).ravel()
        best = np.maximum(best, np.abs(own - rest))
    return np.where(scale > 0, best / np.where(scale > 0, scale, 1), 0)

def refit(X, y, train, c):
    # Newton to the optimum where the Hessian is small; elsewhere quasi-Newton with a tight tolerance, which on values of very
    # different sizes stops above it all the same (4 % on radio's hidden states).
    classes = len(set(y))
    most = 2000 if classes == 2 else 3000 // classes
    kind = dict(solver="newton-cholesky", tol=1e-10) if X.shape[1] <= most else dict(solver="lbfgs", tol=1e-9)
    return LogisticRegression(C=c, max_iter=50_000, **kind).fit(X[train].toarray() if kind["solver"] == "newton-cholesky" and sp.issparse(X) else X[train], y[train])

for name in a.sets or SETS:
    sae, form, layer, examples, columns, states, pool = SETS[name]
    two = "hate" in name or name == "multilingual"
    two = two or name in ("reviews", "messages")
    words = name in ("reviews", "messages")  # texts with spaces
    arms = "[hidden, pca, continuous, binarized, top-n" + (", tf-idf]" if words else "]") if two else "[hidden, continuous, binarized]"
    yml = a.work / f"{name}.yml"
    yml.write_text(f"""title: {name}
seed: 5
checkpoints: [{{id: sae, path: "{D / sae}", layer: {layer}{", format: " + form if form else ""}}}]
datasets: [{{id: set, modality: other, examples: "{D / examples}", columns: {{{columns}}}, states: {{{layer}: "{D / states}"}}}}]
pooling: [{pool}]
probes: {{representations: {arms}, thresholds: {"[0, 1.0, auto, otsu]" if two else "[0]"}, criteria: [mean-difference, f-score, mutual-information], top: [10, 100], c: [0.1, 1], folds: 5, repeats: 1}}
bias: {{attributes: [], ablation: false}}
""")
    out = a.work / name
    subprocess.run([a.tool, "analyze", yml, "-o", out, "-q", "--no-cache"], check=True)
    data = out / "data/set"
    H = hidden(D / states, pool)
    if name == "radio": F = radio_features(D / sae, H)
    else:
        npz = a.work / f"{name}.npz"; npz.unlink(missing_ok=True)
        subprocess.run([a.tool, "encode", "--checkpoint", D / sae, "--states", D / states, "--pooling", pool, "-o", npz, "-q", "--no-cache"], check=True)
        F = sp.load_npz(npz).astype(np.float64)
    rows = list(csv.DictReader(open(D / examples))); y = np.array([r["label"] for r in rows])
    fold = {r["example"]: int(r["fold"]) for r in csv.DictReader(open(data / "folds.csv"))}
    fold = np.array([fold[r["id"]] for r in rows])
    shown = {(r["arm"], r["example"]): (r["decision"], float(r["probability"])) for r in csv.DictReader(open(data / "explanations.csv"))} \
        if (data / "explanations.csv").exists() else {}
    worst = {}; cache = {}; texts = [r.get("text", "") for r in rows]
    for r in csv.DictReader(open(data / "probes.csv")):
        kind, c = r["representation"], float(r["c"]) if r["c"] else None
        if kind.startswith("best-") or (r["pooling"] and r["pooling"] != pool): continue  # made of others; the last token's state
        test = fold == int(r["fold"]); train = ~test; key = (r["fold"],)
        if kind == "hidden": X = H
        elif kind == "tf-idf": X = TfidfVectorizer(ngram_range=(1, 2), max_features=20_000).fit([t for t, k in zip(texts, train) if k]).transform(texts).tocsr()
        elif kind == "pca": X = PCA(int(r["top"]), svd_solver="full").fit(H[train]).transform(H)
        elif kind == "continuous": X = F
        elif kind == "binarized":
            if r["threshold"] == "otsu":
                if key not in cache: cache[key] = otsu(F, train)
                C = F.tocoo(); keep = C.data.astype(np.float32) > cache[key][C.col].astype(np.float32)
                X = sp.csr_matrix((np.ones(keep.sum()), (C.row[keep], C.col[keep])), shape=F.shape)
            else: X = (F > float(r["threshold_chosen"] or r["threshold"])).astype(np.float64).tocsr()
        elif kind == "top-n":
            B = (F > float(r["threshold"])).astype(np.float64).tocsr() if r["threshold"] else F
            how = next((k for k in ("f-score", "mutual-information") if f" {k} " in r["arm"]), "mean-difference")
            score = ranking(how, B, train, y)
            X = B[:, np.sort(np.argsort(-score, kind="stable")[:int(r["top"])])]
        m = refit(X, y, train, c)
        p = lambda rows: m.predict_proba(X[rows].toarray() if sp.issparse(X) else X[rows])
        q = p(test); labels = m.classes_
        objective = 0.5 * (m.coef_ ** 2).sum() + c * log_loss(y[train], p(train), labels=labels, normalize=False)
        theirs = {"macro_f1": f1_score(y[test], labels[q.argmax(1)], average="macro"), "accuracy": accuracy_score(y[test], labels[q.argmax(1)]),
                  "log_loss": log_loss(y[test], q, labels=labels)}
        if len(labels) == 2:
            hit = y[test] == labels[1]
            theirs |= {"auroc": roc_auc_score(hit, q[:, 1]), "average_precision": average_precision_score(hit, q[:, 1]), "brier": brier_score_loss(hit, q[:, 1])}
        found = {k: abs(v - float(r[k])) for k, v in theirs.items() if r[k]} | {"objective": abs(objective - float(r["objective"])) / objective}
        # Probabilities of single examples, of which explanations.csv holds some.
        for place, row in enumerate(np.flatnonzero(test)):
            known = shown.get((r["arm"], rows[row]["id"]))
            if known: found["probability"] = max(found.get("probability", 0), abs(q[place, list(labels).index(known[0])] - known[1]))
        own = worst.setdefault(r["arm"], {})
        for k, v in found.items(): own[k] = max(own.get(k, 0), v)
    for arm, own in worst.items(): print(f"{name:12} {arm:44} " + "  ".join(f"{k} {v:.1e}" for k, v in own.items()), flush=True)
    total = {k: max(own.get(k, 0) for own in worst.values()) for k in dict.fromkeys(k for own in worst.values() for k in own)}
    print(f"{name:12} {len(worst)} arms, largest: " + "  ".join(f"{k} {v:.1e}" for k, v in total.items()), flush=True)
