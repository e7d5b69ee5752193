import Diagnostics
import Files
import Foundation
import TestSupport
import Testing
import YAMLFiles

/// Configurations beside a checkpoint.
@Suite struct YAMLFileTests {
  private func scalars(_ text: String) throws -> [String: String] {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileSink.write(folder + "/config.yaml", Array(text.utf8))
    return try YAMLFile.scalars(of: folder + "/config.yaml")
  }

  @Test func scalarsAreTakenAsTheyAreWritten() throws {
    let text = """
      # a comment
      model_name: "google/gemma-2-2b"  # another
      hook: 'a#b: c'
      long: >-
        one
        two
      layer: 007
      none: null
      empty:
      wandb: {value: nested}
      list: [1]
      """
    #expect(
      try scalars("\u{FEFF}" + text) == [
        "model_name": "google/gemma-2-2b", "hook": "a#b: c", "long": "one two", "layer": "007",
      ])
    #expect(try scalars("").isEmpty && scalars("- a\n- b").isEmpty)
  }

  @Test(arguments: [
    ("a: 1\na: 2", 1, "a key is written twice"), ("a: [1\nb: 2", 2, "this is no valid YAML"),
    (
      (1...8).reduce("a0: &y0 [1]\n") { text, level in
        text + "a\(level): &y\(level) [" + String(repeating: "*y\(level - 1),", count: 19) + "]\n"
      }, 9, "the aliases of this configuration hold aliases"
    ),
  ])
  func mistakesHaveTheirLine(text: String, line: Int, message: String) throws {
    let error = try #require(throws: AtlasError.self) { try scalars(text) }
    #expect(error.line == line && error.message.hasPrefix(message), "\(error)")
  }
}
