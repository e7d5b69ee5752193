import Diagnostics

extension Tensor {
  /// Elements of one row: the product of all axes but the first; 1 for vectors and scalars.
  public var rowCount: Int { shape.first ?? 1 }
  /// Elements of one row: the product of all axes but the first.
  public var rowLength: Int { shape.dropFirst().reduce(1, *) }

  /// Writes `rows` (first axis) as floats in C order, `rows.count · rowLength` values, honouring strides and byte order.
  ///
  /// 64-bit values are rounded to the nearest float, infinite beyond its range; text becomes NaN.
  /// - Precondition: `rows` lies within the first axis and `target` holds as many values.
  public func copyFloats(rows: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) {
    forEachRun(rows) { run in FloatDecoding.decode(run, of: self, into: target) }
  }

  /// All elements as floats in C order; rounding as in `copyFloats`.
  public func floats() -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      copyFloats(rows: 0..<rowCount, into: UnsafeMutableBufferPointer(rebasing: buffer[0..<count]))
      initialized = count
    }
  }

  /// All elements as doubles in C order; 64-bit integers beyond 2⁵³ are rounded, text becomes NaN.
  public func doubles() -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      forEachRun(0..<rowCount) { run in DoubleDecoding.decode(run, of: self, into: buffer) }
      initialized = count
    }
  }

  /// All elements as integers in C order.
  ///
  /// - Throws: `AtlasError` without a path if a value is no integer, or too large.
  public func int64s() throws -> [Int64] {
    try [Int64](unsafeUninitializedCapacity: count) { buffer, initialized in
      var failure: Int?
      forEachRun(0..<rowCount) { run in
        if let place = IntegerDecoding.decode(run, of: self, into: buffer), failure == nil { failure = place }
      }
      if let failure {
        throw AtlasError(
          .input, "tensor \(quoted(name)) of \(elementType.rawValue) holds no 64-bit integer at index \(failure)",
          hint: "offsets, indices and labels have to be whole numbers")
      }
      initialized = count
    }
  }
}

/// Elements that follow each other with one stride, and where they go.
struct ElementRun {
  /// Byte position in the storage.
  var source: Int
  /// Bytes from one element to the next.
  var stride: Int
  var count: Int
  /// Index in the target.
  var target: Int
}

extension Tensor {
  /// Walks over `rows` in C order in the longest runs that the strides allow.
  func forEachRun(_ rows: Range<Int>, _ body: (ElementRun) -> Void) {
    let width = elementByteCount
    guard !shape.isEmpty else {
      if !rows.isEmpty { body(ElementRun(source: byteOffset, stride: width, count: 1, target: 0)) }
      return
    }
    var sizes = shape
    sizes[0] = rows.count
    guard !sizes.contains(0) else { return }
    let start = byteOffset + rows.lowerBound * strides[0] * width
    // Axes from `inner` on lie behind each other in C order and make one run.
    var inner = sizes.count - 1
    var length = sizes[inner]
    while inner > 0, strides[inner - 1] == strides[inner] * sizes[inner] {
      inner -= 1
      length *= sizes[inner]
    }
    let step = strides[sizes.count - 1] * width
    var index = [Int](repeating: 0, count: inner)
    var target = 0
    while true {
      var source = start
      for axis in 0..<inner { source += index[axis] * strides[axis] * width }
      body(ElementRun(source: source, stride: step, count: length, target: target))
      target += length
      var axis = inner - 1
      while axis >= 0 {
        index[axis] += 1
        if index[axis] < sizes[axis] { break }
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// Decodes one run whose elements have the bits of `Bits`.
  @inline(__always)
  func decode<Bits: FixedWidthInteger & BitwiseCopyable, Out>(
    _ run: ElementRun, into target: UnsafeMutableBufferPointer<Out>, _ convert: (Bits) -> Out
  ) {
    guard let base = storage.bytes.baseAddress, let out = target.baseAddress else { return }
    defer { withExtendedLifetime(storage) {} }
    var place = base + run.source
    let last = run.target + run.count
    if isByteSwapped {
      for i in run.target..<last {
        out[i] = convert(place.loadUnaligned(as: Bits.self).byteSwapped)
        place += run.stride
      }
    } else {
      for i in run.target..<last {
        out[i] = convert(place.loadUnaligned(as: Bits.self))
        place += run.stride
      }
    }
  }
}
