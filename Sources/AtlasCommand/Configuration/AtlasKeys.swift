import Diagnostics
import Features

extension AtlasConfiguration: ConfigurationMapping {
  static var defaults: AtlasConfiguration { AtlasConfiguration() }

  static var keys: [ConfigurationKey<AtlasConfiguration>] {
    [
      .init("title", .text, \.title, "title of the atlas"),
      .init(
        "seed", .int(0...Int.max), "seed of all random choices",
        usual: "0"
      ) { $0.seed = UInt64($1) },
      .init(
        "language", .text("a folder of the templates"), \.language,
        "language of the pages; `render --language` overrides it"),
      .init("checkpoints", .entries(), \.checkpoints, "the sparse autoencoders"),
      .init("datasets", .entries(), \.datasets, "labelled examples with their hidden states; at least one"),
      .init(
        "pooling", .distinct(.filled(.pooling)), \.pooling,
        "how a feature's values over the tokens of an example become one; the first is shown on feature pages"),
      .init("profiles", .mapping(), \.profiles, "what stands beside the statistics of a feature"),
      .init("probes", .mapping(), \.probes, "classifiers on the features, compared on the same folds"),
      .init("bias", .mapping(), \.bias, "audit of features and probes by group"),
      .init("transfer", .transfers, \.transfer, "pairs of datasets: trained on one, tested on the other"),
      .init(
        "labels", .list(.mapping()),
        "names that others gave to features: a table, or Neuronpedia's exports"
      ) { $0.featureNames = $1 },
      .init(
        "reviews", .list(.path), \.reviews,
        "tables that people filled in: whether they agree with what pages say of features (`feature-atlas review`)"),
      .init("decision", .mapping(), optional: \.decision, "the decision that the atlas is to inform"),
      .init("site", .mapping(), \.site, "what the pages show"),
    ]
  }
  mutating func finish(_ root: ConfigurationNode, isClean: Bool) {
    path = root.path
    places = root.reading.places
    unusedKeys = root.reading.notes
    checkReferences(root)
    let mistakes = root.reading.mistakes
    mistakes.attempt { try checkFileNames() }
    // What the readers of single keys let pass.
    guard probes.isEnabled else { return }
    mistakes.attempt {
      do {
        _ = try probeOptions(threads: 1).validated()
      } catch let error as AtlasError {
        throw error.located(path: path, line: places["probes"]?.line)
      }
    }
  }
}

extension ValueKind where Value == Pooling {
  fileprivate static var pooling: Self {
    let names = ValueKind<String>.word(Pooling.allCases.map(\.rawValue))
    return ValueKind(summary: names.summary, write: \.rawValue) { node in
      let name = try names.read(node)
      guard let pooling = Pooling(rawValue: name) else { throw node.failure("no such pooling: \(name)") }
      return pooling
    }
  }
}
