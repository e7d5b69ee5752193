"""Tests of examples/extract_states.py with tiny random models, made here: what it writes is what a forward hook sees.

    make test-extraction

Each example is run alone through the whole model, without padding, and the output of the block (or its MLP or attention)
is caught by a hook on a module named here. The script runs padded batches; so the tolerance of 1e-5 is for single
precision in another order of sums, on values of about 1.
"""

import contextlib
import csv
import gzip
import io
import json
import os
import sys
import subprocess
import tempfile
import unittest
import unittest.mock
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))

import numpy as np
import torch
import transformers
from PIL import Image
from safetensors import safe_open
from safetensors.numpy import load_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel, CLIPConfig, CLIPModel, GPT2Config, GPT2Model, PreTrainedTokenizerFast, T5Config, T5Model

import extract_states

WORDS = "a red green boat ship on the calm rough sea at night day and sails far away from us".split()
TEXTS = ["a red boat", "the calm sea at night and day", "green ship", "", "the rough sea", "us"]
ANSWERS = ["red", "calm sea", "a green ship sails", "away", "rough", "from us at sea"]


def tokenizer():
    """Words and, around them, [CLS] … [SEP]."""
    vocabulary = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    words = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return PreTrainedTokenizerFast(
        tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]")


SIZE = len(WORDS) + 4
torch.manual_seed(7)
TINY = {
    "gpt2": GPT2Model(GPT2Config(n_embd=16, n_layer=3, n_head=2, vocab_size=SIZE, n_positions=64, initializer_range=0.2,
        bos_token_id=2, eos_token_id=3)),
    "bert": BertModel(BertConfig(
        hidden_size=16, num_hidden_layers=3, num_attention_heads=2, intermediate_size=32, vocab_size=SIZE,
        initializer_range=0.2)),
    "t5": T5Model(T5Config(
        d_model=16, d_kv=8, d_ff=32, num_layers=3, num_decoder_layers=2, num_heads=2, vocab_size=SIZE, pad_token_id=0,
        decoder_start_token_id=0)),
    "clip": CLIPModel(CLIPConfig(
        text_config={"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 3, "num_attention_heads": 2,
                     "vocab_size": SIZE, "max_position_embeddings": 32, "bos_token_id": 2, "eos_token_id": 3},
        vision_config={"hidden_size": 24, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2,
                       "image_size": 32, "patch_size": 8},
        projection_dim=8)),
}


class ExtractionTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keeper = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.keeper.name)
        for name, model in TINY.items():
            model.eval().save_pretrained(cls.folder / name)
            tokenizer().save_pretrained(cls.folder / name)
        # Pixels as they are, so that the reference needs no processor of its own.
        transformers.CLIPImageProcessor(
            do_resize=False, do_center_crop=False, do_normalize=False, do_rescale=True).save_pretrained(cls.folder / "clip")
        with open(cls.folder / "examples.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "text", "answer", "image"])
            for number, (text, answer) in enumerate(zip(TEXTS, ANSWERS)):
                writer.writerow([f"n{number}", text, answer, f"{number}.png"])
                pixels = np.random.default_rng(number).integers(0, 256, (32, 32, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(cls.folder / f"{number}.png")

    @classmethod
    def tearDownClass(cls):
        cls.keeper.cleanup()

    def run_script(self, model, *options, examples="examples.csv", out="out/s"):
        """What it printed on standard error; the file that a run leaves is `out`."""
        errors = io.StringIO()
        arguments = ["extract_states.py", "--model", str(self.folder / model), "--examples", str(self.folder / examples),
                     "--out", str(self.folder / out), "--batch-size", "4", "--device", "cpu", *map(str, options)]
        with unittest.mock.patch.object(sys, "argv", arguments), contextlib.redirect_stderr(errors), \
                contextlib.redirect_stdout(io.StringIO()):
            extract_states.main()
        return errors.getvalue()

    def failure(self, model, *options, **places):
        with self.assertRaises(SystemExit) as stop:
            self.run_script(model, *options, **places)
        return str(stop.exception)

    def states(self, name):
        file = load_file(self.folder / f"out/{name}.safetensors")
        return file["states"], file["offsets"]

    def seen_by_hook(self, model, module, inputs):
        """Rows [positions, d] of the output of `module` when `model` runs on one example."""
        seen = []
        handle = dict(model.named_modules())[module].register_forward_hook(
            lambda _, __, output: seen.append(output[0] if isinstance(output, tuple) else output))
        with torch.inference_mode():
            model(**inputs)
        handle.remove()
        return seen[0].reshape(-1, seen[0].shape[-1]).numpy()

    def check(self, name, model, module, inputs_of, kept=lambda length: slice(1, length - 1), count=len(TEXTS)):
        """`NAME.safetensors` has what a hook on `module` sees, for each example alone."""
        states, offsets = self.states(name)
        self.assertEqual(len(offsets), count + 1)
        largest = 0
        for example in range(count):
            seen = self.seen_by_hook(model, module, inputs_of(example))
            expected = seen[kept(len(seen))]
            found = states[offsets[example] : offsets[example + 1]]
            self.assertEqual(found.shape, expected.shape)
            np.testing.assert_allclose(found, expected, atol=1e-5, rtol=1e-5)
            largest = max([largest, *np.abs(expected).ravel()])
        self.assertGreater(largest, 0.01)  # something was compared

    @staticmethod
    def text(example):
        return dict(tokenizer()(TEXTS[example], return_tensors="pt", return_token_type_ids=False))

    def test_decoder_residual_mlp_and_attention(self):
        self.run_script("gpt2", "--layers", 1, 2, "--hooks", "residual", "mlp", "attention", "--dtype", "float32")
        for layer in (1, 2):
            self.check(f"s.layer{layer}", TINY["gpt2"], f"h.{layer - 1}", self.text)
            self.check(f"s.mlp.layer{layer}", TINY["gpt2"], f"h.{layer - 1}.mlp", self.text)
            self.check(f"s.attention.layer{layer}", TINY["gpt2"], f"h.{layer - 1}.attn", self.text)

    def test_last_entry_of_a_decoder_has_been_through_the_norm(self):
        self.run_script("gpt2", "--layers", 0, 3, "--dtype", "float32")
        self.check("s.layer3", TINY["gpt2"], "ln_f", self.text)
        self.check("s.layer0", TINY["gpt2"], "drop", self.text)

    def test_encoder_adds_without_residual_and_norm(self):
        self.run_script("bert", "--layers", 3, "--hooks", "residual", "mlp", "attention", "--dtype", "float32")
        self.check("s.layer3", TINY["bert"], "encoder.layer.2", self.text)
        self.check("s.mlp.layer3", TINY["bert"], "encoder.layer.2.output.dense", self.text)
        self.check("s.attention.layer3", TINY["bert"], "encoder.layer.2.attention.output.dense", self.text)

    def test_any_module(self):
        self.run_script("gpt2", "--layers", 2, "--module", "h.{}.ln_2", "--dtype", "float32")
        self.check("s.module.layer2", TINY["gpt2"], "h.1.ln_2", self.text)
        self.assertIn("there is no 'h.1.other'", self.failure("gpt2", "--layers", 2, "--module", "h.{}.other"))

    def test_special_tokens_are_kept_on_demand(self):
        self.run_script("gpt2", "--layers", 1, "--special-tokens", "keep", "--dtype", "float32")
        self.check("s.layer1", TINY["gpt2"], "h.0", self.text, kept=lambda length: slice(0, length))

    def test_encoder_of_a_sequence_to_sequence_model(self):
        inputs = lambda example: {**self.text(example), "decoder_input_ids": torch.tensor([[0]])}
        self.run_script("t5", "--layers", 2, "--hooks", "residual", "mlp", "attention", "--dtype", "float32")
        self.check("s.layer2", TINY["t5"], "encoder.block.1", inputs)
        self.check("s.mlp.layer2", TINY["t5"], "encoder.block.1.layer.1.DenseReluDense", inputs)
        self.check("s.attention.layer2", TINY["t5"], "encoder.block.1.layer.0.SelfAttention", inputs)

    def test_decoder_of_a_sequence_to_sequence_model(self):
        def inputs(example):
            answer = tokenizer()(ANSWERS[example])["input_ids"]
            return {**self.text(example), "decoder_input_ids": torch.tensor([[0, *answer]])}

        answers = lambda length: slice(2, length - 1)  # without the start token, [CLS] and [SEP]
        self.run_script(
            "t5", "--layers", 1, "--stack", "decoder", "--target-column", "answer", "--hooks", "residual", "mlp",
            "attention", "--dtype", "float32")
        self.check("s.layer1", TINY["t5"], "decoder.block.0", inputs, answers)
        self.check("s.mlp.layer1", TINY["t5"], "decoder.block.0.layer.2.DenseReluDense", inputs, answers)
        self.check("s.attention.layer1", TINY["t5"], "decoder.block.0.layer.0.SelfAttention", inputs, answers)
        tokens = [json.loads(line) for line in (self.folder / "out/s.tokens.jsonl").read_text().splitlines()]
        self.assertEqual(tokens, [answer.split() for answer in ANSWERS])
        self.assertIn("--target-column", self.failure("t5", "--layers", 1, "--stack", "decoder"))
        self.assertIn("one stack only", self.failure("gpt2", "--layers", 1, "--stack", "decoder"))

    def test_texts_of_a_model_of_texts_and_pictures(self):
        self.run_script("clip", "--layers", 2, "--hooks", "residual", "mlp", "attention", "--dtype", "float32")
        self.check("s.layer2", TINY["clip"].text_model, "encoder.layers.1", self.text)
        self.check("s.mlp.layer2", TINY["clip"].text_model, "encoder.layers.1.mlp", self.text)
        self.check("s.attention.layer2", TINY["clip"].text_model, "encoder.layers.1.self_attn", self.text)

    def test_pictures_of_a_model_of_texts_and_pictures(self):
        def inputs(example):
            pixels = np.asarray(Image.open(self.folder / f"{example}.png"), dtype=np.float32) / 255
            return {"pixel_values": torch.from_numpy(pixels).permute(2, 0, 1)[None]}

        self.run_script(
            "clip", "--layers", 1, "--image-column", "image", "--hooks", "residual", "mlp", "attention", "--dtype", "float32",
            out="out/p")
        patches = lambda length: slice(1, length)  # 4 x 4 patches after the class token
        vision = TINY["clip"].vision_model
        self.check("p.layer1", vision, "encoder.layers.0", inputs, patches)
        self.check("p.mlp.layer1", vision, "encoder.layers.0.mlp", inputs, patches)
        self.check("p.attention.layer1", vision, "encoder.layers.0.self_attn", inputs, patches)
        self.assertEqual(list(np.diff(self.states("p.layer1")[1])), [16] * len(TEXTS))
        self.assertFalse((self.folder / "out/p.tokens.jsonl").exists())
        self.assertIn("no part for pictures", self.failure("gpt2", "--layers", 1, "--image-column", "image"))
        self.assertIn("not read as a picture", self.failure("clip", "--layers", 1, "--image-column", "text"))

    def test_smaller_types_are_the_rounded_values(self):
        self.run_script("gpt2", "--layers", 1, "--dtype", "float32")
        exact, _ = self.states("s.layer1")
        self.run_script("gpt2", "--layers", 1)
        half, _ = self.states("s.layer1")
        self.assertEqual(half.dtype, np.float16)
        np.testing.assert_array_equal(half, exact.astype(np.float16))
        self.run_script("gpt2", "--layers", 1, "--dtype", "bfloat16")
        with safe_open(self.folder / "out/s.layer1.safetensors", "pt") as file:
            self.assertTrue(torch.equal(file.get_tensor("states"), torch.from_numpy(exact).bfloat16()))

    def test_values_that_float16_cannot_hold(self):
        large = GPT2Model(TINY["gpt2"].config).eval()
        large.load_state_dict(TINY["gpt2"].state_dict())
        for scale, name in ((5e4, "near"), (1e6, "large")):
            with torch.no_grad():
                large.h[0].mlp.c_proj.bias.zero_()
                large.h[0].mlp.c_proj.bias[3] = scale
            large.save_pretrained(self.folder / name)
            tokenizer().save_pretrained(self.folder / name)
        self.assertIn("near the end of float16", self.run_script("near", "--layers", 1))
        before = sorted(os.listdir(self.folder / "out"))
        message = self.failure("large", "--layers", 1, out="out/never")
        self.assertIn("example 1: a state of 1000000 does not fit float16", message)
        self.assertEqual(sorted(os.listdir(self.folder / "out")), before)  # nothing half-written
        tokens = sum(len(text.split()) for text in TEXTS)
        self.assertIn(f"{tokens} values beyond 65504 were limited", self.run_script("large", "--layers", 1, "--overflow", "clip"))
        self.assertEqual(self.states("s.layer1")[0].max(), 65504)
        self.assertNotIn("float16", self.run_script("large", "--layers", 1, "--dtype", "float32"))

    def test_empty_and_long_texts_are_named(self):
        self.assertIn("1 of 6 texts have no token and get no row: example 4", self.run_script("gpt2", "--layers", 1))
        cut = self.run_script("gpt2", "--layers", 1, "--max-length", 6)
        self.assertIn("1 of 6 texts are longer than --max-length 6 and were cut: example 2", cut)

    def test_packed_tables_and_ids(self):
        self.run_script("gpt2", "--layers", 1, "--dtype", "float32")
        plain = (self.folder / "out/s.layer1.safetensors").read_bytes()
        with gzip.open(self.folder / "packed.csv.gz", "wb") as file:
            file.write((self.folder / "examples.csv").read_bytes())
        with gzip.open(self.folder / "packed.jsonl.gz", "wt") as file:
            file.writelines(json.dumps({"text": text}) + "\n" for text in TEXTS)
        for packed in ("packed.csv.gz", "packed.jsonl.gz"):
            self.run_script("gpt2", "--layers", 1, "--dtype", "float32", examples=packed, out="out/packed")
            self.assertEqual((self.folder / "out/packed.layer1.safetensors").read_bytes(), plain)
        self.run_script("gpt2", "--layers", 1, "--id-column", "id", out="out/named")
        self.assertEqual((self.folder / "out/named.layer1.ids.txt").read_text().split(), [f"n{i}" for i in range(6)])
        self.assertIn("no column 'body'; choose it with --text-column (there are: id, text, answer, image)",
                      self.failure("gpt2", "--layers", 1, "--text-column", "body"))

    def test_layers_that_are_not_there(self):
        self.assertIn("3 blocks, so 0 to 3", self.failure("gpt2", "--layers", 4))
        self.assertIn("3 blocks, so 1 to 3", self.failure("gpt2", "--layers", 0, "--hooks", "mlp"))

    def test_progress(self):
        lines = [line for line in self.run_script("gpt2", "--layers", 1).splitlines() if "examples" in line]
        self.assertEqual(lines[-1], "6 of 6 examples")
        self.assertNotIn("of 6 examples", self.run_script("gpt2", "--layers", 1, "--quiet"))

    def test_feature_atlas_reads_what_was_written(self):
        program = os.environ.get("FEATURE_ATLAS")
        if not program:
            self.skipTest("FEATURE_ATLAS names no program")
        self.run_script("gpt2", "--layers", 1, "--dtype", "float32")
        expected, offsets = self.states("s.layer1")
        for dtype in ("float32", "float16", "bfloat16"):
            self.run_script("gpt2", "--layers", 1, "--dtype", dtype, out="out/read")
            target = self.folder / "converted.safetensors"
            subprocess.run([program, "convert", str(self.folder / "out/read.layer1.safetensors"), "-o", str(target)], check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
            read = load_file(target)
            np.testing.assert_array_equal(read["offsets"], offsets)
            np.testing.assert_allclose(read["states"], expected, rtol=2**-8 if dtype == "bfloat16" else 2**-11, atol=1e-6)


if __name__ == "__main__":
    unittest.main()
