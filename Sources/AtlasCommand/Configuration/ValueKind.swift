import Diagnostics

/// A kind of value in the configuration: how it is described, written and read.
struct ValueKind<Value> {
  /// For people: `whole number, 2 to 100`.
  let summary: String
  var nested: NestedKeys?
  /// As written in YAML; nil where there is nothing to show.
  var write: (Value) -> String? = { _ in nil }
  var read: (ConfigurationNode) throws -> Value
}

extension ValueKind where Value == String {
  static var text: Self { text("text") }

  static var column: Self { text("name of a column") }

  static func text(_ summary: String) -> Self { ValueKind(summary: summary, write: { $0 }, read: { try $0.string }) }

  /// One of a list of words.
  static func word(_ known: [String]) -> Self {
    ValueKind(summary: known.map { "`\($0)`" }.joined(separator: ", "), write: { $0 }) { node in
      let value = try node.string
      guard known.contains(value) else {
        let nearest = nearestName(to: value, in: known).map { "did you mean “\($0)”? " } ?? ""
        throw node.failure("\(node.described) is “\(value)”", hint: nearest + "known: " + known.joined(separator: ", "))
      }
      return value
    }
  }

  /// The id of a checkpoint or dataset: it becomes part of file names and URLs.
  static var id: Self {
    ValueKind(summary: "a–z, 0–9 and -, at most 64", write: { $0 }) { node in
      let id = try node.string
      let isValid = !id.isEmpty && id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
      guard isValid, id.utf8.count <= 64, !id.hasPrefix("-") else {
        throw node.failure("“\(id)” is no id", hint: "use lower-case letters, digits and -, at most 64")
      }
      return id
    }
  }

  /// A path seen from the configuration file; the value is the path seen from the current folder.
  static var path: Self { ValueKind(summary: "path", read: { try $0.filePath }) }
}

extension ValueKind where Value == Int {
  static func int(_ range: ClosedRange<Int>) -> Self {
    let (low, high) = (range.lowerBound, range.upperBound)
    let bounds = high == Int.max ? "at least \(low)" : "\(low) to \(high)"
    return ValueKind(summary: "whole number, " + bounds, write: { "\($0)" }) { node in
      guard let text = node.node.scalar?.string, !node.isNull else {
        throw node.failure("\(node.described) must be a whole number")
      }
      guard let value = Int(text) else {
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        let isNumber = !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
        throw node.failure(
          "\(node.described) is “\(text.prefix(40))”, \(isNumber ? "which is too large" : "but must be a whole number")"
        )
      }
      return try node.checked(value, range)
    }
  }
}

extension ValueKind where Value == Double {
  static func number(_ range: ClosedRange<Double>) -> Self {
    let (low, high) = (plain(range.lowerBound), plain(range.upperBound))
    let bounds = range.upperBound >= 1e15 ? "at least \(low)" : "\(low) to \(high)"
    return ValueKind(summary: "number, " + bounds, write: plain) { node in
      let text = try node.string
      guard let value = Double(text), value.isFinite, !text.lowercased().contains("x") else {
        throw node.failure("\(node.described) is “\(text.prefix(40))”, but must be a number")
      }
      return try node.checked(value, range)
    }
  }

  /// Whole numbers without `.0`.
  static func plain(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
  }
}

extension ConfigurationNode {
  fileprivate func checked<Number: Comparable>(_ value: Number, _ range: ClosedRange<Number>) throws -> Number {
    guard range.contains(value) else {
      throw failure("\(described) is \(value), but must lie between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }
}

extension ValueKind where Value == Bool {
  static var flag: Self {
    ValueKind(summary: "`true` or `false`", write: { "\($0)" }) { node in
      guard let value = node.node.bool else { throw node.failure("\(node.described) must be true or false") }
      return value
    }
  }
}

extension ValueKind {
  /// A list, or a single value standing for a list of one.
  static func list<Item>(_ item: ValueKind<Item>) -> Self where Value == [Item] {
    ValueKind(
      summary: "list: " + item.summary, nested: item.nested.map { NestedKeys(keys: $0.keys, form: .list) },
      write: { items in "[\(items.compactMap(item.write).joined(separator: ", "))]" },
      read: { try $0.list(item.read) })
  }

  /// The same, of one item or more.
  static func filled<Item>(_ item: ValueKind<Item>) -> Self where Value == [Item] {
    list(item).then { node, items in
      if items.isEmpty {
        throw node.failure("\(node.described) is an empty list", hint: "leave the key out, or name a value")
      }
    }
  }

  /// The same list, each item once.
  static func distinct<Item>(_ list: Self) -> Self where Value == [Item], Item: Hashable {
    list.then { node, items in
      var seen: Set<Item> = []
      if let item = items.first(where: { !seen.insert($0).inserted }) {
        throw node.failure("“\(item)” is listed twice", hint: "keep one of them")
      }
    }
  }

  /// With a further check of what was read.
  func then(_ check: @escaping (ConfigurationNode, Value) throws -> Void) -> Self {
    var kind = self
    kind.read = { node in
      let value = try read(node)
      try check(node, value)
      return value
    }
    return kind
  }

  /// A value that its key reads by itself.
  static func other(_ summary: String) -> Self where Value == ConfigurationNode {
    ValueKind(summary: summary, read: { $0 })
  }

  static func mapping() -> Self where Value: ConfigurationMapping {
    let short = Value.keys.first { $0.description.name == Value.shorthand }?.description
    return ValueKind(
      summary: (short.map { $0.values + ", or " } ?? "") + "mapping",
      nested: NestedKeys(keys: Value.keys.map(\.description), form: .mapping), read: { try Value($0) })
  }

  /// A list of mappings; one with mistakes is left out.
  static func entries<Item: ConfigurationMapping>() -> Self where Value == [Item] {
    ValueKind(
      summary: "list of mappings", nested: NestedKeys(keys: Item.keys.map(\.description), form: .list),
      read: { $0.reading.mistakes.each(try $0.items) { try Item($0) } })
  }
}
