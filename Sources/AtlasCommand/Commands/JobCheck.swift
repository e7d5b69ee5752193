import Analysis
import Datasets
import Diagnostics
import Files
import Site

/// All that can be known of a job before anything is computed: its configuration, inputs, output folder, templates and theme.
struct JobCheck {
  /// nil where the file is no configuration.
  let configuration: AtlasConfiguration?
  /// nil without a configuration; complete where there are no mistakes.
  let inputs: OpenedInputs?
  /// nil where nothing is rendered, or templates and theme have mistakes.
  let renderer: SiteRenderer?
  let mistakes = Mistakes()

  /// - Parameters:
  ///   - output: nil where nothing is written.
  ///   - rendering: nil where nothing is rendered.
  ///   - recorded: what shards made of the states; nil where the states are read.
  init(
    _ path: String, output: String?, rendering: RenderingOptions?, threads: Int, reporter: Reporter,
    stopwatch: Stopwatch = Stopwatch(), recorded: OpenedPart? = nil
  ) {
    let mistakes = mistakes
    let configuration = AtlasConfiguration.read(path, mistakes)
    self.configuration = configuration
    if let output {
      let inputs = (configuration?.inputPaths ?? [path]) + [rendering?.templates].compactMap { $0 }
      mistakes.attempt { try OutputCheck.check(output, inputs: inputs) }
    }
    renderer = rendering.flatMap { rendering in
      mistakes.attempt { try rendering.checkedRenderer(for: configuration, threads: threads) }
    }
    inputs = configuration.map { configuration in
      stopwatch.measure("load") {
        reporter.during("reading inputs") { _ in
          OpenedInputs(
            InputOpening(
              configuration: configuration, reporter: reporter, mistakes: mistakes, threads: threads, recorded: recorded
            ))
        }
      }
    }
  }

  /// The configuration and its inputs.
  ///
  /// - Throws: `AtlasError` for one mistake, `AtlasErrors` for several.
  func passed() throws -> (configuration: AtlasConfiguration, inputs: OpenedInputs) {
    try mistakes.end()
    guard let configuration, let inputs else { throw AtlasError(.input, "there is no configuration") }
    return (configuration, inputs)
  }

  /// The same with what renders them.
  func passedForRendering() throws -> (configuration: AtlasConfiguration, inputs: OpenedInputs, renderer: SiteRenderer)
  {
    let (configuration, inputs) = try passed()
    guard let renderer else { throw AtlasError(.failure, "nothing is to be rendered") }
    return (configuration, inputs, renderer)
  }
}
