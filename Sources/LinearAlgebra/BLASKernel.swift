import CKernels
import COpenBLAS
import Glibc

extension BLAS {
  /// As OpenBLAS calls those that it uses: `SkylakeX`, `Haswell`, `Prescott` …
  static var kernel: String { String(cString: openblas_get_corename()) }

  /// Starts the program anew with the kernels of this processor, where OpenBLAS is older than the processor and took those of
  /// the first 64-bit ones. That choice is made while the library is loaded, so nothing but the environment changes it. Call
  /// first: what the program did before is done again.
  ///
  /// Nothing happens where `OPENBLAS_CORETYPE` is set, and where the program cannot be started again.
  public static func useKernelsOfProcessor() {
    guard let better = kernelInPlace(of: kernel) else { return }
    restart(with: variable, better)
  }

  /// Starts the program anew with a variable in its environment; returns where the variable is set already, and where the
  /// program cannot be started again.
  static func restart(with variable: String, _ value: String) {
    guard getenv(variable) == nil else { return }
    var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    guard readlink("/proc/self/exe", &path, path.count - 1) > 0 else { return }
    setenv(variable, value, 1)
    execv(path, CommandLine.unsafeArgv)
    unsetenv(variable)
  }

  /// Kernels of processors that have no AVX2, among them what OpenBLAS falls back to for one that it does not know: Prescott
  /// for Intel, Barcelona for AMD.
  private static let beforeFusedProducts: Set = [
    "Prescott", "Core2", "Penryn", "Dunnington", "Atom", "Nehalem", "Sandybridge", "Opteron", "Opteron_SSE3",
    "Barcelona", "Bobcat", "Bulldozer", "Piledriver", "Steamroller",
  ]

  private static let variable = "OPENBLAS_CORETYPE"

  /// The kernels that suit this processor; nil where those chosen do.
  ///
  /// - Parameter chosen: as OpenBLAS calls them.
  static func kernelInPlace(of chosen: String) -> String? {
    guard beforeFusedProducts.contains(chosen) else { return nil }
    switch atlas_vector_bits() {
    case 512: return "SkylakeX"
    case 256: return "Haswell"
    default: return nil
    }
  }
}
