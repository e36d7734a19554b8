package quern.bench;

/**
 * What one run of a process, with all processes it started and waited for, has used.
 *
 * @param exitCode 0 if it succeeded
 * @param wallSeconds from before its start to after its end
 * @param cpuSeconds user and system time
 * @param peakBytes the most memory that any one of its processes has held (resident set)
 */
record Usage(int exitCode, double wallSeconds, double cpuSeconds, double peakBytes) {}
