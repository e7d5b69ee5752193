import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

/// What happens around a run: descriptors that are closed, signals.
@Suite struct ProcessTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private static let states = TestPaths.repository + "/examples/states/messages.layer6.safetensors"
  private static let checkpoint = TestPaths.repository + "/examples/checkpoints/l6-w512"

  /// Messages must not end up in the file that took the number of standard error.
  @Test(arguments: ["2>&-", "0<&- 2>&-", "0<&- 1>&- 2>&-"]) func closedDescriptorsDoNoHarm(closed: String) throws {
    try withFolder { folder in
      let line = "exec \"$0\" encode -v --no-cache --threads 1 --checkpoint \"$1\" --states \"$2\" -o \"$3\" "
      let arguments = [Self.checkpoint, Self.states]
      let statuses = (
        try Program.run(shell: line, arguments + [folder + "/open.npz"]),
        try Program.run(shell: line + closed, arguments + [folder + "/closed.npz"])
      )
      #expect(statuses == (0, 0))
      #expect(
        try MappedFile.content(of: folder + "/open.npz") == MappedFile.content(of: folder + "/closed.npz"))
    }
  }

  /// OpenBLAS would ask again and again for addresses that it does not get. 255 MiB suffice to load the program.
  @Test func tooFewAddressesAreAnError() throws {
    try withFolder { folder in
      let line = "ulimit -v 261120; exec timeout -s KILL 120 \"$0\" encode --no-cache "
      let status = try Program.run(
        shell: line + "--checkpoint \"$1\" --states \"$2\" -o \"$3/x.npz\" 2> \"$3/errors\"",
        [Self.checkpoint, Self.states, folder])
      let errors = String(decoding: try MappedFile.content(of: folder + "/errors"), as: UTF8.self)
      #expect(status == 1, "\(errors)")
      #expect(errors.hasPrefix("error: the process may have 255 MiB of addresses (`ulimit -v`)"), "\(errors)")
      #expect(try Paths.entries(of: folder) == ["errors"])
    }
  }

  /// With more than that the bytes are those of any run.
  @Test func limitedAddressesChangeNoByte() throws {
    try withFolder { folder in
      let line =
        "exec timeout -s KILL 120 \"$0\" encode --no-cache --threads 2 --checkpoint \"$1\" --states \"$2\" "
        + "-o \"$3\""
      let statuses = try ["", "ulimit -v 600000; "].enumerated().map { place, limit in
        try Program.run(shell: limit + line, [Self.checkpoint, Self.states, "\(folder)/\(place).npz"])
      }
      #expect(statuses == [0, 0])
      #expect(try MappedFile.content(of: folder + "/0.npz") == MappedFile.content(of: folder + "/1.npz"))
    }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalLeavesNothingBehind(signal: Int32) throws {
    try withFolder { folder in
      let target = folder + "/site"
      let old = try StagedFolder(replacing: target)
      try old.write("index.html", Array("old".utf8))
      try old.commit()
      // Where tests run in the background, SIGINT may be turned off.
      let run = try Program.start(
        shell: "trap - INT TERM HUP; exec \"$0\" build --no-cache \"$1\" -o \"$2\"",
        [TestPaths.fixtures("AtlasCommand") + "/demo.yml", target])
      let limit = Date().addingTimeInterval(60)
      while try Paths.entries(of: folder) == ["site"], run.isRunning, Date() < limit { usleep(10_000) }
      #expect(try Paths.entries(of: folder).contains { $0.contains(".partial-") })
      usleep(200_000)
      kill(run.processIdentifier, signal)
      run.waitUntilExit()
      #expect(run.terminationStatus == 128 + signal)
      #expect(try Paths.entries(of: folder) == ["site"])
      #expect(try MappedFile.content(of: target + "/index.html") == Array("old".utf8))
    }
  }

  @Test func aSignalRemovesTheFileThatIsBeingWritten() throws {
    try withFolder { folder in
      let run = try Program.start(
        shell:
          "trap - INT; exec \"$0\" encode --cache \"$3/cache\" --checkpoint \"$1\" --states \"$2\" -o \"$3/x.npz\"",
        [Self.checkpoint, Self.states, folder])
      let limit = Date().addingTimeInterval(60)
      while !Paths.exists(folder + "/cache/CACHEDIR.TAG"), run.isRunning, Date() < limit { usleep(2_000) }
      kill(run.processIdentifier, SIGINT)
      run.waitUntilExit()
      let left = try Paths.files(under: folder).filter { $0.contains(".part") }
      #expect(left.isEmpty, "\(left)")
      #expect(run.terminationStatus == 130 || Paths.exists(folder + "/x.npz"))
    }
  }
}
