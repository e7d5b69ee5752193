import Foundation
import Testing

@testable import Files

@Suite struct ByteWriterTests {
  func text(_ body: (inout ByteWriter) -> Void) -> String {
    var writer = ByteWriter()
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func writesTextAndReusesItsMemory() {
    var writer = ByteWriter(capacity: 64)
    writer.append("α," as String)
    writer.append("static" as StaticString)
    writer.append(UInt8(ascii: "!"))
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "α,static!")
    writer.reset()
    #expect(writer.bytes.isEmpty)
    #expect(writer.bytes.capacity >= 64)
  }

  @Test func writesIntegers() {
    #expect(text { $0.append(0) } == "0")
    #expect(text { $0.append(-42) } == "-42")
    #expect(text { $0.append(Int.min) } == "-9223372036854775808")
    #expect(text { $0.append(UInt64.max) } == "18446744073709551615")
    #expect(text { $0.append(Int32(-7)) } == "-7")
  }

  @Test func roundsFixedDecimalsExactly() {
    #expect(text { $0.append(0.5, decimals: 0) } == "0")
    #expect(text { $0.append(1.5, decimals: 0) } == "2")
    #expect(text { $0.append(2.675, decimals: 2) } == "2.67")
    #expect(text { $0.append(0.125, decimals: 2) } == "0.12")
    #expect(text { $0.append(0.9999999999, decimals: 3) } == "1.000")
    #expect(text { $0.append(-0.0004, decimals: 3) } == "0.000")
    #expect(text { $0.append(-1.25, decimals: 3) } == "-1.250")
    #expect(text { $0.append(Double.leastNonzeroMagnitude, decimals: 9) } == "0.000000000")
    #expect(text { $0.append(999_999_999_999_999.9, decimals: 3) } == "999999999999999.875")
    #expect(text { $0.append(1e22, decimals: 3) } == "1e+22")
    #expect(text { $0.append(Double.nan, decimals: 3) } == "")
    #expect(text { $0.append(-Double.infinity, decimals: 3) } == "-inf")
  }

  @Test func agreesWithPrintf() {
    var state: UInt64 = 7
    for _ in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let exponent = Int((state >> 8) % 66) - 22
      let value = Double(state >> 11) * 0x1p-53 * Foundation.pow(10, Double(exponent) / 3) - 0.3
      let decimals = Int((state >> 3) % 10)
      let expected = String(format: "%.\(decimals)f", value)
      let isNegativeZero = expected.hasPrefix("-") && !expected.contains { ("1"..."9").contains($0) }
      #expect(
        text { $0.append(value, decimals: decimals) } == (isNegativeZero ? String(expected.dropFirst()) : expected))
    }
  }

  @Test func writesShortestForms() {
    for value in [0.1, 1.0, -2.5e-8, 1e300, Double.leastNonzeroMagnitude, 123456.789] {
      #expect(text { $0.append(value) } == value.description)
    }
    #expect(text { $0.append(Float(0.1)) } == "0.1")
    #expect(text { $0.append(Double.nan) } == "")
  }

  @Test func quotesFieldsOnlyWhereNeeded() {
    #expect(text { $0.append(csvField: "plain text") } == "plain text")
    #expect(text { $0.append(csvField: "a,\"b\"\n") } == "\"a,\"\"b\"\"\n\"")
    #expect(text { $0.append(csvField: "") } == "")
  }
}
