import Diagnostics
import TensorFiles

/// Which row of the states belongs to which example of the table, found by ids.
struct RowJoin {
  /// [examples]: row of the states; nil where both are in the same order.
  var rows: [Int]?
  /// Rows whose id no example has.
  var dropped: Int
  /// Whether the ids say anything: numbers of rows in ascending order do not.
  var isEvidence = true
  var warning: Note?

  /// - Throws: `AtlasError` for an id that comes twice, an example without a row, or ids of another kind.
  init(_ found: RowIDs, to expected: ExpectedExamples) throws {
    let count = found.ids.count
    if RowJoin.isNumbering(found.ids), !expected.areNamed || !expected.ids.contains(found.ids[0]) {
      self.init(rows: nil, dropped: 0, isEvidence: false)
      return
    }
    guard expected.areNamed else {
      guard Set(found.ids) != Set(expected.ids) else {
        throw AtlasError(
          path: found.path, "the states are numbered in another order than their own (\(found.source))",
          hint: "name the column of the table that holds these numbers: `columns: {id: COLUMN}`")
      }
      self.init(rows: nil, dropped: 0, isEvidence: false)
      warning = Note(.idsWithoutColumn, found.source)
      return
    }
    let places = try RowJoin.places(of: found)
    var rows = expected.ids.map { places[$0] }
    if rows.allSatisfy({ $0 == nil }), let numeric = RowJoin.byNumber(found.ids, expected.ids) { rows = numeric }
    let missing = expected.ids.indices.filter { rows[$0] == nil }
    guard missing.isEmpty else {
      let names = missing.prefix(3).map { quoted(expected.ids[$0]) }.joined(separator: ", ")
      let all = missing.count == expected.count
      throw AtlasError(
        path: found.path,
        all
          ? "no id of the table is among the ids of the states (\(found.source)), which begin with "
            + found.ids.prefix(3).map(quoted).joined(separator: ", ")
          : "\(missing.count) of \(expected.count) examples have no states: \(names)\(missing.count > 3 ? ", …" : "")",
        hint: all
          ? "name the column that holds these ids: `columns: {id: COLUMN}`"
          : "give the states of these ids (\(found.source)), or take their rows out of the table")
    }
    let order = rows.compactMap { $0 }
    let isSame = order.count == count && order.enumerated().allSatisfy { $0 == $1 }
    self.init(rows: isSame ? nil : order, dropped: count - order.count)
  }

  private init(rows: [Int]?, dropped: Int, isEvidence: Bool = true) {
    self.rows = rows
    self.dropped = dropped
    self.isEvidence = isEvidence
  }

  /// 0, 1, 2, … or 1, 2, 3, …
  private static func isNumbering(_ ids: [String]) -> Bool {
    guard let first = ids.first, first == "0" || first == "1" else { return false }
    let start = first == "0" ? 0 : 1
    return ids.enumerated().allSatisfy { $1 == String($0 + start) }
  }

  private static func places(of found: RowIDs) throws -> [String: Int] {
    var places: [String: Int] = [:]
    places.reserveCapacity(found.ids.count)
    for (row, id) in found.ids.enumerated() {
      if let first = places.updateValue(row, forKey: id) {
        throw AtlasError(
          path: found.path, "the id \(quoted(id)) comes twice (\(found.source), entries \(first) and \(row))",
          hint: "ids must be unique, or rows cannot be joined by them")
      }
    }
    return places
  }

  /// Rows by the value of the ids, where all of both are whole numbers: `007` is 7.
  private static func byNumber(_ found: [String], _ expected: [String]) -> [Int?]? {
    let numbers = found.compactMap { Int($0) }
    let wanted = expected.compactMap { Int($0) }
    guard numbers.count == found.count, wanted.count == expected.count, Set(numbers).count == numbers.count,
      Set(wanted).count == wanted.count
    else { return nil }
    let places = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
    return wanted.map { places[$0] }
  }
}

extension OpenedActivations {
  /// The examples in the order of the table, where ids lie beside the states.
  ///
  /// - Throws: `AtlasError` where the ids do not fit the table's.
  mutating func join(to expected: ExpectedExamples) throws {
    guard let found = rowIDs else { return }
    guard found.ids.count == activations.exampleCount else {
      warnings.append(Note(.idsMiscounted, found.ids.count, found.source, activations.exampleCount))
      return
    }
    let join = try RowJoin(found, to: expected)
    warnings += [join.warning].compactMap { $0 }
    guard join.isEvidence else { return }
    order = .ids(moved: found.areNames ? 0 : join.rows?.enumerated().count { $0 != $1 } ?? 0)
    if join.dropped > 0 { warnings.append(Note(.idsUnknown, join.dropped, found.ids.count, found.source)) }
    guard let rows = join.rows else { return }
    activations = activations.reordered(rows)
    self.rows = rows
    notes.append("Rows were joined to the table by id (\(found.source)).")
  }
}
