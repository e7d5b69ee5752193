/// What a pickle describes, as plain data: nothing in it was called, classes are names with attributes.
public indirect enum PickleValue: Sendable {
  case none
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case bytes([UInt8])
  /// Lists, tuples and sets.
  case list([PickleValue])
  case dictionary([Pair])
  /// An instance of a class that is not known here: constructor arguments and attributes.
  case object(className: String, arguments: [PickleValue], attributes: [Pair])
  /// A name that stands for itself, say `torch.float32`.
  case global(String)
  /// Index into the tensors of the file.
  case tensor(Int)

  /// An entry of a dictionary, or an attribute and its value.
  public struct Pair: Sendable {
    /// Any value; most often a text.
    public var key: PickleValue
    /// What belongs to the key.
    public var value: PickleValue
  }

  /// The entry of that name in a dictionary, or the attribute of an object; nil if there is none.
  public subscript(key: String) -> PickleValue? {
    pairs.first { $0.name == key }?.value
  }

  /// Entries of a dictionary, attributes of an object, positions of a list.
  var pairs: [Pair] {
    switch self {
    case .dictionary(let pairs): pairs
    case .object(_, _, let attributes): attributes
    case .list(let values): values.enumerated().map { Pair(key: .integer(Int64($0)), value: $1) }
    default: []
    }
  }

  /// The same as JSON knows it, for configurations: tensors and bytes become null, names texts.
  public var json: JSONValue {
    switch self {
    case .none, .bytes, .tensor: .null
    case .bool(let flag): .bool(flag)
    case .integer(let whole): .integer(whole)
    case .number(let number): .number(number)
    case .string(let text), .global(let text): .string(text)
    case .list(let values): .array(values.map(\.json))
    case .dictionary(let pairs): PickleValue.object(pairs)
    case .object(_, let arguments, let attributes):
      // An enumeration's member is its class called with its value.
      attributes.isEmpty && arguments.count == 1 ? arguments[0].json : PickleValue.object(attributes)
    }
  }

  private static func object(_ pairs: [Pair]) -> JSONValue {
    .object(pairs.compactMap { pair in pair.name.map { .init(key: $0, value: pair.value.json) } })
  }
}

extension PickleValue.Pair {
  /// The key as part of a dotted name; nil for keys that are neither text nor number.
  var name: String? {
    switch key {
    case .string(let text): text
    case .integer(let number): String(number)
    default: nil
    }
  }
}
