import Diagnostics
import Files
import TensorFiles

/// The tokens of a model's vocabulary by their numbers, as tokenizers save them.
public struct TokenVocabulary: Sendable {
  /// No tokenizer has as many; ids are checked against it before anything of that size is made.
  static let mostTokens = 1 << 24
  private static let largestFile = 512 << 20

  /// The file.
  public let path: String
  /// [id]: as the file writes it; nil where no token has the id.
  public let tokens: [String?]
  /// [id]: as pages show it, empty where there is none: spaces at its beginning as ␣, line ends and tabs by a sign; what is
  /// no whole character stays as the file writes it.
  public let shown: [String]

  /// Reads `tokenizer.json`, `vocab.json` (from tokens to ids), a JSON list in the order of ids, or text with one token a line.
  ///
  /// - Throws: `AtlasError` if the file is none of these, or gives an id twice.
  public static func read(path: String) throws -> TokenVocabulary {
    let file = try MappedFile(path)
    guard file.count <= largestFile else {
      throw AtlasError(path: path, "\(file.count) bytes are too many for a vocabulary", hint: hint)
    }
    do {
      let tokens = try file.withBytes { bytes in
        let first = bytes.first { ![0x09, 0x0A, 0x0D, 0x20].contains($0) }
        let isJSON = path.lowercased().hasSuffix(".json") || first == UInt8(ascii: "{")
        return try isJSON ? ofJSON(JSONParser.parse(bytes)) : ofLines(bytes)
      }
      guard tokens.contains(where: { $0 != nil }) else {
        throw AtlasError(.input, "there is no token in this file", hint: hint)
      }
      return TokenVocabulary(path: path, tokens: tokens)
    } catch let error as AtlasError {
      throw error.located(path: path)
    }
  }

  private static let hint =
    "give the model's tokenizer.json, its vocab.json, a JSON list of tokens, or one token a line"

  init(path: String, tokens: [String?]) {
    let ids = tokens.indices.filter { tokens[$0] != nil }
    // Each token by itself: nothing is known of their order.
    let table = TokenTable(
      path: path, offsets: Array(0...ids.count), vocabulary: tokens.compactMap { $0 },
      codes: ids.indices.map(Int32.init))
    let pieces = TokenPieces(table)
    var shown = [String](repeating: "", count: tokens.count)
    for (code, id) in ids.enumerated() { shown[id] = pieces.alone(code: code) }
    (self.path, self.tokens, self.shown) = (path, tokens, shown)
  }

  private static func ofLines(_ bytes: UnsafeRawBufferPointer) throws -> [String?] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw AtlasError(.input, "this file is no text in UTF-8", hint: hint)
    }
    // Bytes, since a character may join a line end with what follows it.
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count <= mostTokens else { throw tooMany(lines.count) }
    return lines.map { String(Substring($0.last == 0x0D ? $0.dropLast() : $0)) }
  }

  private static func ofJSON(_ root: JSONValue) throws -> [String?] {
    guard let model = root["model"], case .object = model else { return try ofVocabulary(root) }
    guard let vocabulary = model["vocab"] else {
      throw AtlasError(.input, "“model” has no “vocab” in this tokenizer", hint: hint)
    }
    var tokens = try ofVocabulary(vocabulary)
    if case .array(let added)? = root["added_tokens"] {
      for token in added {
        guard case .string(let text)? = token["content"], let id = token["id"] else {
          throw AtlasError(.input, "an entry of “added_tokens” has no “id” and “content”", hint: hint)
        }
        try set(text, id, in: &tokens, isAgain: true)
      }
    }
    return tokens
  }

  /// A list of tokens or of tokens with their scores, or a mapping to ids.
  private static func ofVocabulary(_ value: JSONValue) throws -> [String?] {
    switch value {
    case .array(let items):
      guard items.count <= mostTokens else { throw tooMany(items.count) }
      return try items.enumerated().map { id, item in
        if case .string(let text) = item { return text }
        if case .array(let pair) = item, case .string(let text)? = pair.first { return text }
        if item == .null { return nil }
        throw AtlasError(.input, "token \(id) of the list is \(item.kindName), where a text is needed", hint: hint)
      }
    case .object(let members):
      var tokens: [String?] = []
      for member in members { try set(member.key, member.value, in: &tokens, isAgain: false) }
      return tokens
    default: throw AtlasError(.input, "this file holds \(value.kindName), where tokens are needed", hint: hint)
    }
  }

  /// - Parameter isAgain: whether the token may be there already.
  private static func set(_ text: String, _ id: JSONValue, in tokens: inout [String?], isAgain: Bool) throws {
    guard case .integer(let number) = id, (0..<Int64(mostTokens)).contains(number) else {
      throw AtlasError(
        .input, "the token \(quoted(text)) has no id from 0 to \(mostTokens - 1)", hint: hint)
    }
    let place = Int(number)
    if place >= tokens.count { tokens += [String?](repeating: nil, count: place + 1 - tokens.count) }
    if let known = tokens[place], !isAgain || known != text {
      throw AtlasError(.input, "the tokens \(quoted(known)) and \(quoted(text)) have the same id \(place)", hint: hint)
    }
    tokens[place] = text
  }

  private static func tooMany(_ count: Int) -> AtlasError {
    AtlasError(.input, "\(count) tokens are more than the \(mostTokens) that are read", hint: hint)
  }
}
