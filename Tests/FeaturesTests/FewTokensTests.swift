import Datasets
import Diagnostics
import Findings
import SparseAutoencoders
import TensorFiles
import Testing

@testable import Features

/// States of which a few tokens hold nearly all of the variance.
@Suite struct FewTokensTests {
  private let d = 8

  /// Features x and −x of some dimensions: these are exact, of the others nothing is explained.
  private func identity(explaining dimensions: Range<Int>) -> SparseAutoencoder {
    var weights = [Float](repeating: 0, count: d * 2 * d)
    for k in dimensions {
      weights[k * 2 * d + k] = 1
      weights[k * 2 * d + d + k] = -1
    }
    return SparseAutoencoder(
      inputDimension: d, featureCount: 2 * d,
      encoder: WeightMatrix(values: FloatStorage(weights), inputs: d, outputs: 2 * d, isTransposed: false),
      encoderBias: [Float](repeating: 0, count: 2 * d), activation: .relu,
      decoder: WeightMatrix(values: FloatStorage(weights), inputs: 2 * d, outputs: d, isTransposed: true),
      decoderBias: [])
  }

  /// Examples of 1 to 7 tokens between −1 and 1 with a massive one at a place of each that has several.
  private func states(massive place: (Range<Int>) -> Int?, along dimension: Int) -> MemoryStates {
    var states = MemoryStates(dimension: d, examples: 300, seed: 5)
    for example in 0..<states.exampleCount {
      let tokens = states.offsets[example]..<states.offsets[example + 1]
      if let token = place(tokens) { states.values[token * d + dimension] = 300 + Float(example % 7) }
    }
    return states
  }

  private func check(
    _ autoencoder: SparseAutoencoder, _ states: MemoryStates, atMost: Int? = nil, text: (Int) -> String? = { _ in nil }
  ) throws -> (finding: ReconstructionFinding, doubts: [Note]) {
    let finding = try ReconstructionCheck.measure(
      autoencoder, on: states, dataset: "d", atMost: atMost, threads: 2, text: text)
    return (finding, ReconstructionCheck.doubts(finding, declaredL0: nil))
  }

  /// Everything but the dimension of the first tokens is explained: the checkpoint is sound, and not to be blamed.
  @Test(arguments: [nil, 256]) func firstTokensThatDamnASoundCheckpoint(atMost: Int?) throws {
    let states = states(massive: { $0.lowerBound }, along: 7)
    var quiet = states
    for token in 0..<quiet.tokenCount where quiet.values[token * d + 7] < 100 { quiet.values[token * d + 7] = 0 }
    let (finding, doubts) = try check(identity(explaining: 0..<7), quiet, atMost: atMost)
    #expect(try #require(finding.fvu) > 0.9 && #require(finding.fvuWithoutFirst) < 1e-10)
    #expect(try #require(finding.medianUnexplained) < 1e-10)
    #expect(finding.far?.position == "first" && finding.far?.fvuWithout == finding.fvuWithoutFirst)
    #expect(try #require(finding.positions?.first).varianceShare > 0.99)
    #expect(doubts.map(\.code) == [.fewFirstTokens])
    #expect(doubts[0].values.last == .number(try #require(finding.fvuWithoutFirst)))
  }

  /// Only the dimension of the massive tokens is explained: a checkpoint that explains nothing else looks perfect.
  @Test func massiveTokensThatHideABadCheckpoint() throws {
    let last = try check(
      identity(explaining: 7..<8), states(massive: { $0.count > 1 ? $0.upperBound - 1 : nil }, along: 7))
    #expect(try #require(last.finding.fvu) < 0.01 && last.finding.far?.position != "first")
    #expect(try #require(last.finding.medianUnexplained) > 0.5)
    #expect(last.doubts.first?.code == .fewLastTokens)
    // In the middle of long examples, and known by their text.
    let middle = states(massive: { $0.count > 3 ? $0.lowerBound + 2 : nil }, along: 7)
    let found = try check(identity(explaining: 7..<8), middle) { middle.values[$0 * d + 7] > 100 ? "\n" : "w\($0)" }
    #expect(found.finding.far?.position == nil && found.finding.far?.texts == ["\n"])
    #expect(try #require(found.finding.far?.fvuWithout) > 0.5 && #require(found.finding.fvu) < 0.01)
    #expect(found.doubts.first?.code == .fewTokensOfTexts)
    // What the others say is judged: nearly nothing of them is explained.
    let nothing = try check(identity(explaining: 7..<8), states(massive: { $0.lowerBound }, along: 7))
    #expect(nothing.doubts.count == (try #require(nothing.finding.fvuWithoutFirst) > 0.5 ? 2 : 1))
  }

  @Test func ordinaryStatesAreNotDoubted() throws {
    let states = MemoryStates(dimension: d, examples: 300, seed: 5)
    let (finding, doubts) = try check(identity(explaining: 0..<8), states)
    #expect(finding.far == nil && doubts.isEmpty)
    #expect(try #require(finding.topShare) < 0.05)
    let shares = try #require(finding.positions).map(\.varianceShare)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
  }

  /// Massive tokens that the checkpoint explains no better and no worse decide nothing.
  @Test func massiveTokensThatChangeNothing() throws {
    #expect(try check(identity(explaining: 0..<8), states(massive: { $0.lowerBound }, along: 7)).doubts.isEmpty)
  }

  /// First and last tokens are in every sample, each standing for as many as there are, and estimates are those of all.
  @Test(arguments: [40, 128, 700, 1100, 5000]) func samplesStandForAllTokens(size: Int) throws {
    let states = states(massive: { $0.lowerBound }, along: 7)
    let sample = try StateSample(states, size: size)
    #expect(sample.count == min(size, states.tokenCount))
    #expect(zip(sample.positions, sample.positions.dropFirst()).allSatisfy { $0 < $1 })
    #expect(abs(sample.weights.reduce(0, +) - Double(states.tokenCount)) < 1e-6)
    for (row, position) in sample.positions.enumerated() {
      #expect(Array(sample.states[row * d..<(row + 1) * d]) == Array(states.values[position * d..<(position + 1) * d]))
    }
    let firsts = sample.places.indices.filter { sample.places[$0] == .first }
    #expect(firsts.allSatisfy { states.offsets.contains(sample.positions[$0]) })
    #expect(abs(firsts.reduce(0) { $0 + sample.weights[$1] } - 300) < 1e-6)
    #expect(sample.places.contains(.last) && sample.places.contains(.rest))
    let whole = try ReconstructionCheck.measure(identity(explaining: 0..<7), on: states, dataset: "d", threads: 1)
    let part = try check(identity(explaining: 0..<7), states, atMost: size).finding
    #expect(abs(try #require(part.fvu) / #require(whole.fvu) - 1) < 0.02)
    #expect(part.tokens == sample.count)
  }

  /// Nearly all examples have one token: the sample is no larger than asked for.
  @Test func shortExamplesFillNoMoreThanTheSample() throws {
    var states = MemoryStates(dimension: d, examples: 100, seed: 5)
    states.offsets = Array(0...95) + (1...5).map { 95 + 2 * $0 }
    states.values = Array(states.values.prefix(105 * d))
    let sample = try StateSample(states, size: 40)
    #expect(sample.count == 40 && sample.places.contains(.last))
  }

  @Test func oneStatePerExampleHasNoPlaces() throws {
    var states = MemoryStates(dimension: d, examples: 50, seed: 3)
    states.values.removeLast(states.values.count - 50 * d)
    states.offsets = Array(0...50)
    let finding = try ReconstructionCheck.measure(
      identity(explaining: 0..<8), on: DenseStates(states: states), dataset: "d", threads: 1)
    #expect(finding.positions == nil && finding.fvuWithoutFirst == nil && finding.tokens == 50)
  }
}

private struct DenseStates: HiddenStateSource {
  var states: MemoryStates
  var dimension: Int { states.dimension }
  var tokenCount: Int { states.tokenCount }
  var offsets: [Int] { states.offsets }
  var isTokenLevel: Bool { false }
  var files: [String] { [] }

  func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws {
    try states.read(tokens, into: target)
  }
}
