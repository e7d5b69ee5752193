/// Words that stand for tags while the Markdown parser runs: letters and digits only, so that it leaves them alone.
struct Sentinels {
  enum Role: Character { case tag = "t", rowOpen = "o", rowClose = "c" }

  /// A piece of text that was split at its sentinels.
  enum Part {
    case text(Substring)
    case mark(Int, Role)
  }

  private let prefix: String
  private static let suffix = "qZ"

  /// Chooses a prefix that the text does not hold.
  init(absentFrom texts: [String]) {
    var salt = 0
    var candidate = "Zq0x"
    while texts.contains(where: { $0.firstRange(of: candidate) != nil }) {
      salt += 1
      candidate = "Zq\(salt)x"
    }
    prefix = candidate
  }

  func mark(_ id: Int, _ role: Role = .tag) -> String { "\(prefix)\(id)\(role.rawValue)\(Self.suffix)" }

  func split(_ text: String) -> [Part] {
    var parts: [Part] = []
    var rest = text[...]
    while let open = rest.firstRange(of: prefix), let close = rest[open.upperBound...].firstRange(of: Self.suffix) {
      let content = rest[open.upperBound..<close.lowerBound]
      if open.lowerBound > rest.startIndex { parts.append(.text(rest[..<open.lowerBound])) }
      if let id = Int(content.dropLast()), let role = content.last.flatMap(Role.init) { parts.append(.mark(id, role)) }
      rest = rest[close.upperBound...]
    }
    if !rest.isEmpty { parts.append(.text(rest)) }
    return parts
  }
}
