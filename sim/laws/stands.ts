interface Since<Stand> {
  readonly storyMs: number;
  readonly stand: Stand;
}

/** How each of many things stood, from when on. */
export class Stands<Stand> {
  readonly #all = new Map<string, Since<Stand>[]>();

  take(id: string, storyMs: number, stand: Stand): void {
    const stands = this.#all.get(id) ?? [];
    stands.push({ storyMs, stand });
    this.#all.set(id, stands);
  }

  /** Every way it stood between two instants of the story, both included; `undefined` for the time before its first. */
  during(id: string, fromMs: number, untilMs: number): readonly (Stand | undefined)[] {
    const stands = this.#all.get(id) ?? [];
    const first = stands[0]?.storyMs ?? Number.POSITIVE_INFINITY;
    const met = stands.filter(
      ({ storyMs }, index) =>
        storyMs <= untilMs && (stands[index + 1]?.storyMs ?? Number.POSITIVE_INFINITY) >= fromMs,
    );
    return [...(first >= fromMs ? [undefined] : []), ...met.map(({ stand }) => stand)];
  }

  /** Since when it is there. */
  beganMs(id: string): number {
    return this.#all.get(id)?.[0]?.storyMs ?? Number.POSITIVE_INFINITY;
  }
}
