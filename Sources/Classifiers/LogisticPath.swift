/// The fits of one representation along C, and the way to take some of them to their optimum.
///
/// To choose a C it is enough to know every fit roughly; only what is chosen need be known well. A path is therefore
/// followed with rough tolerances, and the fits that were chosen are finished afterwards from where it left them.
public struct LogisticPath: Sendable {
  /// A fit on a path.
  public struct Place: Sendable, Hashable {
    /// Index of a training set; nil: the whole.
    public var set: Int?
    /// Index of a value of C.
    public var c: Int

    public init(set: Int?, c: Int) { (self.set, self.c) = (set, c) }

    func set(of sets: [TrainingSet], _ whole: TrainingSet) -> TrainingSet { set.map { sets[$0] } ?? whole }
  }

  /// [training set][C].
  public internal(set) var sets: [[LogisticFit]]
  /// [C].
  public internal(set) var whole: [LogisticFit]
  /// Columns of scores finished in one block of products, at most: even few fits make enough blocks for several threads.
  static let blockColumns = 8

  let finisher: @Sendable (LogisticPath, [Place]) throws -> [LogisticFit]

  /// Fits of the path as near to their optimum as asked of sets by default, one for each place; all without weights.
  ///
  /// - Parameter places: each once.
  public func finishing(_ places: [Place]) throws -> [LogisticFit] { try finisher(self, places) }

  subscript(place: Place) -> LogisticFit {
    get { place.set.map { sets[$0][place.c] } ?? whole[place.c] }
    set {
      if let set = place.set { sets[set][place.c] = newValue } else { whole[place.c] = newValue }
    }
  }
}
