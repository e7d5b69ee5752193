"""How often tests on clustered test rows call two equal classifiers different, or a true AUROC wrong, at 5 %.

    python clusters.py auroc   [--runs 3000] [--clusters 10 20 50]
    python clusters.py mcnemar [--runs 3000] [--clusters 10 20 50]

Twelve rows a cluster on average. Sizes: equal; lognormal of σ 1 and 1.5; as 1/rank; one cluster with a third, or half, of the
rows. What clusters share: nothing, a shift of all scores, how well they are told apart, one classifier's being told apart
unevenly (skewed). Classes: in halves in every cluster, one in ten, uneven between clusters, one class a cluster. Columns as
in the README; "here" is the program's test.
"""
import argparse
import numpy as np
from scipy import stats

def sizes(rng, kind, K, mean=12):
    n = mean * K
    if kind in ("third", "half"):
        first = n // 3 if kind == "third" else n // 2
        return np.r_[first, np.full(K - 1, max(1, round((n - first) / (K - 1))))]
    w = {"equal": np.ones(K), "zipf": 1 / np.arange(1, K + 1)}.get(kind)
    if w is None: w = rng.lognormal(0, float(kind[2:]), K)
    return np.maximum(1, np.round(w / w.sum() * n)).astype(int)

SIZES = ["equal", "ln1", "ln1.5", "zipf", "third", "half"]

# AUROC. Separation, shared shift, shift of each classifier, slope of each, skewed slopes.
EFFECTS = {"none": (1, 0, 0, 0, 0), "shift": (1, .5, 1, 0, 0), "slope": (1, .5, 0, 1.5, 0), "one": (1, 0, 0, 1.5, 1)}
SETTINGS = [("halves", "none"), ("halves", "shift"), ("halves", "slope"), ("halves", "one"), ("uneven", "shift"), ("tenth", "slope"),
            ("pure", "shift"), ("pure", "none")]
draws = np.random.default_rng(0).exponential(1, (2, 1_000_000)) - 1

def expected(mu, shared, own, slope, skew):
    """AUROC of pairs from two clusters, and from one."""
    if skew: return stats.norm.cdf((mu + slope * draws.mean(0)) / 2**.5).mean(), stats.norm.cdf((mu + slope * draws[0]) / 2**.5).mean()
    return stats.norm.cdf(mu / (2 * (1 + shared**2 + own**2) + slope**2 / 2)**.5), stats.norm.cdf(mu / (2 + slope**2)**.5)
EXPECTED = {name: expected(*effect) for name, effect in EFFECTS.items()}

def rows(rng, kind, K, labels):
    while True:
        cluster = np.repeat(np.arange(K), sizes(rng, kind, K))
        share = {"halves": np.full(K, .5), "tenth": np.full(K, .1), "uneven": rng.beta(.5, .5, K), "pure": 1. * (rng.random(K) < .5)}[labels]
        y = rng.random(len(cluster)) < share[cluster]
        if min(len(set(cluster[y])), len(set(cluster[~y]))) >= 2 and min(y.sum(), (~y).sum()) >= 5: return cluster, y

def scores(rng, effect, cluster, y, K):
    mu, shared, own, slope, skew = EFFECTS[effect]
    m, n = np.bincount(cluster[y], minlength=K), np.bincount(cluster[~y], minlength=K)
    inside = (m * n).sum() / (m.sum() * n.sum())
    truth = (1 - inside) * EXPECTED[effect][0] + inside * EXPECTED[effect][1]
    both = rng.normal(size=len(y)) * .5**.5 + (shared * rng.normal(size=K))[cluster]
    def one(mu, own, slope):
        tilt = rng.exponential(1, K) - 1 if skew else rng.normal(size=K)
        return mu * y + both + (own * rng.normal(size=K))[cluster] + (slope * tilt)[cluster] * (y - .5) + rng.normal(size=len(y)) * .5**.5
    other = (2**.5 * stats.norm.ppf(truth), 0, 0) if effect == "one" else (mu, own, slope)
    return one(mu, own, slope), one(*other), truth, m, n

def placements(s, y):
    above, below = np.sort(s[y]), np.sort(s[~y])
    return np.searchsorted(below, s[y]) / len(below), 1 - np.searchsorted(above, s[~y]) / len(above)

def auroc_tests(v, u, cluster, y, m, n, value):
    K, M, N = len(m), m.sum(), n.sum(); theta = v.mean(); x = theta - value; c = K / (K - 1)
    a, b = np.bincount(cluster[y], v - theta, K) / M, np.bincount(cluster[~y], u - theta, K) / N
    own = lambda d, k: (k > 0).sum() / ((k > 0).sum() - 1) * (d * d).sum()
    V = own(a, m) + own(b, n) + 2 * c * (a * b).sum()
    p, q = ((a / (1 - m / M))**2).sum(), ((b / (1 - n / N))**2).sum()
    lam = p / (p + q) if p + q else .5
    w = lam * m / M + (1 - lam) * n / N; S = (w * w).sum()
    W = V + c * (2 * x * ((a + b) * w).sum() + x * x * (S - 1 / K))
    plain = v.var(ddof=1) / M + u.var(ddof=1) / N
    t = stats.t.ppf(.975, K - 1)**2
    over = lambda variance, bound: variance > 0 and x * x > bound * variance
    return over(plain, 3.8415), over(V, 3.8415), over(V, t), S <= .25 and over(W, t)

def auroc(a):
    print("clusters sizes classes effect: rejected in %, difference of two: DeLong, Obuchowski z, t, here; a true AUROC: the same")
    for K in a.clusters:
        table = []
        for kind in SIZES:
            for labels, effect in SETTINGS:
                rng = np.random.default_rng([K, SIZES.index(kind), SETTINGS.index((labels, effect))]); hits = np.zeros(8)
                for _ in range(a.runs):
                    cluster, y = rows(rng, kind, K, labels)
                    s, r, truth, m, n = scores(rng, effect, cluster, y, K)
                    (v, u), (v2, u2) = placements(s, y), placements(r, y)
                    hits += auroc_tests(v - v2, u - u2, cluster, y, m, n, 0) + auroc_tests(v, u, cluster, y, m, n, truth)
                table.append(100 * hits / a.runs); print(K, kind, labels, effect, *(f"{h:.1f}" for h in table[-1]), flush=True)
        for name, row in ("mean", np.mean(table, 0)), ("largest", np.max(table, 0)): print(K, name, *(f"{h:.1f}" for h in row))

# McNemar. How often each classifier is right, cluster by cluster.
RIGHT = {"none": ((None,), (None,)), "some": ((6, 2), (6, 2)), "strong": ((1.2, .4), (1.2, .4)), "one": ((None,), (1.2, .4))}

def signs(d):
    """P(|Σ ±d| ≥ |Σ d|)."""
    total, out = np.abs(d).sum(), abs(d.sum())
    if out == 0: return 1.
    chance = np.zeros((total - out) // 2 + 1); chance[0] = 1
    for size in np.abs(d[d != 0]):
        moved = np.zeros_like(chance); moved[size:] = chance[:len(chance) - size] if size < len(chance) else 0
        chance = (chance + moved) / 2
    return min(1, 2 * chance.sum())

def mcnemar(a):
    print("clusters sizes effect: rejected in %: exact McNemar of rows, Obuchowski, Durkalski, Yang, (Σd)²/Σd² as χ², here (its exact distribution)")
    for K in a.clusters:
        table = []
        for kind in SIZES:
            for effect, laws in RIGHT.items():
                rng = np.random.default_rng([K, SIZES.index(kind), list(RIGHT).index(effect)]); hits = np.zeros(6)
                for _ in range(a.runs):
                    n = sizes(rng, kind, K)
                    first, second = (np.full(K, .75) if law == (None,) else rng.beta(*law, K) for law in laws)
                    counts = np.array([rng.multinomial(k, [p * (1 - q), q * (1 - p), p * q + (1 - p) * (1 - q)]) for k, p, q in zip(n, first, second)])
                    d = counts[:, 0] - counts[:, 1]; b, c = counts[:, 0].sum(), counts[:, 1].sum(); D, Q = d.sum(), (d * d).sum()
                    if b + c == 0 or Q == 0: continue
                    e = d / n; N = n.sum(); f = (K - 1) / K
                    chi = np.array([f * D * D / Q, e.sum()**2 / (e * e).sum(), f * D * D / (.5 * (((d - n * D / N)**2).sum() + Q)), D * D / Q])
                    hits += np.r_[min(1, 2 * stats.binom.cdf(min(b, c), b + c, .5)) <= .05, chi > 3.8415, signs(d) <= .05]
                table.append(100 * hits / a.runs); print(K, kind, effect, *(f"{h:.1f}" for h in table[-1]), flush=True)
        for name, row in ("mean", np.mean(table, 0)), ("largest", np.max(table, 0)): print(K, name, *(f"{h:.1f}" for h in row))

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("what", choices=["auroc", "mcnemar"]); p.add_argument("--runs", type=int, default=3000); p.add_argument("--clusters", type=int, nargs="+", default=[10, 20, 50])
a = p.parse_args()
{"auroc": auroc, "mcnemar": mcnemar}[a.what](a)
