/// A binary heap with the greatest element on top.
struct Heap<Element: Comparable> {
  private var elements: [Element] = []

  mutating func removeAll() { elements.removeAll(keepingCapacity: true) }

  mutating func push(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, elements[(child - 1) / 2] < elements[child] {
      elements.swapAt((child - 1) / 2, child)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> Element? {
    guard let top = elements.first else { return nil }
    elements[0] = elements[elements.count - 1]
    elements.removeLast()
    var parent = 0
    while 2 * parent + 1 < elements.count {
      var child = 2 * parent + 1
      if child + 1 < elements.count, elements[child] < elements[child + 1] { child += 1 }
      if elements[child] <= elements[parent] { break }
      elements.swapAt(parent, child)
      parent = child
    }
    return top
  }
}
