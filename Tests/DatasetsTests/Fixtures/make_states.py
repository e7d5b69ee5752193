"""Writes the fixtures of hidden states beside this script. Python 3.11, NumPy 2.4.6, SciPy 1.17.1."""
import pathlib
import numpy as np, scipy.sparse as sp

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(7)
counts = np.array([3, 1, 4, 2])
offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
# Quarters are exact in 16 bits: every file below holds the same numbers.
states = (rng.integers(-40, 40, (10, 5)) / 4).astype(np.float32)
states[states == 0] = 0.25

(here / "folder").mkdir(exist_ok=True)
np.save(here / "folder/states.npy", states.astype(np.float16))
np.save(here / "folder/offsets.npy", offsets)
np.save(here / "fortran.npy", np.asfortranarray(states.astype(np.float64)))
np.savez_compressed(here / "ragged.npz", states=states, offsets=offsets, label=np.arange(4))
padded = np.zeros((4, 4, 5), np.float32)
mask = np.zeros((4, 4), bool)
for i, n in enumerate(counts):  # padded on the left, as generation does
    padded[i, 4 - n:] = states[offsets[i]:offsets[i + 1]]
    mask[i, 4 - n:] = True
np.savez(here / "padded.npz", hidden_states=padded, attention_mask=mask)
np.savez(here / "padded-without-mask.npz", hidden_states=padded)
np.savez(here / "padded-fortran.npz", hidden_states=np.asfortranarray(padded), mask=mask.astype(np.float32))
np.savez(here / "two.npz", a=states, b=states)

dense = np.where(rng.random((6, 9)) < 0.3, rng.integers(1, 9, (6, 9)) / 2, 0).astype(np.float32)
np.save(here / "sparse-dense.npy", dense)
sp.save_npz(here / "csr.npz", sp.csr_matrix(dense))
sp.save_npz(here / "csc.npz", sp.csc_matrix(dense), compressed=False)
sp.save_npz(here / "coo.npz", sp.coo_matrix(dense))
sp.save_npz(here / "bsr.npz", sp.bsr_matrix(dense, blocksize=(2, 3)))
csr = sp.csr_matrix(dense)
for i in range(6):  # stored backwards, one entry in two halves
    a, b = csr.indptr[i], csr.indptr[i + 1]
    csr.indices[a:b] = csr.indices[a:b][::-1].copy()
    csr.data[a:b] = csr.data[a:b][::-1].copy()
k = csr.indptr[1]  # first stored entry of the second row
data = np.concatenate([csr.data[:k], [csr.data[k] - 1, 1], csr.data[k + 1:]])
indices = np.concatenate([csr.indices[:k], [csr.indices[k]] * 2, csr.indices[k + 1:]])
indptr = csr.indptr + (np.arange(7) > 1)
np.savez(here / "csr-unsorted.npz", data=data, indices=indices.astype(np.int64), indptr=indptr, shape=np.array([6, 9]), format=np.array("csr"))
