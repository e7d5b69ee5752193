"""Writes profiles.json: neighbours, duplicates, distinctive words and spread examples of a small made-up dataset.

    python make.py        (numpy; its version is noted in the file)
"""
import json, os, re
from collections import Counter
import numpy as np

rng = np.random.default_rng(7)
n, width, d = 60, 40, 8
density = rng.uniform(0.03, 0.7, width)
fires = rng.random((n, width)) < density
fires[:, 5] = False                      # dead
fires[:, 7] = True                       # always on: φ is not defined
fires[:, 3] = rng.random(n) < 0.4
fires[:, 12] = fires[:, 3]               # a duplicate, one example apart
fires[np.flatnonzero(fires[:, 3])[0], 12] = False
fires[:, 30] = fires[:, 3]               # fires alike, writes something else
values = np.where(fires, rng.integers(1, 17, (n, width)) / 8, 0)
decoder = rng.integers(-64, 65, (width, d)) / 64
decoder[12] = decoder[3] * 1.5
decoder[12, 0] += 1 / 64
decoder[20] = decoder[3]                 # writes alike, fires elsewhere
decoder[33] = 0

phi = np.full((width, width), np.nan)
for i in range(width):
    for j in range(width):
        if fires[:, i].std() > 0 and fires[:, j].std() > 0: phi[i, j] = np.corrcoef(fires[:, i], fires[:, j])[0, 1]
norms = np.linalg.norm(decoder, axis=1)
cosine = decoder @ decoder.T / np.where(norms > 0, norms, 1)[:, None] / np.where(norms > 0, norms, 1)
alive = np.flatnonzero(fires.any(0))


def nearest(matrix, digits):
    """Five largest above 0, of equal ones (to the given digits) the smaller feature."""
    lists = []
    for i in range(width):
        others = [j for j in alive if i in alive and j != i and np.round(matrix[i, j], digits) > 0]
        others.sort(key=lambda j: (-np.round(matrix[i, j], digits), j))
        lists.append([[int(j), float(matrix[i, j]), int((fires[:, i] & fires[:, j]).sum())] for j in others[:5]])
    return lists


duplicate_of = [next((int(i) for i in range(j) if i in alive and j in alive and phi[i, j] >= .9 and cosine[i, j] >= .9), -1)
                for j in range(width)]

words = "the a work staff late early praised again team ship calm loud quick slow x the".split()
texts = []
for i in range(n):
    text = " ".join(words[k] for k in rng.integers(0, len(words), 12))
    if fires[i, 3]: text += " Brilliant brilliant, truly!"
    if fires[i, 9]: text += " 仕事が好きだ。ok仕事"
    if i % 4 == 0: text += " 猫 Ünïcode_2"
    texts.append(text)


def terms(text):
    text = text.lower()
    found = []
    for run in re.findall(r"[\u3041-\u30ff\u4e00-\u9fff]+|[^\W\u3041-\u30ff\u4e00-\u9fff]+", text):
        if not re.match(r"[\u3041-\u30ff\u4e00-\u9fff]", run):
            if len(run) >= 2: found.append(run)
        elif len(run) == 1: found.append(run)
        else: found += [run[k:k + size] for size in (2, 3) for k in range(len(run) - size + 1)]
    return found


counts = [Counter(terms(t)) for t in texts]
holding = Counter(w for c in counts for w in c)
vocabulary = sorted(w for w in holding if holding[w] >= 2)
total = {w: sum(c[w] for c in counts) for w in vocabulary}
everything = sum(total.values())
word_lists = []
for j in range(width):
    rows = np.flatnonzero(fires[:, j])
    here = {w: sum(counts[i][w] for i in rows) for w in vocabulary}
    size, found = sum(here.values()), []
    for w in vocabulary:
        if sum(counts[i][w] > 0 for i in rows) < 2 or size == everything: continue
        y, rest, a, a0 = here[w], total[w] - here[w], total[w], everything
        delta = (np.log((y + a) / (size + a0 - y - a)) - np.log((rest + a) / (everything - size + a0 - rest - a)))
        z = delta / np.sqrt(1 / (y + a) + 1 / (rest + a))
        if z > 1.96: found.append([w, float(z), float(delta), y, rest])
    found.sort(key=lambda row: (-np.round(row[1], 12), row[0]))
    kept = []
    for row in found:
        part = ord(row[0][0]) >= 0x3041
        if part and any(row[0] in other[0] or other[0] in row[0] for other in kept): continue
        if len(kept) < 8: kept.append(row)
    word_lists.append(kept)

strongest = 10
spread = []
for j in range(width):
    rows = np.flatnonzero(fires[:, j])
    if len(rows) <= strongest:
        spread.append([])
        continue
    rows = rows[np.lexsort((rows, values[rows, j]))]
    entries = []
    for b in (4, 3, 2, 1, 0):
        start, end = b * len(rows) // 5, (b + 1) * len(rows) // 5
        i = rows[(start + end - 1) // 2]
        entries.append([int(i), b + 1, float(values[i, j])])
    spread.append(entries)

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "profiles.json"), "w") as file:
    json.dump({"numpy": np.__version__, "values": values.tolist(), "decoder": decoder.tolist(), "texts": texts,
               "strongest": strongest, "co_firing": nearest(phi, 12), "decoder_nearest": nearest(cosine, 6),
               "duplicate_of": duplicate_of, "words": word_lists, "spread": spread}, file, ensure_ascii=False)
