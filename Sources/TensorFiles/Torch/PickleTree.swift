import Diagnostics

/// Turns the nodes of a pickle into a tree: shared values are copied, cycles and explosions refused.
struct PickleTree {
  static let largestDepth = 100

  private let nodes: [PickleNode]
  private let limit: Int
  private var count = 0

  /// - Parameter limit: values in the tree; a pickle needs at least a byte for each unless it repeats itself.
  init(_ nodes: [PickleNode], limit: Int) {
    self.nodes = nodes
    self.limit = limit
  }

  mutating func value(_ node: Int, depth: Int = 0) throws -> PickleValue {
    count += 1
    guard depth < PickleTree.largestDepth, count <= limit else {
      throw AtlasError(
        .input, "the pickle inside is nested without end or repeats itself beyond measure",
        hint: "do not trust this file")
    }
    switch nodes[node] {
    case .none: return .none
    case .bool(let flag): return .bool(flag)
    case .integer(let whole): return .integer(whole)
    case .number(let number): return .number(number)
    case .string(let text): return .string(text)
    case .bytes(let bytes): return .bytes(bytes)
    case .list(let items), .tuple(let items): return .list(try items.map { try value($0, depth: depth + 1) })
    case .dictionary(let items): return .dictionary(try pairs(items, depth))
    case .global(let module, let name): return .global(module + "." + name)
    case .storage: return .none
    case .tensor(let index): return .tensor(index)
    case .object(let object):
      return .object(
        className: object.className, arguments: try object.arguments.map { try value($0, depth: depth + 1) },
        attributes: try attributes(object, depth))
    }
  }

  private mutating func pairs(_ items: [(key: Int, value: Int)], _ depth: Int) throws -> [PickleValue.Pair] {
    var result: [PickleValue.Pair] = []
    var places: [String: Int] = [:]
    for item in items {
      let pair = PickleValue.Pair(
        key: try value(item.key, depth: depth + 1), value: try value(item.value, depth: depth + 1))
      // As in Python: the later entry replaces the earlier one.
      if let name = pair.name, let place = places[name] {
        result[place] = pair
      } else {
        if let name = pair.name { places[name] = result.count }
        result.append(pair)
      }
    }
    return result
  }

  /// The state is a dictionary, or a pair of dictionaries (attributes, slots).
  private mutating func attributes(_ object: PickleObject, _ depth: Int) throws -> [PickleValue.Pair] {
    var items = object.items
    if let state = object.state {
      switch nodes[state] {
      case .dictionary(let pairs): items += pairs
      case .tuple(let parts):
        for part in parts { if case .dictionary(let pairs) = nodes[part] { items += pairs } }
      default: break
      }
    }
    return try pairs(items, depth)
  }
}
