import 'reflect-metadata';
import type { ICommand, IQuery } from '@nestjs/cqrs';
import { Application, type Ports } from '../../src/application/application.js';
import { PartiesReader } from '../../src/application/fans/parties-reader.js';
import { COMMAND_HANDLERS } from '../../src/application/handlers.js';
import { BankFiles } from '../../src/application/ports/bank-files.js';
import { Clock } from '../../src/application/ports/clock.js';
import { Log } from '../../src/application/ports/log.js';
import { PaymentGateway } from '../../src/application/ports/payment-gateway.js';
import { VideoStore } from '../../src/application/ports/video-store.js';
import { QUERY_HANDLERS } from '../../src/application/query-handlers.js';
import { AggregatesRuntime } from '../../src/application/runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../../src/application/runtime/outcome.js';
import { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { ReadModelReader } from '../../src/application/runtime/read-model-reader.js';
import { StreamReader } from '../../src/application/runtime/stream-reader.js';

export type Handler = { execute(command: ICommand): Promise<CommandOutcome> };
export type QueryHandler = { execute(query: IQuery): Promise<unknown> };
type Constructor<Made> = new (...dependencies: never[]) => Made;
type Kind = 'command' | 'query';

/** The handlers of one instance by the id that Nest gave their command or query: what is registered there is found here. */
export function handlersOf(
  application: Application,
  { clock, videos, gateway, log }: Ports,
  bankFiles: BankFiles,
): { readonly handlers: Map<string, Handler>; readonly queries: Map<string, QueryHandler> } {
  const dependencies = new Map<unknown, unknown>([
    [AggregatesRuntime, application.aggregates],
    [ProjectionRuntime, application.projections],
    [PartiesReader, new PartiesReader(application.aggregates)],
    [Clock, clock],
    [VideoStore, videos],
    [PaymentGateway, gateway],
    [BankFiles, bankFiles],
    [Log, log],
    [StreamReader, application.streams],
    [ReadModelReader, application.reader],
  ]);
  const made = <Made>(kind: Kind, handler: Constructor<Made>): [string, Made] => {
    const types = (Reflect.getMetadata('design:paramtypes', handler) ?? []) as readonly unknown[];
    const given = types.map((type) => {
      if (!dependencies.has(type)) throw new Error(`${handler.name}: the simulator has no ${String(type)}`);
      return dependencies.get(type) as never;
    });
    const handled = Reflect.getMetadata(`__${kind}Handler__`, handler) as object;
    return [idOf(kind, handled), new handler(...given)];
  };
  return {
    handlers: new Map(
      COMMAND_HANDLERS.map((handler) => made('command', handler as unknown as Constructor<Handler>)),
    ),
    queries: new Map(
      QUERY_HANDLERS.map((handler) => made('query', handler as unknown as Constructor<QueryHandler>)),
    ),
  };
}

const idOf = (kind: Kind, type: object): string =>
  (Reflect.getMetadata(`__${kind}__`, type) as { readonly id: string }).id;

export const commandIdOf = (command: ICommand): string => idOf('command', command.constructor);
export const queryIdOf = (query: IQuery): string => idOf('query', query.constructor);
