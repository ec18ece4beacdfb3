import { ValidationPipe } from '@nestjs/common';
import { Transform, type TransformFnParams } from 'class-transformer';
import { IsInt, Max, Min, type ValidationError } from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import type { FieldError } from '../problems/problem.js';
import { ProblemError } from '../problems/problem-error.js';
import { HTTP_LIMITS } from './limits.js';

const IS_UNKNOWN = 'whitelistValidation';

/**
 * Bodies, queries and parameters are what their DTO says, exactly: unknown fields and wrong types are refused, and
 * nothing is converted but what a DTO converts itself ({@link WholeNumberText}).
 */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false },
    validationError: { target: false, value: false },
    exceptionFactory: malformed,
  });
}

/** A whole number in a query, where everything is text: decimal digits only (no `1e3`, no spaces). */
export const WholeNumberText = (least: number, most: number): PropertyDecorator =>
  applyDecorators(Transform(wholeNumber), IsInt(), Min(least), Max(most));

const wholeNumber = ({ value }: TransformFnParams): unknown =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;

/** A name that the client made up is repeated only when it looks like a name: it may be anything. */
export const fieldName = (name: string): string => (/^[A-Za-z_]\w{0,63}$/.test(name) ? name : '?');

function malformed(errors: readonly ValidationError[]): ProblemError {
  const all = errors.flatMap((error) => fieldErrors(error, ''));
  const unknownOnly = all.every(({ unknown }) => unknown);
  const code = unknownOnly ? 'unknown_field' : 'validation_failed';
  const listed = all.slice(0, HTTP_LIMITS.validationErrors).map(({ field, detail }) => ({ field, detail }));
  return new ProblemError(
    code,
    unknownOnly ? 'some fields are not known' : 'some fields are not as they must be',
    {
      errors: listed,
    },
  );
}

function fieldErrors(error: ValidationError, path: string): (FieldError & { unknown: boolean })[] {
  const { constraints = {}, children = [] } = error;
  const field = path + (/^\d+$/.test(error.property) ? error.property : fieldName(error.property));
  const own = mostBasic(constraints).map(([constraint, message]) =>
    constraint === IS_UNKNOWN
      ? { field, detail: 'is not known here', unknown: true }
      : { field, detail: withoutName(message, error.property), unknown: false },
  );
  return [...own, ...children.flatMap((child) => fieldErrors(child, `${field}.`))];
}

/** What a value is comes before what it may be: of text for a number, nobody wants to hear that it is too large. */
const TYPES = ['isString', 'isInt', 'isBoolean', 'isArray', 'isObject', 'matches'];

function mostBasic(constraints: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  const all = Object.entries(constraints);
  const type = TYPES.find((name) => constraints[name] !== undefined);
  const chosen = all.find(([name]) => name === IS_UNKNOWN || name === type) ?? all[0];
  return chosen === undefined ? [] : [chosen];
}

/** class-validator begins with the name of the property, which `field` says already. */
const withoutName = (message: string, property: string): string =>
  message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
