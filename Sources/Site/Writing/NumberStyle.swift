import Files

/// How a number is shown. Not defined (NaN, infinite) is always an en dash, a minus always U+2212, thousands are parted by
/// commas, and `<` is written as `&lt;`, which HTML and Markdown both read.
enum NumberStyle: Sendable, Equatable {
  /// A fixed number of digits after the point.
  case fixed(Int)
  /// The same, with a plus where positive: for differences.
  case signed(Int)
  /// A share in percent: one digit, two below one percent, `<0.01%` for what would round to zero.
  case percent
  /// A difference of shares in percentage points, signed, one digit.
  case points
  /// A p or q value: three digits, `<0.001` below.
  case probability
  /// Three significant digits, for activations and other magnitudes.
  case magnitude
}

extension ByteWriter {
  mutating func append(_ value: Double, _ style: NumberStyle) {
    guard value.isFinite else { return append("–" as StaticString) }
    switch style {
    case .fixed(let decimals): append(value, decimals: decimals, plus: false)
    case .signed(let decimals): append(value, decimals: decimals, plus: true)
    case .percent:
      let percent = value * 100
      if percent != 0, percent.magnitude < 0.005 {
        append("&lt;0.01%" as StaticString)
      } else {
        append(percent, decimals: percent != 0 && percent.magnitude < 1 ? 2 : 1, plus: false)
        append(UInt8(ascii: "%"))
      }
    case .points: append(value * 100, decimals: 1, plus: true)
    case .probability:
      if value >= 0, value < 0.0005 {
        append("&lt;0.001" as StaticString)
      } else {
        append(value, decimals: 3, plus: false)
      }
    case .magnitude: append(magnitude: value)
    }
  }

  /// A count with a comma between thousands.
  mutating func append(count value: Int) {
    if value < 0 { append("−" as StaticString) }
    append(grouping: Array(String(value.magnitude).utf8))
  }

  /// What rounds to zero carries no sign.
  private mutating func append(_ value: Double, decimals: Int, plus: Bool) {
    var scaled = value.magnitude
    for _ in 0..<decimals { scaled *= 10 }
    if scaled > 0.5 {
      if value < 0 {
        append("−" as StaticString)
      } else if plus {
        append(UInt8(ascii: "+"))
      }
    }
    guard value.magnitude >= 999.5, value.magnitude < 1e15 else { return append(value.magnitude, decimals: decimals) }
    var text = ByteWriter()
    text.append(value.magnitude, decimals: decimals)
    append(grouping: text.bytes)
  }

  /// The digits before the point, if any, with a comma between thousands.
  private mutating func append(grouping digits: [UInt8]) {
    let whole = digits.firstIndex(of: UInt8(ascii: ".")) ?? digits.count
    for (index, byte) in digits.enumerated() {
      if index > 0, index < whole, (whole - index) % 3 == 0 { append(UInt8(ascii: ",")) }
      append(byte)
    }
  }

  private mutating func append(magnitude value: Double) {
    let size = value.magnitude
    switch size {
    case 0: append(UInt8(ascii: "0"))
    case 1e6...: append(scientific: value)
    case 100...: append(value, decimals: 0, plus: false)
    case 10...: append(value, decimals: 1, plus: false)
    case 1...: append(value, decimals: 2, plus: false)
    case 0.1...: append(value, decimals: 3, plus: false)
    case 0.01...: append(value, decimals: 4, plus: false)
    default: append(scientific: value)
    }
  }

  /// `1.24e−5`: only for sizes that fixed notation would not show.
  private mutating func append(scientific value: Double) {
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
    append(size, decimals: 2)
    append(UInt8(ascii: "e"))
    if exponent < 0 { append("−" as StaticString) }
    append(exponent.magnitude)
  }
}

extension NumberStyle {
  /// A share that somebody chose or counted, with no more digits than it needs: `10%`, `2.5%`.
  static func wholePercent(_ share: Double) -> String {
    let tenths = (share * 1000).rounded()
    guard tenths.magnitude < 1e15 else { return "–" }
    let whole = Int(tenths / 10)
    return tenths == Double(whole * 10) ? "\(whole)%" : "\(tenths / 10)%"
  }

  /// The number as text, for sentences that code puts together; to be escaped like any other text.
  func text(_ value: Double) -> String {
    var out = ByteWriter()
    out.append(value, self)
    let text = String(decoding: out.bytes, as: UTF8.self)
    return text.hasPrefix("&lt;") ? "<" + text.dropFirst(4) : text
  }
}
