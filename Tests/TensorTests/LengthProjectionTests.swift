import Tensor
import Testing

/// The projection of sequences along their length, against its definition in double precision.
@Suite struct LengthProjectionTests {
  /// Lengths of the sequences, rows of a projected one, columns, and those that are projected.
  struct Case: Sendable, CustomTestStringConvertible {
    let lengths: [Int]
    let places: Int
    let width: Int
    let columns: Range<Int>
    let testDescription: String

    init(_ lengths: [Int], places: Int, width: Int, columns: Range<Int>) {
      (self.lengths, self.places, self.width, self.columns) = (lengths, places, width, columns)
      testDescription = "\(lengths), \(places) places, columns \(columns) of \(width)"
    }

    var offsets: [Int] { lengths.reduce(into: [0]) { $0.append($0.last! + $1) } }
    /// More columns than the longest sequence has rows.
    var positions: Int { lengths.max()! + 3 }
    var x: Tensor { noise([lengths.reduce(0, +), width], seed: 1) }
    var weight: Tensor { noise([places, positions], seed: 2) }
    var dY: Tensor { noise([lengths.count * places, width], seed: 3) }
  }

  static let cases = [
    Case([1], places: 1, width: 1, columns: 0..<1), Case([3, 1, 7], places: 2, width: 5, columns: 0..<5),
    Case([3, 1, 7], places: 9, width: 12, columns: 4..<10), Case([64, 65, 1], places: 64, width: 70, columns: 0..<70),
    Case([5, 130, 67], places: 70, width: 140, columns: 3..<137),
    Case([300, 513, 20], places: 33, width: 16, columns: 8..<16),
  ]

  /// y, dX and dWeight of a case, in double precision.
  private func reference(_ row: Case) -> (y: [Double], dX: [Double], dWeight: [Double]) {
    let (x, weight, dY) = (row.x.values, row.weight.values, row.dY.values)
    var y = [Double](repeating: 0, count: dY.count)
    var dX = [Double](repeating: 0, count: x.count)
    var dWeight = [Double](repeating: 0, count: weight.count)
    for (sequence, length) in row.lengths.enumerated() {
      for place in 0..<row.places {
        for token in 0..<length {
          let factor = Double(weight[place * row.positions + token])
          for column in row.columns {
            let to = (sequence * row.places + place) * row.width + column
            let from = (row.offsets[sequence] + token) * row.width + column
            y[to] += factor * Double(x[from])
            dX[from] += factor * Double(dY[to])
            dWeight[place * row.positions + token] += Double(dY[to]) * Double(x[from])
          }
        }
      }
    }
    return (y, dX, dWeight)
  }

  /// What the operation gives; the columns outside are 7, and the gradient of the weight is added to 1.
  private func results(_ row: Case) -> (y: Tensor, dX: Tensor, dWeight: Tensor) {
    var y = Tensor(repeating: 7, row.dY.shape)
    projectLengths(row.x, columns: row.columns, weight: row.weight, offsets: row.offsets, into: &y)
    var dX = Tensor(repeating: 7, row.x.shape)
    lengthProjectionInputGradient(
      row.dY, columns: row.columns, weight: row.weight, offsets: row.offsets, into: &dX)
    var dWeight = Tensor(repeating: 1, row.weight.shape)
    addLengthProjectionGradient(row.dY, x: row.x, columns: row.columns, offsets: row.offsets, to: &dWeight)
    return (y, dX, dWeight)
  }

  @Test(arguments: cases) func followsItsDefinition(_ row: Case) {
    let (found, expected) = (results(row), reference(row))
    func isOutside(_ index: Int) -> Bool { !row.columns.contains(index % row.width) }
    func withSevens(_ values: [Double]) -> [Double] {
      values.enumerated().map { isOutside($0.offset) ? 7 : $0.element }
    }
    #expect(distance(found.y.values, withSevens(expected.y)) < 1e-5)
    #expect(distance(found.dX.values, withSevens(expected.dX)) < 1e-5)
    #expect(distance(found.dWeight.values, expected.dWeight.map { $0 + 1 }) < 1e-5)
    // Columns beyond the longest sequence have no gradient.
    let longest = row.lengths.max()!
    #expect(found.dWeight.values.indices.allSatisfy { $0 % row.positions < longest || found.dWeight.values[$0] == 1 })
  }

  @Test func threadsDoNotChangeBits() {
    let count = Threads.count
    defer { Threads.count = count }
    for row in Self.cases {
      Threads.count = 1
      let alone = results(row)
      Threads.count = 4
      let together = results(row)
      #expect(alone == together)
    }
  }

  /// A text's projection has the same bits alone and in a batch.
  @Test func sequencesDoNotAffectEachOther() {
    for row in Self.cases {
      let together = results(row)
      for (sequence, length) in row.lengths.enumerated() {
        let rows = row.offsets[sequence]..<row.offsets[sequence + 1]
        var y = Tensor(repeating: 7, [row.places, row.width])
        projectLengths(
          row.x.copyOfRows(rows), columns: row.columns, weight: row.weight, offsets: [0, length], into: &y)
        #expect(y == together.y.copyOfRows(sequence * row.places..<(sequence + 1) * row.places))
      }
    }
  }

  /// The identity leaves every bit as it is.
  @Test(arguments: [1, 6, 70, 300]) func identityChangesNothing(_ length: Int) {
    let x = noise([length, 20], seed: 4)
    var identity = Tensor(zeros: [length, length])
    identity.withMutableSpan { values in for index in 0..<length { values[index * (length + 1)] = 1 } }
    var y = Tensor.init(zeros: [length, 20])
    projectLengths(x, columns: 0..<20, weight: identity, offsets: [0, length], into: &y)
    #expect(y == x)
  }
}
