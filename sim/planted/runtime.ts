import type { PlantedFault } from './planted-fault.js';

/** Commands, processes, deadlines and leases. */
export const IN_RUNTIME: readonly PlantedFault[] = [
  {
    name: 'a command that was repeated is decided again',
    module: 'application/runtime/aggregates-runtime',
    find: 'if (taken !== undefined)',
    replace: 'if (false)',
  },
  {
    name: 'a command is refused from memory',
    module: 'application/runtime/aggregates-runtime',
    find: 'const accepted = this.accepted(stream, await this.attempt(command, remembered));',
    replace:
      "const tried = await this.attempt(command, remembered); if (tried.is === 'nothing') return tried.at;\n            const accepted = this.accepted(stream, tried);",
  },
  {
    name: 'commands are not recognised after a restart',
    module: 'application/runtime/aggregates-runtime',
    find: 'commands.set(event.metadata.commandId, at);',
    replace: '',
  },
  {
    name: 'the second event of a command is not remembered',
    module: 'application/runtime/aggregates-runtime',
    find: 'state: decision.reduce(type.evolve, current.state)',
    replace: 'state: decision.slice(0, 1).reduce(type.evolve, current.state)',
  },
  {
    name: 'a command is accepted while the log is away',
    module: 'application/runtime/aggregates-runtime',
    find: 'if (error instanceof WrongExpectedRevisionError)',
    replace:
      'if (error instanceof EventStoreUnavailableError)\n                    return { revision: 0n, position: 1n };\n                if (error instanceof WrongExpectedRevisionError)',
  },
  {
    name: 'an instance that was replaced goes on writing read models',
    module: 'application/runtime/projection-feed',
    find: 'this.deps.models.checkpoint(collection, lease?.fence)',
    replace: 'this.deps.models.checkpoint(collection)',
  },
  {
    name: 'an instance that was replaced goes on with a process',
    module: 'application/runtime/process-runtime',
    find: 'this.deps.models.checkpoint(checkpoint, running.lease?.fence)',
    replace: 'this.deps.models.checkpoint(checkpoint)',
  },
  {
    name: 'nobody looks whether a request waits for its review too long',
    module: 'application/projections/deadlines',
    find: 'acceptBy ?? reviewBy',
    replace: 'acceptBy',
  },
  {
    name: 'an order lapses an hour late',
    module: 'application/projections/deadlines',
    find: 'dueAt: data.payBy',
    replace: 'dueAt: plusMs(data.payBy, HOUR_MS)',
  },
  {
    name: 'a process goes on from a checkpoint that was lost',
    module: 'application/runtime/process-runtime',
    find: 'untilLost(this.deps.models, signal, ',
    replace: '((models, signal, follow) => follow(signal))(this.deps.models, signal, ',
  },
];
