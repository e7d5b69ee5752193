import Diagnostics

/// The one door to hidden states and to features that were encoded elsewhere.
public enum HiddenStates {
  /// Opens a file or a folder of any layout in `StateLayout.all`; the content stays on disk and is read when asked for.
  ///
  /// - Throws: `AtlasError` if the path holds none of the layouts, if it holds several arrays and `options` names none,
  ///   or if offsets, masks or shapes do not fit together.
  public static func open(path: String, options: StateOptions = .init()) throws -> OpenedActivations {
    let input = try StateInput(path)
    guard let layout = StateLayout.all.first(where: { $0.detect(input) }) else {
      throw AtlasError(
        path: path, "no hidden states or features are recognised here",
        hint: "what can be read: " + StateLayout.all.map(\.name).joined(separator: "; "))
    }
    var opened = try layout.open(input, options)
    opened.layout = layout.name
    return opened
  }
}
