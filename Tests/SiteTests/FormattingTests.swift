import Charts
import Claims
import Files
import Testing

@testable import Site

let english = NumberFormat(decimal: ".", thousands: ",", percent: "{0}%")

@Suite struct FormattingTests {
  func text(_ value: Double, _ style: NumberStyle, _ format: NumberFormat = english) -> String {
    var out = ByteWriter()
    out.append(value, style, format)
    return String(decoding: out.bytes, as: UTF8.self)
  }

  @Test func numbersAreShownConsistently() {
    #expect(text(0.8449, .fixed(3)) == "0.845")
    #expect(text(-0.02, .fixed(2)) == "−0.02")
    #expect(text(-0.0001, .signed(2)) == "0.00")
    #expect(text(0.0213, .signed(3)) == "+0.021")
    #expect(text(.nan, .percent) == "–" && text(-.infinity, .fixed(1)) == "–")
    #expect(text(0.3456, .percent) == "34.6%" && text(0.00123, .percent) == "0.12%")
    #expect(text(0.00001, .percent) == "&lt;0.01%" && text(0, .percent) == "0.0%" && text(1, .percent) == "100.0%")
    #expect(text(0.0626, .points) == "+6.3")
    #expect(text(0.0004, .probability) == "&lt;0.001" && text(0.0005, .probability) == "0.001")
    #expect(text(0, .magnitude) == "0" && text(1234.4, .magnitude) == "1,234" && text(12.34, .magnitude) == "12.3")
    #expect(text(0.01234, .magnitude) == "0.0123" && text(-0.0000124, .magnitude) == "−1.24e−5")
    #expect(text(2_500_000, .magnitude) == "2.50e6")
    // Three digits, also of what is rounded up to one more before the point.
    #expect(text(0.9996, .magnitude) == "1.00" && text(9.997, .magnitude) == "10.0" && text(99.96, .magnitude) == "100")
    #expect(text(0.09996, .magnitude) == "0.100" && text(0.009999, .magnitude) == "0.0100")
    #expect(text(0.99949, .magnitude) == "0.999" && text(9.9949, .magnitude) == "9.99")
    #expect(text(999_999.7, .magnitude) == "1.00e6" && text(999_999.4, .magnitude) == "999,999")
    #expect(text(1536, .fixed(1)) == "1,536.0" && text(999.96, .fixed(1)) == "1,000.0")
    #expect(text(-12_345.678, .signed(2)) == "−12,345.68" && text(999.4, .fixed(0)) == "999")
    #expect(english.text(0.00001, .percent) == "<0.01%")
    #expect(text(0.1, .wholePercent) == "10%" && text(0.025, .wholePercent) == "2.5%")
    #expect(text(2, .plain) == "2" && text(0.5, .plain) == "0.5" && text(4000, .plain) == "4,000")
    #expect(text(-0.032, .ofHundred) == "3.2" && text(1200, .count) == "1,200")
  }

  @Test func aLanguageWritesNumbersItsWay() {
    let german = NumberFormat(decimal: ",", thousands: ".", percent: "{0} %")
    #expect(text(0.8449, .fixed(3), german) == "0,845" && text(1234.5, .fixed(1), german) == "1.234,5")
    #expect(text(0.3456, .percent, german) == "34,6 %" && text(0.00001, .percent, german) == "&lt;0,01 %")
    #expect(text(0.0004, .probability, german) == "&lt;0,001" && text(-0.0000124, .magnitude, german) == "−1,24e−5")
    #expect(text(0.025, .wholePercent, german) == "2,5 %" && text(2.5, .plain, german) == "2,5")
    #expect(text(1_234_567, .count, german) == "1.234.567")
  }

  @Test func countsCarryThousands() {
    var out = ByteWriter()
    out.append(count: 1_234_567, english)
    out.append(count: -999, english)
    #expect(String(decoding: out.bytes, as: UTF8.self) == "1,234,567−999")
  }

  @Test func axesHoldTheirValuesAtRoundNumbers() throws {
    let axis = try #require(Axis(holding: [0.78, 0.93, 0.5], limits: 0...1))
    #expect(axis.low <= 0.5 && axis.high >= 0.93 && axis.high <= 1)
    #expect(axis.position(axis.low) == 0 && axis.position(axis.high) == 1 && axis.position(99) == 1)
    let whole = try #require(Axis(holding: [0, 1]))
    #expect(whole.low == 0 && whole.high == 1, "bounds on ticks take no further step")
    let tenths = try #require(Axis(holding: [0.1 + 0.2, 0.6], limits: 0...1))
    #expect(abs(tenths.low - 0.3) < 1e-12 && abs(tenths.high - 0.6) < 1e-12, "nor do those a rounding error away")
    #expect(Axis(holding: []) == nil && Axis(holding: [.nan, .infinity]) == nil)
    var noise = Noise(5)
    for _ in 0..<500 {
      let values = (0..<3).map { _ in (noise.unit() - 0.5) * 20 * noise.unit() }
      let axis = try #require(Axis(holding: values))
      #expect(axis.low <= values.min()! + 1e-9 && axis.high >= values.max()! - 1e-9)
      #expect(axis.ticks.count >= 2 && axis.ticks.count <= 9, "\(values) \(axis.ticks)")
    }
  }
}
