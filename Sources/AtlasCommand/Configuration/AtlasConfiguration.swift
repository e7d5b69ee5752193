import Datasets
import Diagnostics
import Features
import Findings
import Probing
import SparseAutoencoders

/// The configuration file, read and checked in itself; paths are already seen from the current folder.
struct AtlasConfiguration {
  struct CheckpointEntry {
    var id = ""
    /// nil for features that were encoded elsewhere.
    var path: String?
    /// As written in the file, for pages and the manifest.
    var writtenPath = ""
    var layer: Int?
    var options = CheckpointOptions()
    /// Output matrix and tokens of the model.
    var unembedding: UnembeddingEntry?
    var line: Int?
    /// Where in the document, as `places` has it.
    var place = ""
    /// Whether something of it could not be read.
    var hasMistakes = false
  }

  struct StatesEntry {
    var layer = 0
    var path = ""
    var options = StateOptions()
    var line: Int?
    /// Of the path.
    var place = ""
  }

  struct DatasetEntry {
    var id = ""
    var modality = "text"
    var examples: String?
    var columns = ExampleColumns()
    var states: [StatesEntry] = []
    var tokens: String?
    var drop = TokenDrop.none
    var patches: PatchGrid?
    var line: Int?
    /// Where in the document, as `places` has it.
    var place = ""
    /// Whether something of it could not be read.
    var hasMistakes = false
    /// Whether all states that it lists could be read.
    var hasAllStates = true
  }

  struct Profiles {
    /// What the work of all pairs of features usually allows.
    var examples = 50_000
  }

  struct Probes {
    var representations = ["majority", "hidden", "continuous", "binarized"]
    var thresholds: [ThresholdChoice] = [.fixed(0), .fixed(1)]
    var criteria = ["mean-difference"]
    var top = [1, 2, 5, 10, 20, 50, 100]
    var c = [0.01, 0.1, 1, 10]
    var examples: Int?
    var folds = 5
    var repeats = 3
    var trainingRates = [1.0]
    var nonInferiorityMargin = 0.01
    /// Class that AUROC and calibration refer to; nil: the last by name. Datasets without it keep theirs.
    var positiveClass: String?

    var isEnabled: Bool { !representations.isEmpty }
  }

  struct Bias {
    /// nil: every group column.
    var attributes: [String]?
    var intersections: [[String]] = []
    /// `largest` or a value; nil: pages name the largest group, impact ratios are to the highest rate.
    var reference: String?
    var margin = 0.02
    var falseDiscoveryRate = 0.05
    var minimumCell = 30
    /// Who may read the figures on groups: `public` or `internal`.
    var disclosure = "internal"
    /// From when to when the data are; nil: not told.
    var dataDates: String?
    /// Whether the probe is fitted again without the features that stand for a group.
    var ablation = true
    /// Whether it is for intersections, too.
    var intersectionAblation = true
  }

  /// A file of names of features.
  struct FeatureNamesEntry {
    var path = ""
    /// The checkpoint they are of, where the file does not say.
    var checkpoint: String?
    var line: Int?
  }

  struct TransferEntry {
    var train = ""
    var test = ""
    /// Of classes of `train` the name that `test` has for them.
    var labelMap: [String: String] = [:]
    /// Whether checkpoints and layers of other names are declared to be the same.
    var sameSpace = false
    /// In place of the label columns of both; of a dataset paired with itself in place of the one that is tested on.
    var label: String?
    /// In place of the label column of either.
    var trainLabel: String?
    var testLabel: String?
    /// Every pair that has something in common, instead of two datasets.
    var isAll = false
    var place = ""

    /// The columns that are predicted; nil: the labels of the datasets.
    var predicted: (train: String?, test: String?) {
      (trainLabel ?? (train == test ? nil : label), testLabel ?? label)
    }
  }

  var path = ""
  var title = "Feature atlas"
  var seed: UInt64 = 0
  var language = "en"
  var checkpoints: [CheckpointEntry] = []
  var datasets: [DatasetEntry] = []
  var pooling: [Pooling] = [.sum, .mean, .max, .last]
  var profiles = Profiles()
  var probes = Probes()
  var bias = Bias()
  var transfer: [TransferEntry] = []
  var featureNames: [FeatureNamesEntry] = []
  /// Tables that people filled in.
  var reviews: [String] = []
  var decision: DecisionQuestion?
  var site = SiteOptions()
  /// Where every value stands in the file, by its place in the document: `datasets[0].columns.label`.
  var places: [String: ConfigurationPlace] = [:]
  /// Keys that are written but do nothing, or less than one might think: what to know before relying on them.
  var unusedKeys: [String] = []
}
