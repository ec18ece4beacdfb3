import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type {
  IdempotencyKeys,
  KeyedRequest,
  SavedAnswer,
} from '../../src/application/ports/idempotency-keys.js';

export interface OpenIdempotencyKeys {
  readonly keys: IdempotencyKeys;
  /** What another process would see. The first one is closed by then. */
  readonly reopen: () => Promise<IdempotencyKeys>;
  readonly close: () => Promise<void>;
}

export const ANSWER: SavedAnswer = {
  status: 200,
  headers: { etag: '"3"', 'content-type': 'application/json; charset=utf-8' },
  body: '{"orderId":"ord_1","revision":"3"}',
};

export const newRequest = (changes: Partial<KeyedRequest> = {}): KeyedRequest => ({
  scope: 'cre_1',
  key: randomUUID(),
  fingerprint: 'accept',
  ...changes,
});

/** Every adapter of the port passes this. */
export function idempotencyKeysContract(name: string, open: () => Promise<OpenIdempotencyKeys>): void {
  describe(`idempotency keys: ${name}`, () => {
    let opened: OpenIdempotencyKeys;
    let keys: IdempotencyKeys;
    beforeEach(async () => {
      opened = await open();
      keys = opened.keys;
    });
    afterEach(() => opened.close());

    it('knows nothing of a new key', async () => {
      expect(await keys.claim(newRequest())).toBeUndefined();
    });

    it('knows a request that has begun, and has no answer for it', async () => {
      const request = newRequest();
      await keys.claim(request);
      expect(await keys.claim(request)).toEqual({ fingerprint: 'accept' });
    });

    it('gives the answer back as it was saved', async () => {
      const request = newRequest();
      await keys.claim(request);
      await keys.save(request, ANSWER);
      expect(await keys.claim(request)).toEqual({ fingerprint: 'accept', answer: ANSWER });
    });

    it('gives it back while it is still being saved', async () => {
      const request = newRequest();
      await keys.claim(request);
      const saving = keys.save(request, ANSWER);
      expect(await keys.claim(request)).toEqual({ fingerprint: 'accept', answer: ANSWER });
      await saving;
    });

    it('tells the first fingerprint to a request with another one', async () => {
      const request = newRequest();
      await keys.claim(request);
      await keys.save(request, ANSWER);
      expect(await keys.claim({ ...request, fingerprint: 'decline' })).toEqual({
        fingerprint: 'accept',
        answer: ANSWER,
      });
    });

    it('keeps the keys of different actors apart', async () => {
      const request = newRequest();
      await keys.claim(request);
      await keys.save(request, ANSWER);
      expect(await keys.claim({ ...request, scope: 'cre_2' })).toBeUndefined();
    });

    it('frees a key that was released, at once and for good', async () => {
      const request = newRequest();
      await keys.claim(request);
      const releasing = keys.release(request);
      expect(await keys.claim({ ...request, fingerprint: 'decline' })).toBeUndefined();
      await releasing;
      expect(await keys.claim(request)).toEqual({ fingerprint: 'decline' });
    });

    it('lets a request that was left be run again, as what it was', async () => {
      const request = newRequest();
      await keys.claim(request);
      await keys.leave(request);
      expect(await keys.claim({ ...request, fingerprint: 'decline' })).toEqual({ fingerprint: 'accept' });
      expect(await keys.claim(request)).toEqual({ fingerprint: 'accept' });
      await keys.save(request, ANSWER);
      await keys.leave(request);
      expect((await keys.claim(request))?.answer).toEqual(ANSWER);
    });

    it('keeps an answer without a body and any text', async () => {
      const empty = newRequest();
      const text = newRequest();
      const answer = { status: 409, headers: {}, body: 'ğüşİ 🎂 "\u0001' };
      await keys.save(empty, { status: 204, headers: {}, body: '' });
      await keys.save(text, answer);
      expect((await keys.claim(empty))?.answer).toEqual({ status: 204, headers: {}, body: '' });
      expect((await keys.claim(text))?.answer).toEqual(answer);
    });

    it('keeps what it knows when it is opened again', async () => {
      const answered = newRequest();
      const begun = newRequest();
      const released = newRequest();
      for (const request of [answered, begun, released]) await keys.claim(request);
      await keys.save(answered, ANSWER);
      await keys.release(released);
      const reopened = await opened.reopen();
      expect(await reopened.claim(answered)).toEqual({ fingerprint: 'accept', answer: ANSWER });
      expect(await reopened.claim(begun)).toEqual({ fingerprint: 'accept' });
      expect(await reopened.claim(released)).toBeUndefined();
    });

    it('keeps many that come at once', async () => {
      const requests = Array.from({ length: 500 }, () => newRequest());
      await Promise.all(requests.map((request) => keys.claim(request)));
      await Promise.all(requests.map((request) => keys.save(request, { ...ANSWER, body: request.key })));
      const kept = await Promise.all(requests.map((request) => keys.claim(request)));
      expect(kept.map((one) => one?.answer?.body)).toEqual(requests.map(({ key }) => key));
    });
  });
}
