import Files
import Foundation

/// What tells who runs the program, and where.
struct RunIdentity {
  var names: [(name: String, what: String)]
  var paths: [(path: String, what: String)]

  /// Of this process.
  ///
  /// - Parameter folders: that it was given.
  init(folders: [String]) {
    let environment = ProcessInfo.processInfo.environment
    names = ["USER", "LOGNAME", "USERNAME", "SUDO_USER"].compactMap { environment[$0] }.map {
      ($0, "the name of the user")
    }
    if let entry = getpwuid(getuid())?.pointee {
      names.append((String(cString: entry.pw_name), "the name of the user"))
      if let field = entry.pw_gecos, let full = String(cString: field).split(separator: ",").first {
        names.append((String(full), "the full name of the user"))
      }
    }
    var host = [CChar](repeating: 0, count: 256)
    if gethostname(&host, host.count - 1) == 0 {
      let name = host.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
      names += [name, String(name.prefix { $0 != "." })].map { ($0, "the name of the host") }
    }
    names += ["HOSTNAME", "HOST"].compactMap { environment[$0] }.map { ($0, "the name of the host") }
    paths = []
    if let home = environment["HOME"] {
      names.append((Paths.name(of: home), "the home folder"))
      paths.append((home, "the home folder"))
    }
    for folder in [FileManager.default.currentDirectoryPath] + folders {
      paths.append((Paths.canonical(folder), "a folder of this machine"))
      // A folder that is given may be of one part; what lies above it is not the report's.
      paths.append((Paths.folder(of: Paths.canonical(folder)), "a folder of this machine"))
    }
    var seen: Set<String> = []
    names = names.filter { !$0.name.isEmpty && seen.insert($0.name.lowercased()).inserted }
    paths = paths.filter { $0.path.count > 1 && seen.insert($0.path).inserted }
  }

  func linter(allowed: [String]) -> AnonymityLinter {
    AnonymityLinter(names: names, paths: paths, allowed: Self.usual + allowed)
  }

  /// Addresses that say what something is and lead nowhere.
  static let usual = ["http://www.w3.org/"]
}
