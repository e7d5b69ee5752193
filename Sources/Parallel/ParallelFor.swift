import Dispatch
import Synchronization

/// Runs `body(0) … body(count − 1)`, on up to `threads` threads, each index exactly once.
///
/// The order of execution is free, so `body` must write only to its own slot; what it computes for an index must not
/// depend on the thread. Then the result is the same for every number of threads.
///
/// Loops may lie within loops: all of them together have `threads` − 1 helpers beside the thread that began. A loop takes
/// those that are free when it starts, and each goes back as soon as it finds nothing more to do.
/// - Throws: the error of the smallest failing index; after a failure no further index is started.
public func parallelFor(_ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Void) throws {
  let helpers = count <= 1 ? 0 : Helpers.take(min(threads, count) - 1, of: threads - 1)
  if helpers == 0 {
    for index in 0..<count { try body(index) }
    return
  }
  let next = Atomic<Int>(0)
  let working = Atomic<Int>(helpers + 1)
  let failure = Mutex<(index: Int, error: any Error)?>(nil)
  DispatchQueue.concurrentPerform(iterations: helpers + 1) { _ in
    // The last to finish is the one that the caller waits for, whichever thread it is.
    defer { if working.wrappingSubtract(1, ordering: .relaxed).newValue > 0 { Helpers.giveBack() } }
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if index >= count { return }
      do {
        try body(index)
      } catch {
        next.store(count, ordering: .relaxed)
        failure.withLock { if index < $0?.index ?? .max { $0 = (index, error) } }
        return
      }
    }
  }
  if let failure = failure.withLock({ $0 }) { throw failure.error }
}

/// The helpers that all loops of the process share.
private enum Helpers {
  /// How many are at work.
  private static let busy = Atomic<Int>(0)

  /// Takes up to `wanted` of those that are free, where `all` is how many there are.
  static func take(_ wanted: Int, of all: Int) -> Int {
    var known = busy.load(ordering: .relaxed)
    while true {
      let taken = min(wanted, all - known)
      if taken <= 0 { return 0 }
      let (exchanged, original) = busy.compareExchange(expected: known, desired: known + taken, ordering: .relaxed)
      if exchanged { return taken }
      known = original
    }
  }

  static func giveBack() { busy.wrappingSubtract(1, ordering: .relaxed) }
}

/// `body` of every index, collected in index order.
public func parallelMap<T: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) throws -> T
) throws -> [T] {
  let slots = UnsafeMutableBufferPointer<T?>.allocate(capacity: count)
  slots.initialize(repeating: nil)
  defer {
    slots.deinitialize()
    slots.deallocate()
  }
  nonisolated(unsafe) let target = slots
  try parallelFor(count, threads: threads) { target[$0] = try body($0) }
  return slots.map { $0! }
}
