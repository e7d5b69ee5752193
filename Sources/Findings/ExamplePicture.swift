/// The picture that pages show of an example: a thumbnail that was made for them.
public struct ExamplePicture: Codable, Sendable, Equatable {
  /// Folder of pictures, in results and site.
  public static let folder = "images/"

  /// From the root of the site, see `path(digest:fileExtension:)`.
  public var path: String
  /// In pixels.
  public var width: Int
  /// In pixels.
  public var height: Int

  public init(path: String, width: Int, height: Int) {
    (self.path, self.width, self.height) = (path, width, height)
  }

  /// Where a picture lies: named after its content, so that equal pictures are one file and no name tells of its source.
  ///
  /// - Parameter digest: SHA-256 of the file in hexadecimal digits.
  public static func path(digest: String, fileExtension: String) -> String {
    "\(folder)\(digest.prefix(32)).\(fileExtension)"
  }

  /// Whether the path is one that `path(digest:fileExtension:)` makes.
  var isNamedByContent: Bool {
    guard path.hasPrefix(ExamplePicture.folder) else { return false }
    let parts = path.dropFirst(ExamplePicture.folder.count).split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0].utf8.count == 32 && ["png", "jpg"].contains(parts[1])
      && parts[0].utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

/// Tokens that are patches of a picture: a grid that covers it whole, row by row from the top left.
public struct PatchGrid: Codable, Sendable, Equatable {
  /// Of each side.
  public static let longest = 1024

  /// Patches in a row.
  public var columns: Int
  /// Patches in a column.
  public var rows: Int
  /// Token of the patch at the top left, counted from 0 within the example: 1 after a class token.
  public var first: Int

  public init(columns: Int, rows: Int, first: Int = 0) {
    (self.columns, self.rows, self.first) = (columns, rows, first)
  }

  /// Column and row, from 0, of a token; nil where it is no patch.
  public func place(of token: Int) -> (column: Int, row: Int)? {
    let patch = token - first
    guard patch >= 0, patch < columns * rows else { return nil }
    return (patch % columns, patch / columns)
  }
}

extension ExampleList {
  func checkPictures(_ check: FindingsCheck) throws {
    if let pictures {
      try check.lengthOrNone("pictures", pictures.count, ids.count)
      try check.lengthOrNone("alts", alts?.count ?? 0, ids.count)
      for case .some(let picture) in pictures {
        try check.require(picture.isNamedByContent, "picture “\(picture.path)” is no name of a picture")
        for side in [picture.width, picture.height] {
          try check.count("a side of \(picture.path)", side, atMost: 65_535)
        }
      }
    }
    if let patches {
      for side in [patches.columns, patches.rows] {
        try check.require((1...PatchGrid.longest).contains(side), "a grid of patches has a side of \(side)")
      }
      try check.count("first token of the patches", patches.first)
    }
  }
}
