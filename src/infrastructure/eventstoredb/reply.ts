import { ReplyLateError } from './errors.js';

/** Our own deadline: towards a frozen server, the client keeps none. */
export const REPLY_MS = 3_000;

/**
 * Ends all streams of a client. It would wait for each to say so, and not all do: whoever closes goes on after our own deadline.
 */
export async function disposed(client: { readonly dispose: () => Promise<void> }): Promise<void> {
  await within(REPLY_MS, client.dispose()).catch(() => undefined);
}

/** @throws ReplyLateError */
export async function within<Result>(ms: number, reply: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ReplyLateError('it gives no answer')), ms);
  });
  try {
    return await Promise.race([reply, late]);
  } finally {
    clearTimeout(timer);
  }
}
