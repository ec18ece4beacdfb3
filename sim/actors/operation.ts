import type { World } from '../world/world.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './cast.js';

/** At most so long between two looks for what is due, and for what the provider could not deliver. */
export const SCANNED_EVERY_MS = 3 * HOUR_MS;
const SCANNED_AT_FIRST_MS = 20 * MINUTE_MS;
/** So long from the beginning of a world. */
export const SCANNED_OFTEN_MS = DAY_MS;
/** Nothing is made by hand, and no event is lost, so late: a day more is many events that tell nothing. */
const COMPARED_MS = 17 * DAY_MS;
export const RECONCILED_EVERY_MS = 12 * HOUR_MS;

/** An event is worked on for about so long. */
const WORKED_ON_MS = 1_000;
const LONGEST_AWAY_MS = 20_000;

/** What the program does by the clock; and clocks that are set forward and back. */
export function operationGoesOn(world: World): void {
  const { wishes, time, faults, trace } = world;

  const every = (longest: () => number, work: () => Promise<unknown>[]): void => {
    const next = () => {
      if (faults.areOver) time.news();
      for (const done of work()) done.catch(() => undefined);
      time.after(wishes.between(longest() / 2, longest()), next);
    };
    next();
  };
  // Often while people pay: a payment has an hour.
  const scannedEvery = () => (time.storyMs < SCANNED_OFTEN_MS ? SCANNED_AT_FIRST_MS : SCANNED_EVERY_MS);
  every(scannedEvery, () =>
    world.up
      .filter(({ application }) => application.does('deadlines'))
      .map(({ application }) => application.deadlines.scan()),
  );
  every(
    () => RECONCILED_EVERY_MS,
    () =>
      world.up
        .filter(({ application }) => application.does('reconciliation'))
        .map(({ application }) => application.reconcile()),
  );
  if (world.reconciles)
    every(
      () => RECONCILED_EVERY_MS,
      () =>
        world.up
          .filter(({ application }) => time.storyMs < COMPARED_MS && application.does('reconciliation'))
          .map(({ application }) => application.reconcileDays()),
    );

  theDocumentServerIsKilled(world);

  if (!wishes.permille(300)) return;
  for (let jumps = wishes.between(1, 3); jumps > 0; jumps -= 1)
    time.after(wishes.between(0, 10 * DAY_MS), () => {
      if (faults.areOver) return;
      const byMs = wishes.oneOf([-5 * MINUTE_MS, -2_000, 30_000, HOUR_MS]);
      trace.tell('clock', `is set by ${String(byMs / 1000)} s`);
      time.setClocks(byMs);
    });
}

/** In the middle of work: at other times there is nothing that it could forget. */
function theDocumentServerIsKilled(world: World): void {
  const { documents, faults, time, trace, storms } = world;
  if (!documents.isForgetful) return;
  world.onEvent(() => {
    if (documents.isAway || !faults.befalls('forget', 'read models')) return;
    void time.work(storms.between(0, WORKED_ON_MS)).then(() => {
      documents.killed(storms);
      trace.tell('documents', 'were killed, and forgot');
      return time.work(storms.between(100, LONGEST_AWAY_MS)).then(() => documents.isBack());
    });
  });
}
