import Diagnostics
import Features
import Findings
import LinearAlgebra
import Statistics

/// The audit of one checkpoint's features for one attribute.
enum CheckpointAudit {
  /// Largest table features × groups × labels that is made: 14 bytes each.
  static let largestTable = 1 << 28

  static func run(
    _ features: PooledFeatures, dataset: String, groups: GroupColumn, design: CellDesign, classes: [String],
    stream: UInt64, published: PublishedGroups? = nil, options: BiasOptions
  ) throws -> (BiasCheckpointSummary, GroupTable) {
    let width = features.matrix.columnCount
    let (size, overflow) = width.multipliedReportingOverflow(by: design.totals.count)
    guard !overflow, size <= largestTable else {
      throw AtlasError(
        .input,
        "\(groups.name) has \(groups.values.count) values: a table of \(width) features by \(design.totals.count) "
          + "groups and labels is too large",
        hint: "choose an attribute with fewer values, or group them before")
    }
    let columns = features.matrix.transposed()
    let counts = try FiringCounts(
      columns: columns, cells: design.cells, cellCount: design.totals.count, threads: options.threads)
    let source = Int(stream)
    let isTested =
      try published?.features[source].isTested
      ?? OmnibusTests.attainable(
        counts: counts, design: design, falseDiscoveryRate: options.falseDiscoveryRate, threads: options.threads)
    let tests = try OmnibusTests(
      design, counts: counts, columns: columns, isTested: isTested, options: options, threads: options.threads)
    let crude = try crudeTests(counts, columns, design: design, isTested: isTested, options: options)
    var table = GroupTable(
      dataset: dataset, checkpoint: features.checkpoint, attribute: groups.name, groups: groups.values,
      classes: classes.isEmpty ? [""] : classes)
    table.tested = isTested
    (table.g2, table.p, table.q, table.cmi) = (tests.g2, tests.p, tests.q, tests.mutualInformation)
    table.degreesOfFreedom = isTested.map { $0 ? Int32(tests.degreesOfFreedom) : 0 }
    let equivalenceZ = design.halfWidth(tail: options.falseDiscoveryRate)
    try EffectColumns.fill(
      &table, columns: columns, counts: counts, tests: tests, crudeQ: crude.q, design: design,
      equivalenceZ: equivalenceZ,
      options: options)
    try CellRates.fill(
      &table, counts: published?.features[source].counts ?? counts, design: design, published: published,
      options: options)
    let tested = isTested.reduce(0) { $0 + ($1 ? 1 : 0) }
    let verdicts = FeatureVerdict.allCases.map { verdict in
      CategoryCount(
        name: verdict.rawValue, count: table.verdict.reduce(0) { $0 + ($1 == verdict.rawValue ? 1 : 0) })
    }
    let nullFlags = try NullCalibration.meanFlags(
      columns: columns, design: design, isTested: isTested, stream: stream, options: options,
      equivalenceZ: equivalenceZ)
    var summary = BiasCheckpointSummary(
      checkpoint: features.checkpoint, tested: tested, untested: width - tested, verdicts: verdicts,
      nullFlags: nullFlags)
    try SensitivityColumns.fill(
      &table, &summary, columns: columns, counts: counts, tests: tests, design: design, options: options)
    if let published {
      let share = Double(max(1, tests.flagged)) / Double(max(1, tested))
      let widths = EffectColumns.halfWidths(share: share, design: design, rate: options.falseDiscoveryRate)
      let level = options.falseDiscoveryRate * share
      try PublishedEffects(
        groups: published, source: source, options: options,
        z: (
          widths.flagged, widths.other, design.halfWidth(tail: level / Double(max(1, design.pairCount)) / 2)
        ), level: level
      ).replace(&table, &summary, columns: columns, exact: counts)
    }
    return (summary, table)
  }

  /// The same tests without the label: cells of the tested groups summed over labels.
  private static func crudeTests(
    _ counts: FiringCounts, _ columns: SparseMatrix, design: CellDesign, isTested: [Bool], options: BiasOptions
  ) throws -> OmnibusTests {
    let classes = design.classCount
    var merged = counts
    merged.cellCount = design.testedGroups
    merged.active = [Int32](repeating: 0, count: isTested.count * design.testedGroups)
    for feature in isTested.indices where isTested[feature] {
      for cell in 0..<design.testedCells {
        merged.active[feature * design.testedGroups + cell / classes] +=
          counts.active[feature * counts.cellCount + cell]
      }
    }
    return try OmnibusTests(
      design.merged(), counts: merged, columns: columns, isTested: isTested, options: options, threads: options.threads)
  }
}
