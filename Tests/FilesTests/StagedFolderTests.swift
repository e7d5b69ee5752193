import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct StagedFolderTests {
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
      try publish(parent + "/site", ["kept.txt": "1"])
      let second = try StagedFolder(replacing: parent + "/site")
      try second.write("lost.txt", [2])
      second.discard()
      #expect(try Paths.files(under: parent + "/site") == [StagedFolder.marker, "kept.txt"])
      #expect(try Paths.entries(of: parent) == ["site"])
    }
  }

  /// After `commit` the folder that was filled is the output.
  @Test func discardingWhatIsPublishedDoesNothing() throws {
    try withParent { parent in
      let folder = try StagedFolder(replacing: parent + "/site")
      try folder.write("index.html", [1])
      try folder.commit()
      folder.discard()
      #expect(try Paths.files(under: parent + "/site") == [StagedFolder.marker, "index.html"])
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

  // MARK: Links

  @Test func aLinkStaysAndWhatItLeadsToIsReplacedWhole() throws {
    try withParent { parent in
      try publish(parent + "/releases/1", ["index.html": "one"])
      try publish(parent + "/releases/2", ["index.html": "two", "old.html": "two"])
      #expect(symlink("releases/2", parent + "/current") == 0)
      try publish(parent + "/current", ["index.html": "three"])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: parent + "/current") == "releases/2")
      #expect(try text(parent + "/current/index.html") == "three")
      #expect(!Paths.exists(parent + "/releases/2/old.html"))
      #expect(try text(parent + "/releases/1/index.html") == "one")
      #expect(try Paths.entries(of: parent) == ["current", "releases"])
      #expect(try Paths.entries(of: parent + "/releases") == ["1", "2"])
    }
  }

  @Test func aLinkToSomebodyElsesFolderOrToNowhereIsRefused() throws {
    try withParent { parent in
      try Paths.makeFolders(parent + "/thesis")
      try FileSink.write(parent + "/thesis/chapter.tex", [1])
      #expect(symlink("thesis", parent + "/site") == 0)
      #expect(throws: AtlasError.self) { try StagedFolder(replacing: parent + "/site") }
      #expect(symlink("nowhere", parent + "/other") == 0)
      #expect(throws: AtlasError.self) { try StagedFolder(replacing: parent + "/other") }
      #expect(try Paths.entries(of: parent) == ["other", "site", "thesis"])
      #expect(Paths.exists(parent + "/thesis/chapter.tex"))
    }
  }

  @Test func digestsAreThoseOfTheStandard() throws {
    // FIPS 180-4 examples.
    #expect(
      SHA256Digest.hex(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256Digest.hex(of: []) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }
}

func withParent(_ body: (String) throws -> Void) throws {
  let parent = try TestPaths.temporaryFolder()
  defer { try? FileManager.default.removeItem(atPath: parent) }
  try body(parent)
}

/// An output folder with these files, as a run makes it.
@discardableResult
func publish(_ target: String, _ files: [String: String]) throws -> [String] {
  let folder = try StagedFolder(replacing: target)
  do {
    for (path, text) in files { try folder.write(path, Array(text.utf8)) }
    return try folder.commit()
  } catch {
    folder.discard()
    throw error
  }
}

func text(_ path: String) throws -> String { String(decoding: try MappedFile.content(of: path), as: UTF8.self) }
