import Findings

/// What `inspect` says of one path.
protocol Inspection: Encodable {
  /// For people: a heading, one fact a line.
  var text: String { get }
}

extension Inspection {
  func printed(asJSON: Bool) throws -> String {
    asJSON ? String(decoding: try FindingsJSON.encode(self), as: UTF8.self) : text
  }
}
