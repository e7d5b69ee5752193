import Files
import Foundation
import Testing

@testable import AtlasCommand

@Suite struct ClaimVerifierTests {
  /// What the verifier says of one figure, given a table of two rows.
  private func problems(_ figure: String) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.path + "/feature-atlas-claims-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Paths.makeFolders(folder + "/data")
    try FileSink.write(folder + "/data/t.csv", Array("a,b,x,low\np,q,0.1,0.05\np,r,0.3,\n".utf8))
    let claim = #"[{"id": "c", "kind": "k", "verdict": "v", "text": {}, "figures": ["# + figure + "]}]"
    try FileSink.write(folder + "/data/claims.json", Array(claim.utf8))
    var verifier = ClaimVerifier(site: folder)
    return try verifier.differences(in: ["data/claims.json"])
  }

  private func figure(
    _ value: String, low: String = "null", key: String = #"{"a": "p", "b": "q"}"#, column: String = "x",
    reduction: String = "cell", file: String = "data/t.csv"
  ) -> String {
    """
    {"name": "x", "unit": "share", "value": \(value), "low": \(low), "high": null, "evidence": {"file": "\(file)", "key": \(key), \
    "column": "\(column)", "low_column": "low", "reduction": "\(reduction)"}}
    """
  }

  @Test func figuresAreThoseOfTheirRows() throws {
    #expect(try problems(figure("0.1", low: "0.05")).isEmpty)
    #expect(try problems(figure("2", key: #"{"a": "p"}"#, column: "", reduction: "count")).isEmpty)
    #expect(try problems(figure("0.2", key: #"{"a": "p"}"#, reduction: "mean")).isEmpty)
    #expect(try problems(figure("0.4", key: #"{"a": "p"}"#, reduction: "sum")).isEmpty)
    #expect(try problems(figure("1", key: "{}", column: "lo", reduction: "shown")).isEmpty, "0.05, and an empty cell")
    #expect(try problems(figure("0.1", key: "{}", column: "x", reduction: "least")).isEmpty)
  }

  @Test func anythingElseIsSaid() throws {
    #expect(try problems(figure("0.1000001")).count == 1)
    #expect(try problems(figure("0.1", low: "0.06")).count == 1)
    #expect(try problems(figure("3", key: #"{"a": "p"}"#, column: "", reduction: "count")).count == 1)
    #expect(try problems(figure("0.1", key: #"{"a": "p"}"#)).count == 1, "two rows are no cell")
    #expect(try problems(figure("0.1", key: #"{"a": "z"}"#)).count == 1)
    #expect(try problems(figure("2", key: "{}", column: "lo", reduction: "shown")).count == 1)
    #expect(try problems(figure("0.3", key: "{}", column: "x", reduction: "least")).count == 1)
    #expect(try problems(figure("0.1", key: #"{"nowhere": "p"}"#)).count == 1)
    #expect(try problems(figure("0.1", column: "nowhere")).count == 1)
    #expect(try problems(figure("0.1", file: "data/none.csv")).count == 1)
    #expect(try problems(figure("0.1", file: "../t.csv")).count == 1)
    #expect(
      try problems(
        figure("0.1", low: "0.05")
          + "]}, {\"id\": \"c\", \"kind\": \"k\", \"verdict\": \"v\", \"text\": {}, \"figures\": ["
      ).count == 1, "an id twice")
  }
}
