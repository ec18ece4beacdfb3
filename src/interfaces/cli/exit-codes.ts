/** How a command ended, for scripts. In the help of every command. */
export const EXIT = {
  done: 0,
  /** A store could not be reached, or something that nobody thought of. */
  failed: 1,
  /** The command line, or a setting. */
  usage: 2,
  /** The logs differ, and copying on would not make them the same; or a read model is not what the log makes. */
  differs: 3,
  inUse: 4,
  /** A money rule is broken. */
  broken: 5,
  /** The log has no events: that is no passed check. */
  nothing: 6,
  /** As shells have it: 128 and the number of the signal. */
  interrupted: 130,
  unread: 141,
  terminated: 143,
} as const;

export const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    failed: a store cannot be reached, or its data cannot be used; the message says which
  2    the command line or a setting is wrong
  3    the logs differ, and copying on would not make them the same; or a read model differs from what the log makes
  4    the data folder is in use by another process
  5    a money rule is broken
  6    the log has no events, so that nothing was checked
  130  stopped by Ctrl-C (143: by SIGTERM; 141: nobody reads what it says)`;
