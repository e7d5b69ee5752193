"""What the arms of a probe study were trained on, made again from the files that the study read and its seed.

Random numbers follow Sources/Statistics/SeededGenerator.swift. Features come token by token from `encode` and are pooled here, those
of random directions from a checkpoint that is written with such directions.
"""
import csv, json, math, re
from functools import cache
from pathlib import Path
import numpy as np, scipy.sparse as sp
from safetensors.numpy import load_file, save_file
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import f_classif

FULL = (1 << 64) - 1


class Missing(Exception):
    """Why an arm is not made again."""


class Generator:
    """xoshiro256**, its state filled by SplitMix64 from a seed and the numbers of a stream."""

    def __init__(self, seed, *stream):
        self.mixer = seed & FULL
        for part in stream: self.mixer = self.mixed() ^ part
        self.state = [self.mixed() for _ in range(4)]

    def mixed(self):
        self.mixer = (self.mixer + 0x9E3779B97F4A7C15) & FULL
        z = ((self.mixer ^ self.mixer >> 30) * 0xBF58476D1CE4E5B9) & FULL
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & FULL
        return z ^ z >> 31

    def draws(self, count):
        """The next numbers of 64 bits: a loop on locals, since random dictionaries take millions of them."""
        a, b, c, d = self.state; out = []
        for _ in range(count):
            r = (b * 5) & FULL
            out.append((((r << 7) | (r >> 57)) * 9) & FULL)
            t = (b << 17) & FULL
            c ^= a; d ^= b; b ^= c; a ^= d; c ^= t
            d = ((d << 45) | (d >> 19)) & FULL
        self.state = [a, b, c, d]
        return out

    def below(self, bound):
        """Lemire's multiplication, the short remainder rejected."""
        while True:
            product = self.draws(1)[0] * bound
            if product & FULL >= (FULL + 1 - bound) % bound: return product >> 64

    def shuffle(self, values):
        for last in range(len(values) - 1, 0, -1):
            chosen = self.below(last + 1)
            values[chosen], values[last] = values[last], values[chosen]
        return values

    def normals(self, count):
        """Marsaglia's polar method, the second number of a pair discarded: every try takes two draws."""
        parts = []; lacking = count
        while lacking > 0:
            x, y = 2 * ((np.array(self.draws(2 * max(1024, lacking)), np.uint64) >> np.uint64(11)) * 2.0 ** -53).reshape(-1, 2).T - 1
            s = x * x + y * y; good = (s > 0) & (s < 1); x, s = x[good], s[good]
            parts.append(x * np.sqrt(-2 * np.log(s) / s)); lacking -= len(x)
        return np.concatenate(parts)[:count]


def permuted(y, rows, seed):
    """Labels in random order among the labelled rows."""
    out = y.copy(); out[rows] = Generator(seed, 4).shuffle(list(y[rows]))
    return out


def reduced(y, fold, seed, repeat, rate):
    """The rows that a training rate below 1 leaves: of every class the same part, of all folds alike, at least three."""
    g = Generator(seed, 2, repeat); folds = fold.max() + 1
    order = g.shuffle(list(range(folds))); kept = []
    for label in sorted(set(y[fold >= 0])):
        ranked = []
        for k in range(folds):
            own = g.shuffle(list(np.flatnonzero((y == label) & (fold == k))))
            ranked += [((place + 0.5) / len(own), order[k], row) for place, row in enumerate(own)]
        kept += [row for _, _, row in sorted(ranked)[:max(3, math.ceil(rate * len(ranked)))]]
    return np.sort(np.array(kept))


def random_directions(encoder, seed):
    """[features, inputs] turned into random directions of the same lengths."""
    drawn = Generator(seed, 1).normals(encoder.size).reshape(encoder.shape)
    return (drawn * np.sqrt((encoder.astype(float) ** 2).sum(1) / (drawn ** 2).sum(1))[:, None]).astype(np.float32)


def drawn_features(B, train, seed, count):
    """Random ones of those that fire in the training rows, which are part of the seed."""
    trace = 0xCBF29CE484222325
    for row in train: trace = ((trace ^ int(row)) * 0x100000001B3) & FULL
    return np.sort(Generator(seed, 5, trace).shuffle(list(np.unique(B[train].indices)))[:count])


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
    """A score per feature, the larger the better."""
    labels = sorted(set(y[train])); T = B[train]; t = y[train]
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
        own = np.asarray(T[t == v].sum(0)).ravel(); size = (t == v).sum()
        best = np.maximum(best, np.abs(own / size - (sums - own) / (len(t) - size)))
    return np.where(scale > 0, best / np.where(scale > 0, scale, 1), 0)


# Scripts without spaces between words, of which every character is a word; vowel signs of Devanagari, which Unicode calls
# alphabetic and `\w` leaves out.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
SIGNS = "\u0900-\u0903\u093a\u093b\u093e-\u094c\u094e\u094f\u0955-\u0957\u0962\u0963"
WORDS = re.compile(rf"(?=\w)[{UNSPACED}]|(?:(?![{UNSPACED}])[\w{SIGNS}]){{2,}}")


def words_and_pairs(text):
    words = WORDS.findall(text.lower())
    return words + [f"{a} {b}" for a, b in zip(words, words[1:])]


def pooled(x, offsets, how):
    """[tokens, …] to [examples, …], in single precision as they are kept."""
    if offsets is None: return x.astype(np.float32).astype(float)
    if sp.issparse(x) and how in ("mean", "sum"):
        lengths = np.diff(offsets)
        out = (sp.csr_matrix((np.ones(offsets[-1]), np.arange(offsets[-1]), offsets), shape=(len(lengths), x.shape[0])) @ x).astype(np.float32)
        if how == "mean": out.data /= np.repeat(lengths, np.diff(out.indptr)).astype(np.float32)
    else:
        one = (lambda part: part[-1]) if how == "last" else (lambda part: getattr(part, how)(0))
        parts = [one(x[i:j]) for i, j in zip(offsets, offsets[1:])]
        out = sp.vstack([sp.csr_matrix(part) for part in parts]) if sp.issparse(x) else np.stack(parts)
    return (out.tocsr() if sp.issparse(x) else out).astype(np.float32).astype(float)


class Inputs:
    """A dataset of a configuration; `tool` runs a command of the program."""

    def __init__(self, config, dataset, base, tool, work):
        self.config, self.dataset, self.base, self.tool, self.work = config, dataset, base, tool, work
        self.checkpoints = {c["id"]: c for c in config["checkpoints"]}; self.seed = config["seed"]
        self.rows = list(csv.DictReader(open(base / dataset["examples"])))
        columns = dataset["columns"]
        self.ids = [r[columns["id"]] for r in self.rows]; self.y = np.array([r[columns["label"]] for r in self.rows])
        self.texts = [r[columns["text"]] for r in self.rows] if "text" in columns else None
        # An instance's own caches, freed with it.
        for name in ("states", "hidden", "tokens", "features", "token_top", "terms", "principal"):
            setattr(self, name, cache(getattr(self, name)))

    def path(self, layer): return self.base / {int(k): v for k, v in self.dataset["states"].items()}[int(layer)]

    def states(self, layer):
        path = self.path(layer)
        if path.suffix == ".safetensors":
            t = load_file(path); return t["states"].astype(float), t["offsets"]
        if path.suffix == ".npz":
            z = np.load(path); return z[z.files[0]].astype(float), None
        off = path.parent / "offsets.npy"
        return np.load(path).astype(float), np.load(off) if off.exists() else None

    def hidden(self, layer, how): return pooled(*self.states(layer), how)

    def principal(self, layer, how, top, train):
        """Of fewer training rows than components, those that have a variance."""
        H = self.hidden(layer, how); rows = np.array(train)
        p = PCA(min(top, len(rows), H.shape[1]), svd_solver="full").fit(H[rows])
        return p.transform(H)[:, p.explained_variance_ > 1e-10 * p.explained_variance_[0]].astype(np.float32).astype(float)

    def tokens(self, checkpoint, control):
        """Features token by token; for the control those of random directions, and for a file of no known family, of a checkpoint of
        the same weights in SAELens' form."""
        entry = self.checkpoints[checkpoint]; path = self.base / entry["path"]
        if control or "format" in entry:
            weights, cfg = self.described(path, entry["format"]) if "format" in entry else \
                (load_file(path / "sae_weights.safetensors"), json.loads((path / "cfg.json").read_text()))
            weights = {k: np.ascontiguousarray(v, np.float32) for k, v in weights.items()}
            if control: weights["W_enc"] = np.ascontiguousarray(random_directions(weights["W_enc"].T, self.seed).T)
            path = self.work / f"{self.dataset['id']}-{checkpoint}{'-random' if control else ''}"; path.mkdir(exist_ok=True)
            save_file(weights, path / "sae_weights.safetensors"); (path / "cfg.json").write_text(json.dumps(cfg | {"dtype": "float32"}))
        npz = self.work / f"{self.dataset['id']}-{checkpoint}{'-random' if control else ''}.npz"; npz.unlink(missing_ok=True)
        self.tool("encode", "--checkpoint", path, "--states", self.path(entry["layer"]), "-o", npz)
        return sp.load_npz(npz).astype(float)

    @staticmethod
    def described(path, form):
        import torch
        whole = torch.load(path, weights_only=False, map_location="cpu")
        part = lambda name: (whole["state_dict"][name.removeprefix("state_dict.")] if name.startswith("state_dict.") else whole[name]).float().numpy()
        encoder = part(form["encoder"]); subtracted = sum(part(name).ravel() for name in form["subtract"])
        return {"W_enc": encoder.T, "b_enc": part(form["encoder-bias"]), "W_dec": part(form["decoder"]).T, "b_dec": subtracted}, {
            "architecture": form["activation"], "k": form["k"], "d_in": encoder.shape[1], "d_sae": len(encoder), "apply_b_dec_to_input": True,
            "normalize_activations": "none", "reshape_activations": "none"}

    def features(self, checkpoint, how, control=False):
        return pooled(self.tokens(checkpoint, control), self.states(self.checkpoints[checkpoint]["layer"])[1], how)

    def token_top(self, checkpoint, top):
        """In how many tokens a feature is among the largest; of equal ones the first."""
        T = self.tokens(checkpoint, False).tocsr(); T.sort_indices(); kept = [np.zeros(0, int)]
        for i, j in zip(T.indptr, T.indptr[1:]): kept.append(i + np.argsort(-T.data[i:j], kind="stable")[:top])
        kept = np.concatenate(kept); kept = kept[T.data[kept] > 0]
        row = np.searchsorted(T.indptr, kept, side="right") - 1
        ones = sp.csr_matrix((np.ones(len(kept)), (row, T.indices[kept])), shape=T.shape)
        return pooled(ones, self.states(self.checkpoints[checkpoint]["layer"])[1], "sum")

    def terms(self, train):
        if any(re.search(f"[{UNSPACED}{SIGNS}]", text) for text in self.texts): how = dict(analyzer=words_and_pairs)
        else: how = dict(ngram_range=(1, 2))
        return TfidfVectorizer(max_features=20_000, **how).fit([self.texts[i] for i in train]).transform(self.texts).tocsr().astype(np.float32).astype(float)

    def matrix(self, r, train, y, selection=None):
        """What a row of probes.csv was trained on: examples × columns.

        Returns it and what is known of a selection: the features chosen here, or None, and their scores, or None.
        """
        kind, top = r["representation"], int(r["top"] or 0)
        cut = r["threshold_chosen"] or r["threshold"]
        form = lambda F: (F > float(cut)).astype(float).tocsr() if cut else F
        if kind == "hidden": return self.hidden(r["layer"], r["pooling"]), None, None
        if kind == "pca": return self.principal(r["layer"], r["pooling"], top, tuple(train)), None, None
        if kind == "tf-idf": return self.terms(tuple(train)), None, None
        if kind == "random-dictionary": return form(self.features(r["checkpoint"], r["pooling"], True)), None, None
        if kind == "token-top-n": return form(self.token_top(r["checkpoint"], top)), None, None
        if kind not in ("continuous", "l1", "permuted-labels", "binarized", "top-n", "random-features"): raise Missing(f"{kind} is not known here")
        F = self.features(r["checkpoint"], r["pooling"])
        if kind == "binarized" and r["threshold"] == "otsu":
            cuts = otsu(F, train); C = F.tocoo(); keep = C.data > cuts[C.col]
            return sp.csr_matrix((np.ones(keep.sum()), (C.row[keep], C.col[keep])), shape=F.shape), None, None
        if kind not in ("top-n", "random-features"): return form(F), None, None
        B = form(F); scores = None
        if kind == "random-features": own = drawn_features(B, train, self.seed, top)
        elif " l1 " in r["arm"]:
            if selection is None: raise Missing("features chosen by l1 need selections.csv")
            own = None
        else:
            scores = ranking(next((k for k in ("f-score", "mutual-information") if f" {k} " in r["arm"]), "mean-difference"), B, train, y)
            own = np.sort(np.argsort(-scores, kind="stable")[:top])
        return B[:, own if selection is None else selection], own, scores
