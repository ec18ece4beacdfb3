import { describe, expect, it } from '@jest/globals';
import { type BulkWriteResult, MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb';
import { ReadModelsUnavailableError } from '../../src/application/ports/read-models.js';
import { isGuarded, translated } from '../../src/infrastructure/mongodb/errors.js';

const NEWER = { code: 11_000 };
const INVALID = { code: 121 };

const resultWith = (...writeErrors: readonly { readonly code: number }[]) =>
  ({
    getWriteErrors: () => writeErrors,
    getWriteConcernError: () => undefined,
  }) as unknown as BulkWriteResult;

/** As the driver makes them: from the server's answers, or around what broke the bulk write off. */
const refused = (...errors: readonly { readonly code: number }[]) =>
  new MongoBulkWriteError(
    { message: 'a write error', code: errors[0]?.code ?? 0, writeErrors: [] },
    resultWith(...errors),
  );
const brokenOff = (by: Error, ...before: readonly { readonly code: number }[]) =>
  new MongoBulkWriteError(by, resultWith(...before));

describe('guarded writes to MongoDB', () => {
  it('take it for no error that newer documents were there', () => {
    expect(isGuarded(refused(NEWER, NEWER))).toBe(true);
  });

  it.each([
    ['another refusal among them', refused(NEWER, INVALID)],
    ['a connection that broke', brokenOff(new MongoNetworkError('read ECONNRESET'))],
    ['a connection that broke after refusals', brokenOff(new MongoNetworkError('read ECONNRESET'), NEWER)],
    ['a failure of the server', brokenOff(new MongoServerError({ message: 'out of disk', code: 14_031 }))],
  ])('do not take %s for that', (_, error) => {
    expect(isGuarded(error)).toBe(false);
  });

  it.each([
    ['a connection that broke', brokenOff(new MongoNetworkError('read ECONNRESET'))],
    ['a full disk', brokenOff(new MongoServerError({ message: 'out of disk', code: 14_031 }))],
  ])('say that they can be tried again after %s', (_, error) => {
    expect(translated(error, ReadModelsUnavailableError)).toBeInstanceOf(ReadModelsUnavailableError);
  });

  it('say so of a socket that the server has ended, which the driver tells in the words of Node', () => {
    const ended = Object.assign(new Error('This socket has been ended by the other party'), {
      code: 'EPIPE',
    });
    expect(translated(ended, ReadModelsUnavailableError)).toBeInstanceOf(ReadModelsUnavailableError);
    expect(translated(brokenOff(ended), ReadModelsUnavailableError)).toBeInstanceOf(
      ReadModelsUnavailableError,
    );
  });

  it('leave a fault as it is', () => {
    const fault = brokenOff(new MongoServerError({ message: 'no such command', code: 59 }));
    expect(translated(fault, ReadModelsUnavailableError)).toBe(fault);
  });
});
