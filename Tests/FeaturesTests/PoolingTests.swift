import LinearAlgebra
import SparseAutoencoders
import Testing

@testable import Features

@Suite struct PoolingTests {
  private let autoencoder = randomAutoencoder(activation: .absoluteTopK(6))
  private let states = MemoryStates(dimension: 12, examples: 300, seed: 8)

  private func collect(threads: Int, keep: Int = 4) throws -> FeatureCollector {
    try FeatureCollector.encoding(
      states, with: autoencoder, checkpoint: "test",
      options: MeasurementOptions(poolings: Pooling.allCases, examplesPerFeature: keep, threads: threads))
  }

  @Test func poolsAsDefined() throws {
    let collector = try collect(threads: 2)
    var tokens = SparseMatrix(columnCount: 40)
    states.values.withUnsafeBufferPointer { TokenEncoder(autoencoder).encode($0, into: &tokens) }
    for example in 0..<states.exampleCount {
      let rows = states.offsets[example]..<states.offsets[example + 1]
      var columns = [[Float]](repeating: [Float](repeating: 0, count: rows.count), count: 40)
      for row in rows {
        for position in tokens.range(ofRow: row) {
          columns[Int(tokens.indices[position])][row - rows.lowerBound] = tokens.values[position]
        }
      }
      for (index, pooling) in Pooling.allCases.enumerated() {
        var found = [Float](repeating: 0, count: 40)
        let matrix = collector.pooled[index]
        for position in matrix.range(ofRow: example) { found[Int(matrix.indices[position])] = matrix.values[position] }
        for feature in 0..<40 {
          let values = columns[feature]
          let expected: Float =
            switch pooling {
            case .sum: values.reduce(0, +)
            case .mean: values.reduce(0, +) / Float(values.count)
            case .max: values.max() ?? 0
            case .last: values.last ?? 0
            }
          #expect(abs(found[feature] - expected) < 1e-5, "\(pooling), example \(example), feature \(feature)")
        }
      }
    }
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let one = try collect(threads: 1)
    let four = try collect(threads: 4)
    #expect(one.tokenCounts == four.tokenCounts)
    for index in one.pooled.indices {
      #expect(one.pooled[index].indices == four.pooled[index].indices)
      #expect(one.pooled[index].values == four.pooled[index].values)
    }
    #expect(one.strongestExamples().examples == four.strongestExamples().examples)
    #expect(one.strongestExamples().tokenValues == four.strongestExamples().tokenValues)
  }

  @Test func keepsTheStrongestExamplesWithTheirTokens() throws {
    let collector = try collect(threads: 1, keep: 3)
    let strongest = collector.strongestExamples()
    let columns = collector.pooled[2].transposed()
    for feature in 0..<40 {
      let entries = strongest.offsets[feature]..<strongest.offsets[feature + 1]
      #expect(entries.count <= 3)
      let largest = columns.values[columns.range(ofRow: feature)].max() ?? 0
      if largest > 0 { #expect(strongest.activations[entries.lowerBound] == largest) }
      for entry in entries {
        let firings = strongest.tokenOffsets[entry]..<strongest.tokenOffsets[entry + 1]
        let peak = firings.first { strongest.tokenIndices[$0] == strongest.tokens[entry] }
        #expect(peak.map { strongest.tokenValues[$0] } == strongest.activations[entry])
        if entry > entries.lowerBound { #expect(strongest.activations[entry - 1] >= strongest.activations[entry]) }
      }
    }
  }

  @Test func blocksCoverEveryExampleOnce() {
    let blocks = ExampleBlocks(offsets: states.offsets, tokens: 50).ranges
    #expect(blocks.flatMap { Array($0) } == Array(0..<300))
  }
}
