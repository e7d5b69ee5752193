import Diagnostics
import Foundation
import TensorFiles
import TestSupport
import Testing

/// A seeded mutation fuzzer over all fixtures: damaged files are read or refused, never a crash.
///
/// `FEATURE_ATLAS_FUZZ=1000000 swift test --filter MutationTests` runs a million mutations.
@Suite struct MutationTests {
  private static let interesting: [UInt8] = [
    0, 1, 0x7F, 0x80, 0xFF, 0x28, 0x29, 0x2E, 0x52, 0x62, 0x71, 0x7B, 0x30, 0x39,
  ]

  @Test func mutationsNeverCrash() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["FEATURE_ATLAS_FUZZ"].flatMap { Int($0) } ?? 1500
    let seed = environment["FEATURE_ATLAS_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
    let folder = TestPaths.fixtures("TensorFiles")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      // Unpacked, the large one would take most of the time.
      !$0.hasSuffix(".py") && !$0.contains("large")
    }.sorted()
    let originals = try names.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0))) }
    let scratch = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let path = scratch + "/mutant"
    var generator = SeededTestGenerator(state: seed)
    var refused = 0
    for round in 0..<count {
      let bytes = Self.mutate(originals[round % originals.count], originals, &generator)
      try Self.write(bytes, path)
      do {
        let file = try TensorFile.open(path)
        for entry in file.tensors {
          guard entry.layout == .dense else {
            _ = try file.sparse(entry.name).values.floats()
            continue
          }
          let tensor = try file.tensor(entry.name)
          // A view may repeat a small storage up to a million values; a mutant has no right to more.
          if tensor.count > max(bytes.count * 1100, 1 << 20) { Issue.record("round \(round): \(tensor.count) values") }
          _ = tensor.floats()
          if tensor.elementType.isText { _ = try tensor.strings() } else { _ = try? tensor.int64s() }
        }
      } catch is AtlasError {
        refused += 1
      }
    }
    #expect(refused > count / 4)
  }

  private static func mutate(_ original: [UInt8], _ all: [[UInt8]], _ generator: inout SeededTestGenerator) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      guard !bytes.isEmpty else { break }
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[place] = interesting[Int.random(in: 0..<interesting.count, using: &generator)]
      case 2: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...8, using: &generator)))
      case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 8)], at: place)
      case 5: bytes.removeSubrange(place...)
      case 6:
        for i in place..<min(bytes.count, place + 8) { bytes[i] = Bool.random(using: &generator) ? 0xFF : 0 }
      default:
        let other = all[Int.random(in: 0..<all.count, using: &generator)]
        let from = Int.random(in: 0..<other.count, using: &generator)
        let piece = other[from..<min(other.count, from + 16)]
        bytes.replaceSubrange(place..<min(bytes.count, place + piece.count), with: piece)
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
