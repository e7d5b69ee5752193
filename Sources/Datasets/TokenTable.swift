import Diagnostics
import Files

/// The token texts of all examples, for showing where a feature fired.
///
/// Equal tokens are stored once: a table of n tokens takes 4 bytes a token plus its vocabulary.
public struct TokenTable: Sendable {
  /// The file.
  public let path: String
  /// [examples + 1]: the tokens of example i are at `offsets[i]..<offsets[i+1]`.
  public let offsets: [Int]
  /// Every distinct token, in the order in which they first come.
  public let vocabulary: [String]
  /// [tokens]: positions in `vocabulary`.
  public let codes: [Int32]

  /// Examples, with or without tokens.
  public var exampleCount: Int { offsets.count - 1 }

  /// Text of the token at `position`, counted over all examples.
  public func token(at position: Int) -> String { vocabulary[Int(codes[position])] }

  /// Tokens of one example.
  public func tokens(ofExample example: Int) -> [String] { (offsets[example]..<offsets[example + 1]).map(token(at:)) }

  /// Reads JSON lines with one list of strings per line, or one JSON list of such lists; also packed (gzip, zstd).
  ///
  /// - Throws: `AtlasError` with the line of what is neither.
  public static func read(path: String) throws -> TokenTable {
    try TextBytes(path).withWholeContent { raw in
      var builder = Builder()
      var scanner = JSONScanner(path: path, raw.bindMemory(to: UInt8.self))
      var ahead = scanner
      let isNested =
        ahead.take("[") && (ahead.peek() == UInt8(ascii: "[") || Packing.unpackedName(path).hasSuffix(".json"))
      if isNested {
        try scanner.expect("[", "that opens the list of examples")
        if !scanner.take("]") {
          repeat { try builder.readExample(&scanner) } while scanner.take(",")
          try scanner.expect("]", "at the end of the list of examples")
        }
        guard scanner.peek() == nil else { throw scanner.problem("text after the list of examples") }
      } else {
        while scanner.peek() != nil { try builder.readExample(&scanner) }
      }
      return TokenTable(
        path: path, offsets: builder.offsets, vocabulary: builder.vocabulary, codes: builder.codes)
    }
  }

  /// The tokens of `examples`, in that order.
  ///
  /// - Precondition: each of them is an example of this table.
  public func selecting(_ examples: [Int]) -> TokenTable {
    var offsets = [0]
    var codes: [Int32] = []
    for example in examples {
      codes += self.codes[self.offsets[example]..<self.offsets[example + 1]]
      offsets.append(codes.count)
    }
    return TokenTable(path: path, offsets: offsets, vocabulary: vocabulary, codes: codes)
  }

  /// - Throws: `AtlasError` naming the first example with another number of tokens than `expected` [examples + 1] says.
  public func check(offsets expected: [Int], of states: String) throws {
    let hint = "write one list of tokens per example, special tokens included, in the order of the states"
    for example in 0..<min(exampleCount, expected.count - 1) {
      let have = offsets[example + 1] - offsets[example]
      let need = expected[example + 1] - expected[example]
      if have != need {
        throw AtlasError(path: path, "example \(example) has \(have) tokens here and \(need) in \(states)", hint: hint)
      }
    }
    guard exampleCount == expected.count - 1 else {
      throw AtlasError(
        path: path, "\(exampleCount) examples here and \(expected.count - 1) in \(states)", hint: hint)
    }
  }
}

private struct Builder {
  var offsets = [0]
  var vocabulary: [String] = []
  var codes: [Int32] = []
  private var known: [String: Int32] = [:]

  mutating func readExample(_ scanner: inout JSONScanner) throws {
    try scanner.expect("[", "that opens the tokens of example \(offsets.count - 1)")
    if !scanner.take("]") {
      repeat {
        guard let token = try scanner.scalar("a token of example \(offsets.count - 1)") else {
          throw scanner.problem("a token of example \(offsets.count - 1) is null")
        }
        if let code = known[token] {
          codes.append(code)
        } else {
          let code = Int32(truncatingIfNeeded: vocabulary.count)
          known[token] = code
          vocabulary.append(token)
          codes.append(code)
        }
      } while scanner.take(",")
      try scanner.expect("]", "at the end of the tokens of example \(offsets.count - 1)")
    }
    offsets.append(codes.count)
  }
}
