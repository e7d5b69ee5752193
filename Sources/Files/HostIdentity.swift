import Glibc

/// Which running kernel this is: the same for all its containers, another after every start and on every other machine.
/// Machine ids and host names are not asked, since images of containers and of machines share them.
enum HostIdentity {
  /// 16 hexadecimal digits; random, and so like nobody's, where the kernel does not say.
  static let digits: String = {
    let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = descriptor < 0 ? 0 : read(descriptor, &bytes, bytes.count)
    return String((count < 32 ? UniqueName.random() : SHA256Digest.hex(of: Array(bytes[..<count]))).prefix(16))
  }()

  /// Whether every program that sees this folder's file system runs on this kernel, so that its locks are known here.
  static func isLocal(_ folder: FolderHandle) -> Bool {
    guard let type = type(folder) else { return false }
    // ext2–4, XFS, Btrfs, tmpfs, overlayfs, F2FS, ZFS, bcachefs.
    let local: Set<UInt32> = [
      0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0xF2F5_2010, 0x2FC1_2FC1, 0xCA45_1A4E,
    ]
    return local.contains(type)
  }

  /// The type of the folder's file system, by `fstatfs`, which the Glibc module does not export.
  private static func type(_ folder: FolderHandle) -> UInt32? {
    typealias Fstatfs = @convention(c) (Int32, UnsafeMutableRawPointer) -> Int32
    guard let symbol = dlsym(nil, "fstatfs") else { return nil }
    // `struct statfs` has 120 bytes on 64-bit Linux and begins with the type, a word.
    var status = [Int](repeating: 0, count: 64)
    guard unsafeBitCast(symbol, to: Fstatfs.self)(folder.descriptor, &status) == 0 else { return nil }
    return UInt32(truncatingIfNeeded: status[0])
  }
}
