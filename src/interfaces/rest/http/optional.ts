import { ValidateIf } from 'class-validator';

/** May be left out. Nothing stands for that: where it is `null`, its other rules refuse it, as they refuse any other value. */
export const Optional = (): PropertyDecorator => ValidateIf((_body, value: unknown) => value !== undefined);
