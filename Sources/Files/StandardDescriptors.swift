import Glibc

/// Descriptors 0, 1 and 2.
public enum StandardDescriptors {
  /// Opens /dev/null in place of those that the process was started without. Otherwise the next file to be opened, say the
  /// output, becomes standard error, and messages are written into it. To be called before anything is opened.
  public static func openMissing() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      // The lowest free number is given, which is this one.
      guard open("/dev/null", O_RDWR) == descriptor else { _exit(1) }
    }
  }
}
