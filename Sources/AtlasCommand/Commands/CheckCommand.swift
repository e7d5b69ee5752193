import Analysis
import ArgumentParser
import Diagnostics
import Findings

/// Tokens that `check` encodes per checkpoint and dataset: enough to tell readings apart, seconds at most.
private let sampledTokens = 512

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Validate every input of a configuration, without the analysis.",
    discussion: """
      Exit code 0 if an analysis can start. Otherwise 2, with all mistakes in the configuration, its inputs, the \
      templates and the theme. Every checkpoint is tested on at most \(sampledTokens) tokens of each dataset, with a \
      warning if it does not seem to fit them. Nothing is written.

      EXAMPLE: feature-atlas check examples/atlas.yml
      """)

  @Argument(help: "The configuration, atlas.yml.", completion: .configuration)
  var config: String

  @Option(
    name: .shortAndLong, help: "Also check that this folder can be written or replaced.", completion: .directory)
  var output: String?

  @Flag(help: "Print JSON on standard output: ok, errors, warnings, notes, checkpoints, datasets.")
  var json = false

  @OptionGroup var rendering: RenderingOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      // With --json everything is in the document on standard output.
      let reporter = json ? SharedOptions.reporter(.quiet, to: .none) : shared.reporter
      let job = JobCheck(
        config, output: output, rendering: rendering, threads: shared.threadCount, reporter: reporter)
      var report = CheckReport(configuration: config)
      if let inputs = job.inputs { try describe(inputs, &report, reporter, job.mistakes) }
      report.notes = job.configuration?.unusedKeys ?? []
      for note in report.notes { reporter.stage("note: \(note)") }
      report.errors = job.mistakes.all.map(CheckReport.Mistake.init)
      report.warnings = reporter.warnings.map(NoteWords.english)
      if json {
        print(String(decoding: try FindingsJSON.encode(report), as: UTF8.self), terminator: "")
        if !report.ok { throw ExitCode(2) }
      }
      try job.mistakes.end()
      reporter.stage("all inputs can be read")
    }
  }

  /// What could be opened, and whether checkpoints explain the states of their layers.
  private func describe(
    _ inputs: OpenedInputs, _ report: inout CheckReport, _ reporter: Reporter, _ mistakes: Mistakes
  ) throws {
    for loaded in inputs.checkpoints {
      let found = CheckReport.Checkpoint(loaded)
      report.checkpoints.append(found)
      if loaded.checkpoint == nil { continue }
      reporter.stage(
        "checkpoint \(found.id): \(found.family) \(found.architecture), \(found.inputDimension) → \(found.featureCount)"
          + (loaded.checkpoint?.placeText.map { ", \($0)" } ?? "") + ". " + found.reason)
    }
    for dataset in inputs.datasets {
      var found = CheckReport.Dataset(dataset)
      let layers = found.layers.map { "\($0)" }.joined(separator: ", ")
      reporter.stage("dataset \(found.id): \(found.examples) examples, states of layers \(layers)")
      reporter.stage("  \(dataset.rowOrder.sentence)")
      if let summary = dataset.classSummary { reporter.stage("  \(summary)") }
      if let pictures = dataset.pictures { reporter.stage("  \(pictures.count) pictures") }
      if let leftOut = dataset.leftOut {
        let rule = leftOut.rule.joined(separator: ", ")
        reporter.stage("  left out \(leftOut.tokens) of \(leftOut.of) tokens: \(rule)")
      }
      for warning in dataset.warnings { reporter.warning(warning.about(.dataset, dataset.id)) }
      // Inputs that do not fit each other say nothing of how well they do.
      for loaded in mistakes.all.isEmpty ? inputs.checkpoints : [] {
        let check = try dataset.reconstruction(by: loaded, atMost: sampledTokens, threads: shared.threadCount)
        guard let check else { continue }
        found.reconstructions.append(
          CheckReport.Reconstruction(
            checkpoint: loaded.id, tokens: check.tokens, activeFeaturesPerToken: check.l0, fvu: check.fvu))
        let fvu = check.fvu.map { ", FVU \(($0 * 1000).rounded() / 1000)" } ?? ""
        reporter.stage(
          "  \(loaded.id) on \(check.tokens) tokens: \((check.l0 * 10).rounded() / 10) features a token\(fvu)")
        for line in check.fitLines { reporter.stage("    \(line)") }
        for doubt in loaded.doubts(check) { reporter.warning(doubt.about(.checkpoint, loaded.id)) }
      }
      report.datasets.append(found)
    }
  }
}
