import Findings

/// What the brief for a decision says, part by part: of one data set, that which the question is about. Where a part has
/// nothing to say, it is empty.
public struct BriefClaims: Sendable {
  public let findings: AtlasFindings
  /// The first that the question can be answered for; nil where there is none.
  public private(set) var dataset: DatasetFinding?
  public let topic: DecisionTopic

  public init(_ findings: AtlasFindings) {
    self.findings = findings
    topic = DecisiveClaims(findings).topic
    let whole = findings.datasets.filter { $0.partOf == nil }
    let tested = findings.transfers.first { $0.lead != nil }?.test
    dataset =
      topic == .transfer
      ? findings.datasets.first { $0.id == tested } ?? whole.first
      : whole.first { $0.probes?.errors != nil } ?? whole.first { $0.probes != nil } ?? whole.first
  }

  /// The same question asked of another data set.
  func of(_ other: DatasetFinding) -> BriefClaims {
    var copy = self
    copy.dataset = other
    return copy
  }

  var decision: DecisionQuestion { findings.decision ?? DecisionQuestion(question: "") }

  /// All of them, each once, in the order of the brief.
  public func all() -> [Claim] {
    var seen: Set<String> = []
    var all: [Claim] = verdict()
    for part in [strength(), data(), figure(), fired(), cost(), harm(), change(), next(), reviews(), stop(), phrases()]
    {
      all += part
    }
    return all.filter { seen.insert($0.id).inserted }
  }

  /// How many examples there are, and how many of them are independent.
  public func data() -> [Claim] {
    guard let dataset else { return [] }
    return DataClaims.all(dataset).filter { [.dataSize, .dataClusters].contains($0.kind) }
  }

  /// Whether those who know the work agree, of the checkpoint that the probes lead with, else of the first that was judged.
  public func reviews() -> [Claim] {
    let rows = findings.reviews?.agreement ?? []
    let lead = dataset.flatMap { ProbeClaims($0)?.lead?.key.checkpoint }
    guard let row = rows.first(where: { $0.checkpoint == lead }) ?? rows.first else { return [] }
    return ReviewClaims.share(row) + ReviewClaims.agreement(row)
  }

  // Subjects

  /// The next small step, as the configuration calls it.
  var step: Subject { decision.step.map { Subject("step", $0) } ?? Subject("step", "brief", code: "step") }

  static func items(_ dataset: DatasetFinding) -> Subject { Subject("items", "modality", code: dataset.modality) }

  static func positive(_ dataset: DatasetFinding) -> Subject { Subject("positive", dataset.positiveClass ?? "") }
}
