import type { ICommand, IQuery } from '@nestjs/cqrs';
import { Application } from '../../src/application/application.js';
import type { CommandContext } from '../../src/application/command-context.js';
import type { Actor } from '../../src/application/events/metadata.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { VideoFile } from '../../src/application/ports/video-store.js';
import type { Builds } from '../../src/application/runtime/builds.js';
import type { CommandOutcome } from '../../src/application/runtime/outcome.js';
import { SimulatedBank } from '../ports/bank.js';
import { SimulatedBankFiles } from '../ports/bank-files.js';
import { DocumentServer } from '../ports/document-server.js';
import { SimulatedLog } from '../ports/event-store.js';
import { ProviderCore } from '../ports/provider-core.js';
import { SimulatedProvider } from '../ports/provider.js';
import { SimulatedKeyRing } from '../ports/subject-keys.js';
import { Dice } from './dice.js';
import { isExpected, MAY_BE_SAID } from './expected-errors.js';
import { Faults } from './faults.js';
import {
  commandIdOf,
  type Handler,
  type Handlers,
  handlersOf,
  type QueryHandler,
  queryIdOf,
} from './handlers.js';
import { InstanceCalls } from './instance-calls.js';
import { LEASE_MS, portsOf } from './instance-ports.js';
import { fieldsOf, toldOf } from './told.js';
import { Trace } from './trace.js';
import { Webhooks } from './webhooks.js';
import { stackHere, whoSays } from './who-says.js';
import { BEGINS_MS, WorldTime } from './world-time.js';

/** One run of the program. */
export interface Instance {
  readonly calls: InstanceCalls;
  readonly application: Application;
  readonly handlers: Handlers<Handler>;
  readonly queries: Handlers<QueryHandler>;
  /** Resolves when it has been killed. */
  readonly gone: Promise<void>;
  isStarted: boolean;
}

/** What a user was told, and when they asked. */
export interface Answer {
  readonly commandId: string;
  readonly what: string;
  readonly command: object;
  readonly actor: Actor;
  readonly outcome: CommandOutcome;
  /** By the story's time; the attempt that was answered. */
  readonly askedMs: number;
  readonly answeredMs: number;
  /** The earliest and the latest that the clocks showed meanwhile. */
  readonly earliestNowMs: number;
  readonly latestNowMs: number;
}

export interface WorldOptions {
  readonly seed: number;
  readonly leftOut?: ReadonlySet<number>;
  readonly keepsTrace?: boolean;
  /** Called with each line of a trace that is kept, as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Nobody waits longer for an answer. */
const PATIENCE_MS = 30_000;
/** Few: all that beats makes such a world ten times as long as one of a single instance. */
const SHARED_PERMILLE = 10;
/** Worlds whose read models are on a server that may forget. */
const FORGETFUL_PERMILLE = 200;
const RECONCILED_PERMILLE = 20;
const SMALL_PERMILLE = 850;
const ABOUT_PAYOUTS_PERMILLE = 50;
/** An instance of several may stand still for longer than anybody waits for its leases, and go on as their owner. */
const FROZEN_MS = 4 * LEASE_MS;
const LONGEST_RESTART_MS = 10 * 60_000;

/** Everything there is under one seed: stores, provider, instances of the program, and the dice that move them. */
export class World {
  readonly time: WorldTime;
  readonly trace: Trace;
  readonly faults: Faults;
  readonly log: SimulatedLog;
  readonly documents: DocumentServer;
  readonly keyRing = new SimulatedKeyRing();
  readonly files = new Map<string, VideoFile>();
  readonly provider: SimulatedProvider;
  readonly core: ProviderCore;
  readonly bank: SimulatedBank;
  readonly webhooks: Webhooks;
  /** What users, staff and the outside want. */
  readonly wishes: Dice;
  /** When and what the server of the read models forgets. */
  readonly storms: Dice;
  /** What broke a law. */
  readonly broken: string[] = [];
  readonly isShared: boolean;
  /** Few people with few wishes: most worlds, since what goes wrong mostly does so between two of them. */
  readonly isSmall: boolean;
  /** Many orders are delivered, and to be paid out at once, by rails and banks that are worse than elsewhere: of all others, few come so far. */
  readonly isAboutPayouts: boolean;
  /** Whether its days are held against the provider's books. Few: a day is many events. */
  readonly reconciles: boolean;
  /** The read model that has a fault now, or that is not whole again since. */
  brokenReadModel: string | undefined;
  /** Nobody asks for anything any more. */
  isOver = false;
  /** Of a purpose of its own. */
  readonly diceFor: (purpose: string) => Dice;
  instances: readonly (Instance | undefined)[];
  readonly #ids: Dice;
  readonly #latency: Pick<Dice, 'permille' | 'between'>;
  #hurriesUntilMs = 0;
  readonly #listeners: ((event: RecordedEvent) => void)[] = [];
  readonly #answered: ((answer: Answer) => void)[] = [];
  readonly #laws = new Set<string>();
  #starts = 0;

  constructor({ seed, leftOut = new Set(), keepsTrace = false, onLine }: WorldOptions) {
    const dice = (this.diceFor = (purpose: string) => new Dice(seed, purpose));
    const shape = dice('shape');
    this.isShared = shape.permille(SHARED_PERMILLE);
    this.isSmall = dice('size').permille(SMALL_PERMILLE);
    this.reconciles = dice('reconciles').permille(RECONCILED_PERMILLE);
    this.isAboutPayouts = dice('about payouts').permille(ABOUT_PAYOUTS_PERMILLE);
    const time = (this.time = new WorldTime(this.isShared));
    this.documents = new DocumentServer(
      shape.permille(FORGETFUL_PERMILLE) ? () => time.elapsedMs : undefined,
      this.isShared,
    );
    this.documents.onTwoOwners = (name, mover, owner) =>
      this.broke(`the checkpoint ${name} was moved by ${mover}, and ${owner} had taken it over`);
    this.trace = new Trace(() => time.storyMs, keepsTrace, onLine);
    this.faults = new Faults(dice('faults'), leftOut, dice('aim'), this.isShared);
    this.wishes = dice('wishes');
    this.storms = dice('storms');
    this.#ids = dice('ids');
    this.#latency = this.latencyOf(dice('latency'));
    this.log = new SimulatedLog(
      () => time.nowMs,
      (events) => this.appended(events),
    );
    this.keyRing.onErased(() => this.log.renew());
    this.webhooks = new Webhooks(this, dice('webhooks'));
    const provider = dice('provider');
    const core = (this.core = new ProviderCore(
      provider,
      () => (this.faults.areOver ? 0 : 20),
      (event) => this.webhooks.send(event),
      (what) => time.after(provider.between(1_000, 3 * 24 * 3_600_000), what),
      (what) => time.after(provider.between(1_000, provider.oneOf([20 * 60_000, 5 * 3_600_000])), what),
      () => (this.faults.areOver ? 0 : this.isAboutPayouts ? 150 : 40),
      () => time.storyMs,
      this.isShared ? 2 * FROZEN_MS : 0,
    ));
    core.onMistake = (what) => {
      this.broke(`the provider was asked what makes no sense: ${what}`);
    };
    this.provider = new SimulatedProvider(core);
    this.bank = new SimulatedBank(
      dice('bank'),
      (ms, what) => time.after(ms, what),
      (what) => this.broke(`the bank was asked what makes no sense: ${what}`),
      dice('charges of the bank'),
      dice('duplicates for the bank'),
    );
    this.instances = Array.from({ length: this.isShared ? shape.between(2, 3) : 1 }, () => undefined);
  }

  /** As the server has them. */
  buildsOf(readModel: string): Builds | undefined {
    const stored = this.documents.values.get(`serving:${readModel}`);
    return stored?.startsWith('{') === true ? (JSON.parse(stored) as Builds) : undefined;
  }

  /** Whether a document is set aside, or an event was left out of it, in any build. */
  isAside(readModel: string, key: string): boolean {
    const { setAside = [], leftOut = [] } = this.buildsOf(readModel) ?? {};
    return [...setAside, ...leftOut].some((each) => each.key === key);
  }

  uuid(): string {
    return this.#ids.uuid(this.time.nowMs);
  }

  /** Calls the listener after each event that came into the log. */
  onEvent(listener: (event: RecordedEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** Calls the listener with each answer that a user was given. */
  onAnswer(listener: (answer: Answer) => void): void {
    this.#answered.push(listener);
  }

  /** Something that must never be so; the file that says so is told with it. */
  broke(law: string): void {
    if (this.#laws.has(law)) return;
    this.#laws.add(law);
    this.broken.push(`${law}  [${whoSays(stackHere())}after event ${String(this.log.end)}]`);
    this.trace.tell('LAW', law);
  }

  /** For so long nothing takes longer than it must: what follows from something else happens at the instant that is meant. */
  hurry(forMs: number): void {
    this.#hurriesUntilMs = this.time.storyMs + forMs;
  }

  private latencyOf(dice: Dice): Pick<Dice, 'permille' | 'between'> {
    const isHurried = () => this.time.storyMs < this.#hurriesUntilMs;
    return {
      permille: (share) => isHurried() || dice.permille(share),
      between: (from, to) => (isHurried() ? from : dice.between(from, to)),
    };
  }

  /** On which day the provider made something, by its own clock. */
  dayOf(objectId: string): string {
    return this.dayAt(this.core.madeMs.get(objectId) ?? 0);
  }

  dayAt(storyMs: number): string {
    return new Date(BEGINS_MS + storyMs).toISOString().slice(0, 10);
  }

  /** How often an instance was started. */
  get starts(): number {
    return this.#starts;
  }

  /** Starts every instance; one that is killed comes back by itself. */
  begin(): void {
    this.instances.forEach((_, number) => this.start(number));
  }

  /** One that answers, if any does. */
  someInstance(): Instance | undefined {
    const { up } = this;
    return up.length === 0 ? undefined : this.wishes.oneOf(up);
  }

  get up(): readonly Instance[] {
    return this.instances.filter((each) => each !== undefined).filter(({ isStarted }) => isStarted);
  }

  /**
   * A user's wish, as an app carries it out: the same command again until there is an answer, or until they lose patience, which
   * leaves it open whether it was taken. Answers `undefined` then.
   */
  async ask(
    actor: Actor,
    command: (context: CommandContext) => ICommand,
    attempts = 8,
  ): Promise<CommandOutcome | undefined> {
    if (this.isOver) return undefined;
    const id = this.uuid();
    const context: CommandContext = {
      commandId: id,
      correlationId: id,
      causationId: id,
      actor,
      source: 'rest',
    };
    const what = command(context);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      this.time.news();
      const instance = this.someInstance();
      const { storyMs: askedMs, nowMs } = this.time;
      const outcome = instance && (await this.askOnce(instance, what));
      if (outcome !== undefined) {
        const [earliestNowMs, latestNowMs] =
          nowMs < this.time.nowMs ? [nowMs, this.time.nowMs] : [this.time.nowMs, nowMs];
        const clocks = { askedMs, answeredMs: this.time.storyMs, earliestNowMs, latestNowMs };
        const told = { ...clocks, actor, outcome };
        const answer = { commandId: id, what: what.constructor.name, command: what, ...told };
        for (const listener of this.#answered) listener(answer);
        this.tellAnswer(actor, what, 'code' in outcome ? outcome.code : 'accepted');
        return outcome;
      }
      await this.time.wait(this.wishes.between(500, 60_000));
    }
    this.tellAnswer(actor, what, 'no answer');
    return undefined;
  }

  /**
   * What somebody is shown who asks for something; `undefined` where they are told to ask again later, or nobody answers. Whatever
   * else goes wrong breaks a law.
   */
  async read(query: IQuery, dice: Dice = this.wishes): Promise<{ readonly shown: unknown } | undefined> {
    const { up } = this;
    if (up.length === 0) return undefined;
    const handler = dice.oneOf(up).queries.get(queryIdOf(query));
    if (handler === undefined) throw new Error(`nobody handles ${query.constructor.name}`);
    try {
      return { shown: await handler.execute(query) };
    } catch (error) {
      if (!MAY_BE_SAID.has((error as Error).name))
        this.broke(`${query.constructor.name}: unexpected error: ${String(error)}`);
      return undefined;
    }
  }

  private tellAnswer({ role, id }: Actor, command: object, answer: string): void {
    const { context: _context, ...wanted } = command as { readonly context?: unknown };
    this.trace.tell(role, `${command.constructor.name}: ${answer}`, () => `${id}  ${fieldsOf(wanted)}`);
  }

  /** `undefined`: no answer, or one that says to try again. */
  private async askOnce(instance: Instance, command: ICommand): Promise<CommandOutcome | undefined> {
    const handler = instance.handlers.get(commandIdOf(command));
    if (handler === undefined) throw new Error(`nobody handles ${command.constructor.name}`);
    const answer = handler.execute(command).catch((error: unknown) => {
      if (!isExpected(error)) this.broke(`unexpected error: ${String(error)}`);
      return undefined;
    });
    return Promise.race([
      answer,
      instance.gone.then(() => undefined),
      this.time.wait(PATIENCE_MS).then(() => undefined),
    ]);
  }

  private start(number: number): void {
    this.time.news();
    const name = `${String(number + 1)}.${String((this.#starts += 1))}`;
    const { time, trace, faults } = this;
    let tellGone: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (tellGone = resolve));
    const calls = new InstanceCalls(
      name,
      { time, trace, faults, latency: this.#latency, ...(this.isShared && { frozenMs: FROZEN_MS }) },
      () => {
        trace.tell(name, 'is gone');
        this.instances = this.instances.with(number, undefined);
        time.after(this.#latency.between(1_000, LONGEST_RESTART_MS), () => this.start(number));
        tellGone();
      },
    );
    const ports = portsOf(this, calls, this.#latency);
    const application = new Application(ports);
    const instance: Instance = {
      ...{ calls, application, gone, isStarted: false },
      ...handlersOf(application, ports, new SimulatedBankFiles()),
    };
    this.instances = this.instances.with(number, instance);
    application.start().then(
      () => {
        instance.isStarted = true;
        trace.tell(name, 'has started');
      },
      (error: unknown) => {
        trace.tell(name, `did not start: ${String(error)}`);
        if (!isExpected(error)) this.broke(`did not start: ${String(error)}`);
        calls.kill();
      },
    );
  }

  private appended(events: readonly RecordedEvent[]): void {
    this.time.news();
    for (const event of events) {
      const { position, stream, revision, type, id } = event;
      const line = `${String(position)} ${stream}@${String(revision)} ${type}`;
      this.trace.tell('log', line, () => `${toldOf(event)}  (${id})`);
      for (const listener of this.#listeners) listener(event);
    }
  }
}
