import Diagnostics
import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// `verify` on a site of one page.
@Suite struct VerifyTests {
  private func withSite(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try publish(folder + "/site")
    try body(folder + "/site")
  }

  private func publish(_ site: String) throws {
    let page = Array("<p>page</p>".utf8)
    let folder = try StagedFolder(output: site)
    try folder.write("index.html", page)
    let manifest = Manifest(
      version: "1", configSHA256: "", inputs: [],
      outputs: [InputFile(path: "index.html", bytes: page.count, sha256: SHA256Digest.hex(of: page))], seed: 1,
      command: "")
    try folder.write(DataFiles.manifest, try FindingsJSON.encode(manifest))
    try folder.commit()
  }

  private func passes(_ site: String) -> Bool {
    (try? VerifyCommand.parse([site, "--quiet"]).run()) != nil
  }

  @Test func aSiteAsItWasWrittenPasses() throws {
    try withSite { site in
      #expect(passes(site))
      try FileSink.write(site + "/index.html", [1])
      #expect(!passes(site))
    }
  }

  /// A page names the report by the data beside it, and the manifest does.
  @Test func theReportIsThatOfTheData() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let data = Array("a,b\n1,2\n".utf8)
    let file = InputFile(path: "data/x.csv", bytes: data.count, sha256: SHA256Digest.hex(of: data))
    // By hand: the SHA-256 of the line that sha256sum writes.
    let report = ReportDigest(of: [file])
    #expect(report.sha256 == SHA256Digest.hex(of: Array("\(file.sha256)  data/x.csv\n".utf8)))
    func isTaken(named: String, stated: String) throws -> Bool {
      let page = Array("<p>x</p><footer><code class=\"report\">\(named)</code></footer>".utf8)
      let staged = try StagedFolder(output: folder + "/site")
      try staged.write("index.html", page)
      try staged.write(file.path, data)
      let manifest = Manifest(
        version: "1", configSHA256: "", reportSHA256: stated, inputs: [],
        outputs: [file, InputFile(path: "index.html", bytes: page.count, sha256: SHA256Digest.hex(of: page))], seed: 1,
        command: "")
      try staged.write(DataFiles.manifest, try FindingsJSON.encode(manifest))
      try staged.commit()
      return passes(folder + "/site")
    }
    #expect(try isTaken(named: report.short, stated: report.sha256))
    #expect(try !isTaken(named: "0123456789ab", stated: report.sha256))
    #expect(try !isTaken(named: report.short, stated: String(repeating: "0", count: 64)))
  }

  /// What lay there when the site was built is named in the marker; what came later is a difference.
  @Test func keptFilesPassAndLaterOnesDoNot() throws {
    try withSite { site in
      try Paths.makeFolders(site + "/.git")
      try FileSink.write(site + "/.git/HEAD", [1])
      try FileSink.write(site + "/CNAME", [1])
      #expect(!passes(site))
      try publish(site)
      #expect(passes(site))
      try FileSink.write(site + "/.git/index", [2])
      #expect(passes(site))
      try FileSink.write(site + "/evil.html", [3])
      #expect(!passes(site))
    }
  }

  /// Names of any bytes, and links: neither was looked at.
  @Test func nothingIsOverlooked() throws {
    try withSite { site in
      #expect(symlink("/etc/passwd", site + "/passwd.txt") == 0)
      #expect(!passes(site))
      unlink(site + "/passwd.txt")
      #expect(passes(site))
      let name: [CChar] = site.utf8CString.dropLast() + [0x2F, CChar(bitPattern: 0xE9), 0]
      close(open(name, O_WRONLY | O_CREAT, 0o644))
      #expect(!passes(site))
    }
  }

  /// A site of an earlier version, whose marker has one line: the manifest says what is its own.
  @Test func aSiteOfAnEarlierVersionIsReplacedToo() throws {
    try withSite { site in
      let line = "This folder is written by feature-atlas and replaced as a whole.\n"
      try FileSink.write(site + "/" + StagedFolder.marker, Array(line.utf8))
      try FileSink.write(site + "/CNAME", [1])
      try publish(site)
      #expect(Paths.exists(site + "/CNAME"))
      #expect(passes(site))
    }
  }
}
