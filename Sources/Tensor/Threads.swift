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
    // A level is chosen for one thread, which then does all the work.
    if tasks <= 1 || count == 1 || Machine.hasChosenLevel || !ThreadPool.shared.run(tasks, body) {
      for task in 0..<tasks { body(task) }
    }
  }

  /// Calls `body` with neighbouring ranges of at most `size` that cover `0..<count`.
  static func run(_ count: Int, by size: Int, _ body: (Range<Int>) -> Void) {
    run((count + size - 1) / size) { task in body(task * size..<min(count, (task + 1) * size)) }
  }
}

/// Workers that spin for a moment after each job and then sleep.
///
/// A job is a gate that is open while it has tasks left. A worker that finds it open enters and takes tasks; the caller
/// takes tasks too, closes the gate when there are none left, and waits for the workers inside. It never waits for a
/// worker that did not enter: on a busy machine that one may be without a CPU for milliseconds.
@safe private final class ThreadPool: @unchecked Sendable {
  static let shared = ThreadPool()

  private static let open: UInt64 = 1 << 23

  /// About 50 µs of waiting in a loop before a worker goes to sleep.
  private static let spins = 2000

  private let threadCount = Atomic<Int>(Threads.available)
  /// `job << 24 | open << 23 | workers inside`
  private let gate = Atomic<UInt64>(0)
  private let nextTask = Atomic<Int>(0)
  private let sleeping = Atomic<Int>(0)
  private let busy = Atomic<Bool>(false)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var started = 0
  // Written before the gate is opened, read by workers that went in.
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

  /// Runs the tasks, or returns false if the pool is busy (a nested call, or a second user thread).
  func run(_ tasks: Int, _ body: (Int) -> Void) -> Bool {
    guard busy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else { return false }
    start(count - 1)
    withoutActuallyEscaping(body) { escaping in
      self.body = escaping
      self.tasks = tasks
      nextTask.store(0, ordering: .relaxed)
      let job = (gate.load(ordering: .relaxed) >> 24) + 1
      gate.store(job << 24 | Self.open, ordering: .sequentiallyConsistent)
      if sleeping.load(ordering: .sequentiallyConsistent) > 0 {
        unsafe pthread_mutex_lock(mutex)
        unsafe pthread_cond_broadcast(wake)
        unsafe pthread_mutex_unlock(mutex)
      }
      work()
      gate.subtract(Self.open, ordering: .acquiringAndReleasing)
      var waited = 0
      while gate.load(ordering: .acquiring) != job << 24 {
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
      let worker = Worker(pool: self, number: started, job: gate.load(ordering: .relaxed) >> 24)
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
    /// The last job before it was started.
    let job: UInt64

    init(pool: ThreadPool, number: Int, job: UInt64) {
      self.pool = pool
      self.number = number
      self.job = job
    }
  }

  private func serve(_ worker: Worker) -> Never {
    var seen = worker.job
    while true {
      var spun = 0
      while gate.load(ordering: .sequentiallyConsistent) >> 24 == seen {
        spun += 1
        if spun < Self.spins { ck_pause() } else { sleep(while: seen) }
      }
      seen = gate.load(ordering: .sequentiallyConsistent) >> 24
      if worker.number < count - 1 && enter(seen) {
        work()
        gate.subtract(1, ordering: .acquiringAndReleasing)
      }
    }
  }

  /// Enters the gate, unless the job is over.
  private func enter(_ job: UInt64) -> Bool {
    var found = gate.load(ordering: .relaxed)
    while found >> 24 == job && found & Self.open != 0 {
      let (exchanged, original) = gate.weakCompareExchange(
        expected: found, desired: found + 1, ordering: .acquiringAndReleasing)
      if exchanged { return true }
      found = original
    }
    return false
  }

  private func sleep(while seen: UInt64) {
    unsafe pthread_mutex_lock(mutex)
    sleeping.add(1, ordering: .sequentiallyConsistent)
    while gate.load(ordering: .sequentiallyConsistent) >> 24 == seen { unsafe pthread_cond_wait(wake, mutex) }
    sleeping.subtract(1, ordering: .sequentiallyConsistent)
    unsafe pthread_mutex_unlock(mutex)
  }
}
