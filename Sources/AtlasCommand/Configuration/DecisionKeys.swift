import Findings

extension DecisionQuestion: ConfigurationMapping {
  static var defaults: DecisionQuestion { DecisionQuestion(question: "") }

  static var keys: [ConfigurationKey<DecisionQuestion>] {
    [
      .init(
        "question", .text, \.question, "the question, in one sentence",
        missing: ("`decision` has no question", "add `question: …`")),
      .init(
        "about", .word(DecisionTopic.allCases.map(\.rawValue)), optional: \.topic,
        "what the first page and the brief answer; by default the groups where `bias` has attributes, else the "
          + "representations"),
      .init(
        "cost-per-false-alarm", .number(0...1e15), optional: \.costPerFalseAlarm,
        "cost of deciding for the positive class by mistake; the brief says what errors cost"),
      .init(
        "cost-per-miss", .number(0...1e15), optional: \.costPerMiss,
        "cost of missing the positive class; with both costs `errors.csv` has the threshold at which they are even"),
      .init("currency", .text, optional: \.currency, "what costs are in: `yen`"),
      .init(
        "step", .text, optional: \.step,
        "the next small step that the brief is about; by default a trial in which people check every decision"),
      .init(
        "most-false-alarms", .number(0...1), optional: \.mostFalseAlarms,
        "largest share of the negative class that may be decided positive: the brief stops beyond it"),
      .init(
        "most-misses", .number(0...1), optional: \.mostMisses,
        "largest share of the positive class that may be missed: the brief stops beyond it"),
      .init(
        "precision", .number(0.001...0.5), optional: \.precision,
        "half the width of the intervals that a trial is to reach for both rates of error; by default 0.03"),
      .init("not-for", .text, optional: \.notFor, "uses that the brief rules out"),
      .init("owner", .text, optional: \.owner, "who answers for the next step"),
      .init("due", .text, optional: \.due, "by when the next step is done"),
      .init(
        "phrases", .flag, optional: \.hasPhrases,
        "whether the brief has a second page, with phrases for the meeting and the rows of its figures; by default yes"),
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
