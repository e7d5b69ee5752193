import SparseAutoencoders
import Testing

/// Names of hooks and modules, and where Hugging Face keeps the same states.
@Suite struct ModelPlaceTests {
  @Test(arguments: [
    ("blocks.4.hook_resid_post", 4, 5), ("blocks.4.hook_resid_pre", 4, 4), ("resid_post_layer_4", 4, 5),
    ("model.layers.20", 20, 21), ("model.layers.20.output", 20, 21), ("layers.10", 10, 11),
    ("transformer.h.3", 3, 4), ("encoder.layer.5.output", 5, 6), ("gpt_neox.layers.0", 0, 1), ("hook_embed", 0, 0),
    ("model.embed_tokens", 0, 0),
  ]) func hiddenStates(_ name: String, _ block: Int, _ index: Int) throws {
    let place = try #require(ModelPlace(name))
    #expect(place.block == block && place.hiddenState == index)
    #expect(place.inHuggingFace == "hidden_states[\(index)] of Hugging Face")
  }

  @Test(arguments: [
    "blocks.4.hook_resid_mid", "blocks.4.hook_mlp_out", "blocks.4.attn.hook_z", "layers.10.mlp",
    "mlp_out_layer_3", "attn_out_layer_3", "blocks.2.ln2.hook_normalized", "model.layers.3.self_attn.o_proj.input",
    "encoder.layer.5.attention.output",
  ]) func insideABlock(_ name: String) throws {
    let place = try #require(ModelPlace(name))
    #expect(place.hiddenState == nil && place.inHuggingFace.hasPrefix("not among"))
  }

  @Test(arguments: ["layer_20", "sentence_embedding", "l6-w512", "", "layers", "hook_resid_post", "layers.x"])
  func unknown(_ name: String) { #expect(ModelPlace(name) == nil) }

  @Test func whatABlockPutsOutTheNextReads() throws {
    let out = try #require(ModelPlace("blocks.4.hook_resid_post"))
    #expect(out.isSame(as: try #require(ModelPlace("blocks.5.hook_resid_pre"))))
    #expect(!out.isSame(as: try #require(ModelPlace("blocks.4.hook_resid_pre"))))
    #expect(!out.isSame(as: try #require(ModelPlace("blocks.4.hook_mlp_out"))))
  }
}
