import Findings

extension ReconstructionFinding {
  /// What is left unexplained where, and who holds the variance, for people: one thing a line.
  var fitLines: [String] {
    let fvu = fvuWithoutFirst.map { "FVU without first tokens \(thousandths($0))" }
    let median = medianUnexplained.map { "unexplained of the median token \(thousandths($0))" }
    let held = (positions ?? []).map { fit in
      let who = fit.position == "rest" ? "other" : fit.position
      return "\(who) tokens \(percent(fit.varianceShare))"
    }
    let top = topShare.map { "the farthest 1 % of all tokens \(percent($0))" }
    let lines = [
      [fvu, median].compactMap { $0 }.joined(separator: ", "), (held + [top].compactMap { $0 }).joined(separator: ", "),
    ]
    return zip(["", "share of the variance: "], lines).filter { !$0.1.isEmpty }.map { $0 + $1 }
  }
}

private func thousandths(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }

private func percent(_ value: Double) -> String { "\((value * 1000).rounded() / 10) %" }
