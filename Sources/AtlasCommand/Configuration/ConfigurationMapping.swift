/// A mapping of the configuration, read by the list of its keys.
protocol ConfigurationMapping {
  /// What holds where no key is written.
  static var defaults: Self { get }
  static var keys: [ConfigurationKey<Self>] { get }
  /// The key that a plain value stands for: `tokens: FILE` is `tokens: {path: FILE}`.
  static var shorthand: String? { get }
  /// Reads keys that are not in the list; nil where there may be none.
  static var readOther: ((inout Self, String, ConfigurationNode) throws -> Void)? { get }
  /// What goes beyond single keys.
  ///
  /// - Parameter isClean: whether no mistake was found in the mapping.
  mutating func finish(_ node: ConfigurationNode, isClean: Bool) throws
}

extension ConfigurationMapping {
  static var shorthand: String? { nil }
  static var readOther: ((inout Self, String, ConfigurationNode) throws -> Void)? { nil }
  mutating func finish(_ node: ConfigurationNode, isClean: Bool) throws {}

  /// - Throws: `AtlasError` where a required key is not there or the keys contradict each other; mistakes in single keys
  ///   are kept in the node's reading, and the other keys read.
  init(_ node: ConfigurationNode) throws {
    self = Self.defaults
    try read(node)
  }

  /// The same, starting from what is known already.
  mutating func read(_ node: ConfigurationNode) throws {
    let reading = node.reading
    let known = reading.mistakes.all.count
    let keys = Self.keys
    if let shorthand = Self.shorthand, !node.isMapping {
      try keys.first { $0.names.contains(shorthand) }?.read(&self, node)
    } else {
      var found: [(key: ConfigurationKey<Self>, node: ConfigurationNode)] = []
      let other = Self.readOther
      try node.forEachEntry(other == nil ? keys.flatMap(\.names) : nil) { name, value in
        guard let key = keys.first(where: { $0.names.contains(name) }) else {
          try other?(&self, name, value)
          return
        }
        try key.read(&self, value)
        found.append((key, value))
      }
      for key in keys {
        let name = key.description.name
        guard let missing = key.missing, !found.contains(where: { $0.key.description.name == name }) else { continue }
        throw node.lacking(name, missing.message, hint: missing.hint)
      }
      for (key, node) in found {
        if let limit = key.limit(self) { reading.note(limit, of: node) }
      }
    }
    try finish(node, isClean: reading.mistakes.all.count == known)
  }
}
