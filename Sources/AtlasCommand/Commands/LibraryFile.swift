import Diagnostics
import Files
import Findings

/// A feature-library.json, checked before anything is computed with it.
struct LibraryFile {
  let path: String
  let libraries: [FeatureLibrary]

  static func read(_ path: String) throws -> LibraryFile {
    let file = try MappedFile(path)
    guard let content = try? file.withBytes({ try FindingsJSON.decode(FeatureLibraries.self, from: $0) }),
      content.format == FeatureLibraries([]).format, !content.libraries.isEmpty
    else {
      throw AtlasError(
        path: path, "this is no feature library", hint: "give a feature-library.json that `feature-atlas build` wrote")
    }
    for library in content.libraries {
      let columns = library.classes.count == 2 ? 1 : library.classes.count
      let ids = library.features.map { Int($0.feature) }
      let numbers = library.intercepts + library.features.flatMap(\.weights) + [library.c, library.threshold ?? 0]
      guard library.classes.count >= 2, library.intercepts.count == columns, library.c > 0,
        (library.threshold ?? 0) >= 0, library.width > 0, library.width <= Int(Int32.max),
        library.features.allSatisfy({ $0.weights.count == columns }), numbers.allSatisfy(\.isFinite),
        zip(ids, ids.dropFirst()).allSatisfy({ $0 < $1 }), ids.allSatisfy({ $0 >= 0 && $0 < library.width })
      else {
        throw AtlasError(path: path, "the library of “\(library.arm)” is damaged", hint: "write it again")
      }
    }
    return LibraryFile(path: path, libraries: content.libraries)
  }

  /// That of an arm, or the first.
  func library(named arm: String?) throws -> FeatureLibrary {
    guard let arm else { return libraries[0] }
    guard let found = libraries.first(where: { $0.arm == arm }) else {
      let known = libraries.map { "“\($0.arm)”" }.joined(separator: ", ")
      throw AtlasError(path: path, "there is no library of “\(arm)” in this file", hint: "it has \(known)")
    }
    return found
  }
}
