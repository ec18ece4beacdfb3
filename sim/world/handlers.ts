import 'reflect-metadata';
import type { ICommand } from '@nestjs/cqrs';
import { Application, type Ports } from '../../src/application/application.js';
import { PartiesReader } from '../../src/application/fans/parties-reader.js';
import { COMMAND_HANDLERS } from '../../src/application/handlers.js';
import { Clock } from '../../src/application/ports/clock.js';
import { PaymentGateway } from '../../src/application/ports/payment-gateway.js';
import { VideoStore } from '../../src/application/ports/video-store.js';
import { AggregatesRuntime } from '../../src/application/runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../../src/application/runtime/outcome.js';

export type Handler = { execute(command: ICommand): Promise<CommandOutcome> };
type Constructor = new (...dependencies: never[]) => Handler;

/** The handlers of one instance by the id that Nest gave their command: what is registered there is found here. */
export function handlersOf(
  application: Application,
  { clock, videos, gateway }: Ports,
): Map<string, Handler> {
  const dependencies = new Map<unknown, unknown>([
    [AggregatesRuntime, application.aggregates],
    [PartiesReader, new PartiesReader(application.aggregates)],
    [Clock, clock],
    [VideoStore, videos],
    [PaymentGateway, gateway],
  ]);
  return new Map(
    COMMAND_HANDLERS.map((handler): [string, Handler] => {
      const types = (Reflect.getMetadata('design:paramtypes', handler) ?? []) as readonly unknown[];
      const given = types.map((type) => {
        if (!dependencies.has(type)) throw new Error(`${handler.name}: the simulator has no ${String(type)}`);
        return dependencies.get(type) as never;
      });
      const command = Reflect.getMetadata('__commandHandler__', handler) as object;
      const { id } = Reflect.getMetadata('__command__', command) as { readonly id: string };
      return [id, new (handler as unknown as Constructor)(...given)];
    }),
  );
}

export const commandIdOf = (command: ICommand): string =>
  (Reflect.getMetadata('__command__', command.constructor) as { readonly id: string }).id;
