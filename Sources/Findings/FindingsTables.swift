/// The large tables of a results folder, loaded when a page needs them. Safe to call from several threads.
public protocol FindingsTables: Sendable {
  func features(_ dataset: String, _ checkpoint: String) throws -> FeatureTable
  func profiles(_ dataset: String, _ checkpoint: String) throws -> FeatureProfiles
  func groups(_ dataset: String, _ checkpoint: String, _ attribute: String) throws -> GroupTable
  func examples(_ dataset: String) throws -> ExampleList
  func transfer(_ train: String, _ test: String, _ checkpoint: String) throws -> TransferTable
}
