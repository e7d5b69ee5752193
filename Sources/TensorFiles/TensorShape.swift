import Diagnostics

/// Arithmetic on shapes that come from files: nothing overflows, nothing points outside the bytes there are.
enum TensorShape {
  /// More axes than any library writes.
  static let largestRank = 32

  /// The product of `shape`, checked together with every stride that follows from it.
  ///
  /// - Throws: `AtlasError` without a path if an axis is negative or the product does not fit.
  static func count(_ shape: [Int], name: String) throws -> Int {
    guard shape.count <= largestRank else {
      throw AtlasError(.input, "tensor \(quoted(name)) claims \(shape.count) axes; at most \(largestRank) are read")
    }
    var positive = 1
    var isEmpty = false
    for size in shape {
      guard size >= 0 else { throw AtlasError(.input, "tensor \(quoted(name)) claims a negative size \(size)") }
      isEmpty = isEmpty || size == 0
      let (product, overflow) = positive.multipliedReportingOverflow(by: max(1, size))
      // A quarter of the range: byte counts and strides of what passes here cannot overflow either.
      guard !overflow, product <= Int.max >> 8 else {
        throw AtlasError(.input, "tensor \(quoted(name)) claims the impossible shape \(shape)")
      }
      positive = product
    }
    return isEmpty ? 0 : positive
  }

  /// Bytes from the first element's start to the last element's end, for strides in elements.
  ///
  /// - Throws: `AtlasError` without a path on negative strides or overflow.
  static func extent(_ shape: [Int], strides: [Int], elementByteCount: Int, name: String) throws -> Int {
    guard shape.count == strides.count, strides.allSatisfy({ $0 >= 0 }) else {
      throw AtlasError(.input, "tensor \(quoted(name)) has strides \(strides) that do not fit its shape \(shape)")
    }
    if try count(shape, name: name) == 0 { return 0 }
    var last = 0
    for (size, stride) in zip(shape, strides) {
      let (step, tooFar) = (size - 1).multipliedReportingOverflow(by: stride)
      let (sum, tooMuch) = last.addingReportingOverflow(step)
      guard !tooFar, !tooMuch else {
        throw AtlasError(.input, "tensor \(quoted(name)) has impossible strides \(strides)")
      }
      last = sum
    }
    let (bytes, overflow) = last.addingReportingOverflow(1).partialValue.multipliedReportingOverflow(
      by: elementByteCount)
    guard !overflow, last < Int.max else {
      throw AtlasError(.input, "tensor \(quoted(name)) has impossible strides \(strides)")
    }
    return bytes
  }
}

/// A name from a file as it may stand in a message: in quotation marks, control characters escaped, cut at 120.
package func quoted(_ name: String) -> String {
  var text = "\""
  for scalar in name.unicodeScalars.prefix(120) {
    text += scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
  }
  return text + (name.unicodeScalars.count > 120 ? "…\"" : "\"")
}
