import Diagnostics
import Foundation
import SparseAutoencoders
import TestSupport
import Testing

/// One small checkpoint per family and variant, with numbers from the formula in float64
/// (`Fixtures/make.py`) or, under `library-…`, written and computed by the libraries themselves (`Fixtures/libraries.py`).
@Suite struct FixtureCaseTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var open: String
    var expect: String
    var message: [String]
    var options: [String: String]
    var family: String?
    var mapping: [String: [String]]?
    var states: [[Double]]?
    var activations: [[Double]]?
    var reconstruction: [[Double]]?
    var folder: String?
    var testDescription: String { folder ?? open }
  }

  static let cases: [Case] = {
    let root = TestPaths.fixtures("SparseAutoencoders") + "/cases"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return names.sorted().compactMap { name in
      guard let content = FileManager.default.contents(atPath: "\(root)/\(name)/case.json"),
        var one = try? JSONDecoder().decode(Case.self, from: content)
      else { return nil }
      one.folder = name
      return one
    }
  }()

  @Test func everyFamilyOfTheTableHasACase() {
    let tested = Set(Self.cases.compactMap(\.family)).union(["temporal"])
    #expect(CheckpointFamily.all.map(\.name).filter { !tested.contains($0) }.isEmpty)
  }

  @Test(arguments: cases) func agrees(_ one: Case) throws {
    let path = TestPaths.fixtures("SparseAutoencoders") + "/cases/" + (one.folder ?? "") + "/" + one.open
    let options = CheckpointOptions(options: one.options, mapping: one.mapping)
    if one.expect == "error" {
      let error = #expect(throws: AtlasError.self) { try Checkpoints.open(path, options: options) }
      let text = error.map(String.init(describing:)) ?? ""
      for part in one.message { #expect(text.contains(part)) }
      #expect(error?.path != nil)
      return
    }
    let checkpoint = try Checkpoints.open(path, options: options)
    #expect(checkpoint.family == one.family)
    if one.expect == "ok" { #expect(checkpoint.warnings.isEmpty) }
    let warnings = try EnglishNotes.text(checkpoint.warnings)
    for part in one.message { #expect(warnings.contains(part)) }
    let encode = ReferenceEncoder(sae: checkpoint.autoencoder)
    for (row, x) in try #require(one.states).enumerated() {
      let (a, y) = encode(x)
      // Weights are float32 and the numbers above are float64: 1e-5 is ten times what rounding explains.
      expectClose(a, try #require(one.activations)[row])
      if let y { expectClose(y, try #require(one.reconstruction)[row]) }
    }
    #expect(try #require(one.activations).joined().contains { $0 != 0 })
  }

  private func expectClose(_ found: [Double], _ wanted: [Double]) {
    #expect(found.count == wanted.count)
    #expect(zip(found, wanted).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) })
  }
}
