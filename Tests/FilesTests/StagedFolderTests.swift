import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct StagedFolderTests {
  private func withParent(_ body: (String) throws -> Void) throws {
    let parent = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: parent) }
    try body(parent)
  }

  @Test func theTargetAppearsWholeAndIsReplacedWhole() throws {
    try withParent { parent in
      for content in ["one", "two"] {
        let folder = try StagedFolder(replacing: parent + "/site")
        try folder.write("a/b/\(content).txt", Array(content.utf8))
        #expect(!Paths.exists(parent + "/site/a/b/\(content).txt"))
        try folder.commit()
        #expect(try Paths.files(under: parent + "/site") == [StagedFolder.marker, "a/b/\(content).txt"])
      }
      #expect(try Paths.entries(of: parent) == ["site"])
    }
  }

  @Test func discardLeavesTheTargetAsItWas() throws {
    try withParent { parent in
      let first = try StagedFolder(replacing: parent + "/site")
      try first.write("kept.txt", [1])
      try first.commit()
      let second = try StagedFolder(replacing: parent + "/site")
      try second.write("lost.txt", [2])
      second.discard()
      #expect(try Paths.files(under: parent + "/site") == [StagedFolder.marker, "kept.txt"])
      #expect(try Paths.entries(of: parent) == ["site"])
    }
  }

  @Test func removesWhatAKilledRunLeft() throws {
    try withParent { parent in
      // No process has this number: Linux gives none above 4194304.
      try Paths.makeFolders(parent + "/.site.partial-999999999")
      try StagedFolder(replacing: parent + "/site").commit()
      #expect(try Paths.entries(of: parent) == ["site"])
    }
  }

  @Test(arguments: ["../escape.txt", "/tmp/escape.txt", "a/../../escape.txt"])
  func noPathLeavesTheFolder(path: String) throws {
    try withParent { parent in
      let folder = try StagedFolder(replacing: parent + "/site")
      #expect(throws: AtlasError.self) { try folder.write(path, [1]) }
      folder.discard()
    }
  }

  @Test func digestsAreThoseOfTheStandard() throws {
    // FIPS 180-4 examples.
    #expect(
      SHA256Digest.hex(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256Digest.hex(of: []) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }
}
