import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Application, type Chore } from './application/application.js';
import { Log } from './application/ports/log.js';
import { Uploads } from './application/ports/uploads.js';
import { VideoStore } from './application/ports/video-store.js';
import { fanInbox } from './application/projections/fan-inbox.js';
import { ReadModelReader } from './application/runtime/read-model-reader.js';
import {
  cleanUploads,
  cleanVideos,
  UNREFERENCED_VIDEO_KEPT_MS,
  VIDEO_REMAINS_KEPT_MS,
} from './application/videos/clean-up.js';
import { HOUR_MS, instant, MINUTE_MS } from './domain/time.js';

const DEADLINES_EVERY_MS = 1_000;
const RECONCILE_EVERY_MS = 5 * MINUTE_MS;
const CLEAN_EVERY_MS = HOUR_MS;

/** What is done by the clock. A round that fails loses nothing: the next one finds the same work again. */
@Injectable()
export class Housekeeping {
  constructor(
    private readonly application: Application,
    private readonly reader: ReadModelReader,
    private readonly videos: VideoStore,
    private readonly uploads: Uploads,
    private readonly log: Log,
  ) {}

  @Interval(DEADLINES_EVERY_MS)
  meetDeadlines(): Promise<void> {
    return this.attempt('deadlines', () => this.application.deadlines.scan());
  }

  @Interval(RECONCILE_EVERY_MS)
  reconcile(): Promise<void> {
    return this.attempt('reconciliation', async () => {
      await this.application.reconcile();
      await this.application.reconcileDays();
      await this.application.liquidity?.check();
    });
  }

  @Interval(CLEAN_EVERY_MS)
  tellWhatIsLeft(): Promise<void> {
    return this.attempt('reconciliation', () => this.application.moneyWatch.tellWhatIsLeft());
  }

  /** Uploads live by real time, whatever the product's clock says. */
  @Interval(CLEAN_EVERY_MS)
  cleanUp(): Promise<void> {
    return this.attempt('clean_up', async () => {
      const now = Date.now();
      await cleanUploads(this.uploads, instant(now));
      await this.videos.deleteRemains(instant(now - VIDEO_REMAINS_KEPT_MS));
      // A read model that does not have all of the log by now could not tell which videos are needed: then none is deleted.
      const { lastPosition: upTo } = await this.application.projections.status();
      const isReferenced = async (videoId: string) => {
        const found = await this.reader.count(fanInbox, { videoId }, upTo);
        if (found === 0) await this.reader.requireWhole(fanInbox);
        return found > 0;
      };
      await cleanVideos(this.videos, isReferenced, instant(now - UNREFERENCED_VIDEO_KEPT_MS));
    });
  }

  private async attempt(what: Chore, work: () => Promise<unknown>): Promise<void> {
    if (!this.application.does(what)) return;
    try {
      await work();
    } catch (error) {
      this.log.error('housekeeping failed; the next round tries again', { what, trouble: String(error) });
    }
  }
}
