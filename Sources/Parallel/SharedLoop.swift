import Dispatch
import Synchronization

/// A loop whose indices any thread may take.
final class SharedLoop: Sendable {
  let count: Int
  /// That may work on it and on all other loops together.
  let threads: Int
  /// When the last helper has left a loop that its caller has closed.
  let isLeft = DispatchSemaphore(value: 0)
  private let next = Atomic<Int>(0)
  private let failure = Mutex<(index: Int, error: any Error)?>(nil)
  private let body: Mutex<(@Sendable (Int) throws -> Void)?>

  init(count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws -> Void) {
    (self.count, self.threads) = (count, threads)
    self.body = Mutex(body)
  }

  var hasWork: Bool { next.load(ordering: .relaxed) < count }

  /// Takes indices until there are none.
  func work() {
    guard let body = body.withLock({ $0 }) else { return }
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

  /// Lets go of the body, which does not outlive its loop, once nobody works on it any more.
  func end() -> (any Error)? {
    body.withLock { $0 = nil }
    return failure.withLock { $0?.error }
  }
}
