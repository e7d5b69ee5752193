import Datasets
import Evaluation
import Features
import Findings

/// Examples that are nearly the same on both sides of a fold, or of the data's own split: a probe is then tested on what it
/// was taught.
///
/// Two examples are near-duplicates when their texts have a similarity of at least `near` (see `AlikeTexts`) or their
/// pooled states are equal; they are similar from `similar` on, as variants of one template are. Every example counts that
/// has such a one on the other side, whether or not the pair is among those listed.
enum NearDuplicates {
  static let near = 0.8
  static let similar = 0.6
  /// Others listed of an example.
  static let mostListed = 10
  /// From this share of similar examples in other folds on the reader is warned before any score.
  static let severeShare = 0.25

  /// nil where there is nothing to compare.
  static func find(
    _ examples: ExampleTable, states: PooledStates?, assignments: [[Int32]]
  ) -> NearDuplicateFinding? {
    if examples.texts == nil && states == nil { return nil }
    let rows = examples.labels.indices.filter { examples.labels[$0] >= 0 }
    let split = examples.splits.map(sides).flatMap { $0.contains(0) && $0.contains(1) ? $0 : nil }
    let texts = AlikeTexts(examples.texts ?? [], rows: examples.texts == nil ? [] : rows)
    let equal = states.map { EqualStates($0, rows: rows) }
    let parts = assignments + (split.map { [$0] } ?? [])

    let own = parts.map { part in texts.members.map { FoldsMet($0.lazy.map { part[$0] }) } }
    var (nearMet, similarMet) = (own, own)
    var strongest = [[(kind: Int, similarity: Double)]](repeating: [], count: texts.members.count)
    let isComplete = texts.forEachPair(atLeast: similar) { a, b, similarity in
      for part in parts.indices {
        similarMet[part][a].join(own[part][b])
        similarMet[part][b].join(own[part][a])
        if similarity >= near {
          nearMet[part][a].join(own[part][b])
          nearMet[part][b].join(own[part][a])
        }
      }
      Self.insert((b, similarity), &strongest[a])
      Self.insert((a, similarity), &strongest[b])
    }
    let stateMet = parts.map { part in equal?.members.map { FoldsMet($0.lazy.map { part[$0] }) } ?? [] }

    /// Rows that meet another fold of the part.
    func meeting(_ met: [[FoldsMet]], _ part: Int) -> [Int] {
      rows.indices.filter { place in
        var folds = FoldsMet()
        if let kind = texts.kindOf.at(place) { folds.join(met[part][kind]) }
        if let kind = equal?.kindOf.at(place) { folds.join(stateMet[part][kind]) }
        return folds.holdsOther(than: parts[part][rows[place]])
      }.map { rows[$0] }
    }
    func count(_ bar: Double, _ met: [[FoldsMet]]) -> NearDuplicateFinding.Count {
      NearDuplicateFinding.Count(
        similarity: bar, parted: assignments.indices.map { meeting(met, $0).count },
        acrossSplit: split.map { split in meeting(met, assignments.count).count { split[$0] == 1 } })
    }
    var result = NearDuplicateFinding(
      exampleCount: rows.count, splitTestCount: split.map { split in rows.count { split[$0] == 1 } },
      near: count(near, nearMet), similar: count(similar, similarMet), isComplete: isComplete)
    result.pairs = pairs(rows, texts, strongest, equal).map { first, second, similarity, kind in
      NearDuplicateFinding.Pair(
        first: first, second: second, similarity: similarity,
        parted: assignments.count { $0[first] != $0[second] },
        isAcrossSplit: split.map { $0[first] >= 0 && $0[second] >= 0 && $0[first] != $0[second] } ?? false, kind: kind)
    }
    return result
  }

  /// 0 for training rows of the data's own split, 1 for test rows, −1 for others.
  private static func sides(_ splits: [String]) -> [Int32] {
    splits.map { name in
      switch SplitPart(name) {
      case .train: 0
      case .test: 1
      default: -1
      }
    }
  }

  private static func insert(
    _ entry: (kind: Int, similarity: Double), _ list: inout [(kind: Int, similarity: Double)]
  ) {
    func isBefore(_ a: (kind: Int, similarity: Double), _ b: (kind: Int, similarity: Double)) -> Bool {
      (b.similarity, a.kind) < (a.similarity, b.kind)
    }
    if list.count == mostListed, let last = list.last, !isBefore(entry, last) { return }
    list.insert(entry, at: list.firstIndex { isBefore(entry, $0) } ?? list.count)
    if list.count > mostListed { list.removeLast() }
  }

  /// Of every row its most similar others, ascending by rows; those with equal states only where the texts are not the
  /// same.
  private static func pairs(
    _ rows: [Int], _ texts: AlikeTexts, _ strongest: [[(kind: Int, similarity: Double)]], _ equal: EqualStates?
  ) -> [(first: Int, second: Int, similarity: Double, kind: String)] {
    var found: [UInt64: (similarity: Double, kind: String)] = [:]
    func key(_ first: Int, _ second: Int) -> UInt64 { UInt64(min(first, second)) << 32 | UInt64(max(first, second)) }
    for (kind, members) in texts.members.enumerated() {
      let others =
        members.prefix(mostListed + 1).map { (row: $0, similarity: 1.0) }
        + strongest[kind].flatMap { entry in
          texts.members[entry.kind].prefix(mostListed).map { (row: $0, similarity: entry.similarity) }
        }
      for row in members {
        for other in others.lazy.filter({ $0.row != row }).prefix(mostListed) {
          found[key(row, other.row)] = (other.similarity, "text")
        }
      }
    }
    let kinds = Dictionary(zip(rows, texts.kindOf), uniquingKeysWith: { first, _ in first })
    for members in equal?.members ?? [] {
      for row in members.dropFirst() {
        let isSameText = kinds[row].map { $0 >= 0 && $0 == kinds[members[0]] } ?? false
        if !isSameText, found[key(members[0], row)] == nil { found[key(members[0], row)] = (1, "state") }
      }
    }
    return found.sorted { $0.key < $1.key }.map { key, value in
      (Int(key >> 32), Int(key & 0xffff_ffff), value.similarity, value.kind)
    }
  }
}

/// Which folds some rows are tested in, as far as it matters: none, one, or several.
struct FoldsMet: Sendable, Equatable {
  private var fold: Int32 = -1
  private var areSeveral = false

  init() {}

  /// - Parameter folds: −1 for rows that are not tested.
  init(_ folds: some Sequence<Int32>) { for fold in folds { add(fold) } }

  mutating func join(_ other: FoldsMet) {
    add(other.fold)
    areSeveral = areSeveral || other.areSeveral
  }

  /// Whether one of them is not this one; false for rows that are not tested.
  func holdsOther(than own: Int32) -> Bool { own >= 0 && fold >= 0 && (areSeveral || fold != own) }

  private mutating func add(_ other: Int32) {
    if other < 0 { return }
    if fold < 0 { fold = other } else if fold != other { areSeveral = true }
  }
}

extension [Int] {
  /// The kind of a place; nil for none.
  fileprivate func at(_ place: Int) -> Int? { place < count && self[place] >= 0 ? self[place] : nil }
}
