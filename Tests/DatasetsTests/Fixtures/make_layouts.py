"""Writes the fixtures of caches beside this script, each as its library lays it out. Python 3.11, NumPy 2.4.6,
safetensors 0.8.0, torch 2 (see make_torch.py for the files that need it)."""
import json, pathlib
import numpy as np
from safetensors.numpy import save_file

here = pathlib.Path(__file__).parent / "layouts"
rng = np.random.default_rng(11)


def folder(name):
    path = here / name
    path.mkdir(parents=True, exist_ok=True)
    return path


# delphi: splits of unequal width whose names do not sort in their order.
dense = np.where(rng.random((4, 3, 21)) < 0.3, rng.integers(1, 9, (4, 3, 21)) / 2, 0).astype(np.float32)
path = folder("delphi")
for start, end in [(0, 4), (5, 11), (12, 20)]:
    places = np.ascontiguousarray(np.argwhere(dense[:, :, start:end + 1]))
    values = dense[:, :, start:end + 1][tuple(places.T)]
    save_file({"locations": places.astype(np.uint16), "activations": values.astype(np.float16)}, path / f"{start}_{end}.safetensors")
(path / "config.json").write_text(json.dumps({"cache_ctx_len": 3, "n_tokens": 12, "n_splits": 3}))
np.save(here / "delphi.npy", dense.reshape(12, 21))
places = np.ascontiguousarray(np.argwhere(dense))
save_file({"locations": places, "activations": dense[tuple(places.T)], "tokens": np.zeros((4, 3), np.int64)}, here / "layers.3.safetensors")

# MOSAIC samples: three samples, the table written by two runs.
path = folder("mosaic-samples")
states = (rng.integers(1, 40, (6, 4)) / 4).astype(np.float32)
acts = np.where(rng.random((6, 7)) < 0.4, 1.5, 0).astype(np.float32)
bounds = {"7": (0, 3), "a": (3, 4), "9": (4, 6)}
for name, (a, b) in bounds.items():
    np.savez_compressed(path / f"sample_{name}.npz", hidden_state=states[a:b], sae_acts=acts[None, a:b])
row = "".join(f"{name},{label},./npz_files/m/sample_{name}.npz\n" for name, label in zip(bounds, ["no", "yes", "no"]))
(path / "m_12_sae_activations_metadata.csv").write_text("sample_id,label,npz_file\n" + row + row)
np.save(here / "mosaic-states.npy", states)
np.save(here / "mosaic-acts.npy", acts)

# MOSAIC features: rows in another order than the table; ids as numbers, and as Python objects.
path = folder("mosaic-features")
counts = rng.integers(0, 3, (4, 6)).astype(np.uint16)
common = dict(features=counts, hidden_states=states[:4].astype(np.float16), label=np.array([1, 0, 2, 0]))
np.savez_compressed(path / "llm_features.npz", sample_ids=np.array([3, 0, 2, 1]), **common)
np.savez_compressed(path / "vlm_features.npz", sample_ids=np.array(["d", "a", "c", "b"], object), **common)
for kind, ids in [("llm", "0123"), ("vlm", "abcd")]:
    (path / f"{kind}_metadata.csv").write_text("sample_id,label\n" + "".join(f"{i},{l}\n" for i, l in zip(ids, ["bad", "bad", "so-so", "good"])))
np.save(here / "mosaic-counts.npy", counts)

# saev: five examples in shards of two, two layers, three patches and a class token.
acts = rng.standard_normal((5, 2, 4, 6)).astype(np.float32)
np.save(here / "saev.npy", acts)
path = folder("saev")
meta = dict(family="clip", ckpt="x", layers=[6, 11], cls_token=True, data="Y29zCnN5c3RlbQooUydlY2hvJwp0Ui4=", dtype="float32")
(path / "metadata.json").write_text(json.dumps(meta | dict(content_tokens_per_example=3, d_model=6, n_examples=5, max_tokens_per_shard=16, protocol="2.1")))
(path / "shards.json").write_text(json.dumps([{"name": f"acts{i:06}.bin", "n_examples": n} for i, n in enumerate([2, 2, 1])]))
old = folder("saev-1")
(old / "metadata.json").write_text(json.dumps(meta | dict(n_patches_per_img=3, d_vit=6, n_imgs=5, max_patches_per_shard=16, protocol="1.1")))
for i in range(3):
    for target in [path, old]:
        acts[2 * i:2 * i + 2].tofile(target / f"acts{i:06}.bin")

# OpenMOSS: two chunks, padded, with a mask.
path = folder("chunks")
for i in range(2):
    chunk = np.zeros((2, 3, 4), np.float32)
    mask = np.array([[1, 1, 1], [1, 0, 0]], np.int64) if i == 0 else np.array([[0, 1, 0], [1, 1, 0]], np.int64)
    chunk[mask == 1] = states[:4] + 10 * i if i == 0 else states[:3] + 10 * i
    save_file({"activation": chunk, "mask": mask, "tokens": np.zeros((2, 3), np.int64)}, path / f"shard-0-chunk-{i:08}.safetensors")
path = folder("parts")
for i in [1, 2, 10]:
    if i == 10:
        (path / "acts_part3.npy").write_bytes((path / "acts_part2.npy").read_bytes())
    else:
        np.save(path / f"acts_part{i}.npy", states[3 * i - 3:3 * i])
