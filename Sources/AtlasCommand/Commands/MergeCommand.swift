import ArgumentParser
import Datasets

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Join the parts that `encode --shard` wrote.",
    discussion: """
      Writes the same bytes as one run without parts. With one row per token, name the merged file as `states:` of a \
      configuration: features.csv and examples.csv are then the same as from the hidden states.

      EXAMPLE: feature-atlas merge part-*.npz -o features.npz
      """)

  @Argument(help: "All parts that `encode --shard I/N` wrote, in any order.", completion: .archive)
  var parts: [String]

  @Option(name: .shortAndLong, help: "The .npz to write.", completion: .archive)
  var output: String

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let size = try FeatureParts.merge(parts, to: output)
      shared.reporter.stage("\(parts.count) parts, \(size.rows) rows × \(size.columns) features: \(output)")
    }
  }
}
