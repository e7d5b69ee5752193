/// The known name closest to what was written, for "did you mean" hints.
///
/// - Returns: the candidate of smallest Levenshtein distance, if that is at most a third of the longer word plus one;
///   of several, the first in `candidates`.
public func nearestName(to word: String, in candidates: [String]) -> String? {
  var best: (name: String, distance: Int)?
  for candidate in candidates {
    let distance = editDistance(Array(word.prefix(200)), Array(candidate))
    if distance <= max(word.count, candidate.count) / 3 + 1, distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.name
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
