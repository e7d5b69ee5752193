import Claims
import Findings

/// The questions that every study is asked, each answered by one comparison that was named before anything was measured.
struct ProbeAnswers {
  let context: SiteContext
  let dataset: DatasetFinding
  /// The way from the page to the root of the site.
  let root: String

  static let slots: Slots<ProbeAnswers> = [
    .flag("has_answers") { !($0.claims.map { $0.fired() + $0.state() + $0.best() } ?? []).isEmpty },
    .inline("fired") { try $0.say { $0.fired() } }, .inline("state") { try $0.say { $0.state() } },
    .inline("best") { try $0.say { $0.best() } },
  ]

  private var claims: ProbeClaims? { ProbeClaims(dataset) }

  private func say(_ question: (ProbeClaims) -> [Claim]) throws -> Fragment {
    try context.say(claims.map(question) ?? [], root: root)
  }
}
