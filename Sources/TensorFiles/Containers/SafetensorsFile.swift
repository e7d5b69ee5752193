import Diagnostics
import Files

/// A safetensors file: u64 header length, JSON header, data. Tensors are looked at where they lie.
struct SafetensorsFile: TensorContainer {
  /// The format's own limit for the header.
  private static let largestHeader = 100_000_000

  let path: String
  let format = "safetensors"
  let tensors: [TensorEntry]
  let metadata: [String: String]
  private let places: [String: Tensor]

  /// Whether `bytes` can be a safetensors file: a header length that fits and an opening brace.
  static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 10 && (bytes[8] == UInt8(ascii: "{") || bytes[8] == 0x20)
  }

  /// What is wrong with bytes that do not match.
  static func damage(_ bytes: UnsafeRawBufferPointer) -> AtlasError {
    let hint = "the file is cut off or no safetensors file: copy or download it again"
    guard let length = bytes.little(UInt64.self, at: 0), bytes.count >= 10 else {
      return AtlasError(
        .input, "this safetensors file has \(bytes.count) bytes, too few for its header", hint: hint)
    }
    if length > UInt64(bytes.count - 8) {
      return SafetensorsHeader.tooLong(length, of: bytes.count)
    }
    return AtlasError(.input, "the header of this safetensors file is no JSON: it does not begin with {", hint: hint)
  }

  init(_ file: MappedFile) throws {
    path = file.path
    do {
      let header = try SafetensorsHeader(file.bytes, largest: SafetensorsFile.largestHeader)
      let storage = TensorStorage(file, 0..<file.count)
      metadata = header.metadata
      var entries: [TensorEntry] = []
      var places: [String: Tensor] = [:]
      for item in header.items {
        entries.append(TensorEntry(name: item.name, shape: item.shape, elementType: item.elementType))
        places[item.name] = Tensor(
          name: item.name, shape: item.shape, elementType: item.elementType,
          byteOffset: header.dataStart + item.range.lowerBound, storage: storage)
      }
      tensors = entries
      self.places = places
    } catch let error as AtlasError {
      throw error.located(path: file.path)
    }
  }

  func tensor(_ name: String) throws -> Tensor {
    guard let tensor = places[name] else { throw missing(name) }
    return tensor
  }
}

/// The JSON header of a safetensors file, checked: every tensor's bytes lie inside the file, none twice, none left over.
private struct SafetensorsHeader {
  struct Item {
    var name: String
    var shape: [Int]
    var elementType: ElementType
    /// In the data part.
    var range: Range<Int>
  }

  var items: [Item] = []
  var metadata: [String: String] = [:]
  var dataStart: Int

  init(_ bytes: UnsafeRawBufferPointer, largest: Int) throws {
    let announced = bytes.little(UInt64.self, at: 0) ?? .max
    guard let length = Int(exactly: announced), length <= bytes.count - 8 else {
      throw SafetensorsHeader.tooLong(announced, of: bytes.count)
    }
    guard length <= largest else { throw AtlasError(.input, "a safetensors header of \(length) bytes is refused") }
    dataStart = 8 + length
    guard case .object(let members) = try SafetensorsHeader.json(bytes[8..<dataStart]) else {
      throw AtlasError(.input, "the header of this safetensors file is no JSON object")
    }
    let dataSize = bytes.count - dataStart
    for member in members {
      if member.key == "__metadata__" {
        guard case .object(let pairs) = member.value else {
          throw AtlasError(.input, "__metadata__ is no object of texts")
        }
        for pair in pairs {
          guard case .string(let text) = pair.value else {
            throw AtlasError(.input, "__metadata__ is no object of texts")
          }
          metadata[pair.key] = text
        }
        continue
      }
      items.append(try SafetensorsHeader.item(member, dataSize: dataSize))
    }
    var end = 0
    for item in items.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
      guard item.range.lowerBound == end else {
        throw AtlasError(
          .input,
          "tensor \(quoted(item.name)) \(item.range.lowerBound < end ? "overlaps another" : "leaves a gap before it")",
          hint: "the file is damaged: save it again")
      }
      end = item.range.upperBound
    }
    guard end == dataSize else {
      throw AtlasError(
        .input, "\(dataSize - end) bytes belong to no tensor", hint: "the file is damaged: save it again")
    }
  }

  static func tooLong(_ length: UInt64, of count: Int) -> AtlasError {
    AtlasError(
      .input, "the header of this safetensors file claims more bytes than the file has (\(length) of \(count))",
      hint: "the file is cut off or no safetensors file: copy or download it again")
  }

  private static func json(_ header: Slice<UnsafeRawBufferPointer>) throws -> JSONValue {
    do { return try JSONParser.parse(UnsafeRawBufferPointer(rebasing: header)) } catch var error as AtlasError {
      // A line of the header is none of the file.
      error.line = nil
      error.message = "the header of this safetensors file is \(error.message)"
      error.hint = error.hint ?? "the file is damaged: copy or download it again"
      throw error
    }
  }

  private static func item(_ member: JSONValue.Member, dataSize: Int) throws -> Item {
    let name = member.key
    guard case .string(let type)? = member.value["dtype"], case .array(let sizes)? = member.value["shape"],
      case .array(let offsets)? = member.value["data_offsets"], offsets.count == 2,
      case .integer(let begin) = offsets[0], case .integer(let end) = offsets[1]
    else { throw AtlasError(.input, "tensor \(quoted(name)) lacks dtype, shape or data_offsets") }
    guard let elementType = elementTypes[type] else {
      throw AtlasError(
        .input, "tensor \(quoted(name)) has the type \(quoted(type)), which is not read",
        hint: "read are \(elementTypes.keys.sorted().joined(separator: ", "))")
    }
    let shape = try sizes.map {
      guard case .integer(let size) = $0 else { throw AtlasError(.input, "tensor \(quoted(name)) has a damaged shape") }
      return Int(size)
    }
    guard begin >= 0, begin <= end, end <= dataSize else {
      throw AtlasError(
        .input,
        "tensor \(quoted(name)) of this safetensors file lies at bytes \(begin) to \(end), but the file holds \(dataSize)",
        hint: "the file is cut off or damaged: copy or download it again")
    }
    let (size, overflow) = try TensorShape.count(shape, name: name).multipliedReportingOverflow(
      by: elementType.byteCount)
    guard !overflow, size == Int(end - begin) else {
      throw AtlasError(
        .input, "tensor \(quoted(name)) of shape \(shape) and type \(type) does not fill its \(end - begin) bytes")
    }
    return Item(name: name, shape: shape, elementType: elementType, range: Int(begin)..<Int(end))
  }

  private static let elementTypes: [String: ElementType] = [
    "F64": .float64, "F32": .float32, "F16": .float16, "BF16": .bfloat16, "F8_E4M3": .float8e4m3,
    "F8_E5M2": .float8e5m2, "I64": .int64, "I32": .int32, "I16": .int16, "I8": .int8, "U64": .uint64, "U32": .uint32,
    "U16": .uint16, "U8": .uint8, "BOOL": .bool,
  ]
}
