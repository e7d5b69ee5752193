import Diagnostics
import Files
import TensorFiles

/// An Arrow IPC stream in a mapped file (Arrow columnar format, "IPC Streaming Format"), read for one column of floats.
///
/// Uncompressed, little-endian. Values are viewed where they lie.
struct ArrowStream {
  /// The states of one record batch.
  struct Batch {
    /// [tokens, d].
    var states: Tensor
    /// Tokens of each row.
    var lengths: [Int]
  }

  let file: MappedFile
  let fields: [ArrowField]
  /// Metadata and body of every message after the schema.
  private let messages: [(header: FlatTable, body: Range<Int>)]

  init(_ path: String) throws {
    let file = try MappedFile(path)
    self.file = file
    var fields: [ArrowField]?
    var messages: [(header: FlatTable, body: Range<Int>)] = []
    do {
      var position = 0
      while let message = try ArrowStream.message(file.bytes, &position) {
        guard let header = try message.table.table(2) else { throw FlatTable.damaged }
        switch try message.table.integer(1, UInt8.self) ?? 0 {
        case 1 where fields == nil:
          guard try header.integer(0, Int16.self) ?? 0 == 0 else {
            throw AtlasError(.input, "this Arrow stream is big-endian, which is not read")
          }
          var budget = ArrowField.mostFields
          fields = try header.tables(1).map { try ArrowField($0, budget: &budget) }
        case 2: continue
        case 3 where fields != nil: messages.append((header, message.body))
        default: throw FlatTable.damaged
        }
      }
      guard let fields else { throw AtlasError(.input, "this is no Arrow stream") }
      self.fields = fields
      self.messages = messages
    } catch let error as AtlasError {
      throw error.located(path: path)
    }
  }

  private static func message(
    _ bytes: UnsafeRawBufferPointer, _ position: inout Int
  ) throws -> (table: FlatTable, body: Range<Int>)? {
    let cut = AtlasError(.input, "the Arrow stream ends within a message", hint: "the file is cut short: copy it again")
    // Without its end mark a stream may have lost whole batches.
    guard position <= bytes.count - 8 else { throw cut }
    guard bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self) == 0xFFFF_FFFF else {
      throw AtlasError(
        .input, "this is no Arrow stream of version 0.15 or later", hint: "save it again with a newer pyarrow")
    }
    let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self)))
    if length == 0 { return nil }
    let start = position + 8
    guard length <= bytes.count - start else { throw cut }
    let table = try FlatTable(root: UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]))
    guard let body = Int(exactly: try table.integer(3, Int64.self) ?? 0), body >= 0,
      body <= bytes.count - start - length
    else { throw cut }
    position = start + length + body
    return (table, start + length..<position)
  }

  /// The states of column `column`, which has a `floatDepth`, batch by batch.
  func batches(ofColumn column: Int) throws -> [Batch] {
    do {
      var (node, buffer) = (0, 0)
      for field in fields[..<column] {
        let size = try field.size
        node += size.nodes
        buffer += size.buffers
      }
      return try messages.map { try batch($0.header, $0.body, fields[column], node: node, buffer: buffer) }
    } catch let error as AtlasError {
      throw error.located(path: file.path)
    }
  }

  private func batch(
    _ header: FlatTable, _ body: Range<Int>, _ field: ArrowField, node: Int, buffer: Int
  ) throws -> Batch {
    guard try header.table(3) == nil else {
      throw AtlasError(.input, "the record batches are compressed", hint: "save them without compression")
    }
    let nodes = try header.pairs(1)
    let buffers = try header.pairs(2)
    var (node, buffer, field) = (node, buffer, field)
    /// The bytes of one of the batch's buffers.
    func range(_ index: Int) throws -> Range<Int> {
      guard index < buffers.count, let offset = Int(exactly: buffers[index].0),
        let size = Int(exactly: buffers[index].1),
        offset >= 0, size >= 0, size <= body.count, offset <= body.count - size
      else { throw FlatTable.damaged }
      return body.lowerBound + offset..<body.lowerBound + offset + size
    }
    guard node < nodes.count, var count = Int(exactly: nodes[node].0), count >= 0, count <= body.count else {
      throw FlatTable.damaged
    }
    // Where the elements of each list of the level above begin and end.
    var levels: [[Int]] = []
    while true {
      guard node < nodes.count, nodes[node].0 >= Int64(count), nodes[node].1 == 0 else {
        throw AtlasError(.input, "column \"\(field.name)\" has missing values", hint: "hidden states must be complete")
      }
      guard field.isList else { break }
      let bounds = try bounds(
        field, count, try field.kind == .fixedSizeList ? 0..<0 : range(buffer + 1), limit: body.count)
      levels.append(bounds)
      buffer += try field.ownBufferCount
      node += 1
      count = bounds[bounds.count - 1]
      field = field.children[0]
    }
    let values = try range(buffer + 1)
    return try view(levels, values, field)
  }

  /// [count + 1] bounds of the lists of one level, ascending.
  private func bounds(_ field: ArrowField, _ count: Int, _ place: Range<Int>, limit: Int) throws -> [Int] {
    var bounds: [Int]
    if field.kind == .fixedSizeList {
      guard field.listSize > 0, count <= limit / field.listSize else { throw FlatTable.damaged }
      bounds = (0...count).map { $0 * field.listSize }
    } else {
      let width = field.kind == .list ? 4 : 8
      // An empty list column may leave its offsets out.
      if count == 0, place.isEmpty { return [0] }
      guard count < place.count / width else { throw FlatTable.damaged }
      let raw = UnsafeRawBufferPointer(rebasing: file.bytes[place])
      bounds = (0...count).map { i in
        width == 4
          ? Int(raw.loadUnaligned(fromByteOffset: i * 4, as: Int32.self))
          : Int(raw.loadUnaligned(fromByteOffset: i * 8, as: Int64.self))
      }
    }
    guard bounds[0] >= 0, bounds[count] <= limit, zip(bounds, bounds.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      throw FlatTable.damaged
    }
    return bounds
  }

  /// The rows as one tensor: the innermost lists must all have the same length d.
  private func view(_ levels: [[Int]], _ values: Range<Int>, _ field: ArrowField) throws -> Batch {
    let inner = levels[levels.count - 1]
    let outer = levels.count == 2 ? levels[0] : Array(0..<inner.count)
    let (first, last) = (outer[0], outer[outer.count - 1])
    let d = last > first ? inner[first + 1] - inner[first] : 0
    for i in first..<last where inner[i + 1] - inner[i] != d {
      throw AtlasError(.input, "states of \(d) and of \(inner[i + 1] - inner[i]) dimensions in one column")
    }
    guard last == first || d > 0 else { throw AtlasError(.input, "states without dimensions") }
    let start = last > first ? inner[first] : 0
    let width = field.floatBits / 8
    let held = values.count / width
    guard start <= held, last == first || last - first <= (held - start) / d else { throw FlatTable.damaged }
    let types: [Int: ElementType] = [16: .float16, 32: .float32, 64: .float64]
    let tensor = Tensor(
      name: field.name, shape: [last - first, d], elementType: types[field.floatBits] ?? .float32,
      byteOffset: values.lowerBound + start * width, storage: TensorStorage(file, 0..<file.count))
    return Batch(states: tensor, lengths: zip(outer, outer.dropFirst()).map { $1 - $0 })
  }
}
