import LinearAlgebra
import Statistics
import Testing

@testable import Classifiers

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct LogisticRegressionTests {
  @Test func fixturesArePresent() { #expect(LogisticFixtures.all.count == 5) }

  @Test(arguments: LogisticFixtures.all, [LogisticRegression.Method.sampleSpace, .primal, .sparsePrimal])
  func reachesTheOptimumOfScikitLearn(_ fixture: LogisticFixtures.Case, _ method: LogisticRegression.Method) throws {
    for examples in [fixture.dense, .sparse(fixture.sparse)] {
      let model = LogisticRegression(examples, labels: fixture.labels, method: method)
      let result = try model.fit([fixture.trainingSet], candidates: fixture.fits.map(\.c), threads: 1)
      for (fit, expected) in zip(result.sets[0], fixture.fits) {
        #expect(fit.isConverged)
        #expect(abs(fit.objective - expected.objective) <= 1e-8 * expected.objective)
        let probabilities = fit.probabilities(classCount: fixture.classes)
        let worst = zip(probabilities, expected.probabilities).map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 1e-5, "C \(expected.c): \(worst) after \(fit.iterations) iterations")
      }
    }
  }

  @Test(arguments: LogisticFixtures.all)
  func withAnL1PenaltyItReachesTheOptimumOfScipy(_ fixture: LogisticFixtures.Case) throws {
    let c = fixture.penalisedByL1.map(\.c)
    let rough = TrainingSet(
      rows: fixture.train, scored: fixture.trainingSet.scored, tolerance: TrainingSet.roughTolerance)
    for examples in [fixture.dense, .sparse(fixture.sparse)] {
      let model = LogisticRegression(examples, labels: fixture.labels, penalty: .l1)
      let path = try model.fit([fixture.trainingSet, rough], candidates: c, threads: 2)
      let finished = try path.finishing(c.indices.map { .init(set: 1, c: $0) })
      for (index, expected) in fixture.penalisedByL1.enumerated() {
        for fit in [path.sets[0][index], finished[index]] {
          #expect(fit.isConverged && fit.dualityGap ?? 1 <= 1e-10 * fit.objective)
          #expect(fit.objective <= expected.objective * (1 + 1e-9))
          #expect(fit.objective >= expected.objective * (1 - 1e-5))
          let probabilities = fit.probabilities(classCount: fixture.classes)
          let worst = zip(probabilities, expected.probabilities).map { abs($0 - $1) }.max() ?? 1
          #expect(worst < 1e-3, "C \(expected.c): \(worst)")
          let found = model.weighing(fit).weights
          let size = found.joined().reduce(0) { $0 + abs($1) }
          let loss = fixture.train.reduce(0) { sum, row in
            sum - log(probabilities[row * fixture.classes + Int(fixture.labels[row])])
          }
          #expect(abs(size + fit.c * loss - fit.objective) <= 1e-9 * fit.objective)
        }
        let above = path.sets[1][index].objective - path.sets[0][index].objective
        #expect(above <= (path.sets[1][index].dualityGap ?? 0) + 1e-9 && above >= -1e-9 * expected.objective)
      }
    }
  }

  /// Class by class the same optimum is reached as all at once; a working set beyond the limit ends the search in time.
  @Test func stepsOfSingleClassesEndAtTheSameOptimum() throws {
    let (matrix, labels) = Self.noise(rows: 130, features: 300, classes: 4)
    let columns = matrix.transposed()
    let targets = labels.map { Int($0) }
    func solved(_ most: Int) -> (L1Newton, Bool) {
      let search = L1Newton(columns: columns, targets: targets, classCount: 4, mostVariables: most)
      return (search, search.solve(0.5, to: .init(gap: 1e-10)))
    }
    let (together, apart, limited) = (solved(4_000), solved(250), solved(20))
    #expect(together.1 && apart.1 && !limited.1)
    #expect(4 * (apart.0.support.count + 1) > 250)
    let objective = together.0.standing.objective
    #expect(abs(apart.0.standing.objective - objective) <= 1e-9 * objective)
    // With an even number of classes all weights of a feature may move together within bounds: differences are unique.
    func differences(_ search: L1Newton) -> [Double] {
      search.weights.dropFirst().flatMap { zip($0, search.weights[0]).map { $0 - $1 } }
    }
    for (one, other) in zip(differences(together.0), differences(apart.0)) { #expect(abs(one - other) < 1e-3) }
  }

  /// A feature that fires in rows left out only has no weight at all, whatever the solution on all rows says: a trace of it
  /// would order rows that must tie, by their own labels.
  @Test(arguments: [LogisticRegression.Method.sampleSpace, .primal, .sparsePrimal])
  func rowsLeftOutLeaveNoTrace(_ method: LogisticRegression.Method) throws {
    let count = 60
    let labels = (0..<count).map { Int32($0 % 2) }
    var matrix = SparseMatrix(columnCount: 2)
    for row in 0..<count {
      // Feature 0 in some of all rows; feature 1 in the last rows of the second class.
      for feature in [Int32(0), 1] where feature == 0 ? row % 3 == 0 : row >= 40 && labels[row] == 1 {
        matrix.indices.append(feature)
        matrix.values.append(1)
      }
      matrix.offsets.append(matrix.indices.count)
    }
    for examples in [ExampleMatrix.sparse(matrix), .bits(matrix, above: 0)] {
      let set = TrainingSet(rows: Array(0..<40), scored: Array(40..<60))
      let fit = try LogisticRegression(examples, labels: labels, method: method)
        .fit([set], candidates: [0.1, 10], threads: 1).sets[0][1]
      #expect(fit.isConverged)
      let scores = fit.scores.indices.filter { ($0 + 40) % 3 != 0 }.map { fit.scores[$0] }
      #expect(Set(scores).count == 1, "\(scores)")
    }
  }

  /// Without any feature that fires there is the intercept: the shares of the classes.
  @Test func withoutFeaturesTheSharesOfTheClassesAreLeft() throws {
    let matrix = SparseMatrix(columnCount: 3, offsets: [Int](repeating: 0, count: 41), indices: [], values: [])
    let labels = (0..<40).map { Int32($0 % 4 == 0 ? 1 : 0) }
    let set = TrainingSet(rows: Array(0..<36), scored: [36, 37])
    let model = LogisticRegression(.sparse(matrix), labels: labels)
    let fit = try model.fit([set], candidates: [1], threads: 1).sets[0][0]
    #expect(fit.isConverged)
    for share in stride(from: 1, to: 4, by: 2).map({ fit.probabilities(classCount: 2)[$0] }) {
      #expect(abs(share - 0.25) < 1e-6)
    }
  }

  /// Every route to a fit ends at the same optimum: alone, among others of any size, within a part of the rows, along any
  /// path of C, on any number of threads.
  @Test(arguments: [2, 4]) func theOptimumDoesNotDependOnTheWay(_ classes: Int) throws {
    let (matrix, labels) = Self.noise(rows: 130, features: 400, classes: classes)
    let examples = ExampleMatrix.sparse(matrix)
    let model = LogisticRegression(examples, labels: labels, method: .sampleSpace)
    let folds = (0..<5).map { fold in (0..<130).filter { $0 % 5 != fold } }
    let close = folds.map { TrainingSet(rows: $0, scored: Array(0..<130)) }
    let rough = folds.map { TrainingSet(rows: $0.filter { $0 % 3 != 0 }, scored: Array(0..<130), tolerance: 1e-5) }
    let small = [TrainingSet(rows: Array(0..<30), scored: Array(100..<130))]
    let c = [0.01, 0.1, 1, 10, 1000]
    let together = try model.fit(close + rough + small, candidates: c, threads: 2)
    let again = try model.fit(close + rough + small, candidates: c, threads: 1)
    for (one, other) in zip(together.sets, again.sets) { #expect(one.map(\.scores) == other.map(\.scores)) }
    // A single C, where sets are taken to their optimum block by block.
    let single = try c.map { try model.fit(close + rough + small, candidates: [$0], threads: 2) }
    let primal = LogisticRegression(examples, labels: labels, method: .primal)
    for (place, set) in (close + rough + small).enumerated() {
      for (index, value) in c.enumerated() {
        var exact = set
        exact.tolerance = 1e-12
        let alone = try primal.fit([], whole: exact, candidates: [value], threads: 1).whole[0]
        for found in [together.sets[place][index], single[index].sets[place][0]] {
          // Or rounding ended the search first, which depends on the processor: then half the squared gradient, which bounds
          // what the objective can still lose, has to be as small.
          let bound = found.gradientNorm * found.gradientNorm / 2
          #expect(found.isConverged || bound < 1e-10 * found.objective, "set \(place), C \(value): \(bound)")
          // The primal, with fewer rows than features, may stop by rounding just above its optimum.
          let excess = (found.objective - alone.objective) / alone.objective
          #expect(excess < 2 * set.tolerance + 1e-10, "set \(place), C \(value): \(excess)")
          let worst =
            zip(found.probabilities(classCount: classes), alone.probabilities(classCount: classes))
            .map { abs($0 - $1) }.max() ?? 1
          #expect(worst < (set.tolerance > 1e-9 ? 0.05 : 1e-5), "set \(place), C \(value): \(worst)")
        }
      }
    }
  }

  /// A rough path, some of its fits finished, gives what close fits of the same sets are; close ones it leaves alone.
  @Test(arguments: [2, 4], [LogisticRegression.Method.sampleSpace, .primal, .sparsePrimal])
  func chosenFitsAreFinished(_ classes: Int, _ method: LogisticRegression.Method) throws {
    let (matrix, labels) = Self.noise(rows: 130, features: 300, classes: classes)
    let model = LogisticRegression(.sparse(matrix), labels: labels, method: method)
    let c = [0.01, 0.1, 1]
    func sets(_ tolerance: Double) -> [TrainingSet] {
      (0..<5).map { fold in
        TrainingSet(rows: (0..<130).filter { $0 % 5 != fold }, scored: Array(0..<130), tolerance: tolerance)
      } + [TrainingSet(rows: Array(0..<40), scored: Array(100..<130), tolerance: tolerance)]
    }
    let whole = TrainingSet(rows: Array(0..<130), scored: Array(0..<130), tolerance: TrainingSet.roughTolerance)
    let rough = try model.fit(sets(TrainingSet.roughTolerance), whole: whole, candidates: c, threads: 2)
    let close = try model.fit(sets(TrainingSet.closeTolerance), candidates: c, threads: 2)
    var places = (0..<6).map { LogisticPath.Place(set: $0, c: $0 % 3) }
    places.append(.init(set: nil, c: 1))
    for (place, found) in zip(places, try rough.finishing(places)) {
      let exact = place.set.map { close.sets[$0][place.c] } ?? close.whole[place.c]
      #expect(found.c == c[place.c] && found.isConverged && found.scoredCount == exact.scoredCount)
      #expect(abs(found.objective - exact.objective) <= 1e-10 * exact.objective, "\(place)")
      let worst =
        zip(found.probabilities(classCount: classes), exact.probabilities(classCount: classes))
        .map { abs($0 - $1) }.max() ?? 1
      #expect(worst < 1e-5, "\(place): \(worst)")
    }
    let again = try close.finishing(places)
    for (place, found) in zip(places, again) {
      #expect(found.scores == (place.set.map { close.sets[$0][place.c] } ?? close.whole[place.c]).scores)
    }
  }

  /// Fits that begin where earlier ones with the same whole ended have the same optimum; other rows begin anew.
  @Test(arguments: [2, 4]) func warmStartsMoveNoOptimum(_ classes: Int) throws {
    let (matrix, labels) = Self.noise(rows: 130, features: 400, classes: classes)
    let model = LogisticRegression(.sparse(matrix), labels: labels, method: .sampleSpace)
    let all = TrainingSet(rows: Array(0..<130), scored: Array(0..<130))
    let part = TrainingSet(rows: (0..<130).filter { $0 % 10 != 3 }, scored: Array(0..<130))
    let sets = (0..<5).map { fold in
      TrainingSet(rows: part.rows.filter { $0 % 5 != fold }, scored: Array(0..<130))
    }
    let warm = WarmStarts()
    _ = try model.fit(sets.map(\.roughly), whole: all.roughly, candidates: [0.01, 0.1, 1], threads: 2, warm: warm)
    warm.keep([0.1, 1])
    #expect(warm.starts.keys.sorted() == [0.1, 1])
    for (whole, c) in [(all, 1.0), (all, 10), (all, 0.1), (part, 1), (all, 0.1)] {
      let cold = try model.fit(sets, whole: whole, candidates: [c], threads: 1)
      let found = try model.fit(sets, whole: whole, candidates: [c], threads: 2, warm: warm)
      for (one, other) in zip(found.sets.joined() + found.whole, cold.sets.joined() + cold.whole) {
        #expect(one.isConverged && abs(one.objective - other.objective) <= 1e-10 * other.objective, "C \(c)")
        let worst =
          zip(one.probabilities(classCount: classes), other.probabilities(classCount: classes))
          .map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 1e-5, "C \(c): \(worst)")
      }
    }
    let permuted = [labels.reversed() + [], Array(labels.dropFirst()) + [labels[0]]]
    let own = try model.fits(permuted, rows: all.rows, c: 0.1, tolerance: 1e-12, threads: 1)
    let shared = try model.fits(permuted, rows: all.rows, c: 0.1, tolerance: 1e-12, threads: 1, warm: warm)
    #expect(own.map(\.weights) == shared.map(\.weights))
  }

  @Test(arguments: [1, 2, 4, 9]) func manyClassifiersScoreAsEachAlone(_ count: Int) throws {
    let (matrix, labels) = Self.noise(rows: 60, features: 50, classes: 3)
    let dense = ExampleMatrix.dense((0..<60 * 50).map { Float($0 % 17) - 8 }, rows: 60, dimension: 50)
    for examples in [ExampleMatrix.sparse(matrix), .bits(matrix, above: 0.5), dense] {
      let model = LogisticRegression(examples, labels: labels)
      let fits = try (0..<count).map { place in
        let set = TrainingSet(rows: (0..<60).filter { $0 % 10 != place }, scored: [])
        return model.weighing(try model.fit([], whole: set, candidates: [0.1], threads: 1).whole[0])
      }
      let others = examples.selectingRows([3, 1, 59])
      let found = LogisticFit.applied(fits, to: others)
      #expect(found.map(\.scores) == fits.map { $0.applied(to: others).scores })
      #expect(found.allSatisfy { $0.scoredCount == 3 && $0.scores.count == 9 })
    }
  }

  /// Numbers that no model can be made of end the search: unconverged fits, not an endless one.
  @Test(arguments: [LogisticRegression.Method.sampleSpace, .primal])
  func notANumberIsNotFitted(_ method: LogisticRegression.Method) throws {
    var (matrix, labels) = Self.noise(rows: 60, features: 200, classes: 2)
    matrix.values[7] = .nan
    let model = LogisticRegression(.sparse(matrix), labels: labels, method: method)
    for tolerance in [TrainingSet.roughTolerance, TrainingSet.closeTolerance] {
      let sets = (0..<3).map { fold in
        TrainingSet(rows: (0..<60).filter { $0 % 3 != fold }, scored: Array(0..<60), tolerance: tolerance)
      }
      let path = try model.fit(sets, candidates: [0.1, 1], threads: 1)
      #expect(path.whole.allSatisfy { !$0.isConverged })
      #expect(try path.finishing([.init(set: nil, c: 0)]).allSatisfy { !$0.isConverged })
    }
  }

  /// Rows outside the whole take no part, whatever their labels, and are scored all the same.
  @Test func rowsOutsideTheWholeTakeNoPart() throws {
    let (matrix, labels) = Self.noise(rows: 90, features: 300, classes: 2)
    let whole = TrainingSet(rows: (0..<90).filter { $0 % 2 == 0 }, scored: Array(0..<90))
    let set = TrainingSet(rows: whole.rows.filter { $0 % 3 != 0 }, scored: Array(0..<90))
    let turned = labels.enumerated().map { $0 % 2 == 0 ? $1 : 1 - $1 }
    for method in [LogisticRegression.Method.sampleSpace, .primal] {
      let fits = try [labels, turned].map { labels in
        let model = LogisticRegression(.sparse(matrix), labels: labels, method: method)
        let found = try model.fit([set], whole: whole, candidates: [0.1, 1], threads: 1)
        return (found.sets[0] + found.whole).map { ($0.scores, model.weighing($0).weights) }
      }
      for (one, other) in zip(fits[0], fits[1]) {
        #expect(one.0 == other.0 && one.1 == other.1)
        #expect(one.0.count == 90)
      }
    }
  }

  private static func noise(rows: Int, features: Int, classes: Int) -> (matrix: SparseMatrix, labels: [Int32]) {
    BLAS.useOneThreadPerCall()
    var generator = SeededGenerator(seed: 7, stream: UInt64(classes))
    var matrix = SparseMatrix(columnCount: features)
    let labels = (0..<rows).map { _ in Int32(generator.uniform() * Double(classes)) }
    for row in 0..<rows {
      for feature in 0..<features where generator.uniform() < (feature % 40 == Int(labels[row]) ? 0.4 : 0.15) {
        matrix.indices.append(Int32(feature))
        matrix.values.append(Float(0.1 + 20 * generator.uniform() * generator.uniform()))
      }
      matrix.offsets.append(matrix.indices.count)
    }
    return (matrix, labels)
  }
}
