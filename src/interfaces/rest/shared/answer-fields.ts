import { ApiProperty } from '@nestjs/swagger';

/** Fields of answers, for the document: nothing is checked by these. */
type Field = PropertyDecorator;

export const Text = (example: string, description?: string): Field =>
  ApiProperty({ type: 'string', example, ...described(description) });

export const TextOrNull = (example: string | null, description?: string): Field =>
  ApiProperty({ type: 'string', nullable: true, example, ...described(description) });

export const At = (example: string, description?: string): Field =>
  ApiProperty({ type: 'string', format: 'date-time', example, ...described(description) });

export const AtOrNull = (example: string | null, description?: string): Field =>
  ApiProperty({ type: 'string', format: 'date-time', nullable: true, example, ...described(description) });

export const WholeNumber = (example: number, description?: string): Field =>
  ApiProperty({ type: 'integer', example, ...described(description) });

export const WholeNumberOrNull = (example: number | null, description?: string): Field =>
  ApiProperty({ type: 'integer', nullable: true, example, ...described(description) });

export const YesOrNo = (example: boolean, description?: string): Field =>
  ApiProperty({ type: 'boolean', example, ...described(description) });

export const OneOf = (names: readonly string[], example: string, description?: string): Field =>
  ApiProperty({ type: 'string', enum: [...names], example, ...described(description) });

export const OneOfOrNull = (names: readonly string[], example: string | null, description?: string): Field =>
  ApiProperty({
    type: 'string',
    nullable: true,
    enum: [...names, null],
    example,
    ...described(description),
  });

/** All names of a union: the compiler asks for each, and for no other. */
export const namesOf = <Name extends string>(names: Readonly<Record<Name, true>>): readonly string[] =>
  Object.keys(names);

const described = (description: string | undefined) => (description === undefined ? {} : { description });
