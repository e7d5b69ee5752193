import Datasets
import Files
import Findings
import LinearAlgebra
import SparseAutoencoders
import TestSupport
import Testing

@testable import Features

@Suite struct SpreadTests {
  @Test func choosesTheMiddleOfEachFifth() throws {
    let fixture = try ProfileFixture.read()
    let firings = FiringColumns(columns: fixture.matrix.transposed())
    let choice = SpreadChoice(firings, moreThan: fixture.strongest)
    // Features that were encoded elsewhere, one state per example: every token list is the example itself.
    let encoded = EncodedFeatures(
      matrix: fixture.matrix, offsets: Array(0...fixture.matrix.rowCount), files: [])
    let spread = try choice.collecting(encoded)
    #expect(spread.examples.offsets.count == fixture.spread.count + 1)
    for (feature, rows) in fixture.spread.enumerated() {
      let range = spread.examples.offsets[feature]..<spread.examples.offsets[feature + 1]
      #expect(range.map { [Float(spread.examples.examples[$0]), Float(spread.bins[$0]), spread.values[$0]] } == rows)
      for entry in range { #expect(spread.examples.activations[entry] == spread.values[entry]) }
    }
  }

  @Test func tokensAreThoseOfTheEncodingForAnyThreadsAndCache() throws {
    let autoencoder = randomAutoencoder(activation: .absoluteTopK(6))
    let states = MemoryStates(dimension: 12, examples: 300, seed: 8)
    let options = MeasurementOptions(poolings: [.sum], examplesPerFeature: 4, threads: 2)
    let collector = try FeatureCollector.encoding(states, with: autoencoder, checkpoint: "t", options: options)
    let choice = SpreadChoice(FiringColumns(columns: collector.pooled[0].transposed()), moreThan: 4)
    var tokens = SparseMatrix(columnCount: 40)
    states.values.withUnsafeBufferPointer { TokenEncoder(autoencoder).encode($0, into: &tokens) }
    let folder = try TestPaths.temporaryFolder()
    let caches = [nil, try BlockCache(folder), try BlockCache(folder)]
    let found = try caches.enumerated().map { index, cache in
      try choice.encoding(states, with: autoencoder, encoder: .auto, threads: index + 1, cache: cache)
    }
    for spread in found {
      #expect(spread.examples.tokenValues == found[0].examples.tokenValues)
      #expect(spread.examples.tokenIndices == found[0].examples.tokenIndices)
    }
    let list = found[0].examples
    #expect(list.examples.count > 40)
    for feature in 0..<40 {
      for entry in list.offsets[feature]..<list.offsets[feature + 1] {
        let example = Int(list.examples[entry])
        var expected: [Int32: Float] = [:]
        for row in states.offsets[example]..<states.offsets[example + 1] {
          for position in tokens.range(ofRow: row) where Int(tokens.indices[position]) == feature {
            expected[Int32(row - states.offsets[example])] = tokens.values[position]
          }
        }
        let fired = list.tokenOffsets[entry]..<list.tokenOffsets[entry + 1]
        #expect(fired.map { list.tokenIndices[$0] } == expected.keys.sorted())
        #expect(fired.allSatisfy { expected[list.tokenIndices[$0]] == list.tokenValues[$0] })
        #expect(
          list.activations[entry] == expected.values.max() && expected[list.tokens[entry]] == list.activations[entry])
        // The order of the sums is that of the tokens.
        #expect(abs(found[0].values[entry] - expected.values.reduce(0, +)) < 1e-5)
      }
    }
  }
}
