import Files

/// A picture made of values: the same bytes for the same values.
public protocol Chart: Sendable {
  /// What it shows, in words.
  var text: ChartText { get }

  /// Writes one `svg` element, or nothing where there is no value to show.
  func draw(into out: inout SVGWriter)
}

extension Chart {
  /// The element in UTF-8; empty where there is no value to show.
  public func svg() -> [UInt8] {
    var out = SVGWriter(capacity: 4096)
    draw(into: &out)
    return out.bytes
  }
}
