import Claims
import Files
import Findings

extension SiteContext {
  /// Writes the claims of the whole report, in every language that has sentences for them.
  func publishClaims() throws {
    var file = ClaimFile(speakers: speakers)
    for claim in findings.claims { try file.append(claim) }
    try sink.write(DataFiles.claims, ClaimFile.whole([file.lines]))
  }
}
