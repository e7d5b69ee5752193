/// The one error type of the tool: where, what is wrong, what to do.
///
/// Printed as `FILE:LINE:COLUMN: message` and, on a second line, `  hint: …`.
public struct AtlasError: Error, Sendable, Equatable {
  /// What kind of failure this is; it decides the exit code.
  public enum Kind: Sendable {
    /// The command line, a configuration or an input file is wrong (exit code 2; nothing was written).
    case input
    /// The run itself failed: disk full, interrupted (exit code 1).
    case failure
  }

  /// Whose fault it is.
  public var kind: Kind
  /// The file or folder; nil where it is about none.
  public var path: String?
  /// Counted from 1.
  public var line: Int?
  /// Counted from 1, in characters.
  public var column: Int?
  /// What is wrong, in words.
  public var message: String
  /// What to do, in words; nil where there is nothing to advise.
  public var hint: String?
  /// The name that is wrong, as the user wrote it: who knows where it was written may add the place.
  public var subject: String?

  public init(
    _ kind: Kind = .input, path: String? = nil, line: Int? = nil, column: Int? = nil, _ message: String,
    hint: String? = nil, subject: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.line = line
    self.column = column
    self.message = message
    self.hint = hint
    self.subject = subject
  }

  /// The exit code of the process: 2 for a wrong input, 1 for a failed run.
  public var exitCode: Int32 { kind == .input ? 2 : 1 }

  /// The same error with its place filled in where it has none; callers that know the file add it on the way up.
  public func located(path: String, line: Int? = nil) -> AtlasError {
    var copy = self
    if copy.path == nil {
      copy.path = path
      copy.line = copy.line ?? line
    }
    return copy
  }
}

extension AtlasError: CustomStringConvertible {
  /// As printed: one line, or two with a hint.
  public var description: String {
    var place = ""
    if let path {
      place = path
      if let line { place += ":\(line)" }
      if line != nil, let column { place += ":\(column)" }
      place += ": "
    }
    let first = "error: \(place)\(message)"
    guard let hint else { return first }
    return "\(first)\n  hint: \(hint)"
  }
}
