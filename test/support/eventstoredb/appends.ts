import type { sendUnaryData, ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import {
  type AppendReply,
  EXPECT_ANY,
  EXPECT_STREAM_EXISTS,
  NO_STREAM,
} from '../../../src/infrastructure/embedded/event-store/append-messages.js';
import type { Faults } from './faults.js';
import { type NodeLog, wirePosition } from './node-log.js';
import { shared, status, streams } from './stubs.js';

const MAX_APPEND_BYTES = 1_048_576;
const CODE = { invalidArgument: 3, deadlineExceeded: 4, alreadyExists: 6, unavailable: 14 };

type Proposed = BatchAppendReq.ProposedMessage | AppendReq.ProposedMessage;
type Options = BatchAppendReq.Options | AppendReq.Options;

interface Wanted {
  readonly stream: string;
  readonly expected: number;
  readonly messages: readonly Proposed[];
}

/** The one long-lived stream of appends of a connection: any number under way, answered by correlation id. */
export const batchAppend =
  (log: NodeLog, faults: Faults) =>
  (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void => {
    const parts = new Map<string, { options: BatchAppendReq.Options; messages: Proposed[] }>();
    call.on('data', (request: BatchAppendReq) => {
      const id = request.getCorrelationId()?.getString() ?? '';
      const options = request.getOptions();
      const part = parts.get(id) ?? (options && { options, messages: [] });
      if (part === undefined) return;
      part.messages.push(...request.getProposedMessagesList());
      parts.set(id, part);
      if (!request.getIsFinal()) return;
      parts.delete(id);
      void answerBatch(
        log,
        faults,
        call,
        request,
        wanted(part.options, expectedOfBatch(part.options), part.messages),
      );
    });
    call.on('end', () => call.end());
    // Cut by the client or by a fault.
    call.on('error', () => undefined);
  };

async function answerBatch(
  log: NodeLog,
  faults: Faults,
  call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
  request: BatchAppendReq,
  append: Wanted,
): Promise<void> {
  const response = new streams.BatchAppendResp();
  response.setCorrelationId(request.getCorrelationId());
  response.setStreamIdentifier(streamIdentifier(append.stream));
  const outcome = await perform(log, faults, append);
  switch (outcome[0]) {
    case 'lost':
      return void call.emit('error', { code: CODE.unavailable, details: 'the connection broke' });
    case 'appended': {
      const success = new streams.BatchAppendResp.Success();
      const position = new shared.AllStreamPosition();
      position.setCommitPosition(wirePosition(outcome[2]));
      position.setPreparePosition(wirePosition(outcome[2]));
      success.setCurrentRevision(String(outcome[1]));
      success.setPosition(position);
      response.setSuccess(success);
      break;
    }
    case 'refused':
      response.setError(wrongExpectedVersion(append.expected, outcome[1]));
      break;
    case 'too_large': {
      const details = new shared.MaximumAppendSizeExceeded();
      details.setMaxappendsize(MAX_APPEND_BYTES);
      response.setError(
        failure(
          CODE.invalidArgument,
          'MaximumAppendSizeExceeded',
          details.serializeBinary(),
          'MaximumAppendSizeExceeded',
        ),
      );
      break;
    }
    case 'timeout':
      response.setError(
        failure(CODE.deadlineExceeded, 'Timeout', new shared.Timeout().serializeBinary(), 'Timeout'),
      );
      break;
    case 'not_ready':
      response.setError(
        failure(CODE.unavailable, 'Server Is Not Ready', new emptyPb.Empty().serializeBinary(), 'Empty'),
      );
      break;
    case 'failed':
      response.setError(failure(2, outcome[1], new shared.Unknown().serializeBinary(), 'Unknown'));
  }
  call.write(response);
}

/** What the client uses when credentials are given with a call, or a server knows no batches. */
export const append =
  (log: NodeLog, faults: Faults) =>
  (call: ServerReadableStream<AppendReq, AppendResp>, done: sendUnaryData<AppendResp>): void => {
    let options: AppendReq.Options | undefined;
    const messages: Proposed[] = [];
    call.on('data', (request: AppendReq) => {
      options = request.getOptions() ?? options;
      const message = request.getProposedMessage();
      if (message) messages.push(message);
    });
    call.on('end', () => {
      if (options === undefined) return done({ code: CODE.invalidArgument, details: 'no options' });
      void answerSingle(log, faults, wanted(options, expectedOfSingle(options), messages), done);
    });
  };

async function answerSingle(
  log: NodeLog,
  faults: Faults,
  append: Wanted,
  done: sendUnaryData<AppendResp>,
): Promise<void> {
  const response = new streams.AppendResp();
  const outcome = await perform(log, faults, append);
  switch (outcome[0]) {
    case 'appended': {
      const success = new streams.AppendResp.Success();
      const position = new streams.AppendResp.Position();
      position.setCommitPosition(wirePosition(outcome[2]));
      position.setPreparePosition(wirePosition(outcome[2]));
      success.setCurrentRevision(String(outcome[1]));
      success.setPosition(position);
      response.setSuccess(success);
      return done(null, response);
    }
    case 'refused': {
      const details = new streams.AppendResp.WrongExpectedVersion();
      if (outcome[1] === NO_STREAM) details.setCurrentNoStream(new shared.Empty());
      else details.setCurrentRevision(String(outcome[1]));
      if (append.expected === NO_STREAM) details.setExpectedNoStream(new shared.Empty());
      else if (append.expected === EXPECT_ANY) details.setExpectedAny(new shared.Empty());
      else if (append.expected === EXPECT_STREAM_EXISTS) details.setExpectedStreamExists(new shared.Empty());
      else details.setExpectedRevision(String(append.expected));
      response.setWrongExpectedVersion(details);
      return done(null, response);
    }
    default:
      return done({ code: CODE.unavailable, details: outcome[0] });
  }
}

type Outcome = AppendReply | readonly ['lost' | 'too_large' | 'timeout' | 'not_ready'];

async function perform(
  log: NodeLog,
  faults: Faults,
  { stream, expected, messages }: Wanted,
): Promise<Outcome> {
  if (faults.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.slowMs));
  if (happens(faults, 'notReady')) return ['not_ready'];
  const bytes = messages.reduce((sum, message) => sum + message.getData_asU8().length, 0);
  if (bytes > MAX_APPEND_BYTES) return ['too_large'];
  const events = messages.flatMap(storedStrings);
  // After those whose replies are lost: it is for their repetitions.
  if (faults.repliesLost === 0 && happens(faults, 'refused')) return ['refused', log.headOf(stream)];
  const reply = await log.append({ stream, expected, recordedAt: new Date().toISOString(), events });
  if (reply[0] !== 'appended') return reply;
  if (happens(faults, 'repliesLost')) return ['lost'];
  if (happens(faults, 'timeouts')) return ['timeout'];
  return reply;
}

/** Uses up one of the faults that were ordered. */
function happens(faults: Faults, kind: 'refused' | 'notReady' | 'repliesLost' | 'timeouts'): boolean {
  if (faults[kind] === 0) return false;
  faults[kind] -= 1;
  return true;
}

/** id, type, data, and the content type before the metadata: JSON as text, anything else as Base64. */
function storedStrings(message: Proposed): string[] {
  const map = message.getMetadataMap() as { get(name: string): string | undefined };
  const contentType = map.get('content-type') ?? 'application/octet-stream';
  const data = Buffer.from(message.getData_asU8());
  return [
    (message.getId()?.getString() ?? '').toLowerCase(),
    map.get('type') ?? '',
    data.toString(contentType === 'application/json' ? 'utf8' : 'base64'),
    `${contentType}\n${Buffer.from(message.getCustomMetadata_asU8()).toString('utf8')}`,
  ];
}

const wanted = (options: Options, expected: number, messages: readonly Proposed[]): Wanted => ({
  stream: Buffer.from(options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8'),
  expected,
  messages,
});

function expectedOfBatch(options: BatchAppendReq.Options): number {
  if (options.hasAny()) return EXPECT_ANY;
  if (options.hasNoStream()) return NO_STREAM;
  if (options.hasStreamExists()) return EXPECT_STREAM_EXISTS;
  return Number(options.getStreamPosition());
}

function expectedOfSingle(options: AppendReq.Options): number {
  if (options.hasAny()) return EXPECT_ANY;
  if (options.hasNoStream()) return NO_STREAM;
  if (options.hasStreamExists()) return EXPECT_STREAM_EXISTS;
  return Number(options.getRevision());
}

function wrongExpectedVersion(expected: number, actual: number) {
  const details = new shared.WrongExpectedVersion();
  if (actual === NO_STREAM) details.setCurrentNoStream(new emptyPb.Empty());
  else details.setCurrentStreamRevision(String(actual));
  if (expected === NO_STREAM) details.setExpectedNoStream(new emptyPb.Empty());
  else if (expected === EXPECT_ANY) details.setExpectedAny(new emptyPb.Empty());
  else if (expected === EXPECT_STREAM_EXISTS) details.setExpectedStreamExists(new emptyPb.Empty());
  else details.setExpectedStreamPosition(String(expected));
  return failure(
    CODE.alreadyExists,
    'WrongExpectedVersion',
    details.serializeBinary(),
    'WrongExpectedVersion',
  );
}

function failure(code: number, message: string, details: Uint8Array, name: string) {
  const error = new status.Status();
  const any = new anyPb.Any();
  any.pack(details, name === 'Empty' ? 'google.protobuf.Empty' : `event_store.client.${name}`);
  error.setCode(code);
  error.setMessage(message);
  error.setDetails(any);
  return error;
}

export function streamIdentifier(stream: string) {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  return identifier;
}
