import Diagnostics
import Files
import TensorFiles

/// Ids that lie beside states, one for each row or example.
struct RowIDs: Sendable {
  var ids: [String]
  /// Where they come from, as every language writes it: `states.npz: ids`.
  var source: String
  var path: String
  /// Whether they are the names of arrays, which stand in no order.
  var areNames = false

  /// Names that people give to such arrays.
  static let names = ["ids", "id", "example_ids", "example_id", "sample_ids", "sample_id", "row_ids"]

  /// Ids in the file of the states, or in a file beside it: `NAME.ids.npy`, `NAME_ids.json`, `ids.txt`.
  ///
  /// An array that cannot be read, since it holds Python objects, adds a note to `warnings`.
  static func find(
    in container: any TensorContainer, _ input: StateInput, warnings: inout [Note]
  ) throws -> RowIDs? {
    for name in names {
      let source = "\(FilePaths.lastComponent(container.path)): \(name)"
      if container.refusal(name) != nil {
        warnings.append(Note(.idsUnreadable, source))
      } else if let entry = container.entry(name), entry.shape.count == 1, entry.layout == .dense,
        let ids = try texts(of: container.tensor(name), path: container.path)
      {
        return RowIDs(ids: ids, source: source, path: container.path)
      } else if let ids = (container as? TorchFile)?.root[name]?.scalarTexts, !ids.isEmpty {
        return RowIDs(ids: ids, source: source, path: container.path)
      } else if let text = container.metadata[name], let ids = try? list(Array(text.utf8), path: container.path) {
        return RowIDs(ids: ids, source: source, path: container.path)
      }
    }
    return try beside(input)
  }

  private static func beside(_ input: StateInput) throws -> RowIDs? {
    let dot = input.name.lastIndex(of: ".") ?? input.name.endIndex
    let stem = String(input.name[..<dot])
    let stems = ["\(stem).ids", "\(stem)_ids"] + (ArrayChoice.usualNames.contains(stem) ? ["ids"] : [])
    for stem in stems {
      for ending in [".npy", ".json", ".txt"] {
        let name = stem + ending
        let path = FilePaths.join(input.parent, name)
        guard name != input.name, FilePaths.exists(path) else { continue }
        let ids: [String]
        switch ending {
        case ".npy":
          guard let read = try texts(of: PlainArrays.onlyTensor(path), path: path) else { continue }
          ids = read
        case ".json": ids = try list(MappedFile.content(of: path), path: path)
        default: ids = try lines(of: path)
        }
        return RowIDs(ids: ids, source: name, path: path)
      }
    }
    return nil
  }

  /// Text as it is, whole numbers as decimals; nil for other numbers.
  private static func texts(of tensor: Tensor, path: String) throws -> [String]? {
    if tensor.elementType.isText {
      do { return try tensor.strings() } catch let error as AtlasError { throw error.located(path: path) }
    }
    guard let numbers = try? tensor.int64s() else { return nil }
    return numbers.map(String.init)
  }

  /// A JSON list of texts or numbers.
  private static func list(_ bytes: [UInt8], path: String) throws -> [String] {
    try bytes.withUnsafeBufferPointer { buffer in
      var scanner = JSONScanner(path: path, buffer)
      var ids: [String] = []
      try scanner.expect("[", "that opens the list of ids")
      if scanner.take("]") { return [] }
      repeat {
        guard let id = try scanner.scalar("an id") else { throw scanner.problem("an id is null") }
        ids.append(id)
      } while scanner.take(",")
      try scanner.expect("]", "at the end of the list of ids")
      return ids
    }
  }

  private static func lines(of path: String) throws -> [String] {
    let bytes = try MappedFile.content(of: path)
    if let bad = bytes.withUnsafeBufferPointer(firstInvalidUTF8) {
      throw invalidUTF8(path, line: 1 + bytes[..<bad].count { $0 == UInt8(ascii: "\n") })
    }
    var lines = String(decoding: bytes, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map(String.init)
  }

  /// Ids of examples where every row, a token, has that of its example: runs of equal ids.
  ///
  /// - Returns: the examples' ids with their offsets; nil where an id comes back after another one.
  func runs() -> (ids: RowIDs, offsets: [Int])? {
    var result: [String] = []
    var offsets: [Int] = []
    for (row, id) in ids.enumerated() where result.last != id {
      result.append(id)
      offsets.append(row)
    }
    guard Set(result).count == result.count else { return nil }
    return (RowIDs(ids: result, source: source, path: path), offsets + [ids.count])
  }
}

extension PickleValue {
  /// A list of texts or whole numbers as texts; nil for anything else.
  fileprivate var scalarTexts: [String]? {
    guard case .list(let items) = self else { return nil }
    var texts: [String] = []
    texts.reserveCapacity(items.count)
    for item in items {
      switch item {
      case .string(let text): texts.append(text)
      case .integer(let number): texts.append(String(number))
      default: return nil
      }
    }
    return texts
  }
}
