/// `data/facts.csv`: numbers that pages say in a sentence and that are in no other table, one per row.
public struct Fact: Sendable, Equatable {
  /// What it is about: `dataset`, `checkpoint`, `reconstruction`, `probes`, `groups`.
  public var about: String
  /// Id of the dataset or checkpoint.
  public var name: String
  /// Second part of the name where one is not enough: the dataset of a reconstruction, the attribute of groups.
  public var other: String
  /// What is measured: `examples`, `fvu`.
  public var quantity: String
  /// The number; always defined.
  public var value: Double

  init(_ about: String, _ name: String, of other: String = "", _ quantity: String, _ value: Double) {
    self.about = about
    self.name = name
    self.other = other
    self.quantity = quantity
    self.value = value
  }

  /// Of a whole report, in the order of its parts; values that are not defined are left out.
  public static func all(_ findings: AtlasFindings) -> [Fact] {
    findings.datasets.flatMap(ofDataset) + findings.checkpoints.flatMap(ofCheckpoint)
  }

  private static func ofDataset(_ dataset: DatasetFinding) -> [Fact] {
    func fact(_ about: String, of other: String = "", _ quantity: String, _ value: Int?) -> Fact? {
      value.map { Fact(about, dataset.id, of: other, quantity, Double($0)) }
    }
    var facts = [
      fact("dataset", "examples", dataset.exampleCount), fact("dataset", "unlabelled", dataset.unlabelled),
      fact("dataset", "clusters", dataset.clusterCount),
    ]
    for item in dataset.checkpoints {
      facts += [
        fact("encoded", of: item.checkpoint, "tokens", item.tokens),
        fact("encoded", of: item.checkpoint, "features", item.featureCount),
        fact("encoded", of: item.checkpoint, "active", item.aliveFeatures),
        fact("encoded", of: item.checkpoint, "dense", item.denseFeatures),
      ]
    }
    if let design = dataset.probes?.design {
      facts += [
        fact("probes", "examples", design.exampleCount), fact("probes", "folds", design.folds),
        fact("probes", "repeats", design.repeats),
      ]
    }
    var found = facts.compactMap { $0 }
    for study in dataset.bias {
      found.append(Fact("groups", dataset.id, of: study.attribute, "margin", study.margin))
      found.append(Fact("groups", dataset.id, of: study.attribute, "false discovery rate", study.falseDiscoveryRate))
      for summary in study.checkpoints {
        let name = "\(study.attribute) \(summary.checkpoint)"
        if let flags = summary.nullFlags {
          found.append(Fact("groups", dataset.id, of: name, "flagged by chance", flags))
        }
      }
    }
    return found
  }

  private static func ofCheckpoint(_ checkpoint: CheckpointFinding) -> [Fact] {
    var facts: [Fact] = []
    if let norm = checkpoint.decoderNorm {
      facts += [
        Fact("checkpoint", checkpoint.id, "norm_least", norm.minimum),
        Fact("checkpoint", checkpoint.id, "norm_mean", norm.mean),
        Fact("checkpoint", checkpoint.id, "norm_most", norm.maximum),
      ]
    }
    for item in checkpoint.reconstructions {
      let figures = [
        ("tokens", Double(item.tokens)), ("l0", item.l0), ("fvu", item.fvu ?? .nan),
        ("fvu without far tokens", item.far?.fvuWithout ?? .nan),
      ]
      facts += figures.filter { $0.1.isFinite }.map {
        Fact("reconstruction", checkpoint.id, of: item.dataset, $0.0, $0.1)
      }
    }
    return facts
  }

  /// One row per fact.
  static let table = CSVTable<Fact> { table in
    table.text("about", "“dataset”, “encoded”, “probes”, “groups”, “checkpoint” or “reconstruction”") { $0.about }
    table.text("name", "id of the dataset or checkpoint") { $0.name }
    table.text("other", "second part of the name: checkpoint, attribute or dataset; else empty") { $0.other }
    table.text("quantity", "what is measured") { $0.quantity }
    table.real("value", "the number") { $0.value }
  }

  /// The file.
  public static func csv(_ facts: [Fact]) -> [UInt8] { table.bytes(facts) }
}
