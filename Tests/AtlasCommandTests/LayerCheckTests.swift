import Analysis
import Datasets
import Diagnostics
import Foundation
import SparseAutoencoders
import TestSupport
import Testing

@testable import AtlasCommand

/// The layer that files declare against the one that the configuration says.
@Suite struct LayerCheckTests {
  private func loaded(
    hook: String?, declared: Int?, configured: Int?, path: String = "sae"
  ) throws -> OpenedCheckpoint {
    var checkpoint = try Checkpoints.open(
      TestPaths.fixtures("SparseAutoencoders") + "/cases/library-saelens-topk/checkpoint")
    (checkpoint.hook, checkpoint.layer) = (hook, declared)
    return OpenedCheckpoint(id: "sae", writtenPath: path, givenLayer: configured, checkpoint: checkpoint)
  }

  private func states(_ layer: Int, _ path: String, inside: Int? = nil) -> AtlasConfiguration.StatesEntry {
    var options = StateOptions()
    options.layer = inside
    return AtlasConfiguration.StatesEntry(layer: layer, path: path, options: options)
  }

  @Test func agreementIsSilent() throws {
    #expect(try loaded(hook: "blocks.4.hook_resid_post", declared: 4, configured: 4).layerDoubt == nil)
    #expect(try loaded(hook: "encoder.layer.5.output", declared: 6, configured: 6).layerDoubt == nil)
    #expect(try loaded(hook: nil, declared: nil, configured: 4).layerDoubt == nil)
    #expect(try loaded(hook: "blocks.4.hook_resid_post", declared: 4, configured: nil).layerDoubt == nil)
    #expect(try loaded(hook: nil, declared: nil, configured: 20, path: "layer_20/width_16k").layerDoubt == nil)
  }

  @Test(arguments: ["blocks.4.hook_resid_post", "layers.4", "resid_post_layer_4", "model.layers.4"])
  func oneTooFarIsHuggingFacesCount(_ hook: String) throws {
    #expect(
      try loaded(hook: hook, declared: 4, configured: 5).layerDoubt == Note(.layerCountedAsState, 4, hook, 5, 5))
  }

  @Test func anotherLayerNamesBoth() throws {
    let hook = "encoder.layer.5.output"
    #expect(
      try loaded(hook: hook, declared: 6, configured: 3).layerDoubt == Note(.anotherLayerOfPlace, 6, hook, 3, 6))
    let inside = try loaded(hook: "layers.10.mlp", declared: 10, configured: 9).layerDoubt
    #expect(inside == Note(.anotherLayerOfHook, 10, "layers.10.mlp", 9))
    let named = try loaded(hook: nil, declared: nil, configured: 12, path: "release/layer_20/width_16k").layerDoubt
    #expect(named == Note(.anotherLayer, 20, 12))
  }

  @Test(arguments: [
    (6, "hatecheck/layer3.safetensors", 3), (4, "acts/x_blocks.20.hook_resid_post.pt", 20),
    (4, "npz_files/layer_12/16k", 12), (4, "latents/layers.3", 3), (4, "hidden_states_7.npy", 7),
    (4, "layer-3.npy", 3),
  ]) func statesSayTheirLayer(_ layer: Int, _ path: String, _ said: Int) {
    let doubt = states(layer, path).layerDoubt
    #expect(doubt?.values.prefix(2) == [.count(layer), .count(said)])
  }

  @Test(arguments: [
    (6, "layer6.safetensors"), (6, "reviews.layer6.safetensors"), (6, "states.npy"), (3, "player7.npy"),
    (3, "layers_0_11.npy"), (3, "layer3_or_layer6.npy"), (6, "layer3/layer6.npy"), (4, "hidden_states_5.npy"),
    (4, "hidden_states_4.npy"), (3, "12layers/states.npy"), (3, "layernorm/states.npy"),
  ]) func namesThatSayNothingElse(_ layer: Int, _ path: String) { #expect(states(layer, path).layerDoubt == nil) }

  /// A layer chosen inside a file of several is no matter of the file's name.
  @Test func chosenInside() { #expect(states(4, "layer6.npy", inside: 4).layerDoubt == nil) }

  @Test func theSamePlaceIsMeant() throws {
    let post = try loaded(hook: "blocks.4.hook_resid_post", declared: 4, configured: 4)
    #expect(post.placeDoubt(states(4, "hidden_states_5.npy")) == nil)
    #expect(post.placeDoubt(states(4, "blocks.4.hook_resid_post.pt")) == nil)
    #expect(post.placeDoubt(states(4, "layer4.npy")) == nil)
    let early = try #require(post.placeDoubt(states(4, "hidden_states_4.npy")))
    #expect(early.code == .anotherPlace && early.values[1...2] == [.count(5), .text("hidden_states[4]")])
    #expect(post.placeDoubt(states(4, "x_blocks.4.hook_mlp_out.pt"))?.description.contains("hook_mlp_out") == true)
    #expect(post.placeDoubt(states(4, "blocks.4.hook_resid_pre.pt")) != nil)
  }

  @Test func aColumnNamesItsHook() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(#"{"features":{"blocks.8.hook_resid_post":{},"token_ids":{}}}"#.utf8)
      .write(to: URL(fileURLWithPath: folder + "/dataset_info.json"))
    #expect(states(9, folder).layerDoubt?.values.last == .count(9))
    #expect(states(8, folder).layerDoubt == nil)
  }

  @Test func metadataComeBeforeTheName() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let header = #"{"__metadata__":{"layer":"3"},"states":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init) + Array(header.utf8)
    try Data(bytes + [0, 0, 0, 0]).write(to: URL(fileURLWithPath: folder + "/layer6.safetensors"))
    #expect(states(6, folder + "/layer6.safetensors").layerDoubt?.values.last == .text("layer6.safetensors: layer"))
    #expect(states(3, folder + "/layer6.safetensors").layerDoubt == nil)
  }
}
