import Diagnostics
import Features
import Files
import Findings
import Foundation
import LinearAlgebra
import SparseAutoencoders
import TensorFiles
import TestSupport
import Testing

@testable import AtlasCommand
@testable import Datasets

/// `encode --shard` and `merge` against one run, on the demo's files.
@Suite struct ShardTests {
  private static let examples = TestPaths.repository + "/examples"

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// The first of the demo's configuration: checkpoint and states.
  private func encoding(
    states: String = "messages", checkpoint: String? = nil, threads: Int = 1, cache: BlockCache? = nil,
    changed: Range<Int> = 0..<0
  ) throws -> FeatureEncoding {
    let configuration = try AtlasConfiguration.read(TestPaths.fixtures("AtlasCommand") + "/demo.yml")
    let entry = configuration.checkpoints[0]
    let path = try checkpoint.map { Self.examples + "/checkpoints/" + $0 } ?? #require(entry.path)
    let all = configuration.datasets.flatMap(\.states).map(\.path)
    let own = try #require(all.first { $0.contains("messages") }).replacing("messages", with: states)
    guard case .states(let source) = try HiddenStates.open(path: own).activations else {
      throw AtlasError(path: own, "no states")
    }
    return FeatureEncoding(
      checkpoint: try Checkpoints.open(path, options: entry.options),
      source: changed.isEmpty ? source : ChangedStates(original: source, changed: changed), encoder: .auto,
      threads: threads,
      reporter: Reporter(.quiet), cache: cache)
  }

  private func writeShards(_ count: Int, _ pooling: Pooling?, in folder: String) throws -> [String] {
    try (1...count).map { index in
      let path = "\(folder)/part-\(index).npz"
      try encoding(threads: index % 3 + 1).write(
        to: path, pooling: pooling, shard: try Shard(parsing: "\(index)/\(count)"))
      return path
    }
  }

  @Test(arguments: [nil, Pooling.sum, .max]) func mergingGivesTheBytesOfOneRun(pooling: Pooling?) throws {
    try withFolder { folder in
      try encoding(threads: 2).write(to: folder + "/whole.npz", pooling: pooling)
      for count in [1, 3] {
        let parts = try writeShards(count, pooling, in: folder)
        _ = try FeatureParts.merge(parts.reversed(), to: folder + "/merged.npz")
        #expect(
          try MappedFile.content(of: folder + "/merged.npz") == MappedFile.content(of: folder + "/whole.npz"),
          "\(count) shards")
      }
      let left = try Paths.entries(of: folder).filter { !$0.hasSuffix(".npz") }
      #expect(left.isEmpty, "\(left)")
    }
  }

  /// Cuts that lie anywhere, in any order and as trees of any shape.
  @Test(arguments: [16, 64]) func treesOfAnyShapeGiveTheBytesOfOneRun(count: Int) throws {
    try withFolder { folder in
      try encoding(threads: 2).write(to: folder + "/whole.npz", pooling: nil)
      let whole = try MappedFile.content(of: folder + "/whole.npz")
      let parts = try writeShards(count, nil, in: folder)
      _ = try FeatureParts.merge(parts.reversed(), to: folder + "/flat.npz")
      #expect(try MappedFile.content(of: folder + "/flat.npz") == whole)
      for (tree, widths) in MergeTree.shapes.enumerated() {
        var ranges = 0
        let level = try MergeTree.level(of: parts, widths: widths) { group, range in
          ranges += 1
          let path = "\(folder)/tree-\(tree)-\(ranges).npz"
          _ = try FeatureParts.merge(group, range: range, to: path)
          return path
        }
        _ = try FeatureParts.merge(level.shuffled(), to: folder + "/tree.npz")
        #expect(try MappedFile.content(of: folder + "/tree.npz") == whole, "\(count) shards, tree \(widths)")
      }
    }
  }

  /// A matrix of some features has the others' columns, and is not taken for the whole.
  @Test func someFeaturesAreAMatrixOfTheirOwn() throws {
    try withFolder { folder in
      let parts = try writeShards(3, .max, in: folder)
      _ = try FeatureParts.merge(parts, to: folder + "/all.npz")
      _ = try FeatureParts.merge(parts, features: 100...199, to: folder + "/some.npz")
      guard case .encoded(let all) = try HiddenStates.open(path: folder + "/all.npz").activations else {
        Issue.record("no features")
        return
      }
      let some = try TensorFile.open(folder + "/some.npz")
      func numbers(_ name: String) throws -> [Int64] {
        try PlainArrays.integers(some.tensor(name), path: some.path)
      }
      let expected = all.matrix.keepingColumns(100...199)
      #expect(try numbers("shape") == [Int64(all.matrix.rowCount), Int64(all.matrix.columnCount)])
      #expect(try numbers("indptr") == expected.offsets.map(Int64.init))
      #expect(try numbers("indices") == expected.indices.map(Int64.init) && !expected.indices.isEmpty)
      #expect(try some.tensor("data").floats() == Array(expected.values))
      let error = #expect(throws: AtlasError.self) { try HiddenStates.open(path: folder + "/some.npz") }
      #expect(error?.message.contains("some features alone") == true)
      #expect(throws: AtlasError.self) {
        try FeatureParts.merge(parts, features: 0...all.matrix.columnCount, to: folder + "/beyond.npz")
      }
      #expect(!Paths.exists(folder + "/beyond.npz"))
    }
  }

  /// The same range, joined in one step or in two, is the same part.
  @Test func aRangeIsTheSamePartHoweverItCameAbout() throws {
    try withFolder { folder in
      let parts = try writeShards(5, .max, in: folder)
      func merge(_ paths: [String], _ range: ClosedRange<Int>, _ name: String) throws -> String {
        _ = try FeatureParts.merge(paths, range: range, to: folder + name)
        return folder + name
      }
      let once = try merge(Array(parts[1...3]), 2...4, "/once.npz")
      let twice = try merge([try merge([parts[3], parts[2]], 3...4, "/half.npz"), parts[1]], 2...4, "/twice.npz")
      #expect(try MappedFile.content(of: once) == MappedFile.content(of: twice))
      #expect(throws: AtlasError.self) { try merge([parts[0], parts[2]], 1...3, "/gap.npz") }
      #expect(throws: AtlasError.self) { try merge([parts[0], parts[1]], 1...1, "/outside.npz") }
      #expect(throws: AtlasError.self) { try merge(parts, 1...6, "/beyond.npz") }
    }
  }

  /// 139 tokens of a copy of the states were changed: not one of them is among the 256 of the sample.
  @Test(arguments: [1, 2, 3]) func changedStatesAreFoundByAnotherShard(which: Int) throws {
    try withFolder { folder in
      var parts = try writeShards(3, .sum, in: folder)
      let shard = try Shard(parsing: "\(which)/3")
      let own = try encoding()
      let examples = ExampleBlocks(offsets: own.source.offsets).examples(of: shard)
      // Between two tokens of the sample: a whole run of 139 lies there only in larger data.
      let sampled = Set((0..<256).map { $0 * own.source.tokenCount / 256 })
      let tokens = (own.source.offsets[examples.lowerBound]..<own.source.offsets[examples.upperBound])
        .filter { !sampled.contains($0) }
      let first = tokens[tokens.count / 2]
      parts[which - 1] = folder + "/changed.npz"
      try encoding(changed: first..<first + 1).write(to: parts[which - 1], pooling: .sum, shard: shard)
      let error = #expect(throws: AtlasError.self) { try FeatureParts.merge(parts, to: folder + "/merged.npz") }
      #expect(error?.message.contains("shard \(which)/3 encoded other states") == true, "\(error?.description ?? "")")
      #expect(error?.path == parts[which - 1])
      #expect(!Paths.exists(folder + "/merged.npz"))
    }
  }

  /// Parts of a plan, joined, and a build that finds all of them in the cache.
  @Test func partsOfAPlanGiveTheBytesOfOneRun() throws {
    try withFolder { folder in
      var text = String(
        decoding: try MappedFile.content(of: TestPaths.fixtures("AtlasCommand") + "/demo.yml"), as: UTF8.self)
      text = text.replacing("../../../examples", with: Self.examples)
        .replacing("representations: [", with: "representations: [] #")
      let config = folder + "/atlas.yml"
      try FileSink.write(config, Array(text.utf8))
      func run(_ arguments: [String]) throws {
        var command = try FeatureAtlas.parseAsRoot(arguments + ["-q"])
        try command.run()
      }
      func refuses(_ arguments: [String]) -> Bool { (try? run(arguments)) == nil }
      try run(["plan", config, "--shard-bytes", "900kB", "-o", folder + "/plan.json"])
      let configuration = try AtlasConfiguration.read(config)
      let plan = try EncodingPlan(reading: folder + "/plan.json", for: configuration)
      #expect(plan.encodings.count >= 1 && plan.parts.count > 2 * plan.encodings.count)
      // Each file of states counts once, whatever the number of its checkpoints.
      let files = Dictionary(plan.encodings.flatMap(\.files).map { ($0.path, $0.bytes) }) { first, _ in first }
      #expect(plan.shards == Int((Double(files.values.reduce(0, +)) / 900_000).rounded(.up)))
      for encoding in plan.encodings {
        let own = plan.parts.filter { ($0.dataset, $0.checkpoint) == (encoding.dataset, encoding.checkpoint) }
        #expect(own.map(\.shard) == Array(1...encoding.shards))
        #expect(own.first?.tokens.lowerBound == 0 && own.last?.tokens.upperBound == encoding.tokens)
        #expect(zip(own, own.dropFirst()).allSatisfy { $0.tokens.upperBound == $1.tokens.lowerBound })
        // Files are shared out evenly, up to a block of some 512 tokens.
        let bytes = encoding.files.reduce(0) { $0 + $1.bytes }
        #expect(own.reduce(0) { $0 + $1.bytes } >= bytes - own.count)
        #expect(own.allSatisfy { $0.bytes <= 900_000 + 2 * 600 * bytes / encoding.tokens })
      }
      let first = plan.encodings[0]
      let own = plan.parts.filter { ($0.dataset, $0.checkpoint) == (first.dataset, first.checkpoint) }
      for part in own {
        try run([
          "encode", "--plan", folder + "/plan.json", "--config", config, "--part", "\(part.part)", "-o",
          "\(folder)/\(part.part).npz", "--cache", folder + "/cache",
        ])
      }
      let paths = own.map { "\(folder)/\($0.part).npz" }
      try run(["merge"] + paths + ["-o", folder + "/merged.npz"])
      let entry = try #require(configuration.checkpoints.first { $0.id == first.checkpoint })
      try run([
        "encode", "--checkpoint", try #require(entry.path), "--states", first.files[0].path, "-o",
        folder + "/whole.npz", "--no-cache",
      ])
      #expect(
        try MappedFile.content(of: folder + "/merged.npz") == MappedFile.content(of: folder + "/whole.npz"))
      let list = String(decoding: try MappedFile.content(of: folder + "/merged.npz.parts.json"), as: UTF8.self)
      for path in paths { #expect(list.contains(try SHA256Digest.hex(ofFile: path))) }
      let planned = [
        "encode", "--plan", folder + "/plan.json", "--config", config, "-o", folder + "/x.npz", "--no-cache",
      ]
      #expect(refuses(planned + ["--part", "\(plan.parts.count + 1)"]))
      #expect(refuses(planned + ["--part", "1", "--shard", "1/2"]))
      #expect(refuses(planned))
      #expect(refuses(["plan", config, "--shard-bytes", "many"]))
      try FileSink.write(config, Array((text + "\n# changed\n").utf8))
      #expect(refuses(planned + ["--part", "1"]))
      #expect(!Paths.exists(folder + "/x.npz"))
    }
  }

  /// Cut off anywhere, or with one bit wrong in any member: an error with the part's name.
  @Test func damagedPartsAreRefused() throws {
    try withFolder { folder in
      let parts = try writeShards(2, .max, in: folder)
      let sound = try MappedFile.content(of: parts[1])
      func expectRefusal(_ what: String) {
        let error = #expect(throws: AtlasError.self, "\(what)") {
          try FeatureParts.merge(parts, to: folder + "/merged.npz")
        }
        #expect(error?.path == parts[1], "\(what)")
        #expect(!Paths.exists(folder + "/merged.npz"), "\(what)")
      }
      for length in stride(from: 0, to: sound.count, by: 4096) {
        try FileSink.write(parts[1], Array(sound[..<length]))
        expectRefusal("cut off at \(length)")
      }
      let contents = try Self.members(of: sound)
      #expect(contents.count == 6)
      for (name, place) in contents {
        for byte in [place.lowerBound, place.lowerBound + place.count / 2, place.upperBound - 1] {
          var bytes = sound
          bytes[byte] ^= 0x04
          try FileSink.write(parts[1], bytes)
          expectRefusal("\(name), byte \(byte)")
        }
      }
    }
  }

  /// Names and contents of the stored members of a small archive, from its central directory.
  static func members(of bytes: [UInt8]) throws -> [(name: String, place: Range<Int>)] {
    func number(_ place: Int, _ width: Int) -> Int {
      (0..<width).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    var place = number(bytes.count - 6, 4)
    return (0..<number(bytes.count - 12, 2)).map { _ in
      let (size, nameLength, header) = (number(place + 20, 4), number(place + 28, 2), number(place + 42, 4))
      let name = String(decoding: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)
      place += 46 + nameLength + number(place + 30, 2) + number(place + 32, 2)
      let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
      return (name, start..<start + size)
    }
  }

  @Test func partsOfAnotherVersionAndOverlappingOnesAreRefused() throws {
    try withFolder { folder in
      let parts = try writeShards(3, .sum, in: folder)
      func rewrite(_ change: (inout FeaturePart) -> Void) throws -> String? {
        guard case .encoded(let features) = try HiddenStates.open(path: parts[1]).activations else { return nil }
        var part = try FeaturePart(reading: parts[1])
        change(&part)
        try PlainWriter.write(features, to: folder + "/other.npz", part: part)
        do {
          _ = try FeatureParts.merge([parts[0], folder + "/other.npz", parts[2]], to: folder + "/merged.npz")
          return nil
        } catch { return (error as? AtlasError)?.description }
      }
      #expect(try rewrite { _ in } == nil)
      #expect(try rewrite { $0.run.version = "0.0.9" }?.contains("another version of feature-atlas (0.0.9)") == true)
      #expect(try rewrite { $0.run.encoding = "other" }?.contains("another version") == true)
      let overlap = try rewrite { part in
        let ranges = (part.pieces[0].blocks, part.pieces[0].examples, part.pieces[0].tokens)
        part.pieces[0].blocks = ranges.0.lowerBound - 1..<ranges.0.upperBound
        part.pieces[0].examples = ranges.1.lowerBound - 1..<ranges.1.upperBound - 1
        part.pieces[0].tokens = ranges.2.lowerBound - 9..<ranges.2.upperBound
      }
      #expect(overlap?.contains("overlaps the shard before it") == true, "\(overlap ?? "")")
      #expect(try rewrite { $0.pieces[0].shard = 4 }?.contains("cannot be") == true)
      #expect(try rewrite { $0.pieces[0].rows += 1 }?.contains("cannot be") == true)
      #expect(try rewrite { $0.pieces[0].entries += 1 }?.contains("values") == true)
    }
  }

  @Test func wrongPartsAreOneErrorEach() throws {
    try withFolder { folder in
      let parts = try writeShards(3, .sum, in: folder)
      func message(_ paths: [String]) -> String? {
        do {
          _ = try FeatureParts.merge(paths, to: folder + "/merged.npz")
        } catch {
          #expect(!Paths.exists(folder + "/merged.npz"))
          return (error as? AtlasError)?.description
        }
        return nil
      }
      #expect(message([parts[0], parts[2]])?.contains("shard 2/3 is missing") == true)
      #expect(message(parts + [parts[1]])?.contains("shard 2/3 is given twice") == true)
      try encoding().write(to: folder + "/whole.npz", pooling: .sum)
      #expect(message(parts + [folder + "/whole.npz"])?.contains("no part of a sharded run") == true)
      try encoding().write(to: folder + "/other.npz", pooling: .max, shard: try Shard(parsing: "2/3"))
      #expect(message([parts[0], folder + "/other.npz", parts[2]])?.contains("another pooling") == true)
      try encoding(states: "reviews").write(to: folder + "/other.npz", pooling: .sum, shard: try Shard(parsing: "2/3"))
      #expect(message([parts[0], folder + "/other.npz", parts[2]])?.contains("other states") == true)
      try encoding(checkpoint: "l6-w2048").write(
        to: folder + "/other.npz", pooling: .sum, shard: try Shard(parsing: "2/3"))
      #expect(message([parts[0], folder + "/other.npz", parts[2]])?.contains("another checkpoint") == true)
      try encoding().write(to: folder + "/other.npz", pooling: .sum, shard: try Shard(parsing: "2/4"))
      #expect(message([parts[0], folder + "/other.npz", parts[2]])?.contains("one of 3") == true)
    }
  }

  /// Sums, statistics, histograms and strongest examples of merged shards are, byte for byte, those of one run.
  @Test func statisticsOfMergedShardsAreThoseOfOneRun() throws {
    try withFolder { folder in
      _ = try FeatureParts.merge(try writeShards(3, nil, in: folder), to: folder + "/merged.npz")
      var text = String(
        decoding: try MappedFile.content(of: TestPaths.fixtures("AtlasCommand") + "/demo.yml"), as: UTF8.self)
      text = text.replacing("../../../examples", with: Self.examples)
        .replacing("representations: [", with: "representations: [majority] #")
      try FileSink.write(folder + "/states.yml", Array(text.utf8))
      let states = try #require(text.firstMatch(of: #/[^ {]*messages.layer6.safetensors/#)).output
      try FileSink.write(folder + "/merged.yml", Array(text.replacing(states, with: "merged.npz").utf8))
      let cache = try BlockCache(folder + "/cache")
      // The shards of other machines, in the cache.
      for index in 1...2 {
        try encoding(cache: cache).write(
          to: folder + "/x.npz", pooling: nil, shard: try Shard(parsing: "\(index)/2"))
      }
      _ = cache.report()
      for name in ["states", "merged"] {
        try AnalysisJob.of(folder + "/\(name).yml", threads: 2).write(to: folder + "/\(name)")
      }
      var cached = try AnalysisJob.of(folder + "/states.yml", threads: 1)
      cached.cache = cache
      try cached.write(to: folder + "/cached")
      for file in ["features.csv", "examples.csv"] {
        let path = "/data/messages/l6-w512/" + file
        let expected = try MappedFile.content(of: folder + "/states" + path)
        #expect(try MappedFile.content(of: folder + "/merged" + path) == expected, "\(file)")
        #expect(try MappedFile.content(of: folder + "/cached" + path) == expected, "\(file)")
      }
      let files = try Paths.files(under: folder + "/states").filter { $0 != DataFiles.timings }
      for file in files {
        #expect(
          try MappedFile.content(of: folder + "/states/" + file) == MappedFile.content(of: folder + "/cached/" + file),
          "\(file)")
      }
    }
  }
}

/// States that were edited in some tokens.
private struct ChangedStates: HiddenStateSource {
  let original: any HiddenStateSource
  let changed: Range<Int>

  var dimension: Int { original.dimension }
  var tokenCount: Int { original.tokenCount }
  var isTokenLevel: Bool { original.isTokenLevel }
  var offsets: [Int] { original.offsets }
  var files: [String] { original.files }

  func read(_ tokens: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws {
    try original.read(tokens, into: buffer)
    for token in tokens.clamped(to: changed) { buffer[(token - tokens.lowerBound) * dimension] += 1 }
  }
}
