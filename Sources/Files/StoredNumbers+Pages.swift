import Glibc

extension StoredNumbers {
  /// Takes numbers that lie in a file out of the memory of the process: they stay where the system keeps them, and come back
  /// where they are looked at. For numbers that are walked over once, from end to end; nothing happens to those in memory.
  public func releasePages() {
    // Of the heap they would be lost.
    guard isInFile else { return }
    withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      madvise(UnsafeMutableRawPointer(mutating: base), bytes.count, MADV_DONTNEED)
    }
  }
}
