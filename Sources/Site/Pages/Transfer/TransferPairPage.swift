import Claims
import Findings

extension PageTemplate {
  static let transferPair = PageTemplate("transfer", page: "transfer/…", TransferPairPage.slots.schema)
}

/// One pair: what the claim says, pictures, and a part for each further question.
///
/// A further part is a file of its own beside this one, with slots that a `TransferredPair` fills, a row of `slots` below, and
/// a template of its own that `transfer.md` includes.
struct TransferPairPage {
  let pair: TransferredPair
  let previous: TransferLink?
  let next: TransferLink?

  static let slots: Slots<TransferPairPage> = [
    .text("train") { $0.pair.finding.trainName }, .text("test") { $0.pair.finding.testName },
    .inline("sentence") { try $0.pair.say(TransferClaims($0.pair.finding).score()) },
    .link("index_link") { $0.pair.links.page(SitePaths.transfer) },
    .link("methods_link") { $0.pair.links.page(SitePaths.methods) },
    .text("previous") { $0.previous?.title }, .link("previous_link") { $0.previous?.link },
    .text("next") { $0.next?.title }, .link("next_link") { $0.next?.link },
    .text("reverse") { $0.reverse?.title }, .link("reverse_link") { $0.reverse?.link },
    .link("inputs_link") { $0.pair.links.page(SitePaths.inputs) },
    .link("train_link") { $0.probes($0.pair.finding.train) },
    .link("test_link") { $0.pair.finding.isWithinOne ? nil : $0.probes($0.pair.finding.test) },
    .text("label") { $0.pair.finding.label },
    .text("classes") { $0.pair.context.words.list($0.pair.finding.classes) },
    .text("positive_class") { $0.pair.finding.positiveClass },
    .rows("notes", NoteRow.slots) { $0.pair.context.rows($0.pair.finding.notes) },
    .part(TransferPictures.slots) { TransferPictures(pair: $0.pair) },
    .part(TransferArmsSection.slots) { TransferArmsSection(pair: $0.pair) },
    .part(TransferCurveSection.slots) { TransferCurveSection(pair: $0.pair) },
    .part(TransferReasonsSection.slots) { TransferReasonsSection(pair: $0.pair) },
    .part(TransferFeaturesSection.slots) { TransferFeaturesSection(pair: $0.pair) },
    .part(TransferExamplesSection.slots) { TransferExamplesSection(pair: $0.pair) },
    .part(TransferGroupsSection.slots) { TransferGroupsSection(pair: $0.pair) },
    .part(TransferFilesSection.slots) { TransferFilesSection(pair: $0.pair) },
  ]

  /// The same two datasets the other way round.
  private var reverse: TransferLink? {
    if pair.finding.isWithinOne { return nil }
    return pair.context.findings.transfers.first { $0.train == pair.finding.test && $0.test == pair.finding.train }.map
    {
      TransferLink(context: pair.context, finding: $0, links: pair.links)
    }
  }

  /// The page of the probes of a dataset, where it has one.
  private func probes(_ dataset: String) -> String? {
    pair.context.dataset(dataset)?.probes == nil ? nil : pair.links.page(SitePaths.probes(dataset))
  }
}
