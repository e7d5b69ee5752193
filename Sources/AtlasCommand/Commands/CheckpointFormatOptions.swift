import ArgumentParser
import Diagnostics
import SparseAutoencoders

/// What a checkpoint's files do not say about its format.
struct CheckpointFormatOptions: ParsableArguments {
  @Option(help: "The checkpoint's family, where its files do not name it.", completion: .families)
  var format: String?

  @Option(
    name: .customLong("option"), help: "KEY=VALUE, say k=32, where the checkpoint's files do not give it; repeatable.")
  var pairs: [String] = []

  var options: CheckpointOptions {
    get throws {
      var options: [String: String] = [:]
      for pair in pairs {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
          throw AtlasError(.input, "--option “\(pair)” is not KEY=VALUE", hint: "write, say, --option k=32")
        }
        options[String(parts[0])] = String(parts[1])
      }
      return CheckpointOptions(family: format, options: options)
    }
  }
}
