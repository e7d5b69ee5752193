"""Writes token-effects.json: decoder rows, an unembedding and the tokens that each row promotes and suppresses most.

    python make_token_effects.py        (numpy; all numbers are multiples of 1/64, so that single precision is exact)
"""
import json, os
import numpy as np

rng = np.random.default_rng(11)
features, tokens, d, padding = 13, 70, 6, 3
decoder = rng.integers(-64, 65, (features, d)) / 64
decoder[4] = 0
unembedding = rng.integers(-64, 65, (tokens + padding, d)) / 64
unembedding[20] = unembedding[9]          # a tie: the smaller id first
unembedding[tokens:] = 50                 # padding, which no list may hold
unnamed = [0, 33]                         # ids without a token
unembedding[unnamed] = -50
named = np.array([t for t in range(tokens) if t not in unnamed])
products = decoder @ unembedding.T
effects = products - products[:, named].mean(axis=1, keepdims=True)


def first(row, sign):
    order = sorted(named, key=lambda t: (-sign * effects[row, t], t))[:10]
    return [[int(t), float(effects[row, t])] for t in order if sign * effects[row, t] > 0]


out = {"numpy": np.__version__, "decoder": decoder.tolist(), "unembedding": unembedding.tolist(), "unnamed": unnamed,
       "tokens": tokens, "promoted": [first(j, 1) for j in range(features)], "suppressed": [first(j, -1) for j in range(features)]}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "token-effects.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
