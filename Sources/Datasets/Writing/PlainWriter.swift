import Diagnostics
import LinearAlgebra

/// Writes activations of any layout in the plain one: hidden states as safetensors, encoded features as SciPy CSR.
public enum PlainWriter {
  /// Bytes of states that are held at a time.
  private static let blockSize = 8 << 20

  /// Writes `path` completely or not at all.
  ///
  /// - Throws: `AtlasError` of kind `failure` if it cannot be written, of kind `input` if the activations cannot be read.
  public static func write(_ activations: Activations, to path: String) throws {
    switch activations {
    case .states(let source): try write(source, to: path)
    case .encoded(let features): try write(features, to: path)
    }
  }

  /// safetensors with `offsets` int64 [examples + 1] and `states` float32 [tokens, d], read and written block by block.
  public static func write(_ source: any HiddenStateSource, to path: String) throws {
    let (tokens, d) = (source.tokenCount, source.dimension)
    let offsetBytes = source.offsets.count * 8
    let stateBytes = tokens * d * 4
    var header = Array(
      """
      {"offsets":{"dtype":"I64","shape":[\(source.offsets.count)],"data_offsets":[0,\(offsetBytes)]},\
      "states":{"dtype":"F32","shape":[\(tokens),\(d)],"data_offsets":[\(offsetBytes),\(offsetBytes + stateBytes)]}}
      """.utf8)
    // The data begins at a multiple of 8, so that readers can use it where it is mapped.
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    let file = try OutputFile(path)
    var length: [UInt8] = []
    length.appendLittle(UInt64(header.count))
    try file.write(length)
    try file.write(header)
    try source.offsets.withUnsafeBytes { try file.write($0) }
    let block = max(1, blockSize / max(4, d * 4))
    var values = [Float](repeating: 0, count: min(block, tokens) * d)
    for start in stride(from: 0, to: tokens, by: block) {
      let end = min(start + block, tokens)
      try values.withUnsafeMutableBufferPointer { buffer in
        let part = UnsafeMutableBufferPointer(rebasing: buffer[..<((end - start) * d)])
        try source.read(start..<end, into: part)
        try file.write(UnsafeRawBufferPointer(part))
      }
    }
    try file.finish()
  }

  /// SciPy CSR .npz, as `CompressedRowsWriter` writes it.
  public static func write(_ features: EncodedFeatures, to path: String, part: FeaturePart? = nil) throws {
    try write(features, to: path, part: part, zip64From: 0xFFFF_FFFF)
  }

  static func write(
    _ features: EncodedFeatures, to path: String, part: FeaturePart? = nil, zip64From limit: Int
  ) throws {
    let matrix = features.matrix
    try matrix.indices.withUnsafeBytes { indices in
      try matrix.values.withUnsafeBytes { values in
        try CompressedRowsWriter.write(
          columnCount: matrix.columnCount, rowOffsets: matrix.offsets, indices: indices, values: values,
          exampleOffsets: features.offsets, leftOut: features.leftOut, part: part, to: path, zip64From: limit)
      }
    }
  }

  /// Header of a .npy file, version 1.0, padded so that the data begins at a multiple of 64.
  static func npyHeader(_ type: String, _ shape: [Int]) -> [UInt8] {
    let sizes = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    var text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)), }".utf8)
    while (10 + text.count + 1) % 64 != 0 { text.append(UInt8(ascii: " ")) }
    text.append(UInt8(ascii: "\n"))
    var header: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    header.appendLittle(UInt16(text.count))
    return header + text
  }
}
