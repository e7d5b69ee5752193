import Claims
import Files

/// How a language writes numbers: the marks of `words.txt`. Not defined (NaN, infinite) is always an en dash, a minus always
/// U+2212, and `<` is written as `&lt;`, which HTML and Markdown both read. A class, since every writer refers to it.
final class NumberFormat: Sendable {
  fileprivate let decimal: [UInt8]
  fileprivate let thousands: [UInt8]
  /// Around the digits of a percentage.
  fileprivate let percent: (before: [UInt8], after: [UInt8])
  private let interval: String
  private let name: String
  /// Around and between two ends.
  fileprivate let to: [String]
  /// Whether numbers below a thousand are as `ByteWriter` writes them.
  fileprivate let hasPoint: Bool

  /// - Parameters:
  ///   - percent: a percentage, `{0}` for its digits.
  ///   - interval: a number `{0}` with its interval from `{1}` to `{2}`, in charts.
  ///   - named: a figure `{1}` after its name `{0}`.
  ///   - to: from `{0}` to `{1}`.
  init(
    decimal: String, thousands: String, percent: String, interval: String = "{0} ({1} to {2})",
    named: String = "{0}: {1}", to: String = "{0} to {1}"
  ) {
    self.interval = interval
    name = named
    self.to = Pattern.parts(to, 2)
    self.decimal = Array(decimal.utf8)
    self.thousands = Array(thousands.utf8)
    let parts = percent.split(separator: "{0}", maxSplits: 1, omittingEmptySubsequences: false)
    self.percent = (Array((parts.first ?? "").utf8), Array((parts.count > 1 ? parts[1] : "").utf8))
    hasPoint = decimal == "."
  }

  /// The number as text, for sentences that code puts together; to be escaped like any other text.
  func text(_ value: Double?, _ style: NumberStyle) -> String {
    var out = ByteWriter()
    out.append(value ?? .nan, style, self)
    let text = String(decoding: out.bytes, as: UTF8.self)
    return out.bytes.contains(UInt8(ascii: "&")) ? text.replacing("&lt;", with: "<") : text
  }

  /// From one number to another: `0.789 to 0.887`.
  func range(_ low: String, _ high: String) -> String { to[0] + low + to[1] + high + to[2] }

  /// A figure after its name: `women: 39.9%`.
  func named(_ name: String, _ figure: String) -> String { Pattern.fill(self.name, [name, figure]) }

  /// The same with its interval, if it has one: `0.838 (0.789 to 0.887)`.
  func text(_ value: Double, low: Double?, high: Double?, _ style: NumberStyle) -> String {
    guard let low, let high else { return text(value, style) }
    return Pattern.fill(interval, [text(value, style), text(low, style), text(high, style)])
  }
}

extension FragmentWriter {
  /// Both ends of an interval: `2.4% to 13.3%`.
  mutating func interval(_ low: Double, _ high: Double, _ style: NumberStyle) {
    let parts = self.style.numbers.to
    text(parts[0])
    number(low, style)
    text(parts[1])
    number(high, style)
    text(parts[2])
  }
}

extension ByteWriter {
  mutating func append(_ value: Double, _ style: NumberStyle, _ format: NumberFormat) {
    guard value.isFinite else { return append("–" as StaticString) }
    switch style {
    case .count: value.magnitude < 1e15 ? append(count: Int(value), format) : append("–" as StaticString)
    case .fixed(let decimals): append(value, decimals: decimals, plus: false, format)
    case .signed(let decimals): append(value, decimals: decimals, plus: true, format)
    case .percent:
      let percent = value * 100
      append(format.percent.before)
      if percent != 0, percent.magnitude < 0.005 {
        append("&lt;" as StaticString)
        append(0.01, decimals: 2, plus: false, format)
      } else {
        append(percent, decimals: percent != 0 && percent.magnitude < 1 ? 2 : 1, plus: false, format)
      }
      append(format.percent.after)
    case .wholePercent:
      let tenths = (value * 1000).rounded()
      guard tenths.magnitude < 1e15 else { return append("–" as StaticString) }
      append(format.percent.before)
      append(tenths / 10, decimals: tenths.truncatingRemainder(dividingBy: 10) == 0 ? 0 : 1, plus: false, format)
      append(format.percent.after)
    case .points: append(value * 100, decimals: 1, plus: true, format)
    case .probability:
      if value >= 0, value < 0.0005 {
        append("&lt;" as StaticString)
        append(0.001, decimals: 3, plus: false, format)
      } else {
        append(value, decimals: 3, plus: false, format)
      }
    case .magnitude: append(magnitude: value, format)
    case .plain: append(plain: value, format)
    case .ofHundred: append(value.magnitude * 100, decimals: 1, plus: false, format)
    case .inHundred: append(value.magnitude * 100, decimals: 0, plus: false, format)
    case .inThousand: append(value.magnitude * 1000, decimals: 0, plus: false, format)
    case .inThousandUp:
      append(NumberStyle.inThousand.outward(value, isUpper: true).magnitude * 1000, decimals: 0, plus: false, format)
    case .money:
      let step = NumberStyle.moneyStep(value)
      append((value / step).rounded(.toNearestOrEven) * step, decimals: 0, plus: false, format)
    case .size: append(value.magnitude, decimals: 3, plus: false, format)
    }
  }

  /// A count with its thousands set apart.
  mutating func append(count value: Int, _ format: NumberFormat) {
    if value < 0 { append("−" as StaticString) }
    append(grouping: Array(String(value.magnitude).utf8), format)
  }

  private mutating func append(plain value: Double, _ format: NumberFormat) {
    let rounded = value.magnitude < 1e9 ? (value * 1e6).rounded() / 1e6 : value
    if rounded == rounded.rounded(), rounded.magnitude < 1e15 { return append(count: Int(rounded), format) }
    if rounded < 0 { append("−" as StaticString) }
    append(grouping: Array(rounded.magnitude.description.utf8), format)
  }

  /// What rounds to zero carries no sign.
  private mutating func append(_ value: Double, decimals: Int, plus: Bool, _ format: NumberFormat) {
    var scaled = value.magnitude
    for _ in 0..<decimals { scaled *= 10 }
    if scaled > 0.5 {
      if value < 0 {
        append("−" as StaticString)
      } else if plus {
        append(UInt8(ascii: "+"))
      }
    }
    guard value.magnitude >= 999.5 && value.magnitude < 1e15 || !format.hasPoint else {
      return append(value.magnitude, decimals: decimals)
    }
    var text = ByteWriter()
    text.append(value.magnitude, decimals: decimals)
    append(grouping: text.bytes, format)
  }

  /// The digits before the point, if any, with thousands set apart, and those after it.
  private mutating func append(grouping digits: [UInt8], _ format: NumberFormat) {
    let whole = digits.firstIndex(of: UInt8(ascii: ".")) ?? digits.count
    for (index, byte) in digits.enumerated() {
      if index > 0, index < whole, (whole - index) % 3 == 0 { append(format.thousands) }
      if byte == UInt8(ascii: ".") { append(format.decimal) } else { append(byte) }
    }
  }

  private mutating func append(magnitude value: Double, _ format: NumberFormat) {
    let size = value.magnitude
    switch size {
    case 0: append(UInt8(ascii: "0"))
    case 999_999.5...: append(scientific: value, format)
    // What is rounded up to the next digit is written as that: 0.9996 as 1.00.
    case 99.95...: append(value, decimals: 0, plus: false, format)
    case 9.995...: append(value, decimals: 1, plus: false, format)
    case 0.9995...: append(value, decimals: 2, plus: false, format)
    case 0.09995...: append(value, decimals: 3, plus: false, format)
    case 0.009995...: append(value, decimals: 4, plus: false, format)
    default: append(scientific: value, format)
    }
  }

  /// `1.24e−5`: only for sizes that fixed notation would not show.
  private mutating func append(scientific value: Double, _ format: NumberFormat) {
    var size = value.magnitude
    var exponent = 0
    while size >= 9.995 {
      size /= 10
      exponent += 1
    }
    while size < 0.9995 {
      size *= 10
      exponent -= 1
    }
    if value < 0 { append("−" as StaticString) }
    append(size, decimals: 2, plus: false, format)
    append(UInt8(ascii: "e"))
    if exponent < 0 { append("−" as StaticString) }
    append(exponent.magnitude)
  }
}
