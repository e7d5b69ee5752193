import Glibc

/// Numbers one after another, as an array has them: in memory while they are few, beyond `SpillLimit` in a file without a name,
/// from which the system reads what is looked at and to which it writes what it needs room for. Copies share their memory until
/// one of them is changed.
///
/// Where the disk has no room, `reserve` throws; everything else that grows ends the run (`FailedRun`).
@frozen
public struct StoredNumbers<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// nil while there was never a number.
  @usableFromInline var storage: NumberStorage?
  /// Start of the storage; nil where there is none.
  @usableFromInline var base: UnsafeMutablePointer<Element>?
  @usableFromInline var length: Int

  /// None.
  @inlinable public init() { (storage, base, length) = (nil, nil, 0) }

  /// Those of a sequence, in its order. What are stored numbers already are not copied.
  @inlinable public init(_ elements: some Sequence<Element>) {
    self.init()
    if let same = elements as? StoredNumbers { self = same } else { append(contentsOf: elements) }
  }

  /// `count` times the same.
  @inlinable public init(repeating element: Element, count: Int) {
    self.init(unsafeUninitializedCapacity: count) { buffer, filled in
      buffer.initialize(repeating: element)
      filled = count
    }
  }

  /// `count` numbers of which every bit is 0.
  ///
  /// - Throws: `AtlasError` where neither memory nor disk has room.
  public init(zeros count: Int) throws {
    self.init()
    try reserve(count)
    // A new file holds zeros.
    if let base, !isInFile { memset(base, 0, count * MemoryLayout<Element>.stride) }
    length = count
  }

  /// Numbers that `fill` writes.
  ///
  /// - Parameters:
  ///   - capacity: numbers that there is room for.
  ///   - fill: is given the room, and says how many numbers it wrote, from the start on.
  @inlinable public init(
    unsafeUninitializedCapacity capacity: Int,
    initializingWith fill: (UnsafeMutableBufferPointer<Element>, inout Int) throws -> Void
  ) rethrows {
    self.init()
    demandRoom(for: capacity, exactly: true)
    var filled = 0
    try withExtendedLifetime(storage) {
      try fill(UnsafeMutableBufferPointer(start: base, count: capacity), &filled)
    }
    precondition(0 <= filled && filled <= capacity, "more numbers than there is room for")
    length = filled
  }

  /// How many there are.
  @inlinable public var count: Int { length }

  /// Whether they lie in a file.
  public var isInFile: Bool { storage?.file != nil }

  /// How many there is room for without growing.
  public var capacity: Int { (storage?.byteCapacity ?? 0) / MemoryLayout<Element>.stride }

  /// Makes room for `total` numbers in all.
  ///
  /// - Throws: `AtlasError` where neither memory nor disk has it; nothing has changed then.
  public mutating func reserve(_ total: Int) throws {
    let size = MemoryLayout<Element>.stride
    try NumberStorage.makeRoom(
      for: Swift.max(total, length) * size, in: &storage, keeping: length * size, exactly: true)
    base = storage?.base.assumingMemoryBound(to: Element.self)
  }

  /// Makes room for `total` numbers in all.
  @inlinable public mutating func reserveCapacity(_ total: Int) { demandRoom(for: total, exactly: true) }

  /// Adds a number at the end.
  @inlinable public mutating func append(_ element: Element) {
    if !hasOwnRoom(for: length + 1) { demandRoom(for: length + 1, exactly: false) }
    base.unsafelyUnwrapped[length] = element
    length += 1
  }

  /// Adds numbers at the end; they may be this value's own.
  @inlinable public mutating func append(contentsOf elements: some Sequence<Element>) {
    let isCopied: Void? = elements.withContiguousStorageIfAvailable { append($0) }
    if isCopied == nil { for element in elements { append(element) } }
  }

  @inlinable mutating func append(_ elements: UnsafeBufferPointer<Element>) {
    append(bytes: UnsafeRawBufferPointer(elements))
  }

  /// Adds numbers at the end that lie anywhere, one after another, as many as are whole.
  @inlinable public mutating func append(bytes: UnsafeRawBufferPointer) {
    let size = MemoryLayout<Element>.stride
    let count = bytes.count / size
    guard let first = bytes.baseAddress, count > 0 else { return }
    if !hasOwnRoom(for: length + count) { demandRoom(for: length + count, exactly: length == 0) }
    UnsafeMutableRawPointer(base.unsafelyUnwrapped + length).copyMemory(from: first, byteCount: count * size)
    length += count
  }

  /// Adds numbers at the end.
  @inlinable public static func += (numbers: inout StoredNumbers, elements: some Sequence<Element>) {
    numbers.append(contentsOf: elements)
  }

  /// Of numbers that are rows of `width` each, some rows, in the order given.
  public func selectingRows(_ rows: [Int], of width: Int) -> StoredNumbers {
    var result = StoredNumbers()
    result.reserveCapacity(rows.count * width)
    for row in rows { result.append(contentsOf: self[row * width..<(row + 1) * width]) }
    return result
  }

  /// Takes all numbers away.
  ///
  /// - Parameter keepsCapacity: whether the room for them stays.
  @inlinable public mutating func removeAll(keepingCapacity keepsCapacity: Bool = false) {
    if keepsCapacity { length = 0 } else { self = StoredNumbers() }
  }

  /// Calls `body` with all numbers where they lie.
  @inlinable public func withUnsafeBufferPointer<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(UnsafeBufferPointer(start: base, count: length)) }
  }

  /// Calls `body` with the bytes of all numbers where they lie.
  @inlinable public func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withUnsafeBufferPointer { try body(UnsafeRawBufferPointer($0)) }
  }

  /// Calls `body` with all numbers, which it may change.
  @inlinable public mutating func withUnsafeMutableBufferPointer<Result>(
    _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    demandRoom(for: length, exactly: true)
    return try withExtendedLifetime(storage) { try body(UnsafeMutableBufferPointer(start: base, count: length)) }
  }

  /// Whether the memory is this value's alone and has room for `total` numbers.
  @inlinable mutating func hasOwnRoom(for total: Int) -> Bool {
    isKnownUniquelyReferenced(&storage)
      && total * MemoryLayout<Element>.stride <= storage.unsafelyUnwrapped.byteCapacity
  }

  /// Makes the memory this value's own, with room for `total` numbers; where there is none, the run ends.
  ///
  /// - Parameter exactly: whether no more than `total` will be needed.
  @inlinable mutating func demandRoom(for total: Int, exactly: Bool) {
    let size = MemoryLayout<Element>.stride
    NumberStorage.demandRoom(
      for: Swift.max(total, length) * size, in: &storage, keeping: length * size, exactly: exactly)
    base = storage?.base.assumingMemoryBound(to: Element.self)
  }
}

extension StoredNumbers: RandomAccessCollection, MutableCollection {
  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { length }

  @inlinable public subscript(position: Int) -> Element {
    get {
      precondition(UInt(bitPattern: position) < UInt(bitPattern: length), "there is no such number")
      return withExtendedLifetime(storage) { base.unsafelyUnwrapped[position] }
    }
    set {
      precondition(UInt(bitPattern: position) < UInt(bitPattern: length), "there is no such number")
      if !isKnownUniquelyReferenced(&storage) { demandRoom(for: length, exactly: true) }
      base.unsafelyUnwrapped[position] = newValue
    }
  }

  @inlinable public func makeIterator() -> Iterator { Iterator(self) }

  @inlinable public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result? {
    try withUnsafeBufferPointer(body)
  }

  /// Walks over all numbers.
  @frozen public struct Iterator: IteratorProtocol {
    @usableFromInline let numbers: StoredNumbers
    @usableFromInline var place = 0

    @inlinable init(_ numbers: StoredNumbers) { self.numbers = numbers }

    @inlinable public mutating func next() -> Element? {
      guard place < numbers.length else { return nil }
      defer { place += 1 }
      return withExtendedLifetime(numbers.storage) { numbers.base.unsafelyUnwrapped[place] }
    }
  }
}

extension StoredNumbers: ExpressibleByArrayLiteral {
  @inlinable public init(arrayLiteral elements: Element...) { self.init(elements) }
}

extension StoredNumbers: Equatable where Element: Equatable {
  @inlinable public static func == (a: StoredNumbers, b: StoredNumbers) -> Bool { a.elementsEqual(b) }
}

extension StoredNumbers: CustomStringConvertible {
  public var description: String { Array(self).description }
}

extension Slice {
  /// Calls `body` with the numbers of the slice where they lie.
  @inlinable public func withUnsafeBufferPointer<Number, Result>(
    _ body: (UnsafeBufferPointer<Number>) throws -> Result
  ) rethrows -> Result where Base == StoredNumbers<Number> {
    try base.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[startIndex..<endIndex])) }
  }
}
