import { parentPort, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

/** What a thread says once it can take requests. */
export const READY = 'ready';
/** What its owner says last: finish and end. */
export const CLOSE = 'close';

/** The most requests answered together: bounds the time the first of them waits for the last. */
const MAX_GROUP = 1024;

interface Service<Request, Reply> {
  /** One reply per request, in their order. A throw ends the thread; its owner starts another one. */
  readonly answer: (requests: readonly Request[]) => readonly Reply[];
  readonly close: () => void;
}

/**
 * The thread's side of `RequestThread`: whatever arrived while the last group was being answered is the next
 * group. That is what makes a commit in groups: the slower the disk, the larger the group.
 */
export function serveRequests<Request, Reply>({ answer, close }: Service<Request, Reply>): void {
  const port = parentPort;
  if (port === null) throw new Error('serveRequests runs in a worker thread');
  port.on('message', (first: readonly Request[] | typeof CLOSE) => {
    const { requests, closing } = drain(port, first);
    for (let start = 0; start < requests.length; start += MAX_GROUP) {
      port.postMessage(answer(requests.slice(start, start + MAX_GROUP)));
    }
    if (!closing) return;
    close();
    port.close();
  });
  port.postMessage(READY);
}

function drain<Request>(port: MessagePort, first: readonly Request[] | typeof CLOSE) {
  const requests: Request[] = [];
  let message: readonly Request[] | typeof CLOSE | undefined = first;
  while (message !== undefined && message !== CLOSE) {
    requests.push(...message);
    if (requests.length >= MAX_GROUP) break;
    message = (receiveMessageOnPort(port) as { message: typeof first } | undefined)?.message;
  }
  return { requests, closing: message === CLOSE };
}
