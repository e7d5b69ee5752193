import Analysis
import Diagnostics
import Files
import Findings
import Foundation
import Site
import TestSupport
import Testing

@testable import AtlasCommand

/// The bundle for reviewers.
@Suite struct ReviewEditionTests {
  private static let (user, host) = ("quillfeather", "gannetrock")

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private static func files(_ folder: String) throws -> [String] {
    try Paths.files(under: folder).filter { $0 != StagedFolder.marker }
  }

  /// Runs the program itself under a user, a host and folders that tell.
  @Test func aTellingRunLeavesNoTrace() throws {
    try withFolder { folder in
      var bundles: [[UInt8]] = []
      for place in ["\(Self.user)/on-\(Self.host)", "elsewhere/\(Self.host)"] {
        let home = "\(folder)/\(place)"
        try Paths.makeFolders(home)
        _ = try TinyAtlas(
          home, columns: [("label", ["no", "yes"]), ("animal", ["Zebra", "Okapi"])],
          roles: "id: id, label: label, groups: [animal]", more: "bias: {minimum-cell: 10}")
        let line =
          "cd '\(home)' && export USER=\(Self.user) LOGNAME=\(Self.user) HOME='\(home)' HOSTNAME=\(Self.host) HOST=\(Self.host) && "
          + "$0 build '\(home)/atlas.yml' --edition review -o '\(home)/out' -q && $0 verify out -q"
        #expect(try Program.run(shell: line, []) == 0)
        let bundle = try MappedFile.content(of: home + "/out/review.zip")
        let linter = AnonymityLinter(
          names: [(Self.user, "user"), (Self.host, "host")], paths: [(home, "folder"), (folder, "folder")], allowed: [])
        for path in try Self.files(home + "/out") {
          let bytes = try MappedFile.content(of: home + "/out/" + path)
          let traces = linter.findings(in: bytes).filter { !$0.what.contains("address") }
          #expect(traces.isEmpty, "\(path): \(traces)")
          // Found without the linter's help, too.
          let small = String(decoding: bytes, as: UTF8.self).lowercased()
          #expect(
            !small.contains(Self.user) && !small.contains(Self.host) && !small.contains(folder.lowercased()), "\(path)")
        }
        bundles.append(bundle)
      }
      #expect(bundles[0] == bundles[1], "the same bytes in two folders")
    }
  }

  @Test func oneChangedByteIsFoundWithSha256sumAlone() throws {
    try withFolder { folder in
      _ = try EditionResults.build(.review, to: folder + "/out")
      #expect(EditionResults.passes(folder + "/out"))
      let check = "cd '\(folder)/out' && sha256sum --quiet -c MANIFEST.sha256"
      #expect(try Program.run(shell: check, []) == 0)
      let listed = try MappedFile(folder + "/out/MANIFEST.sha256").withBytes { String(decoding: $0, as: UTF8.self) }
        .split(separator: "\n").map { String($0.dropFirst(66)) }
      // What is not in the list: the list, the archive that holds it, and the manifest of the folder with both.
      let files = Set(try Self.files(folder + "/out"))
      #expect(files.subtracting(listed) == ["MANIFEST.sha256", "review.zip", DataFiles.manifest])
      #expect(!files.contains(DataFiles.timings))
      for path in ["review.html", "data/data/probes.csv", "configuration.yml", "review.zip"] {
        let content = try MappedFile.content(of: "\(folder)/out/\(path)")
        var changed = content
        changed[content.count / 3] ^= 1
        try FileSink.write("\(folder)/out/\(path)", changed)
        #expect(!EditionResults.passes(folder + "/out"), "\(path)")
        #expect(try path == "review.zip" || Program.run(shell: check, []) != 0, "\(path)")
        try FileSink.write("\(folder)/out/\(path)", content)
      }
      let manifest = try MappedFile(folder + "/out/" + DataFiles.manifest).withBytes {
        String(decoding: $0, as: UTF8.self)
      }
      #expect(!manifest.contains("\"commit\""))
    }
  }

  @Test func bothLanguagesMakeTheirClaims() throws {
    try withFolder { folder in
      for language in ["en", "ja"] {
        _ = try EditionResults.build(.review, language: language, to: "\(folder)/\(language)")
        #expect(EditionResults.passes("\(folder)/\(language)"))
        let page = try MappedFile("\(folder)/\(language)/review.html").withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(page.matches(of: /<h2/).count == 13 && page.contains("lang=\"\(language)\"") && !page.contains("**"))
        #expect(page.contains("feature-atlas analyze") && page.contains("data-claim=\"probes.data.fired-or-not\""))
        let anchors = Set(page.matches(of: /\sid="(e[0-9]+)"/).map { String($0.1) })
        for link in page.matches(of: /href="#(e[0-9]+)"/) { #expect(anchors.contains(String(link.1)), "\(link.1)") }
      }
    }
  }

  /// So does a path of the machine in the configuration.
  @Test func anAbsolutePathStopsTheBundle() throws {
    try withFolder { folder in
      var findings = try ResultsFolder(reading: try EditionResults.folder.get()).findings()
      findings.configuration.text = "title: a/b and /c\ndatasets:\n  - {examples: /srv/lab-of-somebody/x.csv}\n"
      let staged = try StagedFolder(replacing: folder + "/out")
      defer { staged.discard() }
      let bundle = ReviewBundle(identity: RunIdentity(folders: []), findings: findings)
      let error = #expect(throws: AtlasError.self) {
        try bundle.write(from: staged.staging, into: RecordedFolder(staged))
      }
      #expect(error?.line == 3 && error?.message.contains("/srv/lab-of-somebody/x.csv") == true)
    }
  }

  /// A name in the data stops the bundle, with file and place; the folder stays as it was.
  @Test func aTraceStopsTheBundle() throws {
    try withFolder { folder in
      let renderer = BuiltSite.renderer(RenderOptions(language: "en", edition: .review))
      var builder = SiteBuilder(renderer: renderer, stopwatch: Stopwatch())
      var identity = RunIdentity(folders: [])
      // A column of these data is called so.
      identity.names.append(("animal", "the name of the user"))
      builder.identity = identity
      do {
        try builder.build(from: try ResultsFolder(reading: try EditionResults.folder.get()), to: folder + "/out")
        Issue.record("the bundle was made")
      } catch {
        #expect("\(error)".contains("the name of the user") && "\(error)".contains("at byte "), "\(error)")
      }
      #expect(!Paths.exists(folder + "/out"))
    }
  }
}
