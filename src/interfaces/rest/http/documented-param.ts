import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** A parameter that `read` takes from the request, with what `documentation` says of it in the OpenAPI document. */
export const documentedParam = <T>(
  read: (data: unknown, context: ExecutionContext) => T,
  documentation: MethodDecorator,
): ParameterDecorator => createParamDecorator(read, [onItsMethod(documentation)])();

const onItsMethod =
  (decorate: MethodDecorator): ParameterDecorator =>
  (target, property) => {
    if (property === undefined) return;
    const descriptor = Object.getOwnPropertyDescriptor(target, property);
    if (descriptor !== undefined) decorate(target, property, descriptor);
  };
