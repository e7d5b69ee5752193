import Claims
import Findings

/// What may be why a probe does not carry over, and what does not differ, one checkpoint after the other.
struct TransferReasonsSection {
  let pair: TransferredPair

  static let slots: Slots<TransferReasonsSection> = [
    .rows("reasons", Checkpoint.slots) { part in
      part.pair.checkpoints.compactMap { summary in
        let claims = TransferReasonClaims(part.pair.finding).all(of: summary.checkpoint)
        return claims.isEmpty ? nil : Checkpoint(pair: part.pair, checkpoint: summary.checkpoint, claims: claims)
      }
    }
  ]

  private struct Checkpoint {
    let pair: TransferredPair
    let checkpoint: String
    let claims: [Claim]

    static let slots: Slots<Checkpoint> = [
      .text("checkpoint") { $0.checkpoint },
      .rows("named", Reason.slots) { $0.reasons { $0.verdict == .some } },
      .rows("open", Reason.slots) { $0.reasons { $0.verdict == .open } },
      .rows("cleared", Reason.slots) { $0.reasons { $0.verdict == .none } },
    ]

    private func reasons(_ isMeant: (Claim) -> Bool) -> [Reason] {
      claims.filter(isMeant).map { Reason(pair: pair, claim: $0) }
    }
  }

  private struct Reason {
    let pair: TransferredPair
    let claim: Claim

    static let slots: Slots<Reason> = [.inline("sentence") { try $0.pair.say([$0.claim]) }]
  }
}
