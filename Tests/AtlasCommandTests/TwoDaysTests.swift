import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// The same run on two days, in two folders: a site and each of its editions are the same bytes, but for how long it took.
@Suite struct TwoDaysTests {
  private static let faketime = "/usr/bin/faketime"

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: faketime), "needs faketime: make checkers"))
  func twoBuildsOnTwoDaysInTwoFoldersAreTheSameBytes() throws {
    let root = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let runs = [("one", "2026-02-27 09:00:00"), ("other/much/deeper", "2031-12-31 23:59:50")]
    for (name, day) in runs {
      let folder = "\(root)/\(name)"
      try Paths.makeFolders(folder)
      _ = try TinyAtlas(
        folder, columns: [("label", ["yes", "no"]), ("gender", ["f", "m", "x"])],
        roles: "id: id, label: label, groups: [gender]")
      // The browser that prints does not run in a time of its own: its dates are taken out of what it printed.
      let line = """
        cd "$1" && \(Self.faketime) "$2" "$0" analyze -q --no-cache atlas.yml -o results || exit 1
        \(Self.faketime) "$2" "$0" render -q results -o full || exit 1
        for edition in brief review audit; do
          for language in en ja; do
            \(Self.faketime) "$2" /usr/bin/env PATH=/nonexistent "$0" render -q results --edition $edition --language $language \
              -o $edition-$language || exit 1
          done
        done
        """
      #expect(try Program.run(shell: line, [folder, day]) == 0)
    }
    let files = try runs.map { run in
      try Paths.files(under: "\(root)/\(run.0)").filter {
        !$0.hasSuffix(DataFiles.timings) && !$0.hasSuffix(StagedFolder.marker)
      }
    }
    #expect(files[0] == files[1] && files[0].count > 100)
    for part in ["full/index.html", "brief-en/brief.html", "review-ja/", "audit-en/audit.html"] {
      #expect(files[0].contains { $0.hasPrefix(part) }, "\(part)")
    }
    for path in files[0] {
      #expect(
        try MappedFile.content(of: "\(root)/one/\(path)")
          == MappedFile.content(of: "\(root)/other/much/deeper/\(path)"), "\(path)")
    }
  }
}
