import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { AsOfAsked } from '../../../application/reports/as-of.js';
import { Optional } from '../http/optional.js';
import { instantOf, isInstantText, valid } from './period.dto.js';

const POSITION = /^\d{1,19}$/;

const isAsOfText = (value: unknown): boolean =>
  typeof value === 'string' && (POSITION.test(value) || isInstantText(value));

/** Up to where in the log an answer goes. @param what is there to say besides */
export const AsOf = (
  what = 'The same question about the past has the same answer, to the byte.',
): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      required: false,
      description:
        'What the answer stands for: everything up to a position in the log, or up to an instant that has passed for ten seconds; all ' +
        `that is there, where it is left out. ${what}`,
      example: '1042',
    }),
    Optional(),
    valid('isAsOf', isAsOfText, 'must be a position in the log, or an instant with its offset'),
  );

/** What `AsOf` has let through. */
export const asOfAsked = (text: string | undefined): AsOfAsked =>
  text !== undefined && POSITION.test(text) ? BigInt(text) : instantOf(text);

export class AsOfQuery {
  @AsOf('As it was served then; what was said by people who were forgotten since is not in it.')
  as_of?: string;
}
