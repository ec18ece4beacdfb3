import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { DomainEvent } from '../../domain/event.js';

/** Who a field is about. Encrypted for all of them: the erasure of any one makes it unreadable. */
type SubjectsOf<Data> = (data: Data) => readonly string[];

/** Only text can be personal, since an erased field is read as text. */
type TextFields<Data> = {
  [Field in keyof Data]-?: Data[Field] extends string | null | undefined ? Field : never;
}[keyof Data];

/** Which fields of which events are personal, and whose. */
export type PersonalData<E extends DomainEvent> = {
  readonly [Type in E['type']]?: {
    readonly [Field in TextFields<Extract<E, { type: Type }>['data']>]?: SubjectsOf<
      Extract<E, { type: Type }>['data']
    >;
  };
};

const ofFan = ({ fanId }: { readonly fanId: string }) => [fanId];
const ofCreator = ({ creatorId }: { readonly creatorId: string }) => [creatorId];
const ofBoth = ({ fanId, creatorId }: { readonly fanId: string; readonly creatorId: string }) => [
  fanId,
  creatorId,
];

/** Everything about a person that the log holds. What is not listed here is stored in plain text, for good. */
export const PERSONAL_DATA = {
  FanRegistered: { name: ofFan },
  CreatorRegistered: { name: ofCreator, bornOn: ofCreator },
  PayoutDestinationSet: { account: ofCreator, holder: ofCreator, bic: ofCreator },
  QuoteAsked: { message: ofBoth },
  QuoteMessageSent: { message: ofBoth },
  OrderPlaced: { brief: ofFan },
  OrderRated: { comment: ofFan },
} as const satisfies PersonalData<ShoutoutsEvent>;
