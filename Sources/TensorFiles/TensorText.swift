import Diagnostics

extension Tensor {
  /// The elements of a fixed-width text array (`<U12`, `|S8`) in C order, without the zeros that pad them.
  ///
  /// - Throws: `AtlasError` without a path if the tensor holds numbers, bytes that are no UTF-8, or no code points.
  public func strings() throws -> [String] {
    guard elementType.isText else {
      throw AtlasError(.input, "tensor \(quoted(name)) holds \(elementType.rawValue), where text is needed")
    }
    var result: [String] = []
    result.reserveCapacity(count)
    var damaged: Int?
    forEachRun(0..<rowCount) { run in
      for i in 0..<run.count {
        let text = text(at: run.source + i * run.stride)
        if text == nil, damaged == nil { damaged = run.target + i }
        result.append(text ?? "")
      }
    }
    if let damaged { throw AtlasError(.input, "tensor \(quoted(name)) holds invalid text at index \(damaged)") }
    return result
  }

  private func text(at position: Int) -> String? {
    defer { withExtendedLifetime(storage) {} }
    let bytes = UnsafeRawBufferPointer(rebasing: storage.bytes[position..<position + elementByteCount])
    if elementType == .byteString {
      let length = (bytes.lastIndex { $0 != 0 } ?? -1) + 1
      return String(validating: bytes[0..<length], as: UTF8.self)
    }
    var text = String.UnicodeScalarView()
    var padding = 0
    for unit in 0..<textWidth {
      var value = bytes.loadUnaligned(fromByteOffset: unit * 4, as: UInt32.self)
      if isByteSwapped { value = value.byteSwapped }
      if value == 0 {
        padding += 1
        continue
      }
      guard let scalar = Unicode.Scalar(value) else { return nil }
      // A zero inside a text is part of it, zeros at its end are padding.
      for _ in 0..<padding { text.append("\0") }
      padding = 0
      text.append(scalar)
    }
    return String(text)
  }
}
