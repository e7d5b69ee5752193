"""Writes the Arrow fixtures as `datasets.save_to_disk` lays them out. Python 3.11, pyarrow 21.0.0, NumPy 2.4.6."""
import pathlib
import numpy as np, pyarrow as pa

here = pathlib.Path(__file__).parent / "layouts"
rng = np.random.default_rng(5)
states = (rng.integers(1, 60, (7, 3, 4)) / 4).astype(np.float32)
np.save(here / "arrow.npy", states)


def write(name, kind, batch_rows):
    path = here / name
    path.mkdir(exist_ok=True)
    for i, (a, b) in enumerate([(0, 5), (5, 7)]):
        table = pa.table({
            "text": pa.array([f"row {k}" for k in range(a, b)]),
            "meta": pa.array([{"a": k, "b": [k]} for k in range(a, b)]),
            "kind": pa.array(["x", "y", "x", "y", "x"][: b - a]).dictionary_encode(),
            "blocks.8.hook_resid_post": pa.array([s.tolist() for s in states[a:b]], kind),
            "token_ids": pa.array([[1, 2, 3]] * (b - a), pa.list_(pa.int32())),
        })
        with pa.OSFile(str(path / f"data-{i:05}-of-00002.arrow"), "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
            writer.write_table(table, max_chunksize=batch_rows)


write("arrow", pa.list_(pa.list_(pa.float32())), 2)
write("arrow-fixed", pa.list_(pa.list_(pa.float64(), 4), 3), 10)
write("arrow-large", pa.large_list(pa.large_list(pa.float16())), 3)
