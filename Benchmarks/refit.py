"""Every fold of every arm fitted again by scikit-learn at the C that was chosen, on real data: how far are the scores apart?

    python refit.py --data DATA --tool feature-atlas --work FOLDER [SET …]

DATA holds hatecheck/, multilingual-hatecheck/, objects/, radio/ and saes/. Arms that scikit-learn's pieces can make again:
hidden, pca, continuous, binarized, top-n by difference of means; two classes and more. Features come from `encode`
(radio: from torch), folds and C from folds.csv and probes.csv.
"""
import argparse, csv, subprocess, warnings
from pathlib import Path
import numpy as np, scipy.sparse as sp
from safetensors.numpy import load_file
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score, accuracy_score

warnings.filterwarnings("ignore")
p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--data", type=Path, required=True); p.add_argument("--tool", required=True)
p.add_argument("--work", type=Path, required=True); p.add_argument("sets", nargs="*")
a = p.parse_args()
D = a.data.resolve(); a.work.mkdir(parents=True, exist_ok=True)
RADIO = ("{encoder: state_dict.encoder.weight, orientation: features-by-inputs, encoder-bias: state_dict.encoder.bias, "
         "decoder: state_dict.decoder.weight, subtract: [state_dict.mean, state_dict.decoder.bias], activation: topk, k: 8}")
HATE = "id: id, text: text, label: label, groups: [target], cluster: functionality"
SETS = {  # name: checkpoint, format, layer, examples, columns, states, pooling
    "hatecheck-l6": ("saes/saelens-topk-w1536-l6", "", 6, "hatecheck/examples.csv", HATE, "hatecheck/layer6.safetensors", "max"),
    "hatecheck-l3": ("saes/saelens-jumprelu-w1536-l3", "", 3, "hatecheck/examples.csv", HATE, "hatecheck/layer3.safetensors", "mean"),
    "multilingual": ("saes/e5-topk32-w16384", "", 12, "multilingual-hatecheck/examples.csv", HATE, "multilingual-hatecheck/states.npy", "max"),
    "prompts": ("saes/saelens-captions-w1536", "", 0, "objects/text-prompts.csv", "id: id, label: label", "objects/text-prompts.npy", "max"),
    "images": ("saes/saelens-captions-w1536", "", 0, "objects/image-test.csv", "id: id, label: label", "objects/image-test.npy", "max"),
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
    s = torch.load(path, weights_only=False)["state_dict"]; s = {k: v.double().numpy() for k, v in s.items() if hasattr(v, "double")}
    pre = np.maximum((x - s["mean"] - s["decoder.bias"]) @ s["encoder.weight"].T + s["encoder.bias"], 0)
    cut = np.sort(pre, 1)[:, -8][:, None]
    return sp.csr_matrix(np.where(pre >= cut, pre, 0))

def refit(X, y, train, c):
    # Newton to the optimum where the Hessian is small; elsewhere quasi-Newton with a tight tolerance.
    kind = dict(solver="newton-cholesky", tol=1e-9) if X.shape[1] <= 2000 and len(set(y)) == 2 else dict(solver="lbfgs", tol=1e-8)
    return LogisticRegression(C=c, max_iter=50_000, **kind).fit(X[train].toarray() if kind["solver"] == "newton-cholesky" and sp.issparse(X) else X[train], y[train])

for name in a.sets or SETS:
    sae, form, layer, examples, columns, states, pool = SETS[name]
    two = "hate" in name or name == "multilingual"
    arms = "[hidden, pca, continuous, binarized, top-n]" if two else "[hidden, continuous, binarized]"
    yml = a.work / f"{name}.yml"
    yml.write_text(f"""title: {name}
seed: 5
checkpoints: [{{id: sae, path: "{D / sae}", layer: {layer}{", format: " + form if form else ""}}}]
datasets: [{{id: set, modality: other, examples: "{D / examples}", columns: {{{columns}}}, states: {{{layer}: "{D / states}"}}}}]
pooling: [{pool}]
probes: {{representations: {arms}, thresholds: [0, 1.0], top: [10, 100], c: [0.1, 1], folds: 5, repeats: 1}}
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
    worst = {}
    for r in csv.DictReader(open(data / "probes.csv")):
        kind, c = r["representation"], float(r["c"]) if r["c"] else None
        if r["pooling"] and r["pooling"] != pool: continue  # the last token's hidden state
        test = fold == int(r["fold"]); train = ~test
        if kind == "hidden": X = H
        elif kind == "pca":
            k = int(r["top"] or r["n_features"]); X = PCA(k, svd_solver="full").fit(H[train]).transform(H)
        elif kind == "continuous": X = F
        elif kind == "binarized": X = (F > float(r["threshold"])).astype(np.float64).tocsr() if float(r["threshold"]) >= 0 else None
        elif kind == "top-n":
            if ">" in r["arm"]: B = (F > float(r["threshold"] or 0)).astype(np.float64).tocsr()
            else: B = F
            a1, a0 = (np.asarray(B[train & (y == v)].mean(0)).ravel() for v in sorted(set(y))[::-1])
            fired = np.asarray((B[train] != 0).sum(0)).ravel(); mean = np.asarray(B[train].sum(0)).ravel() / np.maximum(fired, 1)
            X = B[:, np.sort(np.argsort(-np.abs(a1 - a0) / np.where(mean > 0, mean, np.inf), kind="stable")[:int(r["top"])])]
        m = refit(X, y, train, c)
        q = m.predict_proba(X[test].toarray() if sp.issparse(X) else X[test])
        labels = m.classes_
        diffs = (abs(log_loss(y[test], q, labels=labels) - float(r["log_loss"])),
                 abs(accuracy_score(y[test], labels[q.argmax(1)]) - float(r["accuracy"])),
                 abs(roc_auc_score(y[test] == labels[1], q[:, 1]) - float(r["auroc"])) if len(labels) == 2 and r["auroc"] else 0)
        worst[r["arm"]] = np.maximum(worst.get(r["arm"], np.zeros(3)), diffs)
    for arm, w in worst.items(): print(f"{name:14} {arm:34} log loss {w[0]:.1e}  accuracy {w[1]:.1e}  AUROC {w[2]:.1e}", flush=True)
