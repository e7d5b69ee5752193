import Diagnostics
import Foundation
import TestSupport

/// A folder that lives as long as a test.
final class Scratch {
  let folder: String

  init() throws { folder = try TestPaths.temporaryFolder() }
  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { folder + "/" + name }

  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = path(name)
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }
}

/// The `AtlasError` that `body` throws; nil if it throws none (or another error, which is a mistake by itself).
func atlasError(_ body: () throws -> Void) -> AtlasError? {
  do {
    try body()
    return nil
  } catch {
    return error as? AtlasError
  }
}

func fileBytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
