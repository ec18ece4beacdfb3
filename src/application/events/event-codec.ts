import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { DomainEvent } from '../../domain/event.js';
import type { Json, JsonObject, NewEvent, RecordedEvent } from '../ports/event-store.js';
import type { Random } from '../ports/random.js';
import type { SubjectKeys } from '../ports/subject-keys.js';
import type { DecodedEvent } from './decoded-event.js';
import { EventTamperedError, UnknownEventError, UnstorableEventError } from './errors.js';
import { EVENT_REGISTRY } from './event-registry.js';
import { fromJson, toJson } from './json-data.js';
import type { EventContext } from './metadata.js';
import { PERSONAL_DATA, type PersonalData } from './personal-data.js';
import {
  isSealed,
  type KeysBySubject,
  leftSealed,
  openField,
  sealField,
  subjectsOf,
} from './personal-field.js';
import { assertRegistryComplete, type EventHistory, type EventRegistry, upcast } from './registry.js';

/** Personal field → whose it is. */
type Owners = ReadonlyMap<string, readonly string[]>;

/** The table of personal data once it is no longer known which type's row is asked for. */
type AnyPersonalData = Readonly<
  Record<string, Readonly<Record<string, (data: object) => readonly string[]>> | undefined>
>;

const NO_KEYS: KeysBySubject = new Map();

/**
 * Turns domain events into stored ones and back: JSON for bigint amounts, encryption of personal fields, versions.
 * Domain and projections see plain values of today's version; the log sees neither names nor briefs.
 */
export class EventCodec<E extends DomainEvent> {
  /** @throws IncompleteRegistryError */
  constructor(
    private readonly registry: EventRegistry<E['type']>,
    private readonly personalData: PersonalData<E>,
    private readonly subjectKeys: Pick<SubjectKeys, 'keysToEncrypt' | 'keysToDecrypt'>,
  ) {
    assertRegistryComplete(registry);
  }

  /**
   * The events that a command was decided to be, in order, ready to be appended. Each gets an id that no other ever has, not even one
   * of the same command decided again: the store takes events with known ids for a repetition, whatever is in them.
   *
   * @throws SubjectErasedError when an event holds personal data of somebody who was erased
   * @throws UnstorableEventError
   */
  async encode(events: readonly E[], context: EventContext, random: Random): Promise<readonly NewEvent[]> {
    const drafts = events.map((event) => ({
      id: random.uuid(),
      type: event.type,
      data: toJson(event.data),
      owners: this.ownersIn(event),
      metadata: { schema: this.historyOf(event.type).version, ...context },
    }));
    const subjects = new Set(drafts.flatMap(({ owners }) => [...owners.values()].flat()));
    const keys = subjects.size > 0 ? await this.subjectKeys.keysToEncrypt([...subjects]) : NO_KEYS;
    return drafts.map(({ owners, ...draft }) => ({
      ...draft,
      data: sealFields(draft.id, draft.data, owners, keys),
    }));
  }

  /**
   * What was recorded, in the same order. A personal value whose key was destroyed reads `[erased]`; where all are left
   * sealed, each reads `[sealed]`.
   * @throws UnknownEventError, EventTamperedError
   */
  async decode(
    recorded: readonly RecordedEvent[],
    personal: 'opened' | 'left sealed' = 'opened',
  ): Promise<readonly DecodedEvent<E>[]> {
    const keys = personal === 'opened' ? await this.keysOf(recorded) : undefined;
    return recorded.map((event) => {
      const { version, history } = this.readable(event);
      const data = fromJson(upcast(openFields(event, keys), version, history));
      // The registry knows the type, and its upcasters lead to today's shape of the data.
      return { ...event, data } as unknown as DecodedEvent<E>;
    });
  }

  private async keysOf(recorded: readonly RecordedEvent[]): Promise<KeysBySubject> {
    const sealed = recorded.flatMap(({ data }) => Object.values(data).filter(isSealed));
    const subjects = new Set(sealed.flatMap(subjectsOf));
    return subjects.size > 0 ? this.subjectKeys.keysToDecrypt([...subjects]) : NO_KEYS;
  }

  private ownersIn({ type, data }: E): Owners {
    const personalFields = (this.personalData as unknown as AnyPersonalData)[type] ?? {};
    const owners = Object.entries(personalFields).map(([field, subjectsOf]) => {
      const subjects = [...new Set(subjectsOf(data))];
      if (subjects.length === 0)
        throw new UnstorableEventError(`${type}: nobody is named whose ${field} it is`);
      return [field, subjects] as const;
    });
    return new Map(owners);
  }

  private historyOf(type: E['type']): EventHistory {
    if (!Object.hasOwn(this.registry, type)) throw new UnstorableEventError(`${type} is not in the registry`);
    return this.registry[type];
  }

  private readable(event: RecordedEvent): { readonly version: number; readonly history: EventHistory } {
    const { type, metadata } = event;
    const version = metadata.schema;
    if (!Object.hasOwn(this.registry, type))
      throw new UnknownEventError(event, `this release does not know the type; ${RUN_NEWER_RELEASE}`);
    const history = this.registry[type as E['type']];
    if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1)
      throw new UnknownEventError(
        event,
        'its metadata has no schema version; it was not written by this product',
      );
    if (version > history.version)
      throw new UnknownEventError(
        event,
        `this release knows versions up to ${String(history.version)}; ${RUN_NEWER_RELEASE}`,
      );
    return { version, history };
  }
}

const RUN_NEWER_RELEASE = 'run the release that wrote it, or a later one, and never skip it';

/** Where a ciphertext belongs. Field names have no space in them, so no two places read the same. */
const placeOf = (eventId: string, field: string): string => `${eventId} ${field}`;

function sealFields(id: string, data: JsonObject, owners: Owners, keys: KeysBySubject): JsonObject {
  const sealed: Record<string, Json> = {};
  for (const [field, subjects] of owners) {
    const value = data[field];
    if (value !== undefined && value !== null)
      sealed[field] = sealField(value, subjects, keys, placeOf(id, field));
  }
  return { ...data, ...sealed };
}

function openFields(event: RecordedEvent, keys: KeysBySubject | undefined): JsonObject {
  if (keys === undefined) return leftSealed(event.data);
  const opened: Record<string, Json> = {};
  for (const [field, value] of Object.entries(event.data)) {
    if (!isSealed(value)) continue;
    const plain = openField(value, keys, placeOf(event.id, field));
    if (plain === undefined) throw new EventTamperedError(event, field);
    opened[field] = plain;
  }
  return { ...event.data, ...opened };
}

/** The codec of this product's events. */
export const shoutoutsCodec = (
  subjectKeys: Pick<SubjectKeys, 'keysToEncrypt' | 'keysToDecrypt'>,
): EventCodec<ShoutoutsEvent> => new EventCodec(EVENT_REGISTRY, PERSONAL_DATA, subjectKeys);

const noKeys = (): Promise<never> => Promise.reject(new Error('there are no keys of persons here'));

/** For whoever reads the log without the keys of persons, and leaves what is personal sealed. */
export const SEALED_EVENTS: Pick<EventCodec<ShoutoutsEvent>, 'decode'> = new EventCodec<ShoutoutsEvent>(
  EVENT_REGISTRY,
  PERSONAL_DATA,
  { keysToEncrypt: noKeys, keysToDecrypt: noKeys },
);
