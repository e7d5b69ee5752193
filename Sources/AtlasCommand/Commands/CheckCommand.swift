import ArgumentParser

/// Tokens that `check` encodes per checkpoint and dataset: enough to tell readings apart, seconds at most.
private let sampledTokens = 512

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Open and validate every input of a configuration, without the analysis.",
    discussion: """
      Exit code 0 when an analysis could start, 2 with the first error otherwise. Every checkpoint is tried on at most \
      \(sampledTokens) tokens of each dataset, and warnings say where the two do not seem to belong together.

      EXAMPLE: feature-atlas check examples/atlas.yml
      """)

  @Argument(help: "The configuration, atlas.yml.")
  var config: String

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let reporter = shared.reporter
      let configuration = try AtlasConfiguration.read(config)
      let inputs = try LoadedInputs(configuration, reporter: reporter)
      for loaded in inputs.checkpoints {
        guard let checkpoint = loaded.checkpoint else { continue }
        let autoencoder = checkpoint.autoencoder
        reporter.stage(
          "checkpoint \(loaded.entry.id): \(checkpoint.family) \(checkpoint.architecture), "
            + "\(autoencoder.inputDimension) → \(autoencoder.featureCount), \(checkpoint.reason)")
      }
      for dataset in inputs.datasets {
        let layers = dataset.states.map { "\($0.layer)" }.joined(separator: ", ")
        reporter.stage("dataset \(dataset.entry.id): \(dataset.examples.count) examples, states of layers \(layers)")
        if let summary = dataset.classSummary { reporter.stage("  \(summary)") }
        for warning in dataset.warnings { reporter.warning(warning) }
        for loaded in inputs.checkpoints {
          guard let check = try dataset.reconstruction(by: loaded, atMost: sampledTokens, threads: shared.threadCount)
          else { continue }
          let fvu = check.fvu.map { ", FVU \(($0 * 1000).rounded() / 1000)" } ?? ""
          reporter.stage(
            "  \(loaded.entry.id) on \(check.tokens) tokens: \((check.l0 * 10).rounded() / 10) features a token\(fvu)")
          for doubt in loaded.doubts(check) { reporter.warning("\(loaded.entry.id): \(doubt)") }
        }
      }
      reporter.stage("all inputs can be read")
    }
  }
}
