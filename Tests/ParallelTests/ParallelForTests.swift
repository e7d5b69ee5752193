import Foundation
import Synchronization
import Testing

@testable import Parallel

@Suite struct ParallelForTests {
  @Test(arguments: [1, 2, 7]) func everyIndexOnceInOrder(threads: Int) throws {
    let visits = Mutex([Int](repeating: 0, count: 1000))
    try parallelFor(1000, threads: threads) { index in visits.withLock { $0[index] += 1 } }
    #expect(visits.withLock { $0 } == [Int](repeating: 1, count: 1000))
    #expect(try parallelMap(1000, threads: threads) { $0 * $0 } == (0..<1000).map { $0 * $0 })
  }

  /// Loops within loops share the threads: never more than there are, and each index once all the same.
  @Test func loopsWithinLoopsShareTheThreads() throws {
    let working = Mutex((now: 0, most: 0))
    let visits = Mutex([Int](repeating: 0, count: 60))
    try parallelFor(6, threads: 3) { outer in
      try parallelFor(10, threads: 3) { inner in
        working.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        visits.withLock { $0[outer * 10 + inner] += 1 }
        for _ in 0..<2000 { working.withLock { $0.most = max($0.most, $0.now) } }
        working.withLock { $0.now -= 1 }
      }
    }
    #expect(visits.withLock { $0 } == [Int](repeating: 1, count: 60))
    #expect(working.withLock { $0.most } <= 3)
    // All helpers are back.
    #expect(try parallelMap(5, threads: 2) { $0 } == [0, 1, 2, 3, 4])
  }

  /// A thread that has nothing left to do in one loop helps in another, begun while it was busy.
  @Test func helpersGoOnFromLoopToLoop() throws {
    let met = Mutex(0)
    try parallelFor(2, threads: 2) { outer in
      if outer == 0 { return }
      Thread.sleep(forTimeInterval: 0.02)
      try parallelFor(2, threads: 2) { _ in
        met.withLock { $0 += 1 }
        let end = Date(timeIntervalSinceNow: 20)
        while met.withLock({ $0 }) < 2, Date() < end { Thread.sleep(forTimeInterval: 0.001) }
        #expect(met.withLock { $0 } == 2, "both at once")
      }
    }
    // Also where the thread that began waits, and the other one begins a loop.
    met.withLock { $0 = 0 }
    try parallelFor(2, threads: 2) { outer in
      Thread.sleep(forTimeInterval: outer == 0 ? 0 : 0.02)
      if outer == 0 { return }
      try parallelFor(4, threads: 2) { _ in met.withLock { $0 += 1 } }
    }
    #expect(met.withLock { $0 } == 4)
  }

  private struct Failure: Error, Equatable { let index: Int }

  @Test func anErrorComesOut() {
    #expect(throws: Failure(index: 5)) { try parallelFor(6, threads: 1) { if $0 == 5 { throw Failure(index: $0) } } }
    #expect(throws: Failure.self) { try parallelFor(1000, threads: 4) { throw Failure(index: $0) } }
  }

  @Test func nothingToDo() throws {
    #expect(try parallelMap(0, threads: 4) { $0 }.isEmpty)
  }
}
