import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import Analysis
@testable import AtlasCommand

/// `unembedding:` of a checkpoint, from the configuration to the pages.
@Suite struct UnembeddingTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// The small atlas with a model of five tokens, one of them hostile.
  private func atlas(_ folder: String, unembedding: String, width: Int = 8) throws -> TinyAtlas {
    let atlas = try TinyAtlas(
      folder, columns: [("label", ["yes", "no"])], roles: "id: id, label: label")
    let text = String(decoding: try MappedFile.content(of: atlas.configuration), as: UTF8.self)
    let changed = text.replacing("path: sae,", with: "path: sae, unembedding: \(unembedding),")
    try FileSink.write(atlas.configuration, Array(changed.utf8))
    // Token t reads dimension t alone: its effect is the decoder row there, less the mean of the five.
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (5, \(width)), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    let values = (0..<5 * width).map { Float($0 % width == $0 / width ? 1 : 0) }
    try FileSink.write(
      folder + "/u.npy",
      [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + values.withUnsafeBytes { Array($0) })
    try FileSink.write(
      folder + "/vocab.json", Array(#"["Ġgood", "bad", "<script>alert(1)</script>", "a,b", "Ġc"]"#.utf8))
    return atlas
  }

  private func failure(_ atlas: TinyAtlas) -> String {
    do {
      let configuration = try AtlasConfiguration.read(atlas.configuration)
      _ = try OpenedInputs(configuration, reporter: Reporter(.quiet))
      return "nothing was thrown"
    } catch let error as AtlasErrors {
      return error.all.map(\.description).joined(separator: "\n")
    } catch { return "\(error)" }
  }

  @Test func pagesAndTablesListTheTokens() throws {
    try inFolder { folder in
      let atlas = try atlas(folder, unembedding: "{path: u.npy, tokens: vocab.json}")
      let site = folder + "/site"
      var command = try FeatureAtlas.parseAsRoot([
        "build", atlas.configuration, "-o", site, "--no-cache", "--templates", TestPaths.repository + "/templates",
        "--quiet",
      ])
      try command.run()
      func text(_ path: String) throws -> String {
        String(decoding: try MappedFile.content(of: site + "/" + path), as: UTF8.self)
      }
      let csv = try text("data/data/sae/token-effects.csv").split(separator: "\n")
      #expect(csv.first == "feature,effect,rank,token,token_id,value")
      // In each feature effects of the five tokens sum to 0: none is missing.
      let first = csv.dropFirst().filter { $0.hasPrefix("0,") }
      #expect(first.count == 5)
      let sum = first.compactMap { Double($0.split(separator: ",").last ?? "") }.reduce(0, +)
      #expect(abs(sum) < 1e-5, "\(first)")
      #expect(first.contains { $0.contains(",\"a,b\",3,") } && first.contains { $0.contains(",Ġgood,0,") })
      let page = try text("features/data/sae/0.html")
      #expect(page.contains("Tokens it promotes") && page.contains("Tokens it suppresses"))
      #expect(page.contains("␣good") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
      #expect(!page.contains("<script>alert"))
      let manifest = try text("data/manifest.json")
      #expect(manifest.contains("u.npy") && manifest.contains("vocab.json"))
      let terms = try Paths.files(under: site + "/search").filter { $0.hasPrefix("terms-") }
      #expect(try terms.contains { try text("search/" + $0).contains("\"good\":[") })
    }
  }

  @Test func mistakesNameTheFileAndWhatToDo() throws {
    try inFolder { folder in
      let wide = try atlas(folder, unembedding: "{path: u.npy, tokens: vocab.json}", width: 7)
      let message = failure(wide)
      #expect(message.contains("u.npy: tensor") && message.contains("writes 8 numbers") && message.contains("hint: "))
    }
    for (unembedding, expected) in [
      ("{path: u.npy}", "this unembedding has no tokens"), ("{tokens: vocab.json}", "this unembedding has no path"),
      ("{path: missing.npy, tokens: vocab.json}", "missing.npy"),
      ("{path: u.npy, tokens: vocab.json, tensro: x}", "did you mean “tensor”"),
      ("{path: u.npy, tokens: vocab.json, tensor: W_U}", "there is no tensor \"W_U\""),
    ] {
      try inFolder { folder in
        let message = failure(try atlas(folder, unembedding: unembedding))
        #expect(message.contains(expected), "\(unembedding): \(message)")
      }
    }
  }
}
