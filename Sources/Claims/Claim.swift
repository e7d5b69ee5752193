/// Something that may be said of the findings: decided once, from intervals and corrected p-values, and said and shown by
/// pages, editions and files alike. It holds no words: a language has one sentence for each kind and verdict.
public struct Claim: Sendable, Equatable {
  /// Stable from run to run, and the anchor of the sentence on its page: `probes.reviews.fired-or-not`.
  public var id: String
  public var kind: ClaimKind
  /// One of `kind.verdicts`.
  public var verdict: Verdict
  /// How far the evidence goes; nil for claims that only state a count.
  public var strength: Strength?
  /// What it is about, in the order of `kind.slots`.
  public var subjects: [Subject]
  public var figures: [Figure]
  public var caveats: [Caveat]

  /// - Parameter path: parts of the id after the topic, such as the dataset; any text.
  public init(
    _ kind: ClaimKind, _ path: [String], _ verdict: Verdict, strength: Strength? = nil, subjects: [Subject] = [],
    figures: [Figure] = [], caveats: [Caveat] = []
  ) {
    let topic = kind.rawValue.prefix { $0 != "." }
    let name = kind.rawValue.dropFirst(topic.count + 1)
    id = ([String(topic)] + path.map(ClaimID.part) + [String(name)]).joined(separator: ".")
    self.kind = kind
    self.verdict = verdict
    self.strength = strength
    self.subjects = subjects
    self.figures = figures
    self.caveats = caveats
  }

  public subscript(figure name: String) -> Figure? { figures.first { $0.name == name } }
  public subscript(subject name: String) -> Subject? { subjects.first { $0.name == name } }
}
