import Foundation

/// Folders that tests read.
public enum TestPaths {
  /// The repository's root.
  public static let repository: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }()

  /// `Fixtures` of a test target: `fixtures("Statistics")`.
  public static func fixtures(_ module: String) -> String { repository + "/Tests/\(module)Tests/Fixtures" }

  /// The folder of real inputs beside the checkout, where it is present; tests that need it are skipped without it.
  public static let sharedData: String? = {
    let path = repository + "/../shared/data"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// A new empty folder under the system's temporary folder; the caller removes it.
  public static func temporaryFolder() throws -> String {
    let path = NSTemporaryDirectory() + "feature-atlas-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }
}
