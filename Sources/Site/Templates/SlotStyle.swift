import Claims

/// Styles of numbers as templates name them: `{{density:percent}}`, `{{auroc:2}}`, `{{difference:+3}}`.
enum SlotStyle {
  private static let named: [(name: String, style: NumberStyle)] = [
    ("count", .count), ("percent", .percent), ("points", .points), ("probability", .probability),
    ("magnitude", .magnitude), ("plain", .plain),
  ]

  /// For messages.
  static let known = named.map(\.name).joined(separator: ", ") + ", a number of decimals such as 2, or +2 with a sign"

  /// nil for a name that means nothing.
  static func style(_ name: Substring) -> NumberStyle? {
    if let found = named.first(where: { $0.name == name }) { return found.style }
    guard let digits = name.last?.wholeNumberValue, digits <= 9, name.count <= 2 else { return nil }
    switch name.dropLast() {
    case "": return .fixed(digits)
    case "+": return .signed(digits)
    default: return nil
    }
  }
}
