import Findings

/// The files that hold what the page of a pair shows.
struct TransferFilesSection {
  let pair: TransferredPair

  static let slots: Slots<TransferFilesSection> = [
    .link("data_link") { $0.pair.links.file(DataFiles.transfer) },
    // Where nothing could be fitted there is no such file.
    .link("uses_link") { $0.pair.finding.rows.isEmpty ? nil : $0.link(DataFiles.transferRows) },
    .link("agreement_link") { $0.pair.finding.checkpoints.isEmpty ? nil : $0.link(DataFiles.transferAgreement) },
    .link("reasons_link") { $0.pair.finding.reasons.isEmpty ? nil : $0.link(DataFiles.transferReasons) },
  ]

  private func link(_ file: (_ train: String, _ test: String) -> String) -> String {
    pair.links.file(file(pair.finding.train, pair.finding.test))
  }
}
