import Claims
import Files
import Findings

extension SiteContext {
  /// Writes the claims of the whole report, in every language that has sentences for them.
  func publishClaims() throws { try publish(findings.claims) }

  /// Writes these claims, likewise.
  func publish(_ claims: [Claim]) throws {
    var file = ClaimFile(speakers: speakers)
    for claim in claims { try file.append(claim) }
    try sink.write(DataFiles.claims, ClaimFile.whole([file.lines]))
  }
}
