/** Something that happens once, and that others wait for. */
export interface Occasion {
  readonly come: Promise<void>;
  readonly now: () => void;
}

export function occasion(): Occasion {
  let now = (): void => undefined;
  const come = new Promise<void>((resolve) => (now = resolve));
  return { come, now };
}
