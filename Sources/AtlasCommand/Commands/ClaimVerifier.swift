import Diagnostics
import Files
import Findings

/// Walks every figure of every claim to the row that it names, and compares.
struct ClaimVerifier {
  let site: String
  private var tables: [String: EvidenceTable] = [:]
  private(set) var figureCount = 0
  private(set) var claimCount = 0
  /// Of the claims that were walked.
  private(set) var ids: Set<String> = []

  init(site: String) { self.site = site }

  /// - Parameter files: of claims, relative to the site.
  /// - Returns: what does not resolve, in words.
  mutating func differences(in files: [String]) throws -> [String] {
    var found: [String] = []
    for name in files {
      let file = try MappedFile(Paths.join(site, name))
      let claims = try file.withBytes { try FindingsJSON.decode([ClaimRecord].self, from: $0) }
      for claim in claims {
        claimCount += 1
        if !ids.insert(claim.id).inserted { found.append("\(name): the claim \(claim.id) is there twice") }
        for figure in claim.figures {
          figureCount += 1
          if let problem = try problem(figure) { found.append("\(name): \(claim.id), \(figure.name): \(problem)") }
        }
      }
    }
    return found
  }

  private mutating func problem(_ figure: ClaimRecord.Figure) throws -> String? {
    let evidence = figure.evidence
    guard !evidence.file.hasPrefix("/"), !evidence.file.split(separator: "/").contains("..") else {
      return "its evidence leaves the site"
    }
    guard Paths.isFile(Paths.join(site, evidence.file)) else { return "\(evidence.file) is not there" }
    let table = try tables[evidence.file] ?? EvidenceTable(Paths.join(site, evidence.file))
    tables[evidence.file] = table
    guard let rows = table.rows(evidence.key) else { return "\(evidence.file) lacks a column of its key" }
    func number(_ column: String) -> Double? {
      let values = rows.map { table.number(column, $0) }
      switch evidence.reduction {
      case "count": return Double(rows.count)
      case "cell": return values.count == 1 ? values[0] : nil
      case "sum": return values.reduce(0) { $0 + ($1 ?? 0) }
      case "shown", "least":
        let columns = table.columns(beginningWith: column)
        let least = rows.compactMap { row in columns.compactMap { table.number($0, row) }.min() }
        return evidence.reduction == "least"
          ? least.min() : Double(least.count { $0 <= FeatureTable.falseDiscoveryRate })
      case "mean":
        let known = values.compactMap { $0 }
        return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
      default: return nil
      }
    }
    let checks = [
      (figure.value, evidence.column), (figure.low, evidence.lowColumn), (figure.high, evidence.highColumn),
    ]
    for case (let value?, let column?) in checks {
      guard let known = number(column) else { return "\(evidence.file) has no such figure in ‘\(column)’" }
      // Cells are written so that they read back as the same number; a mean may round otherwise.
      let tolerance = evidence.reduction == "mean" ? 1e-9 * max(1, value.magnitude) : 0
      guard (known - value).magnitude <= tolerance else { return "\(value), but \(evidence.file) has \(known)" }
    }
    return nil
  }
}
