import Findings

extension Evidence {
  /// A row of `data/facts.csv`.
  static func fact(_ about: String, _ name: String, of other: String = "", _ quantity: String) -> Evidence {
    Evidence(
      DataFiles.facts, [("about", about), ("name", name), ("other", other), ("quantity", quantity)], "value")
  }
}

/// Claims whose figures are rows of `data/facts.csv`, each in the slot that has the name of its quantity.
struct FactSheet {
  private let facts: [Fact]

  init(_ facts: [Fact]) { self.facts = facts }

  /// Zero where the quantity is not there.
  subscript(about: String, quantity: String) -> Double {
    facts.first { $0.about == about && $0.quantity == quantity }?.value ?? 0
  }

  /// - Parameters:
  ///   - about: of the facts, with `other`.
  ///   - styles: of the quantities that are no counts.
  func claim(
    _ kind: ClaimKind, _ path: [String], _ verdict: Verdict = .stated, about: String, of other: String = "",
    subjects: [Subject] = [], unit: FigureUnit = .examples, styles: [String: NumberStyle] = [:],
    caveats: [Caveat] = []
  ) -> Claim {
    let figures = kind.slots.compactMap { slot in
      facts.first { $0.about == about && $0.other == other && $0.quantity == slot }.flatMap { fact in
        Figure(slot, fact.value, unit, styles[slot] ?? .count, .fact(about, fact.name, of: other, slot))
      }
    }
    return Claim(kind, path, verdict, subjects: subjects, figures: figures, caveats: caveats)
  }
}
