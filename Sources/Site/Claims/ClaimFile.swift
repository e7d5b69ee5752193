import Claims
import Files

/// `claims.json`: every claim with its sentence in each language, its figures and where each can be looked up. One claim
/// on a line, so that files of many features can be read line by line.
struct ClaimFile {
  /// One for each language that has sentences, by its code.
  let speakers: [(language: String, speaker: ClaimSpeaker)]
  private var out = ByteWriter(capacity: 1 << 16)
  private var isFirst = true

  init(speakers: [(language: String, speaker: ClaimSpeaker)]) { self.speakers = speakers }

  /// The claims written so far, without the brackets around them.
  var lines: [UInt8] { out.bytes }

  static func whole(_ parts: [[UInt8]]) -> [UInt8] {
    var bytes: [UInt8] = []
    // Hundreds of megabytes where a checkpoint is wide: room for all of them at once.
    bytes.reserveCapacity(parts.reduce(8) { $0 + $1.count + 2 })
    bytes += "[\n".utf8
    for part in parts where !part.isEmpty {
      if bytes.count > 2 { bytes += ",\n".utf8 }
      bytes += part
    }
    bytes += "\n]\n".utf8
    return bytes
  }

  mutating func append(_ claim: Claim) throws {
    if !isFirst { out.append(",\n" as StaticString) }
    isFirst = false
    out.append("{\"id\":" as StaticString)
    out.append(json: claim.id)
    field("kind", claim.kind.rawValue)
    field("verdict", claim.verdict.rawValue)
    out.append(",\"strength\":" as StaticString)
    if let strength = claim.strength {
      out.append("{\"level\":" as StaticString)
      out.append(json: strength.level.rawValue)
      out.append(",\"missing\":" as StaticString)
      list(strength.missing.map(\.rawValue)) { $0.append(json: $1) }
      out.append("}" as StaticString)
    } else {
      out.append("null" as StaticString)
    }
    out.append(",\"subjects\":" as StaticString)
    object(claim.subjects.map { ($0.name, $0.text) })
    out.append(",\"figures\":" as StaticString)
    list(claim.figures) { $0.append(figure: $1) }
    out.append(",\"caveats\":" as StaticString)
    list(claim.caveats) { out, caveat in
      out.append("{\"code\":" as StaticString)
      out.append(json: caveat.code)
      for argument in caveat.arguments {
        out.append("," as StaticString)
        out.append(json: argument.name)
        out.append(":" as StaticString)
        out.append(json: argument.value)
      }
      out.append("}" as StaticString)
    }
    out.append(",\"text\":" as StaticString)
    object(try speakers.map { ($0.language, try $0.speaker.text(claim)) })
    out.append("}" as StaticString)
  }

  private mutating func field(_ name: StaticString, _ value: String) {
    out.append(",\"" as StaticString)
    out.append(name)
    out.append("\":" as StaticString)
    out.append(json: value)
  }

  private mutating func list<Element>(_ elements: [Element], _ write: (inout ByteWriter, Element) -> Void) {
    out.append("[" as StaticString)
    for (index, element) in elements.enumerated() {
      if index > 0 { out.append("," as StaticString) }
      write(&out, element)
    }
    out.append("]" as StaticString)
  }

  private mutating func object(_ pairs: [(String, String)]) { out.append(object: pairs) }
}

extension ByteWriter {
  fileprivate mutating func append(object pairs: [(String, String)]) {
    append("{" as StaticString)
    for (index, pair) in pairs.enumerated() {
      if index > 0 { append("," as StaticString) }
      append(json: pair.0)
      append(":" as StaticString)
      append(json: pair.1)
    }
    append("}" as StaticString)
  }

  fileprivate mutating func append(figure: Figure) {
    append("{\"name\":" as StaticString)
    append(json: figure.name)
    append(",\"value\":" as StaticString)
    append(figure.value)
    for (name, value) in [("low", figure.low), ("high", figure.high)] {
      append(",\"\(name)\":")
      if let value { append(value) } else { append("null" as StaticString) }
    }
    append(",\"unit\":" as StaticString)
    append(json: figure.unit.rawValue)
    append(",\"evidence\":{\"file\":" as StaticString)
    append(json: figure.evidence.file)
    append(",\"key\":" as StaticString)
    append(object: figure.evidence.key.map { ($0.column, $0.value) })
    append(",\"column\":" as StaticString)
    append(json: figure.evidence.column)
    if let low = figure.evidence.lowColumn {
      append(",\"low_column\":" as StaticString)
      append(json: low)
    }
    if let high = figure.evidence.highColumn {
      append(",\"high_column\":" as StaticString)
      append(json: high)
    }
    append(",\"reduction\":" as StaticString)
    append(json: figure.evidence.reduction.rawValue)
    append("}}" as StaticString)
  }
}
