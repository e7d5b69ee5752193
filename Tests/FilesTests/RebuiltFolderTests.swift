import Foundation
import TestSupport
import Testing

@testable import Files

/// A folder that is filled again writes what differs and nothing else, and the earlier one stays whole meanwhile.
@Suite struct RebuiltFolderTests {
  private func withParent(_ body: (String) throws -> Void) throws {
    let parent = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: parent) }
    try body(parent)
  }

  private func fill(_ site: String, _ files: [String: String]) throws -> StagedFolder {
    let folder = try StagedFolder(replacing: site)
    for (path, text) in files { try folder.write(path, Array(text.utf8)) }
    return folder
  }

  private func inode(_ path: String) -> UInt64 {
    var status = stat()
    return lstat(path, &status) == 0 ? UInt64(status.st_ino) : 0
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try MappedFile.content(of: path), as: UTF8.self)
  }

  @Test func onlyWhatDiffersIsWritten() throws {
    try withParent { parent in
      let site = parent + "/site"
      let first = try fill(site, ["a/same": "1", "a/other": "22", "b/longer": "3", "gone": "4", "empty": ""])
      #expect(first.changes.sentence == "wrote 5 files")
      try first.commit()
      let before = ["a/same", "a/other", "b/longer", "empty"].map { inode("\(site)/\($0)") }

      let second = try fill(site, ["a/same": "1", "a/other": "23", "b/longer": "33", "new": "5", "empty": ""])
      #expect(second.changes == FolderChanges(files: 5, written: 3, removed: 1, isRebuild: true))
      #expect(second.changes.sentence == "wrote 3 of 5 files, removed 1")
      try second.commit()
      #expect(try Paths.files(under: site) == [StagedFolder.marker, "a/other", "a/same", "b/longer", "empty", "new"])
      #expect(try text(site + "/a/other") == "23" && text(site + "/b/longer") == "33" && text(site + "/a/same") == "1")
      // The same file, with its time: what copies sites need not look into it.
      let after = ["a/same", "a/other", "b/longer", "empty"].map { inode("\(site)/\($0)") }
      #expect(before[0] == after[0] && before[3] == after[3])
      #expect(before[1] != after[1] && before[2] != after[2])
    }
  }

  /// As after a kill: what was staged is there, and the earlier folder has all that it had.
  @Test func theEarlierFolderIsWholeUntilTheEnd() throws {
    try withParent { parent in
      let site = parent + "/site"
      try fill(site, ["page": "old", "same": "x"]).commit()
      let folder = try fill(site, ["page": "new", "same": "x"])
      #expect(try text(site + "/page") == "old" && text(site + "/same") == "x")
      // A second write to a file that both folders share must not reach the earlier one.
      try folder.write("same", Array("y".utf8))
      #expect(folder.changes.written == 2)
      #expect(try text(site + "/same") == "x" && text(folder.staging + "/same") == "y")
      folder.discard()
      #expect(try text(site + "/page") == "old" && text(site + "/same") == "x")
      #expect(try Paths.entries(of: parent) == ["site"])
    }
  }

  /// What stands in the place of an own file is not taken for it.
  @Test func linksAreNotReused() throws {
    try withParent { parent in
      let site = parent + "/site"
      try fill(site, ["page": "text", "folder/page": "text"]).commit()
      try FileSink.write(parent + "/elsewhere", Array("text".utf8))
      try FileManager.default.createDirectory(atPath: parent + "/folder", withIntermediateDirectories: false)
      try FileSink.write(parent + "/folder/page", Array("text".utf8))
      unlink(site + "/page")
      #expect(symlink("../elsewhere", site + "/page") == 0)
      try FileManager.default.removeItem(atPath: site + "/folder")
      #expect(symlink("../folder", site + "/folder") == 0)
      let folder = try fill(site, ["page": "text", "folder/page": "text"])
      #expect(folder.changes.written == 2)
      folder.discard()
    }
  }

  @Test(arguments: [(1, "1"), (999, "999"), (1000, "1,000"), (9135, "9,135"), (1_234_567, "1,234,567")])
  func countsAreGrouped(_ count: Int, _ text: String) {
    let changes = FolderChanges(files: count, written: count, removed: 0, isRebuild: false)
    #expect(changes.sentence == "wrote \(text) files")
  }
}
