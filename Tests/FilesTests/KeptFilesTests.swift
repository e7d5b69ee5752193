import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Files

/// What others put into an output folder outlives its replacement.
@Suite struct KeptFilesTests {
  /// A site with a repository, a name for GitHub Pages, a link, an empty folder and a file among the tool's own.
  private func siteWithOthers(_ parent: String) throws -> String {
    let site = parent + "/site"
    try publish(site, ["index.html": "old", "data/old.csv": "old", "gone/page.html": "old"])
    try FileSink.write(site + "/CNAME", Array("example.org".utf8))
    for folder in [".git/refs/tags", ".git/objects"] { try Paths.makeFolders(site + "/" + folder) }
    try FileSink.write(site + "/.git/HEAD", Array("ref".utf8))
    chmod(site + "/.git/HEAD", 0o444)
    try FileSink.write(site + "/data/mine.csv", Array("mine".utf8))
    #expect(symlink("../elsewhere", site + "/latest") == 0)
    return site
  }

  private func expectKept(_ site: String) throws {
    #expect(try text(site + "/CNAME") == "example.org")
    #expect(try text(site + "/.git/HEAD") == "ref")
    #expect(Paths.isFolder(site + "/.git/refs/tags") && Paths.isFolder(site + "/.git/objects"))
    #expect(try text(site + "/data/mine.csv") == "mine")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: site + "/latest") == "../elsewhere")
  }

  @Test func filesOfOthersAreCarriedOver() throws {
    try withParent { parent in
      let site = try siteWithOthers(parent)
      for round in ["new", "newer"] {
        let notes = try publish(site, ["index.html": round, "data/new.csv": round])
        #expect(notes == ["kept: .git/, CNAME, data/mine.csv, latest"])
        try expectKept(site)
        #expect(try text(site + "/index.html") == round)
        #expect(!Paths.exists(site + "/data/old.csv") && !Paths.exists(site + "/gone"))
        #expect(try Paths.entries(of: parent) == ["site"])
      }
      let marker = try #require(FolderMarker(in: FolderHandle(site)))
      #expect(marker.kept.map(\.text) == [".git/", "CNAME", "data/mine.csv", "latest"])
    }
  }

  @Test func aFileThatIsInTheWayOfANewOneStopsTheRun() throws {
    try withParent { parent in
      let site = try siteWithOthers(parent)
      do {
        try publish(site, ["index.html": "new", "data/mine.csv": "new"])
        Issue.record("somebody's file was replaced")
      } catch let error as AtlasError {
        #expect(error.path?.hasSuffix("/data/mine.csv") == true && error.hint != nil)
      }
      try expectKept(site)
      #expect(try text(site + "/index.html") == "old")
      #expect(try Paths.entries(of: parent) == ["site"])
    }
  }

  /// Bytes that are no UTF-8: an old page's name in Latin-1.
  @Test func namesOfAnyBytesAreKept() throws {
    try withParent { parent in
      let site = parent + "/site"
      try publish(site, ["index.html": "old"])
      let name: [CChar] = site.utf8CString.dropLast() + [0x2F, 0x63, 0x61, 0x66, CChar(bitPattern: 0xE9), 0x0A, 0]
      let descriptor = open(name, O_WRONLY | O_CREAT, 0o644)
      #expect(descriptor >= 0)
      close(descriptor)
      for _ in 0..<2 {
        #expect(try publish(site, ["index.html": "new"]) == ["kept: caf%e9%0a"])
        #expect(access(name, F_OK) == 0)
        #expect(try Paths.entries(of: parent) == ["site"])
      }
    }
  }

  /// A marker of one line: the caller knows which files are the tool's, or the folder is not replaced.
  @Test func foldersOfEarlierVersions() throws {
    try withParent { parent in
      let site = parent + "/site"
      try publish(site, ["index.html": "old", "page.html": "old"])
      try FileSink.write(
        site + "/" + StagedFolder.marker, FolderMarker(written: nil).content)
      try FileSink.write(site + "/CNAME", Array("example.org".utf8))
      #expect(throws: AtlasError.self) { try publish(site, ["index.html": "new"]) }
      #expect(throws: AtlasError.self) { try StagedFolder.checkReplaceable(site) }
      let folder = try StagedFolder(replacing: site, filesOfEarlierVersions: { _ in ["index.html", "page.html"] })
      try folder.write("index.html", Array("new".utf8))
      #expect(try folder.commit() == ["kept: CNAME"])
      #expect(try Paths.files(under: site) == [StagedFolder.marker, "CNAME", "index.html"])
    }
  }

  @Test func markersComeBackAsTheyWereWritten() throws {
    try withParent { parent in
      let marker = FolderMarker(
        written: [RawPath("index.html"), RawPath("data/100%.csv"), RawPath("a\nwrote b")],
        kept: [RawPath([0x63, 0xE9, 0x2F]), RawPath("ü")])
      try FileSink.write(parent + "/" + StagedFolder.marker, marker.content)
      #expect(FolderMarker(in: try FolderHandle(parent)) == marker)
    }
  }
}
