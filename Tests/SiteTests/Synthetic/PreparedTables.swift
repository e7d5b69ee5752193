import Findings

/// Tables made once, so that measuring measures the pages.
struct PreparedTables: FindingsTables {
  private let featureTables: [String: FeatureTable]
  private let featureProfiles: [String: FeatureProfiles]
  private let groupTables: [String: GroupTable]
  private let exampleList: ExampleList

  init(_ source: SyntheticTables, _ dataset: DatasetFinding) throws {
    var features: [String: FeatureTable] = [:]
    var profiles: [String: FeatureProfiles] = [:]
    var groups: [String: GroupTable] = [:]
    for checkpoint in dataset.checkpoints.map(\.checkpoint) {
      features[checkpoint] = try source.features(dataset.id, checkpoint)
      profiles[checkpoint] = try source.profiles(dataset.id, checkpoint)
      for study in dataset.bias {
        groups[checkpoint + study.attribute] = try source.groups(dataset.id, checkpoint, study.attribute)
      }
    }
    featureTables = features
    featureProfiles = profiles
    groupTables = groups
    exampleList = try source.examples(dataset.id)
  }

  func examples(_ dataset: String) throws -> ExampleList { exampleList }
  func features(_ dataset: String, _ checkpoint: String) throws -> FeatureTable { featureTables[checkpoint]! }
  func profiles(_ dataset: String, _ checkpoint: String) throws -> FeatureProfiles { featureProfiles[checkpoint]! }
  func groups(_ dataset: String, _ checkpoint: String, _ attribute: String) throws -> GroupTable {
    groupTables[checkpoint + attribute]!
  }
  func transfer(_ train: String, _ test: String, _ checkpoint: String) throws -> TransferTable {
    TransferTable(train: train, test: test, checkpoint: checkpoint, classes: ["yes"])
  }
}
