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

/** What Nest knows of a handler. Asked for once: each start of an instance would ask all of them again. */
interface Known<Made> {
  readonly handler: Constructor<Made>;
  readonly needs: readonly unknown[];
}

/** The handlers of one instance; each is made when it is first asked for. */
export class Handlers<Made> {
  readonly #made = new Map<string, Made>();

  constructor(
    private readonly known: ReadonlyMap<string, Known<Made>>,
    private readonly dependencies: ReadonlyMap<unknown, unknown>,
  ) {}

  get(id: string): Made | undefined {
    const known = this.known.get(id);
    if (known === undefined) return undefined;
    const made = this.#made.get(id) ?? this.make(known);
    this.#made.set(id, made);
    return made;
  }

  private make({ handler, needs }: Known<Made>): Made {
    const given = needs.map((need) => {
      if (!this.dependencies.has(need))
        throw new Error(`${handler.name}: the simulator has no ${String(need)}`);
      return this.dependencies.get(need) as never;
    });
    return new handler(...given);
  }
}

/** The handlers of one instance by the id that Nest gave their command or query: what is registered there is found here. */
export function handlersOf(
  application: Application,
  { clock, videos, gateway, log }: Ports,
  bankFiles: BankFiles,
): { readonly handlers: Handlers<Handler>; readonly queries: Handlers<QueryHandler> } {
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
  return {
    handlers: new Handlers(OF_COMMANDS, dependencies),
    queries: new Handlers(OF_QUERIES, dependencies),
  };
}

const idOf = (kind: Kind, type: object): string =>
  (Reflect.getMetadata(`__${kind}__`, type) as { readonly id: string }).id;

export const commandIdOf = (command: ICommand): string => idOf('command', command.constructor);
export const queryIdOf = (query: IQuery): string => idOf('query', query.constructor);

function known<Made>(kind: Kind, handlers: readonly unknown[]): ReadonlyMap<string, Known<Made>> {
  return new Map(
    (handlers as readonly Constructor<Made>[]).map((handler) => {
      const needs = (Reflect.getMetadata('design:paramtypes', handler) ?? []) as readonly unknown[];
      return [idOf(kind, Reflect.getMetadata(`__${kind}Handler__`, handler) as object), { handler, needs }];
    }),
  );
}

const OF_COMMANDS = known<Handler>('command', COMMAND_HANDLERS);
const OF_QUERIES = known<QueryHandler>('query', QUERY_HANDLERS);
