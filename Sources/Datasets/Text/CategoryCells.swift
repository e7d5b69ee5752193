import Diagnostics
import Foundation

/// Cells of categories as they are read: alike values that are written in different ways become one.
struct CategoryCells {
  var cells: [String]
  /// What was changed.
  var warnings: [Note] = []

  /// Leaves out white space around the cells, and puts values into one form that are the same text in two Unicode forms
  /// (é as one character or two) or the same whole number (1 and 1.0).
  init(_ cells: [String], column: String) {
    self.cells = cells
    change(.whiteSpace, column) { $0.trimmedOutside }
    if hasTwoForms {
      change(.unicodeForms, column) {
        $0.utf8.allSatisfy { $0 < 0x80 } ? $0 : $0.precomposedStringWithCanonicalMapping
      }
    }
    if hasTwoSpellings { change(.wholeNumbers, column) { Self.wholeNumber($0) ?? $0 } }
  }

  private mutating func change(_ code: NoteCode, _ column: String, _ body: (String) -> String) {
    var count = 0
    var first: (old: String, new: String)?
    for (row, cell) in cells.enumerated() {
      let new = body(cell)
      guard !new.utf8.elementsEqual(cell.utf8) else { continue }
      cells[row] = new
      count += 1
      if first == nil { first = (cell, new) }
    }
    if let first { warnings.append(Note(code, column, count, first.old, first.new)) }
  }

  /// Whether equal texts differ in their bytes.
  private var hasTwoForms: Bool {
    var forms: [String: String] = [:]
    return cells.contains { cell in
      guard let known = forms.updateValue(cell, forKey: cell) else { return false }
      return !known.utf8.elementsEqual(cell.utf8)
    }
  }

  /// Whether all cells are whole numbers, some of them written in two ways.
  private var hasTwoSpellings: Bool {
    var spellings: [String: String] = [:]
    var isMixed = false
    for cell in Set(cells) where !cell.isEmpty {
      guard let number = Self.wholeNumber(cell) else { return false }
      if spellings.updateValue(cell, forKey: number) != nil { isMixed = true }
    }
    return isMixed
  }

  /// `-1` for `-1` and `-1.0`; nil for what is no whole number.
  private static func wholeNumber(_ cell: String) -> String? {
    let parts = cell.split(separator: ".", omittingEmptySubsequences: false)
    let digits = parts[0].hasPrefix("-") ? parts[0].dropFirst() : parts[0]
    guard parts.count <= 2, !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      parts.count == 1 || !parts[1].isEmpty && parts[1].utf8.allSatisfy({ $0 == 0x30 })
    else { return nil }
    return String(parts[0])
  }
}
