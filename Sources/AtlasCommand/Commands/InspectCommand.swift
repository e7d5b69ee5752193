import ArgumentParser
import Datasets
import Diagnostics
import Features
import Findings
import SparseAutoencoders

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "What is this file? Family, tensors, formula, and whether the numbers make sense.",
    discussion: """
      With --states, also how much of their variance the checkpoint explains as declared, and in the readings that files \
      often confuse.

      EXAMPLE: feature-atlas inspect examples/checkpoints/l6-w512 --states examples/states/reviews.layer6.safetensors
      """)

  @Argument(help: "Checkpoints or activations: files or folders.")
  var paths: [String]

  @Option(
    help:
      "Hidden states to try checkpoints on; repeatable: the first are compared with the others, say layer L with L + 1."
  )
  var states: [String] = []

  @Option(help: "The checkpoint's family, where its files do not say.")
  var format: String?

  @Option(name: .customLong("option"), help: "KEY=VALUE where the checkpoint's files do not say; repeatable.")
  var options: [String] = []

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let options = try CheckpointOptions(family: format, pairs: options)
      let tried = try states.map { path in
        let opened = try HiddenStates.open(path: path)
        for warning in opened.allWarnings { shared.reporter.warning(warning.about(.file, path)) }
        guard case .states(let source) = opened.activations else {
          throw AtlasError(path: path, "these are encoded features, not hidden states")
        }
        return NamedStates(name: path, source: source)
      }
      var documents: [String] = []
      for path in paths { documents.append(try inspect(path, options: options, states: tried)) }
      print(json ? "[" + documents.joined(separator: ",\n") + "]" : documents.joined(separator: "\n\n"))
    }
  }

  /// A checkpoint if it opens as one; else activations; else the checkpoints inside; else the error of the checkpoint,
  /// which says more.
  private func inspect(
    _ path: String, options: CheckpointOptions, states: [NamedStates]
  ) throws -> String {
    do {
      let checkpoint = try Checkpoints.open(path, options: options)
      let inspection = try CheckpointInspection(checkpoint, states: states, threads: shared.threadCount)
      return json ? String(decoding: try FindingsJSON.encode(inspection), as: UTF8.self) : inspection.text
    } catch let error as AtlasError {
      guard let opened = try? HiddenStates.open(path: path) else {
        guard let inspection = FolderInspection(path) else { throw error }
        return json ? String(decoding: try FindingsJSON.encode(inspection), as: UTF8.self) : inspection.text
      }
      let inspection = ActivationsInspection(opened, path: path)
      return json ? String(decoding: try FindingsJSON.encode(inspection), as: UTF8.self) : inspection.text
    }
  }
}
