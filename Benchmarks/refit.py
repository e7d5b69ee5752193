"""Every fold of every arm fitted again at the C that was chosen: the same optimum, the same metrics?

    python refit.py --tool feature-atlas --work FOLDER [--data DATA] [--repeats N] [--threads N] [SET …]

Sets: reviews and messages are the demo's datasets as examples/atlas.yml has them, every arm of it; reviews-more and messages-more
what it does not name (other criteria, Otsu's thresholds, random features, features counted over tokens); the others need DATA with
hatecheck/, multilingual-hatecheck/, objects/, radio/ and saes/. Without a SET all. remake.py makes anew what the arms were trained on:
labels in random order, random directions, random features and smaller parts of the rows from the seed. Folds, C and thresholds are
those of folds.csv and probes.csv, features those of selections.csv, beside which the program's choice is made here too (not l1's).

Optima are scikit-learn's; with an L1 penalty, whose intercept none of its solvers takes to the optimum, those of Newton steps that
its Lasso solves. Of each arm the largest difference over the folds: the objective (½‖w‖² or ‖w‖₁, + C·Σ log-loss), relative, below 0
where the program's is the lower one; metrics; rows and features; probabilities of single examples that explanations.csv shows. Of ties
("…_ties"), between examples or between classes, the order is that of last digits: apart where some order gives what the program has.
gap: how far from its optimum the fit here may be, relative. Counted: folds whose features were chosen here too (choices), came out
as others (others), by equal scores alone (equals); folds where an L1 penalty leaves the weights open, of which the objective alone is
compared (open); numbers in which a best arm is not the arm that it names, or that arm not the best (derived).
"""
import argparse, csv, json, subprocess, warnings
from pathlib import Path
import numpy as np, scipy.sparse as sp, threadpoolctl, yaml
from scipy.special import log_softmax, xlogy
from sklearn.linear_model import Lasso, LogisticRegression
from sklearn.metrics import accuracy_score, average_precision_score, f1_score, log_loss, roc_auc_score
from remake import Inputs, Missing, permuted, reduced

warnings.filterwarnings("ignore")
ROOT = Path(__file__).resolve().parents[1] / "examples"
HATE = {"id": "id", "text": "text", "label": "label", "groups": ["target"], "cluster": "functionality"}
PLAIN = {"id": "id", "label": "label"}
RADIO = {"encoder": "state_dict.encoder.weight", "orientation": "features-by-inputs", "encoder-bias": "state_dict.encoder.bias",
         "decoder": "state_dict.decoder.weight", "subtract": ["mean", "state_dict.decoder.bias"], "activation": "topk", "k": 8}
SETS = {  # name: checkpoint, layer, examples, columns, states, pooling
    "hatecheck-l6": ("saes/saelens-topk-w1536-l6", 6, "hatecheck/examples.csv", HATE, "hatecheck/layer6.safetensors", "max"),
    "hatecheck-l3": ("saes/saelens-jumprelu-w1536-l3", 3, "hatecheck/examples.csv", HATE, "hatecheck/layer3.safetensors", "mean"),
    "multilingual": ("saes/e5-topk32-w16384", 12, "multilingual-hatecheck/examples.csv", HATE, "multilingual-hatecheck/states.npy", "max"),
    "prompts": ("saes/saelens-captions-w1536", 0, "objects/text-prompts.csv", PLAIN | {"text": "text"}, "objects/text-prompts.npy", "max"),
    "images": ("saes/saelens-captions-w1536", 0, "objects/image-test.csv", PLAIN, "objects/image-test.npy", "max"),
    "radio": ("radio/saes/main/sae.pt", 0, "radio/examples.csv", PLAIN, "radio/states.npz", "max"),
}
DEMO = ["reviews", "messages", "reviews-more", "messages-more"]
ALL = ["majority", "tf-idf", "hidden", "pca", "continuous", "binarized", "l1", "top-n", "token-top-n", "random-features", "random-dictionary",
       "permuted-labels"]
CRITERIA = ["mean-difference", "f-score", "mutual-information", "l1"]
COUNTS = ("choices", "others", "equals", "open", "derived")
NEAR = 1e-6  # Probabilities that differ by less may be those of examples that are alike.


def configuration(name, data):
    """Of a set: its configuration, the folder that its paths start from, the dataset's name, representations left out and why."""
    small = {"c": [0.1, 1], "folds": 5, "repeats": 1}; rest = {"bias": {"attributes": [], "ablation": False}}
    if name in DEMO:
        config = yaml.safe_load((ROOT / "atlas.yml").read_text()); dataset = name.removesuffix("-more")
        if dataset == name: return config, ROOT, name, {}
        parts = {k: config[k] for k in ("title", "seed", "checkpoints", "pooling")} | {"datasets": [d for d in config["datasets"] if d["id"] == dataset]}
        probes = {"representations": ["binarized", "l1", "top-n", "token-top-n", "random-features"], "thresholds": [1.0, "otsu"],
                  "criteria": CRITERIA[1:], "top": [10, 50], "training-rates": [0.3, 1]}
        return parts | {"probes": probes | small} | rest, ROOT, dataset, {}
    sae, layer, examples, columns, states, pool = SETS[name]
    left = {} if "text" in columns else {"tf-idf": "no texts"}
    if columns is not HATE: left["token-top-n"] = "a state an example"
    if name == "radio": left["l1"] = "on so many rows and classes the fits here take too long"
    checkpoint = {"id": "sae", "path": sae, "layer": layer} | ({"format": RADIO} if name == "radio" else {})
    dataset = {"id": "set", "modality": "other", "examples": examples, "columns": columns, "states": {str(layer): states}}
    probes = {"representations": [k for k in ALL if k not in left], "thresholds": [0, 1.0, "auto", "otsu"], "criteria": CRITERIA, "top": [10, 100]}
    parts = {"title": name, "seed": 5, "checkpoints": [checkpoint], "datasets": [dataset], "pooling": [pool]}
    return parts | {"probes": probes | small} | rest, data, "set", left


def analysed(name, config, base, tool, work, done=set()):
    """The results of a set; those of the demo serve both of its datasets."""
    if name in DEMO[:2]: path, out = base / "atlas.yml", work / "demo"
    else:
        path, out = work / f"{name}.yml", work / name
        whole = json.loads(json.dumps(config))
        for part in whole["checkpoints"]: part["path"] = str(base / part["path"])
        for part in whole["datasets"]:
            part |= {k: str(base / part[k]) for k in ("examples", "tokens") if k in part} | {"states": {k: str(base / v) for k, v in part["states"].items()}}
        path.write_text(json.dumps(whole, indent=1))
    if out not in done: tool("analyze", path, "-o", out); done.add(out)
    return out


class Model:
    """Weights [features, columns] and intercepts: a column for the second of two classes, of more classes one each."""

    def __init__(self, W, b, classes): self.W, self.b, self.classes = W, b, classes

    def log_probabilities(self, X):
        S = X @ self.W + self.b
        return log_softmax(np.hstack([np.zeros_like(S), S]) if S.shape[1] == 1 else S, axis=1)

    def pull(self, X, Y, c):
        """What the loss pulls the weights with: −gradient; and the probabilities."""
        P = np.exp(self.log_probabilities(X))
        return c * (X.T @ (Y - P)[:, -self.W.shape[1]:]), P

    def judged(self, X, Y, c, l1):
        """Objective, and how far above the optimum it may be: with an L2 penalty ½‖gradient‖², since it curves by 1 at least; with an
        L1 penalty what it exceeds the dual value of its own residuals by, scaled until they are feasible."""
        G, P = self.pull(X, Y, c); loss = -c * self.log_probabilities(X)[Y > 0].sum()
        if not l1: return 0.5 * (self.W ** 2).sum() + loss, 0.5 * ((self.W - G) ** 2).sum()
        s = 1 / max(1, np.abs(G).max()); Q = (1 - s) * Y + s * P; value = np.abs(self.W).sum() + loss
        return value, abs(value + c * xlogy(Q, Q).sum())

    def is_open(self, X, Y, c):
        """Whether an L1 penalty leaves weights open: features that may have one depend linearly on each other in these rows."""
        for pull in self.pull(X, Y, c)[0].T:
            A = X[:, np.flatnonzero(np.abs(pull) > 1 - 1e-6)]; A = A.toarray() if sp.issparse(A) else A
            if np.linalg.matrix_rank(np.column_stack([np.ones(len(A)), A])) <= A.shape[1]: return True
        return False


def optimum(X, Y, c, classes):
    """Newton steps by conjugate gradients, cheap where features are many; where these do not come near in a few steps (values of very
    different sizes: radio), steps by the Hessian itself. Quasi-Newton steps stop above the optimum there."""
    y = classes[Y.argmax(1)]; small = X.shape[1] * (1 if len(classes) == 2 else len(classes)) <= 3000
    for how in dict(solver="newton-cg", max_iter=25), dict(solver="newton-cholesky" if small else "newton-cg", max_iter=2000):
        fit = LogisticRegression(C=c, tol=1e-10, **how).fit(X.toarray() if sp.issparse(X) and "cholesky" in how["solver"] else X, y)
        m = Model(fit.coef_.T, fit.intercept_, classes); objective, gap = m.judged(X, Y, c, False)
        if gap < 1e-11 * objective: break
    return m, objective, gap


def sparse_optimum(X, Y, c, classes):
    """With an L1 penalty: Newton steps, class after class, each of them a weighted problem of least squares with that penalty."""
    used = np.flatnonzero(abs(X).sum(0)); D = X[:, used].toarray(); columns = 1 if len(classes) == 2 else len(classes)
    m = Model(np.zeros((len(used), columns)), np.zeros(columns), classes); value, before = m.judged(D, Y, c, True)[0], np.inf
    while before - value > 1e-16 * value:
        before = value
        for k in range(columns):
            P = np.exp(m.log_probabilities(D))[:, k - columns]; h = np.maximum(P * (1 - P), 1e-9); w, b = m.W[:, k].copy(), m.b[k]
            target = D @ w + b + (Y[:, k - columns] - P) / h
            fit = Lasso(alpha=1 / (c * h.sum()), tol=1e-14, max_iter=20_000).fit(D, target, sample_weight=h)
            for step in [0.5 ** halvings for halvings in range(20)] + [0]:
                m.W[:, k], m.b[k] = w + step * (fit.coef_ - w), b + step * (fit.intercept_ - b)
                if (new := m.judged(D, Y, c, True)[0]) <= value: value = new; break
    W = np.zeros((X.shape[1], columns)); W[used] = m.W
    return (m := Model(W, m.b, classes)), *m.judged(X, Y, c, True)


def agreed(r, truth, q, classes):
    """Differences of the metrics from a row's."""
    hits = truth[:, None] == classes; brier = ((q - hits) ** 2).sum(1).mean() / (2 if len(classes) == 2 else 1)
    said = [classes[(q + lead * hits).argmax(1)] for lead in (0, NEAR, -NEAR)]
    values = {"macro_f1": [f1_score(truth, s, average="macro") for s in said], "accuracy": [accuracy_score(truth, s) for s in said],
              "auroc": ranked(roc_auc_score, hits, q), "average_precision": ranked(average_precision_score, hits, q),
              "brier": [brier], "log_loss": [log_loss(truth, q, labels=classes)]}
    found = {}
    for k, own in values.items():
        if not r[k]: continue  # not defined in this fold
        away = abs(own[0] - float(r[k])); is_tie = away > 1e-9 and len(own) > 1 and min(own) - 1e-9 <= float(r[k]) <= max(own) + 1e-9
        found |= {k: 0.0, k + "_ties": away} if is_tie else {k: away}
    return found


def ranked(score, hits, q):
    """The value, and the least and the most that ties leave open; of more than two classes means of one against the rest."""
    found = []
    for k in [1] if q.shape[1] == 2 else range(q.shape[1]):
        hit = hits[:, k]; order = np.argsort(q[:, k]); group = np.empty(len(hit), int)
        group[order] = np.concatenate([[0], np.cumsum(np.diff(q[order, k]) > NEAR)])
        found.append([score(hit, q[:, k])] + [score(hit, np.argsort(np.lexsort((first, group)))) for first in (~hit, hit)])
    return np.mean(found, axis=0)


def chosen_alike(own, selection, scores):
    """Whether a selection is another one, and whether by equal scores, which rounding parts."""
    if np.array_equal(own, selection): return {"choices": 1, "others": 0}
    if scores is None: return {"choices": 1, "others": 1}
    other = scores[np.setxor1d(own, selection)]; rounding = 1e-12 * max(scores[np.isfinite(scores)], default=0)
    return {"choices": 1, "others": 1, "equals": int(np.allclose(other, other[0], rtol=1e-9, atol=rounding))}


def derived(r, rows):
    """In how many numbers a best arm is not the arm that it names, which has the least loss on the inner folds."""
    controls = ("random-features", "random-dictionary", "permuted-labels")
    is_kind = {"best-hidden": lambda o: o["representation"] in ("hidden", "pca"),
               "best-features": lambda o: o["checkpoint"] and o["representation"] not in controls}[r["representation"]]
    own = [o for o in rows if all(o[k] == r[k] for k in ("training_rate", "repeat", "fold"))]
    least = min(filter(is_kind, own), key=lambda o: float(o["inner_log_loss"])); chosen = next(o for o in own if o["arm"] == r["chosen_arm"])
    return (least is not chosen) + sum(r[k] != chosen[k] for k in list(r)[list(r).index("n_train"):] if k not in ("chosen_arm", "seconds"))


class Comparison:
    """Of one set, arm by arm: what differs most."""

    def __init__(self, name, inputs, data, repeats, left):
        read = lambda file: list(csv.DictReader(open(data / file))) if (data / file).exists() else []
        self.name, self.inputs, self.missing, self.worst, self.folds = name, inputs, dict(left), {}, 0
        self.rows = [r for r in read("probes.csv") if int(r["repeat"]) < repeats]
        self.shown = {(r["arm"], r["example"]): (r["decision"], float(r["probability"])) for r in read("explanations.csv")}
        self.chosen = {(r["arm"], r["repeat"], r["fold"]): np.array(r["features"].split(), int) for r in read("selections.csv")}
        place = {example: i for i, example in enumerate(inputs.ids)}; self.fold = np.full((repeats, len(place)), -1)
        for r in read("folds.csv"):
            if int(r["repeat"]) < repeats: self.fold[int(r["repeat"]), place[r["example"]]] = int(r["fold"])

    def run(self):
        for r in self.rows:
            try: found = {"derived": derived(r, self.rows)} if r["representation"].startswith("best-") else self.compared(r)
            except Missing as reason: self.missing[r["arm"]] = reason; continue
            if not np.isfinite(list(found.values())).all(): raise SystemExit(f"{self.name}: {r['arm']}, fold {r['fold']}: {found}")
            self.folds += 1; self.worst[r["arm"]] = largest([self.worst.get(r["arm"], {}), found])
        for arm, own in self.worst.items(): print(f"{self.name:14} {arm:44} {line(own)}", flush=True)
        self.total = largest(self.worst.values())
        print(f"{self.name:14} {len(self.worst)} arms, {self.folds} folds, largest: {line(self.total)}", flush=True)
        return self

    def compared(self, r):
        i, kind, repeat, rate = self.inputs, r["representation"], int(r["repeat"]), float(r["training_rate"]); fold = self.fold[repeat]
        y = permuted(i.y, fold >= 0, i.seed) if kind == "permuted-labels" else i.y
        kept = np.flatnonzero(fold >= 0) if rate == 1 else reduced(i.y, fold, i.seed, repeat, rate)
        train, test = kept[fold[kept] != int(r["fold"])], np.flatnonzero(fold == int(r["fold"])); classes = np.unique(y[fold >= 0])
        found = {k: abs(v - int(r[k])) for k, v in (("n_train", len(train)), ("n_test", len(test)))}
        if kind == "majority": return found | agreed(r, y[test], np.tile([(y[train] == k).mean() for k in classes], (len(test), 1)), classes)
        selection = self.chosen.get((r["arm"], r["repeat"], r["fold"])); X, own, scores = i.matrix(r, train, y, selection)
        known = np.unique(y[train]); Y = (y[train][:, None] == known).astype(float); c = float(r["c"])
        m, objective, gap = (sparse_optimum if kind == "l1" else optimum)(X[train], Y, c, known)
        found |= {"objective": (float(r["objective"]) - objective) / objective, "gap": gap / objective}
        if own is not None and selection is not None: found |= chosen_alike(own, selection, scores)
        q = np.zeros((len(test), len(classes))); q[:, np.searchsorted(classes, known)] = np.exp(m.log_probabilities(X[test]))
        found |= (metrics := agreed(r, y[test], q, classes))
        if kind == "l1" and m.is_open(X[train], Y, c):
            if max(v for k, v in metrics.items() if not k.endswith("_ties")) > NEAR: return {k: found[k] for k in ("objective", "gap")} | {"open": 1}
        else:
            used = (X[train] if kind != "l1" else X[train] @ sp.diags(abs(m.W).max(1))) if sp.issparse(X) else None
            found["n_features"] = abs((len(np.unique(used.nonzero()[1])) if used is not None else int(r["top"] or X.shape[1])) - int(r["n_features"]))
        for place, row in enumerate(test if repeat == 0 else []):
            if shown := self.shown.get((r["arm"], i.ids[row])):
                found["probability"] = max(found.get("probability", 0), abs(q[place, list(classes).index(shown[0])] - shown[1]))
        return found


def largest(entries):
    """Counts add up, of the rest the largest stays."""
    total = {}
    for own in entries:
        for k, v in own.items(): total[k] = total.get(k, 0) + v if k in COUNTS else max(total.get(k, v), v, key=abs)
    return total


def line(own):
    order = ["objective", "gap", "log_loss", "probability", "brier", "auroc", "average_precision", "macro_f1", "accuracy"]
    shown = {k: own[k] for k in sorted(own, key=lambda k: order.index(k) if k in order else len(order)) if own[k] or not k.startswith("n_")}
    return "  ".join(f"{k} {v:.1e}" if isinstance(v, float) else f"{k} {v}" for k, v in shown.items())


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--tool", type=Path, required=True); p.add_argument("--work", type=Path, required=True); p.add_argument("--data", type=Path)
    p.add_argument("--repeats", type=int, default=1); p.add_argument("--threads", type=int, default=1)
    p.add_argument("sets", nargs="*", metavar="SET", choices=[[], *DEMO, *SETS]); a = p.parse_args(); a.work.mkdir(parents=True, exist_ok=True)
    tool = lambda *words: subprocess.run([a.tool.resolve(), *words, "-q", "--no-cache", "--threads", str(a.threads)], check=True)
    threadpoolctl.threadpool_limits(a.threads)
    if not a.data and set(a.sets) & set(SETS): p.error("these sets need --data")
    sets = []
    for name in a.sets or DEMO + (list(SETS) if a.data else []):
        config, base, dataset, left = configuration(name, a.data and a.data.resolve()); out = analysed(name, config, base, tool, a.work.resolve())
        inputs = Inputs(config, next(d for d in config["datasets"] if d["id"] == dataset), base, tool, a.work.resolve())
        sets.append(Comparison(name, inputs, out / "data" / dataset, min(a.repeats, config["probes"]["repeats"]), left).run())
    for s in sets:
        for arm, reason in s.missing.items(): print(f"{s.name:14} not made again: {arm}: {reason}")
    print(f"{len(sets)} sets, {sum(len(s.worst) for s in sets)} arms, {sum(s.folds for s in sets)} folds, largest: {line(largest(s.total for s in sets))}")
