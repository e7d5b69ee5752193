/// A key of a mapping, declared once: reading, suggestions, the README's table and the commented configuration come from
/// the lists of these.
struct ConfigurationKey<Owner> {
  let description: KeyDescription
  /// Further spellings that are read, but not shown.
  let also: [String]
  /// What to say where the key is required and not there.
  let missing: (message: String, hint: String)?
  /// What the key does not do in this configuration, to be known before relying on it; nil where it acts.
  let limit: (Owner) -> String?
  let read: (inout Owner, ConfigurationNode) throws -> Void

  var names: [String] { [description.name] + also }

  /// - Parameters:
  ///   - usual: the default, as it is written in YAML or in words.
  ///   - example: shown in the commented configuration in place of the default.
  init<Value>(
    _ name: String, _ kind: ValueKind<Value>, _ summary: String, usual: String? = nil, example: String? = nil,
    also: [String] = [], missing: (message: String, hint: String)? = nil,
    limit: @escaping (Owner) -> String? = { _ in nil }, set: @escaping (inout Owner, Value) throws -> Void
  ) {
    description = KeyDescription(
      name: name, values: kind.summary, usual: usual, example: example,
      isRequired: missing != nil, summary: summary, nested: kind.nested)
    self.also = also
    self.missing = missing
    self.limit = limit
    read = { try set(&$0, kind.read($1)) }
  }
}

extension ConfigurationKey where Owner: ConfigurationMapping {
  /// A key whose default is what the field holds from the start.
  init<Value>(
    _ name: String, _ kind: ValueKind<Value>, _ field: WritableKeyPath<Owner, Value>, _ summary: String,
    example: String? = nil, missing: (message: String, hint: String)? = nil,
    limit: @escaping (Owner) -> String? = { _ in nil }
  ) {
    self.init(
      name, kind, summary, usual: missing == nil ? kind.write(Owner.defaults[keyPath: field]) : nil, example: example,
      missing: missing, limit: limit
    ) { $0[keyPath: field] = $1 }
  }

  /// A key that may be left out.
  init<Value>(
    _ name: String, _ kind: ValueKind<Value>, optional field: WritableKeyPath<Owner, Value?>, _ summary: String,
    example: String? = nil, limit: @escaping (Owner) -> String? = { _ in nil }
  ) {
    self.init(name, kind, summary, example: example, limit: limit) { $0[keyPath: field] = $1 }
  }
}
