import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Application } from './application/application.js';
import { PayoutSchedule } from './application/payouts/payout-schedule.js';
import { Log } from './application/ports/log.js';

/** The product's clock may be moved, so the time of the schedule is looked at, and not waited for. */
const LOOK_EVERY_MS = 1_000;

/** Proposes payout runs by the clock. A round that fails loses nothing: the next one finds the same occasion. */
@Injectable()
export class ScheduledPayouts {
  constructor(
    private readonly application: Application,
    private readonly schedule: PayoutSchedule,
    private readonly log: Log,
  ) {}

  @Interval(LOOK_EVERY_MS)
  async propose(): Promise<void> {
    if (!this.application.does('payout_schedule')) return;
    try {
      await this.schedule.run();
    } catch (error) {
      this.log.error('payout runs were not proposed; the next round tries again', { trouble: String(error) });
    }
  }
}
