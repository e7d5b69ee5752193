import Diagnostics
import Files
import Foundation

/// Whether every sentence of an edition is one of the claims that lie beside it, and whether the page asks for nothing else.
struct EditionVerifier {
  /// Pages of editions, beside `data/`.
  static let pages = ["brief.html", "review.html", "audit.html"]

  let site: String
  /// Ids of the claims in `claims.json`.
  let claims: Set<String>

  /// What is not so, in words.
  ///
  /// - Parameter files: of the site.
  func differences(in files: [String]) throws -> [String] {
    var found: [String] = []
    for page in Self.pages where files.contains(page) {
      let text = try MappedFile(Paths.join(site, page)).withBytes { String(decoding: $0, as: UTF8.self) }
      let said = Set(text.matches(of: /data-claim="([^"]*)"/).map { String($0.1) })
      found += said.subtracting(claims).sorted().map { "\(page): there is no claim \($0)" }
      if said.isEmpty { found.append("\(page): it makes no claim") }
      for request in text.matches(of: /(?:src|href)="(?:[a-z]+:)?\/\/|url\((?!["']?data:)/) {
        found.append("\(page): it asks for something outside: \(request.0)")
      }
    }
    return found
  }
}
