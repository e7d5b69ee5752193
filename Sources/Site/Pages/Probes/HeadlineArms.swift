import Findings

/// The arms that pages lead with, as the study chose them.
struct HeadlineArms {
  let study: ProbeStudy
  let arms: [ProbeArm]
  /// What the others are set against.
  let lead: ProbeArm?

  init(_ study: ProbeStudy) {
    self.study = study
    arms = study.headline.arms.map { study.arms[$0] }
    lead = study.headline.lead.map { study.arms[$0] }
  }

  /// The metric that pages lead with.
  var metric: String { study.headline.metric }

  /// Their places in the study.
  var places: [Int] { study.headline.arms }

  func contains(_ place: Int) -> Bool { study.headline.arms.contains(place) }
}
