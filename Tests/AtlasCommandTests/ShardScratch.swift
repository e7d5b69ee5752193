import Findings
import Foundation
import TestSupport

@testable import AtlasCommand
@testable import Files

/// A folder with files of the demo, to be analysed in shards.
struct ShardScratch {
  private static let examples = TestPaths.repository + "/examples"

  /// Two layers with a checkpoint each, every representation that needs states, and tokens that are left out.
  static let configuration = """
    title: The demo in small
    seed: 17
    checkpoints:
      - {id: l6-w512, path: \(examples)/checkpoints/l6-w512, layer: 6}
      - {id: l3-w1024, path: \(examples)/checkpoints/l3-w1024, layer: 3}
    datasets:
      - id: messages
        examples: \(examples)/messages.csv
        columns: {id: id, text: text, label: label, groups: [gender], split: split, cluster: cluster}
        states: {3: states/messages.layer3.safetensors, 6: states/messages.layer6.safetensors}
        tokens: {path: \(examples)/states/messages.tokens.jsonl, drop: [first]}
    pooling: [max, mean]
    probes:
      representations: [majority, hidden, pca, continuous, random-dictionary]
      c: [0.01, 0.1]
      folds: 3
      repeats: 1
    bias: {ablation: false}

    """

  let folder: String
  var config: String { folder + "/atlas.yml" }
  var states: String { folder + "/states" }

  static func with(_ body: (ShardScratch) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let scratch = ShardScratch(folder: folder)
    try Paths.makeFolders(scratch.states)
    for layer in [3, 6] {
      let name = "messages.layer\(layer).safetensors"
      try FileManager.default.copyItem(atPath: "\(examples)/states/\(name)", toPath: "\(scratch.states)/\(name)")
    }
    try FileSink.write(scratch.config, Array(configuration.utf8))
    try body(scratch)
  }

  func analyze(_ arguments: [String], to output: String, config: String? = nil) throws -> String {
    try run(["analyze", config ?? self.config, "-o", "\(folder)/\(output)", "--no-cache"] + arguments)
    return "\(folder)/\(output)"
  }

  func parts(_ count: Int) throws -> [String] {
    try (1...count).map { try analyze(["--shard", "\($0)/\(count)"], to: "\(count)-\($0).part") }
  }

  func run(_ arguments: [String]) throws {
    var command = try FeatureAtlas.parseAsRoot(arguments + ["-q"])
    try command.run()
  }

  /// Files of two results folders that differ, but for the one with times.
  func differences(_ a: String, _ b: String) throws -> [String] {
    let files = try Paths.files(under: a)
    guard try files == Paths.files(under: b) else { return ["the lists of files"] }
    return try files.filter {
      try $0 != DataFiles.timings && MappedFile.content(of: "\(a)/\($0)") != MappedFile.content(of: "\(b)/\($0)")
    }
  }
}
