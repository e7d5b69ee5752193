import Analysis
import ArgumentParser
import Diagnostics
import Files
import Findings

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Share out the states of a configuration among machines.",
    discussion: """
      Writes JSON: files, sizes, and the parts, each with its examples and tokens. `encode --plan PLAN --config CONFIG \
      --part K` encodes one of them, `merge` joins those of one dataset and checkpoint, and `build --cache` with the \
      cache of the parts finds every block encoded. `shards` is the N of `analyze --shard I/N` for parts of this size, \
      `features` the number that ranges of `analyze --features A-B` share out. Nothing is computed here.

      EXAMPLE: feature-atlas plan atlas.yml --shard-bytes 8GiB -o plan.json
      """)

  @Argument(help: "The configuration, atlas.yml.", completion: .configuration)
  var config: String

  @Option(name: .customLong("shard-bytes"), help: "Bytes of states in a part, about: say 8GiB.")
  var shardBytes: String

  @Option(name: .shortAndLong, help: "The JSON file to write; without it, the plan goes to standard output.")
  var output: String?

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let size = try ByteSize.parse(shardBytes, option: "--shard-bytes")
      let configuration = try AtlasConfiguration.read(config)
      let inputs = try OpenedInputs(configuration, reporter: shared.reporter)
      let plan = try EncodingPlan(configuration, inputs, shardBytes: size)
      let text = try FindingsJSON.encode(plan)
      if let output {
        try FileSink.replace(output, text)
        shared.reporter.stage("\(plan.parts.count) parts: \(output)")
      } else {
        print(String(decoding: text, as: UTF8.self), terminator: "")
      }
    }
  }
}
