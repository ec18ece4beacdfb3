import type { Dice } from './dice.js';

/** What can befall a call of a port. */
export type Fault =
  /** The program ends here, as by kill -9. */
  | 'crash'
  /** The program stands still for a while, as by SIGSTOP, and goes on without knowing. */
  | 'freeze'
  /** The other side cannot be reached; nothing was done. */
  | 'unavailable'
  /** The caller is not told what became of it. */
  | 'reply lost'
  | 'slow'
  /** The server of the read models is killed, and comes back without its last second. */
  | 'forget';

/** Of a thousand calls, how many it befalls. */
export type Rates = Readonly<Record<Fault, number>>;

export type Side = 'before' | 'after';

/** A place in a call of a port, where the program can be killed. */
interface Place {
  readonly name: string;
  /** How often a crash befell there. */
  crashes: number;
  /** How often the program has still to come by before it is killed there; 0 where the world does not aim at it. */
  passagesLeft: number | undefined;
}

/** Of the places where the program can be killed, a world aims at one of so many, and kills there for sure. */
const AIMED_AT = 64;
/** Not always at the first time that the program comes by. */
const LATEST_PASSAGE = 3;

const CALM: Rates = { crash: 0, freeze: 0, unavailable: 0, 'reply lost': 0, slow: 0, forget: 0 };

/**
 * The faults of a world. Each one has a number, by which a run can leave it out: that is how a failing world is made smaller.
 */
export class Faults {
  #overSinceMs: number | undefined;
  #count = 0;
  #crashesLeft: number;
  readonly #rates: Rates;
  /** Every place that was passed. */
  readonly #places: Readonly<Record<Side, Map<string, Place>>> = { before: new Map(), after: new Map() };
  /** Calls until the weather changes. */
  #left = 0;
  #isStorm = true;
  /** What befell, by number. */
  readonly happened: { readonly number: number; readonly fault: Fault; readonly point: string }[] = [];

  constructor(
    private readonly dice: Dice,
    private readonly leftOut: ReadonlySet<number>,
    private readonly aim: Dice,
    /** Of several instances, one that stands still for long is what tells whether the others may go on without it. */
    isShared = false,
  ) {
    this.#crashesLeft = dice.between(0, 6);
    this.#rates = dice.permille(100)
      ? CALM
      : {
          crash: dice.oneOf([0, 10, 40]),
          freeze: dice.oneOf(isShared ? [5, 10, 20] : [0, 0, 10]),
          unavailable: dice.oneOf([0, 30, 150]),
          'reply lost': dice.oneOf([0, 30, 150]),
          slow: dice.oneOf([0, 30]),
          forget: dice.oneOf([0, 20, 60]),
        };
  }

  /** From now on, nothing goes wrong any more: what has to come about comes about. */
  end(nowMs: number): void {
    this.#overSinceMs = nowMs;
  }

  get areOver(): boolean {
    return this.#overSinceMs !== undefined;
  }

  /** Whether this is a world in which every call goes well. */
  get areNone(): boolean {
    return this.#rates === CALM;
  }

  /** Every place that was passed, with how often a crash befell there. */
  get passed(): ReadonlyMap<string, number> {
    const all = Object.values(this.#places).flatMap((places) => [...places.values()]);
    return new Map(all.map(({ name, crashes }) => [name, crashes]));
  }

  /** By the clocks that people read; `undefined` while things go wrong. */
  get overSinceMs(): number | undefined {
    return this.#overSinceMs;
  }

  /** Where something is only read, a crash tells little: there are many such places, and they would use the crashes up. */
  private rateOf(fault: Fault, point: string): number {
    if (fault !== 'crash' || this.#rates.crash === 0) return this.#rates[fault];
    return point.startsWith('read') ? 2 : this.#rates.crash * 3;
  }

  /** Faults come in storms: a world in which every call may fail gets nowhere, and tries little. */
  private isStorm(): boolean {
    if (this.#left === 0) {
      this.#isStorm = !this.#isStorm;
      this.#left = this.#isStorm ? this.dice.between(5, 80) : this.dice.between(40, 600);
    }
    this.#left -= 1;
    return this.#isStorm;
  }

  /** Whether something befalls that is no call's. */
  befalls(fault: Fault, point: string): boolean {
    if (this.areOver || !this.dice.permille(this.#rates[fault])) return false;
    const number = (this.#count += 1);
    if (this.leftOut.has(number)) return false;
    this.happened.push({ number, fault, point });
    return true;
  }

  /** What befalls the call here, if anything does, of what can. */
  at(side: Side, point: string, possible: readonly Fault[]): Fault | undefined {
    const place = this.placeOf(side, point);
    if (this.areOver || this.#rates === CALM) return undefined;
    const fault = this.isAimedAt(place) ? 'crash' : this.drawn(point, possible);
    if (fault === undefined) return undefined;
    const number = (this.#count += 1);
    if (this.leftOut.has(number)) return undefined;
    if (fault === 'crash') place.crashes += 1;
    this.happened.push({ number, fault, point: place.name });
    return fault;
  }

  private placeOf(side: Side, point: string): Place {
    const places = this.#places[side];
    const known = places.get(point);
    if (known !== undefined) return known;
    const place: Place = { name: `${side} ${point}`, crashes: 0, passagesLeft: undefined };
    places.set(point, place);
    return place;
  }

  /** So that over many worlds the program is killed at each place, and also at those where it seldom is. */
  private isAimedAt(place: Place): boolean {
    const left = place.passagesLeft ?? this.passagesUntilKilled(place.name);
    place.passagesLeft = Math.max(0, left - 1);
    return left === 1;
  }

  /** Drawn by the name of the place alone: when it is come by, and after what, changes nothing. */
  private passagesUntilKilled(name: string): number {
    const dice = this.aim.for(name);
    return dice.between(1, AIMED_AT) === 1 ? dice.between(1, LATEST_PASSAGE) : 0;
  }

  private drawn(point: string, possible: readonly Fault[]): Fault | undefined {
    if (!this.isStorm()) return undefined;
    // Drawn for all of them: a fault that is left out changes nothing of those that follow.
    const drawn = possible.filter((fault) => this.dice.permille(this.rateOf(fault, point)));
    const fault = drawn.find((each) => each !== 'crash' || this.#crashesLeft > 0);
    if (fault === 'crash') this.#crashesLeft -= 1;
    return fault;
  }
}
