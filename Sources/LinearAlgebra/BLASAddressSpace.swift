import COpenBLAS
import Glibc

extension BLAS {
  /// Addresses that OpenBLAS takes for a thread: a buffer of 128 MiB, and a stack.
  private static let bytesOfThread = 136 << 20
  /// The program itself, its libraries, and the stack of one thread beside.
  private static let bytesOfProgram = 128 << 20

  /// Whether the addresses that the process may have (`ulimit -v`) are too few: OpenBLAS asks for its buffers again and again
  /// until it gets them, so that the process would neither go on nor end.
  ///
  /// Where they are limited at all, the program is started anew with a single thread of OpenBLAS first, if that is not the
  /// case already: no product needs more. Call before anything else is done, and end without `exit` where this is true:
  /// that would wait for the threads of OpenBLAS.
  ///
  /// - Returns: bytes that are allowed, and bytes that are needed; nil where they suffice.
  public static func addressShortage() -> (allowed: Int, needed: Int)? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < UInt(Int.max) else {
      return nil
    }
    if openblas_get_num_threads() > 1 { restart(with: "OPENBLAS_NUM_THREADS", "1") }
    let needed = bytesOfProgram + Int(openblas_get_num_threads()) * bytesOfThread
    return Int(limit.rlim_cur) < needed ? (Int(limit.rlim_cur), needed) : nil
  }
}
