import ArgumentParser

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Open and validate every input of a configuration; compute nothing.",
    discussion: """
      Exit code 0 when an analysis could start, 2 with the first error otherwise.

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
        for warning in dataset.warnings { reporter.warning(warning) }
      }
      reporter.stage("all inputs can be read")
    }
  }
}
