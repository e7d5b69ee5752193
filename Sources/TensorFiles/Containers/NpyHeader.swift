import Diagnostics

/// An array whose header is sound but whose type is not read; the arrays beside it may well be.
struct UnsupportedElementType: Error {
  let reason: AtlasError
}

/// The header of a NumPy array file, versions 1 to 3 (numpy.lib.format).
struct NpyHeader {
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]
  /// NumPy itself refuses headers over 10,000 bytes; wide structured types, which are refused here, need more.
  static let largestHeader = 65_536

  var elementType: ElementType
  var textWidth: Int
  var isByteSwapped: Bool
  var isFortranOrder: Bool
  var shape: [Int]
  /// Where the elements begin.
  var start: Int

  /// - Parameter bytes: the file from its beginning, at least as far as the header goes.
  /// - Throws: `AtlasError` without a path if this is no NumPy header; `UnsupportedElementType`.
  init(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    guard bytes.hasPrefix(NpyHeader.magic), bytes.count >= 10 else {
      throw AtlasError(.input, "\(quoted(name)) is no NumPy array, or cut off")
    }
    let version = bytes[6]
    guard (1...3).contains(version) else {
      throw AtlasError(
        .input, "NumPy format version \(version).\(bytes[7]) is not known", hint: "versions 1 to 3 are read")
    }
    let length =
      version == 1
      ? bytes.little(UInt16.self, at: 8).map(Int.init) : bytes.little(UInt32.self, at: 8).map(Int.init)
    let begin = version == 1 ? 10 : 12
    guard let length, length <= bytes.count - begin else {
      throw AtlasError(.input, "the NumPy header is longer than the file: it is cut off or damaged")
    }
    guard length <= NpyHeader.largestHeader else {
      throw AtlasError(.input, "a NumPy header of \(length) bytes is refused")
    }
    start = begin + length
    guard let text = String(validating: bytes[begin..<start], as: UTF8.self) else {
      throw AtlasError(.input, "the NumPy header is not valid UTF-8")
    }
    let members = try PythonLiteral.parse(text)
    guard case .dictionary(let pairs) = members else { throw AtlasError(.input, "the NumPy header is no dictionary") }
    var fields: [String: PythonLiteral] = [:]
    for (key, value) in pairs {
      guard fields.updateValue(value, forKey: key) == nil else {
        throw AtlasError(.input, "the NumPy header names \(quoted(key)) twice")
      }
    }
    guard case .tuple(let sizes)? = fields["shape"], case .bool(let isFortranOrder)? = fields["fortran_order"],
      let descriptor = fields["descr"], fields.count == 3
    else { throw AtlasError(.input, "the NumPy header lacks descr, fortran_order or shape, or has more") }
    self.isFortranOrder = isFortranOrder
    shape = try sizes.map {
      guard case .integer(let size) = $0 else {
        throw AtlasError(.input, "the NumPy header's shape is no list of sizes")
      }
      return size
    }
    guard case .string(let code) = descriptor else {
      throw UnsupportedElementType(
        reason: AtlasError(
          .input, "the array \(quoted(name)) has a structured type", hint: "save each field as an array of its own"))
    }
    (elementType, textWidth, isByteSwapped) = try NpyHeader.elementType(code, name: name)
  }

  private static func elementType(_ code: String, name: String) throws -> (ElementType, Int, Bool) {
    let order = code.first.map { "<>|=".contains($0) ? $0 : "=" } ?? "="
    let kind = code.drop { "<>|=".contains($0) }
    let isSwapped = order == ">"
    switch kind {
    case "f8": return (.float64, 1, isSwapped)
    case "f4": return (.float32, 1, isSwapped)
    case "f2": return (.float16, 1, isSwapped)
    case "i8": return (.int64, 1, isSwapped)
    case "i4": return (.int32, 1, isSwapped)
    case "i2": return (.int16, 1, isSwapped)
    case "i1": return (.int8, 1, false)
    case "u8": return (.uint64, 1, isSwapped)
    case "u4": return (.uint32, 1, isSwapped)
    case "u2": return (.uint16, 1, isSwapped)
    case "u1": return (.uint8, 1, false)
    case "b1", "?": return (.bool, 1, false)
    default: break
    }
    if let letter = kind.first, letter == "U" || letter == "S" || letter == "a",
      let width = Int(kind.dropFirst()), width > 0, width <= 1 << 24
    {
      return letter == "U" ? (.unicodeString, width, isSwapped) : (.byteString, width, false)
    }
    let what: String
    let hint: String
    if kind.hasPrefix("O") {
      what = "holds Python objects, which are a pickle and are not read"
      hint = "save it with a plain type: for texts np.save(…, array.astype(str))"
    } else if kind == "V2" {
      what = "has the raw type V2 (bfloat16 loses its name in NumPy files)"
      hint = "save it as float32, or as bfloat16 in a safetensors file"
    } else {
      what = "has the type \(quoted(code)), which is not read"
      hint = "floats, integers, booleans and fixed-width texts are read"
    }
    throw UnsupportedElementType(reason: AtlasError(.input, "the array \(quoted(name)) \(what)", hint: hint))
  }

  /// The array behind this header in `storage`.
  ///
  /// - Throws: `AtlasError` without a path if the bytes behind the header are not exactly those of the array.
  func tensor(name: String, in storage: TensorStorage) throws -> Tensor {
    let count = try TensorShape.count(shape, name: name)
    let (size, overflow) = count.multipliedReportingOverflow(by: elementType.byteCount * textWidth)
    let available = storage.bytes.count - start
    guard !overflow, size <= available else {
      throw AtlasError(
        .input, "the array \(quoted(name)) of shape \(shape) does not fit into the \(available) bytes there are",
        hint: "the file is cut off or its header lies: copy or save it again")
    }
    guard size == available else {
      throw AtlasError(
        .input, "\(available - size) bytes follow the array \(quoted(name))", hint: "save one array per file")
    }
    let strides =
      isFortranOrder ? Tensor.contiguousStrides(shape.reversed()).reversed() : Tensor.contiguousStrides(shape)
    return Tensor(
      name: name, shape: shape, strides: strides, elementType: elementType, textWidth: textWidth,
      isByteSwapped: isByteSwapped, byteOffset: start, storage: storage)
  }
}
