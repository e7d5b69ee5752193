import Claims
import Findings

/// What the parts of a page on probes have in common. A class, so that parts and rows copy one reference.
final class ProbedDataset: Sendable {
  let context: SiteContext
  let features: FeatureDirectory
  let dataset: DatasetFinding
  let study: ProbeStudy
  let links: Links
  let headline: HeadlineArms

  init(
    _ context: SiteContext, _ features: FeatureDirectory, _ dataset: DatasetFinding, _ study: ProbeStudy, _ links: Links
  ) {
    self.context = context
    self.features = features
    self.dataset = dataset
    self.study = study
    self.links = links
    headline = HeadlineArms(study)
  }

  /// To a file of this dataset.
  func link(_ file: (String) -> String) -> String { links.file(file(dataset.id)) }

  /// Of an arm, by its place.
  func name(_ arm: Int) -> String { study.arms[arm].name }

  func mention(_ checkpoint: String, _ feature: Int) -> FeatureMention {
    FeatureMention(directory: features, dataset: dataset.id, checkpoint: checkpoint, feature: feature, links: links)
  }

  func say(_ question: (ProbeClaims) -> [Claim]) throws -> Fragment {
    try context.say(ProbeClaims(dataset).map(question) ?? [], root: links.root)
  }
}
