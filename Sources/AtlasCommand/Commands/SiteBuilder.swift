import Analysis
import Diagnostics
import Files
import Findings
import Site

/// Renders a results folder into a site folder: pages, the published data, and the manifest over both.
struct SiteBuilder {
  let renderer: SiteRenderer
  let stopwatch: Stopwatch
  var reporter = Reporter(.quiet)
  /// What tells who runs the program, for the bundle of reviewers; nil: what the process knows.
  var identity: RunIdentity?
  /// Where the programs that print are looked for.
  var programs = OtherProgram.searchPath

  /// - Returns: sentences on what was written, what was kept of the old site and on left-overs.
  /// - Throws: `AtlasError`; the target then stays as it was.
  @discardableResult
  func build(from results: ResultsFolder, to target: String) throws -> [String] {
    try StagedFolder.write(to: target) { folder in
      let findings = try results.findings()
      let sink = RecordedFolder(folder)
      var notes: [String] = []
      try stopwatch.measure("render") {
        let omitted = try writeTables(results, findings, to: sink)
        // Of all tables, and so the same in every edition.
        let report = ReportDigest(of: sink.written + omitted)
        try reporter.during("rendering", unit: "pages") { progress in
          try renderer.render(findings, tables: results, report: report, into: sink, progress: progress)
        }
        if renderer.edition == .review {
          try ReviewBundle(
            identity: identity ?? RunIdentity(folders: [results.path, target]), findings: findings
          ).write(from: folder.staging, into: sink)
        }
        notes = try EditionPDF(edition: renderer.edition, searchPath: programs).write(from: folder.staging, into: sink)
        let manifest = Manifest(
          version: findings.version, commit: renderer.edition == .review ? nil : findings.commit,
          configSHA256: findings.configuration.sha256, reportSHA256: report.sha256, inputs: findings.inputs,
          outputs: sink.written, omitted: omitted, seed: findings.seed, command: findings.command)
        try folder.write(DataFiles.manifest, try FindingsJSON.encode(manifest))
      }
      // Times tell of the machine.
      if renderer.edition != .review { try folder.write(DataFiles.timings, try timings(results).encoded()) }
      return [folder.changes.sentence] + notes
    }
  }

  /// The tables that the edition takes along, and the pictures of the atlas.
  ///
  /// - Returns: the tables that it leaves out.
  private func writeTables(
    _ results: ResultsFolder, _ findings: AtlasFindings, to sink: RecordedFolder
  ) throws -> [InputFile] {
    let tables = renderer.edition.tables(findings)
    let images = renderer.edition == .full ? try results.imageFiles() : []
    var omitted: [InputFile] = []
    for path in try results.dataFiles() + images {
      let content = try results.content(of: path)
      if tables?.contains(path) ?? true {
        try sink.write(path, content)
      } else {
        omitted.append(InputFile(path: path, bytes: content.count, sha256: SHA256Digest.hex(of: content)))
      }
    }
    return omitted
  }

  /// The times of the analysis, with that of rendering.
  private func timings(_ results: ResultsFolder) throws -> Timings {
    var timings = try results.timings()
    let render = stopwatch.stages.filter { $0.name == "render" }
    timings.stages = timings.stages.filter { $0.name != "render" } + render
    return timings
  }
}
