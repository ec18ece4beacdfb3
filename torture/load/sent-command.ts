/** What a client knows of one command that it sent, under one key. */
export interface SentCommand {
  /** Ours, a UUID: every event that comes of the command carries it. */
  readonly correlationId: string;
  readonly key: string;
  /** Who sent it, by the name that they have here. */
  readonly who: string;
  readonly path: string;
  /** How often it was sent, until it was answered. */
  sendings: number;
  answer: Answer | undefined;
}

export interface Answer {
  readonly status: number;
  /** The fields of the body. */
  readonly body: Readonly<Record<string, unknown>>;
}

export const isAcknowledged = ({ answer }: SentCommand): boolean =>
  answer !== undefined && answer.status >= 200 && answer.status < 300;

export const describeCommand = ({ who, path, key, correlationId, sendings, answer }: SentCommand): string =>
  `${who}: POST ${path}, key ${key}, correlation ${correlationId}, sent ${String(sendings)} times, answered ` +
  (answer === undefined ? 'never' : `${String(answer.status)} ${JSON.stringify(answer.body)}`);
