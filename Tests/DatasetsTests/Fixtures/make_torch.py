"""Writes the fixtures that torch saves. Python 3.11; the version of torch is printed (2.x)."""
import pathlib, subprocess
import numpy as np
import torch

print(torch.__version__)
here = pathlib.Path(__file__).parent / "layouts"
torch.manual_seed(3)


def quarters(*shape):
    values = torch.randint(1, 40, shape) / 4
    return values.to(torch.float32)


def folder(name):
    path = here / name
    path.mkdir(parents=True, exist_ok=True)
    return path


# SAEBench: masked positions are zero, at the beginning (padding) and inside (special tokens).
path = folder("saebench")
data = {s: {c: quarters(n, 4, 5).to(torch.bfloat16) for c, n in [("b.c", 2), ("a", 3)]} for s in ["train", "test"]}
for split in data.values():
    for tensor in split.values():
        tensor[0, :2] = 0
        tensor[1, 2] = 0
torch.save(data | {"llm_results": {"a": {"acc": 0.5}}}, path / "bios_activations.pt")
stacked = torch.cat([data[s][c].float() for s in ["train", "test"] for c in ["b.c", "a"]])
np.save(here / "saebench.npy", stacked.numpy())

path = folder("saebench-chunks")
for i in range(2):
    torch.save({"activations": data["train"]["a"][i:i + 1], "tokens": torch.zeros(1, 4, dtype=torch.int64)}, path / f"activations_{i}_of_2.pt")

# sae-probes: states, table packed with zstd, sparse features with labels.
path = folder("sae-probes/model_activations_m")
dense = quarters(4, 3)
torch.save(dense, path / "7_cats_blocks.2.hook_resid_post.pt")
np.save(here / "sae-probes.npy", dense.numpy())
path = folder("sae-probes/cleaned_data")
(path / "7_cats.csv").write_text("prompt,target\n" + "".join(f"text {i},{'cat' if i % 2 else 'dog'}\n" for i in range(4)))
subprocess.run(["zstd", "-q", "-f", "--rm", path / "7_cats.csv"], check=True)
(path / "7.csv").write_text("prompt,target\nx,y\n")
path = folder("sae-probes/sae_activations_m/normal_setting")
sparse = torch.where(torch.rand(6, 2, 8) < 0.3, quarters(6, 2, 8), torch.zeros(()))
np.save(here / "torch-sparse.npy", sparse.numpy())
torch.save(sparse[:, 0].to_sparse(), path / "7_cats_2_16k_40_X_train_sae.pt")
torch.save(torch.tensor([0, 1, 1, 0, 1, 0]), path / "7_cats_2_16k_40_y_train.pt")
torch.save(sparse[:, 1].to_sparse_csr(), path / "csr.pt")
torch.save(sparse.to_sparse(), path / "three-axes.pt")
places = torch.tensor([[5, 0, 5], [7, 2, 7]])
torch.save(torch.sparse_coo_tensor(places, torch.tensor([1.0, 2, 3]), (6, 8)), path / "repeated.pt")
torch.save(torch.ones(1, 4).expand(1000, 4), path / "expanded.pt")
