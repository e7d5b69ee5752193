import Dispatch
import Synchronization

/// Runs `body(0) … body(count − 1)`, on up to `threads` threads, each index exactly once.
///
/// The order of execution is free, so `body` must write only to its own slot; what it computes for an index must not
/// depend on the thread. Then the result is the same for every number of threads.
/// - Throws: the error of the smallest failing index; after a failure no further index is started.
public func parallelFor(_ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Void) throws {
  if threads <= 1 || count <= 1 {
    for index in 0..<count { try body(index) }
    return
  }
  let next = Atomic<Int>(0)
  let failure = Mutex<(index: Int, error: any Error)?>(nil)
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
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
