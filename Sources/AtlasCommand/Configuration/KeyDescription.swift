/// What people are told of a configuration key.
struct KeyDescription {
  let name: String
  /// The values it takes: `whole number, 2 to 100`.
  let values: String
  /// As written in YAML; nil where leaving the key out means that there is no such thing.
  let usual: String?
  /// A value to write in a first configuration; nil for keys that a first configuration can do without.
  let example: String?
  let isRequired: Bool
  /// What it means, in one line.
  let summary: String
  /// Keys of the mapping that is its value.
  let nested: NestedKeys?
}

/// Keys within the value of another key.
struct NestedKeys {
  /// What the value is; what stands between both names.
  enum Form: String { case mapping = ".", list = "[].", byLayer = ".LAYER." }

  let keys: [KeyDescription]
  let form: Form
}
