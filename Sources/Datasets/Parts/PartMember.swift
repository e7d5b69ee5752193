import Diagnostics
import Foundation
import TensorFiles

/// What a part says of itself: JSON in UTF-8, as a member of its archive.
enum PartMember {
  /// Reads the member and compares the checksum of every other.
  ///
  /// - Returns: nil where the member is not what it should be.
  /// - Throws: `AtlasError` if the file is damaged.
  static func read<Value: Decodable>(_ name: String, of container: any TensorContainer) throws -> Value? {
    for entry in container.tensors { try container.tensor(entry.name).release() }
    let numbers = try PlainArrays.integers(container.tensor(name), path: container.path)
    let bytes = numbers.compactMap { UInt8(exactly: $0) }
    guard bytes.count == numbers.count else { return nil }
    return try? JSONDecoder().decode(Value.self, from: Data(bytes))
  }

  static func bytes(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }
}
