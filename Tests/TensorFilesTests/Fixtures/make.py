"""Writes the small files of tensors beside this script: what NumPy, safetensors and torch themselves write.

Run with Python 3.11, NumPy 2.4, safetensors 0.8, torch 2.13 (CPU):  python make.py
Content everywhere: value(i, j) = 10 i + j − 7 (shape [3, 4]), unless the name says otherwise.
"""

import argparse
import collections
import io
import os
import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

HERE = Path(__file__).parent
base = (10 * np.arange(3)[:, None] + np.arange(4)[None] - 7).astype(np.float64)

# NumPy
for code in ("<f4", ">f4", "<f8", ">f8", "<f2", ">f2", "<i8", ">i8", "<i4", ">i4", "<i2", ">i2", "|i1"):
    np.save(HERE / f"npy-{code.replace('<', 'little-').replace('>', 'big-').replace('|', '')}.npy", base.astype(code))
for code in ("<u8", ">u4", "<u2", "|u1", "|b1"):
    np.save(HERE / f"npy-{code.strip('<>|')}.npy", (base + 7).astype(code))
np.save(HERE / "npy-fortran-3d.npy", np.asfortranarray(np.arange(24.0, dtype=np.float32).reshape(2, 3, 4)))
np.save(HERE / "npy-text.npy", np.array(["naïve", "", "日本", "a\0b"]))
np.save(HERE / "npy-text-big.npy", np.array(["naïve", "日本"]).astype(">U5"))
np.save(HERE / "npy-bytes.npy", np.array([b"one", b"", b"three"]))
np.save(HERE / "npy-objects.npy", np.array(["a", {"b": 1}], dtype=object), allow_pickle=True)
np.save(HERE / "npy-scalar.npy", np.float32(2.5))
np.save(HERE / "npy-empty.npy", np.zeros((0, 4), np.float32))
np.save(HERE / "npy-complex.npy", base.astype(np.complex64))
np.save(HERE / "npy-structured.npy", np.zeros(2, dtype=[("x", "<f4"), ("y", "<i4")]))
with open(HERE / "npy-v3.npy", "wb") as file:
    np.lib.format.write_array(file, base.astype("<f4"), version=(3, 0))
np.savez_compressed(HERE / "npz-mixed.npz", states=base.astype("<f4"), ids=np.array(["a", "b", "c"]),
                    objects=np.array(["x", 1], dtype=object))
buffer = io.BytesIO()
np.savez(buffer, states=base.astype("<f4"), label=np.arange(3))
(HERE / "npz-stored.npz").write_bytes(buffer.getvalue())

# safetensors
t = torch.from_numpy(base)
types = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64,
         "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "F8_E4M3": torch.float8_e4m3fn,
         "F8_E5M2": torch.float8_e5m2}
unsigned = {"U64": torch.uint64, "U32": torch.uint32, "U16": torch.uint16, "U8": torch.uint8, "BOOL": torch.bool}
small = t.clamp(-8, 8)  # exact in eight bits
save_file({name: (small if name.startswith("F8") else t).to(kind).contiguous() for name, kind in types.items()}
          | {name: (t + 7).to(torch.int64).to(kind).contiguous() for name, kind in unsigned.items()},
          HERE / "every-type.safetensors", metadata={"made by": "make.py"})
codes = torch.arange(256, dtype=torch.uint8)
save_file({"e4m3": codes.clone().view(torch.float8_e4m3fn), "e4m3.f32": codes.view(torch.float8_e4m3fn).float(),
           "e5m2": codes.clone().view(torch.float8_e5m2), "e5m2.f32": codes.view(torch.float8_e5m2).float()},
          HERE / "eight-bit-floats.safetensors")

# torch
f = t.float()
torch.save(f, HERE / "torch-bare.pt")
torch.save({"train": {"positive": f, "negative": -f}, "turned": f.T.contiguous().T, "row": f[1], "column": f[:, 2],
            "half": f.half(), "bf16": f.bfloat16(), "long": f.long(), "eight": small.to(torch.float8_e4m3fn),
            "parameter": torch.nn.Parameter(f), "list": [f, f + 1], "notes": {"k": 3, "name": "toy", "rate": 0.5}},
           HERE / "torch-nested.pt")
sparse = torch.tensor([[0, 2.5, 0, 0], [0, 0, 0, 0], [1, 0, 0, -3]])
torch.save({"coo": sparse.to_sparse(), "csr": sparse.to_sparse_csr()}, HERE / "torch-sparse.pt")
torch.save(collections.OrderedDict(torch.nn.Linear(4, 3).state_dict()), HERE / "torch-state-dict.pt")
torch.save({"x": f.expand(2, 3, 4)}, HERE / "torch-expanded.pt")
torch.save({"args": argparse.Namespace(k=5, path="p"), "x": f}, HERE / "torch-namespace.pt")
torch.save(f, HERE / "torch-legacy.pt", _use_new_zipfile_serialization=False)


def evil(name, callee, *arguments):
    """A torch file whose pickle calls a function; written, never loaded."""
    class Call:
        def __reduce__(self):
            return callee, arguments

    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"x": Call()}, protocol=2))
        archive.writestr("archive/version", "3\n")


evil("evil-system.pt", os.system, "touch /tmp/feature-atlas-was-here")
evil("evil-eval.pt", eval, "open('/tmp/feature-atlas-was-here', 'w')")


def archive(name, members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(HERE / name, "w", compression) as file:
        for member, content in members:
            file.writestr(member, content)


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


one = npy(base.astype("<f4"))
archive("evil-traversal.npz", [("../../outside.npy", one)])
archive("evil-absolute.npz", [("/outside.npy", one)])
import warnings
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    archive("evil-duplicate.npz", [("a.npy", one), ("a.npy", one)])
archive("evil-bomb.npz", [("a.npy", npy(np.zeros(3_000_000, np.uint8)))], zipfile.ZIP_DEFLATED)
content = bytearray((HERE / "evil-bomb.npz").read_bytes())
# The bomb lies: the directory announces 2 GB for what a few kilobytes hold.
place = content.rindex(b"PK\x01\x02")
content[place + 24:place + 28] = struct.pack("<I", 2_000_000_000)
(HERE / "evil-bomb.npz").write_bytes(content)


class Storage:
    def __init__(self, key, count):
        self.key, self.count = key, count


def hostile_torch(name, size, stride, offset=0, count=12, held=48, keys=("0",)):
    """A torch file of one tensor over `count` announced and `held` bytes of stored floats; written, never loaded."""
    class Pickler(pickle.Pickler):
        def persistent_id(self, o):
            return ("storage", torch.FloatStorage, o.key, "cpu", o.count) if isinstance(o, Storage) else None

        def reducer_override(self, o):
            if isinstance(o, Hostile):
                return torch._utils._rebuild_tensor_v2, (Storage("0", count), offset, size, stride, False, {})
            return NotImplemented

    class Hostile:
        pass

    buffer = io.BytesIO()
    Pickler(buffer, protocol=2).dump({"x": Hostile()})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive(name, [("archive/data.pkl", buffer.getvalue()), ("archive/version", "3\n")]
                + [(f"archive/data/{key}", b"\0" * held) for key in keys])


hostile_torch("evil-shape.pt", (1 << 62, 4), (4, 1))
hostile_torch("evil-beyond.pt", (4, 4), (4, 1))
hostile_torch("evil-offset.pt", (3, 4), (4, 1), offset=1)
hostile_torch("evil-stride.pt", (3, 4), (1 << 61, 1))
hostile_torch("evil-negative.pt", (3, 4), (-4, 1), offset=8)
hostile_torch("evil-storage.pt", (3, 4), (4, 1), held=40)
hostile_torch("evil-announced.pt", (3, 4), (4, 1), count=1 << 60)
hostile_torch("evil-missing.pt", (3, 4), (4, 1), keys=())
hostile_torch("evil-twice.pt", (3, 4), (4, 1), keys=("0", "0"))


def damaged(name, at, content):
    """npz-stored.npz with bytes of the first entry of its directory replaced."""
    whole = bytearray((HERE / "npz-stored.npz").read_bytes())
    place = whole.index(b"PK\x01\x02") + at
    whole[place:place + len(content)] = content
    (HERE / name).write_bytes(whole)


damaged("evil-size.npz", 20, struct.pack("<II", 0xFFFFFFF0, 0xFFFFFFF0))
damaged("evil-place.npz", 42, struct.pack("<I", 0xFFFFFFF0))
damaged("evil-overlap.npz", 42, struct.pack("<I", 30))
damaged("evil-name.npz", 46, b"\xff\xfe")
damaged("evil-method.npz", 10, struct.pack("<H", 99))

# 72 MB in 70 KB: unpacked into a temporary file, not into memory.
large = np.zeros((4_500_000, 4), np.float32)
large[0, 1], large[2_000_000, 2], large[-1, 3] = 1.5, -2.25, 7
archive("npz-large-deflated.npz", [("states.npy", npy(large))], zipfile.ZIP_DEFLATED)
