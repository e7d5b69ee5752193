import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Every fixture with some bytes changed is either read or refused by an `AtlasError`; nothing traps.
///
/// `ATLAS_MUTATIONS` sets how often each file is changed (default 30); the seed is fixed.
@Suite struct MutationTests {
  let folder = TestPaths.fixtures("Datasets") + "/"
  let rounds = ProcessInfo.processInfo.environment["ATLAS_MUTATIONS"].flatMap(Int.init) ?? 30
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func mutate(_ original: [UInt8], _ generator: inout SeededTestGenerator) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[place] = [0, 1, 0x7f, 0x80, 0xff, 0x22, 0x0a, 0x2c].randomElement(using: &generator) ?? 0
      case 2: bytes.removeSubrange(place...)
      case 3: bytes.remove(at: place)
      case 4: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
      default:
        // A digit, where headers hold sizes.
        if (0x30...0x39).contains(bytes[place]) { bytes.insert(0x39, at: place) }
      }
    }
    return bytes
  }

  /// - Returns: how often it was refused.
  private func run(_ original: [UInt8], _ path: String, _ read: () throws -> Void) throws -> Int {
    var generator = SeededTestGenerator(state: UInt64(original.count))
    var refused = 0
    for _ in 0..<rounds {
      try Data(mutate(original, &generator)).write(to: URL(fileURLWithPath: path))
      do {
        try read()
      } catch let error as AtlasError {
        refused += 1
        #expect(error.path != nil, "\(error) has no path")
      } catch let errors as AtlasErrors {
        refused += 1
        #expect(errors.all.allSatisfy { $0.path != nil }, "\(errors) has no path")
      }
    }
    return refused
  }

  @Test(arguments: [
    "csr.npz", "csr-unsorted.npz", "csc.npz", "coo.npz", "ragged.npz", "padded.npz", "fortran.npy", "folder/states.npy",
    "layouts/layers.3.safetensors", "layouts/mosaic-features/llm_features.npz",
    "layouts/saebench/bios_activations.pt",
    "layouts/sae-probes/sae_activations_m/normal_setting/csr.pt",
    "layouts/sae-probes/sae_activations_m/normal_setting/three-axes.pt",
  ])
  func files(_ name: String) throws {
    let path = scratch.path((name as NSString).lastPathComponent)
    let refused = try run(fileBytes(folder + name), path) { try readAll(path) }
    #expect(refused > 0)
  }

  @Test(arguments: [
    ("layouts/saev", "metadata.json"), ("layouts/saev", "shards.json"), ("layouts/delphi", "config.json"),
    ("layouts/delphi", "5_11.safetensors"), ("layouts/mosaic-samples", "m_12_sae_activations_metadata.csv"),
    ("layouts/mosaic-samples", "sample_a.npz"), ("layouts/chunks", "shard-0-chunk-00000001.safetensors"),
    ("folder", "offsets.npy"), ("layouts/parts", "acts_part2.npy"), ("layouts/arrow", "data-00001-of-00002.arrow"),
    ("layouts/arrow-fixed", "data-00000-of-00002.arrow"),
  ])
  func filesOfFolders(_ name: String, _ member: String) throws {
    let path = scratch.path("copy")
    try FileManager.default.copyItem(atPath: folder + name, toPath: path)
    let refused = try run(fileBytes(path + "/" + member), path + "/" + member) { try readAll(path) }
    #expect(refused > 0)
  }

  @Test(arguments: ["examples.csv.gz", "two-members.csv.gz", "examples.csv.zst"]) func packedTables(_ name: String)
    throws
  {
    let path = scratch.path(name)
    let refused = try run(fileBytes(folder + name), path) { _ = try TextTable.read(path) }
    #expect(refused > 0)
  }

  @Test func plainText() throws {
    let csv = Array("id,text,label\r\na,\"one, \"\"two\"\"\",yes\r\nb,\"two\r\nlines\",no\r\nc,höflich,\r\n".utf8)
    let lines = Array("{\"a\": \"x\\u00e9\\n\", \"b\": -1.5e3}\n{\"a\": null, \"b\": true}\n".utf8)
    let tokens = Array("[\"a\", \"\\ud83d\\ude00\"]\n[]\n[\"b\"]\n".utf8)
    for (name, bytes) in [("a.csv", csv), ("a.tsv", csv), ("a.jsonl", lines)] {
      let path = scratch.path(name)
      #expect(try run(bytes, path) { _ = try TextTable.read(path) } > 0)
    }
    let path = scratch.path("tokens.jsonl")
    #expect(try run(tokens, path) { _ = try TokenTable.read(path: path) } > 0)
  }

  private func readAll(_ path: String) throws {
    let opened = try HiddenStates.open(path: path, options: StateOptions(layer: 6))
    if let source = opened.states { _ = try source.all(block: 3) }
  }
}
