import Diagnostics

/// Names in pickles: which are understood, which are harmless, which betray an attack.
enum PickleNames {
  /// Modules whose very mention in a checkpoint means that code was to be run.
  private static let forbiddenModules: Set<String> = [
    "os", "posix", "nt", "sys", "subprocess", "shutil", "socket", "runpy", "pty", "ctypes", "importlib", "imp", "code",
    "codeop", "commands", "webbrowser", "pickle", "_pickle", "cloudpickle", "dill", "marshal", "types", "operator",
    "_operator", "functools", "itertools", "asyncio", "multiprocessing", "threading", "signal", "tempfile", "urllib",
    "requests", "httplib", "http", "ftplib", "smtplib", "ssl", "bdb", "pdb", "timeit", "trace", "platform", "pip",
    "inspect", "gc", "atexit", "builtin", "zipimport", "pydoc", "pkgutil", "doctest", "linecache", "io", "_io",
  ]
  /// Of the builtins, what plain data is made of.
  private static let harmlessBuiltins: Set<String> = [
    "set", "frozenset", "dict", "list", "tuple", "int", "float", "bool", "str", "bytes", "bytearray", "complex",
    "slice", "range", "object",
  ]

  /// - Throws: `AtlasError` if the name is one through which pickles run code.
  static func check(module: String, name: String) throws {
    let root = module.prefix { $0 != "." }
    let isBuiltin = root == "builtins" || root == "__builtin__"
    if forbiddenModules.contains(String(root)) || (isBuiltin && !harmlessBuiltins.contains(name))
      || module.hasPrefix("torch.hub") || module.hasPrefix("numpy.testing") || name.contains(".")
    {
      throw forbidden(module: module, name: name)
    }
  }

  static func forbidden(module: String, name: String) -> AtlasError {
    AtlasError(
      .input, "the pickle inside calls \(quoted(module + "." + name)): it wants to run code, and nothing was run",
      hint: "do not trust this file; ask its author for safetensors")
  }

  /// Whether calling the name only makes data: classes by convention begin with a capital letter.
  static func makesData(module: String, name: String) -> Bool {
    let root = module.prefix { $0 != "." }
    if ["numpy", "builtins", "__builtin__", "datetime", "pathlib", "copyreg", "copy_reg", "collections"].contains(root)
    {
      return true
    }
    return name.drop { $0 == "_" }.first?.isUppercase ?? false
  }

  /// Element types by the names of torch's storage classes and dtypes.
  static func elementType(_ name: String) -> ElementType? {
    switch name {
    case "FloatStorage", "float32", "float": .float32
    case "DoubleStorage", "float64", "double": .float64
    case "HalfStorage", "float16", "half": .float16
    case "BFloat16Storage", "bfloat16": .bfloat16
    case "LongStorage", "int64", "long": .int64
    case "IntStorage", "int32", "int": .int32
    case "ShortStorage", "int16", "short": .int16
    case "CharStorage", "int8": .int8
    case "ByteStorage", "uint8": .uint8
    case "BoolStorage", "bool": .bool
    case "uint16": .uint16
    case "uint32": .uint32
    case "uint64": .uint64
    case "float8_e4m3fn": .float8e4m3
    case "float8_e5m2": .float8e5m2
    default: nil
    }
  }
}
