import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct ArrowTests {
  let folder = TestPaths.fixtures("Datasets") + "/layouts/"

  @Test(arguments: ["arrow", "arrow-fixed", "arrow-large"]) func everyKindOfList(_ name: String) throws {
    let opened = try HiddenStates.open(path: folder + name)
    let source = try #require(opened.states)
    #expect(opened.layout.hasPrefix("SAELens activation cache"))
    #expect(source.offsets == (0...7).map { $0 * 3 })
    for block in [1, 4, 21] { #expect(try source.all(block: block) == floats(folder + "arrow.npy")) }
  }

  @Test func columnsAreNamed() throws {
    let hook = StateOptions(array: "blocks.8.hook_resid_post")
    #expect(try HiddenStates.open(path: folder + "arrow", options: hook).activations.exampleCount == 7)
    let error = atlasError {
      _ = try HiddenStates.open(path: folder + "arrow", options: StateOptions(array: "token_ids"))
    }
    #expect(error?.hint?.contains("text, meta, kind, blocks.8.hook_resid_post, token_ids") == true)
  }

  @Test func missingAndTruncatedFiles() throws {
    let scratch = try Scratch()
    let path = scratch.path("copy")
    try FileManager.default.copyItem(atPath: folder + "arrow", toPath: path)
    let second = path + "/data-00001-of-00002.arrow"
    let whole = try fileBytes(second)
    for length in (1..<whole.count) where length % 7 == 0 || length % 8 == 0 {
      try Data(whole[..<length]).write(to: URL(fileURLWithPath: second))
      let error = atlasError { _ = try HiddenStates.open(path: path) }
      #expect(error?.path == second, "cut to \(length)")
    }
    try FileManager.default.removeItem(atPath: second)
    #expect(atlasError { _ = try HiddenStates.open(path: path) }?.message == "1 of 2 data files are here")
  }
}
