extension AtlasConfiguration {
  /// Keys that are written but do nothing, or less than one might think: what to know before relying on them.
  var unusedKeys: [String] {
    var notes: [String] = []
    func add(_ place: String, _ text: String) {
      guard let found = places[place] else { return }
      notes.append("\(found.line.map { "\(path):\($0): " } ?? "")`\(place)` \(text)")
    }
    let decides = "is kept in the results, but no page reckons with it yet"
    add("decision.cost-per-false-alarm", decides)
    add("decision.cost-per-miss", decides)
    for further in places.keys.sorted() where further.hasPrefix("decision.") {
      if !["decision.question", "decision.cost-per-false-alarm", "decision.cost-per-miss"].contains(further) {
        add(further, "is kept in the results, but no page shows it yet")
      }
    }
    if site.anonymous {
      add(
        "site.anonymous",
        "leaves the configuration's text and the checkpoints' paths out of the pages, but not yet the title, the names "
          + "of files and what `data/` says of them")
    }
    for dataset in datasets {
      add("\(dataset.place).columns.image", "is read, but no page shows images yet")
    }
    note(unless: ["top-n"], "criteria", &notes)
    note(unless: ["top-n", "token-top-n", "random-features", "pca"], "top", &notes)
    return notes
  }

  /// A key of the probes that only some representations look at.
  private func note(unless users: [String], _ key: String, _ notes: inout [String]) {
    guard let found = places["probes.\(key)"], users.allSatisfy({ !probes.representations.contains($0) }) else {
      return
    }
    notes.append(
      "\(found.line.map { "\(path):\($0): " } ?? "")`probes.\(key)` does nothing without one of the representations "
        + users.joined(separator: ", "))
  }
}
