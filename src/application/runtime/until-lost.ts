import type { ReadModels } from '../ports/read-models.js';

/**
 * Follows until the signal, or until what the store has acknowledged may be lost: whoever follows goes on then from what is there,
 * also where nothing new comes that would show it to them.
 * @param forget what is told of how far they have come: called at once, before anything else can ask for it
 */
export async function untilLost(
  models: Pick<ReadModels, 'onLoss'>,
  signal: AbortSignal,
  follow: (signal: AbortSignal) => Promise<void>,
  forget: () => void = () => undefined,
): Promise<void> {
  const lost = new AbortController();
  const takeBack = models.onLoss(() => {
    forget();
    lost.abort();
  });
  try {
    await follow(AbortSignal.any([signal, lost.signal]));
  } finally {
    takeBack();
  }
}
