/** Limits of the runtimes, by name, in one place. */
export const LIMITS = {
  /** How often a command decides anew after somebody else appended first. */
  commandConflicts: 8,
  /** How often an append whose reply was lost is repeated before the caller is told. */
  appendRepeats: 3,
  appendRepeatMs: 100,
  /** Streams whose state is kept in memory. */
  rememberedStreams: 20_000,
  /** Among several instances: how long it is kept. */
  rememberedMs: 60_000,
  /** Events handed to a process or applied to a read model at a time: the same for all, so that all share one reading. */
  logBatch: 500,
  /** Events that are held against the money rules at a time: what all of them change is first one document. */
  moneyBatch: 100,
  /** Streams whose events a process handles at once. */
  processConcurrency: 8,
  /** How often a process tries an event before a person must look at it. */
  processAttempts: 5,
  longestBackoffMs: 10_000,
  /** A checkpoint that only moves past other processes' events is stored once in so many batches. */
  idleBatchesPerCheckpoint: 50,
  /** Documents of an erased person that are overwritten at a time. */
  erasurePage: 200,
  /** How long a collection that no longer serves is kept, for queries that were given its name. */
  dropAfterMs: 10_000,
  /** So many batches are looked at for who was erased since a collection was fed last, before somebody is taken to have been. */
  dropPages: 20,
  /** How long a collection that serves stands still, at most, for another one to come to its position and take its name. */
  standStillMs: 2_000,
  /** How often instances look what serves a read model, and what is wanted of it: more often than collections are dropped. */
  servingLookMs: 2_000,
  /** How long a query waits for a read model to have what its caller has seen. */
  readWaitMs: 2_000,
  /** Of so many documents it is told that they differ between two builds; that there are more is all that is told of the rest. */
  comparedDifferences: 1_000,
  /** Documents of a build looked at or added up at a time: few, since queries wait meanwhile. */
  checkedPage: 50,
  /** Documents of a build that may be set aside: what fails for more of them is no matter of single documents, and stops it. */
  setAside: 100,
  /** Documents that can be made anew by themselves: for more, the whole read model is built. */
  madeAnew: 100,
  /** Documents read at a time where all are added up. */
  readAllPage: 1_000,
  /** Deadlines looked at per query, and how long the provider is left alone about the same one (real time). */
  dueBatch: 100,
  /** How long the test clock waits for the list of deadlines to be complete. */
  deadlinesWaitMs: 5_000,
  dueAgainMs: 10 * 60_000,
  /** Deadlines about which the provider was asked: of more than these, some are asked about at every scan. */
  askedDeadlines: 100_000,
  /** Objects at the provider that are remembered, and not asked for again. */
  seenObjects: 100_000,
  /** So late, a deadline that is due is overdue: something keeps it from being met. */
  overdueAfterMs: 60_000,
  /** How many events behind are counted before it is "at least so many". */
  countedLag: 1_000,
} as const;
