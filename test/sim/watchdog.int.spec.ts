import { afterEach, describe, expect, it } from '@jest/globals';
import { Worker } from 'node:worker_threads';
import { answerOf, SilentWorldError } from '../../sim/crew.js';

const workers: Worker[] = [];
const thatDoes = (text: string): Worker => {
  const worker = new Worker(`const { parentPort } = require('node:worker_threads');\n${text}`, {
    eval: true,
  });
  workers.push(worker);
  return worker;
};

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

describe('a world of which nothing is heard', () => {
  it('is given up, with its seed and the end of its trace', async () => {
    const worker = thatDoes(
      "parentPort.on('message', () => { parentPort.postMessage('the last thing'); for (;;); });",
    );
    const silent = await answerOf(worker, { seed: 42, keepsTrace: true }, 2_000).catch(
      (error: unknown) => error,
    );
    expect(silent).toBeInstanceOf(SilentWorldError);
    expect(silent).toMatchObject({ seed: 42, lines: ['the last thing'] });
  });

  it('is waited for while there is time', async () => {
    const worker = thatDoes("parentPort.on('message', ({ seed }) => parentPort.postMessage({ seed }));");
    expect(await answerOf(worker, { seed: 7 }, 20_000)).toEqual({ seed: 7 });
  });

  it('is told of as it is where its thread ends by an error', async () => {
    const worker = thatDoes("parentPort.on('message', () => { throw new Error('cannot be planted'); });");
    await expect(answerOf(worker, { seed: 7 }, 20_000)).rejects.toThrow('cannot be planted');
  });
});
