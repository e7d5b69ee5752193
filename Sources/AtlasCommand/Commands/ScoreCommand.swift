import ArgumentParser
import Datasets
import Diagnostics
import Features
import Files
import Findings
import LinearAlgebra
import Probing
import SparseAutoencoders

struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Decide new examples by a saved feature library, with reasons.",
    discussion: """
      LIBRARY is a feature-library.json that `analyze` or `build` wrote to data/DATASET/. The states are encoded by the \
      library's checkpoint and pooled as in the library, without the tokens that it leaves out. Each example has one line: \
      decision, probabilities, and the features that contribute most to the decision (weight × value).

      EXAMPLE: feature-atlas score atlas/data/messages/feature-library.json --checkpoint sae/ --states new.safetensors \
      -o decisions.csv
      """)

  @Argument(help: "A feature-library.json.", completion: .file(extensions: ["json"]))
  var library: String

  @Option(
    help: "The checkpoint: file or folder. Not needed for features encoded elsewhere.", completion: .path)
  var checkpoint: String?

  @Option(
    help: "Hidden states of the new examples, or their encoded features: file or folder.", completion: .path)
  var states: String

  @Option(name: .shortAndLong, help: "The CSV to write.", completion: .table)
  var output: String

  @Option(help: "The arm whose library to use, where the file has several. Default: the first.")
  var arm: String?

  @Option(
    help: "A table of the new examples (CSV, TSV, JSON lines), one row each; its ids are written to the output.",
    completion: .table)
  var examples: String?

  @Option(help: "The column of ids in --examples.")
  var idColumn = "id"

  @Flag(
    help: """
      Set the thresholds of fired-or-not features on the new states, without labels (Otsu's method), instead of using \
      the library's: for states on another scale than those of the library.
      """)
  var ownThresholds = false

  @Option(help: "Number of features listed for each decision.")
  var reasons = 5

  @Flag(help: "Accept a checkpoint of the same width with another encoder than the library's.")
  var anyEncoder = false

  @OptionGroup var format: CheckpointFormatOptions
  @OptionGroup var tokens: TokenOptions
  @OptionGroup var encoding: EncoderOptions
  @OptionGroup var caching: CacheOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let chosen = try LibraryFile.read(library).library(named: arm)
      guard reasons >= 0 else { throw AtlasError(.input, "--reasons is \(reasons)", hint: "give 0 or more") }
      if ownThresholds, chosen.threshold == nil {
        throw AtlasError(
          .input, "“\(chosen.arm)” takes values as they are: it has no thresholds to set",
          hint: "leave --own-thresholds out, or choose an arm of bits by --arm")
      }
      let table = try examples.map { try TextTable.read($0, columns: [idColumn]) }
      let pooled = try pooledFeatures(chosen, ids: table?.columns[0])
      if let table, table.rowCount != pooled.rowCount {
        throw AtlasError(
          path: table.path, "there are \(table.rowCount) rows, but states of \(pooled.rowCount) examples",
          hint: "give the table that the states were made from")
      }
      let scores = LibraryScores(chosen, on: pooled, ownThresholds: ownThresholds)
      try FileSink.replace(output, csv(chosen, scores, ids: table?.columns[0], count: pooled.rowCount))
      shared.reporter.stage(
        "\(pooled.rowCount) examples decided by \(chosen.features.count) features of “\(chosen.arm)”: \(output)")
    }
  }

  private func pooledFeatures(_ library: FeatureLibrary, ids: [String]?) throws -> SparseMatrix {
    guard let pooling = Pooling(rawValue: library.pooling) else {
      throw AtlasError(path: self.library, "the pooling “\(library.pooling)” is not known")
    }
    let measuring = MeasurementOptions(
      poolings: [pooling], examplesPerFeature: 0, threads: shared.threadCount, encoder: encoding.encoder)
    let collector: FeatureCollector
    let width: Int
    let given = try HiddenStates.open(
      path: states, expected: ids.map { ExpectedExamples(ids: $0, areNamed: true) })
    for warning in given.allWarnings { shared.reporter.warning(warning.about(.file, states)) }
    let opened = given.activations
    let drop = TokenDrop(library.leftOut ?? [])
    if case .encoded(let features) = opened, !features.leftOut.isEmpty,
      Set(features.leftOut.words) != Set(drop.words)
    {
      throw AtlasError(
        path: states,
        "these features were encoded without \(features.leftOut.described), the library was made "
          + (drop.isEmpty ? "with all tokens" : "without \(drop.described)"),
        hint: "encode the states as those of the library")
    }
    switch try tokens.leavingOut(drop, of: opened, path: states, shared.reporter) {
    case .encoded(let features):
      width = features.matrix.columnCount
      try checkWidth(width, library, of: states)
      collector = try FeatureCollector.collecting(features, options: measuring)
    case .states(let source):
      guard let checkpoint else {
        throw AtlasError(.input, "hidden states need their checkpoint", hint: "say it with --checkpoint")
      }
      let opened = try Checkpoints.open(checkpoint, options: try format.options)
      for warning in opened.warnings { shared.reporter.warning(warning) }
      width = opened.autoencoder.featureCount
      try checkWidth(width, library, of: checkpoint)
      if let expected = library.encoderDigest, expected != opened.autoencoder.encoderDigest(), !anyEncoder {
        throw AtlasError(
          path: checkpoint,
          "this is not the encoder that the library was made with (\(library.checkpoint)): its features "
            + "have other meanings under the same numbers",
          hint: "give that checkpoint, with the same --format and --option; --any-encoder overrides this")
      }
      if let doubt = try library.doubt(of: source, by: opened.autoencoder) {
        shared.reporter.warning(doubt.about(.file, states))
      }
      let cache = try caching.open(shared.reporter)
      let reporter = shared.reporter
      collector = try reporter.during("encoding", unit: "tokens") { progress in
        try FeatureCollector.encoding(
          source, with: opened.autoencoder, checkpoint: checkpoint, options: measuring, cache: cache,
          chosen: { reporter.detail("encoder: \($0)") }, progress: { progress.set($0, of: $1) })
      }
      cache?.trim()
    }
    var matrix = collector.pooled[0]
    matrix.columnCount = library.width
    return matrix
  }

  private func checkWidth(_ width: Int, _ library: FeatureLibrary, of path: String) throws {
    guard width == library.width else {
      throw AtlasError(
        path: path, "there are \(width) features, but the library is of a checkpoint with \(library.width)",
        hint: "give the checkpoint that the library was made with")
    }
  }

  private func csv(_ library: FeatureLibrary, _ scores: LibraryScores, ids: [String]?, count: Int) -> [UInt8] {
    var file = DecisionsFile(classes: library.classes, reasonCount: reasons, ids: ids)
    let classes = library.classes.count
    for example in 0..<count {
      file.append(
        example: example, decision: scores.decision(example),
        probabilities: scores.probabilities[example * classes..<(example + 1) * classes],
        reasons: scores.reasons(example, limit: reasons))
    }
    return file.bytes
  }
}
