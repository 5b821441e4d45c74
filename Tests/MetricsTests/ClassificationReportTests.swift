import Base
import TestSupport
import Testing
import Metrics

@Suite struct ClassificationReportTests {
  private func report(_ json: JSON, trainingMajority: Int? = nil) throws -> ClassificationReport {
    let logits = try #require(json["logits"]?.array)
    let classes = try #require(json["classes"]?.integer)
    return ClassificationReport(
      logits: logits.map { $0.numbers.map(Float.init) }, targets: try #require(json["targets"]?.integers),
      labels: (0..<classes).map { "class \($0)" }, trainingMajority: trainingMajority)
  }

  /// scikit-learn's scores, classes that are never predicted or never occur included; scipy's Wilson interval.
  @Test func agreesWithScikitLearn() throws {
    var bootstraps = 0
    for json in try recordedCases("classification") {
      let name = json["name"]!.string!
      let report = try report(json)
      #expect(report.confusion == json["confusion"]!.array!.map(\.integers), "\(name)")
      #expect(report.count == json["targets"]!.integers.count)
      #expect(agree(report.accuracy, json["accuracy"]?.number), "\(name)")
      #expect(agree(report.accuracyInterval, json["accuracy_interval"]), "\(name)")
      #expect(report.perClass.map(\.name) == report.labels)
      #expect(agree(report.perClass.map(\.precision), json["precision"]), "\(name)")
      #expect(agree(report.perClass.map(\.recall), json["recall"]), "\(name)")
      #expect(agree(report.perClass.map(\.f1), json["f1"]), "\(name)")
      #expect(report.perClass.map(\.support) == json["support"]!.integers, "\(name)")
      #expect(agree(report.macroF1, json["macro_f1"]?.number), "\(name)")
      #expect(agree(report.mcc, json["mcc"]?.number), "\(name)")
      #expect(agree(report.loss, json["loss"]?.number), "\(name)")
      #expect(agree(report.lossInterval, json["loss_interval"]), "\(name)")
      #expect(agree(report.majorityAccuracy, json["majority_accuracy"]?.number), "\(name)")
      if json["macro_f1_interval"] != nil {
        #expect(agree(report.macroF1Interval, json["macro_f1_interval"]), "\(name)")
        #expect(agree(report.mccInterval, json["mcc_interval"]), "\(name)")
        bootstraps += 1
      }
    }
    #expect(bootstraps == 3)
  }

  @Test func baselineOfTheTrainingData() throws {
    let cases = try recordedCases("classification")
    let json = try #require(cases.first { $0["name"] == "five classes" })
    #expect(try report(json).trainingMajorityAccuracy == nil)
    #expect(try report(json).json["baselines"]?["training_majority"] == nil)
    let report = try report(json, trainingMajority: 3)
    #expect(report.trainingMajorityAccuracy == Double(json["support"]!.integers[3]) / Double(report.count))
    #expect(report.json["baselines"]?["training_majority"] == "class 3")
    #expect(report.json["baselines"]?["training_majority_accuracy"]?.number == report.trainingMajorityAccuracy)
  }

  /// Every score is in results.json under the name that the field uses, with its interval.
  @Test func writesAllScores() throws {
    let report = ClassificationReport(
      logits: [[2, 0], [0, 1], [1, 0]], targets: [0, 1, 1], labels: ["down", "up"])
    let json = JSON.object(report.json)
    #expect(json["accuracy"]?.number == 2.0 / 3)
    #expect(json["interval"]?.numbers == [report.accuracyInterval.low, report.accuracyInterval.high])
    #expect(json["macro_f1"]?.number == report.macroF1)
    #expect(json["macro_f1_interval"]?.numbers == [report.macroF1Interval.low, report.macroF1Interval.high])
    #expect(json["mcc"]?.number == report.mcc)
    #expect(json["mcc_interval"]?.numbers == [report.mccInterval.low, report.mccInterval.high])
    #expect(json["loss"]?.number == report.loss)
    #expect(json["loss_interval"]?.numbers == [report.lossInterval.low, report.lossInterval.high])
    #expect(json["count"] == .integer(3))
    #expect(json["labels"] == ["down", "up"])
    #expect(json["confusion"]?.array?.map(\.integers) == [[1, 0], [1, 1]])
    #expect(
      json["per_class"]?.array?.last?.object?.members.map(\.key) == ["label", "precision", "recall", "f1", "support"])
    #expect(json["baselines"]?["majority_accuracy"]?.number == 2.0 / 3)
  }

  @Test func tableForPeople() {
    let report = ClassificationReport(
      logits: [[2, 0], [0, 1], [1, 0], [0, 1]], targets: [0, 1, 1, 1], labels: ["down", "up"])
    let lines = report.table.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0] == "  accuracy        75.0%   95% interval 30.1% to 95.4%")
    #expect(lines[4] == "  majority        75.0%   accuracy of always giving the most frequent of these 4 labels")
    #expect(lines[6] == "  label      precision    recall        F1   support   taken for: down, up")
    #expect(lines[7] == "  down          0.5000    1.0000    0.6667         1        1     0")
    #expect(lines[8] == "  up            1.0000    0.6667    0.8000         3        1     2")
    #expect(lines.count == 9)
  }

  /// A model that has broken down is scored, not crashed on.
  @Test func logitsThatAreNoNumbers() {
    let report = ClassificationReport(
      logits: [[.nan, .nan], [0, 1]], targets: [1, 1], labels: ["down", "up"])
    #expect(report.loss.isNaN)
    #expect(report.count == 2)
    #expect(JSON.object(report.json).compact.contains(#""loss":null"#))
  }
}
