import { AppendOutcomeUnknownError, EventStoreUnavailableError } from '../ports/event-store.js';
import { PaymentGatewayUnusableError, PaymentOutcomeUnknownError } from '../ports/payment-gateway.js';
import { ReadModelsUnavailableError } from '../ports/read-models.js';
import { SubjectKeysUnavailableError } from '../ports/subject-keys.js';
import { VideosUnavailableError } from '../ports/video-store.js';
import { ReadModelBehindError } from './read-model-behind.js';

/** What the other processes have to take up first. */
export class ProcessesBehindError extends Error {
  override readonly name = 'ProcessesBehindError';
}

const OUTAGES = [
  ProcessesBehindError,
  EventStoreUnavailableError,
  AppendOutcomeUnknownError,
  ReadModelsUnavailableError,
  ReadModelBehindError,
  SubjectKeysUnavailableError,
  VideosUnavailableError,
  PaymentOutcomeUnknownError,
  PaymentGatewayUnusableError,
];

/** Nothing is wrong with the event at hand: a store, or the provider, cannot be asked now, or another process or a read model is behind. */
export const isOutage = (error: unknown): boolean => OUTAGES.some((kind) => error instanceof kind);
