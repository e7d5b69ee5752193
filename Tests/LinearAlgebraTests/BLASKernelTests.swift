import CKernels
import Foundation
import Testing

@testable import LinearAlgebra

struct BLASKernelTests {
  @Test func kernelsOfOlderProcessorsAreReplacedWhereThisOneHasMore() {
    let expected = [512: "SkylakeX", 256: "Haswell"][Int(atlas_vector_bits())]
    for fallback in ["Prescott", "Barcelona", "Sandybridge"] { #expect(BLAS.kernelInPlace(of: fallback) == expected) }
    for own in ["Haswell", "SkylakeX", "Zen", "Cooperlake", "SapphireRapids"] {
      #expect(BLAS.kernelInPlace(of: own) == nil)
    }
  }

  /// The kernels that are set are those that OpenBLAS names: a misspelt name would be passed over in silence.
  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")), arguments: ["SkylakeX", "Haswell"])
  func openBLASKnowsTheKernels(_ name: String) throws {
    let bits = name == "Haswell" ? 256 : 512
    guard atlas_vector_bits() >= bits else { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [
      "-c",
      """
      import ctypes
      library = ctypes.CDLL('libopenblas.so.0')
      library.openblas_get_corename.restype = ctypes.c_char_p
      print(library.openblas_get_corename().decode())
      """,
    ]
    process.environment = ["OPENBLAS_CORETYPE": name]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(said == name + "\n")
  }
}

struct CholeskyBlocksTests {
  @Test(arguments: [1, 63, 64, 65, 128, 200, 333]) func isTheFactorOfLAPACK(_ n: Int) throws {
    var state: UInt64 = 7
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24) - 0.5
    }
    let width = 20
    let rows = (0..<n * width).map { _ in next() }
    var exact = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        var sum = i == j ? 1.0 : 0.0
        for k in 0..<width { sum += rows[i * width + k] * rows[j * width + k] }
        exact[i * n + j] = sum
      }
    }
    var blocks = exact.map { Float($0) }
    #expect(blocks.withUnsafeMutableBufferPointer { CholeskyBlocks.factor($0.baseAddress!, n: n) })
    #expect(exact.withUnsafeMutableBufferPointer { Double.choleskyFactor($0.baseAddress!, n: n) })
    for i in 0..<n { for j in 0...i { #expect(abs(Double(blocks[i * n + j]) - exact[i * n + j]) < 2e-5) } }
  }

  /// In the first block and in the last.
  @Test(arguments: [5, 190]) func whatIsNotPositiveDefiniteIsRefused(_ row: Int) {
    let n = 200
    var matrix = [Float](repeating: 0, count: n * n)
    for i in 0..<n { matrix[i * n + i] = 1 }
    matrix[row * n + row] = -1
    #expect(!matrix.withUnsafeMutableBufferPointer { CholeskyBlocks.factor($0.baseAddress!, n: n) })
  }
}
