import ArgumentParser
import Datasets
import Diagnostics
import Features
import SparseAutoencoders

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Print what a file is: family, tensors, formula, and warnings.",
    discussion: """
      With --states it also prints how much of their variance the checkpoint explains: as its files declare it, and in \
      the other readings that are often confused with it.

      EXAMPLE: feature-atlas inspect examples/checkpoints/l6-w512 --states examples/states/reviews.layer6.safetensors
      """)

  @Argument(help: "Checkpoints or activations: files or folders.", completion: .path)
  var paths: [String]

  @Option(
    help:
      "Hidden states to test checkpoints on; repeatable: the first are compared with the others, say layer L with L + 1.",
    completion: .path)
  var states: [String] = []

  @Flag(help: "Print JSON instead of text.")
  var json = false

  @OptionGroup var format: CheckpointFormatOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let options = try format.options
      let tried = try states.map { path in
        let opened = try HiddenStates.open(path: path)
        for warning in opened.allWarnings { shared.reporter.warning(warning.about(.file, path)) }
        guard case .states(let source) = opened.activations else {
          throw AtlasError(path: path, "these are encoded features, not hidden states")
        }
        return (path, source)
      }
      var documents: [String] = []
      for path in paths {
        documents.append(try inspect(path, options: options, states: tried).printed(asJSON: json))
      }
      print(json ? "[" + documents.joined(separator: ",\n") + "]" : documents.joined(separator: "\n\n"))
    }
  }

  /// A checkpoint if it opens as one; else activations; else the checkpoints inside; else the error of the checkpoint,
  /// which says more.
  private func inspect(
    _ path: String, options: CheckpointOptions, states: [(path: String, source: any HiddenStateSource)]
  ) throws -> any Inspection {
    do {
      let checkpoint = try Checkpoints.open(path, options: options)
      return try CheckpointInspection(checkpoint, states: states, threads: shared.threadCount)
    } catch let error as AtlasError {
      if let opened = try? HiddenStates.open(path: path) { return ActivationsInspection(opened, path: path) }
      guard let inspection = FolderInspection(path) else { throw error }
      return inspection
    }
  }
}
