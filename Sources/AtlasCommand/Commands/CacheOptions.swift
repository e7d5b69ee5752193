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
      blocks are removed first. Nothing is removed from a folder named here, unless --cache-limit says so.
      """, completion: .directory)
  var cache: String?

  @Option(
    name: .customLong("cache-limit"),
    help: "Bytes to keep in the cache, say 100GiB: the least recently used blocks above it are removed at the end.")
  var cacheLimit: String?

  @Flag(name: .customLong("no-cache"), help: "Do not read or keep encoded blocks.")
  var noCache = false

  func validate() throws {
    if noCache, cache != nil { throw ValidationError("--cache and --no-cache exclude each other") }
    if noCache, cacheLimit != nil { throw ValidationError("--cache-limit and --no-cache exclude each other") }
  }

  /// - Throws: `AtlasError` if a folder that was asked for cannot be made; the usual one is done without.
  func open(_ reporter: Reporter) throws -> BlockCache? {
    if noCache { return nil }
    let limit = try cacheLimit.map { try ByteSize.parse($0, option: "--cache-limit") }
    if let cache { return try BlockCache(cache, limit: limit) }
    guard let folder = CacheOptions.usualFolder else { return nil }
    do {
      return try BlockCache(folder, limit: limit ?? BlockCache.usualLimit)
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
