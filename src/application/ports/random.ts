/** The only source of randomness outside the adapters. */
export abstract class Random {
  /** A new UUIDv7, lower case. */
  abstract uuid(): string;
}
