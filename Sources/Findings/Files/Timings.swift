import Files
import Foundation

/// What each stage and each probe arm took: the only part of the results that may differ between two runs.
public struct Timings: Codable, Sendable {
  public struct Stage: Codable, Sendable {
    /// `load`, `encode`, `reconstruction`, `statistics`, `profiles`, `probes`, `bias`, `transfer`, `render`.
    public var name: String
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

  public struct Arm: Codable, Sendable {
    public var arm: String
    public var fits: Int
    public var seconds: Double
    /// Time to decide one example with the model of the first fold, once it is pooled; nil where nothing is fitted.
    public var inferenceSeconds: Double?
    /// Time to encode one example by the checkpoint whose features the arm takes, on all threads of the run; nil where it
    /// takes none, or where encoded blocks came from the cache.
    public var encodingSeconds: Double?
    /// Memory of what the arm is trained on, and of a model, in bytes.
    public var matrixBytes: Int?
    public var modelBytes: Int?
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

  public var stages: [Stage] = []
  public var arms: [Arm] = []

  public init() {}
}

/// JSON as the results and the site write it: sorted keys, so that equal data are equal bytes.
public enum FindingsJSON {
  public static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
  }

  public static func decode<T: Decodable>(_ type: T.Type, from bytes: UnsafeRawBufferPointer) throws -> T {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: Data(bytes))
  }
}
