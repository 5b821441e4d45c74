public import Tensor

/// Where the values of parameters come from: one file of named tensors, or several that are read as one.
///
/// The names are those that `transformers` gives the parameters of the same model.
public protocol TensorSource: AnyObject {
  /// The file, for messages.
  var path: String { get }
  /// The names of all tensors, in the order of the file.
  var names: [String] { get }
  /// The shape of a tensor, or nil if there is none of this name.
  func shape(of name: String) -> [Int]?
  /// Why a tensor that exists cannot be read as numbers, or nil.
  func problem(reading name: String) -> String?
  /// The values of a tensor that exists, as float32.
  ///
  /// - Precondition: `problem(reading:)` is nil
  func tensor(_ name: String) -> Tensor
}

extension TensorSource {
  /// Checks that all given tensors exist in their shapes and in formats that can be read.
  ///
  /// - Throws: `CheckpointError.mismatch` with a line for each
  public func require(_ expected: [(name: String, tensor: Tensor)]) throws(CheckpointError) {
    let problems = expected.compactMap { name, tensor -> String? in
      guard let shape = shape(of: name) else { return "\(name) is missing, expected shape \(tensor.shape)" }
      return shape == tensor.shape
        ? problem(reading: name) : "\(name) has shape \(shape), expected \(tensor.shape)"
    }
    if !problems.isEmpty { throw .mismatch(path: path, problems: problems) }
  }
}
