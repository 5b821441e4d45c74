/// Minimizes a smooth convex function with L-BFGS (Liu and Nocedal 1989): the last five steps make the direction, and a
/// step is halved until it lowers the function enough (Armijo).
///
/// It ends where no element of the gradient is above `tolerance`, after `maximumSteps` steps, or where rounding leaves
/// no lower value. The result is a function of the arguments alone.
///
/// - Parameters:
///   - start: the first point
///   - function: its value at a point; overwrites the gradient
/// - Returns: the last point
package func minimizeWithLBFGS(
  from start: [Double], tolerance: Double = 1e-6, maximumSteps: Int = 500,
  _ function: (_ point: [Double], _ gradient: inout [Double]) -> Double
) -> [Double] {
  var (point, gradient) = (start, Array(repeating: 0.0, count: start.count))
  var value = function(point, &gradient)
  var steps: [(s: [Double], y: [Double], rho: Double)] = []
  for _ in 0..<maximumSteps where gradient.contains(where: { abs($0) > tolerance }) {
    // 1. the direction: −H · gradient by the two loops over the last steps
    var direction = gradient.map { -$0 }
    var factors: [Double] = []
    for step in steps.reversed() {
      let factor = step.rho * dot(step.s, direction)
      add(step.y, times: -factor, to: &direction)
      factors.append(factor)
    }
    if let last = steps.last {
      let scale = 1 / (last.rho * dot(last.y, last.y))
      for index in direction.indices { direction[index] *= scale }
    }
    for (step, factor) in zip(steps, factors.reversed()) {
      add(step.s, times: factor - step.rho * dot(step.y, direction), to: &direction)
    }
    // 2. the step; without a curvature the first one has length 1
    let slope = dot(gradient, direction)
    var length = steps.isEmpty ? min(1, 1 / dot(gradient, gradient).squareRoot()) : 1
    var (next, nextGradient) = (point, gradient)
    add(direction, times: length, to: &next)
    var nextValue = function(next, &nextGradient)
    while !(nextValue <= value + 1e-4 * length * slope) {
      length /= 2
      if length < 1e-10 { return point }
      next = point
      add(direction, times: length, to: &next)
      nextValue = function(next, &nextGradient)
    }
    // 3. what the step says about the curvature
    let s = zip(next, point).map { $0 - $1 }
    let y = zip(nextGradient, gradient).map { $0 - $1 }
    let curvature = dot(s, y)
    if curvature > 0 { steps.append((s, y, 1 / curvature)) }
    if steps.count > 5 { steps.removeFirst() }
    (point, gradient, value) = (next, nextGradient, nextValue)
  }
  return point
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
}

private func add(_ a: [Double], times factor: Double, to b: inout [Double]) {
  for index in a.indices { b[index] += factor * a[index] }
}
