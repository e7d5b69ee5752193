import ArgumentParser
import Diagnostics
import Features
import Files
import Glibc

/// Flags of commands that encode.
struct CacheOptions: ParsableArguments {
  @Option(
    help: """
      Folder for encoded blocks: an interrupted run continues from them, and a repeated run does not encode again. \
      Default: feature-atlas in $XDG_CACHE_HOME or ~/.cache, where at most 16 GiB are kept and the least recently used \
      blocks are removed first. Nothing is ever removed from a folder named here.
      """, completion: .directory)
  var cache: String?

  @Flag(name: .customLong("no-cache"), help: "Do not read or keep encoded blocks.")
  var noCache = false

  func validate() throws {
    if noCache, cache != nil { throw ValidationError("--cache and --no-cache exclude each other") }
  }

  /// - Throws: `AtlasError` if a folder that was asked for cannot be made; the usual one is done without.
  func open(_ reporter: Reporter) throws -> BlockCache? {
    if noCache { return nil }
    if let cache { return try BlockCache(cache, isTrimmed: false) }
    guard let folder = CacheOptions.usualFolder else { return nil }
    do {
      return try BlockCache(folder)
    } catch {
      reporter.detail("no cache: \(error)")
      return nil
    }
  }

  private static var usualFolder: String? {
    func variable(_ name: String) -> String? {
      // Relative paths are invalid by the XDG specification.
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    if let folder = variable("XDG_CACHE_HOME") { return Paths.join(folder, "feature-atlas") }
    return variable("HOME").map { Paths.join($0, ".cache/feature-atlas") }
  }
}
