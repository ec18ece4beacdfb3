import { fastify } from 'fastify';
import { mountUploads } from '../../../src/interfaces/rest/videos/mount-uploads.js';
import { openUploadApp } from './upload-app.js';

/**
 * The mount on a bare Fastify, to be killed: `folder port crashAt`. Prints its origin when it listens. `crashAt`
 * names a step of finishing an upload at which the process ends itself as kill -9 does.
 */
const [folder = '', port = '0', crashAt = 'never'] = process.argv.slice(2);

const crash = (step: string): void => {
  if (step === crashAt) process.kill(process.pid, 'SIGKILL');
};

const app = await openUploadApp(folder, ({ videos, uploads }) => {
  const put = videos.put.bind(videos);
  videos.put = async (file, localPath) => {
    crash('before-put');
    await put(file, localPath);
    crash('after-put');
  };
  const settle = uploads.settle.bind(uploads);
  uploads.settle = async (uploadId, outcome) => {
    crash('before-settle');
    await settle(uploadId, outcome);
    crash('before-reply');
  };
});
const server = fastify();
mountUploads(server, app);
const origin = await server.listen({ host: '127.0.0.1', port: Number(port) });
process.stdout.write(`${origin}\n`);
