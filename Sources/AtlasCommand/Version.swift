/// The version that `--version`, the manifest and every page's foot name.
enum Version {
  static let current = "0.1.0"
}
