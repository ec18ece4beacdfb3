import type { CommandBus, ICommand } from '@nestjs/cqrs';
import type { CommandContext } from '../../application/command-context.js';
import type { Telemetry } from '../../application/ports/telemetry.js';
import { isRejection } from '../../domain/rejection.js';

/** Tells of every command by the name of its class. The bus has no hook for how a command went, so its `execute` is wrapped. */
export function observeCommands(bus: CommandBus, telemetry: Telemetry): void {
  const execute: (command: ICommand) => Promise<unknown> = bus.execute.bind(bus);
  const observed = async (command: ICommand): Promise<unknown> => {
    const beganMs = telemetry.now();
    let outcome = 'failed';
    try {
      const answer = await execute(command);
      outcome = isRejection(answer) ? answer.code : 'accepted';
      return answer;
    } finally {
      // Every command carries its context.
      const { context } = command as { readonly context: CommandContext };
      telemetry.tell({ of: 'command', command: command.constructor.name, outcome, context }, beganMs);
    }
  };
  bus.execute = observed;
}
