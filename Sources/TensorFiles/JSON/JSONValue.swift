/// A JSON text as a tree that keeps the order of members and knows that numbers are written as text.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// Without fraction and exponent, within 64 bits.
  case integer(Int64)
  /// Everything else numeric, with NaN and the infinities that Python writes.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A name and its value.
  public struct Member: Sendable, Equatable {
    /// As it was written, escapes resolved; unique within its object.
    public var key: String
    /// What stands behind the colon.
    public var value: JSONValue

    /// A member of an object.
    public init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The member of that name; nil if there is none or this is no object.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// What a message calls this value.
  public var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .integer, .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
