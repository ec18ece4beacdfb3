import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import timestampPb from 'google-protobuf/google/protobuf/timestamp_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import streams, {
  type BatchAppendReq,
  type BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { Appended, ExpectedRevision, NewEvent } from '../../application/ports/event-store.js';

export interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
  /** The data of each event as JSON. */
  readonly data: readonly string[];
}

/** What an append came to. `not_written` is certain; `unknown` may have been written. */
export type AppendOutcome =
  | { readonly is: 'appended'; readonly at: Appended }
  | { readonly is: 'refused'; readonly actual: bigint | 'no_stream' }
  | { readonly is: 'too_large'; readonly maxBytes: number }
  | { readonly is: 'fault' | 'not_written' | 'unknown'; readonly error: unknown };

export function appendRequest(append: Append, correlationId: string, deadlineMs: number): BatchAppendReq {
  const options = new streams.BatchAppendReq.Options();
  const stream = new shared.StreamIdentifier();
  stream.setStreamName(Buffer.from(append.stream));
  options.setStreamIdentifier(stream);
  options.setDeadline(timestampPb.Timestamp.fromDate(new Date(Date.now() + deadlineMs)));
  setExpected(options, append.expected);
  const request = new streams.BatchAppendReq();
  request.setOptions(options);
  request.setCorrelationId(uuid(correlationId));
  request.setProposedMessagesList(append.events.map((event, at) => proposed(event, append.data[at] ?? '')));
  request.setIsFinal(true);
  return request;
}

function setExpected(options: BatchAppendReq.Options, expected: ExpectedRevision): void {
  if (expected === 'any') options.setAny(new emptyPb.Empty());
  else if (expected === 'no_stream') options.setNoStream(new emptyPb.Empty());
  else if (expected === 'stream_exists') options.setStreamExists(new emptyPb.Empty());
  else options.setStreamPosition(String(expected));
}

function proposed({ id, type, metadata }: NewEvent, data: string): BatchAppendReq.ProposedMessage {
  const message = new streams.BatchAppendReq.ProposedMessage();
  message.setId(uuid(id));
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  message.setData(Buffer.from(data));
  message.setCustomMetadata(Buffer.from(JSON.stringify(metadata)));
  return message;
}

function uuid(text: string): shared.UUID {
  const id = new shared.UUID();
  id.setString(text);
  return id;
}

export const correlationOf = (response: BatchAppendResp): string =>
  response.getCorrelationId()?.getString() ?? '';

export function appendOutcome(response: BatchAppendResp): AppendOutcome {
  const error = response.getError();
  if (error !== undefined) return refusal(error);
  const success = response.getSuccess();
  const position = success?.getPosition()?.getCommitPosition();
  if (success === undefined || position === undefined)
    return { is: 'unknown', error: new Error('it told no position of what it had appended') };
  return {
    is: 'appended',
    at: { revision: BigInt(success.getCurrentRevision()), position: BigInt(position) },
  };
}

/** What neither waiting nor asking again changes. */
const FAULTS = ['AccessDenied', 'StreamDeleted', 'InvalidTransaction', 'BadRequest'];

function refusal(status: Status): AppendOutcome {
  const details = status.getDetails();
  const name = details?.getTypeName().replace('event_store.client.', '') ?? '';
  const bytes = details?.getValue_asU8() ?? new Uint8Array();
  const error = new Error(`${status.getMessage()} (${name})`);
  if (name === 'WrongExpectedVersion') return wrongExpectedVersion(bytes);
  if (name === 'MaximumAppendSizeExceeded')
    return {
      is: 'too_large',
      maxBytes: shared.MaximumAppendSizeExceeded.deserializeBinary(bytes).getMaxappendsize(),
    };
  if (FAULTS.includes(name)) return { is: 'fault', error };
  // Around a restart, for some tenths of a second.
  if (status.getMessage().includes('Server Is Not Ready')) return { is: 'not_written', error };
  return { is: 'unknown', error };
}

function wrongExpectedVersion(bytes: Uint8Array): AppendOutcome {
  const wrong = shared.WrongExpectedVersion.deserializeBinary(bytes);
  const isThere = wrong.hasCurrentStreamRevision();
  return { is: 'refused', actual: isThere ? BigInt(wrong.getCurrentStreamRevision()) : 'no_stream' };
}
