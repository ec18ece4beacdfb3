/** A mistake that somebody might make: one place of one module, as it is compiled. */
export interface PlantedFault {
  readonly name: string;
  /** Below `src/`, without its ending. */
  readonly module: string;
  readonly find: string;
  readonly replace: string;
}
