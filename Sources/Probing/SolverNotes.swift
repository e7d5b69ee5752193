import Classifiers
import Diagnostics

extension LogisticRegression.Method {
  var note: NoteCode {
    switch self {
    case .sampleSpace: .sampleSpaceSolver
    case .primal: .primalSolver
    case .sparsePrimal: .sparseSolver
    case .workingSet: .workingSetSolver
    }
  }
}
