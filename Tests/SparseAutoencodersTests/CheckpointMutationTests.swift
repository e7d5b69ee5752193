import Diagnostics
import Foundation
import SparseAutoencoders
import TestSupport
import Testing

/// Damaged configurations and weights of every family: a checkpoint or a clear error, never a crash.
///
/// `FEATURE_ATLAS_FUZZ=1000000 swift test --filter CheckpointMutationTests` runs a million.
@Suite struct CheckpointMutationTests {
  /// What a configuration's author may write where a number is expected.
  private static let words = [
    "0", "-1", "9223372036854775807", "1e308", "NaN", "null", "\"x\"", "[]", "{}", "true", "2.5",
  ]

  @Test func damagedCheckpointsNeverCrash() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["FEATURE_ATLAS_FUZZ"].flatMap { Int($0) } ?? 600
    let seed = environment["FEATURE_ATLAS_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
    let root = TestPaths.fixtures("SparseAutoencoders") + "/cases"
    let scratch = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let manager = FileManager.default
    var targets: [(file: String, open: String, content: [UInt8])] = []
    for name in try manager.contentsOfDirectory(atPath: root).sorted() {
      guard manager.fileExists(atPath: "\(root)/\(name)/checkpoint") else { continue }
      try manager.copyItem(atPath: "\(root)/\(name)/checkpoint", toPath: "\(scratch)/\(name)")
      let files = (manager.enumerator(atPath: "\(scratch)/\(name)")?.allObjects as? [String] ?? []).sorted()
      for file in files {
        var isFolder: ObjCBool = false
        let path = "\(scratch)/\(name)/\(file)"
        guard manager.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
        let folder = (path as NSString).deletingLastPathComponent
        targets.append((path, folder, [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))))
      }
    }
    var generator = SeededTestGenerator(state: seed)
    var refused = 0
    for round in 0..<count {
      let target = targets[round % targets.count]
      try Self.write(Self.mutate(target.content, &generator), target.file)
      do {
        _ = try Checkpoints.open(target.open)
      } catch is AtlasError {
        refused += 1
      }
      try Self.write(target.content, target.file)
    }
    #expect(refused > count / 8)
  }

  private static func mutate(_ original: [UInt8], _ generator: inout SeededTestGenerator) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      guard !bytes.isEmpty else { break }
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes[place] = UInt8(ascii: "0") + UInt8.random(in: 0...9, using: &generator)
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + 3))
      default:
        // The value after the next colon is replaced.
        guard let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) else { continue }
        let end = bytes[colon...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? bytes.count
        bytes.replaceSubrange(colon + 1..<end, with: words[Int.random(in: 0..<words.count, using: &generator)].utf8)
      }
    }
    return bytes
  }

  private static func write(_ bytes: [UInt8], _ path: String) throws {
    let file = try #require(fopen(path, "wb"))
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }
}
