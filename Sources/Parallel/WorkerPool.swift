import Dispatch
import Synchronization

/// The threads that all loops of the process share, beside those that began them.
enum WorkerPool {
  private struct Entry {
    var loop: SharedLoop
    var helpers = 0
    var isClosed = false
  }

  private struct State {
    /// Oldest, and so outermost, first.
    var entries: [Entry] = []
    /// Threads at work, less one.
    var busy = 0

    /// Index of a loop that a helper can be of use in.
    var open: Int? { entries.firstIndex { !$0.isClosed && $0.loop.hasWork } }

    func place(_ loop: SharedLoop) -> Int? { entries.firstIndex { $0.loop === loop } }
  }

  private static let state = Mutex(State())

  /// Makes a loop known, and calls a helper for each of its indices but the caller's as long as there are free ones.
  static func offer(_ loop: SharedLoop) {
    let called = state.withLock { state in
      state.entries.append(Entry(loop: loop))
      let called = max(0, min(loop.count - 1, loop.threads - 1 - state.busy))
      state.busy += called
      return called
    }
    for _ in 0..<called { start() }
  }

  /// Ends a loop whose indices are all taken, when its helpers have left it. A thread that waits makes room for another.
  static func close(_ loop: SharedLoop) {
    let (waits, calls) = state.withLock { state -> (Bool, Bool) in
      guard let place = state.place(loop) else { return (false, false) }
      if state.entries[place].helpers == 0 {
        state.entries.remove(at: place)
        return (false, false)
      }
      state.entries[place].isClosed = true
      // Its place goes to a helper now, or to one that a loop calls later.
      let calls = state.open != nil
      if !calls { state.busy -= 1 }
      return (true, calls)
    }
    if calls { start() }
    guard waits else { return }
    loop.isLeft.wait()
  }

  private static func start() { DispatchQueue.global().async { help() } }

  /// Goes from loop to loop until none has work.
  private static func help() {
    while let loop = join() {
      loop.work()
      leave(loop)
    }
  }

  private static func join() -> SharedLoop? {
    state.withLock { state in
      guard let place = state.open, state.busy < state.entries[place].loop.threads else {
        state.busy -= 1
        return nil
      }
      state.entries[place].helpers += 1
      return state.entries[place].loop
    }
  }

  private static func leave(_ loop: SharedLoop) {
    let isLast = state.withLock { state in
      guard let place = state.place(loop) else { return false }
      state.entries[place].helpers -= 1
      guard state.entries[place].isClosed, state.entries[place].helpers == 0 else { return false }
      state.entries.remove(at: place)
      // The thread that waited is at work again.
      state.busy += 1
      return true
    }
    if isLast { loop.isLeft.signal() }
  }
}
