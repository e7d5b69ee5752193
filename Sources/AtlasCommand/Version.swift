/// The version, which every page's foot names, and the commit, which only `--version` and the manifest name: pages of two
/// commits can be compared.
enum Version {
  static let current = "0.1.0"

  /// `0.1.0 (1a2b3c4d5e6f)`; `+changes` after the commit where the program was built from more than it. The commit is
  /// written by the plugin `Commit`; without git there is none.
  static let full = commit.map { "\(current) (\($0))" } ?? current
}
