import Files

/// A CSV file in the making: UTF-8, `\n`, `.` as decimal point, empty for "not defined".
struct CSVWriter {
  private(set) var bytes: ByteWriter
  private var isLineStart = true

  init(_ columns: [String]) {
    bytes = ByteWriter(capacity: 1 << 16)
    for column in columns { text(column) }
    endRow()
  }

  mutating func text(_ value: String?) {
    separate()
    if let value { bytes.append(csvField: value) }
  }

  mutating func integer(_ value: (some BinaryInteger)?) {
    separate()
    if let value { bytes.append(value) }
  }

  /// The shortest text that reads back as the same number; empty for nil, NaN and infinity.
  mutating func real(_ value: Double?) {
    separate()
    if let value, value.isFinite { bytes.append(value) }
  }

  mutating func real(_ value: Float?) {
    separate()
    if let value, value.isFinite { bytes.append(value) }
  }

  mutating func flag(_ value: Bool) {
    separate()
    bytes.append(value ? "true" : "false" as StaticString)
  }

  mutating func interval(_ value: Interval?) {
    real(value?.value)
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
