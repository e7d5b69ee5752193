import Foundation
import TensorFiles
import TestSupport
import Testing

/// Array files written by NumPy itself, against the same content as safetensors.
@Suite(.enabled(if: TestPaths.sharedData != nil)) struct SharedLayoutTests {
  @Test(arguments: ["npy-v1", "npy-v2", "npy-fortran", "npy-float16", "npz-stored", "npz-deflated"])
  func dense(_ name: String) throws {
    let folder = try #require(TestPaths.sharedData) + "/formats/" + name
    let file = name.hasPrefix("npz") ? "states.npz" : "states.npy"
    let states = try TensorFile.open("\(folder)/files/\(file)").tensor("states")
    let expected = try TensorFile.open(folder + "/expected.safetensors").tensor("dense")
    #expect(states.shape == expected.shape)
    #expect(states.floats() == expected.floats())
    var middle = [Float](repeating: 0, count: 5 * states.rowLength)
    middle.withUnsafeMutableBufferPointer { states.copyFloats(rows: 7..<12, into: $0) }
    #expect(middle == Array(expected.floats()[7 * states.rowLength..<12 * states.rowLength]))
    if let viewed = FloatStorage(viewing: states) {
      withExtendedLifetime(viewed) { #expect(Array(viewed.values) == expected.floats()) }
    }
  }
}
