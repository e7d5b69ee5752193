import Glibc
import Synchronization

/// Ctrl-C, `kill` and a terminal that is closed: what is unfinished is removed, then the process ends with 128 + signal.
public enum Interruption {
  /// Ends of a pipe, filled by the handler.
  private static let ends: (read: Int32, write: Int32)? = {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // A handler must not wait, even if nobody reads.
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    return (ends[0], ends[1])
  }()

  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// To be called once, at the start of the process. Signals that the caller has turned off (`nohup`) stay off.
  ///
  /// A handler may interrupt any thread anywhere, say one that holds a lock: it only writes the signal's number into a
  /// pipe, and a thread of its own does the work. Signals are not blocked and waited for instead, because threads that
  /// libraries start before `main` would still be ended by them. From then on a second signal ends the process at once.
  public static func watch() {
    guard ends != nil else { return }
    // A parent with many threads may hand down a mask that blocks them.
    unblock()
    var thread = pthread_t()
    guard pthread_create(&thread, nil, { _ in Interruption.waitForSignal() }, nil) == 0 else { return }
    pthread_detach(thread)
    for signal in signals where !isIgnored(signal) {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { signal in
        let code = errno
        var number = UInt8(truncatingIfNeeded: signal)
        if let end = Interruption.ends?.write { _ = write(end, &number, 1) }
        errno = code
      }
      action.sa_flags = SA_RESTART
      sigaction(signal, &action, nil)
    }
    // A reader that goes away (`| head`) must not end a run without a word; writing fails instead.
    signal(SIGPIPE, SIG_IGN)
  }

  private static func unblock() {
    var mask = sigset_t()
    sigemptyset(&mask)
    for signal in signals { sigaddset(&mask, signal) }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func waitForSignal() -> Never {
    var number: UInt8 = 0
    while read(ends?.read ?? -1, &number, 1) != 1 { usleep(1000) }
    for signal in signals where !isIgnored(signal) { Glibc.signal(signal, SIG_DFL) }
    UnfinishedWork.removeAllAndExit(128 + Int32(number))
  }
}
