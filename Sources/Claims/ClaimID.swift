import Findings

/// Ids of claims: stable, unique, and safe as an anchor of a page and as a part of a file name.
enum ClaimID {
  /// A name of the data as one part of an id, by the mapping that file names have.
  static func part(_ name: String) -> String { FileName.part(name) }
}
