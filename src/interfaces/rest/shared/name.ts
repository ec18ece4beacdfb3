import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';

const NAME_CHARS = 100;

/** The name of a person, as others see it. */
export const IsName = (example: string): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ example, minLength: 1, maxLength: NAME_CHARS }),
    IsString(),
    Length(1, NAME_CHARS, { message: `must have 1 to ${String(NAME_CHARS)} characters` }),
    Matches(/\S/, { message: 'must not be blank' }),
  );
