import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct TemporaryFileTests {
  @Test func aFileIsWholeOrNotThere() throws {
    try withParent { parent in
      try FileSink.replace(parent + "/x.csv", Array("one".utf8))
      do {
        let file = try TemporaryFile(parent + "/x.csv")
        try Array("two".utf8).withUnsafeBytes { try file.write($0) }
        #expect(try text(parent + "/x.csv") == "one")
      }
      #expect(try Paths.entries(of: parent) == ["x.csv"])
      try FileSink.replace(parent + "/x.csv", Array("three".utf8))
      #expect(try text(parent + "/x.csv") == "three")
      #expect(try Paths.entries(of: parent) == ["x.csv"])
    }
  }

  /// Two containers have the same process ids.
  @Test func noTwoRunsShareAName() throws {
    try withParent { parent in
      let files = try (0..<8).map { _ in try TemporaryFile(parent + "/x.csv") }
      let names = try Paths.entries(of: parent)
      #expect(names.count == 8 && names.allSatisfy(UniqueName.isFile))
      for (index, file) in files.enumerated() {
        try [UInt8(index)].withUnsafeBytes { try file.write($0) }
        try file.finish()
        #expect(try MappedFile.content(of: parent + "/x.csv") == [UInt8(index)])
      }
    }
  }

  @Test func aLinkStaysAndItsTargetIsReplaced() throws {
    try withParent { parent in
      try Paths.makeFolders(parent + "/big")
      try FileSink.write(parent + "/big/x.csv", [1])
      #expect(symlink("big/x.csv", parent + "/x.csv") == 0)
      try FileSink.replace(parent + "/x.csv", [2])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: parent + "/x.csv") == "big/x.csv")
      #expect(try MappedFile.content(of: parent + "/big/x.csv") == [2])
      #expect(symlink("nowhere", parent + "/y.csv") == 0)
      #expect(throws: AtlasError.self) { try FileSink.replace(parent + "/y.csv", [2]) }
    }
  }

  /// `-o /dev/null` as root must not make a file of the device.
  @Test func devicesAndPipesAreWrittenToAsTheyAre() throws {
    try withParent { parent in
      let pipe = parent + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      let reader = open(pipe, O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      try FileSink.replace(pipe, [7, 8])
      var bytes: [UInt8] = [0, 0, 0]
      #expect(read(reader, &bytes, 3) == 2 && bytes == [7, 8, 0])
      var status = stat()
      #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
      #expect(try Paths.entries(of: parent) == ["pipe"])
      #expect(throws: AtlasError.self) { try FileSink.replace(parent, [1]) }
    }
  }
}
