import type { World } from '../world/world.js';
import { Answers } from './answers.js';
import { AllBooks } from './books.js';
import { Consequences } from './consequences.js';
import { Differences } from './differences.js';
import { EvidenceLaws } from './evidence.js';
import { MoneyRules } from './money-rules.js';
import { WhoMay } from './parties.js';
import { Payouts } from './payouts.js';
import { People } from './people.js';
import { Placing } from './placing.js';
import { Privacy } from './privacy.js';
import { Reconciled } from './reconciled.js';
import { Served } from './served.js';
import { watchSwaps } from './swapped.js';
import { Truth } from './truth.js';
import { Whole } from './whole.js';
import { Windows } from './windows.js';

/** All that must hold in a world, with each event that comes into its log, with each answer, and at the end. */
export class Laws {
  readonly books: AllBooks;
  readonly served: Served;
  readonly payouts: Payouts;
  readonly moneyRules: MoneyRules;
  readonly reconciled: Reconciled;
  readonly whole: Whole;
  readonly #atEnd: readonly { checkEnd(): void }[];

  constructor(world: World) {
    this.books = new AllBooks(
      (law) => world.broke(law),
      (orderId) => world.provider.wasPaidByHand(orderId),
    );
    this.payouts = new Payouts(world);
    this.reconciled = new Reconciled(world, this.books);
    this.moneyRules = new MoneyRules(world);
    this.served = new Served(world, world.diceFor('served'));
    watchSwaps(world);
    this.whole = new Whole(world);
    const { stories } = this.served;
    const answers = new Answers(world, this.served);
    const people = new People(world);
    const placing = new Placing(world);
    const privacy = new Privacy(world, stories.all);
    const consequences = new Consequences(world, stories.all, this.books);
    const evidence = new EvidenceLaws(world, stories.all);
    const differences = new Differences(world);
    const beforeStories = [
      evidence,
      differences,
      this.books,
      people,
      new Truth(world),
      new Windows(world, stories.all),
      placing,
      this.payouts,
      this.moneyRules,
      this.reconciled,
    ];
    const afterStories = [answers, new WhoMay(world, stories.all), privacy, consequences];
    world.onEvent((event) => {
      for (const law of beforeStories) law.take(event);
      this.served.take(event);
      for (const law of afterStories) law.take(event);
    });
    world.onAnswer((answer) => answers.hear(answer));
    this.#atEnd = [
      evidence,
      differences,
      people,
      placing,
      answers,
      privacy,
      consequences,
      this.payouts,
      this.reconciled,
    ];
  }

  checkEnd(): void {
    for (const law of this.#atEnd) law.checkEnd();
  }

  /** When the read models have caught up. */
  checkServed(): void {
    this.served.checkEnd();
  }
}
