import Files

/// A CSV file in the making: UTF-8, `\n`, `.` as decimal point, empty for "not defined".
struct CSVWriter {
  private(set) var bytes = ByteWriter(capacity: 1 << 16)
  private var isLineStart = true

  mutating func text(_ value: String?) {
    separate()
    if let value { bytes.append(csvField: value) }
  }

  mutating func integer(_ value: (some BinaryInteger)?) {
    separate()
    if let value { bytes.append(value) }
  }

  /// The shortest text that reads back as the same number; empty for nil, NaN and infinity.
  mutating func real(_ value: (some CSVReal)?) {
    separate()
    if let value, value.isFinite { value.append(to: &bytes) }
  }

  mutating func flag(_ value: Bool) {
    separate()
    bytes.append(value ? "true" : "false" as StaticString)
  }

  mutating func endRow() {
    bytes.append(UInt8(ascii: "\n"))
    isLineStart = true
  }

  private mutating func separate() {
    if !isLineStart { bytes.append(UInt8(ascii: ",")) }
    isLineStart = false
  }
}

/// A number of single or double precision, each written with as many digits as it takes.
protocol CSVReal: FloatingPoint, Sendable {
  func append(to bytes: inout ByteWriter)
}

extension Double: CSVReal {
  func append(to bytes: inout ByteWriter) { bytes.append(self) }
}

extension Float: CSVReal {
  func append(to bytes: inout ByteWriter) { bytes.append(self) }
}
