"""What taking features away closes of a planted gap, beside what it truly closes.

    python remedy.py [--seeds 30]

Whether features fire, drawn as `make_inputs.py` makes them (16,384 features, 1,500 documents, 4 groups; 20 features carry the
label, 20 one group, 20 the label and another group), so that 20,000 more documents tell the true rates of every probe. Flags on
the training folds: of all features, and of the 50 to 400 that the probe leans on most, by a test of their own. Gap closed as the
program has it: the covariance between groups of the rates after and before over their variance before, chance taken off.
"""
import argparse
import numpy as np, scipy.sparse as sp
from scipy.stats import chi2
from sklearn.linear_model import LogisticRegression

W = 16_384

def documents(rng, n, popularity, planted):
    label, group = rng.integers(0, 2, n), rng.integers(0, 4, n)
    tokens = np.maximum(4, rng.poisson(24, n))
    rows = np.repeat(np.arange(n), tokens * 40)
    columns = rng.choice(W, rows.size, p=popularity)
    kept = rng.random(rows.size) < .93                     # above its threshold
    R, C = [rows[kept]], [columns[kept]]
    for features, rate in ((planted[:20], .06 + .10 * label), (planted[20:40], .04 + .10 * (group == 1)),
                           (planted[40:], .04 + .08 * label + .08 * (group == 2))):
        r, c = np.nonzero(rng.random((n, 20)) < rate[:, None])
        R.append(r); C.append(features[c])
    R, C = np.concatenate(R), np.concatenate(C)
    X = sp.csr_matrix((np.ones(R.size), (R, C)), shape=(n, W)); X.data[:] = 1
    return X, label, group

def tests(X, y, g):
    score = np.zeros(W)
    for l in (0, 1):
        own = X[y == l]; p = np.asarray(own.mean(0)).ravel()
        for k in range(4):
            n = (g[y == l] == k).sum(); active = np.asarray(own[g[y == l] == k].sum(0)).ravel()
            score += np.where(p > 0, (active - n * p) ** 2 / (n * np.maximum(p * (1 - p), 1e-9)), 0)
    active = np.asarray(X.sum(0)).ravel()
    return chi2.sf(score, 6), np.nonzero(active >= 20)[0], active / X.shape[0]

def hochberg(p):
    order = np.argsort(p); ok = np.nonzero(p[order] <= .05 * np.arange(1, len(p) + 1) / len(p))[0]
    return order[:ok[-1] + 1] if ok.size else np.array([], int)

def rates(decided, y, g): return np.array([[decided[(y == l) & (g == k)].mean() for k in range(4)] for l in (1, 0)])

def common(a, b, y, g):
    ra, rb, total = rates(a, y, g), rates(b, y, g), 0
    for i, l in enumerate((1, 0)):
        n = np.array([((y == l) & (g == k)).sum() for k in range(4)]); w = n / n.sum()
        P = np.diag(w) - np.outer(w, w)
        error = [np.mean((a[(y == l) & (g == k)] - ra[i, k]) * (b[(y == l) & (g == k)] - rb[i, k])) / (n[k] - 1) for k in range(4)]
        total += ra[i] @ P @ rb[i] - np.diag(P) @ error
    return total

def gap(decided, y, g): r = rates(decided, y, g); return (r.max(1) - r.min(1)).sum()

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=30)
    found = {}
    for seed in range(parser.parse_args().seeds):
        rng = np.random.default_rng(seed)
        planted = rng.choice(W, 60, replace=False)
        popularity = rng.pareto(1.2, W) + .05; popularity[planted] = 0; popularity /= popularity.sum()
        X, y, g = documents(rng, 1_500, popularity, planted)
        Xt, yt, gt = documents(rng, 20_000, popularity, planted)
        fold = rng.permutation(1_500) % 5
        scores, truth, sizes = {}, {}, {}
        for f in range(5):
            train = fold != f
            def fit(absent):
                keep = np.ones(W); keep[absent] = 0
                return LogisticRegression(C=.1, max_iter=200).fit(X[train] @ sp.diags(keep) if len(absent) else X[train], y[train])
            base = fit([])
            p, tested, density = tests(X[train], y[train], g[train])
            lean = np.abs(base.coef_[0]) * np.sqrt(density * (1 - density))
            by_weight = tested[np.argsort(-lean[tested])]
            sets = {"none": [], "flagged of all": tested[hochberg(p[tested])]}
            for K in (50, 100, 200, 400):
                own = by_weight[:K]
                sets[f"and of {K}"] = np.union1d(sets["flagged of all"], own[hochberg(p[own])])
            sets["all planted"] = planted[20:]
            order = tested[np.argsort(lean[tested])]; place = {v: i for i, v in enumerate(order)}
            chosen, used = [], set(sets["and of 100"])
            for v in sets["and of 100"]:
                near = [u for u in order[max(0, place[v] - 15):place[v] + 15] if u not in used]
                if near: chosen.append(rng.choice(near)); used.add(chosen[-1])
            sets["others like them"] = np.array(chosen)
            for name, absent in sets.items():
                model = base if name == "none" else fit(absent)
                scores.setdefault(name, np.zeros(1_500))[~train] = model.decision_function(X[~train])
                truth[name] = truth.get(name, np.zeros(20_000)) + (model.decision_function(Xt) > 0) / 5
                sizes.setdefault(name, []).append((len(absent), np.isin(absent, planted[40:]).sum()))
        decided = {k: (v > 0).astype(float) for k, v in scores.items()}
        before, true = common(decided["none"], decided["none"], y, g), common(truth["none"], truth["none"], yt, gt)
        for name in scores:
            found.setdefault(name, []).append((
                *np.mean(sizes[name], 0), 1 - gap(decided[name], y, g) / gap(decided["none"], y, g),
                1 - common(decided[name], decided["none"], y, g) / before,
                1 - common(truth[name], truth["none"], yt, gt) / true))
    print("set: features, of the 20 that make the gap, largest differences closed, gap closed (sd), truth (sd)")
    for name, rows in found.items():
        m, s = np.mean(rows, 0), np.std(rows, 0)
        print(f"{name}: {m[0]:.1f}, {m[1]:.1f}, {m[2]:.2f}, {m[3]:.2f} ({s[3]:.2f}), {m[4]:.2f} ({s[4]:.2f})")
