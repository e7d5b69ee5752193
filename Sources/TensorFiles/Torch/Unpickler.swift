import Diagnostics

/// Reads Python pickles (protocols 2 to 5) as data. No class is looked up, no function called: a short list of names that
/// torch writes is understood, other classes become bags of attributes, calls of functions are errors.
struct Unpickler {
  /// Larger object trees are no checkpoint.
  static let largestPickle = 256 << 20

  let bytes: UnsafeRawBufferPointer
  var position = 0
  var nodes: [PickleNode] = []
  var tensors: [TorchTensorReference] = []
  private var stack: [Int] = []
  private var marks: [Int] = []
  private var memo: [Int: Int] = [:]
  private var nextMemo = 0
  /// Values that may still be copied: a short pickle must not grow by repeating what it has in memory.
  private var copies: Int

  init(_ bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count <= Unpickler.largestPickle else {
      throw AtlasError(.input, "a pickle of \(bytes.count) bytes is refused", hint: "save the tensors as safetensors")
    }
    self.bytes = bytes
    copies = max(100_000, bytes.count)
  }

  mutating func spend(_ count: Int) throws {
    copies -= count
    guard copies >= 0 else { throw error("it repeats itself beyond measure", hint: "do not trust this file") }
  }

  func error(_ message: String, hint: String? = nil) -> AtlasError {
    AtlasError(.input, "the pickle inside is damaged at byte \(position): \(message)", hint: hint)
  }

  /// Reads one pickle and returns the node of its value; `position` is behind it.
  mutating func load() throws -> Int {
    stack = []
    marks = []
    memo = [:]
    nextMemo = 0
    while true {
      let code = try byte()
      if code == UInt8(ascii: ".") { return try pop() }
      try execute(code)
    }
  }

  // MARK: Bytes

  private mutating func byte() throws -> UInt8 {
    guard position < bytes.count else { throw error("it ends early") }
    position += 1
    return bytes[position - 1]
  }

  private mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws -> T {
    guard let value = bytes.little(type, at: position) else { throw error("it ends early") }
    position += MemoryLayout<T>.size
    return value
  }

  private mutating func slice(_ count: some BinaryInteger) throws -> Slice<UnsafeRawBufferPointer> {
    guard let count = Int(exactly: count), count >= 0, count <= bytes.count - position else {
      throw error("it ends early")
    }
    position += count
    return bytes[position - count..<position]
  }

  private mutating func text(_ count: some BinaryInteger) throws -> String {
    guard let text = String(validating: try slice(count), as: UTF8.self) else {
      throw error("a text is not valid UTF-8")
    }
    return text
  }

  private mutating func line() throws -> String {
    let start = position
    while try byte() != 0x0A {}
    guard let text = String(validating: bytes[start..<position - 1], as: UTF8.self) else {
      throw error("a name is not valid UTF-8")
    }
    return text
  }

  // MARK: Stack

  mutating func add(_ node: PickleNode) -> Int {
    nodes.append(node)
    return nodes.count - 1
  }

  private mutating func push(_ node: PickleNode) { stack.append(add(node)) }

  private mutating func pop() throws -> Int {
    guard stack.count > (marks.last ?? 0) else { throw error("it takes a value that is not there") }
    return stack.removeLast()
  }

  private func top() throws -> Int {
    guard stack.count > (marks.last ?? 0) else { throw error("it takes a value that is not there") }
    return stack[stack.count - 1]
  }

  private mutating func popToMark() throws -> [Int] {
    guard let mark = marks.popLast(), mark <= stack.count else { throw error("it takes values that are not there") }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  private mutating func popPairs() throws -> [(key: Int, value: Int)] {
    let values = try popToMark()
    guard values.count % 2 == 0 else { throw error("a key has no value") }
    return stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
  }

  // MARK: Instructions

  private mutating func execute(_ code: UInt8) throws {
    switch code {
    case 0x80:
      let version = try byte()
      guard version <= 5 else { throw error("protocol \(version) is not known") }
    case 0x95: _ = try integer(UInt64.self)
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "0"): _ = try pop()
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "2"): stack.append(try top())
    case UInt8(ascii: "N"): push(.none)
    case 0x88: push(.bool(true))
    case 0x89: push(.bool(false))
    case UInt8(ascii: "J"): push(.integer(Int64(try integer(Int32.self))))
    case UInt8(ascii: "K"): push(.integer(Int64(try byte())))
    case UInt8(ascii: "M"): push(.integer(Int64(try integer(UInt16.self))))
    case 0x8A: push(Unpickler.long(try slice(try byte())))
    case 0x8B: push(Unpickler.long(try slice(try integer(Int32.self))))
    case UInt8(ascii: "G"): push(.number(Double(bitPattern: try integer(UInt64.self).byteSwapped)))
    case UInt8(ascii: "X"): push(.string(try text(try integer(UInt32.self))))
    case 0x8C: push(.string(try text(try byte())))
    case 0x8D: push(.string(try text(try integer(UInt64.self))))
    case UInt8(ascii: "T"): push(.bytes([UInt8](try slice(try integer(Int32.self)))))
    case UInt8(ascii: "U"): push(.string(String(decoding: try slice(try byte()), as: UTF8.self)))
    case UInt8(ascii: "B"): push(.bytes([UInt8](try slice(try integer(UInt32.self)))))
    case UInt8(ascii: "C"): push(.bytes([UInt8](try slice(try byte()))))
    case 0x8E, 0x96: push(.bytes([UInt8](try slice(try integer(UInt64.self)))))
    default: try executeCollection(code)
    }
  }

  private mutating func executeCollection(_ code: UInt8) throws {
    switch code {
    case UInt8(ascii: "]"), 0x8F: push(.list([]))
    case UInt8(ascii: "}"): push(.dictionary([]))
    case UInt8(ascii: ")"): push(.tuple([]))
    case UInt8(ascii: "a"):
      let value = try pop()
      try append([value])
    case UInt8(ascii: "e"), 0x90: try append(try popToMark())
    case UInt8(ascii: "l"), 0x91: push(.list(try popToMark()))
    case UInt8(ascii: "t"): push(.tuple(try popToMark()))
    case 0x85: push(.tuple([try pop()]))
    case 0x86:
      let second = try pop()
      push(.tuple([try pop(), second]))
    case 0x87:
      let third = try pop()
      let second = try pop()
      push(.tuple([try pop(), second, third]))
    case UInt8(ascii: "d"): push(.dictionary(try popPairs()))
    case UInt8(ascii: "s"):
      let value = try pop()
      let key = try pop()
      try set([(key, value)])
    case UInt8(ascii: "u"): try set(try popPairs())
    case UInt8(ascii: "q"): memo[Int(try byte())] = try top()
    case UInt8(ascii: "r"): memo[Int(try integer(UInt32.self))] = try top()
    case 0x94:
      memo[nextMemo] = try top()
      nextMemo += 1
    case UInt8(ascii: "h"): stack.append(try recall(Int(try byte())))
    case UInt8(ascii: "j"): stack.append(try recall(Int(try integer(UInt32.self))))
    default: try executeObject(code)
    }
  }

  private mutating func executeObject(_ code: UInt8) throws {
    switch code {
    case UInt8(ascii: "c"):
      let module = try line()
      try pushGlobal(module: module, name: try line())
    case 0x93:
      guard case .string(let name) = nodes[try pop()], case .string(let module) = nodes[try pop()] else {
        throw error("a name is no text")
      }
      try pushGlobal(module: module, name: name)
    case UInt8(ascii: "R"):
      let arguments = try pop()
      stack.append(try reduce(try pop(), arguments))
    case 0x81:
      let arguments = try pop()
      stack.append(try instance(try pop(), arguments))
    case 0x92:
      let keywords = try pop()
      let arguments = try pop()
      let object = try instance(try pop(), arguments)
      try build(object, keywords)
      stack.append(object)
    case UInt8(ascii: "b"):
      let state = try pop()
      try build(try top(), state)
    case UInt8(ascii: "Q"): stack.append(try persistent(try pop()))
    case UInt8(ascii: "I"), UInt8(ascii: "L"), UInt8(ascii: "F"), UInt8(ascii: "S"), UInt8(ascii: "V"),
      UInt8(ascii: "p"), UInt8(ascii: "g"), UInt8(ascii: "P"), UInt8(ascii: "i"), UInt8(ascii: "o"):
      throw AtlasError(
        .input, "this pickle is of protocol 0 or 1, which torch never wrote", hint: "save the file again with torch")
    default: throw error("instruction \(code) is not known")
    }
  }

  private func recall(_ place: Int) throws -> Int {
    guard let node = memo[place] else { throw error("it refers to a value that is not there") }
    return node
  }

  private mutating func pushGlobal(module: String, name: String) throws {
    try PickleNames.check(module: module, name: name)
    push(.global(module: module, name: name))
  }

  /// Taken out before it grows, so that the array is not copied.
  private mutating func append(_ values: [Int]) throws {
    let target = try top()
    guard case .list(var list) = nodes[target] else {
      // Lists of foreign classes: what they hold is of no use here.
      if case .object = nodes[target] { return }
      throw error("it appends to what is no list")
    }
    nodes[target] = .none
    list.append(contentsOf: values)
    nodes[target] = .list(list)
  }

  private mutating func set(_ pairs: [(key: Int, value: Int)]) throws {
    let target = try top()
    switch nodes[target] {
    case .dictionary(var known):
      nodes[target] = .none
      known.append(contentsOf: pairs)
      nodes[target] = .dictionary(known)
    case .object(var object):
      nodes[target] = .none
      object.items.append(contentsOf: pairs)
      nodes[target] = .object(object)
    default: throw error("it sets an entry of what is no dictionary")
    }
  }

  /// Two's complement, little-endian; beyond 64 bits only the bytes are kept.
  private static func long(_ bytes: Slice<UnsafeRawBufferPointer>) -> PickleNode {
    guard bytes.count <= 8 else { return .bytes([UInt8](bytes)) }
    var value: UInt64 = 0
    for (i, byte) in bytes.enumerated() { value |= UInt64(byte) << (8 * UInt64(i)) }
    if let last = bytes.last, last & 0x80 != 0, bytes.count < 8 { value |= UInt64.max << (8 * UInt64(bytes.count)) }
    return .integer(Int64(bitPattern: value))
  }
}
