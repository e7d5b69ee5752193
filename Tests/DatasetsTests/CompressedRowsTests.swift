import LinearAlgebra
import TestSupport
import Testing

@testable import Datasets

@Suite struct CompressedRowsTests {
  let folder = TestPaths.fixtures("Datasets") + "/"

  @Test(arguments: ["csr.npz", "csc.npz", "coo.npz", "csr-unsorted.npz"])
  func everyFormatGivesTheSameMatrix(_ name: String) throws {
    let features = try #require(try HiddenStates.open(path: folder + name).features)
    #expect(features.matrix.rowCount == 6)
    #expect(features.matrix.columnCount == 9)
    #expect(features.matrix.dense == (try floats(folder + "sparse-dense.npy")))
    #expect(features.matrix.isCanonical)
    #expect(features.offsets == Array(0...6))
  }

  @Test func blocksAreRefused() {
    #expect(atlasError { _ = try HiddenStates.open(path: folder + "bsr.npz") } != nil)
  }

  /// Each member of a sound file is exchanged for one that lies.
  @Test(arguments: [
    ("indptr", [Int64(0), 2, 1, 3]), ("indptr", [0, 1, 3]), ("indptr", [0, 1, 2, 4]), ("indptr", [1, 1, 2, 3]),
    ("indices", [0, 1]), ("indices", [0, 4, 1]), ("indices", [0, -1, 1]), ("shape", [3]), ("shape", [3, 1 << 40]),
    ("shape", [1 << 62, 4]), ("shape", [-1, 4]), ("shape", [2, 4]), ("offsets", [0, 2]), ("offsets", [0, 4, 3]),
  ])
  func membersThatLieAreErrors(_ member: String, _ values: [Int64]) throws {
    let scratch = try Scratch()
    var members: [String: [Int64]] = ["indptr": [0, 1, 2, 3], "indices": [0, 2, 1], "shape": [3, 4]]
    func write() throws -> String {
      let file = try OutputFile(scratch.path("x.npz"))
      var archive = ZipWriter(file)
      for name in members.keys.sorted() {
        let values = members[name] ?? []
        let content = values.withUnsafeBytes { PlainWriter.npyHeader("<i8", [values.count]) + Array($0) }
        try content.withUnsafeBytes { try archive.add(name + ".npy", [$0]) }
      }
      let data = PlainWriter.npyHeader("|u1", [3]) + [1, 2, 3]
      try data.withUnsafeBytes { try archive.add("data.npy", [$0]) }
      let format = PlainWriter.npyHeader("|S3", []) + Array("csr".utf8)
      try format.withUnsafeBytes { try archive.add("format.npy", [$0]) }
      try archive.finish()
      try file.finish()
      return scratch.path("x.npz")
    }
    let sound = try #require(try HiddenStates.open(path: write()).features)
    #expect(sound.matrix.dense == [1, 0, 0, 0, 0, 0, 2, 0, 0, 3, 0, 0])
    members[member] = values
    let path = try write()
    #expect(atlasError { _ = try HiddenStates.open(path: path) } != nil)
  }
}
