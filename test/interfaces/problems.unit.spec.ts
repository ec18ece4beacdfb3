import { describe, expect, it } from '@jest/globals';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import {
  AppendOutcomeUnknownError,
  EventStoreUnavailableError,
} from '../../src/application/ports/event-store.js';
import { SubjectErasedError } from '../../src/application/ports/subject-keys.js';
import { RevisionChangedError } from '../../src/application/runtime/outcome.js';
import { reject } from '../../src/domain/rejection.js';
import { orThrow, ProblemError } from '../../src/interfaces/rest/problems/problem-error.js';
import { problemOfError } from '../../src/interfaces/rest/problems/problem-of-error.js';
import { problemsPage } from '../../src/interfaces/rest/problems/problems-page.js';
import { problemCodes, PROBLEMS } from '../../src/interfaces/rest/problems/table.js';

describe('the table of problems', () => {
  it.each(problemCodes())('says of %s what it is and what to do', (code) => {
    const { status, title, action } = PROBLEMS[code];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(action).toMatch(/^[A-Z].*\.$/);
  });

  it('answers 404 for what is not there, and only for that', () => {
    for (const code of problemCodes()) expect(PROBLEMS[code].status === 404).toBe(code.endsWith('not_found'));
  });

  it('is a page in which every code has its place', () => {
    for (const code of problemCodes()) expect(problemsPage()).toContain(`id="${code}"`);
  });
});

describe('what an error means for the caller', () => {
  it('is, for a refusal of the domain, its own code and words', () => {
    const refused = (): unknown => orThrow(reject('order_ended', 'the order has ended: lapsed'));
    expect(refused).toThrow(
      expect.objectContaining({ code: 'order_ended', detail: 'the order has ended: lapsed' }),
    );
    expect(orThrow({ revision: 1n })).toEqual({ revision: 1n });
  });

  it.each([
    ['store_unavailable', new EventStoreUnavailableError('10.0.0.3 refused')],
    ['outcome_unknown', new AppendOutcomeUnknownError('10.0.0.3 hung up')],
    ['revision_changed', new RevisionChangedError(7n)],
    ['person_erased', new SubjectErasedError('fan_1')],
    ['not_found', new NotFoundException('Cannot GET /secret?name=ada')],
    ['validation_failed', new BadRequestException('ada is not a number')],
  ] as const)('is %s, without its message', (code, error) => {
    const problem = problemOfError(error);
    expect(problem?.code).toBe(code);
    expect(problem?.detail).not.toContain(error.message);
  });

  it('tells the revision of now to who had seen another', () => {
    expect(problemOfError(new RevisionChangedError(7n))?.extras.headers).toEqual({ etag: '"7"' });
  });

  it.each([
    new TypeError('x is undefined'),
    Object.assign(new Error('mine'), { status: 404, statusCode: 404 }),
    'text',
    null,
  ])('is nothing to tell, for a fault of ours (%s)', (error) => {
    expect(problemOfError(error)).toBeUndefined();
  });

  it('is what a controller said', () => {
    const error = new ProblemError('cursor_invalid', 'no');
    expect(problemOfError(error)).toBe(error);
  });
});
