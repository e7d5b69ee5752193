import Diagnostics
import Foundation

/// JSON as the results and the site write it: sorted keys, so that equal data are equal bytes.
public enum FindingsJSON {
  /// A line for each entry; numbers that are not finite as `inf`, `-inf`, `nan`.
  ///
  /// - Throws: `EncodingError`.
  public static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
  }

  /// - Throws: `DecodingError` where the bytes are not such a value.
  public static func decode<T: Decodable>(_ type: T.Type, from bytes: UnsafeRawBufferPointer) throws -> T {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: Data(bytes))
  }

  /// - Throws: `AtlasError` with the file and the place in it that is missing or wrong.
  static func decode<T: Decodable>(_ type: T.Type, from bytes: UnsafeRawBufferPointer, path: String) throws -> T {
    do {
      return try decode(type, from: bytes)
    } catch {
      throw AtlasError(
        path: path, "cannot be read as results: \(reason(error))", hint: "run `feature-atlas analyze` again")
    }
  }

  private static func reason(_ error: any Error) -> String {
    func place(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
      let keys = context.codingPath + (last.map { [$0] } ?? [])
      let path = keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
      return path.isEmpty ? "the file" : String(path.drop { $0 == "." })
    }
    switch error as? DecodingError {
    case .keyNotFound(let key, let context): return "\(place(context, key)) is missing"
    case .valueNotFound(_, let context): return "\(place(context)) is null"
    case .typeMismatch(_, let context): return "\(place(context)) is of another kind"
    case .dataCorrupted(let context): return "\(place(context)) is damaged: \(context.debugDescription)"
    default: return "\(error)"
    }
  }
}
