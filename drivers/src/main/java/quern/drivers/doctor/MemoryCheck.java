package quern.drivers.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import quern.drivers.Numbers;

/** Heap, memory and cores. */
final class MemoryCheck {
  /** Enough for the client of a job; a local run has tasks besides, and wants more. */
  private static final long LEAST_HEAP = 256L << 20;

  private static final long LEAST_LOCAL_HEAP = 512L << 20;

  private MemoryCheck() {}

  static Finding run(boolean local) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return of(
        Runtime.getRuntime().maxMemory(),
        system == null ? 0 : system.getTotalMemorySize(),
        Runtime.getRuntime().availableProcessors(),
        local);
  }

  /**
   * What is to be said.
   *
   * @param machine bytes of memory, or of the part that a container may use; 0 when not known
   */
  static Finding of(long heap, long machine, int cores, boolean local) {
    String found =
        "heap "
            + Numbers.bytes(heap)
            + ", machine "
            + (machine == 0 ? "of unknown memory" : Numbers.bytes(machine))
            + ", "
            + Numbers.count(cores, "core");
    // A heap is a little less than -Xmx says: one of the young generation's spaces is always empty.
    if (heap < (local ? LEAST_LOCAL_HEAP : LEAST_HEAP) * 9 / 10) {
      return Finding.warning(
          "memory",
          found + "; the heap is small",
          "give it more: QUERN_HEAP=1g (1g is the default)");
    }
    if (machine > 0 && heap > machine) {
      return Finding.warning(
          "memory",
          found + "; the heap is larger than the machine's memory",
          "set QUERN_HEAP to less: the system ends a process that takes more than there is");
    }
    return Finding.ok("memory", found);
  }
}
