import Glibc
import Synchronization

/// Files and folders that are gone when the run ends: what a signal has to remove.
///
/// Making one, and giving one its final name, happen within `locked`, so that a signal finds each either listed or
/// finished. Once it has begun to remove them it keeps the lock until the process ends: threads that would make, finish or
/// give up something wait there, and no error of theirs about files that are gone is printed.
enum UnfinishedWork {
  /// What to remove.
  enum Item: Sendable {
    case file(path: String)
    /// A folder in another, both open.
    case folder(RawPath, FolderHandle, in: FolderHandle)
  }

  struct List {
    fileprivate var items: [Int: Item] = [:]
    fileprivate var next = 0

    mutating func add(_ item: Item) -> Int {
      next += 1
      items[next] = item
      return next
    }

    mutating func replace(_ number: Int, by item: Item?) { items[number] = item }
  }

  private static let list = Mutex(List())
  private static let stops = Atomic<Bool>(false)

  static func locked<Result>(_ body: (inout sending List) throws -> sending Result) rethrows -> Result {
    try list.withLock(body)
  }

  static func forget(_ number: Int) { list.withLock { $0.replace(number, by: nil) } }

  /// To be called before a file is made inside a folder of the list: after a signal it does not return.
  static func waitIfStopped() {
    while stops.load(ordering: .acquiring) { sleep(1000) }
  }

  /// Removes everything in the list and ends the process.
  static func removeAllAndExit(_ status: Int32) -> Never {
    stops.store(true, ordering: .releasing)
    list.withLock { list -> Void in
      for item in list.items.values { remove(item) }
      _exit(status)
    }
    _exit(status)
  }

  private static func remove(_ item: Item) {
    switch item {
    case .file(let path): unlink(path)
    case .folder(let name, let folder, let parent):
      // A thread may be writing a last file: none begins another.
      for _ in 0..<100 {
        if (try? parent.remove(name, opened: folder)) != nil { return }
        usleep(20_000)
      }
    }
  }
}
