import Diagnostics
import Foundation
import TensorFiles
import TestSupport
import Testing

/// Weights in several files and their index.
@Suite struct ShardedTensorsTests {
  private static func safetensors(_ name: String, _ values: [Float]) -> [UInt8] {
    let header = #"{"\#(name)":{"dtype":"F32","shape":[\#(values.count)],"data_offsets":[0,\#(values.count * 4)]}}"#
    return withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init) + Array(header.utf8)
      + values.withUnsafeBytes(Array.init)
  }

  /// The message of opening an index with this map beside two parts that hold `a` and `b`; nil if it opens.
  private func opened(_ map: String, leavingOut missing: String? = nil) throws -> (message: String?, names: [String]) {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder + "/sae", withIntermediateDirectories: true)
    for (name, bytes) in [
      ("sae/w-00001-of-00002.safetensors", Self.safetensors("a", [1, 2])),
      ("sae/w-00002-of-00002.safetensors", Self.safetensors("b", [3])),
      ("outside.safetensors", Self.safetensors("b", [3])),
    ] where missing != name {
      try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
    let index = folder + "/sae/w.safetensors.index.json"
    try Data(map.utf8).write(to: URL(fileURLWithPath: index))
    do {
      let file = try TensorFile.open(index)
      #expect(try file.tensor("a").floats() == [1, 2] && file.tensor("b").floats() == [3])
      #expect(throws: AtlasError.self) { try file.tensor("c") }
      return (nil, file.tensors.map(\.name))
    } catch let error as AtlasError {
      #expect(error.path != nil)
      return ("\(error)", [])
    }
  }

  private func map(_ a: String, _ b: String) -> String {
    #"{"metadata":{"total_size":12},"weight_map":{"a":"\#(a)","b":"\#(b)"}}"#
  }

  private let first = "w-00001-of-00002.safetensors"
  private let second = "w-00002-of-00002.safetensors"

  @Test func readsThroughTheMap() throws {
    let result = try opened(map(first, second))
    #expect(result.message == nil && result.names == ["a", "b"])
  }

  @Test func namesAMissingPart() throws {
    let result = try opened(map(first, second), leavingOut: "sae/" + second)
    #expect(result.message?.contains(second) == true)
  }

  @Test func staysInItsFolder() throws {
    for name in [
      "../outside.safetensors", "/etc/passwd", "a/../../outside.safetensors", "..\\\\outside.safetensors", "",
    ] {
      let result = try opened(map(first, name))
      #expect(result.message?.contains("leads out of the folder") == true, "\(name)")
    }
  }

  @Test func damagedIndices() throws {
    #expect(try opened(map(first, first)).message?.contains("where this index says it is") == true)
    #expect(try opened("{}").message?.contains("weight_map") == true)
    #expect(try opened(#"{"weight_map":{"a":1}}"#).message?.contains("names no file") == true)
    #expect(try opened(#"{"weight_map":"#).message?.contains("invalid JSON") == true)
    #expect(try opened("<html>").message?.contains("web page") == true)
  }
}
