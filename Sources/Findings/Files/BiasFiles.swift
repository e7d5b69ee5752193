/// `bias.ATTRIBUTE.csv` and `bias.ATTRIBUTE.groups.csv`.
extension GroupTable {
  /// `bias.ATTRIBUTE.csv`: one row per feature.
  public func biasCSV() -> [UInt8] { biasTable.bytes(0..<featureCount) }

  var biasTable: CSVTable<Int> {
    @Sendable func group(_ index: Int32) -> String? { index >= 0 ? groups[Int(index)] : nil }
    return CSVTable { table in
      table.integer("feature", "index in the checkpoint, from 0") { $0 }
      table.flag("tested", "whether it is active often enough to be tested; the rest of the row is empty if not") {
        tested[$0]
      }
      table.real("g2", "G² of active and group given the label, at least 0", of: g2)
      table.integer("df", "degrees of freedom of G²") { tested[$0] ? degreesOfFreedom[$0] : nil }
      table.real("p", "p of G²", of: p)
      table.real("q", "Benjamini–Hochberg q over the tested features", of: q)
      table.real("cmi", "mutual information of active and group given the label, in nats", of: cmi)
      table.text("max_group", "group of the largest rate, standardised to the same labels") { group(maxGroup[$0]) }
      table.text("min_group", "group of the smallest rate, standardised to the same labels") { group(minGroup[$0]) }
      table.real("risk_difference", "largest less smallest standardised rate, 0 to 1", of: riskDifference)
      table.real("ci_low", "interval of risk_difference, valid for all pairs of groups", of: riskLow)
      table.real("ci_high", "interval of risk_difference, valid for all pairs of groups", of: riskHigh)
      table.real("proxy", "part of the crude difference of the two groups within labels (Kitagawa)", of: proxy)
      table.real("composition", "part that follows from the labels of the two groups (Kitagawa)", of: composition)
      table.text("verdict", "“proxy”, “composition”, “equivalent” or “insufficient”") { verdict[$0] }
      table.integer("n_needed", "examples per group that would settle “insufficient”") {
        needed[$0] > 0 ? needed[$0] : nil
      }
      sensitivity.declare(in: &table)
    }
  }

  /// `bias.ATTRIBUTE.groups.csv`: one row per feature × group × label, for the features that were tested; suppressed cells
  /// keep their place, empty.
  public func groupsCSV() -> [UInt8] {
    groupsTable.bytes(
      (0..<featureCount).lazy.filter { tested[$0] }.flatMap { feature in
        groups.indices.flatMap { group in
          classes.indices.map { label in
            (feature, group, label, cellIndex(feature: feature, group: group, label: label))
          }
        }
      })
  }

  /// `index`: see `cellIndex`.
  typealias Cell = (feature: Int, group: Int, label: Int, index: Int)

  var groupsTable: CSVTable<Cell> {
    @Sendable func shown<T>(_ cell: Cell, _ value: T) -> T? { suppressed[cell.index] ? nil : value }
    return CSVTable { table in
      table.integer("feature", "index in the checkpoint, from 0") { $0.feature }
      table.text("group", "value of the attribute") { groups[$0.group] }
      table.text("label", "class; empty if the data has no label") { classes[$0.label] }
      table.integer("n", "examples of the cell; empty if suppressed") { shown($0, cellCounts[$0.group][$0.label]) }
      table.integer("active", "active examples of the cell; empty if suppressed") { shown($0, active[$0.index]) }
      table.real("rate", "active / n, 0 to 1; empty if suppressed or n is 0") { cell -> Double? in
        let total = cellCounts[cell.group][cell.label]
        return suppressed[cell.index] || total == 0 ? nil : Double(active[cell.index]) / Double(total)
      }
      table.real("ci_low", "Wilson 95 % interval of the rate") { shown($0, rateLow[$0.index]) }
      table.real("ci_high", "Wilson 95 % interval of the rate") { shown($0, rateHigh[$0.index]) }
      table.flag("suppressed", "whether the cell is withheld everywhere, since everybody may read the figures") {
        suppressed[$0.index]
      }
      table.flag("unreliable", "whether examples are too few, or the interval too wide, to rely on the rate") {
        unreliable[$0.index]
      }
    }
  }

  /// Position of a cell in `active`, `rateLow`, `rateHigh` and `suppressed`.
  public func cellIndex(feature: Int, group: Int, label: Int) -> Int {
    (feature * groups.count + group) * classes.count + label
  }
}

extension ProbeGroupRow {
  /// `bias.ATTRIBUTE.probe.csv`: one row per arm × group.
  static let table = CSVTable<(arm: String, row: ProbeGroupRow)> { table in
    let rates: [(name: String, meaning: String, value: @Sendable (ProbeGroupRow) -> Interval?)] = [
      ("selection_rate", "share of the group that is decided “positive”, 0 to 1", { $0.selectionRate }),
      ("tpr", "share decided “positive” of those who are, 0 to 1", { $0.truePositiveRate }),
      ("fpr", "share decided “positive” of those who are not, 0 to 1", { $0.falsePositiveRate }),
      ("ppv", "share who are positive of those decided so, 0 to 1", { $0.positivePredictiveValue }),
      ("impact_ratio", "selection rate divided by that of “reference”", { $0.impactRatio }),
    ]
    let auroc: (name: String, meaning: String, value: @Sendable (ProbeGroupRow) -> Interval?) =
      ("auroc", "AUROC within the group, 0 to 1", { $0.auroc })
    table.text("arm", "probe; with more than two classes “ARM: CLASS”") { $0.arm }
    table.text("group", "value of the attribute, or “unknown”") { $0.row.group }
    table.integer("n", "decided examples; empty, like all figures, if suppressed") {
      $0.row.suppressed ? nil : $0.row.n
    }
    for rate in rates { table.real(rate.name, rate.meaning) { $0.row.suppressed ? nil : rate.value($0.row)?.value } }
    table.real("brier", "mean squared error of the probability within the group, 0 to 1") {
      $0.row.suppressed ? nil : $0.row.brier
    }
    table.real(auroc.name, auroc.meaning) { $0.row.suppressed ? nil : auroc.value($0.row)?.value }
    for rate in rates + [auroc] {
      table.real("ci_low:\(rate.name)", "95 % interval of \(rate.name)") {
        $0.row.suppressed ? nil : rate.value($0.row)?.low
      }
      table.real("ci_high:\(rate.name)", "95 % interval of \(rate.name)") {
        $0.row.suppressed ? nil : rate.value($0.row)?.high
      }
    }
    table.flag("suppressed", "whether the group has too few examples for everybody to see") { $0.row.suppressed }
    table.text("positive", "class whose decisions count as selected") { $0.row.positive }
    table.text("reference", "group that impact_ratio is to; empty if none is large enough") { $0.row.reference }
    table.text(
      "unreliable",
      "figures of fewer examples than the minimum, and a ratio whose interval spans more than a factor of 10, between spaces"
    ) {
      $0.row.unreliable.joined(separator: " ")
    }
    let added: [(name: String, meaning: String, value: @Sendable (ProbeGroupRow) -> Interval?)] = [
      ("for", "share who are positive of those decided otherwise, 0 to 1", { $0.falseOmissionRate }),
      ("calibration", "mean score less the share who are positive; empty for everybody", { $0.calibration }),
    ]
    for rate in added {
      table.real(rate.name, rate.meaning) { $0.row.suppressed ? nil : rate.value($0.row)?.value }
      table.real("ci_low:\(rate.name)", "95 % interval of \(rate.name)") {
        $0.row.suppressed ? nil : rate.value($0.row)?.low
      }
      table.real("ci_high:\(rate.name)", "95 % interval of \(rate.name)") {
        $0.row.suppressed ? nil : rate.value($0.row)?.high
      }
    }
  }
}

extension BiasStudy {
  /// See `ProbeGroupRow.table`.
  public func probeCSV() -> [UInt8] { ProbeGroupRow.table.bytes(probeRows.lazy.map { (name(of: $0), $0) }) }
  /// See `AblationRow.table`.
  public func ablationCSV() -> [UInt8] { AblationRow.table.bytes(ablations) }
}
