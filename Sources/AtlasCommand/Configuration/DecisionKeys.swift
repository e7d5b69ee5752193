import Findings

extension DecisionQuestion: ConfigurationMapping {
  static var defaults: DecisionQuestion { DecisionQuestion(question: "") }

  static var keys: [ConfigurationKey<DecisionQuestion>] {
    let unused = { (_: DecisionQuestion) in "is kept in the results, but no page uses it yet" }
    return [
      .init(
        "question", .text, \.question, "the question, in one sentence",
        missing: ("`decision` has no question", "add `question: …`")),
      .init(
        "about", .word(DecisionTopic.allCases.map(\.rawValue)), optional: \.topic,
        "what the first page answers; by default the groups where `bias` has attributes, else the representations"),
      .init(
        "cost-per-false-alarm", .number(0...1e15), optional: \.costPerFalseAlarm,
        "cost of deciding for the positive class by mistake", limit: unused),
      .init(
        "cost-per-miss", .number(0...1e15), optional: \.costPerMiss, "cost of missing the positive class", limit: unused
      ),
    ]
  }

  /// Further keys are notes of the user.
  static var readOther: ((inout DecisionQuestion, String, ConfigurationNode) throws -> Void)? {
    { decision, key, node in
      decision.notes.append(LabelledText(label: key, text: try node.string))
      node.reading.note("is kept in the results, but no page shows it yet", of: node)
    }
  }
}

extension DecisionQuestion {
  fileprivate var topic: String? {
    get { about?.rawValue }
    set { about = newValue.flatMap(DecisionTopic.init) }
  }
}
