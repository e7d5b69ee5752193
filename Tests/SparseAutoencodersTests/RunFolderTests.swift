import Diagnostics
import Foundation
import SparseAutoencoders
import TestSupport
import Testing

/// Folders as training runs and releases leave them: more than a checkpoint, or several of them.
@Suite struct RunFolderTests {
  private static let cases = TestPaths.fixtures("SparseAutoencoders") + "/cases/"
  private let manager = FileManager.default

  /// A new folder that is removed afterwards.
  private func inScratch(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? manager.removeItem(atPath: folder) }
    try body(folder)
  }

  /// Copies the checkpoint folder of a fixture.
  private func copy(_ name: String, to path: String) throws {
    try manager.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try manager.copyItem(atPath: Self.cases + name + "/checkpoint", toPath: path)
  }

  private func write(_ text: String, _ path: String) throws {
    try manager.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private func error(_ path: String, writtenPath: String? = nil) -> AtlasError? {
    #expect(throws: AtlasError.self) { try Checkpoints.open(path, writtenPath: writtenPath) }
  }

  @Test func stepsBelowADictionaryAreNotedAndNotRead() throws {
    try inScratch { folder in
      try copy("library-dictionary-learning-batchtopk", to: folder + "/trainer_0")
      let step = folder + "/trainer_0/checkpoints/ae_1000.pt"
      try manager.createDirectory(atPath: folder + "/trainer_0/checkpoints", withIntermediateDirectories: true)
      try manager.copyItem(atPath: folder + "/trainer_0/ae.pt", toPath: step)
      try write("{}", folder + "/trainer_0/eval_results.json")
      let checkpoint = try Checkpoints.open(folder + "/trainer_0")
      #expect(checkpoint.files.contains("ae.pt"))
      #expect(checkpoint.warnings.isEmpty)
      #expect(checkpoint.notes.contains { $0.contains("checkpoints/ae_1000.pt") })
      // The step itself, and the folder of the only step, can be named.
      let earlier = try Checkpoints.open(step)
      #expect(earlier.files.contains("checkpoints/ae_1000.pt") && earlier.folder == folder + "/trainer_0")
      #expect(try Checkpoints.open(folder + "/trainer_0/checkpoints").files.contains("checkpoints/ae_1000.pt"))
      try manager.copyItem(atPath: step, toPath: folder + "/trainer_0/checkpoints/ae_500.pt")
      let message = error(folder + "/trainer_0/checkpoints", writtenPath: "checkpoints")?.message
      #expect(message?.contains("checkpoints/ae_500.pt, checkpoints/ae_1000.pt") == true)
    }
  }

  @Test func partsWithoutTheirIndexAreNamed() throws {
    try inScratch { folder in
      try copy("library-saelens-topk", to: folder + "/sae")
      let part = "sae_weights-00001-of-00002.safetensors"
      try manager.moveItem(atPath: folder + "/sae/sae_weights.safetensors", toPath: folder + "/sae/" + part)
      try manager.copyItem(
        atPath: folder + "/sae/" + part, toPath: folder + "/sae/sae_weights-00002-of-00002.safetensors")
      #expect(error(folder + "/sae")?.message.contains("index") == true)
      // One index makes them a whole again, given by folder, index or part; all files read are known.
      let names = ["W_enc", "b_enc", "W_dec", "b_dec"].map { "\"\($0)\":\"\(part)\"" }.joined(separator: ",")
      let index = folder + "/sae/sae_weights.safetensors.index.json"
      try write("{\"weight_map\":{\(names)}}", index)
      for path in [folder + "/sae", index, folder + "/sae/" + part] {
        let checkpoint = try Checkpoints.open(path)
        #expect(checkpoint.family == "saelens")
        #expect(Set(checkpoint.files) == ["cfg.json", part, "sae_weights.safetensors.index.json"])
        for file in checkpoint.files { #expect(manager.fileExists(atPath: checkpoint.folder + "/" + file)) }
      }
      try manager.removeItem(atPath: folder + "/sae/" + part)
      #expect(error(folder + "/sae")?.message.contains(part) == true)
    }
  }

  @Test func whatTrainingLeavesDoesNotHideTheWeights() throws {
    try inScratch { folder in
      try copy("library-dictionary-learning-topk", to: folder + "/run")
      let others = [
        "optimizer.pt", "optimizer_0.pt", "lr_scheduler.pt", "scheduler.pt", "rng_state.pth", "training_args.bin",
        "state.pt", "log_feature_sparsity.pt", "README.md", "tokenizer.json", "train_stats.json", ".hidden.pt",
        "wandb/run-1/files/output.log", ".git/HEAD",
      ]
      for name in others { try write("no weights", folder + "/run/" + name) }
      let checkpoint = try Checkpoints.open(folder + "/run")
      #expect(checkpoint.family == "dictionary-learning")
      #expect(checkpoint.warnings.isEmpty && checkpoint.notes.isEmpty)
      // A name that nobody knows: what it holds decides.
      try manager.moveItem(atPath: folder + "/run/ae.pt", toPath: folder + "/run/dictionary.pt")
      try manager.copyItem(
        atPath: TestPaths.fixtures("TensorFiles") + "/torch-nested.pt", toPath: folder + "/run/means.pt")
      #expect(try Checkpoints.open(folder + "/run").files.contains("dictionary.pt"))
    }
  }

  @Test func parentsListWhatLiesInside() throws {
    try inScratch { folder in
      for layer in [10, 2, 3] { try copy("library-sparsify-topk", to: folder + "/run/layers.\(layer)") }
      for name in ["config.json", "state.pt", "optimizer_0.pt", "lr_scheduler.pt"] {
        try write("{}", folder + "/run/" + name)
      }
      // Weights of no known kind beside them are not what is asked for either.
      try write("damaged", folder + "/run/notes.pt")
      let message = try #require(error(folder + "/run", writtenPath: "saes/run/")).message
      #expect(message.contains("saes/run/layers.2, saes/run/layers.3, saes/run/layers.10"))
      let search = CheckpointSearch(below: folder + "/run")
      #expect(search.found.map(\.path) == ["layers.2", "layers.3", "layers.10"])
      #expect(search.found.allSatisfy { $0.family == "sparsify" } && !search.isCut)
    }
  }

  @Test func theFinalStepIsProposed() throws {
    try inScratch { folder in
      for step in ["100", "final_1000"] { try copy("library-saelens-topk", to: folder + "/run/\(step)") }
      let found = try #require(error(folder + "/run", writtenPath: "run"))
      #expect(found.message.contains("run/100, run/final_1000"))
      #expect(found.hint?.contains("run/final_1000") == true)
    }
  }

  @Test func theWalkIsBounded() throws {
    try inScratch { folder in
      try copy("library-sparsify-topk", to: folder + "/outside/layers.1")
      try manager.createDirectory(atPath: folder + "/run", withIntermediateDirectories: true)
      try manager.createSymbolicLink(atPath: folder + "/run/link", withDestinationPath: folder + "/outside")
      try manager.createSymbolicLink(atPath: folder + "/run/self", withDestinationPath: folder + "/run")
      #expect(CheckpointSearch(below: folder + "/run").found.isEmpty)
      try copy("library-sparsify-topk", to: folder + "/run/1/2/3/4/5/6/7/8/layers.1")
      let deep = CheckpointSearch(below: folder + "/run")
      #expect(deep.found.isEmpty && deep.isCut)
      #expect(error(folder + "/run")?.message.contains("no checkpoint is recognised") == true)
    }
  }

  @Test func aConfigurationStandsForItsFolder() throws {
    let folder = Self.cases + "library-saelens-topk/checkpoint"
    #expect(try Checkpoints.open(folder + "/cfg.json").family == "saelens")
    #expect(try Checkpoints.open(Self.cases + "llama-scope-r1/checkpoint/config.json").family == "llama-scope-r1")
  }

  /// The folders of Llama Scope R1 also hold what other families are told by.
  @Test func llamaScopeR1IsToldByItsTensors() throws {
    let plain = try Checkpoints.open(Self.cases + "llama-scope-r1/checkpoint")
    try inScratch { folder in
      let configuration = #""d_model": 6, "expansion_factor": 2, "hook_point_in": "blocks.15.hook_resid_post""#
      for (name, file, text) in [
        ("sae-type", "config.json", "{\(configuration), \"sae_type\": \"sae\", \"norm_activation\": \"dataset-wise\"}"),
        ("hyperparams", "hyperparams.json", "{\(configuration)}"), ("cfg", "cfg.json", "{\(configuration)}"),
      ] {
        try copy("llama-scope-r1", to: folder + "/" + name)
        try write(text, folder + "/\(name)/\(file)")
        let checkpoint = try Checkpoints.open(folder + "/" + name)
        #expect(checkpoint.family == "llama-scope-r1")
        #expect(checkpoint.formula == plain.formula)
      }
      try write("{\(configuration), \"sae_type\": \"crosscoder\"}", folder + "/sae-type/config.json")
      #expect(error(folder + "/sae-type")?.message.contains("crosscoder") == true)
    }
  }

  @Test func theAprilUpdateReportsFeaturesAsItsLoaderDoes() throws {
    let name = "library-dictionary-learning-relu"
    let stored = try Checkpoints.open(Self.cases + name + "/checkpoint")
    #expect(stored.notes.contains { $0.contains("from_pretrained") })
    try inScratch { folder in
      try copy(name, to: folder + "/trainer_0")
      try write(
        #"{"trainer": {"dict_class": "AutoEncoder", "trainer_class": "StandardTrainerAprilUpdate", "layer": 6}}"#,
        folder + "/trainer_0/config.json")
      let april = try Checkpoints.open(folder + "/trainer_0")
      #expect(april.formula.contains("t = ‖W_dec‖") && april.warnings.isEmpty)
      let decoder = try #require(stored.autoencoder.decoder)
      let (d, count) = (stored.autoencoder.inputDimension, stored.autoencoder.featureCount)
      let weights = decoder.block(inputs: 0..<count, outputs: 0..<d)
      let x = (0..<d).map { Double($0) - 2.5 }
      let (a, y) = ReferenceEncoder(sae: stored.autoencoder)(x)
      let (b, z) = ReferenceEncoder(sae: april.autoencoder)(x)
      #expect(a.contains { $0 > 0 })
      for j in 0..<count {
        var square = 0.0
        for i in 0..<d {
          square += Double(weights.value(input: j, output: i)) * Double(weights.value(input: j, output: i))
        }
        #expect(abs(b[j] - a[j] * square.squareRoot()) < 1e-5)
      }
      for (before, after) in zip(try #require(y), try #require(z)) { #expect(abs(before - after) < 1e-5) }
    }
  }

  @Test func interProtSaysThatKIsAssumed() throws {
    try inScratch { folder in
      // With fewer features than 128 the assumption cannot hold.
      let source = Self.cases + "interprot/checkpoint/esm2_plm1280_l24_sae4096_k4_auxk8_step1.pt"
      try manager.copyItem(atPath: source, toPath: folder + "/esm2_plm1280_l24.pt")
      let message = error(folder + "/esm2_plm1280_l24.pt")?.message
      #expect(message?.contains("k is 128") == true)
      #expect(try !Checkpoints.open(source).warnings.contains(Note(.kAssumed)))
      var header = "{"
      var end = 0
      for (name, shape) in [("w_enc", [2, 130]), ("w_dec", [130, 2]), ("b_enc", [130]), ("b_pre", [2])] {
        let next = end + 4 * shape.reduce(1, *)
        header +=
          (end > 0 ? "," : "") + #""\#(name)":{"dtype":"F32","shape":\#(shape),"data_offsets":[\#(end),\#(next)]}"#
        end = next
      }
      header += "}"
      let bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init) + Array(header.utf8)
      try Data(bytes + [UInt8](repeating: 0, count: end)).write(
        to: URL(fileURLWithPath: folder + "/esm2_l24.safetensors"))
      let assumed = try Checkpoints.open(folder + "/esm2_l24.safetensors")
      #expect(assumed.formula.contains("top128"))
      #expect(assumed.warnings.contains(Note(.kAssumed)))
    }
  }

  @Test(arguments: [
    ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "git lfs pull"),
    ("<!doctype html>\n<html>", "web page"), ("Entry not found", "Entry not found"), ("", "empty"),
  ]) func weightsThatWereNotFetched(_ content: String, _ part: String) throws {
    try inScratch { folder in
      for (name, file) in [
        ("library-saelens-topk", "sae_weights.safetensors"), ("library-dictionary-learning-topk", "ae.pt"),
        ("library-saelens-topk", "cfg.json"),
      ] where !(file == "cfg.json" && content.count < 20) {
        try? manager.removeItem(atPath: folder + "/one")
        try copy(name, to: folder + "/one")
        try write(content, folder + "/one/" + file)
        let found = try #require(error(folder + "/one"))
        #expect("\(found)".contains(part), "\(found)")
        #expect(found.path?.hasSuffix(file) == true)
      }
    }
  }
}
