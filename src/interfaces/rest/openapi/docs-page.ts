import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';
import { PAGE_HEADERS } from '../http/security-headers.js';

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Shoutouts API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/open.js"></script>
</body>
</html>
`;

/** A file of its own, since the page's policy lets no inline script run. */
const OPEN = `SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: true, tryItOutEnabled: true,
});
`;

const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};
const ONE_DAY = 'public, max-age=86400';

/** Swagger UI at `/docs`, from our own disk: the documentation works without any other host. */
export function serveDocsPage(fastify: FastifyInstance): void {
  fastify.get('/docs', (_request, reply) => reply.headers(PAGE_HEADERS).send(PAGE));
  fastify.get('/docs/open.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(OPEN));
  const { resolve } = createRequire(import.meta.url);
  for (const [name, type] of Object.entries(ASSETS)) {
    const bytes = readFileSync(resolve(`swagger-ui-dist/${name}`));
    fastify.get(`/docs/${name}`, (_request, reply) =>
      reply.type(type).header('cache-control', ONE_DAY).send(bytes),
    );
  }
}
