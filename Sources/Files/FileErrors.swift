import Diagnostics
import Glibc

/// Errors of the file system in words.
public enum FileErrors {
  /// The error for a file or folder that cannot be opened or read.
  ///
  /// - Parameter code: `errno` of the call.
  public static func cannotRead(_ path: String, _ code: Int32) -> AtlasError {
    switch code {
    case ENOENT: AtlasError(path: path, "no such file", hint: "check the path; paths are relative to the configuration")
    case EACCES: AtlasError(path: path, "no permission to read this file", hint: "change its permissions")
    default: AtlasError(path: path, "cannot read: \(String(cString: strerror(code)))")
    }
  }

  /// The error for a file or folder that cannot be written: a failure of the run, not a wrong input.
  ///
  /// - Parameter code: `errno` of the call.
  public static func cannotWrite(_ path: String, _ code: Int32) -> AtlasError {
    AtlasError(
      .failure, path: path, "cannot write: \(String(cString: strerror(code)))",
      hint: code == ENOSPC ? "free space on the disk and run again" : "check that the folder exists and is writable")
  }
}
