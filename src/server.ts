import { setTimeout as wait } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HttpAddressError, requireAddresses } from './addresses.js';
import { AppModule } from './app.module.js';
import { PdfPrinter } from './infrastructure/pdf/pdf-printer.js';
import { Application, type Instance } from './application/application.js';
import { Readiness } from './application/health/readiness.js';
import { NO_TELEMETRY } from './application/ports/telemetry.js';
import { FinishUpload } from './application/videos/finish-upload.js';
import { CatchUpThread } from './catch-up/catch-up-thread.js';
import { dependenciesOf } from './dependencies.js';
import { type Engines, openEngines } from './engines.js';
import { openIdentity } from './infrastructure/identity/open-identity.js';
import { WEBHOOK_EVENTS } from './infrastructure/stripe/stripe-events.js';
import { inspectVideo } from './infrastructure/video/inspect-video.js';
import { HTTP_LIMITS } from './interfaces/rest/http/limits.js';
import { configureHttp } from './interfaces/rest/http/configure-http.js';
import { createHttpAdapter } from './interfaces/rest/http/http-adapter.js';
import { createLogger, PinoLog } from './interfaces/rest/http/logger.js';
import { UPLOAD_PATHS } from './interfaces/rest/videos/describe-uploads.js';
import { mountUploads } from './interfaces/rest/videos/mount-uploads.js';
import { uploadAuthorization } from './interfaces/rest/videos/upload-authorization.js';
import { observeCommands } from './interfaces/telemetry/observe-commands.js';
import { RequestObserver } from './interfaces/telemetry/observe-requests.js';
import type { Settings } from './settings.js';
import { openTelemetry } from './telemetry.js';
import { VERSION } from './version.js';

export interface RunningServer {
  /** Where it listens, reached from this machine. */
  readonly url: string;
  /** Where metrics are read, if anywhere. */
  readonly metricsPort: number | undefined;
  readonly engines: Engines;
  readonly application: Application;
  /** Drains, answers what is under way, then closes everything. */
  close(): Promise<void>;
}

/** The whole program, listening. @throws what `requireAddresses`, `openEngines` and `Application.start` throw */
export async function startServer(settings: Settings): Promise<RunningServer> {
  await requireAddresses(settings);
  const logger = createLogger(settings.logLevel);
  const observation = await openTelemetry(settings, VERSION);
  const { telemetry } = observation;
  const engines = await openEngines(settings, new PinoLog(logger), telemetry);
  const closing: (() => Promise<unknown>)[] = [() => observation.close(), () => engines.close()];
  const close = async () => {
    for (const step of closing.splice(0).toReversed()) await step();
  };
  try {
    const { verifier, developmentIssuer } = await openIdentity(settings);
    const { dataDir, eventStoreUrl, mongodbUrl } = settings;
    const catchUps = new CatchUpThread({
      settings: { dataDir, eventStoreUrl, mongodbUrl },
      keys: engines.keys,
    });
    const application = new Application({
      ...{ ...engines, printer: new PdfPrinter(), catchUps },
      ...{ instance: instanceOf(settings), watchesMoney: true },
    });
    const readiness = new Readiness(dependenciesOf(engines), engines);
    const { idempotencyKeys } = engines;
    const isApi = settings.roles.has('api');
    const foundations = { logger, tokenVerifier: verifier, developmentIssuer, idempotencyKeys, readiness };
    const nest = await NestFactory.create<NestFastifyApplication>(
      AppModule.of({ engines, application, foundations, isApi }),
      createHttpAdapter(engines.random),
      { bodyParser: false, logger: false },
    );
    const requests = new RequestObserver();
    if (telemetry !== NO_TELEMETRY) {
      observeCommands(nest.get(CommandBus, { strict: false }), telemetry);
      requests.observe(nest.getHttpAdapter().getInstance(), telemetry);
    }
    configureHttp(nest, {
      version: VERSION,
      publicUrl: settings.publicUrl,
      paths: isApi ? UPLOAD_PATHS : {},
    });
    if (isApi)
      mountUploads(
        nest.getHttpAdapter().getInstance(),
        uploadParts(settings, engines, logger, uploadAuthorization(verifier, application.aggregates)),
      );
    const metrics = await observation.serve({
      engines,
      application,
      readiness,
      requestsUnderWay: () => requests.underWay,
    });
    if (metrics !== undefined) closing.push(() => metrics.close());
    await application.start();
    closing.push(() => application.stop());
    // First of all when it ends: requests under way still find everything that they need.
    closing.push(() => closeWithin(HTTP_LIMITS.closeMs, nest));
    closing.push(() => drain(readiness, settings.drainMs));
    await nest.listen(settings.port, settings.host).catch((error: NodeJS.ErrnoException) => {
      throw new HttpAddressError(settings, error);
    });
    const url = localUrl(await nest.getUrl());
    await engines.sandbox?.setWebhookUrl(`${url}/v1/webhooks/stripe`, WEBHOOK_EVENTS);
    return { url, metricsPort: metrics?.port, engines, application, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const uploadParts = (
  { videoMaxBytes: maxBytes }: Settings,
  { uploads, videos, clock, random }: Engines,
  logger: ReturnType<typeof createLogger>,
  authorization: Parameters<typeof mountUploads>[1]['authorization'],
): Parameters<typeof mountUploads>[1] => ({
  ...{ uploads, maxBytes, authorization },
  finishUpload: new FinishUpload(uploads, videos, inspectVideo, clock, maxBytes),
  newUploadId: () => random.uuid(),
  onFault: (error) => logger.error({ err: error }, 'an upload failed'),
});

function instanceOf({ isShared, roles, leaseMs }: Settings): Instance | undefined {
  if (!isShared) return undefined;
  return { drives: { projections: roles.has('projections'), processes: roles.has('processes') }, leaseMs };
}

/** Says that it is not ready any more, and gives whoever sends requests here the time to notice. */
async function drain(readiness: Readiness, ms: number): Promise<void> {
  readiness.drain();
  if (ms > 0) await wait(ms);
}

/** Requests under way are answered; whoever is still sending or reading after that long is cut off. */
async function closeWithin(ms: number, nest: NestFastifyApplication): Promise<void> {
  const cutOff = setTimeout(() => nest.getHttpServer().closeAllConnections(), ms);
  try {
    await nest.close();
  } finally {
    clearTimeout(cutOff);
  }
}

/** The address of this machine itself: a server that listens on all of them is reached there. */
function localUrl(listening: string): string {
  return `http://127.0.0.1:${new URL(listening).port}`;
}
