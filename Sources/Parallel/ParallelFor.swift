/// Runs `body(0) … body(count − 1)`, on up to `threads` threads, each index exactly once.
///
/// The order of execution is free, so `body` must write only to its own slot; what it computes for an index must not
/// depend on the thread. Then the result is the same for every number of threads.
///
/// Loops may lie within loops: all of them together have `threads` − 1 helpers beside the thread that began. A helper
/// that finds nothing more to do in one loop goes on with another that is under way.
/// - Throws: the error of the smallest failing index; after a failure no further index is started.
public func parallelFor(_ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Void) throws {
  if min(count, threads) <= 1 {
    for index in 0..<count { try body(index) }
    return
  }
  try withoutActuallyEscaping(body) { body in
    let loop = SharedLoop(count: count, threads: threads, body)
    WorkerPool.offer(loop)
    loop.work()
    WorkerPool.close(loop)
    if let error = loop.end() { throw error }
  }
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
