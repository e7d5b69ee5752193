/// Which of many points are drawn: of those that would lie on one another only the first.
enum PointCloud {
  /// - Parameters:
  ///   - points: across 0 to 1000 and down in pixels.
  ///   - most: cells are made larger until no more points than this remain.
  /// - Returns: places among `points`, ascending.
  static func thinned(_ points: [(x: Double, y: Double)], most: Int) -> [Int] {
    guard most > 0 else { return [] }
    var size = 2.0
    while true {
      var seen = Set<SIMD2<Int>>()
      var kept: [Int] = []
      for (index, point) in points.enumerated() {
        // A pixel is about 2 units across on the width that most pages have.
        let cell = SIMD2(Int(point.x / (2 * size)), Int(point.y / size))
        if seen.insert(cell).inserted { kept.append(index) }
      }
      if kept.count <= most || size > 1e4 { return kept.count <= most ? kept : Array(kept.prefix(most)) }
      size *= 1.25
    }
  }

  /// A name at a point, where there is room for it.
  struct Label {
    let x: Double
    let y: Double
    let words: String
    let isLeft: Bool
  }

  /// The names that find room on the narrowest page, the first given first.
  static func placed(_ names: [(x: Double, y: Double, words: String)], height: Double) -> [Label] {
    struct Box {
      let left: Double
      let right: Double
      let y: Double
      func meets(_ other: Box) -> Bool {
        left < other.right && other.left < right && (y - other.y).magnitude < 13
      }
    }
    var taken: [Box] = []
    var labels: [Label] = []
    for name in names {
      let words = TextWidth.fitted(name.words, into: 130)
      let width = TextWidth.of(words)
      let x = name.x / 1000 * Plane.narrowest * 0.9
      for (isLeft, shift) in [(false, 0.0), (true, 0), (false, -9), (true, -9), (false, 9), (true, 9)] {
        let left = isLeft ? x - 8 - width : x + 8
        let box = Box(left: left, right: left + width, y: name.y + shift)
        guard box.left >= 0, box.right <= Plane.narrowest * 0.9, box.y > 6, box.y < height - 4,
          !taken.contains(where: box.meets)
        else { continue }
        taken.append(box)
        labels.append(Label(x: name.x, y: box.y + 4, words: words, isLeft: isLeft))
        break
      }
    }
    return labels
  }

  static func write(_ labels: [Label], into out: inout SVGWriter) {
    for label in labels {
      out.label(label.isLeft ? "point left" : "point", percent: label.x / 10, y: label.y, label.words)
    }
  }
}
