/** How a command ended, for scripts. In the help of every command, and in docs/command-line.md. */
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

/** What each of them means. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT.done, 'done'],
  [
    EXIT.failed,
    'failed: a store or the program cannot be reached, its data cannot be used, or what is asked does not go as things stand; the message says which',
  ],
  [EXIT.usage, 'the command line or a setting is wrong, or there is no such thing as it names'],
  [
    EXIT.differs,
    'the logs differ, and copying on would not make them the same; or a read model differs from what the log makes',
  ],
  [EXIT.inUse, 'the data folder is in use by another process'],
  [EXIT.broken, 'a money rule is broken'],
  [EXIT.nothing, 'the log has no events, so that nothing was checked'],
  [EXIT.interrupted, 'stopped by Ctrl-C'],
  [EXIT.unread, 'nobody reads what it says'],
  [EXIT.terminated, 'stopped by SIGTERM'],
];

export const EXIT_CODES_HELP = `
Exit codes:
${EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(3)}  ${meaning}`).join('\n')}`;
