/// What a new folder has that the one it replaced had not.
public struct FolderChanges: Sendable, Equatable {
  /// Files of the new folder, without the marker.
  public var files: Int
  /// Those that were written, since the earlier folder had no equal file of that name.
  public var written: Int
  /// Files that this tool had written into the earlier folder and that the new one has no more.
  public var removed: Int

  /// Whether there was an earlier folder to compare with.
  public var isRebuild: Bool

  /// As one sentence: `wrote 12 of 9,135 files, removed 3`.
  public var sentence: String {
    let wrote = isRebuild ? "wrote \(grouped(written)) of \(grouped(files)) files" : "wrote \(grouped(files)) files"
    return removed > 0 ? "\(wrote), removed \(grouped(removed))" : wrote
  }
}

/// A count with a comma between groups of three digits.
private func grouped(_ count: Int) -> String {
  let digits = Array(String(count))
  return digits.indices.reduce(into: "") { text, index in
    if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
    text.append(digits[index])
  }
}
