/// Counts so small that they could tell of a person.
public enum SmallCells {
  /// The largest of them; 0 is none.
  public static let largest = 4

  /// Whether nobody may learn the count where everybody may read the figures: from 1 to `largest`.
  public static func isSmall(_ count: Int) -> Bool { count >= 1 && count <= largest }
}
