import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import Findings

/// A damaged results folder is refused by an `AtlasError` that names the file; nothing traps.
///
/// `FEATURE_ATLAS_FUZZ=100000 swift test --filter FindingsTests.MutationTests` runs a hundred thousand mutations;
/// `FEATURE_ATLAS_SEEDS=DIR` writes the undamaged files to DIR, for `Tests/Fuzz/run.sh results`.
@Suite struct MutationTests {
  private func withResults(_ body: (String, [String]) throws -> Void) throws {
    let parent = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: parent) }
    try SmallResults.write(to: parent + "/results")
    try body(
      parent + "/results", try Paths.files(under: parent + "/results").filter { $0 != StagedFolder.marker })
  }

  @Test func theUndamagedFolderIsRead() throws {
    try withResults { folder, files in
      try SmallResults.readAll(folder, comparesDigests: true)
      try SmallResults.readAll(folder, comparesDigests: false)
      #expect(files.count > 40)
      if let seeds = ProcessInfo.processInfo.environment["FEATURE_ATLAS_SEEDS"] {
        try Paths.makeFolders(seeds)
        for file in files where !file.hasPrefix("data/") {
          try FileSink.write(
            seeds + "/" + file.replacing("/", with: "-"), try MappedFile.content(of: folder + "/" + file))
        }
      }
    }
  }

  /// Structure alone: what the digests would have caught.
  @Test func withoutDigestsNothingTraps() throws {
    let environment = ProcessInfo.processInfo.environment
    let rounds = environment["FEATURE_ATLAS_FUZZ"].flatMap { Int($0) } ?? 600
    try withResults { folder, files in
      let files = files.filter { !$0.hasPrefix("data/") || $0 == DataFiles.timings }
      let originals = try files.map { try MappedFile.content(of: folder + "/" + $0) }
      var mutator = Mutator(seed: 1)
      var refused = 0
      for round in 0..<rounds {
        let place = round % files.count
        let path = folder + "/" + files[place]
        try FileSink.write(path, mutator.mutate(originals[place]))
        do {
          try SmallResults.readAll(folder, comparesDigests: false)
        } catch let error as AtlasError {
          refused += 1
          #expect(error.path != nil, "\(error) names no file")
        }
        try FileSink.write(path, originals[place])
      }
      #expect(refused > rounds / 2)
    }
  }

  @Test func anyChangedByteIsAnError() throws {
    try withResults { folder, files in
      for file in files {
        let path = folder + "/" + file
        let original = try MappedFile.content(of: path)
        for place in stride(from: 0, to: original.count, by: max(1, original.count / 4)) {
          var bytes = original
          bytes[place] ^= 0x04
          try FileSink.write(path, bytes)
          #expect(throws: AtlasError.self, "\(file), byte \(place)") {
            try SmallResults.readAll(folder, comparesDigests: true)
          }
        }
        try FileSink.write(path, original.dropLast())
        #expect(throws: AtlasError.self, "\(file) cut off") { try SmallResults.readAll(folder, comparesDigests: true) }
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: AtlasError.self, "\(file) missing") { try SmallResults.readAll(folder, comparesDigests: true) }
        try FileSink.write(path, original)
      }
      try FileSink.write(folder + "/data/d/other.csv", [0x61])
      #expect(throws: AtlasError.self) { try SmallResults.readAll(folder, comparesDigests: true) }
    }
  }

  /// Every column with one value less: as many files as columns, each refused with the column's name.
  @Test func aShortenedColumnIsNamed() throws {
    try withResults { folder, files in
      var count = 0
      for file in files where file.hasSuffix(".safetensors") {
        let path = folder + "/" + file
        let original = try MappedFile.content(of: path)
        for name in try Safetensors.names(original) {
          guard let shortened = try Safetensors.shortened(original, name) else { continue }
          count += 1
          try FileSink.write(path, shortened)
          #expect(throws: AtlasError.self, "\(file): \(name)") {
            try SmallResults.readAll(folder, comparesDigests: false)
          }
        }
        try FileSink.write(path, original)
      }
      #expect(count > 100)
    }
  }

  /// Fields of `findings.json` that say nothing true of what is there.
  @Test(arguments: [
    ("\"arm\" : 0", "\"arm\" : 1", "probeRows[0]"), ("\"fold\" : 0", "\"fold\" : 2", "rows[0]"),
    ("\"example\" : 2", "\"example\" : 3", "explanations[0]"), ("\"feature\" : 1", "\"feature\" : 2", "feature"),
    ("\"tested\" : 1", "\"tested\" : 2", "tested"),
    ("\"exampleCount\" : 3", "\"exampleCount\" : 4", "examples"),
    ("\"checkpoint\" : \"c\"", "\"checkpoint\" : \"../c\"", "checkpoint"),
    ("\"language\" : \"en\"", "\"language\" : \"../en\"", "language"),
    ("\"pages\" : 20000", "\"pages\" : -1", "pages"), ("\"train\" : \"d\"", "\"train\" : \"x\"", "train"),
    ("\"id\" : \"e\"", "\"id\" : \"D\"", "clash"),
  ])
  func findingsThatDoNotFit(old: String, new: String, named: String) throws {
    try withResults { folder, _ in
      let path = folder + "/findings.json"
      let text = String(decoding: try MappedFile.content(of: path), as: UTF8.self)
      let place = try #require(text.firstRange(of: old), "\(old)")
      try FileSink.write(path, Array(text.replacingCharacters(in: place, with: new).utf8))
      let error = #expect(throws: AtlasError.self) {
        try ResultsFolder(reading: folder, comparesDigests: false).findings()
      }
      #expect(error?.path == path)
      #expect(error?.message.contains(named) == true, "\(error?.message ?? "")")
    }
  }
}

/// Just enough of the format to shorten a tensor.
private enum Safetensors {
  private static func header(_ file: [UInt8]) throws -> (object: [String: Any], dataStart: Int) {
    let length = file[0..<8].enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    let object = try JSONSerialization.jsonObject(with: Data(file[8..<8 + length])) as? [String: Any]
    return (try #require(object), 8 + length)
  }

  static func names(_ file: [UInt8]) throws -> [String] {
    try header(file).object.keys.filter { $0 != "__metadata__" }.sorted()
  }

  /// The file with the last value of a tensor left out; nil where it has none.
  static func shortened(_ file: [UInt8], _ name: String) throws -> [UInt8]? {
    var (object, start) = try header(file)
    var tensor = try #require(object[name] as? [String: Any])
    let shape = try #require(tensor["shape"] as? [Int])
    let range = try #require(tensor["data_offsets"] as? [Int])
    guard shape[0] > 0 else { return nil }
    let width = (range[1] - range[0]) / shape[0]
    tensor["shape"] = [shape[0] - 1]
    tensor["data_offsets"] = [range[0], range[1] - width]
    object[name] = tensor
    for (other, value) in object where other != name && other != "__metadata__" {
      var entry = try #require(value as? [String: Any])
      let place = try #require(entry["data_offsets"] as? [Int])
      if place[0] >= range[1] {
        entry["data_offsets"] = [place[0] - width, place[1] - width]
        object[other] = entry
      }
    }
    let json = Array(try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys]))
    let data = file[start..<start + range[1] - width] + file[(start + range[1])...]
    return (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) } + json + data
  }
}
