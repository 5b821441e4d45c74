import Base
import Datasets
import Foundation
import Testing

@Suite struct LabelMapTests {
  @Test func numbersAreOrderedByValueAndNamesByName() throws {
    #expect(
      try LabelMap(training: read("10 ||| a\n9 ||| b\n-1 ||| c\n9 ||| d\n", .treebank)).names == ["-1", "9", "10"])
    #expect(try LabelMap(training: read("10 ||| a\n9 ||| b\nx ||| c\n", .treebank)).names == ["10", "9", "x"])
    #expect(try LabelMap(training: read("nan ||| a\n1 ||| b\ninf ||| c\n", .treebank)).names == ["1", "inf", "nan"])
  }

  @Test func indexIsThePlaceInTheList() throws {
    let map = try LabelMap(names: ["negative", "neutral", "positive"])
    #expect(map.names.map { map.index(of: $0) } == [0, 1, 2])
    #expect(map.index(of: "Positive") == nil)
  }

  @Test func invalidLists() throws {
    for names in [[], ["a", "a"], ["a", ""], ["a", "b "]] {
      #expect(throws: DatasetError.self) { try LabelMap(names: names) }
    }
    #expect(throws: DatasetError.self) { try LabelMap(training: read("1 ||| a\n1 ||| b\n", .treebank)) }
  }

  @Test func storedAsAListAndReadBack() throws {
    let map = try LabelMap(names: ["b", "a"])
    #expect(map.json == .array([.string("b"), .string("a")]))
    #expect(try LabelMap(json: map.json) == map)
    #expect(try LabelMap(json: ["0": "b", "1": "a"].json) == map)
    #expect(throws: DatasetError.self) { try LabelMap(json: ["0": "b", "2": "a"].json) }
    #expect(throws: DatasetError.self) { try LabelMap(json: .array([.integer(1)])) }
    let data = try JSONEncoder().encode(map)
    #expect(String(decoding: data, as: UTF8.self) == "[\"b\",\"a\"]")
    #expect(try JSONDecoder().decode(LabelMap.self, from: data) == map)
  }

  @Test func classesReportEveryUnknownLabel() throws {
    let map = try LabelMap(names: ["neg", "pos"])
    #expect(try read("pos ||| a\nneg ||| b\n", .treebank).classes(map) == [1, 0])
    let split = try read("pos ||| a\npso ||| b\nx ||| c\n", .treebank)
    #expect(
      problems { () throws(DatasetError) in _ = try split.classes(map) } == [
        DatasetProblem(line: 2, kind: .unknownLabel("pso", expected: ["neg", "pos"])),
        DatasetProblem(line: 3, kind: .unknownLabel("x", expected: ["neg", "pos"])),
      ])
  }

  @Test func regressionTargets() throws {
    #expect(try read("-1.5 ||| a\n2e1 ||| b\n", .treebank).targets() == [-1.5, 20])
    let split = try read("1 ||| a\nnan ||| b\n0x10 ||| c\n1e300 ||| d\n1,5 ||| e\n", .treebank)
    #expect(
      problems { () throws(DatasetError) in _ = try split.targets() } == [
        DatasetProblem(line: 2, kind: .notANumber("nan")), DatasetProblem(line: 3, kind: .notANumber("0x10")),
        DatasetProblem(line: 4, kind: .notANumber("1e300")), DatasetProblem(line: 5, kind: .notANumber("1,5")),
      ])
  }
}

extension [String: String] {
  fileprivate var json: JSON {
    var object = JSON.Object()
    for (key, value) in sorted(by: { $0.key < $1.key }) { object[key] = .string(value) }
    return .object(object)
  }
}
