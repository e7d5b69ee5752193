import Claims
import Findings

/// What the claim about a pair says, as a sign and a few words: never colour alone.
enum TransferVerdict: String, CaseIterable {
  /// In the order of lists.
  case kept, better, partly, lost, worse, open
  case notDefined = "not-defined"

  init(_ pair: TransferFinding) {
    let verdict = TransferClaims(pair).score().first?.verdict
    self = verdict.flatMap { TransferVerdict(rawValue: $0.rawValue) } ?? .notDefined
  }

  func text(_ words: Words) -> String { words.code("transfer-verdict", rawValue) }

  func badge(_ words: Words, into out: inout FragmentWriter) { badge(text(words), into: &out) }

  /// - Parameter text: said in place of the words, such as the share that is kept.
  func badge(_ text: String, into out: inout FragmentWriter) {
    guard out.format == .html else { return out.text(text) }
    switch self {
    case .kept: out.raw("<span class=\"badge kept\">")
    case .better: out.raw("<span class=\"badge better\">")
    case .partly: out.raw("<span class=\"badge partly\">")
    case .lost: out.raw("<span class=\"badge lost\">")
    case .worse: out.raw("<span class=\"badge reversed\">")
    case .open: out.raw("<span class=\"badge insufficient\">")
    case .notDefined: out.raw("<span class=\"badge untested\">")
    }
    out.text(text)
    out.raw("</span>")
  }
}
