/** A mistake that somebody might make, in one module of the built program. */
export interface PlantedFault {
  readonly name: string;
  /** Below `dist/`, without its ending. */
  readonly module: string;
  readonly changes: readonly { readonly find: string; readonly replace: string }[];
}

/** What has to be found, each by itself. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  {
    name: 'a command is acknowledged before the log has it',
    module: 'infrastructure/embedded/event-store/log-writer',
    changes: [
      {
        find: "this.database.exec('BEGIN IMMEDIATE');",
        replace: "if (!this.database.inTransaction) this.database.exec('BEGIN IMMEDIATE');",
      },
      {
        find: "this.database.exec('COMMIT');",
        replace: "setTimeout(() => this.database.inTransaction && this.database.exec('COMMIT'), 100);",
      },
    ],
  },
  {
    name: 'a repeated command is another command',
    module: 'interfaces/rest/http/command-context',
    changes: [
      {
        find: 'key === undefined ? request.id : commandIdFor(request, actor.id, key)',
        replace: 'request.id',
      },
    ],
  },
  {
    name: 'a fan is shown the orders of all fans',
    module: 'application/orders/list-orders',
    changes: [{ find: 'fanId: actor.id', replace: '' }],
  },
  {
    name: 'a payout is sent again without a look, under another key',
    module: 'infrastructure/stripe/stripe-transfer-rail',
    changes: [
      { find: 'if (data.length <= 1) return data[0];', replace: 'if (data.length <= 1) return undefined;' },
      {
        find: 'const { payoutId, creatorId, amount, destination, idempotencyKey } = request;',
        replace:
          'const { payoutId, creatorId, amount, destination, idempotencyKey } = { ...request, idempotencyKey: String(Math.random()) };',
      },
    ],
  },
];
