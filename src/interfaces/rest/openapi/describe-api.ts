import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { PAGE_HEADERS } from '../http/security-headers.js';
import { problemsPage } from '../problems/problems-page.js';
import { serveDocsPage } from './docs-page.js';
import { addBodyExamples } from './body-examples.js';
import { completeOperations } from './operations.js';
import { PROBLEM_SCHEMA } from './problem-responses.js';

export interface ApiDescription {
  readonly version: string;
  /** Where clients reach the API (the setting PUBLIC_URL). */
  readonly publicUrl: string;
  /** Routes that no controller has, complete as they are. */
  readonly paths?: OpenAPIObject['paths'];
}

/** OpenAPI 3.1 at `/openapi.json`, readable at `/docs`, with the problems at `/docs/problems`. */
export function describeApi(
  app: NestFastifyApplication,
  { version, publicUrl, paths = {} }: ApiDescription,
): void {
  const fastify = app.getHttpAdapter().getInstance();
  const page = problemsPage();
  fastify.get('/docs/problems', (_request, reply) => reply.headers(PAGE_HEADERS).send(page));
  serveDocsPage(fastify);
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Shoutouts')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    // The page calls the address that it was opened at: its policy lets it reach no other.
    .addServer('/', 'Where this document is')
    .addServer(publicUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  // Built at the first look: by then the routes are there.
  let text: string | undefined;
  const build = (): string => {
    const document = SwaggerModule.createDocument(app, config);
    document.components = { ...document.components };
    document.components.schemas = { ...document.components.schemas, Problem: PROBLEM_SCHEMA };
    completeOperations(document);
    addBodyExamples(document);
    Object.assign(document.paths, paths);
    return JSON.stringify(document);
  };
  fastify.get('/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((text ??= build())),
  );
}

const DESCRIPTION = `Personalised videos from creators to their fans.

**Commands** are POST requests. They answer with the \`revision\` of what they changed (also as \`ETag\`) and the
\`position\` in the log (also as \`Shoutouts-Position\`). Send \`Idempotency-Key\` to be able to repeat one safely, and
\`If-Match\` to have it refused when something changed since you looked.

**Queries** answer from views that follow the log. Send the \`Shoutouts-Position\` of your last command to see what you
have just done.

**Refusals** are \`application/problem+json\` with a stable \`code\`: see [all problems](/docs/problems).`;
