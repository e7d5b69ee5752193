import Diagnostics
import Files

/// What each stage and each probe arm took: the only part of the results that may differ between two runs.
public struct Timings: Codable, Sendable {
  /// A stage of the run; every stage is listed, entered or not.
  public struct Stage: Codable, Sendable {
    /// `load`, `encode`, `reconstruction`, `statistics`, `profiles`, `probes`, `bias`, `transfer`, `render`.
    public var name: String
    /// Wall time, summed over all times that it was entered.
    public var seconds: Double
    /// Largest resident memory of the process up to the stage's end.
    public var peakBytes: Int

    public init(name: String, seconds: Double, peakBytes: Int) {
      self.name = name
      self.seconds = seconds
      self.peakBytes = peakBytes
    }

    enum CodingKeys: String, CodingKey {
      case name, seconds
      case peakBytes = "peak_bytes"
    }
  }

  /// A probe arm on one dataset.
  public struct Arm: Codable, Sendable {
    /// `DATASET: ARM`.
    public var arm: String
    /// Classifiers that were fitted.
    public var fits: Int
    /// Wall time of the whole arm.
    public var seconds: Double
    /// Time to decide one example with the model of the first fold, once it is pooled; nil where nothing is fitted.
    public var inferenceSeconds: Double?
    /// Time to encode one example by the checkpoint whose features the arm takes, on all threads of the run; nil where it
    /// takes none, or where encoded blocks came from the cache.
    public var encodingSeconds: Double?
    /// Memory of what the arm is trained on, in bytes; nil where nothing is fitted.
    public var matrixBytes: Int?
    /// Memory of a model, in bytes, see `ArmCost.modelBytes`.
    public var modelBytes: Int?
    /// Memory of one example, in bytes, see `ArmCost.exampleBytes`.
    public var exampleBytes: Double?

    public init(arm: String, fits: Int, seconds: Double) {
      self.arm = arm
      self.fits = fits
      self.seconds = seconds
    }

    enum CodingKeys: String, CodingKey {
      case arm, fits, seconds
      case inferenceSeconds = "inference_seconds_per_example"
      case encodingSeconds = "encoding_seconds_per_example"
      case matrixBytes = "matrix_bytes"
      case modelBytes = "model_bytes"
      case exampleBytes = "bytes_per_example"
    }
  }

  /// In the order of a run.
  public var stages: [Stage] = []
  /// Datasets, and arms of each, in their order.
  public var arms: [Arm] = []
  /// Of the file without this entry: it is in no list of digests, which have to be the same for every run.
  private var sha256: String?

  public init() {}

  /// The file, with its digest.
  public func encoded() throws -> [UInt8] {
    var copy = self
    copy.sha256 = nil
    copy.sha256 = SHA256Digest.hex(of: try FindingsJSON.encode(copy))
    return try FindingsJSON.encode(copy)
  }

  /// - Throws: `AtlasError` where the file holds no timings, or is not as it was written.
  public static func decode(_ file: MappedFile, comparesDigest: Bool = true) throws -> Timings {
    let timings = try file.withBytes { try FindingsJSON.decode(Timings.self, from: $0, path: file.path) }
    if comparesDigest, try file.withBytes({ try timings.encoded() != Array($0) }) {
      throw AtlasError(
        path: file.path, "this file was changed since it was written: its SHA-256 is not the one in it",
        hint: "copy it again, or run `feature-atlas analyze` again")
    }
    return timings
  }
}
