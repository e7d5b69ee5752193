import Analysis
import Diagnostics
import Files
import Findings
import Foundation
import Site
import TestSupport
import Testing

@testable import AtlasCommand

/// The pack for an auditor.
@Suite struct AuditEditionTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func text(_ path: String) throws -> String {
    try MappedFile(path).withBytes { String(decoding: $0, as: UTF8.self) }
  }

  @Test func everySentenceHasItsRowInBothLanguages() throws {
    try withFolder { folder in
      for language in ["en", "ja"] {
        let out = "\(folder)/\(language)"
        _ = try EditionResults.build(.audit, language: language, to: out)
        #expect(EditionResults.passes(out))
        let page = try text(out + "/audit.html")
        #expect(page.matches(of: /<h2/).count == 10 && !page.contains("**") && !page.contains("{{"))
        #expect(page.contains("Zebra") && page.contains("data/data/bias.animal.gaps.csv"))
        let anchors = Set(page.matches(of: /\sid="(e[0-9]+)"/).map { String($0.1) })
        for link in page.matches(of: /href="#(e[0-9]+)"/) { #expect(anchors.contains(String(link.1)), "\(link.1)") }
        // What the pack speaks of is in it, with its digest and those of the inputs.
        let files = Set(try Paths.files(under: out))
        for file in page.matches(of: /data\/data\/[a-z0-9.\/-]+csv/) {
          #expect(files.contains(String(file.0)), "\(file.0)")
        }
        let manifest = try text(out + "/" + DataFiles.manifest)
        #expect(manifest.contains("states.npy") && page.contains("states.npy"))
        let data = try MappedFile.content(of: out + "/data/data/bias.animal.ll144.csv")
        #expect(manifest.contains(SHA256Digest.hex(of: data)))
      }
    }
  }

  /// A tool cannot say so.
  @Test func itNeverSaysCompliant() throws {
    for (language, words) in [
      ("en", ["compliant", "complies", "compliance", "conform", "no bias", "unbiased", "is fair", "passes the"]),
      ("ja", ["適合", "準拠", "問題なし", "問題ない", "公平である", "差別"]),
    ] {
      let template = try text("\(TestPaths.repository)/templates/\(language)/audit-pack.md").lowercased()
      for word in words { #expect(!template.contains(word), "\(word)") }
    }
    try withFolder { folder in
      _ = try EditionResults.build(.audit, to: folder + "/out")
      let page = try text(folder + "/out/audit.html").lowercased()
      for word in ["compliant", "complies", "compliance"] { #expect(!page.contains(word)) }
    }
  }

  @Test func withoutGroupsThereIsNothingToAudit() throws {
    try withFolder { folder in
      let tiny = try TinyAtlas(folder, columns: [("label", ["no", "yes"])], roles: "id: id, label: label")
      try AnalysisJob.of(tiny.configuration, threads: 2).write(to: folder + "/results")
      let run = try Program.run(["render", folder + "/results", "-o", folder + "/out", "--edition", "audit"])
      #expect(run.status == 2 && run.errors.contains("nothing to audit"), "\(run.errors)")
    }
  }

  /// Where WeasyPrint is: the PDF is built as PDF/A-3a and PDF/UA-1 ask for, as far as `archive/check.py` can tell, holds the
  /// tables, and is the same bytes twice.
  @Test(.enabled(if: SiteCheckers.weasyprint != nil), arguments: ["en", "ja"])
  func thePDFIsForArchives(_ language: String) throws {
    if language == "ja", !SiteCheckers.hasJapaneseFont { return }
    let programs = Paths.folder(of: try #require(SiteCheckers.weasyprint))
    try withFolder { folder in
      for place in ["one", "two"] {
        let notes = try EditionResults.build(.audit, language: language, to: "\(folder)/\(place)", programs: programs)
        #expect(notes.count == 1, "\(notes)")
        usleep(1_100_000)
      }
      let path = folder + "/one/audit.pdf"
      #expect(try MappedFile.content(of: folder + "/two/audit.pdf") == MappedFile.content(of: path))
      let found = try SiteCheckers.archive(path, tables: folder + "/one/data")
      #expect(found.status == 0, "\(found.output)")
      #expect(EditionResults.passes(folder + "/one"))
      if let kept = ProcessInfo.processInfo.environment["FEATURE_ATLAS_BRIEFS"] {
        try FileSink.write("\(kept)/audit-\(language).pdf", MappedFile.content(of: path))
        try FileSink.write("\(kept)/audit-\(language).html", MappedFile.content(of: folder + "/one/audit.html"))
      }
    }
  }

  /// A page of boxes in place of letters is none for an archive, and a file of another make is left alone.
  @Test(arguments: [
    (#"echo 'WARNING: .notdef glyph rendered for Unicode string unsupported by fonts: "行" (U+884C)' >&2"#, "“行”"),
    ("true", "did not print"), ("exit 1", "did not print"),
  ]) func whatIsNotPrintedWellIsLeftOut(_ line: String, _ note: String) throws {
    try withFolder { folder in
      let program = folder + "/weasyprint"
      let script = "#!/bin/sh\nfor last; do :; done\necho '%PDF-1.7' > \"$last\"\n\(line)\n"
      try FileSink.write(program, Array(script.utf8))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
      let notes = try EditionResults.build(.audit, to: folder + "/out", programs: folder)
      #expect(notes.count == 2 && notes[1].contains(note), "\(notes)")
      #expect(!Paths.isFile(folder + "/out/audit.pdf") && EditionResults.passes(folder + "/out"))
    }
  }

  private static func isInstalled(_ program: String) -> Bool {
    OtherProgram.find([program], in: OtherProgram.searchPath) != nil
  }

  /// As the README says: a signature apart from the pack, over the file that has the digest of all others.
  @Test(.enabled(if: isInstalled("gpg"))) func aSignatureByGnuPGHoldsUntilAByteChanges() throws {
    try signed(
      """
      export GNUPGHOME=home && mkdir -m 700 home && gpg -q --batch --passphrase '' --quick-gen-key auditor ed25519 sign never && \
      gpg -q --batch --detach-sign --armor -o audit.asc out/data/manifest.json
      """, verify: "export GNUPGHOME=home && gpg -q --batch --verify audit.asc out/data/manifest.json")
  }

  @Test(.enabled(if: isInstalled("minisign"))) func aSignatureByMinisignHoldsUntilAByteChanges() throws {
    try signed(
      "minisign -G -W -p auditor.pub -s auditor.key && minisign -S -s auditor.key -m out/data/manifest.json -x audit.minisig",
      verify: "minisign -V -q -p auditor.pub -m out/data/manifest.json -x audit.minisig")
  }

  private func signed(_ sign: String, verify: String) throws {
    try withFolder { folder in
      _ = try EditionResults.build(.audit, to: folder + "/out")
      func run(_ line: String) throws -> Int32 { try Program.run(shell: "cd '\(folder)' && \(line)", []) }
      #expect(try run(sign) == 0)
      #expect(try run(verify) == 0)
      // The signature is apart: the pack is as it was.
      #expect(EditionResults.passes(folder + "/out"))
      let path = folder + "/out/" + DataFiles.manifest
      var bytes = try MappedFile.content(of: path)
      bytes[bytes.count / 2] ^= 1
      try FileSink.write(path, bytes)
      #expect(try run(verify) != 0)
    }
  }
}
