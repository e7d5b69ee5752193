import Diagnostics
import Files
import Glibc

/// Where an installed program finds its templates and its theme, wherever it is started.
public struct SiteSources: Sendable {
  public let templates: TemplateFolders
  public let theme: ThemeFolders
  /// The folder that holds the built-in `templates/` and `site/`, for those who copy them.
  public let base: String

  /// Looks beside the program (`../share/feature-atlas`), then in the folders above it (a build in a checkout), then at
  /// the environment variable `FEATURE_ATLAS_SHARE`.
  ///
  /// - Parameters:
  ///   - override: `--templates DIR`: any file there replaces the built-in one; those of the theme lie in `DIR/site`.
  ///   - executable: path of the program; by default the running one.
  ///   - environment: value of `FEATURE_ATLAS_SHARE`.
  /// - Throws: `AtlasError` when `override` is no folder, or nothing is found.
  public init(
    override: String? = nil, executable: String? = nil,
    environment: String? = getenv("FEATURE_ATLAS_SHARE").map { String(cString: $0) }
  ) throws {
    if let override, !Paths.isFolder(override) {
      throw AtlasError(
        path: override, "no such folder", hint: "--templates names a folder with templates of your own")
    }
    let program = executable ?? Self.runningProgram()
    guard let base = Self.candidates(program, environment).first(where: Self.isComplete) else {
      throw AtlasError(
        .failure, "cannot find the templates and the theme",
        hint: "set FEATURE_ATLAS_SHARE to the folder that holds templates/ and site/")
    }
    self.base = base
    templates = TemplateFolders(overrides: override.map { [$0] } ?? [], base: Paths.join(base, "templates"))
    theme = ThemeFolders((override.map { [Paths.join($0, "site")] } ?? []) + [Paths.join(base, "site")])
  }

  private static func isComplete(_ folder: String) -> Bool {
    !TemplateFolders(base: Paths.join(folder, "templates")).languages().isEmpty
      && Paths.isFile(Paths.join(folder, "site/\(ThemeFolders.layout)"))
  }

  private static func candidates(_ program: String, _ environment: String?) -> [String] {
    var folder = Paths.folder(of: program)
    var found = [Paths.join(folder, "../share/feature-atlas")]
    while folder != "/", folder != "." {
      found.append(folder)
      folder = Paths.folder(of: folder)
    }
    if let environment, !environment.isEmpty { found.append(environment) }
    return found
  }

  private static func runningProgram() -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = buffer.withUnsafeMutableBytes { bytes -> Int in
      guard let start = bytes.baseAddress else { return 0 }
      return readlink("/proc/self/exe", start.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return length > 0 ? String(decoding: buffer[..<length], as: UTF8.self) : ""
  }
}
