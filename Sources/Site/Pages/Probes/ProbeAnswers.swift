import Claims
import Findings

/// The questions that every study is asked, each answered by one comparison that was named before anything was measured.
struct ProbeAnswers {
  static let slots: PageSchema = ["has_answers": .flag, "fired": .inline, "state": .inline, "best": .inline]

  let context: SiteContext
  let dataset: DatasetFinding
  /// The way from the page to the root of the site.
  let root: String

  func scope() throws -> TemplateScope {
    guard let claims = ProbeClaims(dataset) else { return [:] }
    let (fired, state, best) = (claims.fired(), claims.state(), claims.best())
    return [
      "has_answers": .flag(!(fired + state + best).isEmpty), "fired": try context.say(fired, root: root),
      "state": try context.say(state, root: root), "best": try context.say(best, root: root),
    ]
  }
}
