import ArgumentParser
import Datasets
import Diagnostics

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Join the parts that `encode --shard` or `analyze --shard` wrote.",
    discussion: """
      Writes the same bytes as one run without parts. With one row per token, name the merged file as `states:` of a \
      configuration: features.csv and examples.csv are then the same as from the hidden states. OUT.parts.json lists \
      what was joined. Parts of `analyze --shard` are joined to one that `analyze --from` takes. --range A-B joins shards A to B to a larger part, so that many parts can be joined as a tree.

      --features A-B writes features A to B alone, counted from 0. Of parts of `encode` this is a matrix for SciPy with as many \
      columns, which no configuration takes as states. Of parts of `analyze` it is a part: `merge` joins such parts of all features \
      to the bytes of a merged file.

      EXAMPLE: feature-atlas merge part-*.npz -o features.npz
      """)

  @Argument(help: "All parts of one run, in any order.", completion: .archive)
  var parts: [String]

  @Option(name: .shortAndLong, help: "The .npz to write.", completion: .archive)
  var output: String

  @Option(help: "A-B: join shards A to B, counted from 1, to a part that `merge` takes again.")
  var range: String?

  @Option(help: "A-B: write features A to B alone, counted from 0.")
  var features: String?

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let range = try range.map { try Interval.parse($0, of: "--range", within: 1...1_000_000, "shards") }
      let features = try features.map(Interval.features)
      if let first = parts.first, AnalysisPart.isPart(first) {
        let merged = try AnalysisParts.merge(parts, range: range, features: features, to: output)
        shared.reporter.stage("\(parts.count) parts, shards \(merged.name): \(output)")
        return
      }
      let merged = try FeatureParts.merge(parts, range: range, features: features, to: output)
      if range == nil { try PartsList(merged).write(to: output + PartsList.ending) }
      shared.reporter.stage("\(parts.count) parts, \(merged.rows) rows × \(merged.columns) features: \(output)")
    }
  }
}
