import Diagnostics
import Foundation
import SparseAutoencoders
import TensorFiles
import TestSupport
import Testing

/// Checkpoints written by the families' own libraries, with the numbers those libraries computed.
@Suite(.enabled(if: TestPaths.sharedData != nil)) struct SharedCaseTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var `case`: String
    var kind: String
    var dtype: String?
    var open: String
    var expect: String
    var compare: String?
    var k: Int?
    var options: [String: String]?
    var messageContains: [String]?
    var testDescription: String { self.case }
  }

  static let cases: [Case] = {
    guard let folder = TestPaths.sharedData.map({ $0 + "/formats" }),
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else { return [] }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return names.sorted().compactMap { name in
      FileManager.default.contents(atPath: "\(folder)/\(name)/case.json")
        .flatMap { try? decoder.decode(Case.self, from: $0) }
    }.filter { $0.kind == "checkpoint" }
  }()

  @Test(arguments: cases) func reproduces(_ one: Case) throws {
    let folder = try #require(TestPaths.sharedData) + "/formats/" + one.case
    let path = folder + "/" + one.open
    var options = CheckpointOptions(options: one.options ?? [:])
    options.family = options.options.removeValue(forKey: "format")
    if one.expect == "error" {
      let error = #expect(throws: AtlasError.self) { try Checkpoints.open(path, options: options) }
      for pattern in one.messageContains ?? [] {
        #expect(try matches(pattern, "\(String(describing: error))"))
      }
      return
    }
    let checkpoint = try Checkpoints.open(path, options: options)
    if one.expect == "warn" {
      let text = try EnglishNotes.text(checkpoint.warnings)
      for pattern in one.messageContains ?? [] { #expect(try matches(pattern, text)) }
    } else {
      #expect(checkpoint.warnings.isEmpty)
    }
    if let k = one.k, case .topK(let found, _) = checkpoint.autoencoder.activation { #expect(k == found) }
    let encode = ReferenceEncoder(sae: checkpoint.autoencoder)
    let states = try TensorFile.open(folder + "/states.safetensors").tensor("states")
    let expected = try TensorFile.open(folder + "/expected.safetensors")
    let activations = try expected.tensor("activations").doubles()
    let reconstruction = try expected.tensor("reconstruction").doubles()
    let (d, count) = (states.rowLength, checkpoint.autoencoder.featureCount)
    let x = states.doubles()
    let relative = one.dtype == "bfloat16" || one.dtype == "float16" ? 1e-2 : 1e-4
    var worst = 0.0
    for row in 0..<states.rowCount {
      let (a, y) = encode(Array(x[row * d..<(row + 1) * d]))
      var found = a
      var wanted = Array(activations[row * count..<(row + 1) * count])
      if one.compare != nil {
        found.sort()
        wanted.sort()
      }
      for (f, w) in zip(found, wanted) { worst = max(worst, abs(f - w) / max(1, abs(w))) }
      let decoded = try #require(y)
      let width = decoded.count
      for i in 0..<width {
        let w = reconstruction[row * width + i]
        worst = max(worst, abs(decoded[i] - w) / max(1, abs(w)))
      }
    }
    #expect(worst <= relative)
  }

  private func matches(_ pattern: String, _ text: String) throws -> Bool {
    text.range(of: pattern, options: [.regularExpression, .caseInsensitive]) != nil
  }
}
