import Claims
import Findings

/// Datasets that pairs connect, as a table: trained on in rows, tested on in columns, the ceilings on the diagonal. Each cell says
/// its figure and its verdict in words; its shade says the figure again.
struct TransferMatrix {
  private static let shades = 5

  let context: SiteContext
  let links: Links
  /// In the order of the findings.
  let datasets: [String]
  let pairs: [TransferFinding]

  /// One for each set of datasets that pairs connect.
  static func all(_ context: SiteContext, _ links: Links) -> [TransferMatrix] {
    let pairs = context.findings.transfers
    var names: [String] = []
    for name in context.findings.datasets.map(\.id) + pairs.flatMap({ [$0.train, $0.test] }) where !names.contains(name)
    {
      names.append(name)
    }
    var rest = names.filter { name in pairs.contains { $0.train == name || $0.test == name } }
    var matrices: [TransferMatrix] = []
    while let first = rest.first {
      var connected: Set<String> = [first]
      var size = 0
      while connected.count > size {
        size = connected.count
        for pair in pairs where connected.contains(pair.train) || connected.contains(pair.test) {
          connected.formUnion([pair.train, pair.test])
        }
      }
      matrices.append(
        TransferMatrix(
          context: context, links: links, datasets: rest.filter(connected.contains),
          pairs: pairs.filter { connected.contains($0.train) }))
      rest.removeAll(where: connected.contains)
    }
    return matrices
  }

  private var words: Words { context.words }
  private var leads: [TransferRow] { pairs.compactMap { TransferClaims($0).leading } }

  /// What the metric and the arm of all cells are, as far as they are the same.
  private var caption: String {
    let metrics = Set(leads.map(\.metric))
    let metric = metrics.count == 1 ? words.code("metric", metrics.first ?? "") : words[.transferScore]
    return words.format(.transferMatrix, metric, arm)
  }

  private var arm: String {
    guard let first = leads.first?.arm else { return words[.transferLeadArm] }
    let arms = ArmWords(words: words)
    if leads.allSatisfy({ $0.arm == first }) {
      return words.series([arms.representation(first), arms.place(first)].filter { !$0.isEmpty })
    }
    let isOneKind = leads.allSatisfy { $0.arm.representation == first.representation }
    return isOneKind ? arms.representation(first) : words[.transferLeadArm]
  }

  var table: Fragment {
    var out = TableWriter(context.style)
    out.begin(caption: caption)
    out.head(words[.transferCorner], .left)
    for name in datasets { out.head(name, .left) }
    out.body(Array(repeating: .left, count: datasets.count + 1))
    let byName = Dictionary(pairs.map { ([$0.train, $0.test], $0) }, uniquingKeysWith: { first, _ in first })
    for train in datasets {
      out.beginRow()
      out.cell(.left) { $0.text(train) }
      for test in datasets {
        out.cell(.left) { out in
          if train == test {
            ceiling(of: test, into: &out)
            // With another of its labels.
            if let pair = byName[[train, test]] {
              out.raw(" ")
              cell(pair, into: &out)
            }
          } else if let pair = byName[[train, test]] {
            cell(pair, into: &out)
          } else {
            out.text("–")
          }
        }
      }
      out.endRow()
    }
    out.end()
    return out.fragment
  }

  private func cell(_ pair: TransferFinding, into out: inout FragmentWriter) {
    let link = TransferLink(context: context, finding: pair, links: links)
    guard let row = TransferClaims(pair).leading else {
      return out.link(words.code("transfer-verdict", "not-defined"), link.link)
    }
    let verdict = TransferVerdict(pair)
    let figure = words.numbers.text(row.score, .fixed(3))
    if out.format == .html { shade(row, into: &out) }
    out.link(figure, link.link)
    out.raw(" ")
    verdict.badge(text(verdict, row), into: &out)
    if out.format == .html { out.raw("</span>") }
  }

  /// The share that is kept, where the verdict rests on it; else the verdict.
  private func text(_ verdict: TransferVerdict, _ row: TransferRow) -> String {
    guard verdict == .kept || verdict == .partly, let kept = row.shownRatio?.value else { return verdict.text(words) }
    return words.format(.transferKept, words.numbers.text(kept, .percent))
  }

  /// How far the score is from chance on the way to 1.
  private func shade(_ row: TransferRow, into out: inout FragmentWriter) {
    let floor = row.floor ?? 0
    let share = floor < 1 ? (row.score - floor) / (1 - floor) : 0
    guard share.isFinite, share >= 0 else { return out.raw("<span class=\"heat below\">") }
    switch min(Self.shades, 1 + Int(share * Double(Self.shades))) {
    case 1: out.raw("<span class=\"heat s1\">")
    case 2: out.raw("<span class=\"heat s2\">")
    case 3: out.raw("<span class=\"heat s3\">")
    case 4: out.raw("<span class=\"heat s4\">")
    default: out.raw("<span class=\"heat s5\">")
    }
  }

  /// At equal size, so that it may be another one for each dataset that is trained on.
  private func ceiling(of test: String, into out: inout FragmentWriter) {
    let ceilings = pairs.filter { $0.test == test && !$0.isWithinOne }.compactMap {
      TransferClaims($0).leading?.ceiling
    }
    guard let low = ceilings.min(), let high = ceilings.max() else { return out.text("–") }
    let numbers = words.numbers
    let (least, most) = (numbers.text(low, .fixed(3)), numbers.text(high, .fixed(3)))
    if out.format == .html { out.raw("<span class=\"heat own\">") }
    out.text(least == most ? least : numbers.range(least, most))
    out.raw(" ")
    if out.format == .html { out.raw("<span class=\"badge\">") }
    out.text(words[.transferCeiling])
    if out.format == .html { out.raw("</span></span>") }
  }
}
