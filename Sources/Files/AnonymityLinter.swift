/// Looks for what tells who made a file, byte by byte: names of the user, the host and folders, also written as percent
/// codes, JSON escapes or base64; addresses of mail and of the web; folders of users.
public struct AnonymityLinter: Sendable {
  /// What was found, and where.
  public struct Finding: Sendable, Equatable {
    /// Of the first byte, from 0.
    public var offset: Int
    /// What kind of trace, in words.
    public var what: String
  }

  /// A name, in one of the forms that it may be written in.
  private struct Form: Sendable {
    var bytes: [UInt8]
    var what: String
    /// Whether capitals and small letters are the same.
    var ignoresCase: Bool
    /// Whether it counts only with no letter or digit beside it.
    var isWord: Bool
  }

  private let forms: [Form]
  private let allowed: [[UInt8]]

  /// Names that many machines have, and that therefore tell nothing; shorter ones than three letters are in every text.
  static let common: Set<String> = [
    "root", "user", "admin", "nobody", "runner", "ubuntu", "debian", "docker", "build", "builder", "localhost", "home",
    "main",
    "data", "test", "work", "vagrant", "jenkins", "codespace", "github", "container",
  ]

  /// - Parameters:
  ///   - names: of the user, the host and the like, each with what it is.
  ///   - paths: of folders, looked for as a whole.
  ///   - allowed: beginnings of addresses that may be there.
  public init(names: [(name: String, what: String)], paths: [(path: String, what: String)], allowed: [String]) {
    var forms: [Form] = []
    for (name, what) in names {
      let bytes = Array(name.utf8)
      guard bytes.count >= 3, !Self.common.contains(name.lowercased()) else { continue }
      forms.append(Form(bytes: Self.lowered(bytes), what: what, ignoresCase: true, isWord: bytes.count < 5))
      for (other, form) in Self.encoded(bytes) {
        forms.append(Form(bytes: other, what: "\(what), \(form)", ignoresCase: form != "in base64", isWord: false))
      }
    }
    // A folder of one part, say /tmp, is everybody's.
    for (path, what) in paths where path.split(separator: "/").count > 1 {
      let bytes = Array(path.utf8)
      forms.append(Form(bytes: bytes, what: what, ignoresCase: false, isWord: false))
      forms.append(
        Form(
          bytes: Array(path.replacing("/", with: "\\/").utf8), what: what + ", in JSON", ignoresCase: false,
          isWord: false))
      forms.append(
        Form(
          bytes: Self.lowered(Array(path.replacing("/", with: "%2F").utf8)), what: what + ", in percent codes",
          ignoresCase: true, isWord: false))
    }
    for marker in ["/home/", "/users/", "\\users\\"] {
      forms.append(Form(bytes: Array(marker.utf8), what: "a folder of users", ignoresCase: true, isWord: false))
    }
    self.forms = forms
    self.allowed = allowed.map { Array($0.utf8) }
  }

  /// Everything found, in the order of the bytes.
  public func findings(in bytes: [UInt8]) -> [Finding] {
    let small = Self.lowered(bytes)
    var found: [Finding] = []
    for form in forms {
      Self.search(form.bytes, in: form.ignoresCase ? small : bytes) { place in
        if !form.isWord || Self.isWord(small, place, form.bytes.count) {
          found.append(Finding(offset: place, what: form.what))
        }
      }
    }
    return (found + addresses(bytes, small)).sorted { ($0.offset, $0.what) < ($1.offset, $1.what) }
  }

  // Addresses

  private static let schemes = ["http://", "https://", "ftp://", "file://", "ssh://", "git://", "www."].map {
    Array($0.utf8)
  }

  private func addresses(_ bytes: [UInt8], _ small: [UInt8]) -> [Finding] {
    var found: [Finding] = []
    for scheme in Self.schemes {
      Self.search(scheme, in: small) { place in
        // www. within an address was found with it.
        if place > 0, scheme.count == 4, small[place - 1] == UInt8(ascii: "/") { return }
        if !allowed.contains(where: { bytes[place...].starts(with: $0) }) {
          found.append(Finding(offset: place, what: "an address of the web"))
        }
      }
    }
    Self.search([UInt8(ascii: "@")], in: small) { place in
      guard let start = Self.mail(small, at: place), !allowed.contains(where: { bytes[start...].starts(with: $0) })
      else {
        return
      }
      found.append(Finding(offset: start, what: "an address of mail"))
    }
    return found
  }

  /// Where a mail address around the sign begins; nil where there is none.
  private static func mail(_ bytes: [UInt8], at sign: Int) -> Int? {
    func isName(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || "._%+-".utf8.contains(byte) }
    var start = sign
    while start > 0, sign - start < 64, isName(bytes[start - 1]) { start -= 1 }
    var end = sign + 1
    var dot: Int?
    while end < bytes.count, isLetterOrDigit(bytes[end]) || bytes[end] == 0x2D || bytes[end] == 0x2E {
      if bytes[end] == 0x2E { dot = end }
      end += 1
    }
    guard start < sign, let dot, dot > sign + 1, end - dot > 2 else { return nil }
    return bytes[(dot + 1)..<end].allSatisfy { (0x61...0x7A).contains($0) } ? start : nil
  }

  // Forms of a name

  private static func encoded(_ name: [UInt8]) -> [(bytes: [UInt8], form: String)] {
    let hex = Array("0123456789abcdef".utf8)
    func digits(_ byte: UInt8) -> [UInt8] { [hex[Int(byte >> 4)], hex[Int(byte & 15)]] }
    var forms: [([UInt8], String)] = [
      (name.flatMap { [0x25] + digits($0) }, "in percent codes"),
      (lowered(name).flatMap { [0x25] + digits($0) }, "in percent codes"),
    ]
    let text = String(decoding: name, as: UTF8.self)
    let units = { (unit: UInt16) -> [UInt8] in
      Array("\\u".utf8) + digits(UInt8(unit >> 8)) + digits(UInt8(unit & 255))
    }
    forms.append((text.utf16.flatMap(units), "in JSON"))
    if name.contains(where: { $0 > 127 }) {
      forms.append((lowered(text.utf16.flatMap { $0 < 128 ? [UInt8($0)] : units($0) }), "in JSON"))
      forms.append((lowered(name).flatMap { $0 > 127 ? [0x25] + digits($0) : [$0] }, "in percent codes"))
    }
    for shift in 0..<3 {
      for spelled in Set([name, lowered(name)]) {
        if let form = base64(spelled, shift: shift) { forms.append((form, "in base64")) }
      }
    }
    return forms
  }

  /// What base64 makes of a name that begins at byte `shift` of three: the letters that no neighbour has a part in; nil
  /// where these are fewer than five, which could be anything.
  private static func base64(_ name: [UInt8], shift: Int) -> [UInt8]? {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let bits = ([UInt8](repeating: 0, count: shift) + name).flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
    let first = (shift * 8 + 5) / 6
    let end = bits.count / 6
    guard end - first >= 5 else { return nil }
    return (first..<end).map { letter in alphabet[Int(bits[(letter * 6)..<(letter * 6 + 6)].reduce(0) { $0 << 1 | $1 })]
    }
  }

  // Bytes

  private static func lowered(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
  }

  private static func isWord(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Bool {
    let end = place + count
    return (place == 0 || !isLetterOrDigit(bytes[place - 1])) && (end >= bytes.count || !isLetterOrDigit(bytes[end]))
  }

  private static func search(_ text: [UInt8], in bytes: [UInt8], _ body: (Int) -> Void) {
    guard let first = text.first, bytes.count >= text.count else { return }
    bytes.withUnsafeBufferPointer { bytes in
      text.withUnsafeBufferPointer { text in
        for place in 0...(bytes.count - text.count) where bytes[place] == first {
          var length = 1
          while length < text.count, bytes[place + length] == text[length] { length += 1 }
          if length == text.count { body(place) }
        }
      }
    }
  }
}
