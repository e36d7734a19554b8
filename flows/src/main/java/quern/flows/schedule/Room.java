package quern.flows.schedule;

/**
 * What can run now, besides what does.
 *
 * @param running how many steps run
 * @param cores how many tasks more could run at once
 * @param megabytes how much memory is free for them
 * @param pending how many tasks wait for a place already
 */
public record Room(int running, int cores, long megabytes, int pending) {}
