/** What a look at a world has found: nothing, if all is well. */
export interface Verdict {
  /** Acknowledged, and not in the log. */
  readonly lost: readonly string[];
  /** Done more than once. */
  readonly duplicated: readonly string[];
  /** Everything else that may not be. */
  readonly wrong: readonly string[];
}

export const together = (verdicts: readonly Verdict[]): Verdict => ({
  lost: verdicts.flatMap(({ lost }) => lost),
  duplicated: verdicts.flatMap(({ duplicated }) => duplicated),
  wrong: verdicts.flatMap(({ wrong }) => wrong),
});

export const isWell = ({ lost, duplicated, wrong }: Verdict): boolean =>
  lost.length + duplicated.length + wrong.length === 0;
