import Glibc

/// The transfer function of sRGB (IEC 61966-2-1), both ways.
enum SRGB {
  /// [code]: light, 0 to 1.
  static let light: [Double] = (0..<256).map { light(ofCode: Double($0)) }

  /// Smallest light that rounds to each code; light halfway between two codes, as measured in codes, goes to the upper one.
  private static let thresholds: [Double] = (0..<256).map { $0 == 0 ? -.infinity : light(ofCode: Double($0) - 0.5) }

  /// The code below or at each of 4096 steps of light, from which the search begins.
  private static let begin: [UInt8] = (0..<4097).map { step in
    UInt8(max(0, thresholds.lastIndex { $0 <= Double(step) / 4096 } ?? 0))
  }

  /// The nearest code of a light, which is cut off at 0 and 1.
  static func code(of light: Double) -> UInt8 {
    let light = min(1, max(0, light))
    var code = Int(begin[Int(light * 4096)])
    while code < 255, thresholds[code + 1] <= light { code += 1 }
    return UInt8(code)
  }

  private static func light(ofCode code: Double) -> Double {
    let value = code / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
}
