import ArgumentParser
import Datasets

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Put the shards of one `encode` together again.",
    discussion: """
      Writes the same bytes as one run over everything. One row per token keeps what sums, statistics and strongest \
      examples are made of: name the merged file as `states:` of a configuration, and features.csv and examples.csv \
      are those of a run from the states.

      EXAMPLE: feature-atlas merge part-*.npz -o features.npz
      """)

  @Argument(help: "All parts that `encode --shard I/N` wrote, in any order.")
  var parts: [String]

  @Option(name: .shortAndLong, help: "The .npz to write.")
  var output: String

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let size = try FeatureParts.merge(parts, to: output)
      shared.reporter.stage("\(parts.count) parts, \(size.rows) rows × \(size.columns) features: \(output)")
    }
  }
}
