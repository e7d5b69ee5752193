/// Numbers in a row: held in memory, or lying in a mapped file, so that a matrix may be larger than memory. A list in a file
/// becomes one in memory when it is changed.
public struct EntryList<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// Empty where the numbers lie in a file.
  @usableFromInline var held: [Element]
  /// nil where they are held.
  @usableFromInline var mapped: UnsafeBufferPointer<Element>?
  /// Keeps the mapping alive.
  @usableFromInline var owner: AnyObject?

  /// Takes an array as it is.
  @inlinable public init(_ held: [Element]) { self.held = held }

  /// - Parameters:
  ///   - mapped: read from now on, and never changed.
  ///   - owner: what keeps these bytes where they are.
  public init(mapped: UnsafeBufferPointer<Element>, owner: AnyObject) {
    held = []
    (self.mapped, self.owner) = (mapped, owner)
  }

  /// The numbers as an array; a copy of those in a file.
  public var array: [Element] { mapped.map { Array($0) } ?? held }

  @inlinable mutating func own() {
    guard mapped != nil else { return }
    held = array
    (mapped, owner) = (nil, nil)
  }

  /// The numbers where they lie.
  @inlinable public func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if let mapped { return try withExtendedLifetime(owner) { () throws(Failure) in try body(mapped) } }
    return try held.withUnsafeBufferPointer(body)
  }

  /// Their bytes where they lie.
  @inlinable public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try withUnsafeBufferPointer { try body(UnsafeRawBufferPointer($0)) }
  }
}

extension EntryList: RandomAccessCollection, MutableCollection, RangeReplaceableCollection {
  @inlinable public init() { held = [] }

  @inlinable public init(_ elements: some Sequence<Element>) { held = Array(elements) }

  @inlinable public init(repeating element: Element, count: Int) { held = Array(repeating: element, count: count) }

  @inlinable public var startIndex: Int { 0 }

  @inlinable public var endIndex: Int { mapped?.count ?? held.count }

  @inlinable public subscript(position: Int) -> Element {
    get {
      guard let mapped else { return held[position] }
      precondition(mapped.indices.contains(position))
      return mapped[position]
    }
    _modify {
      own()
      yield &held[position]
    }
  }

  @inlinable public mutating func replaceSubrange(_ range: Range<Int>, with elements: some Collection<Element>) {
    own()
    held.replaceSubrange(range, with: elements)
  }

  @inlinable public mutating func reserveCapacity(_ count: Int) {
    own()
    held.reserveCapacity(count)
  }

  @inlinable public mutating func append(_ element: Element) {
    if mapped != nil { own() }
    held.append(element)
  }

  @inlinable public mutating func append(contentsOf elements: some Sequence<Element>) {
    own()
    held.append(contentsOf: elements)
  }
}

extension EntryList: Equatable where Element: Equatable {
  @inlinable public static func == (a: EntryList, b: EntryList) -> Bool { a.elementsEqual(b) }

  @inlinable public static func == (a: EntryList, b: [Element]) -> Bool { a.elementsEqual(b) }
}

extension EntryList: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Element...) { held = elements }
}
