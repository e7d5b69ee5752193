import Diagnostics
import Files
import TensorFiles

/// A JSON object beside a checkpoint, asked for values of a type; every error names file and key.
struct ConfigurationObject {
  /// Larger files are no configuration.
  private static let largestFile = 64 << 20

  let path: String
  /// `metadata.` for an object inside another.
  private let prefix: String
  private let value: JSONValue

  init(file path: String) throws {
    let file = try MappedFile(path)
    guard file.count <= ConfigurationObject.largestFile else {
      throw AtlasError(path: path, "a configuration of \(file.count) bytes is refused")
    }
    do {
      value = try file.withBytes { bytes in
        if let error = ForeignFormat.error(bytes) { throw error }
        return try JSONParser.parse(bytes)
      }
    } catch let error as AtlasError {
      throw error.located(path: path).located(line: error.line)
    }
    self.path = path
    prefix = ""
    guard case .object = value else { throw AtlasError(path: path, "this is no JSON object") }
  }

  init(_ value: JSONValue, path: String, prefix: String = "") {
    self.value = value
    self.path = path
    self.prefix = prefix
  }

  /// Whether the key is there and not null.
  func has(_ key: String) -> Bool { raw(key) != nil }

  var keys: [String] {
    guard case .object(let members) = value else { return [] }
    return members.map(\.key)
  }

  private func raw(_ key: String) -> JSONValue? {
    guard let found = value[key], found != .null else { return nil }
    return found
  }

  private func wrong(_ key: String, _ found: JSONValue, _ what: String) -> AtlasError {
    AtlasError(path: path, "\(quoted(prefix + key)) is \(found.kindName), where \(what) is needed")
  }

  func string(_ key: String) throws -> String? {
    guard let found = raw(key) else { return nil }
    guard case .string(let text) = found else { throw wrong(key, found, "a text") }
    return text
  }

  func integer(_ key: String) throws -> Int? {
    guard let found = raw(key) else { return nil }
    switch found {
    case .integer(let whole): return Int(whole)
    case .number(let number):
      guard let whole = Int(exactly: number) else { throw wrong(key, found, "a whole number") }
      return whole
    default: throw wrong(key, found, "a whole number")
    }
  }

  func number(_ key: String) throws -> Double? {
    guard let found = raw(key) else { return nil }
    switch found {
    case .integer(let whole): return Double(whole)
    case .number(let number):
      guard number.isFinite else { throw wrong(key, found, "a finite number") }
      return number
    default: throw wrong(key, found, "a number")
    }
  }

  func bool(_ key: String) throws -> Bool? {
    guard let found = raw(key) else { return nil }
    guard case .bool(let flag) = found else { throw wrong(key, found, "true or false") }
    return flag
  }

  /// true, false, or nil where the value is of another type.
  func boolIfBool(_ key: String) -> Bool? {
    if case .bool(let flag)? = raw(key) { return flag }
    return nil
  }

  func object(_ key: String) throws -> ConfigurationObject? {
    guard let found = raw(key) else { return nil }
    guard case .object = found else { throw wrong(key, found, "an object") }
    return ConfigurationObject(found, path: path, prefix: prefix + key + ".")
  }

  /// The error for a key that has to be there.
  func lacks(_ key: String, hint: String? = nil) -> AtlasError {
    AtlasError(path: path, "\(quoted(prefix + key)) is missing", hint: hint)
  }
}

extension AtlasError {
  fileprivate func located(line: Int?) -> AtlasError {
    var copy = self
    copy.line = line
    return copy
  }
}
