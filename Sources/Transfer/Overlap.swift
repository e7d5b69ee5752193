import Datasets
import Evaluation
import Features
import Files
import Findings
import Statistics

/// What datasets of a run share, found once for all pairs: texts that are nearly the same, and rows that are the same number
/// by number.
struct SharedContent: Sendable {
  /// [dataset][row]: the same number, the same words and pairs of words; −1 without a text.
  private var kinds: [[Int32]]
  /// Kinds that are near-copies of each other, each in both directions.
  private var near: [Int32: [Int32]] = [:]
  /// What rows of datasets hold, as numbers.
  private let hashes: RowHashes

  /// Similarity of near-copies, as for the folds of one dataset.
  static let bar = 0.8

  /// - Parameter pairs: places of datasets that are set beside each other.
  init(_ datasets: [EncodedDataset], pairs: [(Int, Int)], threads: Int) throws {
    hashes = try RowHashes(datasets, pairs: pairs, threads: threads)
    let texts = datasets.flatMap { $0.examples.texts ?? [] }
    let alike = AlikeTexts(texts, rows: Array(texts.indices))
    var start = 0
    kinds = datasets.map { dataset in
      guard let own = dataset.examples.texts else { return [] }
      defer { start += own.count }
      return (start..<start + own.count).map { Int32(alike.kindOf[$0]) }
    }
    var found: [Int32: [Int32]] = [:]
    if datasets.count(where: { $0.examples.texts != nil }) > 1 {
      _ = alike.forEachPair(atLeast: Self.bar) { a, b, _ in
        found[Int32(a), default: []].append(Int32(b))
        found[Int32(b), default: []].append(Int32(a))
      }
    }
    near = found
  }

  /// A number for every row of two datasets; nil where they have nothing that can be compared.
  func hashes(_ a: Int, _ b: Int) -> ([UInt64?], [UInt64?])? { hashes[a, b] }

  /// Calls `body` with every kind of text of a row, its own first, then its near-copies'.
  func kinds(_ place: Int, row: Int, _ body: (Int32, Bool) -> Void) {
    guard row < kinds[place].count, kinds[place][row] >= 0 else { return }
    body(kinds[place][row], true)
    for other in near[kinds[place][row]] ?? [] { body(other, false) }
  }
}

/// What two sides share, and what must therefore be kept apart.
struct Overlap: Sendable {
  /// Examples of the test dataset with their like in the other: ids, clusters, texts, near-copies, states.
  var ids = 0
  /// Cluster values in both.
  var clusters = 0
  var texts = 0
  var nearCopies = 0
  var states = 0
  /// By unit of the side that is tested: units of the other that are linked to it.
  private(set) var links: [Int32: Set<Int32>] = [:]

  var isEmpty: Bool { links.isEmpty }

  init(train: TransferSide, test: TransferSide, content: SharedContent) {
    func link(_ own: Int, _ other: Int) { links[test.units[own], default: []].insert(train.units[other]) }
    let (ours, theirs) = (test.dataset.examples, train.dataset.examples)
    if let own = ours.clusters, let other = theirs.clusters {
      let place = Dictionary(other.values.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
      var shared: Set<Int32> = []
      let used = Set(train.rows.lazy.map { other.codes[$0] })
      for row in test.rows where own.codes[row] >= 0 {
        guard let code = place[own.values[Int(own.codes[row])]], used.contains(code) else { continue }
        shared.insert(code)
        links[test.units[row], default: []].insert(code)
      }
      clusters = shared.count
    }
    if Self.areIdentities(train: train, test: test) {
      let known = Dictionary(train.rows.map { (theirs.ids[$0], $0) }, uniquingKeysWith: { first, _ in first })
      for row in test.rows {
        guard let other = known[ours.ids[row]] else { continue }
        ids += 1
        link(row, other)
      }
    }
    if let own = ours.texts, let other = theirs.texts {
      let known = Set(train.rows.lazy.map { other[$0] })
      texts = test.rows.count { !own[$0].isEmpty && known.contains(own[$0]) }
      var members: [Int32: [Int]] = [:]
      for row in train.rows {
        content.kinds(train.place, row: row) { kind, isOwn in if isOwn { members[kind, default: []].append(row) } }
      }
      for row in test.rows {
        var isMet = false
        content.kinds(test.place, row: row) { kind, _ in
          for other in members[kind] ?? [] {
            isMet = true
            link(row, other)
          }
        }
        if isMet, !known.contains(own[row]) { nearCopies += 1 }
      }
    }
    if let (own, other) = content.hashes(test.place, train.place) {
      var members: [UInt64: [Int]] = [:]
      for row in train.rows { if let hash = other[row] { members[hash, default: []].append(row) } }
      for row in test.rows {
        guard let hash = own[row], let met = members[hash] else { continue }
        states += 1
        for other in met { link(row, other) }
      }
    }
  }

  /// Of several datasets that are trained on as one.
  ///
  /// - Parameter parts: of each the unit that a unit of its own is there.
  init(_ parts: [(overlap: Overlap, units: [Int32: Int32])]) {
    for part in parts {
      ids += part.overlap.ids
      clusters += part.overlap.clusters
      texts += part.overlap.texts
      nearCopies += part.overlap.nearCopies
      states += part.overlap.states
      for (unit, others) in part.overlap.links {
        let own = others.compactMap { part.units[$0] }
        if !own.isEmpty { links[unit, default: []].formUnion(own) }
      }
    }
  }

  /// Rows of the side that is trained on which may serve to test these rows of the other.
  func allowed(_ train: TransferSide, for rows: [Int], of test: TransferSide) -> [Int] {
    var banned: Set<Int32> = []
    for row in rows { banned.formUnion(links[test.units[row]] ?? []) }
    return banned.isEmpty ? train.rows : train.rows.filter { !banned.contains(train.units[$0]) }
  }

  /// Parts of the examples of both sides for replicates to leave out: what is linked, however indirectly, is in one part.
  func thirds(train: TransferSide, test: TransferSide, seed: UInt64) -> (train: Thirds, test: Thirds) {
    let offset = Int(train.units.max() ?? -1) + 1
    var parent = Array(0..<offset + Int(test.units.max() ?? -1) + 1)
    func root(_ unit: Int) -> Int {
      var unit = unit
      while parent[unit] != unit {
        parent[unit] = parent[parent[unit]]
        unit = parent[unit]
      }
      return unit
    }
    for (own, others) in links.sorted(by: { $0.key < $1.key }) {
      for other in others.sorted() {
        let (a, b) = (root(Int(other)), root(offset + Int(own)))
        if a != b { parent[max(a, b)] = min(a, b) }
      }
    }
    var sizes: [Int: Int] = [:]
    for row in train.rows { sizes[root(Int(train.units[row])), default: 0] += 1 }
    for row in test.rows { sizes[root(offset + Int(test.units[row])), default: 0] += 1 }
    var order = sizes.keys.sorted()
    var generator = SeededGenerator(seed: seed, stream: 0x10ca)
    generator.shuffle(&order)
    // The large ones first, so that the parts come out alike.
    order = order.enumerated().sorted {
      (sizes[$1.element] ?? 0, $0.offset) < (sizes[$0.element] ?? 0, $1.offset)
    }.map(\.element)
    var held = [Int](repeating: 0, count: LeftOutThirds.parts)
    var parts: [Int: Int32] = [:]
    for component in order {
      let least = held.indices.min { (held[$0], $0) < (held[$1], $1) } ?? 0
      held[least] += sizes[component] ?? 0
      parts[component] = Int32(least)
    }
    func thirds(_ side: TransferSide, _ offset: Int) -> Thirds {
      var result = Thirds(rowCount: side.labels.count)
      result.set(side.rows, side.rows.map { parts[root(offset + Int(side.units[$0]))] ?? 0 })
      return result
    }
    return (thirds(train, 0), thirds(test, offset))
  }

  /// Whether equal ids name equal examples. Numbers of rows name nothing; they count where rows of the same number are more
  /// alike than others by more than chance.
  private static func areIdentities(train: TransferSide, test: TransferSide) -> Bool {
    func areNumbers(_ ids: [String]) -> Bool {
      ids.indices.allSatisfy { ids[$0] == String($0) } || ids.indices.allSatisfy { ids[$0] == String($0 + 1) }
    }
    let (own, other) = (test.dataset, train.dataset)
    // The same file, say with another of its labels.
    if !own.examples.path.isEmpty, own.examples.path == other.examples.path, own.examples.ids == other.examples.ids {
      return true
    }
    guard areNumbers(own.examples.ids), areNumbers(other.examples.ids) else { return true }
    let count = min(own.examples.count, other.examples.count)
    guard count > 20 else { return true }
    func cosines(_ shift: Int, _ product: (Int, Int) -> Double) -> [Double] {
      (0..<count).map { product($0, ($0 + shift) % count) }
    }
    /// Mean difference between rows of one number and rows of different ones, in standard errors.
    func score(_ product: (Int, Int) -> Double) -> Double {
      let differences = zip(cosines(0, product), cosines(count / 2, product)).map { $0 - $1 }.filter(\.isFinite)
      let n = Double(differences.count)
      let mean = differences.reduce(0, +) / n
      let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
      return variance > 0 ? mean / (variance / n).squareRoot() : 0
    }
    for states in own.states {
      guard
        let theirs = other.states.first(where: {
          $0.layer == states.layer && $0.pooling == states.pooling && $0.dimension == states.dimension
        })
      else { continue }
      let d = states.dimension
      func means(_ values: StoredNumbers<Float>) -> [Double] {
        var sums = [Double](repeating: 0, count: d)
        for row in 0..<values.count / d { for k in 0..<d { sums[k] += Double(values[row * d + k]) } }
        return sums.map { $0 / Double(max(1, values.count / d)) }
      }
      let (a, b) = (means(states.values), means(theirs.values))
      return score { row, other in
        var (dot, x, y) = (0.0, 0.0, 0.0)
        for k in 0..<d {
          let (p, q) = (Double(states.values[row * d + k]) - a[k], Double(theirs.values[other * d + k]) - b[k])
          dot += p * q
          x += p * p
          y += q * q
        }
        return x > 0 && y > 0 ? dot / (x * y).squareRoot() : .nan
      } > 6
    }
    return false
  }
}
