import ArgumentParser
import Datasets
import Diagnostics

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Rewrite any layout of activations as safetensors or SciPy CSR.",
    discussion: """
      Hidden states become safetensors (states f32 [tokens, d], offsets i64 [examples + 1]). Encoded features become a \
      SciPy CSR .npz.

      EXAMPLE: feature-atlas convert activations.pt -o states.safetensors
      """)

  @Argument(help: "A file or folder of activations.", completion: .path)
  var path: String

  @Option(name: .shortAndLong, help: "The file to write.", completion: .path)
  var output: String

  @Option(help: "The array to read, where a file holds several.")
  var array: String?

  @Option(help: "The layer to read, where a file holds several.")
  var layer: Int?

  @Option(help: "The split to read, where a layout has several.")
  var split: String?

  @Option(help: "A table of examples; the activations must have as many rows.", completion: .table)
  var examples: String?

  @OptionGroup var drop: DropOptions
  @OptionGroup var tokens: TokenOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let opened = try HiddenStates.open(path: path, options: StateOptions(array: array, layer: layer, split: split))
      if let examples {
        let table = try ExampleTable.read(path: examples, columns: ExampleColumns())
        guard table.count == opened.activations.exampleCount else {
          throw AtlasError(
            path: path,
            "the activations are of \(opened.activations.exampleCount) examples, but \(examples) has \(table.count)",
            hint: "give states and examples of the same rows, in the same order")
        }
      }
      for note in opened.notes { shared.reporter.stage(note) }
      for warning in opened.allWarnings { shared.reporter.warning(warning) }
      let activations = try tokens.leavingOut(drop.rule, of: opened.activations, path: path, shared.reporter)
      try PlainWriter.write(activations, to: output)
      shared.reporter.stage("\(opened.layout) → \(output)")
    }
  }
}
