import 'reflect-metadata';
import { Application } from '../../src/application/application.js';
import type { EventStore } from '../../src/application/ports/event-store.js';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import { openEngines } from '../../src/engines.js';
import { createLogger, PinoLog } from '../../src/interfaces/rest/http/logger.js';
import { readSettings } from '../../src/settings.js';
import { inDataFolder } from '../data-folder.js';
import type { Engine } from '../engines/engine.js';
import { count, mean, print, ratio, tell } from '../print.js';
import { rawBulkWrites } from '../raw/raw-bulk-writes.js';
import { perSecond } from '../raw/sample-events.js';
import { seedLog } from '../seed/seed-log.js';

const DELIVERED = 4_000;
const PAGE_EVENTS = 500;
const CATCH_UP_LIMIT_MS = 10 * 60_000;

/** Rebuilt one by one: of few events of each order, of most of them, and of all. */
const ALONE = ['creator_earnings', 'order_view', 'audit_trail'];

/**
 * All read models at once, made from the start of the log, and some rebuilt alone, beside reading that log and doing nothing with
 * it.
 */
export async function projections(engine: Engine): Promise<void> {
  await inDataFolder(async (dataDir) => {
    tell('projections: seeding');
    const { events } = await seedLog(engine, dataDir, { delivered: DELIVERED, held: 0 });
    const settings = readSettings({ ...engine.environment, DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
    const engines = await openEngines(settings, new PinoLog(createLogger(settings.logLevel)));
    const application = new Application(engines);
    tell('projections: reading the log');
    const before = await readAllRate(engines.store, events);
    const last = (await engines.store.lastPosition()) ?? 0n;
    tell('projections: making all read models');
    const made = await perSecond(events, async () => {
      await application.start();
      const waits = ALL_PROJECTIONS.map(({ name }) =>
        application.projections.waitFor(name, last, CATCH_UP_LIMIT_MS),
      );
      if (!(await Promise.all(waits)).every(Boolean)) throw new Error('the read models did not catch up');
    });
    const alone = new Map<string, number>();
    for (const name of ALONE) {
      tell(`projections: rebuilding ${name}`);
      alone.set(name, await perSecond(events, () => application.projections.rebuild(name)));
    }
    const trail = application.projections.collectionOf('audit_trail');
    await application.stop();
    tell('projections: reading the log again');
    const read = mean([before, await readAllRate(engines.store, events)]);
    await engines.close();
    print(
      `projections ${ratio(made / read)} of readAll   all ${String(ALL_PROJECTIONS.length)} together: ` +
        `${count(made)} of ${count(read)} events per second`,
    );
    for (const [name, rate] of alone)
      print(
        `  ${name.padEnd(17)} ${ratio(rate / read)} of readAll   rebuilt alone: ${count(rate)} events per second`,
      );
    // It has one document per event.
    const entries = alone.get('audit_trail') ?? NaN;
    if (settings.mongodbUrl !== undefined) await compareWithBulkWrites(settings.mongodbUrl, trail, entries);
  });
}

const readAllRate = (store: EventStore, events: number): Promise<number> =>
  perSecond(events, async () => {
    let after = 0n;
    for (let page = await store.readAll({ limit: PAGE_EVENTS }); page.length > 0;) {
      after = page.at(-1)?.position ?? after;
      page = await store.readAll({ after, limit: PAGE_EVENTS });
    }
  });

async function compareWithBulkWrites(url: string, collection: string, made: number): Promise<void> {
  const raw = await rawBulkWrites(url, collection);
  print(
    `  audit_trail       ${ratio(made / raw)} of a raw bulk write   ${count(made)} of ${count(raw)} documents per second`,
  );
}
