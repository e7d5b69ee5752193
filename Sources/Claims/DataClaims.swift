import Findings

/// What went in.
public enum DataClaims {
  public static func all(_ dataset: DatasetFinding) -> [Claim] {
    let name = Subject("dataset", dataset.id)
    func count(_ figure: String, _ quantity: String, _ value: Int?, _ unit: FigureUnit = .examples) -> [Figure] {
      [Figure(figure, count: value, unit, .fact("dataset", dataset.id, quantity))].compactMap { $0 }
    }
    var claims = [
      Claim(
        .dataSize, [dataset.id], .stated,
        subjects: [name, Subject("modality", "modality", code: dataset.modality)],
        figures: count("examples", "examples", dataset.exampleCount))
    ]
    if dataset.unlabelled > 0 {
      claims.append(
        Claim(
          .dataUnlabelled, [dataset.id], .stated, subjects: [name],
          figures: count("examples", "unlabelled", dataset.unlabelled)))
    }
    if let column = dataset.clusterColumn, let clusters = dataset.clusterCount {
      claims.append(
        Claim(
          .dataClusters, [dataset.id], .stated, subjects: [name, Subject("column", column)],
          figures: count("clusters", "clusters", clusters, .clusters)))
    }
    return claims
  }
}
