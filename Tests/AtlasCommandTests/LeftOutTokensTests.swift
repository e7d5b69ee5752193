import Datasets
import Diagnostics
import Files
import Findings
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import AtlasCommand

/// Tokens that are left out, against states that were made without them.
@Suite struct LeftOutTokensTests {
  private let folder: String
  private let examples = TestPaths.repository + "/examples"

  init() throws {
    // As every command does: otherwise the bits of products depend on what runs beside.
    BLAS.useOneThreadPerCall()
    folder = try TestPaths.temporaryFolder()
    try cutFirst()
  }

  /// Writes the demo's states and tokens without the first token of every example, by hand.
  private func cutFirst() throws {
    guard
      case .states(let source) = try HiddenStates.open(path: examples + "/states/messages.layer6.safetensors")
        .activations
    else { return }
    var cut = Cut(dimension: source.dimension)
    for example in 0..<source.exampleCount {
      let tokens = source.offsets[example] + 1..<source.offsets[example + 1]
      var rows = [Float](repeating: 0, count: tokens.count * source.dimension)
      try rows.withUnsafeMutableBufferPointer { try source.read(tokens, into: $0) }
      cut.values += rows
      cut.offsets.append(cut.offsets[example] + tokens.count)
    }
    try PlainWriter.write(.states(cut), to: folder + "/cut.safetensors")
    let lines = String(decoding: try MappedFile.content(of: examples + "/states/messages.tokens.jsonl"), as: UTF8.self)
      .split(separator: "\n")
    let shorter = lines.map { line in "[" + line.dropFirst().drop { $0 != "," }.dropFirst() }
    try FileSink.write(folder + "/cut.jsonl", Array(shorter.joined(separator: "\n").utf8))
  }

  private func results(
    _ name: String, states: String, tokens: String, more: String = "", representations: String
  ) throws -> ResultsFolder {
    let text = """
      title: Left out
      seed: 3
      checkpoints: [{id: sae, path: \(examples)/checkpoints/l6-w512, layer: 6}]
      datasets:
        - id: messages
          examples: \(examples)/messages.csv
          columns: {id: id, label: label, groups: [gender]}
          states: {6: \(states)}
          tokens: \(tokens)
      pooling: [mean, max]
      probes: {representations: [\(representations)], thresholds: [0], c: [0.1], folds: 3, repeats: 1, top: [5]}
      bias: {ablation: false}
      """
    try FileSink.write(folder + "/\(name).yml", Array(text.utf8))
    try AnalysisJob.of(folder + "/\(name).yml", threads: 2).write(to: folder + "/" + name)
    return try ResultsFolder(reading: folder + "/" + name)
  }

  @Test func leavingOutTheFirstIsAsIfItHadNeverBeenWritten() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let arms = "majority, hidden, top-n, token-top-n, random-dictionary"
    let dropped = try results(
      "dropped", states: examples + "/states/messages.layer6.safetensors",
      tokens: "{path: \(examples)/states/messages.tokens.jsonl, drop: [first]}", representations: arms)
    let cut = try results(
      "cut", states: folder + "/cut.safetensors", tokens: folder + "/cut.jsonl", representations: arms)
    let files = try dropped.dataFiles()
    #expect(files == (try cut.dataFiles()))
    // Timings differ, and the library and the facts remember what was left out.
    let remembering = [DataFiles.timings, DataFiles.library("messages"), DataFiles.facts]
    for file in files where !remembering.contains(file) {
      let (own, other) = (try bytes("dropped", file), try bytes("cut", file))
      if file.hasSuffix("examples.csv") || file.hasSuffix("spread.csv") {
        // Tokens are counted among all of their example.
        #expect(try shifted(other) == own, "\(file)")
      } else {
        #expect(own == other, "\(file)")
      }
    }
    let (a, b) = (try dropped.findings(), try cut.findings())
    #expect(a.checkpoints[0].reconstructions.map(\.fvu) == b.checkpoints[0].reconstructions.map(\.fvu))
    #expect(a.datasets[0].checkpoints[0].tokens == b.datasets[0].checkpoints[0].tokens)
    #expect(
      a.datasets[0].leftOut?.rule == ["first"] && a.datasets[0].leftOut?.tokens == 320 && b.datasets[0].leftOut == nil)
    let list = try dropped.examples("messages")
    #expect(list.leftOut?.allSatisfy { $0 == [0] } == true)
    #expect(list.tokens[0].count == (try cut.examples("messages")).tokens[0].count + 1)

    // The library remembers, and decides the whole states as it would the cut ones.
    let library = try LibraryFile.read(folder + "/dropped/" + DataFiles.library("messages"))
    #expect(library.libraries.allSatisfy { $0.leftOut == ["first"] })
    try score("dropped", states: examples + "/states/messages.layer6.safetensors", to: "a.csv")
    try score("cut", states: folder + "/cut.safetensors", to: "b.csv")
    #expect(try MappedFile.content(of: folder + "/a.csv") == MappedFile.content(of: folder + "/b.csv"))

    try encodedFilesAreTheSame(as: dropped)
  }

  /// `encode --drop`, in shards too, and the file in the place of the states.
  private func encodedFilesAreTheSame(as dropped: ResultsFolder) throws {
    let states = examples + "/states/messages.layer6.safetensors"
    let common = ["--checkpoint", examples + "/checkpoints/l6-w512", "--states", states, "--no-cache", "-q"]
    func encode(_ more: [String], to name: String) throws {
      let command = try EncodeCommand.parse(common + more + ["-o", folder + "/" + name])
      try command.run()
    }
    try encode(["--drop", "first"], to: "whole.npz")
    for index in 1...2 { try encode(["--drop", "first", "--shard", "\(index)/2"], to: "part-\(index).npz") }
    _ = try FeatureParts.merge([1, 2].map { folder + "/part-\($0).npz" }, to: folder + "/merged.npz")
    #expect(try MappedFile.content(of: folder + "/whole.npz") == MappedFile.content(of: folder + "/merged.npz"))
    let tokens = "{path: \(examples)/states/messages.tokens.jsonl, drop: [first]}"
    _ = try results("encoded", states: folder + "/merged.npz", tokens: tokens, representations: "majority")
    for file in [DataFiles.examples("messages", "sae"), DataFiles.spread("messages", "sae")] {
      #expect(try bytes("encoded", file) == bytes("dropped", file), "\(file)")
    }
    #expect(throws: AtlasError.self) {
      _ = try results(
        "other", states: folder + "/merged.npz", tokens: tokens.replacing("first", with: "last"),
        representations: "majority")
    }
  }

  @Test func wrongRulesAreOneErrorEach() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let states = examples + "/states/messages.layer6.safetensors"
    func message(_ tokens: String) -> String {
      do {
        _ = try results("bad", states: states, tokens: tokens, representations: "majority")
      } catch {
        return (error as? AtlasError)?.description ?? "\(error)"
      }
      return ""
    }
    #expect(message("{drop: [\"<bos>\"]}").contains("bad.yml:9:"))
    #expect(message("{path: \(examples)/states/messages.tokens.jsonl, drop: [supr]}").contains("did you mean “super”"))
    #expect(message("{path: \(folder)/cut.jsonl, drop: [first]}").contains("tokens here and"))
    #expect(message("{paths: x}").contains("did you mean “path”"))
  }

  private func bytes(_ name: String, _ file: String) throws -> [UInt8] {
    try MappedFile.content(of: Paths.join(folder, name + "/" + file))
  }

  /// The rows with one more in `token_index`, the last column.
  private func shifted(_ csv: [UInt8]) throws -> [UInt8] {
    let lines = String(decoding: csv, as: UTF8.self).split(separator: "\n").enumerated().map { index, line -> String in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard index > 0, let last = cells.last.flatMap({ Int($0) }) else { return String(line) }
      return (cells.dropLast().map(String.init) + ["\(last + 1)"]).joined(separator: ",")
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private func score(_ name: String, states: String, to output: String) throws {
    let library = folder + "/\(name)/" + DataFiles.library("messages")
    try ScoreCommand.parse([
      library, "--checkpoint", examples + "/checkpoints/l6-w512", "--states", states, "-o", folder + "/" + output,
      "--no-cache", "-q",
    ]).run()
  }
}

private struct Cut: HiddenStateSource {
  var dimension: Int
  var values: [Float] = []
  var offsets = [0]
  var isTokenLevel: Bool { true }
  var files: [String] { [] }
  var tokenCount: Int { values.count / dimension }

  init(dimension: Int) { self.dimension = dimension }

  func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws {
    _ = target.update(from: values[tokens.lowerBound * dimension..<tokens.upperBound * dimension])
  }
}
