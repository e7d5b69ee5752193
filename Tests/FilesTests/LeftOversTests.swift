import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Files

/// What a killed run leaves is removed, or put back; what anybody else has under such names is not touched.
@Suite struct LeftOversTests {
  private struct Kill: Error {}

  private func partial(_ parent: String, _ host: String = HostIdentity.digits) -> String {
    parent + "/.site.partial-\(host)-\(UniqueName.random())"
  }

  private func fill(_ folder: String) throws {
    try Paths.makeFolders(folder + "/data")
    try FileSink.write(folder + "/" + StagedFolder.marker, FolderMarker(written: nil).content)
    try FileSink.write(folder + "/data/x.csv", [1])
  }

  @Test func removesWhatAKilledRunLeft() throws {
    try withParent { parent in
      try fill(partial(parent))
      try publish(parent + "/site", ["index.html": "new"])
      #expect(try Paths.entries(of: parent) == ["site"])
    }
  }

  /// Also of a machine that has started anew since, where the disk is its own.
  @Test func otherMachinesLeftOversStayWhereTheDiskMayBeTheirs() throws {
    try withParent { parent in
      let folder = partial(parent, "0123456789abcdef")
      try fill(folder)
      let notes = try publish(parent + "/site", ["index.html": "new"])
      if HostIdentity.isLocal(try FolderHandle(parent)) {
        #expect(notes.isEmpty && !Paths.exists(folder))
      } else {
        #expect(notes.count == 1 && Paths.exists(folder + "/data/x.csv"))
      }
    }
  }

  @Test func aRunThatIsUnderWayIsLeftAlone() throws {
    try withParent { parent in
      let first = try StagedFolder(replacing: parent + "/site")
      try first.write("index.html", Array("first".utf8))
      try publish(parent + "/site", ["index.html": "second"])
      try first.commit()
      #expect(try text(parent + "/site/index.html") == "first")
      #expect(try Paths.entries(of: parent) == ["site"])
    }
  }

  @Test func aLinkOfSuchANameIsNotFollowed() throws {
    try withParent { parent in
      try fill(parent + "/precious")
      let names = [".site.partial-4194000", "/" + Paths.name(of: partial(parent))].map { Paths.name(of: $0) }
      for name in names { #expect(symlink("precious", parent + "/" + name) == 0) }
      try publish(parent + "/site", ["index.html": "new"])
      #expect(try Paths.files(under: parent + "/precious") == [StagedFolder.marker, "data/x.csv"])
      #expect(try Paths.entries(of: parent).count == 4)
    }
  }

  @Test func aLinkInALeftOverIsNotFollowed() throws {
    try withParent { parent in
      try Paths.makeFolders(parent + "/precious")
      try FileSink.write(parent + "/precious/thesis.tex", [1])
      let folder = partial(parent)
      try fill(folder)
      #expect(symlink(parent + "/precious", folder + "/data/link") == 0)
      try publish(parent + "/site", ["index.html": "new"])
      #expect(try Paths.entries(of: parent) == ["precious", "site"])
      #expect(Paths.exists(parent + "/precious/thesis.tex"))
    }
  }

  @Test(arguments: [".site.partial-backup-2024", ".site.partial-999999999", ".site.partial-1", ".site.old"])
  func foldersOfOtherPeopleStay(name: String) throws {
    try withParent { parent in
      try Paths.makeFolders(parent + "/" + name)
      try FileSink.write(parent + "/" + name + "/thesis.tex", [1])
      try publish(parent + "/site", ["index.html": "new"])
      #expect(Paths.exists(parent + "/" + name + "/thesis.tex"))
    }
  }

  /// The name alone proves nothing.
  @Test func aFolderWithoutTheMarkerStays() throws {
    try withParent { parent in
      let folder = partial(parent)
      try Paths.makeFolders(folder)
      try FileSink.write(folder + "/thesis.tex", [1])
      try publish(parent + "/site", ["index.html": "new"])
      #expect(Paths.exists(folder + "/thesis.tex"))
    }
  }

  @Test func namesOfAnyBytesAreRemoved() throws {
    try withParent { parent in
      let folder = partial(parent)
      try fill(folder)
      let name: [CChar] = folder.utf8CString.dropLast() + [0x2F, CChar(bitPattern: 0xE9), 0]
      close(open(name, O_WRONLY | O_CREAT, 0o644))
      try publish(parent + "/site", ["index.html": "new"])
      #expect(try Paths.entries(of: parent) == ["site"])
    }
  }

  // MARK: File systems that cannot exchange two names

  @Test func withoutAnExchangeTheFolderIsReplacedInTwoSteps() throws {
    try withParent { parent in
      try publish(parent + "/site", ["index.html": "old"])
      try FileSink.write(parent + "/site/CNAME", [1])
      let folder = try StagedFolder(replacing: parent + "/site")
      try folder.write("index.html", Array("new".utf8))
      try folder.commit(exchange: { false }, betweenSteps: { #expect(!Paths.exists(parent + "/site")) })
      #expect(try text(parent + "/site/index.html") == "new")
      #expect(Paths.exists(parent + "/site/CNAME"))
      #expect(try Paths.entries(of: parent) == ["site"])
    }
  }

  private func killedBetweenTheSteps(_ parent: String) throws {
    let folder = try StagedFolder(replacing: parent + "/site")
    try folder.write("index.html", Array("new".utf8))
    #expect(throws: Kill.self) { try folder.commit(exchange: { false }, betweenSteps: { throw Kill() }) }
  }

  @Test func killedBetweenTheStepsAgainAndAgainTheOldOneComesBack() throws {
    try withParent { parent in
      try publish(parent + "/site", ["index.html": "old"])
      try FileSink.write(parent + "/site/CNAME", [1])
      for _ in 0..<3 {
        try killedBetweenTheSteps(parent)
        #expect(!Paths.exists(parent + "/site"))
      }
      // A run that does not come to its end: what it found is put back at its start.
      let next = try StagedFolder(replacing: parent + "/site")
      #expect(next.notes.count == 1 && next.notes[0].contains("put back"))
      next.discard()
      #expect(try text(parent + "/site/index.html") == "old")
      #expect(Paths.exists(parent + "/site/CNAME"))
      #expect(try Paths.entries(of: parent) == ["site"])
    }
  }

  @Test func whatALinkLedToComesBack() throws {
    try withParent { parent in
      try publish(parent + "/site", ["index.html": "old"])
      #expect(symlink("site", parent + "/current") == 0)
      try killedBetweenTheSteps(parent)
      try StagedFolder.checkReplaceable(parent + "/current")
      #expect(try text(parent + "/current/index.html") == "old")
    }
  }

  /// The old output is the only copy although the target exists: somebody else's run, or hand, made that.
  @Test func anOldOutputIsKeptWhereTheTargetWasMadeByOthers() throws {
    try withParent { parent in
      try publish(parent + "/site", ["index.html": "old"])
      try killedBetweenTheSteps(parent)
      try Paths.makeFolders(parent + "/site")
      let notes = try publish(parent + "/site", ["index.html": "newer"])
      #expect(notes.count == 1)
      let old = try #require(try Paths.entries(of: parent).first { $0.hasPrefix(".site.old-") })
      #expect(try text(parent + "/\(old)/index.html") == "old")
    }
  }

  /// Killed after both steps: what was replaced is no longer needed.
  @Test func aReplacedOutputIsRemoved() throws {
    try withParent { parent in
      try publish(parent + "/site", ["index.html": "new"])
      try fill(parent + "/.site.old-\(HostIdentity.digits)-\(UniqueName.random())")
      try publish(parent + "/site", ["index.html": "newer"])
      #expect(try Paths.entries(of: parent) == ["site"])
    }
  }
}
