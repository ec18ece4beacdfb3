import { setMaxListeners } from 'node:events';

/**
 * For this whole process: a signal that follows others is forgotten together with them. Node keeps one that somebody listens to until
 * it aborts, and those of an instance that was killed never do: each world would stay in memory, with all that is in it.
 */
export function useForgettableSignals(): void {
  AbortSignal.any = (signals: Iterable<AbortSignal>): AbortSignal => {
    const following = new AbortController();
    setMaxListeners(0, following.signal);
    for (const signal of signals) follow(signal, following);
    return following.signal;
  };
}

function follow(signal: AbortSignal, following: AbortController): void {
  const abort = () => following.abort(signal.reason);
  setMaxListeners(0, signal);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
}
