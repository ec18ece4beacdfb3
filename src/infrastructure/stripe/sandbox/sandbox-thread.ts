import { once } from 'node:events';
import { startWorker } from '../../embedded/start-worker.js';
import { SandboxControl } from './sandbox-control.js';
import type { RunningSandbox, StripeSandboxOptions } from './stripe-sandbox.js';

/** What the thread says when it is ready. */
export type SandboxAddress = Pick<RunningSandbox, 'url' | 'apiKey' | 'webhookSecret'>;

/**
 * The sandbox in a thread of its own, so that playing the provider costs the program's event loop nothing.
 *
 * @throws what kept it from starting (a port in use, a broken file)
 */
export async function startSandboxThread(
  options: Omit<StripeSandboxOptions, 'now'>,
): Promise<RunningSandbox> {
  const thread = startWorker(new URL('./sandbox-worker.js', import.meta.url), options);
  const [{ url, apiKey, webhookSecret }] = (await once(thread, 'message')) as [SandboxAddress];
  const control = new SandboxControl(url, apiKey);
  return {
    url,
    apiKey,
    webhookSecret,
    control,
    setWebhookUrl: (...endpoint) => control.setWebhookUrl(...endpoint),
    close: async () => {
      const exited = once(thread, 'exit');
      thread.postMessage('close');
      await exited;
    },
  };
}
