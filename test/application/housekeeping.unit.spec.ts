import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Application } from '../../src/application/application.js';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import type { Uploads } from '../../src/application/ports/uploads.js';
import type { VideoStore } from '../../src/application/ports/video-store.js';
import { ReadModelReader, type ServingProjections } from '../../src/application/runtime/read-model-reader.js';
import { Housekeeping } from '../../src/housekeeping.js';

const END = 7n;

interface Given {
  /** Of the messages of inboxes. */
  readonly reached?: bigint;
  readonly setAside?: readonly string[];
  readonly isDoneElsewhere?: boolean;
}

/** What is left of an old video that nothing in an inbox refers to, and of one that something does. */
async function leftOf({ reached = END, setAside = [], isDoneElsewhere = false }: Given) {
  const [stray, delivered] = [`vid_${randomUUID()}`, `vid_${randomUUID()}`];
  const left = new Set([stray, delivered]);
  const troubles: string[] = [];
  const models = {
    count: (_collection: string, { videoId }: { readonly videoId: string }) =>
      Promise.resolve(videoId === delivered ? 1 : 0),
  } as unknown as ReadModels;
  const projections: ServingProjections = {
    collectionOf: (name) => name,
    waitFor: (_name, position) => Promise.resolve(position <= reached),
    isBeyondLog: () => Promise.resolve(false),
    setAsideSince: () => Promise.resolve(undefined),
    keysSetAside: () => Promise.resolve(setAside),
  };
  const videos = {
    async *list() {
      for (const videoId of [...left]) yield { videoId, storedAt: '2026-01-01T00:00:00.000Z' };
    },
    delete: async (videoId: string) => void left.delete(videoId),
    deleteRemains: () => Promise.resolve(0),
  } as unknown as VideoStore;
  const uploads = { begunBefore: () => Promise.resolve([]) } as unknown as Uploads;
  const application = {
    does: () => !isDoneElsewhere,
    projections: { status: () => Promise.resolve({ lastPosition: END }) },
  } as unknown as Application;
  const log = {
    ...{ info: () => undefined, warn: () => undefined },
    error: (_message: string, fields?: object) => void troubles.push(JSON.stringify(fields)),
  };
  const reader = new ReadModelReader(models, projections);
  await new Housekeeping(application, reader, videos, uploads, log).cleanUp();
  return { stray: left.has(stray), delivered: left.has(delivered), troubles };
}

describe('an old video', () => {
  it('is deleted where no order refers to it, and kept where one does', async () => {
    expect(await leftOf({})).toEqual({ stray: false, delivered: true, troubles: [] });
  });

  it('is kept while the inboxes do not have all of the log', async () => {
    const { stray, troubles } = await leftOf({ reached: END - 1n });
    expect(stray).toBe(true);
    expect(troubles).toHaveLength(1);
  });

  it('is kept while a message is set aside: that may be the one which refers to it', async () => {
    const { stray, delivered } = await leftOf({ setAside: ['ord_1'] });
    expect([stray, delivered]).toEqual([true, true]);
  });

  it('is left to the instance that cleans up', async () => {
    expect(await leftOf({ isDoneElsewhere: true })).toMatchObject({ stray: true, troubles: [] });
  });
});
