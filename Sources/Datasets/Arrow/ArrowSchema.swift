import Diagnostics

/// A column of an Arrow schema (`Schema.fbs`), as far as it is needed to find one column among others.
struct ArrowField {
  /// Numbers of the union `Type` in `Schema.fbs`.
  enum Kind: UInt8 {
    case null = 1
    case int, floatingPoint, binary, utf8, bool, decimal, date, time, timestamp, interval, list, structure, union
    case fixedSizeBinary, fixedSizeList, map, duration, largeBinary, largeUtf8, largeList
  }

  var name: String
  var kind: Kind
  /// Bits of a floating-point value; 0 for other kinds.
  var floatBits: Int
  /// Elements of a fixed-size list; 0 for other kinds.
  var listSize: Int
  var isDictionary: Bool
  var children: [ArrowField]

  private static let deepest = 16
  /// Fields that one schema may have: tables of a FlatBuffer may be shared, so that few bytes can describe very many.
  static let mostFields = 10_000

  init(_ table: FlatTable, depth: Int = 0, budget: inout Int) throws {
    budget -= 1
    guard budget >= 0 else { throw FlatTable.damaged }
    name = try table.text(0) ?? ""
    guard depth < ArrowField.deepest, let kind = Kind(rawValue: try table.integer(2, UInt8.self) ?? 0) else {
      throw AtlasError(.input, "column \"\(name.prefix(60))\" has a type that is not read")
    }
    self.kind = kind
    let type = try table.table(3)
    floatBits = kind == .floatingPoint ? 16 << Int(min(2, max(0, try type?.integer(0, Int16.self) ?? 0))) : 0
    listSize = kind == .fixedSizeList ? Int(try type?.integer(0, Int32.self) ?? 0) : 0
    isDictionary = try table.table(4) != nil
    children = isDictionary ? [] : try table.tables(5).map { try ArrowField($0, depth: depth + 1, budget: &budget) }
  }

  /// Buffers of this field without its children (Arrow columnar format, "Buffer Listing for Each Layout").
  var ownBufferCount: Int {
    get throws {
      if isDictionary { return 2 }
      switch kind {
      case .null: return 0
      case .structure, .fixedSizeList: return 1
      case .binary, .utf8, .largeBinary, .largeUtf8: return 3
      case .union: throw AtlasError(.input, "column \"\(name)\" is a union, which is not read")
      default: return 2
      }
    }
  }

  /// Nodes and buffers of this field with all its children.
  var size: (nodes: Int, buffers: Int) {
    get throws {
      var (nodes, buffers) = (1, try ownBufferCount)
      for child in children {
        let size = try child.size
        nodes += size.nodes
        buffers += size.buffers
      }
      return (nodes, buffers)
    }
  }

  var isList: Bool { kind == .list || kind == .largeList || kind == .fixedSizeList }

  /// Lists around floats: 1 for [d], 2 for [tokens, d]; nil for anything else.
  var floatDepth: Int? {
    var field = self
    var depth = 0
    while field.isList, field.children.count == 1, !field.isDictionary {
      field = field.children[0]
      depth += 1
    }
    return field.kind == .floatingPoint && (1...2).contains(depth) ? depth : nil
  }
}
