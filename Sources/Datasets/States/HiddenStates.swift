import Diagnostics

/// The one door to hidden states and to features that were encoded elsewhere.
public enum HiddenStates {
  /// Opens a file or a folder of any layout in `StateLayout.all`; the content stays on disk and is read when asked for.
  ///
  /// - Parameter expected: the examples of the table; where ids lie beside the states, rows are put into its order.
  /// - Throws: `AtlasError` if the path holds none of the layouts, if it holds several arrays and `options` names none,
  ///   if offsets, masks or shapes do not fit together, or ids beside the states are not those of the table.
  public static func open(
    path: String, options: StateOptions = .init(), expected: ExpectedExamples? = nil
  ) throws -> OpenedActivations {
    let input = try StateInput(path, array: options.array, expected: expected)
    guard let layout = StateLayout.all.first(where: { $0.detect(input) }) else {
      throw AtlasError(
        path: path, "no hidden states or features are recognised here",
        hint: "what can be read: " + StateLayout.all.map(\.name).joined(separator: "; "))
    }
    var opened = try layout.open(input, options)
    opened.layout = layout.name
    if opened.rowIDs == nil, let own = opened.examples {
      opened.rowIDs = RowIDs(ids: own.ids, source: FilePaths.lastComponent(own.path), path: own.path)
    } else if opened.rowIDs == nil, let container = input.container {
      opened.rowIDs = try RowIDs.find(in: container, input, warnings: &opened.warnings)
    }
    if let expected { try opened.join(to: expected) } else if opened.examples != nil { opened.order = .sameSource }
    return opened
  }
}
