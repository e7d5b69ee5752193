import Diagnostics

/// What every check of findings that were read from a file needs: where in the file it is, and the error that says so.
struct FindingsCheck {
  /// Counts of examples, features and the like: rows are numbered in 32 bits, and sums of counts stay far from overflow.
  static let largestCount = Int(Int32.max)

  /// The file.
  let path: String
  /// The place in it: `datasets.reviews.probes`.
  var place = ""

  func at(_ name: String) -> FindingsCheck {
    FindingsCheck(path: path, place: place.isEmpty ? name : place + "." + name)
  }

  func failure(_ message: String) -> AtlasError {
    AtlasError(
      path: path, (place.isEmpty ? "" : place + ": ") + message, hint: "run `feature-atlas analyze` again")
  }

  func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
    if !condition { throw failure(message()) }
  }

  func count(_ name: String, _ value: Int, atMost most: Int = FindingsCheck.largestCount) throws {
    try require(value >= 0 && value <= most, "\(name) is \(value), but must lie between 0 and \(most)")
  }

  func counts(_ name: String, _ values: [CategoryCount], atMost most: Int = FindingsCheck.largestCount) throws {
    for value in values { try count("\(name) of “\(value.name)”", value.count, atMost: most) }
  }

  /// As many values as there are places for them.
  func length(_ name: String, _ count: Int, _ expected: Int) throws {
    try require(count == expected, "\(name) has \(count) entries, where \(expected) belong")
  }

  func lengthOrNone(_ name: String, _ count: Int, _ expected: Int) throws {
    if count > 0 { try length(name, count, expected) }
  }

  func index(_ name: String, _ value: some BinaryInteger, below count: Int) throws {
    try require(value >= 0 && value < count, "\(name) is \(value), but there are \(count)")
  }

  /// 0 to 1, with room for rounding.
  func share(_ name: String, _ value: Double) throws {
    try require(value >= -1e-6 && value <= 1 + 1e-6, "\(name) is \(value), which is no share")
  }

  func known(_ name: String, _ value: String, in names: Set<String>) throws {
    try require(names.contains(value), "\(name) is “\(value)”, which is none of those named here")
  }

  /// No two names whose files would be one.
  func distinct(_ name: String, _ names: [String]) throws {
    if let (first, second) = FileName.clash(in: names) {
      throw failure(first == second ? "\(name) “\(first)” is there twice" : "\(name): “\(first)” and “\(second)” clash")
    }
  }
}

extension AtlasFindings {
  /// Whether all that was read fits together: references lead somewhere, parts are no larger than their whole, no path
  /// leaves its folder.
  func check(path: String) throws {
    let check = FindingsCheck(path: path)
    try check.require(
      !language.isEmpty && language.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 != 0 } && !language.hasPrefix("."),
      "language is “\(language)”, which is no folder of the templates")
    try check.count("site.pages", site.pages)
    try check.count("site.examplesPerFeature", site.examplesPerFeature)
    for input in inputs { try check.at("inputs").count("bytes of \(input.path)", input.bytes, atMost: 1 << 60) }
    try check.distinct("checkpoints:", checkpoints.map(\.id))
    try check.distinct("datasets:", datasets.map(\.id))
    let widths = Dictionary(checkpoints.map { ($0.id, $0.featureCount) }, uniquingKeysWith: { first, _ in first })
    for checkpoint in checkpoints {
      let place = check.at("checkpoints.\(checkpoint.id)")
      try place.count("featureCount", checkpoint.featureCount)
      try place.count("inputDimension", checkpoint.inputDimension)
    }
    for dataset in datasets {
      try dataset.check(check.at("datasets.\(dataset.id)"), widths: widths, datasets: datasets)
    }
    for dataset in datasets where !dataset.parts.isEmpty {
      try check.at("datasets.\(dataset.id)").require(
        datasets.filter { $0.partOf == dataset.id }.map(\.id) == dataset.parts,
        "parts are not the datasets of its labels")
    }
    let pairs = transfers.map { FileName.parts([$0.train, $0.test]) }
    try check.distinct("transfers:", pairs)
    for transfer in transfers {
      try transfer.check(check.at("transfers.\(transfer.train).\(transfer.test)"), datasets: datasets)
    }
    try reviews?.check(check.at("reviews"), widths: widths)
    for finding in leftOut {
      let check = check.at("leftOut.\(finding.test)")
      try check.length("test", datasets.count { $0.id == finding.test }, 1)
      if let lead = finding.lead { try check.index("lead", lead, below: finding.rows.count) }
    }
  }
}

extension TransferFinding {
  func check(_ check: FindingsCheck, datasets: [DatasetFinding]) throws {
    let sides = [train, test].compactMap { id in datasets.first { $0.id == id } }
    try check.length("train and test", sides.count, 2)
    if let lead { try check.index("lead", lead, below: rows.count) }
    for key in rows.map(\.arm) {
      if let checkpoint = key.checkpoint { _ = try sides[0].width(checkpoint, check.at("rows")) }
    }
    for summary in checkpoints {
      let widths = sides.map { side in side.checkpoints.first { $0.checkpoint == summary.checkpoint }?.featureCount }
      // Of a space declared the same the test dataset's checkpoint has another name.
      let other = widths[1] ?? sides[1].checkpoints.first { $0.featureCount == widths[0] }?.featureCount
      guard let width = widths[0], other == width else {
        throw check.failure("the checkpoint “\(summary.checkpoint)” is not shared by the two datasets")
      }
      try check.count(
        "tested of \(summary.checkpoint)", summary.tested, atMost: width * max(1, featureClasses.count))
      try check.count("shared of \(summary.checkpoint)", summary.shared, atMost: summary.tested)
      try check.count("reversed of \(summary.checkpoint)", summary.reversed, atMost: summary.tested)
    }
  }
}
