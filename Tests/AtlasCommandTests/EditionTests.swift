import Analysis
import Diagnostics
import Files
import Findings
import Foundation
import Site
import TestSupport
import Testing

@testable import AtlasCommand

/// Results with groups, clusters, prices and a question, analysed once for all tests of the editions.
enum EditionResults {
  static let folder: Result<String, any Error> = Result {
    let folder = try TestPaths.temporaryFolder()
    let tiny = try TinyAtlas(
      folder,
      columns: [("label", ["no", "yes"]), ("animal", ["Zebra", "Okapi"]), ("herd", (1...20).map { "h\($0)" })],
      roles: "id: id, label: label, groups: [animal], cluster: herd",
      more: """
        bias: {minimum-cell: 10}
        decision: {question: May it sort letters?, cost-per-false-alarm: 40, cost-per-miss: 10, currency: yen}
        """)
    try FileSink.write(
      tiny.configuration,
      Array(
        String(decoding: try MappedFile.content(of: tiny.configuration), as: UTF8.self).replacing(
          "[majority, binarized]", with: "[majority, hidden, continuous, binarized, top-n]"
        ).utf8))
    try AnalysisJob.of(tiny.configuration, threads: 2).write(to: folder + "/results")
    return folder + "/results"
  }

  /// - Parameter programs: where those that print are looked for; nil: where all are.
  static func build(_ edition: Edition, language: String = "en", to folder: String, programs: String? = nil) throws
    -> [String]
  {
    let renderer = BuiltSite.renderer(RenderOptions(language: language, edition: edition, threads: 2))
    var builder = SiteBuilder(renderer: renderer, stopwatch: Stopwatch())
    if let programs { builder.programs = programs }
    return try builder.build(from: try ResultsFolder(reading: try self.folder.get()), to: folder)
  }

  static func passes(_ folder: String) -> Bool { (try? VerifyCommand.parse([folder, "--quiet"]).run()) != nil }
}

@Suite struct BriefEditionTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func aBriefIsVerifiedAndOneChangedByteIsFound() throws {
    try withFolder { folder in
      _ = try EditionResults.build(.brief, to: folder + "/brief")
      #expect(EditionResults.passes(folder + "/brief"))
      let files = try Paths.files(under: folder + "/brief")
      for path in files where path != DataFiles.timings && path != StagedFolder.marker {
        let file = folder + "/brief/" + path
        let content = try MappedFile.content(of: file)
        var changed = content
        changed[content.count / 2] ^= 1
        try FileSink.write(file, changed)
        #expect(!EditionResults.passes(folder + "/brief"), "\(path)")
        try FileSink.write(file, content)
      }
      #expect(EditionResults.passes(folder + "/brief"))
    }
  }

  /// The number at the foot of the atlas is that of the brief.
  @Test func aBriefNamesTheReportThatItIsOf() throws {
    try withFolder { folder in
      for edition in [Edition.full, .brief] { _ = try EditionResults.build(edition, to: "\(folder)/\(edition)") }
      let index = try MappedFile(folder + "/full/index.html").withBytes { ReportDigest.named($0) }
      let brief = try MappedFile(folder + "/brief/brief.html").withBytes { String(decoding: $0, as: UTF8.self) }
      let number = try #require(index)
      #expect(brief.contains("Report <code>\(number)</code>"))
    }
  }

  /// A sentence that is no claim is found even where the manifest knows of the change.
  @Test func aSentenceThatIsNoClaimIsFound() throws {
    try withFolder { folder in
      try FileSink.write(folder + "/brief.html", Array("<p data-claim=\"a.b\">x</p><img src=\"https://x\">".utf8))
      let verifier = EditionVerifier(site: folder, claims: ["a.c"])
      #expect(try verifier.differences(in: ["brief.html"]).count == 2)
      #expect(try EditionVerifier(site: folder, claims: ["a.b"]).differences(in: ["brief.html"]).count == 1)
    }
  }

  @Test func twoBriefsInTwoFoldersAreTheSameBytes() throws {
    try withFolder { folder in
      for place in ["one", "other/deeper"] {
        try Paths.makeFolders(folder + "/other")
        _ = try EditionResults.build(.brief, language: "ja", to: "\(folder)/\(place)")
        // Another second, for the dates of the PDF.
        usleep(1_100_000)
      }
      let files = try Paths.files(under: folder + "/one").filter {
        $0 != DataFiles.timings && $0 != StagedFolder.marker
      }
      #expect(files.contains("brief.html"))
      if SiteCheckers.chromium != nil { #expect(files.contains("brief.pdf")) }
      for path in files {
        #expect(
          try MappedFile.content(of: "\(folder)/one/\(path)")
            == MappedFile.content(of: "\(folder)/other/deeper/\(path)"),
          "\(path)")
      }
    }
  }

  /// Whatever an edition leaves out, its number is that of the whole report, and a table that is exchanged is found.
  @Test func everyEditionHasTheNumberOfTheReport() throws {
    try withFolder { folder in
      let numbers = try Edition.allCases.map { edition -> String in
        let target = "\(folder)/\(edition.rawValue)"
        _ = try EditionResults.build(edition, to: target)
        #expect(EditionResults.passes(target), "\(edition)")
        let bytes = try MappedFile.content(of: target + "/data/manifest.json")
        var manifest = try bytes.withUnsafeBytes { try FindingsJSON.decode(Manifest.self, from: $0) }
        let stated = try #require(manifest.reportSHA256)
        #expect(manifest.report.sha256 == stated)
        #expect((manifest.omitted == nil) == (edition == .full || edition == .review))
        if manifest.omitted != nil {
          manifest.omitted?.removeLast()
          try FileSink.write(target + "/data/manifest.json", try FindingsJSON.encode(manifest))
          #expect(!EditionResults.passes(target), "\(edition)")
        }
        return stated
      }
      #expect(Set(numbers).count == 1)
    }
  }

  /// What an analysis writes into results is said in the language of the pages.
  @Test(arguments: Edition.allCases) func nothingOfAnAnalysisIsEnglishInJapanese(_ edition: Edition) throws {
    try withFolder { folder in
      _ = try EditionResults.build(edition, language: "ja", to: folder + "/out", programs: folder)
      let pages = try Paths.files(under: folder + "/out").filter { $0.hasSuffix(".html") }
      #expect(!pages.isEmpty)
      for path in pages {
        let page = String(decoding: try MappedFile.content(of: "\(folder)/out/\(path)"), as: UTF8.self)
        let found = EnglishText.runs(in: page, data: ["May it sort letters?", "no"])
        #expect(found.isEmpty, "\(path)")
      }
    }
  }

  @Test(arguments: [(Edition.brief, "Chromium"), (.audit, "WeasyPrint")])
  func withoutItsProgramAnEditionSaysSo(_ edition: Edition, _ program: String) throws {
    try withFolder { folder in
      let staged = try StagedFolder(replacing: folder + "/out")
      defer { staged.discard() }
      var pdf = EditionPDF(edition: edition)
      pdf.searchPath = folder
      let notes = try pdf.write(from: staged.staging, into: RecordedFolder(staged))
      #expect(notes.count == 1 && notes[0].contains("\(program) is not installed"))
    }
  }

  @Test func datesOfAPDFKeepTheirLength() {
    let pdf = PDFFile(
      Array("<</CreationDate (D:20261127025400+09'00')\n/ModDate (D:1)>> /Type /Page /Type /Pages".utf8))
    #expect(
      String(decoding: pdf.withoutDates.bytes, as: UTF8.self)
        == "<</CreationDate (D:20000101000000+00'00')\n/ModDate (D:2)>> /Type /Page /Type /Pages")
    #expect(pdf.pageCount == 1)
  }

  /// The counts of `errors.csv` are those of the predictions, and its cost is what the counts make.
  @Test func errorsAreThoseOfThePredictions() throws {
    let data = try EditionResults.folder.get() + "/data/data/"
    func rows(_ file: String) throws -> [[String: String]] {
      let lines = String(decoding: try MappedFile.content(of: data + file), as: UTF8.self).split(separator: "\n")
        .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
    }
    let errors = try rows("errors.csv")
    // .8 is where a false alarm at 40 and a miss at 10 are even.
    #expect(errors.map { $0["threshold"] } == ["0.3", "0.5", "0.7", "0.8"])
    let predictions = try rows("predictions.csv").filter { $0["arm"] == errors[0]["arm"] }
    #expect(predictions.count == 120)
    for row in errors {
      let threshold = Double(row["threshold"] ?? "") ?? -1
      var (alarms, misses) = (0, 0)
      for item in predictions {
        // The label is that of the example's number: no, yes, no, …
        let number = Int(item["example"]?.dropFirst() ?? "") ?? -1
        let isSelected = (Double(item["score"] ?? "") ?? -1) > threshold
        if number % 2 == 0, isSelected { alarms += 1 }
        if number % 2 == 1, !isSelected { misses += 1 }
      }
      #expect(row["false_alarms"] == "\(alarms)" && row["misses"] == "\(misses)", "\(threshold)")
      #expect(row["negatives"] == "60" && row["positives"] == "60")
      let cost = 1000 * Double(40 * alarms + 10 * misses) / 120
      #expect(abs((Double(row["cost"] ?? "") ?? -1) - cost) < 1e-6 * cost)
      let (low, high) = (Double(row["cost_low"] ?? "") ?? .nan, Double(row["cost_high"] ?? "") ?? .nan)
      #expect(low < cost && cost < high && low >= 0)
      #expect((Double(row["miss_low"] ?? "") ?? 2) <= Double(misses) / 60)
      #expect((Double(row["miss_high"] ?? "") ?? -1) >= Double(misses) / 60)
    }
  }
}
