internal import CKernels
internal import CSystem
import Glibc
import Synchronization

/// The threads that share the work of one operation.
///
/// Work is cut into tasks by shape alone and no two tasks write the same value, so the number of threads, and which
/// thread takes which task, never changes a bit of the result.
public enum Threads {
  /// How many threads work, the calling one included; at first one for each CPU that this process may use.
  public static var count: Int {
    get { ThreadPool.shared.count }
    set { ThreadPool.shared.count = max(1, newValue) }
  }

  /// Number of CPUs that this process may use.
  public static var available: Int { Int(cs_available_cpus()) }

  /// Calls `body` once with each number below `tasks`, on several threads, and returns when all are done.
  static func run(_ tasks: Int, _ body: (Int) -> Void) {
    if tasks <= 1 || count == 1 || !ThreadPool.shared.run(tasks, body) {
      for task in 0..<tasks { body(task) }
    }
  }

  /// Calls `body` with neighbouring ranges of at most `size` that cover `0..<count`.
  static func run(_ count: Int, by size: Int, _ body: (Range<Int>) -> Void) {
    run((count + size - 1) / size) { task in body(task * size..<min(count, (task + 1) * size)) }
  }
}

/// Workers that spin for a moment after each job and then sleep.
@safe private final class ThreadPool: @unchecked Sendable {
  static let shared = ThreadPool()

  /// About 50 µs of waiting in a loop before a worker goes to sleep.
  private static let spins = 2000

  private let threadCount = Atomic<Int>(Threads.available)
  private let generation = Atomic<Int>(0)
  private let nextTask = Atomic<Int>(0)
  private let running = Atomic<Int>(0)
  private let sleeping = Atomic<Int>(0)
  private let busy = Atomic<Bool>(false)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var started = 0
  // Written before `generation` is raised, read by workers after they see it raised.
  private var body: ((Int) -> Void)?
  private var tasks = 0

  private init() {
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(wake, nil)
  }

  var count: Int {
    get { threadCount.load(ordering: .relaxed) }
    set { threadCount.store(newValue, ordering: .relaxed) }
  }

  /// Runs the tasks, or returns false if the pool is at work already (a nested call, or a second user thread).
  func run(_ tasks: Int, _ body: (Int) -> Void) -> Bool {
    guard busy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else { return false }
    start(count - 1)
    withoutActuallyEscaping(body) { escaping in
      self.body = escaping
      self.tasks = tasks
      nextTask.store(0, ordering: .relaxed)
      running.store(started, ordering: .relaxed)
      generation.add(1, ordering: .sequentiallyConsistent)
      if sleeping.load(ordering: .sequentiallyConsistent) > 0 {
        unsafe pthread_mutex_lock(mutex)
        unsafe pthread_cond_broadcast(wake)
        unsafe pthread_mutex_unlock(mutex)
      }
      work()
      var waited = 0
      while running.load(ordering: .acquiring) > 0 {
        waited += 1
        if waited < Self.spins { ck_pause() } else { sched_yield() }
      }
      self.body = nil
    }
    busy.store(false, ordering: .releasing)
    return true
  }

  private func work() {
    guard let body else { return }
    while true {
      let task = nextTask.add(1, ordering: .relaxed).oldValue
      if task >= tasks { return }
      body(task)
    }
  }

  private func start(_ wanted: Int) {
    while started < wanted {
      var thread = pthread_t()
      let worker = Worker(pool: self, number: started, generation: generation.load(ordering: .relaxed))
      let argument = unsafe Unmanaged.passRetained(worker).toOpaque()
      let code = unsafe pthread_create(
        &thread, nil,
        { argument in
          guard let argument = unsafe argument else { return nil }
          let worker = unsafe Unmanaged<Worker>.fromOpaque(argument).takeRetainedValue()
          worker.pool.serve(worker)
        }, argument)
      guard code == 0 else {
        // Fewer threads are slower, not wrong.
        unsafe Unmanaged<Worker>.fromOpaque(argument).release()
        count = started + 1
        return
      }
      pthread_detach(thread)
      started += 1
    }
  }

  private final class Worker {
    let pool: ThreadPool
    let number: Int
    let generation: Int

    init(pool: ThreadPool, number: Int, generation: Int) {
      self.pool = pool
      self.number = number
      self.generation = generation
    }
  }

  private func serve(_ worker: Worker) -> Never {
    var seen = worker.generation
    while true {
      var spun = 0
      while generation.load(ordering: .sequentiallyConsistent) == seen {
        spun += 1
        if spun < Self.spins { ck_pause() } else { sleep(while: seen) }
      }
      seen = generation.load(ordering: .sequentiallyConsistent)
      if worker.number < count - 1 { work() }
      running.subtract(1, ordering: .acquiringAndReleasing)
    }
  }

  private func sleep(while seen: Int) {
    unsafe pthread_mutex_lock(mutex)
    sleeping.add(1, ordering: .sequentiallyConsistent)
    while generation.load(ordering: .sequentiallyConsistent) == seen { unsafe pthread_cond_wait(wake, mutex) }
    sleeping.subtract(1, ordering: .sequentiallyConsistent)
    unsafe pthread_mutex_unlock(mutex)
  }
}
