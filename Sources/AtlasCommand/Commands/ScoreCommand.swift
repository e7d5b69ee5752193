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
      LIBRARY is a feature-library.json that `analyze` or `build` wrote (data/DATASET/). The states are encoded by the \
      checkpoint that it was made with and pooled as it says, without the tokens that it leaves out. Every example gets a \
      line: decision, probabilities, and the features with the largest part in the decision (weight × value).

      EXAMPLE: feature-atlas score atlas/data/messages/feature-library.json --checkpoint sae/ --states new.safetensors \
      -o decisions.csv
      """)

  @Argument(help: "A feature-library.json.")
  var library: String

  @Option(help: "The checkpoint: file or folder. Not needed for features encoded elsewhere.")
  var checkpoint: String?

  @Option(help: "Hidden states of the new examples, or their encoded features: file or folder.")
  var states: String

  @Option(name: .shortAndLong, help: "The CSV to write.")
  var output: String

  @Option(help: "The arm whose library is meant, where the file has several; the first if left out.")
  var arm: String?

  @Option(help: "A table of the new examples (CSV, TSV, JSON lines), one row for each, whose ids go into the output.")
  var examples: String?

  @Option(help: "The column of ids in --examples.")
  var idColumn = "id"

  @Flag(
    help: """
      Set the thresholds of fired-or-not features on the new states, without labels (Otsu), instead of taking the \
      library's: for states on another scale than those it was made with.
      """)
  var ownThresholds = false

  @Option(help: "Features named for each decision.")
  var reasons = 5

  @Option(help: "The checkpoint's family, where its files do not say.")
  var format: String?

  @Option(
    name: .customLong("option"), help: "KEY=VALUE, say k=32, where the checkpoint's files do not say; repeatable.")
  var options: [String] = []

  @Flag(help: "Accept a checkpoint of the same width whose encoder is not the one of the library.")
  var anyEncoder = false

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
      let opened = try Checkpoints.open(checkpoint, options: try CheckpointOptions(family: format, pairs: options))
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
      if let doubt = try Self.doubt(of: source, by: opened.autoencoder, library) {
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

  /// States of another layer, or on another scale, have as many dimensions, but the checkpoint explains them badly: what
  /// to say of that; nil where there is nothing to say, or nothing known.
  static func doubt(
    of source: any HiddenStateSource, by autoencoder: SparseAutoencoder, _ library: FeatureLibrary
  ) throws -> Note? {
    guard let known = library.unexplained, let own = try ReconstructionCheck.unexplained(autoencoder, on: source) else {
      return nil
    }
    // A few tokens may decide either share; the median token is what most are like.
    let pairs = [
      (own.fvu, known, NoteCode.statesUnlikeLibrary),
      (own.median ?? 0, library.medianUnexplained ?? 1, .medianUnlikeLibrary),
    ]
    guard let (own, known, code) = pairs.first(where: { $0.0 > max(1.5 * $0.1, $0.1 + 0.1) }) else { return nil }
    return Note(code, own, known, library.layer.map(String.init) ?? "–")
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
