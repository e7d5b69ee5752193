import Datasets

/// Roles of the columns of a table, by their names and, above all, by what they hold.
struct GuessedColumns {
  private static let idNames = ["id", "case_id", "example_id", "uid", "uuid", "index", "idx", "key"]
  private static let textNames = [
    "text", "sentence", "content", "prompt", "review", "tweet", "comment", "caption", "body", "question", "document",
  ]
  private static let labelNames = [
    "label", "labels", "class", "category", "gold", "y", "target", "sentiment", "answer",
  ]
  private static let clusterNames = [
    "cluster", "template", "functionality", "family", "source", "person", "author", "user", "speaker", "document_id",
    "group_id",
  ]
  private static let pairNames = ["pair", "pair_id", "twin"]
  private static let splitNames = ["split", "fold", "partition", "part", "set"]
  private static let splitValues: Set<String> = [
    "train", "training", "test", "testing", "valid", "validation", "val", "dev", "eval",
  ]
  private static let imageEndings = [".png", ".jpg", ".jpeg"]
  /// Values that a class or a group may have, at most.
  private static let mostValues = 40

  private(set) var id: String?
  private(set) var text: String?
  private(set) var label: String?
  /// A column that is called a label and has too many values for one.
  private(set) var noClass: String?
  private(set) var split: String?
  private(set) var image: String?
  private(set) var cluster: String?
  private(set) var pair: String?
  private(set) var groups: [String] = []
  /// Of the columns that have few values: what they are, the most frequent first.
  private(set) var values: [String: [String]] = [:]

  /// - Parameters:
  ///   - names: of the columns, as a configuration names them.
  ///   - cells: [columns][rows].
  init(_ names: [String], _ cells: [[String]]) {
    let columns = zip(names, cells).map { Column(name: $0, cells: $1) }
    for column in columns where column.distinct <= Self.mostValues { values[column.name] = column.frequent }
    var free = columns
    func take(_ found: Column?) -> String? {
      guard let found else { return nil }
      free.removeAll { $0.name == found.name }
      return found.name
    }
    func named(_ names: [String], _ holds: (Column) -> Bool = { _ in true }) -> Column? {
      for name in names {
        if let found = free.first(where: { $0.lowercased == name && holds($0) }) { return found }
      }
      return nil
    }
    id = take(named(Self.idNames) { $0.isUnique } ?? free.first { $0.lowercased.hasSuffix("id") && $0.isUnique })
    image = take(
      free.first { column in
        column.filled > 0
          && column.sample.allSatisfy { cell in Self.imageEndings.contains(where: cell.lowercased().hasSuffix) }
      })
    text = take(named(Self.textNames) { !$0.isNumeric } ?? free.filter(\.isProse).max { $0.length < $1.length })
    split = take(named(Self.splitNames) { Self.splitValues.isSuperset(of: $0.lowercasedValues) })
    pair = take(named(Self.pairNames) { $0.distinct < $0.count })
    let isClass: (Column) -> Bool = { (2...Self.mostValues).contains($0.distinct) && $0.distinct * 2 <= $0.count }
    label = take(
      named(Self.labelNames) { isClass($0) && $0.filled == $0.count } ?? named(Self.labelNames, isClass))
    noClass = label == nil ? named(Self.labelNames)?.name : nil
    if label == nil, noClass == nil {
      label = take(free.first { isClass($0) && !$0.isNumeric && $0.filled == $0.count })
    }
    cluster = take(named(Self.clusterNames) { $0.distinct > 1 && $0.distinct < $0.count })
    groups = free.filter { isClass($0) && !$0.isNumeric && $0.distinct <= 20 }.map(\.name)
  }

  /// One column as far as guesses need it.
  private struct Column {
    let name: String
    let lowercased: String
    let count: Int
    /// Cells that are not empty.
    let filled: Int
    /// Values that are not empty.
    let distinct: Int
    let isUnique: Bool
    let isNumeric: Bool
    /// Mean number of characters.
    let length: Double
    let sample: [String]
    let frequent: [String]
    let lowercasedValues: Set<String>

    init(name: String, cells: [String]) {
      self.name = name
      lowercased = name.lowercased()
      count = cells.count
      let full = cells.filter { !$0.isEmpty }
      filled = full.count
      let counts = Dictionary(full.map { ($0, 1) }, uniquingKeysWith: +)
      distinct = counts.count
      isUnique = distinct == cells.count
      sample = Array(full.prefix(200))
      isNumeric = !sample.isEmpty && sample.allSatisfy { Double($0) != nil }
      length = Double(sample.reduce(0) { $0 + $1.count }) / Double(max(1, sample.count))
      frequent =
        distinct > GuessedColumns.mostValues
        ? [] : counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
      lowercasedValues = distinct > GuessedColumns.mostValues ? ["…"] : Set(counts.keys.map { $0.lowercased() })
    }

    /// Long cells that hardly ever repeat.
    var isProse: Bool { !isNumeric && length >= 12 && distinct * 2 > filled }
  }
}
