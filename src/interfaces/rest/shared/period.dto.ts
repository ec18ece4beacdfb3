import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsISO8601, IsOptional } from 'class-validator';
import { instant, type Instant } from '../../../domain/time.js';

/** An instant in a query: ISO 8601 with its offset. */
export const IsInstant = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ required: false, format: 'date-time', example: '2026-11-01T00:00:00Z', description }),
    IsOptional(),
    IsISO8601({ strict: true, strictSeparator: true }),
  );

export const instantOf = (text: string | undefined): Instant | undefined =>
  text === undefined ? undefined : instant(Date.parse(text));
