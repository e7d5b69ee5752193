import Diagnostics
import TensorFiles

/// One array for each example: a list of tensors in a torch file, the arrays of an .npz or safetensors file, or the files
/// of a folder. Each holds the states [tokens, d] of its example (also [1, tokens, d]), or one state [d].
///
/// Arrays that are named after the ids of the table are joined by them. Others are taken in the order of the numbers in
/// their names, `arr_2` before `arr_10`, and a list in its own.
enum ArrayPerExample {
  static let layout = StateLayout(
    name: "one array per example (list of tensors, arrays of one file, files of a folder)",
    detect: { input in (try? members(of: input)) != nil },
    open: open)

  /// An array that is the states of one example.
  private struct Member {
    /// What tells it from the others: the name without what all names share.
    var key: String
    /// As in the file, for messages.
    var name: String
    var path: String
    /// [tokens, d]; nil where the file is not yet looked at.
    var entry: TensorEntry?
  }

  private static func open(_ input: StateInput, _ options: StateOptions) throws -> OpenedActivations {
    guard var members = try members(of: input) else { throw AtlasError(path: input.path, "no arrays are here") }
    let isNamed = isNamedByID(members.map(\.key), input.expected)
    if !isNamed {
      members = try inOrder(members, input)
    }
    var parts: [TensorStates.Part] = []
    var offsets = [0]
    var dimension: Int?
    parts.reserveCapacity(members.count)
    offsets.reserveCapacity(members.count + 1)
    for member in members {
      let entry = try member.entry ?? onlyEntry(of: member.path)
      let shape = try shape(of: entry, member)
      guard dimension == nil || dimension == shape[1] else {
        throw AtlasError(
          path: member.path,
          "array \(quoted(member.name)) has shape \(entry.shape), the arrays before it states of \(dimension ?? 0) dimensions",
          hint: "the arrays of all examples end with the same axis: [tokens, d]")
      }
      dimension = shape[1]
      offsets.append(offsets[offsets.count - 1] + shape[0])
      parts.append(part(entry, shape, member, input.container))
    }
    guard let dimension else { throw AtlasError(path: input.path, "no arrays are here") }
    let source = TensorStates(
      parts: parts, dimension: dimension, offsets: offsets, files: input.isFolder ? nil : [input.path])
    var opened = OpenedActivations(
      .states(source),
      notes: [
        "\(members.count) arrays, one per example, from \(members[0].name) to \(members[members.count - 1].name)."
      ]
        + [StateOffsets.noteOnEmpty(offsets)].compactMap { $0 })
    if isNamed {
      opened.rowIDs = RowIDs(
        ids: members.map(\.key), source: input.name, path: input.path, areNames: true)
    } else if let container = input.container {
      opened.rowIDs = try RowIDs.find(in: container, input, warnings: &opened.warnings)
    }
    return opened
  }

  private static func part(
    _ entry: TensorEntry, _ shape: [Int], _ member: Member, _ container: (any TensorContainer)?
  ) -> TensorStates.Part {
    let path = member.path
    // Files of a folder are opened again for every read: there may be more of them than may be open at once.
    return TensorStates.Part(path: path, rowCount: shape[0]) {
      let tensor = try PlainArrays.owned((container ?? TensorFile.open(path)).tensor(entry.name), path: path)
      guard tensor.shape == entry.shape else { throw AtlasError(path: path, "the file changed while it was read") }
      if tensor.shape.count == 3 { return tensor.element(0) }
      return tensor.shape.count == 2 ? tensor : tensor.asRow
    }
  }

  /// [tokens, d].
  private static func shape(of entry: TensorEntry, _ member: Member) throws -> [Int] {
    guard isStates(entry), let d = entry.shape.last, d > 0 else {
      throw AtlasError(
        path: member.path,
        "array \(quoted(member.name)) has shape \(entry.shape) of \(entry.elementType.rawValue)",
        hint: "the array of an example holds floats, [tokens, d] or [d]")
    }
    return entry.shape.count == 1 ? [1, d] : Array(entry.shape.suffix(2))
  }

  private static func isStates(_ entry: TensorEntry) -> Bool {
    guard entry.elementType.isFloatingPoint, entry.layout == .dense else { return false }
    return (1...2).contains(entry.shape.count) || entry.shape.count == 3 && entry.shape[0] == 1
  }

  // MARK: Which arrays are meant

  /// nil unless every array can be the states of one example.
  private static func members(of input: StateInput) throws -> [Member]? {
    guard input.array == nil else { return nil }
    return try input.isFolder ? files(of: input) : input.container.flatMap { arrays(of: $0, input) }
  }

  private static func arrays(of container: any TensorContainer, _ input: StateInput) -> [Member]? {
    let entries = container.tensors.filter(isStates)
    let others = container.tensors.contains {
      $0.elementType.isFloatingPoint && $0.shape.count > 1 && !isStates($0)
    }
    guard entries.count > 1, !others, !entries.contains(where: { ArrayChoice.usualNames.contains($0.name) }) else {
      return nil
    }
    let names = entries.map(\.name)
    let keys = isNamedByID(names, input.expected) ? names : withoutShared(names)
    let members = zip(entries, keys).map { Member(key: $1, name: $0.name, path: container.path, entry: $0) }
    if isNamedByID(keys, input.expected) { return members }
    guard areNumbered(keys) else { return nil }
    // Arrays of all layers are as many states each.
    let looksLikeLayers =
      Set(entries.map(\.shape)).count == 1 && entries[0].shape.count > 1
      && entries[0].shape[entries[0].shape.count - 2] > 1
    if let expected = input.expected, entries.count == expected.count {
      return looksLikeLayers && entries[0].shape.first == expected.count ? nil : members
    }
    let isPlain = isList(input) || names.allSatisfy { $0.hasPrefix("arr_") }
    return isPlain && !looksLikeLayers ? members : nil
  }

  /// Files of a folder that are named after examples, or as many as them.
  private static func files(of input: StateInput) throws -> [Member]? {
    guard let expected = input.expected, PlainArrays.statesFile(in: input) == nil else { return nil }
    let members = input.names.compactMap { name -> Member? in
      guard let ending = (PlainArrays.endings + [".pth"]).first(where: { name.hasSuffix($0) }) else { return nil }
      return Member(key: String(name.dropLast(ending.count)), name: name, path: input.file(name))
    }
    guard members.count > 1 else { return nil }
    if isNamedByID(members.map(\.key), expected) { return members }
    guard members.count == expected.count, areNumbered(members.map(\.key)) else { return nil }
    return members
  }

  private static func onlyEntry(of path: String) throws -> TensorEntry {
    let container = try TensorFile.open(path)
    let entries = container.tensors.filter(isStates)
    if let entry = ArrayChoice.usualNames.lazy.compactMap({ name in entries.first { $0.name == name } }).first {
      return entry
    }
    guard entries.count == 1 else {
      throw AtlasError(
        path: path,
        "\(entries.count) arrays may be the states of this example: "
          + listed(container.tensors.map { "\($0.name) \($0.shape) \($0.elementType.rawValue)" }),
        hint: "keep one array [tokens, d] in the file of an example, or call it states")
    }
    return entries[0]
  }

  private static func isList(_ input: StateInput) -> Bool {
    guard case .list? = (input.container as? TorchFile)?.root else { return false }
    return true
  }

  /// Whether the numbers in the names are places in a list, not ids: `np.savez(*arrays)`, lists of torch.
  private static func arePositions(_ members: [Member], _ input: StateInput) -> Bool {
    isList(input) || members.allSatisfy { $0.name.hasPrefix("arr_") }
      || input.container?.format == "torch" && members.allSatisfy { $0.name != $0.key && Int($0.key) != nil }
  }

  // MARK: Names

  /// Whether most of the names are ids of the table; those that are not make the join an error.
  private static func isNamedByID(_ keys: [String], _ expected: ExpectedExamples?) -> Bool {
    guard let expected, expected.areNamed else { return false }
    let ids = Set(expected.ids)
    return 2 * keys.count(where: ids.contains) > min(keys.count, ids.count)
  }

  /// `states.0`, `states.1` → `0`, `1`; `0.hidden`, `1.hidden` → `0`, `1`.
  private static func withoutShared(_ names: [String]) -> [String] {
    let parts = names.map { $0.split(separator: ".", omittingEmptySubsequences: false) }
    let least = parts.map(\.count).min() ?? 0
    let first = (0..<max(0, least - 1)).prefix { k in parts.allSatisfy { $0[k] == parts[0][k] } }.count
    let last = (0..<max(0, least - 1 - first)).prefix { k in
      parts.allSatisfy { $0[$0.count - 1 - k] == parts[0][parts[0].count - 1 - k] }
    }.count
    return parts.map { $0.dropFirst(first).dropLast(last).joined(separator: ".") }
  }

  /// Whether the names differ in one number only, and no two are alike.
  private static func areNumbered(_ keys: [String]) -> Bool {
    guard let first = keys.first.map(NumberedNames.pattern), first.contains("#") else { return false }
    let numbers = keys.map(NumberedNames.numbers(in:))
    let varying = numbers[0].indices.filter { k in numbers.contains { $0.count <= k || $0[k] != numbers[0][k] } }
    return varying.count == 1 && keys.allSatisfy { NumberedNames.pattern($0) == first }
      && Set(numbers).count == keys.count
  }

  /// In the order of the numbers in the names; a list stands in its own.
  ///
  /// - Throws: `AtlasError` where the ids of the table bear the same numbers in another order.
  private static func inOrder(_ members: [Member], _ input: StateInput) throws -> [Member] {
    let numbers = members.map { NumberedNames.numbers(in: $0.key) }
    let order = members.indices.sorted {
      numbers[$0] == numbers[$1] ? $0 < $1 : numbers[$0].lexicographicallyPrecedes(numbers[$1])
    }
    if !arePositions(members, input), let expected = input.expected, expected.areNamed {
      let wanted = expected.ids.map { NumberedNames.numbers(in: $0).last }
      let counted = order.map { numbers[$0].last }
      if wanted != counted, Set(wanted) == Set(counted), Set(wanted).count == expected.count {
        throw AtlasError(
          path: input.path, "the arrays bear the numbers of the table's ids, but the table is in another order",
          hint: "name the arrays after the ids, so that they can be joined, or sort the table")
      }
    }
    return order.map { members[$0] }
  }
}

extension Tensor {
  /// [d] as [1, d].
  fileprivate var asRow: Tensor {
    Tensor(
      name: name, shape: [1] + shape, strides: [max(1, shape[0])] + strides, elementType: elementType,
      textWidth: textWidth, isByteSwapped: isByteSwapped, byteOffset: byteOffset, storage: storage)
  }
}
