import Diagnostics
import Glibc

/// The memory of `StoredNumbers`: on the heap while it is small, then in a file.
@usableFromInline
final class NumberStorage: @unchecked Sendable {
  @usableFromInline private(set) var base: UnsafeMutableRawPointer
  @usableFromInline private(set) var byteCapacity: Int
  /// nil while the numbers are on the heap.
  private(set) var file: SpilledBuffer?

  /// - Parameter byteCapacity: at least 1; room for at least so many bytes is made.
  /// - Throws: `AtlasError` where neither memory nor disk has room.
  init(byteCapacity: Int) throws {
    if byteCapacity > SpillLimit.bytes {
      let file = try SpilledBuffer(byteCount: NumberStorage.wholePages(byteCapacity), mayGrow: true)
      (base, self.byteCapacity, self.file) = (file.bytes.start, file.bytes.count, file)
    } else {
      guard let base = malloc(byteCapacity) else { throw NumberStorage.noMemory(byteCapacity) }
      (self.base, self.byteCapacity) = (base, byteCapacity)
    }
  }

  deinit { if file == nil { free(base) } }

  /// Makes `storage` the only one that its owner sees, with room for `wanted` bytes.
  ///
  /// - Parameters:
  ///   - used: bytes that are kept, at most `wanted`.
  ///   - exactly: whether `wanted` is all that will be needed.
  /// - Throws: `AtlasError` where there is no room; nothing has changed then.
  static func makeRoom(
    for wanted: Int, in storage: inout NumberStorage?, keeping used: Int, exactly: Bool
  ) throws {
    if isKnownUniquelyReferenced(&storage) {
      guard let storage, wanted > storage.byteCapacity else { return }
      try storage.grow(to: wanted, keeping: used, exactly: exactly)
    } else if wanted > 0 {
      let own = try NumberStorage(byteCapacity: exactly ? wanted : max(64, wanted))
      if let storage { memcpy(own.base, storage.base, used) }
      storage = own
    }
  }

  /// The same where an error cannot be thrown.
  @usableFromInline static func demandRoom(
    for wanted: Int, in storage: inout NumberStorage?, keeping used: Int, exactly: Bool
  ) {
    FailedRun.ending { try makeRoom(for: wanted, in: &storage, keeping: used, exactly: exactly) }
  }

  /// Makes room for `wanted` bytes, and for more where the content grows step by step.
  ///
  /// - Parameters:
  ///   - used: bytes that are kept.
  ///   - exactly: whether `wanted` is all that will be needed.
  /// - Throws: `AtlasError` where there is no room; the content stays as it was.
  private func grow(to wanted: Int, keeping used: Int, exactly: Bool) throws {
    let capacity = exactly ? wanted : max(wanted, NumberStorage.next(after: byteCapacity, isInFile: file != nil))
    if let file {
      try file.grow(to: NumberStorage.wholePages(capacity))
      (base, byteCapacity) = (file.bytes.start, file.bytes.count)
    } else if capacity > SpillLimit.bytes {
      let file = try SpilledBuffer(byteCount: NumberStorage.wholePages(capacity), mayGrow: true)
      memcpy(file.bytes.start, base, used)
      free(base)
      (base, byteCapacity, self.file) = (file.bytes.start, file.bytes.count, file)
    } else {
      guard let grown = realloc(base, capacity) else { throw NumberStorage.noMemory(capacity) }
      (base, byteCapacity) = (grown, capacity)
    }
  }

  /// Nothing is copied when a file grows, and its room is taken from the disk: small steps do.
  private static func next(after capacity: Int, isInFile: Bool) -> Int {
    isInFile ? capacity + max(capacity / 8, min(SpillLimit.bytes, 64 << 20)) : max(64, 2 * capacity)
  }

  private static func wholePages(_ byteCount: Int) -> Int {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    return (byteCount + page - 1) / page * page
  }

  private static func noMemory(_ byteCount: Int) -> AtlasError {
    AtlasError(.failure, "out of memory: \((byteCount >> 20) + 1) MiB more were needed")
  }
}
