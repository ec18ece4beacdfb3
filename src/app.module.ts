import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ScheduleModule } from '@nestjs/schedule';
import { Application } from './application/application.js';
import { PartiesReader } from './application/fans/parties-reader.js';
import { Liquidity } from './application/finance/liquidity.js';
import { COMMAND_HANDLERS } from './application/handlers.js';
import { PayoutSchedule } from './application/payouts/payout-schedule.js';
import { ProposePayoutRunHandler } from './application/payouts/propose-payout-run.js';
import { BankFiles } from './application/ports/bank-files.js';
import { Clock } from './application/ports/clock.js';
import { Log } from './application/ports/log.js';
import { MovableClock } from './application/ports/movable-clock.js';
import { PaperPrinter } from './application/ports/paper.js';
import { PaymentGateway } from './application/ports/payment-gateway.js';
import { TableFiles } from './application/ports/table-files.js';
import { Uploads } from './application/ports/uploads.js';
import { VideoStore } from './application/ports/video-store.js';
import { QUERY_HANDLERS } from './application/query-handlers.js';
import { Reports } from './application/reports/reports.js';
import { AggregatesRuntime } from './application/runtime/aggregates-runtime.js';
import { ProjectionRuntime } from './application/runtime/projection-runtime.js';
import { ReadModelReader } from './application/runtime/read-model-reader.js';
import { StreamReader } from './application/runtime/stream-reader.js';
import { PlaybackGrants } from './application/videos/playback-grants.js';
import { Housekeeping } from './housekeeping.js';
import { ScheduledPayouts } from './scheduled-payouts.js';
import type { Engines } from './engines.js';
import { TestClock } from './infrastructure/clock/test-clock.js';
import { StreamedTableFiles } from './infrastructure/table-files/table-files.js';
import { PdfPrinter } from './infrastructure/pdf/pdf-printer.js';
import { type HttpFoundations, HttpFoundationModule } from './interfaces/rest/http/http-foundation.module.js';
import { CONTROLLERS } from './interfaces/rest/controllers.js';
import { SANDBOX_URL } from './interfaces/rest/orders/order-payment.controller.js';
import { TestClockController } from './interfaces/rest/test-clock/test-clock.controller.js';
import { PlaybackController } from './interfaces/rest/videos/playback.controller.js';
import { StripeWebhookController } from './interfaces/webhooks/stripe-webhook.controller.js';

export interface AppModuleParts {
  readonly engines: Engines;
  readonly application: Application;
  readonly foundations: HttpFoundations;
  /** Whether requests are answered here; otherwise there is only what the foundations answer. */
  readonly isApi: boolean;
}

/** Nest at the edges: it finds the handlers, makes the controllers, and knows nothing of what they do. */
@Module({})
export class AppModule {
  static of({ engines, application, foundations, isApi }: AppModuleParts): DynamicModule {
    const controllers: Type[] = isApi ? [...CONTROLLERS, PlaybackController, StripeWebhookController] : [];
    if (engines.clock instanceof TestClock) controllers.push(TestClockController);
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot(), ScheduleModule.forRoot(), HttpFoundationModule.on(foundations)],
      controllers,
      providers: [
        ...COMMAND_HANDLERS,
        ...QUERY_HANDLERS,
        PartiesReader,
        ...ports(engines),
        { provide: Application, useValue: application },
        { provide: AggregatesRuntime, useValue: application.aggregates },
        { provide: ProjectionRuntime, useValue: application.projections },
        { provide: ReadModelReader, useValue: application.reader },
        { provide: Liquidity, useValue: application.liquidity },
        { provide: PaperPrinter, useValue: new PdfPrinter() },
        { provide: StreamReader, useValue: application.streams },
        { provide: PlaybackGrants, useValue: new PlaybackGrants(engines.playbackKey, () => Date.now()) },
        { provide: SANDBOX_URL, useValue: engines.sandbox?.url },
        {
          provide: Reports,
          useValue: new Reports({ ...engines, aggregates: application.aggregates }),
        },
        { provide: TableFiles, useValue: new StreamedTableFiles() },
        {
          provide: PayoutSchedule,
          inject: [ReadModelReader, ProposePayoutRunHandler],
          useFactory: (reader: ReadModelReader, handler: ProposePayoutRunHandler) =>
            new PayoutSchedule(engines.payoutPlan, engines.clock, reader, (command) =>
              handler.execute(command),
            ),
        },
        Housekeeping,
        ScheduledPayouts,
        { provide: Uploads, useValue: engines.uploads },
      ],
    };
  }
}

const ports = ({ bankFiles, clock, gateway, videos, log }: Engines): Provider[] => [
  { provide: BankFiles, useValue: bankFiles },
  { provide: Clock, useValue: clock },
  { provide: MovableClock, useValue: clock },
  { provide: PaymentGateway, useValue: gateway },
  { provide: VideoStore, useValue: videos },
  { provide: Log, useValue: log },
];
