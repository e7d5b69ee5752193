import Diagnostics

/// The few calls that torch's own pickles consist of, understood without making them.
extension Unpickler {
  mutating func reduce(_ callee: Int, _ arguments: Int) throws -> Int {
    guard case .global(let module, let name) = nodes[callee] else { throw error("it calls what is no name") }
    guard case .tuple(let values) = nodes[arguments] else { throw error("a call has no arguments") }
    switch (module, name) {
    case ("torch._utils", "_rebuild_tensor_v2"), ("torch._utils", "_rebuild_tensor"),
      ("torch._utils", "_rebuild_tensor_v3"):
      return try rebuildTensor(values, isVersion3: name.hasSuffix("v3"))
    case ("torch._utils", "_rebuild_parameter"), ("torch._utils", "_rebuild_parameter_with_state"),
      ("torch._tensor", "_rebuild_from_type_v2"):
      return try rebuildWrapped(values, name)
    case ("torch._utils", "_rebuild_sparse_tensor"): return try rebuildSparse(values)
    case ("torch.serialization", "_get_layout"), ("torch", "device"), ("torch", "dtype"):
      guard let first = values.first else { throw error("\(name) has no argument") }
      return first
    case ("torch", "Size"):
      guard let first = values.first else { return add(.tuple([])) }
      return first
    case ("collections", "OrderedDict"), ("collections", "defaultdict"), ("builtins", "dict"), ("__builtin__", "dict"):
      return try rebuildDictionary(values)
    case ("builtins", "set"), ("builtins", "frozenset"), ("builtins", "list"), ("builtins", "tuple"),
      ("__builtin__", "set"), ("__builtin__", "frozenset"):
      guard let first = values.first else { return add(.list([])) }
      return first
    case ("_codecs", "encode"):
      guard let first = values.first, case .string(let text) = nodes[first] else { throw error("encode has no text") }
      try spend(text.utf8.count)
      return add(.bytes(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }))
    case ("copyreg", "_reconstructor"), ("copy_reg", "_reconstructor"):
      guard let first = values.first else { throw error("an object has no class") }
      return try instance(first, add(.tuple([])))
    default:
      guard PickleNames.makesData(module: module, name: name) else {
        if module.hasPrefix("torch") {
          throw AtlasError(
            .input, "the file holds a tensor of a kind that is not read (\(quoted(module + "." + name)))",
            hint: "save plain tensors, or safetensors")
        }
        throw PickleNames.forbidden(module: module, name: name)
      }
      return add(.object(PickleObject(className: module + "." + name, arguments: values)))
    }
  }

  /// An instance of a class that is not known, or of the two that are dictionaries.
  mutating func instance(_ type: Int, _ arguments: Int) throws -> Int {
    guard case .global(let module, let name) = nodes[type] else { throw error("an object has no class") }
    guard case .tuple(let values) = nodes[arguments] else { throw error("an object has no arguments") }
    if module == "collections", name == "OrderedDict" { return try rebuildDictionary(values) }
    return add(.object(PickleObject(className: module + "." + name, arguments: values)))
  }

  /// BUILD: the state becomes attributes; on dictionaries (`_metadata` of a state_dict) it is of no use.
  mutating func build(_ target: Int, _ state: Int) throws {
    switch nodes[target] {
    case .object(var object):
      object.state = state
      nodes[target] = .object(object)
    case .dictionary, .list, .tuple, .tensor: break
    default: throw error("it sets attributes of what is no object")
    }
  }

  private mutating func rebuildDictionary(_ values: [Int]) throws -> Int {
    for value in values {
      switch nodes[value] {
      case .dictionary(let pairs): return add(.dictionary(pairs))
      case .list(let items), .tuple(let items):
        try spend(items.count)
        var pairs: [(key: Int, value: Int)] = []
        for item in items {
          switch nodes[item] {
          case .list(let two) where two.count == 2, .tuple(let two) where two.count == 2:
            pairs.append((two[0], two[1]))
          default: throw error("a dictionary's entry is no pair")
          }
        }
        return add(.dictionary(pairs))
      default: continue
      }
    }
    return add(.dictionary([]))
  }

  /// A parameter is its data; a tensor of a subclass is the tensor.
  private mutating func rebuildWrapped(_ values: [Int], _ name: String) throws -> Int {
    if name == "_rebuild_from_type_v2" {
      guard values.count >= 3, case .global(_, let inner) = nodes[values[0]], inner != name else {
        throw error("\(name) lacks arguments")
      }
      return try reduce(values[0], values[2])
    }
    guard let first = values.first, case .tensor = nodes[first] else { throw error("a parameter holds no tensor") }
    return first
  }

  private func size(_ node: Int) throws -> Int {
    guard case .integer(let value) = nodes[node], let size = Int(exactly: value), size >= 0 else {
      throw error("a size is no whole number")
    }
    return size
  }

  private func sizes(_ node: Int) throws -> [Int] {
    switch nodes[node] {
    case .tuple(let values), .list(let values):
      guard values.count <= TensorShape.largestRank else { throw error("a tensor has \(values.count) axes") }
      return try values.map(size)
    default: throw error("a shape is no list of sizes")
    }
  }

  private mutating func rebuildTensor(_ values: [Int], isVersion3: Bool) throws -> Int {
    guard values.count >= (isVersion3 ? 7 : 4), case .storage(let storage) = nodes[values[0]] else {
      throw error("a tensor has no storage")
    }
    var type = storage.elementType
    if isVersion3, case .global(_, let name) = nodes[values[6]] { type = PickleNames.elementType(name) }
    guard let type else {
      throw AtlasError(
        .input, "a tensor is of a type that is not read", hint: "floats, integers and booleans are read")
    }
    tensors.append(
      .dense(
        storage: storage, elementType: type, offset: try size(values[1]), shape: try sizes(values[2]),
        strides: try sizes(values[3])))
    return add(.tensor(tensors.count - 1))
  }

  /// layout, (indices, values, size[, is_coalesced]) or (row offsets, columns, values, size).
  private mutating func rebuildSparse(_ values: [Int]) throws -> Int {
    guard values.count == 2, case .string(let layout) = nodes[values[0]], case .tuple(let parts) = nodes[values[1]]
    else { throw error("a sparse tensor lacks its parts") }
    func tensor(_ place: Int) throws -> Int {
      guard place < parts.count, case .tensor(let index) = nodes[parts[place]] else {
        throw error("a sparse tensor lacks its parts")
      }
      return index
    }
    switch layout {
    case "torch.sparse_coo":
      guard parts.count >= 3 else { throw error("a sparse tensor lacks its parts") }
      var isCoalesced = false
      if parts.count > 3, case .bool(let flag) = nodes[parts[3]] { isCoalesced = flag }
      tensors.append(
        .coordinates(
          indices: try tensor(0), values: try tensor(1), shape: try sizes(parts[2]), isCoalesced: isCoalesced))
    case "torch.sparse_csr":
      guard parts.count >= 4 else { throw error("a sparse tensor lacks its parts") }
      tensors.append(
        .compressedRows(
          offsets: try tensor(0), columns: try tensor(1), values: try tensor(2), shape: try sizes(parts[3])))
    default:
      throw AtlasError(
        .input, "a sparse tensor of layout \(quoted(layout)) is not read", hint: "convert it with .to_sparse_coo()")
    }
    return add(.tensor(tensors.count - 1))
  }

  /// ('storage', class, key, place, count): where the bytes of a tensor lie in the archive.
  mutating func persistent(_ node: Int) throws -> Int {
    guard case .tuple(let values) = nodes[node], values.count >= 5, case .string("storage") = nodes[values[0]],
      case .global(_, let type) = nodes[values[1]], case .string(let key) = nodes[values[2]]
    else { throw error("a storage is not described as torch does") }
    let isUntyped = type == "UntypedStorage"
    let elementType = PickleNames.elementType(type)
    guard isUntyped || elementType != nil else {
      throw AtlasError(
        .input, "a tensor is of the type \(quoted(type)), which is not read",
        hint: "floats, integers and booleans are read")
    }
    return add(.storage(TorchStorageReference(key: key, elementType: elementType, count: try size(values[4]))))
  }
}
