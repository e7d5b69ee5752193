import Datasets
import Diagnostics
import Findings
import Foundation
import LinearAlgebra
import SparseAutoencoders
import TensorFiles
import TestSupport
import Testing

@testable import Features

/// The tokens that features promote and suppress, against numpy (`Fixtures/make_token_effects.py`).
@Suite struct TokenEffectTests {
  private struct Fixture: Decodable {
    var decoder: [[Float]]
    var unembedding: [[Float]]
    var unnamed: [Int]
    var tokens: Int
    /// [feature][rank]: id and effect.
    var promoted: [[[Double]]]
    var suppressed: [[[Double]]]

    static func read() throws -> Fixture {
      let path = TestPaths.fixtures("Features") + "/token-effects.json"
      return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// From tokens to ids, without those that have none.
    var vocabulary: String {
      "{" + (0..<tokens).filter { !unnamed.contains($0) }.map { "\"Ġt\($0)\":\($0)" }.joined(separator: ",") + "}"
    }

    func weights(transposed: Bool) -> WeightMatrix {
      WeightMatrix(
        values: FloatStorage(TokenEffectTests.flat(decoder, transposed)), inputs: decoder.count,
        outputs: decoder[0].count, isTransposed: transposed)
    }
  }

  private static func flat(_ rows: [[Float]], _ isTransposed: Bool) -> [Float] {
    isTransposed ? rows[0].indices.flatMap { k in rows.map { $0[k] } } : rows.flatMap { $0 }
  }

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func write(_ path: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func write(_ path: String, _ values: [Float], shape: [Int]) throws -> String {
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(shape[0]), \(shape[1])), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    let bytes =
      [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + values.withUnsafeBytes { Array($0) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func expect(_ lists: TokenEffectLists, of effects: TokenEffects, _ expected: [[[Double]]], _ what: String) {
    #expect(lists.offsets.count == expected.count + 1, "\(what)")
    for (feature, rows) in expected.enumerated() {
      let range = lists.range(of: feature)
      #expect(
        range.map { Double(effects.ids[Int(lists.tokens[$0])]) } == rows.map { $0[0] }, "\(what), feature \(feature)")
      for (entry, row) in zip(range, rows) { #expect(abs(Double(lists.values[entry]) - row[1]) < 1e-6) }
    }
  }

  @Test func tokensAreThoseOfNumpy() throws {
    BLAS.useOneThreadPerCall()
    let fixture = try Fixture.read()
    try inFolder { folder in
      let vocabulary = try TokenVocabulary.read(path: write(folder + "/vocab.json", fixture.vocabulary))
      let shape = [fixture.unembedding.count, fixture.decoder[0].count]
      for isTransposed in [false, true] {
        let path = try write(
          folder + "/u.npy", Self.flat(fixture.unembedding, isTransposed),
          shape: isTransposed ? shape.reversed() : shape)
        let unembedding = try Unembedding.open(path: path, tensor: nil, vocabulary: vocabulary, width: shape[1])
        #expect(unembedding.unnamed == 5 && unembedding.files == [path, vocabulary.path])
        for (block, threads) in [(256, 1), (4, 3)] {
          let effects = try TokenEffects(
            fixture.weights(transposed: isTransposed), unembedding, threads: threads, block: block)
          let what = "blocks of \(block), transposed \(isTransposed)"
          expect(effects.promoted, of: effects, fixture.promoted, "promoted, " + what)
          expect(effects.suppressed, of: effects, fixture.suppressed, "suppressed, " + what)
          #expect(effects.ids == effects.ids.sorted() && effects.tokens == effects.ids.map { "Ġt\($0)" })
          #expect(effects.shown == effects.ids.map { "␣t\($0)" })
          // A row of zeros says nothing.
          #expect(effects.promoted.range(of: 4).isEmpty && effects.suppressed.range(of: 4).isEmpty)
          let kept = effects.keeping { $0 == 2 }
          #expect(kept.promoted.offsets.count == effects.promoted.offsets.count)
          #expect(kept.promoted.range(of: 1).isEmpty)
          #expect(kept.promoted.values == Array(effects.promoted.values[effects.promoted.range(of: 2)]))
        }
      }
    }
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing was thrown"
    } catch { return "\(error)" }
  }

  @Test func whatDoesNotFitIsOneError() throws {
    try inFolder { folder in
      let vocabulary = try TokenVocabulary.read(path: write(folder + "/vocab.txt", "a\nb\nc\nd\n"))
      let path = try write(folder + "/u.npy", [Float](repeating: 1, count: 12), shape: [4, 3])
      func open(_ width: Int, _ path: String, tensor: String? = nil, _ vocabulary: TokenVocabulary) -> String {
        message { _ = try Unembedding.open(path: path, tensor: tensor, vocabulary: vocabulary, width: width) }
      }
      #expect(
        open(5, path, vocabulary).contains("has the shape [4, 3], but the decoder of the checkpoint writes 5 numbers"))
      #expect(open(3, path, tensor: "none", vocabulary).contains("there is no tensor \"none\""))
      let many = try TokenVocabulary.read(path: write(folder + "/many.txt", "a\nb\nc\nd\ne\n"))
      #expect(open(3, path, many).contains("many.txt: token 4 has no logit: \(path) has 4"))
      let few = try TokenVocabulary.read(path: write(folder + "/few.txt", "a\n"))
      #expect(open(3, path, few).contains("few.txt: 3 of the 4 logits of \(path) have no token here"))
      let infinite = try write(folder + "/i.npy", [1, 2, 3, 4, .infinity, 6, 7, 8, 9, 1, 2, 3], shape: [4, 3])
      let opened = try Unembedding.open(path: infinite, tensor: nil, vocabulary: vocabulary, width: 3)
      let decoder = WeightMatrix(
        values: FloatStorage([Float](repeating: 1, count: 3)), inputs: 1, outputs: 3, isTransposed: false)
      #expect(
        message { _ = try TokenEffects(decoder, opened, threads: 1) }.contains("holds numbers that are not finite"))
    }
  }
}
