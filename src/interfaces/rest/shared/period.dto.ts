import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { registerDecorator } from 'class-validator';
import { type Instant, instantOfText } from '../../../domain/time.js';
import { Optional } from '../http/optional.js';
import { ProblemError } from '../problems/problem-error.js';

/** An instant with its offset, which may be left out as a whole; without an example, examples leave it out. */
export const IsInstant = (
  description: string,
  { example }: { example?: string } = { example: '2026-11-01T00:00:00Z' },
): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      required: false,
      format: 'date-time',
      description,
      ...(example === undefined ? {} : { example }),
    }),
    Optional(),
    valid('isInstant', isInstantText, 'must be an instant with its offset, such as 2026-11-01T00:00:00Z'),
  );

/** @param message what the field must be, where it is not */
export const valid =
  (name: string, validate: (value: unknown) => boolean, message: string): PropertyDecorator =>
  (target, property) =>
    registerDecorator({
      ...{ name, target: target.constructor, propertyName: String(property) },
      ...{ options: { message }, validator: { validate } },
    });

export const isInstantText = (value: unknown): boolean =>
  typeof value === 'string' && instantOfText(value) !== undefined;

export const instantOf = (text: string | undefined): Instant | undefined =>
  text === undefined ? undefined : instantOfText(text);

/** @throws ProblemError where it ends before it begins: nothing would ever be in it, which looks like an answer */
export function periodOf(
  { from: begins, to: ends }: { readonly from?: string | undefined; readonly to?: string | undefined },
  /** As its query has it: `placed_` is of `placed_from` and `placed_to`. */
  prefix: 'placed_' | 'accepted_' | '' = '',
): { readonly from: Instant | undefined; readonly to: Instant | undefined } {
  const [from, to] = [instantOf(begins), instantOf(ends)];
  if (from !== undefined && to !== undefined && from > to)
    throw new ProblemError('validation_failed', 'the period ends before it begins', {
      errors: [{ field: `${prefix}to`, detail: `must not be before \`${prefix}from\`` }],
    });
  return { from, to };
}
